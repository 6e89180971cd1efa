"""Text laid out for a terminal: places, breaks, columns."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_etl.publish.terminal.screen import aligned, columns, joined, width, wrapped

CHINESE = "來源 1-2/page 自 2025-06-30 之後沒有新資料（預期每 3 個月一次）。請確認網站是否搬家或改版。"


def test_chinese_breaks_between_signs_and_never_before_a_closing_or_after_an_opening_one():
    assert wrapped(CHINESE, 33, "  ").split("\n") == [
        "來源 1-2/page 自 2025-06-30 之後",
        "  沒有新資料（預期每 3 個月一",
        "  次）。請確認網站是否搬家或改",
        "  版。",
    ]


def test_words_are_never_broken_and_an_address_stays_whole():
    told = "see https://long.example/a/very/long/address now"

    assert wrapped(told, 12, " ").split("\n") == ["see", " https://long.example/a/very/long/address", " now"]


@settings(max_examples=1000)
@given(st.text(alphabet="ab 1，。（）判定", max_size=80), st.integers(8, 40))
def test_wrapping_loses_nothing_but_blanks_and_is_too_wide_only_where_nothing_may_break(text, places):
    told = wrapped(text, places, "  ")

    assert "".join(told.split()) == "".join(text.split())
    assert all(width(line) <= places or "\n" not in wrapped(line.strip(), 1) for line in told.split("\n"))


@given(st.text())
def test_where_no_person_watches_a_text_is_left_whole(text):
    assert wrapped(text, None, "  ") == text


def test_parts_stay_whole_and_a_line_that_goes_on_ends_with_the_mark():
    assert joined(["Due 2025-12-30", "Held 3", "Kinds 2/2"], " · ", 26, "  ") == "Due 2025-12-30 · Held 3 ·\n  Kinds 2/2"


def test_cells_stand_under_one_another_and_numbers_to_the_right():
    assert aligned([["判定", "9"], ["met", "10"]], right=(1,)) == ["判定   9", "met   10"]


def test_a_file_or_another_program_gets_whole_lines():
    assert columns(io.StringIO()) is None


@pytest.mark.parametrize("places", [40, 132])
def test_a_terminal_gets_lines_of_its_own_width(places, monkeypatch):
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(places))

    assert columns(terminal) == places
