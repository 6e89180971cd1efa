"""Kind of evidence: as a person named it; the machine never guesses one."""

from __future__ import annotations

from ogp_etl.describe.facts import Facts, Rule, chosen

DEFAULT = "web-page"
"""What is found where no card says what it is (cards: ``kind`` of a source)."""


def _named(facts: Facts) -> str | None:
    return facts.sighting.kind


def _pattern(facts: Facts) -> str | None:
    return chosen(facts.source.describe.kind, facts)


def _source(facts: Facts) -> str | None:
    return facts.source.kind


def _default(_facts: Facts) -> str | None:
    return DEFAULT


RULES: tuple[Rule[str], ...] = (
    ("named by the card", _named),
    ("pattern of the card", _pattern),
    ("source of the card", _source),
    ("default", _default),
)
