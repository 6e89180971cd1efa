"""The clock of a rule: when it opens, where it stands, whether it still runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Days, Known, in_order
from ogp_etl.check.rule import Judged

Kind = Literal["plan", "commitment"]
Opening = Literal["drafting.start", "start"]
Opens = Annotated[dict[Kind, Opening], Field(min_length=1)]
"""The plan's day on which the clock opens, by kind of scope."""
Stops = Literal["drafting.end"]
"""The plan's day on which a clock stops before the plan's reporting is over."""
Reads = Literal["publication", "event"]
"""event: the day the evidence itself states (a meeting); publication: the day it became public."""


def check_opens(opens: Mapping[Kind, Opening], judged: Sequence[Judged]) -> None:
    """Raises ValueError when a rule is asked of a kind of scope for which its clock has no opening."""
    for one in judged:
        if one.scope not in opens:
            raise ValueError(f"opens has no {one.scope}, of which the rule is asked; write the day on which its clock opens")


class Clock(NamedTuple):
    opens: int
    """Ordinal, as all days here."""
    at: int
    """The day that is judged: the day of judging, or the last day of the clock once that is past (D′)."""
    running: bool
    """Whether the day of judging is not after the last day of the clock."""

    @property
    def stopped(self) -> date | None:
        """The last day of the clock once that is past; None while it runs."""
        return None if self.running else date.fromordinal(self.at)


def stop(stops: Stops | None, case: Case) -> int:
    """Last day (ordinal) of a clock: that of the subject, or the earlier one that the rule names."""
    return case.stop if stops is None else min(case.stop, case.plan.drafting.end.toordinal())


Told = Mapping[tuple[int, int, bool], Sequence[Known]]
"""Rows by the first and the last day on which what they tell of can have happened, and by whether they are certainly public."""


def told_by(days: Days, reads: Reads, opens: int, today: int) -> Told:
    """A meeting of which the row states no day was on one from the clock's opening to the day by which the row was public."""
    if reads == "publication":
        return {(first, last, last <= today): rows for (first, last), rows in days.items()}
    told: dict[tuple[int, int, bool], list[Known]] = {}
    for one in in_order(days.values()):
        stated = one.row.event_date
        first, last = (opens, min(one.last, today)) if stated is None else (stated.toordinal(),) * 2
        told.setdefault((first, last, one.sure(today)), []).append(one)
    return told


def clock(opens: Mapping[Kind, Opening], case: Case, stops: Stops | None = None) -> Clock | None:
    """None before the clock opens, and when it stood still before it could open."""
    number = None if case.commitment is None else case.commitment.number
    field = opens["plan" if number is None else "commitment"]
    day = case.plan.start if field == "start" else case.plan.drafting.start
    first = (day if number is None else max(day, case.plan.opened(number))).toordinal()
    last = stop(stops, case)
    at = min(case.today, last)
    return Clock(first, at, case.today <= last) if at >= first else None
