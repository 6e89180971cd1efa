"""Meetings, told apart by whose they are and by the day that their papers state (docs/rules.md §2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.rule import Rows

MEETING_KINDS = ("meeting-invitation", "agenda", "minutes", "founding-minutes", "attendance", "transcript")
"""A row of one of these with an event date tells of a meeting on that day."""
HELD_KINDS = ("minutes", "founding-minutes", "attendance", "transcript")
"""These tell that it took place; an invitation or an agenda tells only that it was called."""


@dataclass(frozen=True, slots=True)
class Meeting:
    owner: str | None
    """Number of the commitment whose forum met; None: the forum of the process."""
    day: date
    rows: Sequence[Known]
    """All rows of that owner that state the day, of the kinds asked for; at least one tells of the meeting."""

    @property
    def key(self) -> str:
        """As ``parts`` and ``missing`` name it: ``2020-03-01``, or ``1-1:2020-03-01`` of a commitment's forum."""
        return self.day.isoformat() if self.owner is None else f"{self.owner}:{self.day.isoformat()}"

    def of(self, kinds: Sequence[str]) -> list[Known]:
        return [one for one in self.rows if one.row.kind in kinds]

    def sure(self, today: int) -> bool:
        """Whether a row that is certainly public tells of it; a meeting that is only possible may be none at all."""
        return any(one.sure(today) for one in self.of(MEETING_KINDS))

    def held(self, today: int) -> bool:
        """Whether a row that is certainly public tells that it took place."""
        return any(one.sure(today) for one in self.of(HELD_KINDS))


def meetings(case: Case, of: Literal["scope", "process"] = "scope", more: Sequence[str] = ()) -> list[Meeting]:
    """The meetings up to the day of judging, the process first, then the commitments in the order of the cards, each by day.

    ``of`` as in ``Rows``. ``more``: kinds that belong to a meeting when they state its day, and tell of none by themselves.
    """
    rows = list(case.rows(Rows(of=of, kinds=(*MEETING_KINDS, *more))))
    found: dict[tuple[str | None, date], list[Known]] = {}
    for one in rows:
        day = one.row.event_date
        if day is not None and day <= case.day:
            found.setdefault((one.row.commitment, day), []).append(one)
    places: dict[str | None, int] = {one.number: place for place, one in enumerate(case.plan.commitments, start=1)}
    told = [Meeting(owner, day, together) for (owner, day), together in found.items()]
    with_one = [each for each in told if each.of(MEETING_KINDS)]
    return sorted(with_one, key=lambda each: (places.get(each.owner, 0), each.day))


def undated(case: Case, kinds: Sequence[str], of: Literal["scope", "process"] = "scope") -> list[Known]:
    """Rows of these kinds that do not state their day: they may be of any meeting, or of one of their own."""
    return [one for one in case.rows(Rows(of=of, kinds=tuple(kinds))) if one.row.event_date is None]


def between(found: Iterable[Meeting], first: date | None, last: date | None) -> list[Meeting]:
    """Those held on one of the days from ``first`` to ``last``; None: no first, no last day."""
    return [each for each in found if (first is None or first <= each.day) and (last is None or each.day <= last)]
