"""What the newest looks at our deposits say to operators, and what they never say."""

from datetime import UTC, datetime

import pytest

from ogp_etl.check.alarms.deposits import barriers, deposit_alarms
from ogp_etl.model import Found, Verification

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def look(found, evidence="c1", repository="dspace"):
    return Verification(
        id=f"v{evidence}{repository}",
        evidence=evidence,
        repository=repository,
        key="items/secret-uuid",
        at=AT,
        found=found,
        detail="names.pdf at https://d.example/secret-uuid",
    )


@pytest.mark.parametrize("found", [Found.OPEN, Found.SEALED, Found.INTACT, Found.UNLISTED])
def test_what_is_as_it_should_be_raises_nothing(found):
    assert (deposit_alarms([look(found)]), barriers([look(found)])) == ((), ())


@pytest.mark.parametrize("found", [Found.LEAKING, Found.WITHDRAWN, Found.MISSING, Found.CLOSED, Found.ALTERED])
def test_what_is_not_as_it_should_be_is_named(found):
    (alarm,) = deposit_alarms([look(found)])
    assert (alarm.code, alarm.since) == (found.value, AT)
    assert all("c1" in text and "dspace" in text for text in alarm.text.values())
    assert barriers([look(found)]) == (f"{found.value}:c1",)


@pytest.mark.parametrize(
    ("found", "chinese", "english"),
    [
        (Found.MISSING, "ogp_archive 會自動補回", "the next ogp_archive puts it back by itself"),
        (Found.ALTERED, "ogp_archive 會自動補回", "the next ogp_archive puts it back by itself"),
        (Found.WITHDRAWN, "人撤回的不會自動放回", "what a person withdrew is not put back by itself: reinstate it there"),
        (Found.CLOSED, "恢復公眾的讀取權限", "give everybody the right to read it again"),
        (Found.LEAKING, "請立刻關閉", "close it at once"),
    ],
)
def test_an_alarm_says_what_puts_itself_right_and_what_a_person_must_do(found, chinese, english):
    (alarm,) = deposit_alarms([look(found)])
    assert (chinese in alarm.text["zh-Hant"], english in alarm.text["en"]) == (True, True)


def test_a_repository_that_does_not_answer_is_an_alarm_and_no_barrier():
    looks = [look(Found.UNANSWERED)]
    assert ([alarm.code for alarm in deposit_alarms(looks)], barriers(looks)) == (["unanswered"], ())


def test_a_leak_is_said_first():
    looks = [look(Found.CLOSED, "c1"), look(Found.MISSING, "c2"), look(Found.LEAKING, "c3")]
    assert [alarm.code for alarm in deposit_alarms(looks)] == ["leaking", "missing", "closed"]
    assert barriers(looks) == ("leaking:c3", "missing:c2", "closed:c1")


def test_many_deposits_are_one_alarm_that_counts():
    (alarm,) = deposit_alarms([look(Found.CLOSED, f"c{number}") for number in range(7)])
    assert "7 deposits" in alarm.text["en"]
    assert "and 2 more" in alarm.text["en"]


def test_each_repository_has_an_alarm_of_its_own():
    looks = [look(Found.CLOSED, repository="s3"), look(Found.CLOSED)]
    assert [alarm.text["en"].split(":")[0] for alarm in deposit_alarms(looks)] == ["Repository dspace", "Repository s3"]


def test_no_alarm_tells_where_a_leaking_original_is():
    (alarm,) = deposit_alarms([look(Found.LEAKING)])
    assert not any("secret" in text or "https" in text for text in alarm.text.values())
