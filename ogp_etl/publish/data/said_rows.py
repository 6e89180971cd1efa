"""The rows of the tables of what is known beside the evidence: what persons say of verdicts, and looks. Pure."""

from __future__ import annotations

from typing import Any

from ogp_etl.publish.edition import Edition

Row = tuple[Any, ...]


def rulings(edition: Edition) -> list[Row]:
    return [
        (
            one.id,
            one.rule,
            one.scope,
            "as-measured" if one.verdict is None else one.verdict.value,
            one.person,
            one.reason,
            one.made,
            one.until,
        )
        for one in edition.rulings
    ]


def objections(edition: Edition) -> list[Row]:
    return [
        (one.id, one.rule, one.scope, one.person, one.why, one.made, one.answered, one.answered_by or None, one.answer or None)
        for one in edition.objections
    ]


def observations(edition: Edition) -> list[Row]:
    return [(one.what, one.key, one.day, one.found, one.detail or None) for one in edition.observations]
