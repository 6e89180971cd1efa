"""What is put into an edition of the pages: the board, the findings and the evidence, with the facts behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ogp_etl.cards import Plan
from ogp_etl.model import (
    Board,
    Deposit,
    Entry,
    Objection,
    Observation,
    Outstanding,
    Reading,
    Report,
    Ruling,
    SourceState,
    WarcRef,
)
from ogp_etl.model.completeness import Matrix
from ogp_etl.model.reviewed import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureFacts:
    """Where one capture stands, beside what ``Capture`` itself says."""

    warc: WarcRef | None = None
    """Response record of the attempt that brought it; None for drop folders."""
    deposits: tuple[Deposit, ...] = ()
    """Read back and found right. Empty: it waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptCount:
    """How often attempts at one source ended in one way."""

    source: str
    """Key within the plan."""
    purpose: str
    """``listing`` or ``document``."""
    outcome: str
    reason: str | None
    """None when the outcome is good."""
    attempts: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One plan as of one day. The same edition makes the same bytes every time."""

    plan: Plan
    board: Board
    report: Report
    document: Mapping[str, Any]
    """The report as ``ogp-etl judge --json`` writes it (docs/judging.md §3)."""
    entries: Sequence[Entry] = ()
    visits: Mapping[str | None, date] = field(default_factory=dict)
    """Day of the last visit without fault of every source, by commitment (None: the process). Absent: never."""
    rulings: Sequence[Ruling] = ()
    objections: Sequence[Objection] = ()
    observations: Sequence[Observation] = ()
    states: Sequence[SourceState] = ()
    captures: Mapping[str, CaptureFacts] = field(default_factory=dict)
    """By capture id. A capture that is absent has neither a WARC record nor a deposit."""
    attempts: Sequence[AttemptCount] = ()
    gaps: Sequence[tuple[str, Mapping[str, str]]] = ()
    """What the cards do not know yet: scope (``plan``, ``process``, a commitment's number) and a sentence by language."""
    queries: Mapping[str, str] = field(default_factory=dict)
    """SQL texts by name (``figure_updates``) that make the published figures again from the published tables."""
    readings: Sequence[Reading] = ()
    """The figures of each line of the board, for catalogues."""
    outstanding: Sequence[Outstanding] = ()
    """What is missed, what has its day ahead, and what waits for a person."""
    site: str | None = None
    """Address under which the public reads the pages; None: not known."""
    matrices: Sequence[Matrix] = ()
    """Completeness, the process first. A scope that is absent shows none."""
    review: Review | None = None
    """None: there is no page of the reviewer's view."""
    rules: Sequence[Mapping[str, Any]] = ()
    """The rules of the plan's sets as ``ogp-etl rules list --json`` writes them, with their set's title as ``set_title``; empty:
    there is no page of rules."""
    now: datetime
    """When it is made, aware."""
