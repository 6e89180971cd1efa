"""Every figure of a commitment that catalogues, gauges and events publish is what its query says: on SQLite, on PostgreSQL and
over the published Parquet."""

import json
import random
from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest

from ogp_etl.cards import Commitment, Milestone, Plan, Span, Title
from ogp_etl.check.judge import judge
from ogp_etl.check.rulebook import read_sets
from ogp_etl.check.rulings import Said
from ogp_etl.check.views.board import board
from ogp_etl.check.views.matrix import matrices
from ogp_etl.check.views.outstanding import outstanding
from ogp_etl.check.views.readings import readings
from ogp_etl.check.views.report import as_json, finding_json
from ogp_etl.dag_metrics import figures
from ogp_etl.model import Document, Entry, EvidenceRow, Ruling, Verdict
from ogp_etl.publish.data.catalogue import catalogue
from ogp_etl.publish.data.files import data_files
from ogp_etl.publish.edition import Edition
from ogp_etl.register import Register
from ogp_etl.register.figures import figure_texts

NOW = datetime(2024, 3, 1, 4, tzinfo=UTC)
KINDS = ["decision", "minutes", "progress-report", "budget", "action-plan", "timeline", "web-page"]


def commitment(number, **more):
    milestones = tuple(
        Milestone(id=f"m{year}", title=Title(en="One"), due=date(year, month, 28))
        for year, month in ((2021, 6), (2023, 8), (2024, 2))
    )
    return Commitment(number=number, title=Title(en=number), kinds=("decision", "budget", "audit"), milestones=milestones, **more)


PLAN = Plan(
    id="xx",
    title=Title(zh_hant="計畫", en="Plan"),
    zone="Asia/Taipei",
    start=date(2021, 1, 1),
    end=date(2024, 5, 31),
    drafting=Span(start=date(2020, 2, 1), end=date(2020, 12, 31)),
    deadline=date(2021, 8, 31),
    delivered=date(2021, 1, 20),
    rule_sets=("R19", "R22"),
    commitments=(
        commitment("1-1"),
        commitment("1-2", completed=date(2023, 6, 30)),
        Commitment(number="2-1", title=Title(en="No evidence")),
        commitment("10-1"),
    ),
)
RULED = Ruling(
    id="w",
    rule="R19/repo.updated",
    scope="1-1",
    verdict=Verdict.WAIVED,
    person="Ann",
    reason="w",
    made=NOW,
    until=date(2030, 1, 1),
)


def some_entry(dice, number):
    day = date(2020, 3, 1) + timedelta(days=dice.randrange(1600))
    first, last = dice.choice([(day, day), (day, day + timedelta(days=40)), (None, day), (day, None)])
    whose = dice.choice([None, "1-1", "1-2", "10-1"])
    row = EvidenceRow(
        id=f"r{number}", document=f"d{number // 2}", commitment=whose,
        milestone=dice.choice([None, "m2021", "m2023", "m2024"]) if whose else None,
        kind=dice.choice(KINDS), language=dice.choice(["zh-Hant", "en", None]), event_date=day,
        published_from=first, published_by=last, public_until=dice.choice([None, None, day + timedelta(days=300)]),
        recorded=None, substantive=dice.random() < 0.8, primary=dice.choice([None, True, True, False]),
        public=dice.choice([None, True, True, True, False]), covers=None,
    )  # fmt: skip
    document = Document(
        id=row.document, plan="xx", source="1-1/s", commitment=whose or "process", locator=row.id, url="https://a.example/x",
        title=None, kind=row.kind, event_date=day, stated=None, first_listed=NOW, unseen_at=None,
    )  # fmt: skip
    return Entry(row=row, document=document, capture=None, file=None, provenance=None)


