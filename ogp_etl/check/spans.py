"""Sets of days as spans: pairs of ordinals, both days included. Costs grow with the number of spans, never with days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Span = tuple[int, int]


def union(spans: Iterable[Span]) -> list[Span]:
    """The same days in as few spans as possible, in order. A span that ends before it starts is empty."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end < start:
            continue
        if merged and start <= merged[-1][1] + 1:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def holds(merged: list[Span], day: int) -> bool:
    """Whether ``day`` is among the days of a union."""
    place = bisect_right(merged, day, key=_start) - 1
    return place >= 0 and merged[place][1] >= day


def gaps(merged: list[Span], first: int, last: int) -> list[Span]:
    """The days from ``first`` to ``last`` that a union does not have."""
    found: list[Span] = []
    free = first
    for start, end in merged:
        if start > last:
            break
        if end < free:
            continue
        if start > free:
            found.append((free, start - 1))
        free = end + 1
    if free <= last:
        found.append((free, last))
    return found


def last_before(merged: list[Span], day: int) -> int:
    """The last day before ``day`` that a union has. Raises ValueError when there is none."""
    place = bisect_left(merged, day, key=_start) - 1
    if place < 0:
        raise ValueError("no day before")
    return min(merged[place][1], day - 1)


def most_apart(spans: Iterable[Span]) -> int:
    """The largest number of spans of which no two share a day."""
    count, taken_to = 0, None
    for start, end in sorted(spans, key=_end):
        if taken_to is None or start > taken_to:
            count, taken_to = count + 1, end
    return count


def _start(span: Span) -> int:
    return span[0]


def _end(span: Span) -> int:
    return span[1]
