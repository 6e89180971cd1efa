"""What people write about a plan: the types of ``plan.yml``, ``process.yml`` and the commitment cards.

These are pydantic dataclasses (checked at birth, frozen); ``catalog`` reads YAML into them and reports every fault with
its line. The fields that the rules read are those of the judging page (docs/judging.md §1); the others say where
evidence is published and how to walk there. Days are dates in the plan's zone.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, get_args, get_type_hints

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.card_facts import Amendment, Cycle, Recommendation, Successor
from ogp_etl.card_values import (
    Bucket,
    Day,
    Every,
    Host,
    Kind,
    LanguageCode,
    Number,
    Pattern,
    Plain,
    Prefix,
    RelativePath,
    Slug,
    Stamp,
    Url,
    known_kind,
)

CONFIG = ConfigDict(extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True, populate_by_name=True)
PROCESS = "process"


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Title:
    """A text people see, in one or both languages. A language that is not known is left out, never made up."""

    zh_hant: Annotated[Plain | None, Field(alias="zh-Hant")] = None
    """Traditional Chinese; None when not known."""
    en: Plain | None = None
    """English; None when no official English text is known."""

    @model_validator(mode="after")
    def _one_at_least(self) -> Title:
        if self.zh_hant is None and self.en is None:
            raise ValueError("has no text; write it under zh-Hant, under en, or under both")
        return self

    def __str__(self) -> str:
        return self.zh_hant or self.en or ""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Span:
    """Two days, both included."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.end < self.start:
            raise ValueError(f"end {self.end} is before start {self.start}; write an end from {self.start} on")
        return self


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
class Primary:
    """Whether what a source publishes is primary evidence (R19 §5.1.2), said by a person with the reason."""

    value: bool
    reason: Plain


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Choice:
    """One describing rule: the first whose pattern is found in the title or the address decides."""

    when: Pattern
    """Regular expression, searched in "title address"."""
    give: Plain
    """The value: a kind, a milestone id, a language."""


def _gives_kind(choice: Choice) -> Choice:
    known_kind(choice.give)
    return choice


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Describe:
    """Ordered small rules, per field; the first that matches wins, else the source's own default."""

    kind: tuple[Annotated[Choice, AfterValidator(_gives_kind)], ...] = ()
    milestone: tuple[Choice, ...] = ()
    language: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class _Source:
    id: Slug
    """Unique within its card; part of every document id, so it is never renamed."""
    title: Title | None = None
    agency: Slug | None = None
    visit: Every = "P1D"
    """How often we go there. Three of these without a faultless visit raise an alarm."""
    cadence: Every | None = None
    """How often it is expected to publish something new. Three of these in silence raise an alarm."""
    kind: Kind | None = None
    """Kind of evidence of what is found there, where no describing rule decides. None: ``web-page``."""
    primary: Primary | None = None
    """None: not known; the machine never guesses."""
    language: Plain | None = None
    describe: Describe = Field(default_factory=Describe)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class PageSource(_Source):
    """One web page, and the files it links to."""

    collector: Literal["page"]
    url: Url
    select: Plain = "main, article"
    """CSS selector of the content; what lies outside it never counts as a change."""
    drop: tuple[Plain, ...] = ()
    """CSS selectors inside the content that are noise (counters, share bars)."""
    files: Plain | None = None
    """CSS selector of links to files that are documents of their own. None: only the page."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class CcmsSource(_Source):
    """A list of a ministry on the ASP.NET family "CCMS" (News.aspx, News_Content.aspx, nc_…, Download.ashx)."""

    collector: Literal["ccms"]
    url: Url
    """The list page, without its page number."""
    page_size: Annotated[int, Field(ge=1, le=500)] = 50
    pages: Annotated[int, Field(ge=1, le=200)] = 20
    """Most list pages read in a visit; a list that is longer is a fault, never silently cut."""
    title: Title | None = None
    only: Pattern | None = None
    """Only entries whose title matches. None: all."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class JoinPolicySource(_Source):
    """One topic of JOIN's 眾開講, read from the whole open-data feed."""

    collector: Literal["join_policy"]
    url: Url
    """Address of the feed (…/toOpenData/ey/policy)."""
    topic: Plain
    """The topic's uuid, as in /policies/detail/{uuid}."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class JoinIdeaSource(_Source):
    """One petition of JOIN's 提點子: the object embedded in its page and the official ZIP of its discussion."""

    collector: Literal["join_idea"]
    url: Url
    """Address of the platform (https://join.gov.tw)."""
    idea: Plain
    """The petition's uuid, as in /idea/detail/{uuid}."""
    parts: tuple[Literal["page", "export"], ...] = ("page", "export")
    stamp: Stamp | None = None
    """Time stamp in the export's address, free text made by the client. None: the day of the visit."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class NamedTranscript:
    slug: Plain
    """As the index writes it."""
    kind: Kind | None = None
    reason: Plain
    """Why this document belongs to the plan."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class SayitSource(_Source):
    """Transcripts of a SayIt site: those of its index whose title matches, and those named."""

    collector: Literal["sayit"]
    url: Url
    """Address of the index (…/api/speech_index.json)."""
    document: Plain = "/{slug}.an"
    """Path of one transcript; {slug} is put in, percent-encoded."""
    only: Pattern | None = None
    """Titles that belong. None: only the named ones."""
    named: tuple[NamedTranscript, ...] = ()

    @model_validator(mode="after")
    def _finds_something(self) -> SayitSource:
        if self.only is None and not self.named:
            raise ValueError("names no transcripts; write a pattern of their titles under only, or list them under named")
        if "{slug}" not in self.document:
            raise ValueError("document has no {slug}; write the path of one transcript like /{slug}.an")
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class FolderSource(_Source):
    """A ministry's drop folder on a disk we can read, below the folder set as OGP_DROPS."""

    collector: Literal["folder"]
    path: RelativePath


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class BucketSource(_Source):
    """A ministry's drop folder in an S3 bucket. Where the store is and who we are there is settings, never a card."""

    collector: Literal["bucket"]
    bucket: Bucket
    prefix: Prefix = ""


Source = Annotated[
    PageSource | CcmsSource | JoinPolicySource | JoinIdeaSource | SayitSource | FolderSource | BucketSource,
    Field(discriminator="collector"),
]
DROPS = ("folder", "bucket")
"""Collectors of what ministries drop; all others go through the HTTP door."""
COLLECTORS: tuple[str, ...] = tuple(get_args(get_type_hints(family)["collector"])[0] for family in get_args(get_args(Source)[0]))


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
class TlsException:
    """One named weakness of a host's TLS that is tolerated; verification itself is never off."""

    tolerate: Literal["missing-key-identifier", "weak-dh"]
    """missing-key-identifier clears VERIFY_X509_STRICT only; weak-dh lowers OpenSSL's security level to 1."""
    reason: Plain
    expires: Day
    """From the day after it the exception is gone and the host is judged as any other."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class HostRule:
    """How one host is to be treated. A host that is not named gets the defaults."""

    host: Host
    seconds_between: Annotated[float, Field(ge=0.2, le=600)] = 1.0
    extra_ca_file: RelativePath | None = None
    """PEM file below the plan's folder with a reviewed intermediate certificate that the host fails to send."""
    tls: tuple[TlsException, ...] = ()


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


def source_key(commitment: str, source: Any) -> str:
    """The id of a source within its plan: ``1-1/ministry-page``, ``process/transcripts``."""
    return f"{commitment}/{source.id}"
