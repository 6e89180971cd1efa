"""Milestone: only where a pattern of the card gives one that the commitment has."""

from __future__ import annotations

from ogp_etl.describe.facts import Facts, Rule, chosen


def _pattern(facts: Facts) -> str | None:
    given = chosen(facts.source.describe.milestone, facts)
    return given if given in facts.milestones else None


RULES: tuple[Rule[str], ...] = (("pattern of the card", _pattern),)
