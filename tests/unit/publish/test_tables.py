"""The published tables: the same rows in every format, fit for a spreadsheet, and enough to judge again."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.check.tables.evidence import read_evidence, read_visits
from ogp_etl.check.tables.said import read_objections, read_observed, read_rulings
from ogp_etl.check.views.report import as_json
from ogp_etl.publish.data import formats
from ogp_etl.publish.data.files import data_files
from ogp_etl.publish.data.table_rows import in_order
from ogp_etl.publish.data.tables import tables

JUDGED = [
    *("id", "document", "commitment", "milestone", "kind", "language", "event_date", "published", "published_from"),
    *("published_by", "public_until", "recorded", "substantive", "primary", "public", "covers", "answers", "title", "url"),
]
"""Columns of docs/judging.md §2."""


def read_csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_evidence_table_has_exactly_the_columns_that_judge_reads(edition):
    _, made = data_files(edition)

    assert list(read_csv(made["evidence.csv"])[0]) == JUDGED


def test_judge_reads_back_the_rows_that_were_judged(edition, plan, tmp_path):
    _, made = data_files(edition)
    (tmp_path / "evidence.csv").write_bytes(made["evidence.csv"])
    (tmp_path / "visits.csv").write_bytes(made["visits.csv"])
    judged = [
        entry.row._replace(title=formats.harmless(entry.row.title), url=formats.harmless(entry.row.url))
        for entry in in_order(edition.plan, edition.entries)
    ]

    assert read_evidence(tmp_path / "evidence.csv", plan) == judged
    assert read_visits(tmp_path / "visits.csv", plan) == edition.visits


def test_judge_reads_back_what_was_said_and_seen_when_it_was_judged(edition, plan, tmp_path):
    _, made = data_files(edition)
    for name in ("rulings", "objections", "observations"):
        (tmp_path / f"{name}.csv").write_bytes(made[f"{name}.csv"])
    rows = {entry.row.id for entry in edition.entries}

    told = [replace(one, reason=formats.harmless(one.reason)) for one in edition.rulings]
    assert read_rulings(tmp_path / "rulings.csv", plan) == told
    assert read_objections(tmp_path / "objections.csv", plan) == edition.objections
    assert read_observed(tmp_path / "observations.csv", plan, rows) == edition.observations


def test_findings_json_is_the_document_of_judge(edition):
    _, made = data_files(edition)

    assert json.loads(made["findings.json"]) == as_json(edition.report)


def test_csv_json_and_parquet_hold_the_same_rows(edition):
    listed, made = data_files(edition)
    for table in listed:
        from_csv = read_csv(made[f"{table.name}.csv"])
        from_json = json.loads(made[f"{table.name}.json"])["findings" if table.name == "findings" else "rows"]
        from_parquet = pq.read_table(io.BytesIO(made[f"{table.name}.parquet"]))

        assert [len(table.rows)] * 3 == [len(from_csv), len(from_json), from_parquet.num_rows], table.name
        assert from_parquet.column_names == [column.name for column in table.columns], table.name


def test_every_table_of_a_full_edition_has_rows(edition):
    assert {table.name for table in tables(edition) if not table.rows} == set()


def test_days_and_instants_come_back_from_parquet_as_what_they_are(edition):
    _, made = data_files(edition)
    first = pq.read_table(io.BytesIO(made["evidence.parquet"])).to_pylist()
    held = {row["id"]: row for row in first}
    entry = edition.entries[0]

    assert held[entry.row.id]["event_date"] == date(2022, 5, 2)
    assert held[entry.row.id]["recorded"] == entry.row.recorded
    assert held[entry.row.id]["substantive"] is True


def test_an_empty_edition_still_makes_every_table_with_its_columns(edition_with):
    _, made = data_files(edition_with(entries=(), attempts=(), visits={}, states=(), captures={}))

    assert read_csv(made["evidence.csv"]) == []
    assert pq.read_table(io.BytesIO(made["evidence.parquet"])).column_names == JUDGED


def test_a_certain_day_is_published_and_an_uncertain_one_is_a_span(edition):
    _, made = data_files(edition)
    rows = {row["id"]: row for row in read_csv(made["evidence.csv"])}
    told = [
        tuple(rows[entry.row.id][name] for name in ("published", "published_from", "published_by")) for entry in edition.entries
    ]

    assert told == [
        ("2022-05-02", "", ""),
        ("", "2023-01-03", "2023-02-10"),
        ("", "", "2023-08-20"),
        ("2022-05-02", "", ""),
        ("2022-05-02", "", ""),
        ("", "2022-09-09", ""),
    ]


def test_a_title_that_a_spreadsheet_would_run_gets_an_apostrophe_in_csv_only(edition):
    _, made = data_files(edition)
    formula = '=HYPERLINK("http://evil.example","click")'

    assert "'" + formula in {row["title"] for row in read_csv(made["evidence.csv"])}
    assert formula in {row["title"] for row in json.loads(made["evidence.json"])["rows"]}
    assert formula in pq.read_table(io.BytesIO(made["evidence.parquet"])).column("title").to_pylist()


@given(st.text())
def test_no_free_cell_of_a_csv_begins_like_a_formula(text):
    rows = list(csv.reader(io.StringIO(formats.as_csv([("a", "free")], [(text,)]).decode("utf-8-sig"), newline="")))
    cell = "".join(rows[1])

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert cell in (text, "'" + text)


@given(st.lists(st.tuples(st.none() | st.text(), st.none() | st.dates(), st.none() | st.booleans()), max_size=5))
def test_what_goes_into_parquet_comes_out(rows):
    content = formats.as_parquet([("a", "free"), ("b", "day"), ("c", "flag")], rows)

    assert [tuple(row.values()) for row in pq.read_table(io.BytesIO(content)).to_pylist()] == rows


def test_csv_begins_with_a_byte_order_mark_so_that_a_spreadsheet_reads_chinese(edition):
    _, made = data_files(edition)

    assert made["evidence.csv"].startswith(b"\xef\xbb\xbf")


def test_tables_json_describes_every_column_in_both_languages_and_names_the_digest_of_every_file(edition):
    _, made = data_files(edition)
    described = json.loads(made["tables.json"])
    named = {file["name"]: file for table in described["tables"] for file in table["files"]}

    assert set(named) == set(made) - {"tables.json"}
    for name, file in named.items():
        assert file["sha256"] == hashlib.sha256(made[name]).hexdigest()
        assert file["bytes"] == len(made[name])
    for table in described["tables"]:
        header = next(csv.reader(io.StringIO(made[f"{table['name']}.csv"].decode("utf-8-sig"))))
        assert [column["name"] for column in table["columns"]] == header
        for text in (table["title"], table["about"], *(column["about"] for column in table["columns"])):
            assert {"zh-Hant", "en"} == set(text)
            assert all(text.values())


def test_visits_name_the_process_by_an_empty_cell_and_leave_out_what_was_never_visited(edition):
    _, made = data_files(edition)

    assert read_csv(made["visits.csv"]) == [
        {"commitment": "", "last_visit": "2024-02-28"},
        {"commitment": "1-1", "last_visit": "2024-02-01"},
    ]


def test_captures_lead_to_file_digest_exchange_and_deposit(edition):
    _, made = data_files(edition)
    entry = edition.entries[0]
    row = next(row for row in json.loads(made["captures.json"])["rows"] if row["capture"] == entry.row.id)

    assert row["sha256"] == "a" * 64
    assert row["file"] == entry.file
    assert (row["warc_file"], row["warc_offset"]) == ("ogp-20230801.warc.gz", 4711)
    assert row["archived_in"] == [f"folder:public/xx-2022/{entry.row.id}"]


def test_documents_say_why_one_is_not_held(edition):
    _, made = data_files(edition)
    told = {row["document"]: (row["versions"], row["why_not_held"]) for row in json.loads(made["documents.json"])["rows"]}

    assert told[edition.entries[5].document.id] == (0, "failed: not-found")
    assert told[edition.entries[0].document.id] == (2, None)


def test_instants_are_written_in_utc():
    assert formats.instant(datetime(2024, 5, 31, 16, 0, tzinfo=UTC)) == "2024-05-31T16:00:00Z"


@pytest.mark.parametrize("name", ["evidence.parquet", "tables.json"])
def test_the_same_edition_makes_the_same_bytes(edition, edition_with, name):
    assert data_files(edition)[1][name] == data_files(edition_with())[1][name]
