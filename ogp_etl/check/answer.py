"""What a measure answers, and why a row may be in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ogp_etl.check.calendar import NEVER
from ogp_etl.check.evidence.rows import Known
from ogp_etl.model import Doubt, LateSpan, Part, Verdict

DUE_SOON_DAYS = 30
"""``due-soon`` begins so many days before the due day (docs/judging.md §3)."""

WHY = frozenset(
    {
        "day-not-certain",
        "never-proven",
        "public-not-known",
        "primary-not-known",
        "covers-not-known",
        "language-not-known",
        "document-not-known",
        "not-visited",
        "not-held",
        "plan-partial",
        "person-needed",
        "content-not-confirmed",
        "ruling-expired",
        "not-looked",
        "not-judged",
        "readings-differ",
    }
)
"""Codes of doubts (docs/judging.md §3); their words are in ``publish/texts.yml``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One measure's answer for one case. Fields as in ``model.Finding``; ``evidence`` in any order and number."""

    verdict: Verdict
    threshold: Mapping[str, Any]
    value: int | str | None = None
    due: date | None = None
    history: tuple[LateSpan, ...] = ()
    evidence: Iterable[Known] = ()
    rows: tuple[str, ...] = ()
    """Ids of evidence that other findings name, newest first; in place of ``evidence``."""
    missing: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    parts: tuple[Part, ...] = ()
    stopped: date | None = None
    last_day: date | None = None
    """Up to this day nothing of it is due, whatever the verdict. None: there is no such day, or no person may call it missed."""
    while_drafting: Verdict | None = None
    good_to: date | None = None


def doubt(id_: str, why: str) -> Doubt:
    """Raises ValueError for a code that readers would get no words for."""
    if why not in WHY:
        raise ValueError(f"{why!r} is no code of a doubt")
    return Doubt(id=id_, why=why)


def row_doubt(one: Known) -> Doubt:
    """Why a row is only possible."""
    row = one.row
    if row.public is None:
        why = "public-not-known"
    elif row.published_by is None:
        why = "never-proven"
    elif one.last == NEVER:
        why = "primary-not-known"
    else:
        why = "day-not-certain"
    return doubt(row.id, why)


def doubts_of(rows: Iterable[Known], unseen: Iterable[str] = ()) -> tuple[Doubt, ...]:
    """Doubts of possible rows, and of scopes whose sources were not visited."""
    return (*map(row_doubt, rows), *(doubt(scope, "not-visited") for scope in unseen))


def until(due: date, day: date) -> Verdict:
    """Nothing is there yet and nothing is late: pending, or due-soon in the last days."""
    return Verdict.DUE_SOON if (due - day).days <= DUE_SOON_DAYS else Verdict.PENDING
