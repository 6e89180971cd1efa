"""The board as text for a terminal, as data, and as a page for a frame."""

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.cards import Title
from ogp_etl.model import Verdict
from ogp_etl.publish.html.board import board_page, fault_page
from ogp_etl.publish.terminal.board import board_json, board_text, line_text
from ogp_etl.publish.terminal.screen import cut, tame, width

NOW = datetime(2024, 3, 1, 4, 30, tzinfo=UTC)


def lines_from(text, head, length):
    """The lines of the table from its head on."""
    lines = text.split("\n")
    start = next(number for number, line in enumerate(lines) if head in line)
    return lines[start : start + length]


@pytest.mark.parametrize(
    ("language", "heads", "verdict"),
    [("en", ("Verdict", "Last update"), "missed"), ("zh-Hant", ("判定 ", "最近更新"), "未達要求")],
)
def test_columns_stand_under_one_another_also_with_chinese_of_double_width(plan, board, language, heads, verdict):
    rows = lines_from(board_text(plan, board, language), heads[1], 3)
    places = [width(row[: row.index(mark)]) for row, mark in zip(rows, (heads[0], verdict, verdict), strict=True)]

    assert len(set(places)) == 1


def test_a_chinese_sign_takes_two_places_and_a_combining_one_none():
    assert [width(text) for text in ("ab", "判定", "Ａ", "e\u0301", "")] == [2, 4, 2, 1, 0]


def test_a_line_stands_for_the_process_and_for_each_commitment(plan, board):
    rows = lines_from(board_text(plan, board, "en"), "Verdict", 4)

    assert "Process of the whole plan" in rows[1]
    assert rows[2].startswith("1-1 Complete the open-data system")
    for told in ("missed", "2023-08-20", "2024-03-20", "1/2", "2024-03-01 07:30 failed: timed out"):
        assert told in rows[2]


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
@pytest.mark.parametrize("places", [60, 80, 120])
def test_a_narrow_terminal_gets_some_lines_for_each_commitment_and_none_too_wide(plan, board, language, places):
    told = board_text(plan, board, language, places).split("\n")

    assert [line for line in told if width(line) > places] == []


def test_a_narrow_terminal_gets_every_fact_of_the_table(plan, board):
    told = " ".join(board_text(plan, board, "en", 60).split())

    assert (
        "missed 1-1 Complete the open-data system Last update 2023-08-20 · Update due 2024-03-20 · Milestones 1/2 ·"
        " Kinds 1/2 · Held 3 · Last attempt 2024-03-01 07:30 failed: timed out" in told
    )


def test_a_wide_terminal_and_a_pipe_get_the_same_table(plan, board):
    assert lines_from(board_text(plan, board, "en", 400), "Last update", 4) == lines_from(
        board_text(plan, board, "en"), "Last update", 4
    )


def test_a_commitment_whose_card_names_no_source_says_so(plan, board):
    assert "no source is listed yet" in board_text(plan, board, "en")


MAY, JUNE = date(2023, 5, 2), date(2023, 6, 30)


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        ((MAY, MAY, MAY), "2023-05-02", "2023-05-02"),
        ((MAY, JUNE, JUNE), "between 2023-05-02 and 2023-06-30", "2023-05-02 至 2023-06-30 之間"),
        ((MAY, MAY, JUNE), "between 2023-05-02 and 2023-06-30", "2023-05-02 至 2023-06-30 之間"),
        ((None, MAY, JUNE), "not later than 2023-06-30", "不晚於 2023-06-30"),
        ((None, None, JUNE), "none proven; if any, not later than 2023-06-30", "無法證明；若有，不晚於 2023-06-30"),
        ((None, None, None), "none seen", "尚未看到"),
    ],
)
def test_the_last_update_is_never_said_to_be_surer_than_it_is_on_terminal_and_page(plan, board, days, english, chinese):
    first, proven, last = days
    one = replace(board, lines=(replace(board.lines[1], updated=first, proven=proven, updated_possible=last),))
    page = BeautifulSoup(board_page([(plan, one)], NOW), "lxml")
    cells = [" ".join(cell.get_text(" ").split()) for cell in page.select('td[data-label^="最近更新"]')]

    assert f"  {english}  " in board_text(plan, one, "en")
    assert f"  {chinese}  " in board_text(plan, one, "zh-Hant")
    assert cells == [english if english == chinese else f"{chinese} {english}"]


def test_a_verdict_that_leaves_out_rules_that_wait_for_a_person_says_so_beside_it(plan, board):
    met = replace(board.lines[1], verdict=Verdict.PASS, waiting=("R19/form.complete", "R19/x"))
    one = replace(board, lines=(met, replace(board.lines[2], waiting=())))
    page = BeautifulSoup(board_page([(plan, one)], NOW), "lxml")

    assert " met +2 waiting for a person " in board_text(plan, one, "en")
    assert " 符合，另有 2 項等人確認 " in board_text(plan, one, "zh-Hant")
    assert "In 1 of them some rules wait for a person" in board_text(plan, one, "en").split("\n\n")[0]
    assert "Verdict met +2 waiting for a person" in line_text(plan, met, "en")
    assert "+2 waiting for a person" in page.select('td[data-label^="判定"]')[0].get_text()
    assert "In 1 of them some rules wait for a person" in page.select_one(".tally").find_next_sibling("p").get_text()
    assert "wait" not in board_text(plan, replace(board, lines=(replace(met, waiting=()),)), "en")


