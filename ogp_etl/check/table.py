"""The tables that people judge by: evidence and visits (docs/judging.md §2). Read whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from ogp_etl.cards import Plan
from ogp_etl.check.cells import Row
from ogp_etl.check.rule import COVER_WORDS
from ogp_etl.check.sheet import Sheet, read_sheet
from ogp_etl.errors import Fault, InputInvalid
from ogp_etl.model import KINDS, EvidenceRow

REQUIRED = ("id", "commitment", "kind")
REQUIRED_OF_VISITS = ("commitment", "last_visit")


def read_evidence(path: Path, plan: Plan) -> list[EvidenceRow]:
    """The rows of an evidence table (CSV in UTF-8, XLSX or ODS), in its order. Instants become days in the plan's zone.

    Raises InputInvalid with every fault of the file, each with its line and column.
    """
    sheet = read_sheet(path)
    faults = [*_missing_columns(sheet, REQUIRED), *sheet.faults]
    reading = _Evidence(plan, sheet, faults)
    rows = [
        reading.row(line.number, Row(f"{path}:{line.number}", line.cells, ZoneInfo(plan.zone), faults)) for line in sheet.lines
    ]
    if faults:
        raise InputInvalid(_in_order(faults))
    return rows


def read_visits(path: Path, plan: Plan) -> dict[str | None, date]:
    """The last day on which every source was visited without fault, by commitment (None: the process).

    A commitment that is absent, or whose cell is empty, was never visited. Raises InputInvalid as ``read_evidence``.
    """
    sheet = read_sheet(path)
    faults = [*_missing_columns(sheet, REQUIRED_OF_VISITS), *sheet.faults]
    numbers = [commitment.number for commitment in plan.commitments]
    days: dict[str | None, date] = {}
    first: dict[str, int] = {}
    for line in sheet.lines:
        row = Row(f"{path}:{line.number}", line.cells, ZoneInfo(plan.zone), faults)
        number = row.one_of("commitment", numbers, "commitment")
        day = row.day("last_visit")
        said = row.text("commitment")
        if said in first:
            row.fault("commitment", f"{said or 'the process'} stands on line {first[said]} already", "keep one")
        first.setdefault(said, line.number)
        if day is not None:
            days[number] = day
    if faults:
        raise InputInvalid(_in_order(faults))
    return days


def _missing_columns(sheet: Sheet, required: Sequence[str]) -> list[Fault]:
    there = ", ".join(name for name in sheet.columns if name) or "none"
    return [
        Fault(f"{sheet.path}:1, column {name}", "the column is missing", f"add it to the header row (columns there: {there})")
        for name in required
        if name not in sheet.columns
    ]


def _in_order(faults: Sequence[Fault]) -> list[Fault]:
    """By line, each once."""
    return sorted(dict.fromkeys(faults), key=lambda fault: int(fault.where.rpartition(":")[2].partition(",")[0]))


class _Evidence:
    """What the rows of one table are checked against: the plan, and each other."""

    def __init__(self, plan: Plan, sheet: Sheet, faults: list[Fault]) -> None:
        self._columns = frozenset(sheet.columns)
        self._faults = faults
        self._milestones = {one.number: [milestone.id for milestone in one.milestones] for one in plan.commitments}
        self._lines: dict[str, int] = {}

    def row(self, line: int, row: Row) -> EvidenceRow:
        name = self._id(line, row)
        commitment = row.one_of("commitment", self._milestones, "commitment")
        published_from, published_by = self._published(row)
        substantive = row.yes_no("substantive")
        return EvidenceRow(
            id=name,
            document=row.text("document") or name,
            commitment=commitment,
            milestone=self._milestone(row, commitment),
            kind=self._kind(row),
            language=row.language("language"),
            event_date=row.day("event_date"),
            published_from=published_from,
            published_by=published_by,
            public_until=row.day("public_until"),
            recorded=row.instant("recorded"),
            substantive=substantive is not False,
            primary=row.yes_no("primary"),
            # Without the column the table is taken for the published one; an empty cell is not known.
            public=row.yes_no("public") if "public" in self._columns else True,
            covers=self._covers(row),
            title=row.free("title"),
            url=row.free("url"),
        )

    def _id(self, line: int, row: Row) -> str:
        name = row.text("id")
        if not name:
            if "id" in self._columns:
                row.fault("id", "is empty", "give every row an id of its own")
        elif name in self._lines:
            row.fault("id", f"{name} stands on line {self._lines[name]} already", "give every row an id of its own")
        else:
            self._lines[name] = line
        return name

    def _kind(self, row: Row) -> str:
        kind = row.one_of("kind", KINDS, "kind of evidence")
        if kind is None and "kind" in self._columns and not row.has("kind"):
            row.fault("kind", "is empty", "write one of the kinds of docs/judging.md §5")
        return kind or ""

    def _milestone(self, row: Row, commitment: str | None) -> str | None:
        if not row.has("milestone"):
            return None
        if commitment is None:
            if not row.has("commitment"):
                row.fault("milestone", "the process of the plan has no milestones", "write the commitment, or leave it empty")
            return None
        return row.one_of("milestone", self._milestones[commitment], f"milestone of commitment {commitment}")

    def _published(self, row: Row) -> tuple[date | None, date | None]:
        published, first, last = row.day("published"), row.day("published_from"), row.day("published_by")
        if first is not None and last is not None and first > last:
            row.fault("published_from", f"{first} is after published_by {last}", "write the earliest day there, the latest here")
        return (first, last) if published is None else (published, published)

    def _covers(self, row: Row) -> tuple[str, ...] | None:
        words = row.text("covers").replace(",", " ").split()
        for word in words:
            if word not in COVER_WORDS:
                row.fault("covers", f"{word!r} is none of its words", f"write words of: {' '.join(COVER_WORDS)}")
        return tuple(word for word in COVER_WORDS if word in words) if words else None
