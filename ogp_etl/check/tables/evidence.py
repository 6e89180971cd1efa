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
        table.read("public_until", day(zone)),
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
    for place, cell in enumerate(table.columns.get("kind", ())):
        if cell == "":
            table.fault(place, "kind", "is empty", "write one of the kinds of docs/judging.md §5")
    return [kind or "" for kind in kinds]


def _milestones(table: Table, commitments: Sequence[str | None], known: dict[str, list[str]]) -> list[str | None]:
    """Milestones have their names within their commitment only."""
    found: list[str | None] = [None] * len(commitments)
    written = table.columns.get("commitment", ("",) * len(commitments))
    table.words("milestone")
    for place, cell in enumerate(table.columns.get("milestone", ())):
        commitment = commitments[place]
        if cell == "":
            continue
        if commitment is not None:
            value = one_of(known[commitment], f"milestone of commitment {commitment}")(cell)
            if isinstance(value, Wrong):
                table.fault(place, "milestone", value.what, value.do)
            else:
                found[place] = value
        elif written[place] == "":
            what = "the process of the plan has no milestones"
            table.fault(place, "milestone", what, "write the commitment, or leave it empty")
    return found


def _published(table: Table, zone: ZoneInfo) -> list[tuple[date | None, date | None]]:
    published, froms, bys = (table.read(name, day(zone)) for name in ("published", "published_from", "published_by"))
    spans: list[tuple[date | None, date | None]] = []
    for place, (on, first, last) in enumerate(zip(published, froms, bys, strict=True)):
        if first is not None and last is not None and first > last:
            what, do = f"{first} is after published_by {last}", "write the earliest day here, the latest there"
            table.fault(place, "published_from", what, do)
        elif on is not None and first is not None and on < first:
            what, do = f"{on} is before published_from {first}", "leave published_from empty where the day itself is known"
            table.fault(place, "published", what, do)
        elif on is not None and last is not None and on > last:
            what, do = f"{on} is after published_by {last}", "leave published_by empty where the day itself is known"
            table.fault(place, "published", what, do)
        spans.append((first, last) if on is None else (on, on))
    return spans


def _covers(cell: Cell) -> tuple[str, ...] | Wrong | None:
    said = text(cell)
    if isinstance(said, Wrong):
        return said
    words = said.replace(",", " ").split()
    unknown = [word for word in words if word not in COVER_WORDS]
    if unknown:
        return Wrong(f"{unknown[0]!r} is none of its words", f"write words of: {' '.join(COVER_WORDS)}")
    return tuple(word for word in COVER_WORDS if word in words) if words else None
