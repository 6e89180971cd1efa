"""What an item says of its document: the facts of the version that was captured first, whichever was deposited first. Pure.

What a person wrote in the user interface stays. A value is ours as long as it is what we would write for the version that the
item describes; only such a value is changed, when a version arrives that was captured before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.finding import IDS, document_of
from ogp_etl.archive.dspace.reading import provenance_of
from ogp_etl.archive.dspace.records import Item, Metadata, Values
from ogp_etl.archive.provenance import Provenance, parse_provenance
from ogp_etl.errors import RepositoryFault

ABSTRACT = "dc.description.abstract"
"""Holds the instant of the capture, so it tells which version an item describes."""
Operation = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    captured: str
    """Instant, as the item tells it."""
    id: str
    metadata: Metadata
    """With which an item would be made for it."""
    sha256: str

    @property
    def age(self) -> tuple[str, str]:
        """Sorts the one captured first before the others."""
        return self.captured, self.id


def versions_of(item: Item, describe: Callable[[Provenance], Version]) -> list[Version]:
    """The versions that stand in an item; without those whose provenance somebody took away or made unreadable."""
    found = []
    for capture in item.values(names.CAPTURE):
        try:
            told = provenance_of([item], capture)
            read = None if told is None else parse_provenance(told)
        except RepositoryFault:
            continue
        if read is not None and (read.capture.id, read.document.id) == (capture, document_of(item)):
            found.append(describe(read))
    return found


def telling(item: Item, arriving: Version, standing: Sequence[Version]) -> list[Operation]:
    """What makes an item say what it should once ``arriving`` stands in it. ``standing``: what ``versions_of`` gave.

    In an item in which nothing stands yet, what was not said is said. In one to which nothing new comes, fields that are gone
    altogether are said again, and no other is touched.
    """
    if not item.values(names.CAPTURE):
        return rest.adding({field: _unsaid(item, field, values) for field, values in arriving.metadata.items()})
    new = arriving.id not in item.values(names.CAPTURE)
    versions = sorted([arriving, *standing], key=lambda one: one.age)
    right, ours = versions[0].metadata, _described(item, versions, standing) if new else {}
    found: list[Operation] = []
    for field in dict.fromkeys([*right, *ours]):
        have = item.metadata.get(field, ())
        if not have:
            found += rest.adding({field: right.get(field, ())})
        elif new:
            found += _corrected(field, have, ours.get(field, ()), right.get(field, ()))
    return found


def _unsaid(item: Item, field: str, values: Values) -> Values:
    """Where a title or a day is said already, be it another (by a reviewer, or for a version that never came), no second one is
    put beside it. The ids are what the item is found by, and are said in any case."""
    have = item.metadata.get(field, ())
    told, languages = {text.strip() for text, _ in have}, {code or None for _, code in have}
    return [(text, code) for text, code in values if text.strip() not in told and (field in IDS or code not in languages)]


def _described(item: Item, versions: Sequence[Version], standing: Sequence[Version]) -> Metadata:
    """Metadata of the version that an item describes, as we would write them today: the one whose abstract it has; where
    that was rewritten, the oldest that stands."""
    said = {text.strip() for text, _ in item.metadata.get(ABSTRACT, ())}
    for one in versions:
        if any(text.strip() in said for text, _ in one.metadata.get(ABSTRACT, ())):
            return one.metadata
    return min(standing, key=lambda one: one.age).metadata if standing else {}


def _corrected(field: str, have: Values, ours: Values, right: Values) -> list[Operation]:
    """Language by language, so that a text that was edited in one does not keep us from putting the other right."""
    replaced: list[Operation] = []
    removed: list[int] = []
    added: list[tuple[str, str | None]] = []
    for code in dict.fromkeys(code for _, code in (*ours, *right)):
        places = [place for place, (_, language) in enumerate(have) if (language or None) == code]
        was, wanted = list(_in(ours, code)), list(_in(right, code))
        if was == wanted or [have[place][0].strip() for place in places] != was:
            continue
        for place, before, text in zip(places, was, wanted, strict=False):
            if before != text:
                replaced.append({"op": "replace", "path": f"/metadata/{field}/{place}/value", "value": text})
        removed += places[len(wanted) :]
        added += [(text, code) for text in wanted[len(was) :]]
    gone = [{"op": "remove", "path": f"/metadata/{field}/{place}"} for place in sorted(removed, reverse=True)]
    return [*replaced, *gone, *rest.adding({field: added})]


def _in(values: Values, code: str | None) -> Iterator[str]:
    return (text.strip() for text, language in values if language == code)
