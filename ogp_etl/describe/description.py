"""What a document is about, field by field. It may be derived again at any time from the source's card and the body."""

from __future__ import annotations

from collections.abc import Sequence

from ogp_etl.cards import Source
from ogp_etl.describe import event_date, kind, language, milestone, primary, stated, title, until
from ogp_etl.describe.facts import Facts, first
from ogp_etl.describe.opened import Opened
from ogp_etl.describe.reading import read
from ogp_etl.model import Description, Sighting


def describe(
    source: Source, sighting: Sighting, opened: Opened | None, media_type: str | None, milestones: Sequence[str]
) -> Description:
    """``media_type``: by content, from screening. ``opened`` and ``media_type`` are None for a document that is known, not
    held (and for one that is not to be opened). ``milestones``: ids of the commitment's milestones.

    Raises LocalFault when the body cannot be read, LayoutUnknown when a selector of the card is none; content never raises.
    """
    reading = read(opened, media_type) if opened is not None and media_type else None
    return derive(Facts(source=source, sighting=sighting, media_type=media_type, reading=reading, milestones=tuple(milestones)))


def derive(facts: Facts) -> Description:
    """The description, from facts alone."""
    by: dict[str, str] = {}
    found_title, by["title"] = first(title.RULES, facts)
    found_kind, by["kind"] = first(kind.RULES, facts)
    found_language, by["language"] = first(language.RULES, facts)
    found_event, by["event_date"] = first(event_date.RULES, facts)
    found_milestone, by["milestone"] = first(milestone.RULES, facts)
    found_stated, by["stated"] = first(stated.RULES, facts)
    found_until, by["until"] = first(until.RULES, facts)
    found_primary, by["primary"] = first(primary.RULES, facts)
    return Description(
        title=found_title,
        kind=found_kind or kind.DEFAULT,
        language=found_language,
        event_date=found_event,
        milestone=found_milestone,
        stated=found_stated,
        primary=found_primary.value if found_primary else None,
        primary_reason=found_primary.reason if found_primary else "",
        by=by,
        until=found_until,
    )