def test_alarms_and_unseen_sources_stand_below_the_table(plan, board):
    told = board_text(plan, board, "en")

    assert told.index("1-2 ") < told.index("Sources not seen") < told.index("Alarms")
    assert "Source 1-1/page was never read whole." in told
    assert "Our failure is not their breach" in told


def test_a_board_without_alarms_or_unseen_sources_names_neither(plan, board):
    quiet = replace(board, alarms=(), lines=tuple(replace(line, unseen=()) for line in board.lines))

    assert "Alarms" not in board_text(plan, quiet, "en")
    assert "Sources not seen" not in board_text(plan, quiet, "en")


def test_a_working_title_is_marked_and_explained(plan, board):
    told = board_text(plan, board, "en")

    assert "1-2 Promote participation *" in told
    assert "* working translation, not official" in told
    assert "*" not in board_text(plan, board, "zh-Hant")


def test_a_language_that_is_not_there_is_refused(plan, board):
    with pytest.raises(ValueError, match="zh-Hant or en"):
        board_text(plan, board, "fr")


def test_titles_cannot_steer_the_terminal(plan, board):
    line = replace(board.lines[1], title={"en": "Nice\x1b[2J\x1b]0;owned\x07\r\nFAKE 9-9 \u202egnihtemos"})
    told = board_text(plan, replace(board, lines=(line,)), "en")

    assert [sign for sign in told if unicodedata.category(sign) in ("Cc", "Cf") and sign != "\n"] == []
    assert not any(row.startswith("FAKE") for row in told.split("\n"))


@given(st.text(), st.integers(1, 30))
def test_a_cut_text_never_takes_more_places_than_it_may(text, places):
    assert width(cut(tame(text), places)) <= places


def test_the_board_as_data_keeps_every_figure_and_can_be_written_as_json(board):
    told = json.loads(json.dumps(board_json(board)))
    first = told["lines"][1]

    assert first["scope"] == "1-1"
    assert first["verdict"] == "breach"
    assert (first["updated"], first["updated_possible"], first["due"]) == ("2023-08-20", "2023-08-20", "2024-03-20")
    assert first["updated_proven"] == "2023-08-20"
    assert first["freshness"] == "due-soon"
    assert first["milestones"] == {"shown": 1, "due": 2}
    assert first["last_attempt"] == "2024-02-29T23:30:00Z"
    assert told["lines"][2]["kinds"] is None
    assert [alarm["code"] for alarm in told["alarms"]] == ["unvisited"]


def test_the_page_for_a_frame_holds_every_board_and_loads_nothing(plan, board):
    soup = BeautifulSoup(board_page([(plan, board), (plan, board)], NOW), "lxml")

    assert len(soup.select("table.board")) == 2
    assert soup.find_all(["script", "link", "img", "iframe"]) == []
    assert soup.find_all("a") == []
    assert soup.find_all(id=True) == []


def test_the_page_for_a_frame_can_lead_to_other_pages(plan, board):
    soup = BeautifulSoup(board_page([(plan, board)], NOW, href=lambda of, scope: f"go/{of}/{scope}"), "lxml")

    assert [tag["href"] for tag in soup.select("table.board th a")] == [
        "go/xx-2022/process",
        "go/xx-2022/1-1",
        "go/xx-2022/1-2",
    ]


def test_the_page_for_a_frame_escapes_titles(plan, board):
    line = replace(board.lines[1], title={"en": "<script>alert(1)</script>"})

    assert "<script>" not in board_page([(plan, replace(board, lines=(line,)))], NOW)


def test_the_running_plan_stands_first_in_the_frame_then_the_latest(plan, board):
    earlier = replace(plan, id="a", title=Title(en="Earlier"), start=date(2018, 1, 1))
    ended = replace(plan, id="b", title=Title(en="Ended"), start=date(2024, 1, 1))
    told = board_page([(earlier, replace(board, running=False)), (ended, replace(board, running=False)), (plan, board)], NOW)

    assert [heading.find("span", lang="en").get_text() for heading in BeautifulSoup(told, "lxml").find_all("h2")] == [
        "Samplia action plan 2022-2024",
        "Ended",
        "Earlier",
    ]


def test_a_board_that_cannot_be_shown_says_why_in_the_same_frame():
    soup = BeautifulSoup(fault_page("register <x> is locked"), "lxml")

    assert soup.code.get_text() == "register <x> is locked"
    assert "The board cannot be shown now" in soup.main.get_text()


@pytest.mark.parametrize(("language", "words"), [("en", "asks for a log-in c0f"), ("zh-Hant", "要登入才讀得到 c0f")])
def test_deposits_that_are_not_open_are_told_below_the_lines(plan, board, language, words):
    assert words not in board_text(plan, board, language)
    shut = replace(board, lines=(replace(board.lines[0], barriers=("closed:c0f",)), *board.lines[1:]))

    assert f"process  {words}" in board_text(plan, shut, language)
    assert board_json(shut)["lines"][0]["barriers"] == ["closed:c0f"]
    page = BeautifulSoup(board_page([(plan, shut)], NOW), "lxml")
    assert "c0f" in [tag.text for tag in page.select("tr.more code")]
