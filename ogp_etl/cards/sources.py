"""Where evidence is published and how to walk there: the sources of a card, one type a collector."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_type_hints

from pydantic import AfterValidator, Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.cards.texts import CONFIG, Title
from ogp_etl.cards.values import (
    Bucket,
    Every,
    Kind,
    Pattern,
    Plain,
    Prefix,
    RelativePath,
    Slug,
    Stamp,
    Url,
    known_kind,
)


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


def source_key(commitment: str, source: Any) -> str:
    """The id of a source within its plan: ``1-1/ministry-page``, ``process/transcripts``."""
    return f"{commitment}/{source.id}"
