"""The completeness matrix: what is expected of a commitment against what is there (docs/rules.md §9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

CellFamily = Literal["milestone", "kind", "update", "progress", "language"]


class CellState(StrEnum):
    PRESENT = "present"
    """Certainly there."""
    POSSIBLE = "possible"
    """A row may be it, or its sources were not visited: neither there nor missing for certain."""
    MISSING = "missing"
    NOT_DUE = "not-due"
    """Not there, and not due yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfYear:
    """First and last day, both included. ``number``: from 1, or 0 for all days before the clock opens."""

    number: int
    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One thing that is expected."""

    family: CellFamily
    key: str
    """Milestone id, kind, group, or document (``minutes:2020-03-01``); empty for updates and progress reports."""
    rule: str
    """Id of the rule by which it is expected."""
    state: CellState
    due: date | None
    """Last day on which it is in time; None: it is asked for as soon as the document is known."""
    grace: date | None = None
    """Of milestones: last day on which it may still be shown without a breach."""
    half: HalfYear | None = None
    """That it belongs to; None of languages, which have no day."""
    language: str | None = None
    kinds: tuple[str, ...] = ()
    """Kinds of evidence that fill it; empty: any."""
    evidence: tuple[str, ...] = ()
    """Ids of the rows that fill it, certainly (present) or possibly."""
    unseen: bool = False
    """Possible only because sources of its scope were not visited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Evidence of one kind, for one milestone, that became public in one half-year."""

    kind: str
    milestone: str | None
    half: int
    """Number of the half-year."""
    certain: int
    """Rows that became public within it."""
    possible: int
    """Further rows that can have become public within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    plan: str
    scope: str
    """Commitment's number, or ``process``."""
    as_of: date
    halves: tuple[HalfYear, ...]
    """Of the clock, the last of them perhaps cut short."""
    cells: tuple[Cell, ...]
    held: tuple[Held, ...] = ()

    @property
    def share(self) -> tuple[int, int]:
        """How much is certainly there, of all that is there or due: (present, expected); (0, 0) when nothing is due yet."""
        states = [cell.state for cell in self.cells]
        return states.count(CellState.PRESENT), sum(state is not CellState.NOT_DUE for state in states)

    @property
    def missing(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.state is CellState.MISSING]
