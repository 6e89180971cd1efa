"""Packages dealt into batches, each for one thread: it asks once for all that it claims what is there, and once what is found.

A batch is few and small enough to be through long before its claims end. Of one document the versions go one after the other,
in the order given, which is that of their capture: within a batch in rounds, because what was known of a document before the
first of two versions would not be true for the second; and a batch waits for an earlier one that has a document of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import TypeVar

from ogp_etl.model import Package

MOST = 10
HEAVIEST = 32 << 20
"""Bytes; a package that is larger alone is a batch alone."""
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Batch:
    packages: Sequence[Package]
    after: Sequence[Event]
    """Set when the earlier batches with a document of this one are through."""
    through: Event

    def carried_out(self, work: Callable[[Sequence[Package]], Sequence[Answer]]) -> list[Answer]:
        """One answer for each package, in their order; ``work`` gets each document once at a time. Batches must be begun in
        the order in which they were dealt, or two could wait for each other for ever."""
        try:
            for earlier in self.after:
                earlier.wait()
            found: dict[int, Answer] = {}
            for numbers in _rounds(self.packages):
                answers = work([self.packages[number] for number in numbers])
                found.update(zip(numbers, answers, strict=True))
            return [found[number] for number in range(len(self.packages))]
        finally:
            self.through.set()


def batches(packages: Iterable[Package], threads: int) -> Iterator[Batch]:
    """In their order. Few packages are dealt evenly, so that no thread stands idle; so some are read ahead."""
    last: dict[str, Event] = {}
    for dealt in _all_dealt(packages, threads):
        documents = {package.document for package in dealt}
        through = Event()
        yield Batch(dealt, list({last[one] for one in documents if one in last}), through)
        last |= dict.fromkeys(documents, through)


def _all_dealt(packages: Iterable[Package], threads: int) -> Iterator[list[Package]]:
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
        if batch and (len(batch) == most or sum(map(_weight, [*batch, package])) > HEAVIEST):
            yield batch
            batch = []
        batch.append(package)
    if batch:
        yield batch


def _rounds(packages: Sequence[Package]) -> list[list[int]]:
    """Places of the packages: the first versions of all their documents, then the second ones, and so on."""
    rounds: list[list[int]] = []
    versions: dict[str, int] = {}
    for number, package in enumerate(packages):
        version = versions.get(package.document, 0)
        versions[package.document] = version + 1
        if version == len(rounds):
            rounds.append([])
        rounds[version].append(number)
    return rounds


def _weight(package: Package) -> int:
    return sum(file.size for file in package.files)
