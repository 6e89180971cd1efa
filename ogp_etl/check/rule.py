"""What a rule is made of, apart from its measure: who is judged by it, how severely, and which rows it reads.

Rules are data (``ogp_etl/rules/*.yml``); these are the pydantic types behind them. Each measure adds its own parameters
by deriving from ``Rule``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.card_values import Kind, Plain

CONFIG = ConfigDict(extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True)

Scope = Literal["plan", "commitment"]
Severity = Literal["minimum", "standard", "advice"]
Language = Literal["zh-Hant", "en"]
CoverWord = Literal["milestones", "delays", "next-steps"]
COVER_WORDS: tuple[CoverWord, ...] = ("milestones", "delays", "next-steps")
"""What a progress report covers (R19 §5.1.3), in the order in which tables show them."""


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
    covers: tuple[CoverWord, ...] = ()
    """A row whose ``covers`` is known must name all of these; one whose ``covers`` is not known counts, with a doubt."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Due:
    """A last day: one of the plan's days, moved, or a fixed one."""

    day: date | None = None
    field: Literal["deadline", "end"] | None = None
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
    judged: Annotated[tuple[Judged, ...], Field(min_length=1)]
