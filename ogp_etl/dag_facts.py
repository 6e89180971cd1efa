"""What the DAG files share: the assets that start one DAG after another, their parameters, and how tasks try again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, AssetAlias, Param

CAPTURES = Asset(name="ogp-captures", uri="ogp://captures")
"""Something was taken in and may wait for the archive."""
DEPOSITS = Asset(name="ogp-deposits", uri="ogp://deposits")
FINDINGS = Asset(name="ogp-findings", uri="ogp://findings")
COMMITMENTS = AssetAlias(name="ogp-commitments")
"""Each check adds an event for each commitment, with its verdicts in ``extra``."""


def usual(doc: str | None, *, retries: int, minutes: int) -> dict[str, Any]:
    """Arguments that every DAG of ours has. ``minutes``: pause before a task tries again."""
    return {
        "catchup": False,
        "max_active_runs": 1,
        "doc_md": doc,
        "tags": ["ogp"],
        "default_args": {"retries": retries, "retry_delay": timedelta(minutes=minutes)},
        "params": {
            "plans": Param([], type="array", description="Plan ids; empty: all"),
            "now": Param(None, type=["null", "string"], description="Instant to work at (ISO 8601); empty: now"),
        },
    }
