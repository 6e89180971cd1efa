"""What people write in ``plan.yml`` of a plan's life: amendments, its successor, reviews, earlier cycles (docs/rules.md)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards.texts import CONFIG
from ogp_etl.cards.values import Day, Number, Plain, Slug


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Amendment:
    """A change of the adopted plan (R19 §4.1)."""

    day: Day
    """Day on which the amended plan was delivered."""
    languages: tuple[Plain, ...] = ()
    """Languages in which it was published: zh-Hant, en."""
    states_changes: bool | None = None
    """Whether it says what was changed. None: not known."""
    adds: tuple[Number, ...] = ()
    """Commitments that are new: their clocks open on ``day``."""
    drops: tuple[Number, ...] = ()
    """Commitments that are given up: their clocks stop on ``day``, and their cards stay."""
    changes: tuple[Number, ...] = ()
    """Commitments whose text was changed."""
    silent: bool = False
    """True: nobody announced it; somebody found the published text changed on ``day``."""
    reason: Plain | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Successor:
    """The plan that comes after this one."""

    plan: Slug | None = None
    """Its id; None while it has none."""
    delivered: Day | None = None
    """None: not delivered yet."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Cycle:
    """What the reviewers found of an earlier cycle of the country (R19 §6)."""

    plan: Slug
    end: Day
    """Last day of that plan; cycles are ordered by it."""
    breach: bool | None = None
    """Whether it ended in a process breach. None: not known."""
    reason: Plain
    """Who says so, and where."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Recommendation:
    """One of the key recommendations of an earlier review (R19 §4.2)."""

    id: Slug
    title: Annotated[Plain, Field(max_length=1000)]
