"""All that the describing rules may look at, gathered before they run; and how a field's ordered rules are asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ogp_etl.cards import Choice, Source
from ogp_etl.describe.reading import Reading
from ogp_etl.model import Sighting

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    source: Source
    sighting: Sighting
    media_type: str | None
    """By content; None for a document that is known, not held."""
    reading: Reading | None
    """What the body says; None when it is not held or of a type that is not read."""
    milestones: tuple[str, ...]
    """Ids of the commitment's milestones."""


Rule = tuple[str, Callable[[Facts], T | None]]
"""Name, as recorded in ``Description.by``, and function; None when the rule does not decide."""

NOBODY = "no rule"


def first(rules: Sequence[Rule[T]], facts: Facts) -> tuple[T | None, str]:
    """The value of the first rule that decides, and its name; (None, ``NOBODY``) when none does."""
    for name, rule in rules:
        value = rule(facts)
        if value is not None:
            return value, name
    return None, NOBODY


def chosen(choices: Sequence[Choice], facts: Facts) -> str | None:
    """What the card's first matching pattern gives. Searched in the title that the source shows and the address."""
    reading = facts.reading
    title = facts.sighting.title or (reading.heading if reading else None) or ""
    subject = f"{title} {facts.sighting.url}"
    return next((choice.give for choice in choices if re.search(choice.when, subject)), None)
