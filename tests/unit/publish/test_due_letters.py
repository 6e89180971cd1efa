"""What falls due, as letters, as CSV and as JSON."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ogp_etl.model import Verdict
from ogp_etl.model.reviewed import Upcoming
from ogp_etl.publish.data.due import as_csv, as_records, due_rows
from ogp_etl.publish.terminal.due import due_text

TODAY = date(2022, 8, 1)
UNTIL = TODAY + timedelta(days=60)
CLOSE = date(2025, 3, 31)


@pytest.fixture
def findings(edition):
    return {(one.rule, one.scope): one for one in edition.report.findings}


@pytest.fixture
def updated(findings):
    def updated(due="2022-08-20", red="2022-08-21", **more):
        facts = {"state": "due", "part": "", "now": Verdict.DUE_SOON, "finding": findings["R19/repo.updated", "1-1"], **more}
        return Upcoming(due=due and date.fromisoformat(due), red=red and date.fromisoformat(red), **facts)

    return updated


@pytest.fixture
def letters(plan):
    def letters(*found, language="zh-Hant", unseen=None, today=TODAY):
        rows = due_rows(plan, found, today, unseen or {})
        return due_text(plan, rows, today=today, until=UNTIL, close=CLOSE, unseen=unseen or {}, language=language)

    return letters


def test_the_agency_is_the_one_that_leads_on_the_last_day(plan, updated):
    rows = due_rows(plan, [updated("2022-08-26"), updated("2022-08-27")], TODAY, {})

    assert [(row.agency, row.days_left) for row in rows] == [("council", 25), ("digital", 26)]


def test_what_is_past_due_goes_to_the_agency_that_leads_today(plan, updated):
    past = updated("2022-07-01", None, state="missed", now=Verdict.BREACH)

    assert [(row.agency, row.days_left) for row in due_rows(plan, [past], TODAY, {})] == [("council", -31)]
    assert [(row.agency, row.days_left) for row in due_rows(plan, [past], date(2022, 8, 27), {})] == [("digital", -57)]


def test_a_commitment_without_a_lead_and_the_plan_as_a_whole_have_letters_of_their_own(plan, updated, findings):
    found = [updated(finding=findings["R22/repo.updated", "1-2"]), updated(finding=findings["R19/forum.meets", "plan"])]
    rows = due_rows(plan, found, TODAY, {})

    assert [row.agency_name["zh-Hant"] for row in rows] == ["主辦機關尚未查明", "行動方案統籌機關"]


def test_a_letter_names_commitment_rule_clause_last_day_and_what_to_do(letters, updated):
    told = letters(updated())

    assert "發展委員會 鈞鑒：" in told
    assert "1. 1-1 完備資料開放制度" in told
    assert "期限：2022-08-20 到期（還有 19 天）；2022-08-21 起未達要求" in told
    assert "（R19 §5.1.3；R19/repo.updated；標準）" in told
    assert "請辦理：公開一份有實質內容的新資料" in told
    assert "類推適用" in told


def test_in_english_too(letters, updated):
    told = letters(updated(), language="en")

    assert "To: Development Council" in told
    assert "Due: due on 2022-08-20 (19 days left); missed from 2022-08-21 on" in told


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        ("due today, 2022-08-01", {"due": "2022-08-01"}),
        ("due on 2022-08-02 (1 day left)", {"due": "2022-08-02"}),
        ("past due: 2022-07-31 was the last day (yesterday)", {"due": "2022-07-31", "state": "missed"}),
        ("past due: 2022-07-30 was the last day (2 days ago)", {"due": "2022-07-30", "state": "missed"}),
        ("past due\n", {"due": None, "state": "missed"}),
        ("2022-07-30 was the last day, and nothing is seen yet", {"due": "2022-07-30", "state": "unsettled"}),
        (
            "was due on 2022-06-30; to be shown by 2022-12-30 at the latest (151 days left)",
            {"due": "2022-06-30", "red": "2022-12-31", "state": "late"},
        ),
    ],
)
def test_days_are_told_in_words(letters, updated, words, facts):
    assert f"Due: {words}" in letters(updated(**facts), language="en")


def test_a_milestone_is_told_with_what_it_needs(letters, updated, findings):
    linked = findings["R19/repo.evidence-linked", "1-1"]
    late = updated("2022-06-30", "2022-12-31", state="late", part="m1", finding=linked)

    assert (
        "Missing: milestone m1 of 1-1 was due on 2022-06-30:"
        " primary evidence (such as: decision, rule or order / monitoring and evaluation) that anybody can read"
    ) in letters(late, language="en")


def test_each_letter_stands_by_itself_with_its_assumption_and_what_we_have_not_seen(letters, updated):
    told = letters(updated("2022-08-20"), updated("2022-08-27"), unseen={"1-1": date(2022, 7, 1)}, language="en").split("* * *")

    assert len(told) == 2
    assert all("supposing that nothing new becomes public and that every source is visited" in one for one in told)
    assert all("The sources of 1-1 were not read whole lately" in one for one in told)
    assert all("We have not read its sources whole since 2022-07-01" in one for one in told)


def test_where_nothing_falls_due_that_is_said_and_of_an_ended_plan_that_it_ended(letters):
    assert "Nothing falls due by 2022-09-30." in letters(language="en")
    assert "The reporting of this plan ended on 2025-03-31" in letters(language="en", today=date(2025, 4, 1))


def test_advice_is_named_as_advice(letters, updated, findings):
    advice = replace(findings["R19/repo.updated", "1-1"], severity="advice")

    assert "advised only" in letters(updated(red=None, finding=advice), language="en")


def test_rows_come_as_csv_and_json_with_the_same_values(plan, updated):
    rows = due_rows(plan, [updated()], TODAY, {"1-1": None})
    (record,) = as_records(rows)
    (line,) = csv.DictReader(io.StringIO(as_csv(rows).decode("utf-8-sig")))

    assert record["agency"] == "council"
    assert (record["commitment"], record["rule"], record["clause"]) == ("1-1", "R19/repo.updated", "R19 §5.1.3")
    assert (record["due"], record["days_left"], record["red"], record["last"]) == ("2022-08-20", 19, "2022-08-21", "2022-08-20")
    assert (record["unseen"], record["unseen_since"]) == (True, None)
    assert {key: line[key] for key in ("agency_zh", "due", "days_left")} == {
        "agency_zh": "發展委員會",
        "due": "2022-08-20",
        "days_left": "19",
    }
