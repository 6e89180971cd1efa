"""What falls due, as letters, as CSV and as JSON."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ogp_etl.model import LateSpan, Verdict
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
    def letters(*found, language="zh-Hant", unseen=None, today=TODAY, site=None, contact=None):
        rows = due_rows(plan, found, today, unseen or {}, site)
        facts = {"today": today, "until": UNTIL, "close": CLOSE, "unseen": unseen or {}, "contact": contact}
        return due_text(plan, rows, **facts, language=language)

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

    assert "發展委員會 公鑒：" in told
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
        (
            "missed; the rule names no day, it looks at what is there on 2022-08-01 (155 days since the last that is proven)",
            {"due": None, "state": "missed"},
        ),
        ("2022-07-30 was the last day, and nothing is seen yet", {"due": "2022-07-30", "state": "unsettled"}),
        (
            "2022-07-30 was the last day, and it is not known whether it was done; missed from 2022-08-20 on",
            {"due": "2022-07-30", "red": "2022-08-20", "state": "uncertain"},
        ),
        (
            "2022-07-30 was the last day, and it is not known whether it was done\n",
            {"due": "2022-07-30", "red": None, "state": "uncertain"},
        ),
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
        "Missing: milestone m1 (“Set the rules”) of 1-1 was due on 2022-06-30:"
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
    assert (record["unseen"], record["unseen_since"], record["in_force"], record["page"]) == (True, None, True, None)
    assert {key: line[key] for key in ("agency_zh", "due", "days_left")} == {
        "agency_zh": "發展委員會",
        "due": "2022-08-20",
        "days_left": "19",
    }


def test_each_item_names_its_page_where_the_address_of_the_pages_is_known(letters, updated):
    told = letters(updated(), site="https://ogp.example/site/")
    without = letters(updated())

    assert "詳情：https://ogp.example/site/xx-2022/commitments/1-1.html#R19-repo.updated" in told
    assert "見各項「詳情」所列的網頁" in told
    assert "網頁" not in without


@pytest.mark.parametrize(
    ("contact", "words"), [("ogp@ndc.example", "請將網址告知我們（ogp@ndc.example）。"), (None, "請將網址告知本信寄件人。")]
)
def test_a_letter_says_whom_to_tell_an_address(letters, updated, contact, words):
    told = letters(updated(), contact=contact, unseen={"1-1": date(2022, 7, 1)})

    assert told.count(words) == 2
    assert "{" not in told


def test_who_is_not_known_is_not_addressed(letters, updated, findings):
    told = letters(updated(finding=findings["R22/repo.updated", "1-2"]))

    assert "公鑒" not in told
    assert "貴機關" not in told
    assert "請轉交主辦機關" in told


def test_that_a_rule_is_not_in_force_is_said(letters, updated, findings):
    old = replace(findings["R19/repo.updated", "1-1"], in_force=False)

    assert "這套規定不在有效期間內" in letters(updated(finding=old))
    assert "有效期間" not in letters(updated())


def test_of_a_rule_that_names_no_day_the_letter_says_since_when_it_is_missed_where_that_is_known(letters, updated, findings):
    finding = replace(findings["R19/repo.updated", "1-1"], history=(LateSpan(start=date(2022, 3, 1), end=None),))

    assert "期限：自 2022-03-01 起未達要求；這條規定沒有指定日期\n" in letters(
        updated(None, None, state="missed", finding=finding)
    )


def test_a_provisional_clause_is_told_in_the_language_of_the_letter(letters, updated, findings):
    provisional = replace(findings["R19/repo.updated", "1-1"], clause="R22 (provisional)")

    assert "（R22（暫定）；" in letters(updated(finding=provisional))
    assert " (R22 (provisional); " in letters(updated(finding=provisional), language="en")


def test_parts_of_one_duty_are_one_item_with_each_missing_thing_in_words(letters, updated, findings):
    yearly = replace(findings["R19/repo.updated", "1-1"], rule="R19/plan.milestones", missing=("year-1", "year-2", "m1:start"))
    parts = [updated(None, None, state="missed", part=key, finding=yearly) for key in ("year-1", "year-2")]
    whole = updated(None, None, state="missed", finding=yearly)

    assert "缺少：第 1 年的里程碑；第 2 年的里程碑\n" in letters(*parts)
    assert "2. 1-1" not in letters(*parts)
    assert "Missing: milestone of year 1; milestone of year 2; first day of milestone m1\n" in letters(whole, language="en")


def test_a_part_with_missing_things_of_its_own_names_them(letters, updated, findings):
    papers = replace(findings["R19/repo.updated", "1-1"], missing=("2020-03-01:agenda", "2020-03-09:papers"))

    told = letters(updated(None, None, state="missed", part="2020-03-01", finding=papers), language="en")
    assert "Missing: 2020-03-01 (agenda)\n" in told


def test_items_of_other_days_stay_apart(letters, updated, findings):
    linked = findings["R19/repo.evidence-linked", "1-1"]
    late = [
        updated(day, None, state="late", part=key, finding=linked) for day, key in (("2022-06-30", "m1"), ("2022-07-30", "m2"))
    ]

    assert "2. 1-1" in letters(*late)