def judged(seed, day):
    """An edition of random rows as of a day, with all that a check keeps."""
    dice = random.Random(seed)  # noqa: S311 no secret
    entries = [some_entry(dice, number) for number in range(dice.choice([0, 6, 60]))]
    rows = [entry.row for entry in entries]
    visits = dice.choice([None, {None: day, "1-1": day, "1-2": day - timedelta(days=90), "10-1": day}])
    found = judge(PLAN, rows, visits, day, None, None, Said(rulings=dice.choice([[], [RULED]])))
    shown = board(PLAN, found, entries, [])
    expected = matrices(PLAN, rows, visits, day, None, read_sets(PLAN.rule_sets))
    return Edition(
        plan=PLAN, board=shown, report=found, document=as_json(found), entries=entries, matrices=expected,
        outstanding=outstanding(found), readings=readings(shown, found, expected), queries=figure_texts(), now=NOW,
    )  # fmt: skip


def kept(register, edition):
    """As ``steps.check.judge_plan`` keeps it, of a run whose first try got as far as the findings."""
    register.keep_facts("xx", edition.report.as_of, [entry.row for entry in edition.entries])
    register.keep_asked("xx", edition.matrices, edition.outstanding)
    for again in range(2):
        register.found(
            [
                {
                    "id": f"{edition.report.as_of}-{again}-{place}", "run": "r", "plan": "xx", "as_of": edition.report.as_of,
                    "made": NOW + timedelta(days=(edition.report.as_of - date(2020, 1, 1)).days), "rule": one.rule,
                    "scope": one.scope, "severity": one.severity, "verdict": one.verdict.value, "due": one.due,
                    "body": json.dumps(finding_json(one)),
                }
                for place, one in enumerate(edition.report.findings)
            ]
        )  # fmt: skip


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services), "parquet"])
def ask(request, tmp_path):
    """Asks for the rows of a figure of an edition, each by the names of its columns."""
    if request.param == "parquet":
        yield lambda edition, name: over_files(tmp_path, edition, name)
        return
    where = f"sqlite:///{tmp_path / 'register.db'}" if request.param == "sqlite" else request.getfixturevalue("new_database")()
    register = Register(where)
    register.migrate()
    kept(register, judged(6, date(2020, 6, 1)))  # an earlier check, of which nothing may be counted
    known = set()

    def asked(edition, name):
        if edition.report.as_of not in known:
            known.add(edition.report.as_of)
            kept(register, edition)
        columns, rows = register.figure(name, "xx")
        return [dict(zip(columns, row, strict=True)) for row in rows]

    yield asked
    register.close()


def over_files(folder, edition, name):
    _, made = data_files(edition)
    for file, content in made.items():
        (folder / file).write_bytes(content)
    connection = duckdb.connect()
    connection.execute(made["figure_views.sql"].decode().replace("read_parquet('", f"read_parquet('{folder}/"))
    found = connection.execute(made[f"figure_{name}.sql"].decode())
    columns = [column[0] for column in found.description]
    rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    return [{key: one.isoformat() if isinstance(one, date) else one for key, one in row.items()} for row in rows]


EDITIONS = [
    (5, date(2020, 12, 1)),
    (5, date(2020, 12, 31)),
    (10, date(2022, 3, 1)),
    (11, date(2023, 9, 30)),
    (6, date(2024, 2, 29)),
    (5, date(2024, 3, 1)),
    (8, date(2024, 10, 1)),
]
"""Seeds and days: before, on and after leap days, one before the plan starts, one on a due day, one after its close."""


def of_queries(ask, edition):
    """The figures by scope, as the gauges name them, asked in SQL."""
    told = {row["scope"]: {} for name in ("completeness", "requirements", "days") for row in ask(edition, name)}
    for row in ask(edition, "completeness"):
        told[row["scope"]] |= {"completeness": row["completeness"]} if row["expected"] else {}
    for row in ask(edition, "requirements"):
        told[row["scope"]] |= {name: row[name] for name in ("breaches", "unknown", "waiting")}
    for row in ask(edition, "days"):
        told[row["scope"]][row["figure"]] = row["days"]
    for row in ask(edition, "documents"):
        told[row["commitment"] or "plan"]["documents_known"] = row["known"]
    return told


