"""Which milestones of a commitment its plan promised. Pure."""

from __future__ import annotations

from datetime import date

from ogp_etl.cards import Commitment, Milestone, Plan


def promised(plan: Plan, commitment: Commitment) -> list[Milestone]:
    """Its milestones, but for those that were due before an amendment added it: these were never promised (docs/rules.md §8)."""
    opened = plan.opened(commitment.number)
    since = opened if opened > plan.start else date.min
    return [one for one in commitment.milestones if one.due >= since]


def milestones(plan: Plan, commitment: Commitment) -> tuple[list[str], list[str]]:
    """Those of the card, and those of them that were promised: rules name the newest rows of the one or of the other."""
    return [one.id for one in commitment.milestones], [one.id for one in promised(plan, commitment)]
