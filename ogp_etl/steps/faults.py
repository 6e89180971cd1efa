"""The faults of many things that were tried, told together: each cause once. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ogp_etl.errors import RepositoryFault

MOST = 20
"""Causes that are told; of the rest it is said how many there are."""
_NAMES = re.compile(r"[0-9a-f]{8,}(?:-[0-9a-f]{4,})*|[0-9]+", re.IGNORECASE)
"""What differs between two faults of one cause: ids, digests, handles, sizes."""


def causes(faults: Iterable[Exception | str]) -> list[str]:
    """One line for each cause, in the order in which they came: the first fault, and how many more are like it."""
    told: dict[str, list[str]] = {}
    for fault in faults:
        told.setdefault(_NAMES.sub("", str(fault)), []).append(str(fault))
    lines = [f"{first} (and {len(others)} more like it)" if others else first for first, *others in told.values()]
    left = lines[MOST:]
    return [*lines[:MOST], f"and {len(left)} other causes"] if left else lines


def unfinished(faults: Sequence[Exception], done: str) -> RepositoryFault:
    """What is raised after all were tried. ``done``: of those that stand."""
    lines = causes(faults)
    if len(lines) == 1:
        return RepositoryFault(f"{lines[0]}; whatever else there was is {done}. Put this right, then run again")
    listed = "".join(f"\n- {line}" for line in lines)
    return RepositoryFault(f"{len(faults)} faults; whatever else there was is {done}. Put these right, then run again:{listed}")
