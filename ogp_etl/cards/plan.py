"""A plan, its commitments and its process: ``plan.yml``, ``process.yml`` and the commitment cards."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.cards.facts import Amendment, Cycle, Recommendation, Successor
from ogp_etl.cards.hosts import HostRule
from ogp_etl.cards.sources import Source
from ogp_etl.cards.texts import CONFIG, Span, Title
from ogp_etl.cards.values import (
    Day,
    Kind,
    LanguageCode,
    Number,
    Plain,
    Slug,
    Url,
)

PROCESS = "process"


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Agency:
    """A government body named by the cards."""

    id: Slug
    name: Title
    homepage: Url | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Role:
    """An agency's part in a commitment, dated because duties move between agencies."""

    agency: Slug
    since: Day | None = None
    """First day; None: since the plan's start."""
    until: Day | None = None
    """Last day; None: to the plan's end."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Milestone:
    id: Slug
    title: Title
    start: Day | None = None
    due: Day
    """Last day on which it is done in time."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Commitment:
    """One promise of the plan: ``commitments/<number>.yml``."""

    number: Number
    title: Title
    working_title: Title | None = None
    """A working translation by the maintainers where no official one is known; always shown as such."""
    area: Slug | None = None
    lead: tuple[Role, ...] = ()
    supporting: tuple[Role, ...] = ()
    responsible: Plain | None = None
    """The post that records progress (R19 §5.2). None: not known."""
    kinds: tuple[Kind, ...] = ()
    """Kinds of implementation evidence that apply; empty: not decided."""
    completed: Day | None = None
    milestones: tuple[Milestone, ...] = ()
    sources: tuple[Source, ...] = ()
    approximate: tuple[Plain, ...] = ()
    """Fields of this card that are known only roughly (a year for a day, a subject for a title); listed as gaps."""
    notes: tuple[Plain, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Process:
    """Where the process of the whole plan is published: ``process.yml``."""

    sources: tuple[Source, ...] = ()
    notes: tuple[Plain, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Area:
    id: Slug
    title: Title


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Duty:
    """Something the plan's own rules ask for, with its clause (shown on the plan's page; judged by its rule set)."""

    id: Slug
    title: Title
    clause: Plain
    due: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Licence:
    """Terms under which others may use what is published of the plan, where whoever publishes it states them."""

    title: Title
    url: Url
    """Of its text, such as https://data.gov.tw/license."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Publisher:
    """Who publishes the pages, tables and catalogue of the plan: an agency, or somebody else who runs this program."""

    name: Title
    homepage: Url | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Plan:
    """``plan.yml``, with its commitments and its process put in by ``catalog``."""

    id: Slug
    title: Title
    status: Literal["complete", "partial", "draft"] = "complete"
    """partial: not all is known yet; draft: never adopted in this form."""
    zone: Plain
    """Time zone name in which days are counted."""
    start: Day
    """First day of implementation."""
    end: Day
    approximate: tuple[Plain, ...] = ()
    """Fields of this file that are known only roughly (a year for a day); listed as gaps."""
    deadline: Day | None = None
    """Day the plan was due (R19 §2.2). None: rules that need it are not applicable."""
    delivered: Day | None = None
    drafting: Span
    consultation: Span | None = None
    earlier_review: bool = False
    """Is there an earlier independent review whose recommendations must be answered."""
    recommendations: tuple[Recommendation, ...] = ()
    """The key recommendations of that review."""
    reviewed: bool = False
    """Whether an independent reviewer reports on this plan. False: rules on reports of the review are not applicable."""
    level: Literal["national", "local"] = "national"
    amendments: tuple[Amendment, ...] = ()
    """Oldest first."""
    successor: Successor | None = None
    """None: nothing is known of a next plan."""
    cycles: tuple[Cycle, ...] = ()
    """Earlier cycles of the country. Empty: this is its first, or nothing is known of them; rules say which."""
    dashboard: Url | None = None
    """Address of a dashboard that is shown as the repository. None: there is none."""
    official_languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1, examples=[["zh-Hant", "en"]])] = ("zh-Hant",)
    """Of the country: what R16 asks for in the official languages is asked for in each of these."""
    rule_sets: Annotated[tuple[Plain, ...], Field(min_length=1, examples=[["R19", "TW20"]])]
    """The sets that the plan is judged by, such as R19; `ogp-etl rules list` names them."""
    record: Literal["sources", "archive"] = "sources"
    """sources: the government's own sites are the repository that is judged; archive: ours is."""
    areas: tuple[Area, ...] = ()
    agencies: tuple[Agency, ...] = ()
    hosts: tuple[HostRule, ...] = ()
    duties: tuple[Duty, ...] = ()
    publisher: Publisher | None = None
    """Of the published tables and their catalogue. None: not stated, and the catalogue names nobody."""
    licence: Licence | None = None
    """Of the published tables and their catalogue. None: not stated, and nothing is claimed of it."""
    superseded_by: Slug | None = None
    notes: tuple[Plain, ...] = ()
    commitments: Annotated[tuple[Commitment, ...], Field(json_schema_extra={"readOnly": True})] = ()
    process: Annotated[Process, Field(json_schema_extra={"readOnly": True})] = Field(default_factory=Process)

    @model_validator(mode="after")
    def _consistent(self) -> Plan:
        if self.end < self.start:
            raise ValueError(f"end {self.end} is before start {self.start}; write an end from {self.start} on")
        return self

    def opened(self, number: str) -> date:
        """Day on which a commitment's clocks open: the plan's start, or the day of the amendment that added it."""
        return max([self.start, *(one.day for one in self.amendments if number in one.adds)])

    def dropped(self, number: str) -> date | None:
        """Day on which an amendment gave a commitment up; None: it did not."""
        return min((one.day for one in self.amendments if number in one.drops), default=None)

    def version(self, number: str | None, day: date) -> str:
        """Of the promise as it stood on a day: ``adopted``, or ``amended`` or ``changed silently`` and the day of it."""
        told = [
            one
            for one in self.amendments
            if one.day <= day and (number is None or number in (*one.adds, *one.drops, *one.changes))
        ]
        if not told:
            return "adopted"
        newest = max(told, key=lambda one: one.day)
        return f"{'changed silently' if newest.silent else 'amended'} {newest.day}"

    def sources(self) -> list[tuple[str, Any]]:
        """All sources as (commitment number or ``process``, source), process first, then the cards in order."""
        pairs: list[tuple[str, Any]] = [(PROCESS, source) for source in self.process.sources]
        for commitment in self.commitments:
            pairs.extend((commitment.number, source) for source in commitment.sources)
        return pairs
