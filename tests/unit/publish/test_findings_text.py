"""Findings as text for a terminal: what judge prints, and what check prints of one commitment."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ogp_etl.model import Doubt, Verdict
from ogp_etl.publish.terminal.findings import findings_text, line_text
from ogp_etl.publish.terminal.screen import width


@pytest.fixture
def report(edition):
    return edition.report


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "Samplia action plan 2022-2024 (xx-2022)",
                "Judged as of 2024-03-01",
                "5 findings: 2 missed, 1 not yet known, 1 due soon, 1 met",
                "The plan as a whole, rule by rule",
                "  missed  R19/forum.meets  The forum meets at least every three months",
                "          Due 2022-12-09; Measured 540 days since the last that is proven; "
                "Late 2022-08-03–2022-09-08, 2022-12-10–until now",
            ],
        ),
        (
            "zh-Hant",
            [
                "範例國行動方案（2022-2024） (xx-2022)",
                "判定基準日 2024-03-01",
                "5 項判定：2 未達要求、1 尚無法判定、1 即將到期、1 符合",
                "整個行動方案的逐條判定",
                "  未達要求  R19/forum.meets  推動小組至少每三個月開會一次",
                "            期限 2022-12-09；實際 距最近一次能證明的 540 天；延遲期間 2022-08-03–2022-09-08、2022-12-10–至今",
            ],
        ),
    ],
)
def test_verdict_due_day_value_and_late_days_are_told_in_both_languages(plan, report, language, expected):
    told = findings_text(plan, report, language).split("\n")

    assert [line for line in told if line][: len(expected)] == expected


def test_the_verdicts_have_the_words_of_the_pages(plan, report):
    assert "未達要求" in findings_text(plan, report, "zh-Hant")
    assert "missed" in findings_text(plan, report, "en")


def test_the_worst_verdict_of_a_scope_stands_first(plan, report):
    told = findings_text(plan, report, "en").partition("\n1-1 ")[2].partition("\n1-2 ")[0]

    assert told.index("R19/repo.evidence-linked") < told.index("R19/repo.updated")


def test_milestones_that_are_missing_are_named_as_such(plan, report):
    assert "Missing milestone m2" in findings_text(plan, report, "en")


def test_a_doubt_says_why_and_of_which_rows_and_counts_those_it_does_not_name(plan, report):
    finding = replace(report.findings[0], doubts=tuple(Doubt(id=each, why="never-proven") for each in "abcde"))
    told = findings_text(plan, replace(report, findings=(finding,)), "en")

    assert "In doubt: nothing proves by when it was public: a, b, c, 2 more" in told


def test_what_no_row_is_there_for_is_named_in_words(plan, report):
    finding = replace(report.findings[0], doubts=(Doubt(id="action-plan", why="not-held"),))

    assert "存疑：資料表中沒有這種文件：行動方案" in findings_text(plan, replace(report, findings=(finding,)), "zh-Hant")


def test_what_was_left_out_as_recorded_later_is_said(plan, report):
    known = replace(report, known_at=datetime(2023, 1, 2, tzinfo=UTC))

    assert "as of 2024-03-01 · only what was known by 2023-01-02T00:00:00+00:00" in findings_text(plan, known, "en")


def test_a_clock_that_stood_still_is_told_with_its_day(plan, report):
    finding = replace(report.findings[0], due=None, stopped=date(2023, 12, 31))

    assert "to 2023-12-31, when the clock stopped" in findings_text(plan, replace(report, findings=(finding,)), "en")


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
@pytest.mark.parametrize("places", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(plan, report, language, places):
    told = findings_text(plan, report, language, places)

    assert [line for line in told.split("\n") if width(line) > places] == []


def test_one_line_of_the_board_is_followed_by_the_findings_behind_it_and_no_others(plan, board, report):
    told = line_text(plan, board.lines[1], report, "en")

    assert told.index("1-1 Complete the open-data system") < told.index("Verdict missed") < told.index("R19/repo.evidence-linked")
    assert "R19/forum.meets" not in told
    assert "R22" not in told


def test_the_process_is_followed_by_the_findings_on_the_plan(plan, board, report):
    assert "R19/forum.meets" in line_text(plan, board.lines[0], report, "en")


def test_a_scope_that_nobody_judged_says_so(plan, board, report):
    assert "Nothing was judged here that day." in line_text(plan, board.lines[1], replace(report, findings=()), "en")


def test_every_verdict_is_counted_in_the_heading(plan, report):
    every = tuple(replace(report.findings[0], verdict=verdict) for verdict in Verdict)

    assert findings_text(plan, replace(report, findings=every), "en").split("\n")[2].count("1 ") == len(Verdict)


def test_every_language_but_two_is_refused(plan, report):
    with pytest.raises(ValueError, match="zh-Hant or en"):
        findings_text(plan, report, "fr")
