"""The tables that people judge by: evidence and visits (docs/judging.md §2). Read whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from ogp_etl.cards import Plan
from ogp_etl.check.tables.cells import Wrong, day, instant, language, one_of, text, yes_no
from ogp_etl.check.tables.columns import Table, names_of
from ogp_etl.check.tables.sheet import Cell, read_sheet
from ogp_etl.model import COVER_WORDS, KINDS, EvidenceRow

REQUIRED = ("id", "commitment", "kind")
COLUMNS = (
    *REQUIRED,
    *("document", "milestone", "language", "event_date", "published", "published_from", "published_by", "public_until"),
    *("recorded", "substantive", "primary", "public", "covers", "answers", "title", "url"),
)
"""Columns of the evidence table; one that is called almost so is a slip that would lose rows."""
REQUIRED_OF_VISITS = ("commitment", "last_visit")


def read_evidence(path: Path, plan: Plan) -> list[EvidenceRow]:
    """The rows of an evidence table (CSV in UTF-8, XLSX or ODS), in its order. Instants become days in the plan's zone.

    Raises InputInvalid with every fault of the file, each with its line and column.
    """
    table = Table(read_sheet(path), REQUIRED, COLUMNS)
    rows = _evidence(table, plan)
    table.finish()
    return rows


def read_visits(path: Path, plan: Plan) -> dict[str | None, date]:
    """The last day on which every source was visited without fault, by commitment (None: the process).

    A commitment that is absent, or whose cell is empty, was never visited. Raises InputInvalid as ``read_evidence``.
    """
    table = Table(read_sheet(path), REQUIRED_OF_VISITS)
    numbers = table.read("commitment", one_of([commitment.number for commitment in plan.commitments], "commitment"))
    days = table.read("last_visit", day(ZoneInfo(plan.zone)))
    first: dict[str, int] = {}
    for place, said in enumerate(table.read("commitment", text)):
        if (said or "") in first:
            table.fault(place, "commitment", f"{said or 'the process'} stands on line {first[said or '']} already", "keep one")
        first.setdefault(said or "", table.numbers[place])
    table.finish()
    return {number: last for number, last in zip(numbers, days, strict=True) if last is not None}


def _evidence(table: Table, plan: Plan) -> list[EvidenceRow]:
    zone = ZoneInfo(plan.zone)
    names = names_of(table)
    milestones = {one.number: [milestone.id for milestone in one.milestones] for one in plan.commitments}
    commitments = table.read("commitment", one_of(milestones, "commitment"))
    spans = _published(table, zone)
    substantive = table.read("substantive", yes_no)
    fields = zip(
        names,
        table.read("document", text),
        commitments,
        _milestones(table, commitments, milestones),
        _kinds(table),
        table.read("language", language),
        table.read("event_date", day(zone)),
        spans,
        _until(table, zone, spans),
        table.read("recorded", instant(zone)),
        substantive,
        table.read("primary", yes_no),
        # Without the column the table is taken for the published one; an empty cell is not known.
        table.read("public", yes_no) if "public" in table.columns else [True] * len(names),
        table.read("covers", _covers),
        table.read("answers", text),
        table.words("title"),
        table.words("url"),
        strict=True,
    )
    return [
        EvidenceRow(
            id=name,
            document=document or name,
            commitment=commitment,
            milestone=milestone,
            kind=kind,
            language=code,
            event_date=event,
            published_from=first,
            published_by=last,
            public_until=until,
            recorded=recorded,
            substantive=new is not False,
            primary=primary,
            public=public,
            covers=covers,
            answers=answers or None,
            title=title,
            url=url,
        )
        for (
            name,
            document,
            commitment,
            milestone,
            kind,
            code,
            event,
            (first, last),
            until,
            recorded,
            new,
            primary,
            public,
            covers,
            answers,
            title,
            url,
        ) in fields
    ]


def _kinds(table: Table) -> list[str]:
    kinds = table.read("kind", one_of(dict.fromkeys(KINDS), "kind of evidence"))
    cells = table.columns.get("kind", ())
    for place, cell in enumerate(cells) if "" in cells else ():
        if cell == "":
            table.fault(place, "kind", "is empty", "write one of the kinds of docs/judging.md §5")
    return [kind or "" for kind in kinds]


def _milestones(table: Table, commitments: Sequence[str | None], known: dict[str, list[str]]) -> list[str | None]:
    """Milestones have their names within their commitment only."""
    rows = len(commitments)
    written = table.columns.get("commitment", ("",) * rows)
    table.words("milestone")
    pairs = list(zip(commitments, written, table.columns.get("milestone", ("",) * rows), strict=True))
    values = {pair: _milestone(*pair, known) for pair in set(pairs)}
    wrong = {pair: value for pair, value in values.items() if isinstance(value, Wrong)}
    for place, pair in enumerate(pairs) if wrong else ():
        if pair in wrong:
            table.fault(place, "milestone", wrong[pair].what, wrong[pair].do)
    told = {pair: None if isinstance(value, Wrong) else value for pair, value in values.items()}
    return [told[pair] for pair in pairs]


def _milestone(commitment: str | None, written: Cell, cell: Cell, known: dict[str, list[str]]) -> str | Wrong | None:
    """``written``: the commitment as it stands there; of one that is wrong itself, nothing more is said."""
    if cell == "":
        return None
    if commitment is not None:
        return one_of(known[commitment], f"milestone of commitment {commitment}")(cell)
    if written == "":
        return Wrong("the process of the plan has no milestones", "write the commitment, or leave it empty")
    return None


def _published(table: Table, zone: ZoneInfo) -> list[tuple[date | None, date | None]]:
    columns = [table.read(name, day(zone)) for name in ("published", "published_from", "published_by")]
    days = list(zip(*columns, strict=True))
    wrong = {each: fault for each in set(days) if (fault := _out_of_order(*each)) is not None}
    for place, each in enumerate(days) if wrong else ():
        if each in wrong:
            table.fault(place, *wrong[each])
    return [(first, last) if on is None else (on, on) for on, first, last in days]


def _until(table: Table, zone: ZoneInfo, spans: Sequence[tuple[date | None, date | None]]) -> list[date | None]:
    """What was public no more before it can have been public would count as an update all the same."""
    days = table.read("public_until", day(zone))
    for place, (until, (first, _)) in enumerate(zip(days, spans, strict=True)) if any(days) else ():
        if until is not None and first is not None and until < first:
            what = f"{until} is before {first}, the earliest day on which it can have become public"
            table.fault(place, "public_until", what, "write the first day on which it was public no more, or leave it empty")
    return days


def _out_of_order(on: date | None, first: date | None, last: date | None) -> tuple[str, str, str] | None:
    """The column that is wrong, what is wrong and what to do; None when the days can all be true."""
    if first is not None and last is not None and first > last:
        return "published_from", f"{first} is after published_by {last}", "write the earliest day here, the latest there"
    if on is not None and first is not None and on < first:
        return "published", f"{on} is before published_from {first}", "leave published_from empty where the day itself is known"
    if on is not None and last is not None and on > last:
        return "published", f"{on} is after published_by {last}", "leave published_by empty where the day itself is known"
    return None


def _covers(cell: Cell) -> tuple[str, ...] | Wrong | None:
    said = text(cell)
    if isinstance(said, Wrong):
        return said
    words = said.replace(",", " ").split()
    unknown = [word for word in words if word not in COVER_WORDS]
    if unknown:
        return Wrong(f"{unknown[0]!r} is none of its words", f"write words of: {' '.join(COVER_WORDS)}")
    return tuple(word for word in COVER_WORDS if word in words) if words else None
