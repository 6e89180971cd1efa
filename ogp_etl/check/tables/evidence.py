"""The tables that people judge by: evidence and visits (docs/judging.md §2). Read whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    earliest, latest = _published(table, zone)
    columns: dict[str, Iterable[object]] = {
        "id": names,
        "document": [document or name for document, name in zip(table.read("document", text), names, strict=True)],
        "commitment": commitments,
        "milestone": _milestones(table, commitments, milestones),
        "kind": _kinds(table),
        "language": table.read("language", language),
        "event_date": table.read("event_date", day(zone)),
        "published_from": earliest,
        "published_by": latest,
        "public_until": _until(table, zone, earliest),
        "recorded": table.read("recorded", instant(zone)),
        "substantive": [new is not False for new in table.read("substantive", yes_no)],
        "primary": table.read("primary", yes_no),
        # Without the column the table is taken for the published one; an empty cell is not known.
        "public": table.read("public", yes_no) if "public" in table.columns else [True] * len(names),
        "covers": table.read("covers", _covers),
        "answers": [answers or None for answers in table.read("answers", text)],
        "title": table.words("title"),
        "url": table.words("url"),
    }
    return list(map(EvidenceRow._make, zip(*(columns[name] for name in EvidenceRow._fields), strict=True)))


def _kinds(table: Table) -> list[str]:
    kinds = table.read("kind", one_of(dict.fromkeys(KINDS), "kind of evidence"))
    cells = table.columns.get("kind", ())
    for place, cell in enumerate(cells) if "" in cells else ():
        if cell == "":
            table.fault(place, "kind", "is empty", "write one of the kinds of docs/judging.md §5")
    return [kind or "" for kind in kinds]


def _milestones(table: Table, commitments: Sequence[str | None], known: dict[str, list[str]]) -> list[str | None]:
    """Milestones have their names within their commitment only."""

    def strange(commitment: str | None, written: Cell, milestone: str | None) -> tuple[str, str, str] | None:
        """``written``: the commitment as it stands there; of one that is wrong itself, nothing more is said."""
        if not milestone:
            return None
        if commitment is not None:
            found = one_of(known[commitment], "milestone")(milestone)
            what = f"commitment {commitment} has no milestone {milestone}"
            return ("milestone", what, found.do) if isinstance(found, Wrong) else None
        if written == "":
            return "milestone", "the process of the plan has no milestones", "write the commitment, or leave it empty"
        return None

    milestones = table.read("milestone", text)
    table.compare(strange, commitments, table.columns.get("commitment", commitments), milestones)
    return [milestone or None for milestone in milestones]


def _published(table: Table, zone: ZoneInfo) -> tuple[list[date | None], list[date | None]]:
    """The earliest and the latest day on which each row can have become public."""
    ons, firsts, lasts = (table.read(name, day(zone)) for name in ("published", "published_from", "published_by"))
    table.compare(_out_of_order, ons, firsts, lasts)
    earliest = [on or first for on, first in zip(ons, firsts, strict=True)]
    return earliest, [on or last for on, last in zip(ons, lasts, strict=True)]


def _until(table: Table, zone: ZoneInfo, earliest: Sequence[date | None]) -> list[date | None]:
    days = table.read("public_until", day(zone))
    table.compare(_too_early, days, earliest)
    return days


def _too_early(until: date | None, first: date | None) -> tuple[str, str, str] | None:
    """What was public no more before it can have been public would count as an update all the same."""
    if until is None or first is None or until >= first:
        return None
    what = f"{until} is before {first}, the earliest day on which it can have become public"
    return "public_until", what, "write the first day on which it was public no more, or leave it empty"


def _out_of_order(on: date | None, first: date | None, last: date | None) -> tuple[str, str, str] | None:
    """None when the days can all be true."""
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
