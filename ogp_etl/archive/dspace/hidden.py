"""Where the originals of a document are that are held back, as our account sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.finding import sealed_of
from ogp_etl.archive.dspace.records import Item, StoredFile
from ogp_etl.archive.dspace.session import Session
from ogp_etl.archive.dspace.structure import Collections

HARMLESS = ("LICENSE", "CC-LICENSE")
"""Bundles that hold no part of an original; all others may, also the texts and pictures that the server makes of it."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Items with their files, withdrawn ones too."""

    items: Sequence[Item] = ()
    strays: Sequence[Item] = ()
    """Outside the communities of all plans: not where they were deposited, and they must be closed all the same."""

    def may_hold(self, evidence: str) -> Iterator[StoredFile]:
        """Files by which an original of this version could be read: its own, and all that say of no version that they are
        its."""
        for item in (*self.items, *self.strays):
            for file in item.files:
                if file.bundle not in HARMLESS and file.value(names.CAPTURE) in (evidence, None):
                    yield file


def hidden_of(own: Session, collections: Collections, main: Item) -> Hidden:
    """Those that belong to ``main``, the public item: another community may hold the same plan, with originals of its own."""
    found = sealed_of(own, main)
    beside = collections.beside(own, main, found)
    strays = (one for one in found if one not in beside and collections.community_of(own, one) is None)
    return Hidden(_whole(own, beside), _whole(own, strays))


def _whole(own: Session, found: Iterable[Item]) -> list[Item]:
    return [full for one in found if (full := rest.item(own, one.uuid)) is not None]
