"""What the DAG files share: the assets that start one DAG after another, their parameters, and how tasks try again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, AssetAlias, Param

CAPTURES = Asset(name="ogp-captures", uri="ogp://captures")
"""Something was taken in and may wait for the archive."""
DEPOSITS = Asset(name="ogp-deposits", uri="ogp://deposits")
LOOKS = Asset(name="ogp-looks", uri="ogp://looks")
"""Deposits were looked at; some may have to be put back."""
FINDINGS = Asset(name="ogp-findings", uri="ogp://findings")
COMMITMENTS = AssetAlias(name="ogp-commitments")
"""Each check adds an event for each commitment, with its verdicts in ``extra``."""


def headline(doc: str | None) -> str | None:
    """The first line of a DAG's documentation without its mark: what lists of DAGs show."""
    return doc.strip().partition("\n")[0].lstrip("# ") if doc else None


def usual(doc: str | None, *, retries: int, minutes: int) -> dict[str, Any]:
    """Arguments that every DAG of ours has. ``minutes``: pause before a task tries again."""
    return {
        "catchup": False,
        "max_active_runs": 1,
        "doc_md": doc,
        "description": headline(doc),
        "tags": ["ogp"],
        "default_args": {"owner": "ogp-etl", "retries": retries, "retry_delay": timedelta(minutes=minutes)},
        "params": {
            "plans": Param([], type="array", description="Plan ids, one a line; leave it empty for all plans."),
            "now": Param(
                None,
                type=["null", "string"],
                description="Work at this instant, such as 2026-11-20T08:00:00+08:00; empty: this moment.",
            ),
        },
    }
