"""What a named person has to confirm: candidates, their absence, and what is not asked yet."""

from datetime import UTC, date, datetime

import pytest

from ogp_etl.check.judge import judge
from ogp_etl.check.rulings import Said
from ogp_etl.model import Ruling, Verdict

OPEN = "R16/consultation.open"
REASONS = "R16/selection.reasons"
SHARED = "R16/irm.comment-shared"


def of(finding):
    return finding.verdict.value, list(finding.evidence), str(finding.due) if finding.due else None


def whys(finding):
    return {one.id: one.why for one in finding.doubts}


@pytest.fixture
def paper(row):
    return lambda name, kind, on, by=None, **more: row(name, on, by, kind=kind, commitment=None, **more)


def test_candidates_are_gathered_and_the_verdict_waits_for_a_person(ask, paper):
    rows = [paper("n", "consultation-notice", "2020-02-21")]
    assert of(ask(OPEN, "2020-02-20", rows)) == ("pending", [], "2020-12-31")
    found = ask(OPEN, "2020-02-21", rows)
    assert (of(found), whys(found)) == (("unknown", ["n"], None), {"consultation.open": "person-needed"})


def test_that_there_is_no_candidate_is_said_and_decides_nothing(ask):
    assert of(ask("TW20/comments.forwarded", "2020-12-31")) == ("pending", [], "2020-12-31")
    found = ask("TW20/comments.forwarded", "2021-01-01")
    assert of(found) == ("unknown", [], None)
    assert whys(found) == {"comments.forwarded": "person-needed", "interagency-letter": "not-held"}


def test_before_it_opens_nothing_is_asked(ask):
    assert of(ask("R16/forum.rules-public", "2020-01-31")) == ("not-applicable", [], None)
    assert of(ask("R16/forum.rules-public", "2020-02-05")) == ("unknown", [], None)
    assert of(ask("R16/progress.commentable", "2020-12-31")) == ("not-applicable", [], None)
    assert of(ask("R16/progress.commentable", "2021-01-01")) == ("unknown", [], None)


@pytest.mark.parametrize(
    ("kind", "rule"), [("forum-remit", "R16/forum.rules-public"), ("meeting-invitation", "R16/forum.remote")]
)
def test_what_a_rule_looks_for_is_its_candidate(ask, paper, kind, rule):
    assert of(ask(rule, "2020-03-01", [paper("c", kind, "2020-02-10")])) == ("unknown", ["c"], None)


def test_only_the_days_of_the_phase_have_candidates_and_a_papers_day_is_the_one_it_states(ask, paper):
    rows = [
        paper("late", "minutes", "2021-01-10", event_date="2020-11-05"),
        paper("after", "minutes", "2021-03-02", event_date="2021-03-01"),
    ]
    assert of(ask(REASONS, "2021-01-09", rows)) == ("unknown", [], None)
    assert of(ask(REASONS, "2021-04-01", rows)) == ("unknown", ["late"], None)


def test_a_paper_that_may_be_of_the_phase_is_a_candidate_in_doubt(ask, paper):
    found = ask(REASONS, "2021-04-01", [paper("m", "minutes", "2020-12-31", "2021-02-01")])
    assert list(found.evidence) == ["m"]
    assert "m" not in whys(found)
    found = ask(REASONS, "2021-04-01", [paper("m", "minutes", "2020-12-31", "never")])
    assert (list(found.evidence), whys(found)["m"]) == (["m"], "never-proven")


def test_sources_that_were_not_visited_are_named(ask, paper):
    found = ask("R16/progress.forum-deliberates", "2024-06-01", visits={None: "2024-05-01"})
    assert whys(found)["process"] == "not-visited"


def test_the_forums_debate_is_pending_to_the_end_of_the_plan(ask):
    assert of(ask("R16/progress.forum-deliberates", "2021-01-01")) == ("pending", [], "2024-05-31")
    assert of(ask("R16/progress.forum-deliberates", "2024-06-01")) == ("unknown", [], None)


def test_a_rule_on_the_review_asks_only_where_there_is_one(ask, paper, plan):
    rows = [paper("n", "news", "2022-02-01")]
    assert of(ask(SHARED, "2022-02-01", rows)) == ("not-applicable", [], None)
    assert of(ask(SHARED, "2022-02-01", rows, plan=plan(reviewed=True))) == ("unknown", ["n"], None)


def test_a_person_confirms_it(plan, paper):
    ruling = Ruling(
        id="g1",
        rule=OPEN,
        scope="plan",
        verdict=Verdict.PASS,
        person="Lin",
        reason="read it",
        made=datetime(2020, 3, 1, tzinfo=UTC),
        until=date(2020, 12, 31),
    )
    rows = [paper("n", "consultation-notice", "2020-02-21")]
    report = judge(plan(), rows, None, date(2020, 3, 2), None, ["R16"], Said(rulings=[ruling]))
    (found,) = [one for one in report.findings if one.rule == OPEN]
    assert (found.verdict, whys(found)) == (Verdict.PASS, {})


# --- meetings and lists as parts --------------------------------------------------------------------------------------


def test_a_forums_lists_are_shown_without_a_verdict(ask, row):
    rows = [row("a", "2020-03-01", kind="attendance", event_date="2020-03-01", covers=("government", "civil-society"))]
    found = ask("TW20/forum.half", "2020-03-01", rows, scope="1-1")
    assert (found.verdict, list(found.evidence), found.doubts) == (Verdict.SHOWN, ["a"], ())
    assert [(one.key, one.verdict, one.value) for one in found.parts] == [("a", Verdict.SHOWN, "government civil-society")]


def test_each_meeting_of_the_phase_is_a_part(ask, row):
    rows = [
        row("g", "2020-02-20", kind="agenda", event_date="2020-03-01"),
        row("l", "2021-02-20", kind="agenda", event_date="2021-03-01"),
    ]
    found = ask("TW20/notices.copied", "2020-03-01", rows, scope="1-1")
    assert (of(found), [one.key for one in found.parts]) == (("pending", [], "2020-12-31"), ["1-1:2020-03-01"])
    found = ask("TW20/notices.copied", "2021-04-01", rows, scope="1-1")
    assert (found.verdict, [one.key for one in found.parts]) == ("unknown", ["1-1:2020-03-01"])


def test_the_content_of_minutes_is_asked_of_each_meeting_of_the_forum(ask, paper):
    rows = [
        paper("m", "minutes", "2020-03-10", event_date="2020-03-10"),
        paper("x", "agenda", "2020-01-01", event_date="2020-01-15"),
    ]
    found = ask("MSF/forum.minutes-content", "2020-03-10", rows)
    assert (of(found), [one.key for one in found.parts]) == (("unknown", ["m"], None), ["2020-03-10"])


def test_who_convened_a_forum_a_person_says(ask, row):
    rows = [row("l", "2020-03-01", kind="member-list")]
    assert of(ask("TW20/forum.convened", "2020-02-29", rows, scope="1-1")) == ("pending", [], "2020-12-31")
    assert of(ask("TW20/forum.convened", "2020-03-01", rows, scope="1-1")) == ("unknown", ["l"], None)
