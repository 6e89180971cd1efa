"""Day from which it will no longer be public, as the source announces it."""

from __future__ import annotations

from datetime import date

from ogp_etl.describe.facts import Facts, Rule


def _source(facts: Facts) -> date | None:
    return facts.sighting.until


RULES: tuple[Rule[date], ...] = (("source", _source),)
