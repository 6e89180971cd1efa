"""The SQL of the published figures says the same on SQLite, on PostgreSQL and over published Parquet, and what Python counts."""

import random
from collections import defaultdict
from datetime import date, timedelta

import duckdb
import pytest

from ogp_etl.model import EvidenceRow
from ogp_etl.publish.data import formats
from ogp_etl.publish.data.table_rows import evidence_row
from ogp_etl.publish.data.tables import columns_of
from ogp_etl.register import Register
from ogp_etl.register.figures import FIGURES, figure_texts

DAY = date(2023, 6, 30)
FIRST = date(2021, 1, 1)


def some_row(dice, number):
    day = FIRST + timedelta(days=dice.randrange(1200))
    first, last = dice.choice([(day, day), (day, day + timedelta(days=40)), (None, day), (day, None), (None, None)])
    commitment = dice.choice([None, "1-1", "1-2", "2-1"])
    return EvidenceRow(
        id=f"r{number}",
        document=f"d{number // 3}",
        commitment=commitment,
        milestone=dice.choice([None, "m1", "m2"]) if commitment else None,
        kind=dice.choice(["decision", "minutes", "agenda", "progress-report", "budget", "web-page"]),
        language=dice.choice([None, "zh-Hant", "en"]),
        event_date=dice.choice([None, day]),
        published_from=first,
        published_by=last,
        public_until=dice.choice([None, None, day + timedelta(days=200)]),
        recorded=None,
        substantive=dice.random() < 0.8,
        primary=dice.choice([None, True, False]),
        public=dice.choice([None, True, True, False]),
        covers=None,
    )


@pytest.fixture(scope="module")
def evidence():
    dice = random.Random(7)  # noqa: S311 no secret
    return [some_row(dice, number) for number in range(600)]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services), "parquet"])
def ask(request, tmp_path, evidence):
    """The rows of a figure as of the day."""
    if request.param == "parquet":
        yield over_files(tmp_path, evidence)
        return
    where = f"sqlite:///{tmp_path / 'register.db'}" if request.param == "sqlite" else request.getfixturevalue("new_database")()
    register = Register(where)
    register.migrate()
    register.keep_facts("other", DAY, [some_row(random.Random(8), number) for number in range(50)])  # noqa: S311 no secret
    register.keep_facts("xx", FIRST, evidence[:5])
    register.keep_facts("xx", DAY, evidence)
    yield lambda name: register.figure(name, "xx")[1]
    register.close()


def over_files(folder, evidence):
    tables = {
        "evidence": [evidence_row(row) for row in evidence],
        "captures": [],
        "findings": [],
        "matrix": [],
        "outstanding": [],
        "edition": [("xx", DAY, None)],
    }
    for name, rows in tables.items():
        (folder / f"{name}.parquet").write_bytes(formats.as_parquet(columns_of(name), rows))
    views = figure_texts()["figure_views"].replace("read_parquet('", f"read_parquet('{folder}/")
    connection = duckdb.connect()
    connection.execute(views)

    def asked(name):
        found = connection.execute(figure_texts()[f"figure_{name}"]).fetchall()
        return [tuple(cell.isoformat() if isinstance(cell, date) else cell for cell in row) for row in found]

    return asked


def iso(day):
    return day.isoformat() if day else None


def certain(row):
    return row.public is True and row.published_by is not None and row.published_by <= DAY


def standing(row):
    return certain(row) and (row.public_until is None or row.public_until > DAY)


def test_the_last_update_is_that_of_the_rows(ask, evidence):
    counted = defaultdict(list)
    for row in evidence:
        if row.substantive and row.primary is not False and row.public is not False and (row.published_from or row.published_by):
            for scope in {"plan", row.commitment or "plan"}:
                if row.published_from is None or row.published_from <= DAY:
                    counted[scope].append(row)
    expected = [
        (
            scope,
            iso(max((row.published_from for row in rows if certain(row) and row.published_from), default=None)),
            iso(max(row.published_by if certain(row) else DAY for row in rows)),
            iso(max((row.published_by for row in rows if certain(row)), default=None)),
        )
        for scope, rows in sorted(counted.items())
    ]
    assert len(expected) == 4
    assert ask("updates") == expected


def test_days_since_the_last_update_are_those_of_the_calendar(ask):
    asked = {scope: days for scope, figure, _, _, days in ask("days") if figure == "days_since_update"}
    proven = {scope: date.fromisoformat(day) for scope, *_, day in ask("updates")}

    assert len(asked) == 4
    assert asked == {scope: (DAY - day).days for scope, day in proven.items()}


def test_kinds_are_there_by_primary_rows_that_still_stand(ask, evidence):
    shown = defaultdict(list)
    for row in evidence:
        if row.commitment and row.primary and standing(row):
            shown[row.commitment, row.kind].append(row)
    expected = [
        (*key, len({row.document for row in rows}), iso(min(row.published_by for row in rows)))
        for key, rows in sorted(shown.items())
    ]
    assert expected
    assert ask("kinds") == expected


def test_milestones_are_shown_by_primary_rows_that_still_stand(ask, evidence):
    shown = defaultdict(list)
    for row in evidence:
        if row.milestone and row.primary and standing(row):
            shown[row.commitment, row.milestone].append(row)
    expected = [
        (*key, len({row.document for row in rows}), iso(min(row.published_by for row in rows)))
        for key, rows in sorted(shown.items())
    ]
    assert expected
    assert ask("milestones") == expected


def test_each_meeting_stands_with_the_one_before(ask, evidence):
    met = defaultdict(set)
    for row in evidence:
        if (
            row.commitment is None
            and row.kind in ("minutes", "agenda")
            and certain(row)
            and row.event_date
            and row.event_date <= DAY
        ):
            met[row.event_date].add(row.document)
    days = sorted(met)
    expected = [(iso(day), iso(before), len(met[day])) for before, day in zip([None, *days], days, strict=False)]
    assert len(expected) > 2
    assert ask("meetings") == expected


def test_progress_reports_are_counted_with_the_last(ask, evidence):
    told = defaultdict(list)
    for row in evidence:
        if row.commitment and row.kind == "progress-report" and row.substantive and certain(row):
            told[row.commitment].append(row.published_by)
    expected = [(scope, len(days), iso(max(days))) for scope, days in sorted(told.items())]
    assert expected
    assert ask("progress") == expected


def test_documents_that_nobody_holds_are_known(ask, evidence):
    known = defaultdict(set)
    for row in evidence:
        known[row.commitment].add(row.document)
    told = {scope: (held, number) for scope, held, number in ask("documents")}
    assert told == {scope: (0, len(documents)) for scope, documents in known.items()}


def test_every_figure_has_a_text_that_tells_what_it_reads():
    for name in FIGURES:
        assert "-- Reads: " in figure_texts()[f"figure_{name}"]