@pytest.mark.parametrize(("seed", "day"), EDITIONS)
def test_every_gauge_is_what_its_query_says(ask, seed, day):
    edition = judged(seed, day)
    gauges = {one.scope: dict(figures(one)) for one in edition.readings}
    for one in gauges.values():  # no row says of a scope without documents that it has none
        one.pop("documents_held")
        one.pop("documents_known", None) if not one["documents_known"] else None

    assert of_queries(ask, edition) == gauges
    assert {row["scope"]: row["verdict"] for row in ask(edition, "requirements")} == {
        one.scope: one.verdict.value for one in edition.readings
    }


def test_the_figures_compared_are_many_and_of_all_kinds():
    told = [one for seed, day in EDITIONS for one in judged(seed, day).readings]

    assert {one.verdict.value for one in told} >= {"breach", "unknown", "pending"}
    for name in ("breaches", "unknown", "waiting", "days_since_update", "days_to_breach"):
        assert len({getattr(one, name) for one in told}) > 2, name
    assert {one.completeness for one in told} > {None, 0.0}
    assert 0 in {one.days_to_breach for one in told}


@pytest.mark.parametrize(("seed", "day"), EDITIONS)
def test_every_measurement_of_the_catalogue_is_what_its_query_says(ask, seed, day):
    edition = judged(seed, day)
    nodes = catalogue(edition, data_files(edition)[1])["@graph"]
    published = {
        node["@id"].removeprefix("#dataset-"): node["dqv:value"]["@value"]
        for node in nodes if node["@type"] == "dqv:QualityMeasurement"
    }  # fmt: skip
    verdicts = {row["scope"]: {"verdict": row["verdict"]} for row in ask(edition, "requirements")}
    asked = {scope: told | verdicts[scope] for scope, told in of_queries(ask, edition).items()}

    assert published == {
        f"{scope.replace('plan', 'process')}-{name.replace('_', '-')}": f"{value:.4f}" if name == "completeness" else str(value)
        for scope, told in asked.items() for name, value in told.items() if not name.startswith("documents")
    }  # fmt: skip


@pytest.mark.parametrize(("seed", "day"), EDITIONS)
def test_the_kinds_and_milestones_of_the_board_are_those_of_the_matrix(ask, seed, day):
    edition = judged(seed, day)
    lines = {line.scope.replace("process", "plan"): line for line in edition.board.lines}
    for row in ask(edition, "completeness"):
        line = lines[row["scope"]]
        assert (row["kinds_present"], row["kinds_expected"]) == (line.kinds or (0, 0)), row["scope"]
        assert (row["milestones_shown"], row["milestones_due"]) == (line.milestones or (0, 0)), row["scope"]


@pytest.mark.parametrize(("seed", "day"), EDITIONS)
def test_the_last_update_of_the_board_is_what_its_query_says(ask, seed, day):
    edition = judged(seed, day)
    asked = {row.pop("scope"): row for row in map(dict, ask(edition, "updates"))}
    lines = [line for line in edition.board.lines if line.updated_possible]

    assert asked == {
        line.scope.replace("process", "plan"): {
            name: value.isoformat() if value else None
            for name, value in (
                ("updated", line.updated), ("updated_possible", line.updated_possible), ("updated_proven", line.proven),
            )
        }
        for line in lines
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_while_the_clock_runs_the_days_since_the_last_update_are_those_that_the_finding_says(seed):
    edition = judged(seed, date(2023, 3, 31))
    days = {one.scope: one.days_since_update for one in edition.readings}
    values = {one.scope: one.value for one in edition.report.findings if one.rule == "R19/repo.updated" and one.measured is None}
    opened = {"plan": PLAN.drafting.start} | {one.number: PLAN.start for one in PLAN.commitments}

    for scope, value in values.items():
        expected = days[scope]
        if expected is not None and edition.report.as_of - timedelta(days=expected) < opened[scope]:
            expected = None  # before the clock opened
        assert value == expected, scope
