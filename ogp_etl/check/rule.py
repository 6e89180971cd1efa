"""What a rule is made of, apart from its measure: who is judged by it, how severely, and which rows it reads.

Rules are data (``ogp_etl/rules/*.yml``); these are the pydantic types behind them. Each measure adds its own parameters
by deriving from ``Rule``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Cover, Kind, Plain

CONFIG = ConfigDict(extra="forbid", str_strip_whitespace=True)

Scope = Literal["plan", "commitment"]
Severity = Literal["minimum", "standard", "advice"]
Language = Literal["zh-Hant", "en"]
Way = Literal["decided", "decided-then-assist", "assist", "show"]
"""How a rule is judged (docs/rules.md). decided: from what is held. decided-then-assist: that something is there, and when, is
decided; whether its content does what the rule asks is a person's to say. assist: the machine finds candidates, a person
confirms. show: a judgement of the reviewer; evidence is gathered, and there is no verdict."""
Phase = Literal["cycle", "drafting", "implementation", "reporting"]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class InForce:
    """First and last day; None: open on that side."""

    first: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> InForce:
        if self.first and self.until and self.until < self.first:
            raise ValueError(f"until {self.until} is before from {self.first}; write a last day from {self.first} on")
        return self

    def on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.until is None or day <= self.until)

    def meets(self, other: InForce) -> bool:
        """Whether the two have a day in common."""
        return (self.first or date.min) <= (other.until or date.max) and (other.first or date.min) <= (self.until or date.max)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Judged:
    """One kind of scope a rule is asked of, with how severe failing it is."""

    scope: Scope
    severity: Severity
    during: Literal["drafting"] | None = None
    """drafting: holds up to the last day of drafting; None: on every day. The first line that holds decides."""
    clause: Plain | None = None
    """None: the rule's own clause."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Rows:
    """Which rows of the evidence table a rule reads. A rule of a commitment reads the rows of that commitment only;
    a rule of the plan reads the rows of any commitment and of the process."""

    of: Literal["scope", "process"] = "scope"
    """process: only the rows of the process of the whole plan."""
    kinds: tuple[Kind, ...] = ()
    """Empty: every kind."""
    copies: bool = True
    """Whether a row without new content counts."""
    primary: Literal["any", "not-no", "yes"] = "any"
    """not-no: all but bare statements; yes: primary evidence only, and a row of which it is not known counts as possible."""
    standing: bool = False
    """True: a row that is no longer public does not count."""
    covers: tuple[Cover, ...] = ()
    """Words of ``model.COVERS``. A row whose ``covers`` is known must name all of these; one of which it is not known counts,
    with a doubt."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Due:
    """A last day: one of the plan's days, moved, or a fixed one."""

    day: date | None = None
    field: Literal["deadline", "first-year", "end"] | None = None
    """first-year: the last day of the first year of implementation."""
    year_end: bool = False
    """True: 31 December of that day's year."""
    months_after: Annotated[int, Field(ge=0, le=120)] = 0

    @model_validator(mode="after")
    def _one(self) -> Due:
        if (self.day is None) == (self.field is None):
            raise ValueError("the last day is not clear; write either day or field")
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Rule:
    """What every rule says, whatever its measure."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$")]
    clause: Plain
    """Set and number, such as ``R19 §5.1.3, §6.3(3)``; each number stands in the set's list of clauses."""
    way: Way = "decided"
    phase: Phase = "cycle"
    asked_of: Literal["milestone", "meeting", "document", "item", "comment", "forum", "site", "country"] | None = None
    """Where the rule is asked of something within its scope, the findings' ``parts`` are these; None: of the scope itself."""
    in_force: InForce | None = None
    """None: as its set."""
    replaces: Plain | None = None
    """Id of the rule of an older set in whose place it stands; their days in force do not overlap."""
    judged: Annotated[tuple[Judged, ...], Field(min_length=1)]
