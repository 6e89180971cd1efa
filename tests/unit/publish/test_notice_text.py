"""What notices say, in both languages, to people and to programs."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ogp_etl.model import Finding, Notice, Part, Subject, Verdict
from ogp_etl.publish.channels import body, shown, slack_body
from ogp_etl.publish.notice_text import AT_ONCE, failure, messages, page_of

DAY = date(2024, 3, 1)
SITE = "https://pages.example/ogp/"


def notice(left=14, mark=14, rule="R19/repo.updated", scope="1-1", part="", **more):
    facts = {
        "rule": rule, "clause": "R19 §6.3(3)", "severity": "minimum", "scope": scope, "verdict": Verdict.DUE_SOON, "value": 160,
        "threshold": {"every": "P6M"}, "due": None if left is None else DAY + timedelta(days=left), "missing": ("minutes",),
        "text": {"zh-Hant": "每六個月更新一次", "en": "It is updated every six months."},
    }  # fmt: skip
    found = Finding(**(facts | more))
    about = None if left is None else DAY + timedelta(days=left)
    return Notice(subject=Subject("xx-2022", rule, scope, part, about), mark=mark, day=DAY, finding=found, text=found.text)


SILENT = Notice(
    subject=Subject("xx-2022", "no-harvest", "plan", "", date(2024, 2, 27)),
    mark=0,
    day=DAY,
    text={"zh-Hant": "自 2024-02-27 之後，沒有任何來源完整讀到。", "en": "No source was read whole after 2024-02-27."},
)


def said(edition, *notices, site=SITE):
    ((message, _),) = messages(edition.plan, notices, site)
    return message


def test_a_provisional_clause_is_told_in_both_languages(edition):
    told = said(edition, notice(clause="R22 (provisional)")).text

    assert "（R22（暫定），最低要求）" in told
    assert " (R22 (provisional), minimum requirement)" in told


def test_a_notice_says_commitment_rule_clause_day_what_is_missing_what_to_do_and_where_in_both_languages(edition):
    message = said(edition, notice())

    assert message.text == (
        "範例國行動方案（2022-2024）：0 項未達要求，1 項即將到期\n\n"
        "【還有 14 天】1-1 完備資料開放制度\n"
        "規定：每六個月更新一次（R19 §6.3(3)，最低要求）\n"
        "期限：2024-03-15\n"
        "缺少：會議紀錄\n"
        "請做：公開一份有實質內容的新資料（不是副本，也不是空泛說明）。\n"
        "詳情：https://pages.example/ogp/xx-2022/commitments/1-1.html#R19-repo.updated\n\n"
        "Samplia action plan 2022-2024: 0 missed, 1 due soon\n\n"
        "14 DAYS LEFT: 1-1 Complete the open-data system\n"
        "Rule: It is updated every six months. (R19 §6.3(3), minimum requirement)\n"
        "Due: 2024-03-15\n"
        "Missing: minutes\n"
        "What to do: Publish something with new substance (no copy, no bare statement).\n"
        "More: https://pages.example/ogp/xx-2022/commitments/1-1.html#R19-repo.updated\n"
    )


@pytest.mark.parametrize(
    ("left", "verdict", "due"),
    [(3, Verdict.PASS, "Due: 2024-03-04\n"), (-1, Verdict.BREACH, "Due: 2024-02-29 (yesterday)\n")],
)
def test_of_a_rule_that_names_no_day_the_day_until_which_it_holds_is_told(edition, left, verdict, due):
    """Two in twelve months: its findings have no due day."""
    known = DAY + timedelta(days=left)
    one = notice(left, 3, "R22/repo.updated", due=None, good_to=known, verdict=verdict, threshold={"times": 2, "within": "P12M"})
    message = said(edition, one)
    (document,) = message.document["notices"]

    assert due in message.text
    assert (document["due"], document["days_left"]) == (known.isoformat(), left)
    assert "What to do: Publish something with new substance" in message.text


@pytest.mark.parametrize(
    ("left", "mark", "head", "due"),
    [
        (1, 3, "【還有 1 天】", "期限：2024-03-02"),
        (0, 3, "【今天到期】", "期限：2024-03-01"),
        (-1, 0, "【未達要求】", "期限：2024-02-29（昨天）"),
        (-30, 0, "【未達要求】", "期限：2024-01-31（已過 30 天）"),
        (None, 0, "【未達要求】", "缺少：會議紀錄"),
    ],
)
def test_the_day_is_told_as_people_would(edition, left, mark, head, due):
    lines = said(edition, notice(left, mark)).text.splitlines()

    assert lines[2].startswith(head)
    assert due in lines[4]


def test_a_milestone_is_named_with_its_title_and_what_is_missing_is_it_alone(edition):
    parts = (Part(key="m1", verdict=Verdict.BREACH, due=DAY), Part(key="m2", verdict=Verdict.DUE_SOON, due=DAY + timedelta(14)))
    one = notice(rule="R19/repo.evidence-linked", part="m2", parts=parts, missing=("m1", "m2"), due=DAY)

    told = said(edition, one).text

    assert "1-1 完備資料開放制度 · 里程碑 m2 開放專區" in told
    assert "期限：2024-03-15\n缺少：里程碑 m2\n" in told


def test_silence_says_what_is_at_stake_and_where_to_look(edition):
    message = said(edition, SILENT)

    assert message.subject == "範例國行動方案（2022-2024）：採集停擺 / Samplia action plan 2022-2024: nothing is harvested"
    assert "NO HARVEST: Samplia action plan 2022-2024\nNo source was read whole after 2024-02-27." in message.text
    assert "ogp_harvest" in message.text


def test_programs_get_the_same_as_json(edition):
    document = json.loads(json.dumps(said(edition, notice(), SILENT).document))

    assert (document["plan"], document["as_of"]) == ("xx-2022", "2024-03-01")
    assert document["notices"][0] == {
        "id": notice().id,
        "what": "ahead",
        "scope": "1-1",
        "title": {"zh-Hant": "1-1 完備資料開放制度", "en": "1-1 Complete the open-data system"},
        "rule": "R19/repo.updated",
        "clause": "R19 §6.3(3)",
        "severity": "minimum",
        "part": None,
        "due": "2024-03-15",
        "days_left": 14,
        "missing": ["minutes"],
        "text": {"zh-Hant": "每六個月更新一次", "en": "It is updated every six months."},
        "page": "https://pages.example/ogp/xx-2022/commitments/1-1.html#R19-repo.updated",
    }
    assert document["notices"][1]["what"] == "no-harvest"


def test_many_notices_are_parted_and_none_is_lost(edition):
    many = [replace(notice(), subject=Subject("xx-2022", f"R19/x.n{place}", "1-1", "", DAY)) for place in range(AT_ONCE + 1)]

    parted = messages(edition.plan, many, None)

    assert [len(held) for _, held in parted] == [AT_ONCE, 1]
    assert [one for _, held in parted for one in held] == many
    assert parted[1][0].subject.endswith("(part 2 of 2)")


def test_without_a_public_address_the_page_is_named_below_the_site():
    assert page_of("xx-2022", "plan", "R19/forum.meets", None) == "xx-2022/process.html#R19-forum.meets"


def test_every_page_that_a_notice_names_stands_with_its_anchor(edition):
    from ogp_etl.publish.site import plan_files

    files = plan_files(edition)
    for finding in edition.report.findings:
        name, _, anchor = page_of("xx-2022", finding.scope, finding.rule, None).partition("/")[2].partition("#")
        assert f'id="{anchor}"' in files[name].decode()


def test_slack_gets_its_own_three_signs_escaped_and_others_get_the_document(edition):
    message = replace(said(edition, notice()), text="a < b & c > d")

    assert body("https://hooks.slack.com/services/T/B/secret", message) == {"text": "a &lt; b &amp; c &gt; d"}
    assert body("https://hooks.slack.com/services/T/B/secret", message) == slack_body(message)
    assert body("https://other.example/hook", message)["text"] == "a < b & c > d"
    assert body("https://other.example/hook", message)["plan"] == "xx-2022"


def test_no_address_is_shown_whole():
    assert re.fullmatch(r"hooks\.slack\.com#[0-9a-f]{8}", shown("https://hooks.slack.com/services/T/B/secret"))
    assert "name" not in shown("mailto:name@host.example")
    assert shown("https://a.example/1") != shown("https://a.example/2")


def test_a_task_that_failed_is_told_with_its_log():
    message = failure("ogp_harvest.harvest_host[3]", "LocalFault: the disk is full", "http://127.0.0.1:8080/log")

    assert (
        message.subject == "Airflow 工作失敗：ogp_harvest.harvest_host[3] / An Airflow task failed: ogp_harvest.harvest_host[3]"
    )
    assert "LocalFault: the disk is full" in message.text
    assert "Log: http://127.0.0.1:8080/log" in message.text
