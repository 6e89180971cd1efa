"""The due days that a finding speaks of, each with the part that it is for. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ogp_etl.model import Finding, Verdict

AHEAD = (Verdict.DUE_SOON, Verdict.PENDING)
"""Verdicts of what is still to be done by its due day."""
RECURRING = "every"
"""Threshold of rules that are to be met again and again: of these alone a rule that is met has its due day ahead."""
SETTLED = (Verdict.NOT_APPLICABLE, Verdict.WAIVED, Verdict.EQUIVALENT, Verdict.SHOWN)
"""Verdicts of a rule by which nothing is due, whatever its parts say."""


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Something required that is missed, or that is still to be done by a day."""

    part: str
    """Key of the finding's part; empty: of the finding as a whole."""
    missed: bool
    due: date | None
    """None only of what is missed."""


def required(finding: Finding) -> bool:
    return finding.severity != "advice" and finding.verdict not in SETTLED


def open_days(finding: Finding) -> Iterator[OpenDay]:
    """What is missed or due by a finding: for each of its parts that has a due day, where any has; else for the whole."""
    parts = [part for part in finding.parts if part.duty and part.due is not None]
    for part in parts:
        if part.verdict is Verdict.BREACH or part.verdict in AHEAD:
            yield OpenDay(part.key, part.verdict is Verdict.BREACH, part.due)
    missed = finding.verdict is Verdict.BREACH
    if missed and not any(part.verdict is Verdict.BREACH for part in parts):
        yield OpenDay("", True, finding.last_in_time)
    elif not parts and finding.last_in_time is not None and (finding.verdict in AHEAD or _met_for_now(finding)):
        yield OpenDay("", False, finding.last_in_time)


def _met_for_now(finding: Finding) -> bool:
    """Met, and no verdict in between will say that it is due soon: it goes from met to missed."""
    return finding.verdict is Verdict.PASS and finding.good_to is not None


def next_due(finding: Finding) -> Iterator[date]:
    """The days by which the rule must be met: those still open, and the next one of a rule that is met again and again."""
    for one in open_days(finding):
        if not one.missed and one.due is not None:
            yield one.due
    if finding.verdict is Verdict.PASS and finding.due is not None and RECURRING in finding.threshold:
        yield finding.due
