"""Primary evidence (R19 §5.1.2): only where a person says so on the card, with the reason. Attestations come later."""

from __future__ import annotations

from ogp_etl.cards import Primary
from ogp_etl.describe.facts import Facts, Rule


def _source(facts: Facts) -> Primary | None:
    return facts.source.primary


RULES: tuple[Rule[Primary], ...] = (("source of the card", _source),)
