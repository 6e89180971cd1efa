"""Packages dealt into batches, each for one thread: it asks once for all that it claims what is there, and once what is found.

A batch is few and small enough to be through long before its claims end. A document is in it once: what was known of it
before the first of two versions would not be true for the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ogp_etl.model import Package

MOST = 10
HEAVIEST = 32 << 20
"""Bytes; a package that is larger alone is a batch alone."""


def batches(packages: Iterable[Package], threads: int) -> Iterator[list[Package]]:
    """In their order. Few packages are dealt evenly, so that no thread stands idle; so some are read ahead."""
    ahead: list[Package] = []
    for package in packages:
        ahead.append(package)
        if len(ahead) == MOST * threads or sum(map(_weight, ahead)) > HEAVIEST:
            yield from _dealt(ahead, threads)
            ahead = []
    yield from _dealt(ahead, threads)


def _dealt(packages: Sequence[Package], threads: int) -> Iterator[list[Package]]:
    most = -(-len(packages) // threads)
    batch: list[Package] = []
    for package in packages:
        full = len(batch) == most or sum(map(_weight, [*batch, package])) > HEAVIEST
        if batch and (full or package.document in {one.document for one in batch}):
            yield batch
            batch = []
        batch.append(package)
    if batch:
        yield batch


def _weight(package: Package) -> int:
    return sum(file.size for file in package.files)
