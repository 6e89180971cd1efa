"""Comments as files: nothing lost, nothing run by a spreadsheet, no name anywhere."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.harvest.reading.comments import COLUMNS, files, instant, neutral, restored, sound, to_csv, to_parquet
from ogp_etl.model import Comment

MADE = datetime(2025, 9, 13, 0, 1, 16, tzinfo=UTC)


def comment(position=1, text="好", **more):
    common = {"made": MADE, "side": "for", "agree": 257, "disagree": 0, "anonymous": True}
    return Comment(position=position, text=text, **{**common, **more})


def rows(data: bytes):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_row_says_when_in_both_clocks_and_how_long_the_answer_took():
    one = comment(reply="已納入", replied=MADE + timedelta(days=2, minutes=30))
    assert rows(to_csv([one])) == [
        {
            "position": "1",
            "made": "2025-09-13T00:01:16Z",
            "made_taipei": "2025-09-13 08:01:16",
            "side": "for",
            "text": "好",
            "agree": "257",
            "disagree": "0",
            "anonymous": "true",
            "reply": "已納入",
            "replied": "2025-09-15T00:31:16Z",
            "reply_latency_hours": "48.5",
        }
    ]


def test_what_the_source_does_not_have_is_an_empty_cell():
    row = rows(to_csv([comment(side=None, agree=None, disagree=None)]))[0]
    assert {name for name, cell in row.items() if cell == ""} == {
        "side",
        "agree",
        "disagree",
        "reply",
        "replied",
        "reply_latency_hours",
    }


def test_the_csv_is_what_spreadsheets_read():
    data = to_csv([comment(text="一\n二"), comment(2)])
    assert data.startswith(b"\xef\xbb\xbfposition,made,")
    assert data.count(b"\r\n") == 3
    assert b'"\xe4\xb8\x80\n\xe4\xba\x8c"' in data


@pytest.mark.parametrize("text", ["=1+1", "+3", "-2", "@sum", "\t=1", "\r=1", " =1", "＝1", "'=1", "''+1"])
def test_no_cell_starts_like_a_formula_in_the_csv_and_all_of_them_are_given_back(text):
    cell = rows(to_csv([comment(text=text)]))[0]["text"]
    assert cell == "'" + text
    assert restored(cell) == text


@pytest.mark.parametrize("text", ["'好'", "a=1", "3+3", "", "贊成"])
def test_an_ordinary_cell_stays_as_it_is(text):
    assert neutral(text) == text == restored(text)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_every_text_comes_back_from_both_files(texts):
    texts = [sound(text) for text in texts]
    comments = [comment(position, text) for position, text in enumerate(texts, 1)]
    made = files(comments)
    assert [restored(row["text"]) for row in rows(made["comments.csv"])] == texts
    assert pq.read_table(io.BytesIO(made["comments.parquet"])).column("text").to_pylist() == texts


@given(st.text(alphabet="'=+-@ \t\r\n＝aあ", max_size=8))
def test_making_harmless_is_undone_exactly_and_leaves_nothing_a_spreadsheet_runs(text):
    assert restored(neutral(text)) == text
    assert not neutral(text).lstrip().startswith(("=", "+", "-", "@", "＝"))


def test_parquet_has_types_and_the_same_bytes_each_time():
    comments = [comment(text="=1"), comment(2, side=None, agree=None)]
    table = pq.read_table(io.BytesIO(to_parquet(comments)))
    assert tuple(table.column_names) == COLUMNS
    assert table.to_pylist()[0]["made"] == MADE
    assert table.to_pylist()[0]["text"] == "=1"
    assert table.to_pylist()[1]["agree"] is None
    assert to_parquet(comments) == to_parquet(comments)


def test_no_comments_make_files_with_a_header_only():
    assert rows(files([])["comments.csv"]) == []
    assert pq.read_table(io.BytesIO(files([])["comments.parquet"])).num_rows == 0


@pytest.mark.parametrize(
    "written",
    [
        "2025-09-13 08:01:16",
        "2025/09/13 08:01:16",
        "2025-9-13 8:01:16",
        "2025-09-13T00:01:16Z",
        "2025-09-13T08:01:16+08:00",
        1757721676000,
        "1757721676000",
    ],
)
def test_a_time_without_zone_is_taipei_time(written):
    assert instant(written) == MADE


@pytest.mark.parametrize("written", ["", "無", "15天前", None, True, [], "2025-13-01 00:00:00", "2025-09-13", 5, float("nan")])
def test_what_is_no_time_is_none(written):
    assert instant(written) is None


def test_half_a_4_byte_character_is_replaced_and_a_whole_one_kept():
    assert sound("a\ud83d b") == "a\ufffd b"
    assert sound("\ud83e\udd21") == "🤡"
