"""The order in which captures go into a repository: those of one document together, as they were received. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

Received = Mapping[str, tuple[str, datetime]]
"""By capture id: its document, and when it was received."""


def in_order(captures: Iterable[str], received: Received) -> list[str]:
    """The documents with the oldest captures first. Captures of which nothing is known come last, by their ids."""
    listed = list(captures)
    oldest: dict[str, datetime] = {}
    for document, at in (received[one] for one in listed if one in received):
        oldest[document] = min(at, oldest.get(document, at))
    known = sorted((oldest[document], document, at, one) for one in listed if one in received for document, at in [received[one]])
    return [*(one for *_, one in known), *sorted(one for one in listed if one not in received)]


def by_document(captures: Iterable[str], received: Received) -> list[list[str]]:
    """``captures`` in their order, those of one document that follow one another as one; each unknown one alone."""
    return [list(found) for _, found in groupby(captures, key=lambda one: received[one][0] if one in received else one)]


def batched(captures: Sequence[str], received: Received, most: int) -> Iterator[list[str]]:
    """``captures`` in their order, at most ``most`` at a time, and more only of one document: batches may be worked on at
    once, and the captures of a document must not."""
    batch: list[str] = []
    for group in by_document(captures, received):
        if batch and len(batch) + len(group) > most:
            yield batch
            batch = []
        batch = [*batch, *group]
    if batch:
        yield batch
