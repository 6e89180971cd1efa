"""The items of a document: found by their exact ids, doubles withdrawn, those that a person took away left alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import SEALED, evidence_id
from ogp_etl.archive.dspace.records import Item
from ogp_etl.archive.dspace.session import Session
from ogp_etl.errors import RepositoryFault

log = logging.getLogger(__name__)

IDS = (names.IDENTIFIER, names.EVIDENCE)
"""Both, because people edit items, and because a submission form holds only the first."""


Unite = Callable[[Session, Item, Item], Sequence[str]]
"""Brings what alone the second item holds into the first, and gives the versions that it brought; raises RepositoryFault when
that cannot be done safely."""


def look(session: Session, documents: Collection[str], scope: str | None) -> list[Item]:
    """All items of some documents, withdrawn ones and doubles too, oldest first, without their files: one question for all.
    Whoever asks has to see which of them lie where they count (``Collections.holds``)."""
    wanted = [evidence_id(document, sealed=sealed) for document in documents for sealed in (False, True)]
    return rest.items_with(session, IDS, wanted, scope)


def sealed_of(session: Session, main: Item) -> list[Item]:
    """The items of a document's originals that are held back, wherever on the server they lie; without their files."""
    return rest.items_with(session, IDS, [evidence_id(document_of(main), sealed=True)])


def items_of(session: Session, document: str, found: Sequence[Item], unite: Unite) -> dict[bool, Item | None]:
    """As ``settled``, with their files and as they are now, which may be later than ``found``."""
    items = {
        sealed: None if item is None else rest.item(session, item.uuid)
        for sealed, item in settled(session, document, found, unite).items()
    }
    for sealed, item in items.items():
        if item is not None and item.withdrawn:
            raise _withdrawn(session, evidence_id(document, sealed=sealed), item)
    return items


def settled(session: Session, document: str, found: Sequence[Item], unite: Unite) -> dict[bool, Item | None]:
    """The item of each side, without its files: True for originals held back, False for what the public reads; None where
    there is none. ``found``: what ``look`` gave. Doubles are withdrawn. Raises RepositoryFault when somebody withdrew it."""
    wanted = {sealed: evidence_id(document, sealed=sealed) for sealed in (False, True)}
    return {
        sealed: _the_one(session, name, [item for item in found if any(name in item.values(field) for field in IDS)], unite)
        for sealed, name in wanted.items()
    }


def _the_one(session: Session, name: str, found: Sequence[Item], unite: Unite) -> Item | None:
    standing = [item for item in found if not item.withdrawn]
    if standing:
        return one_of(session, standing, unite)
    for item in found:
        if not item.values(names.REPLACED_BY):
            raise _withdrawn(session, name, item)
    return None


def _withdrawn(session: Session, name: str, item: Item) -> RepositoryFault:
    return RepositoryFault(
        f"{session.account.address}: {name} was withdrawn by somebody (items/{item.uuid}, {item.handle}); what a person took away"
        " is not put back by itself: reinstate it in DSpace, or leave it",
        again=False,
    )


def one_of(session: Session, found: Sequence[Item], unite: Unite) -> Item:
    """The item to go on with of those that carry one id: the oldest, of those in which a version stands if there are any.
    Versions that stand in another are brought into it, then the other is withdrawn; one whose versions cannot be is left."""
    keep = min(found, key=lambda item: (not item.values(names.CAPTURE), item.age))
    for other in found:
        if other.uuid == keep.uuid:
            continue
        name = keep.value(names.IDENTIFIER) or keep.value(names.EVIDENCE)
        try:
            brought = unite(session, keep, other) if other.values(names.CAPTURE) else ()
        except RepositoryFault as fault:
            if fault.again:
                raise
            log.warning(
                "DSpace: %s stands twice, as %s and %s, and a person must bring them together: %s",
                name, keep.handle, other.handle, fault,
            )  # fmt: skip
            continue
        if brought:
            log.warning("DSpace: %s stands twice; brought %s from %s to %s", name, ", ".join(brought), other.handle, keep.handle)
        mark = rest.adding({names.REPLACED_BY: [(keep.handle, None)]})
        rest.change_item(session, other.uuid, [*mark, rest.WITHDRAWN])
        log.warning("DSpace: %s stood twice; kept %s, withdrew %s", name, keep.handle, other.handle)
    return keep


def document_of(item: Item) -> str:
    """The document that an item is about, sealed or not."""
    return (item.value(names.EVIDENCE) or item.value(names.IDENTIFIER) or "").removesuffix(SEALED)


def is_sealed(item: Item) -> bool:
    return (item.value(names.EVIDENCE) or item.value(names.IDENTIFIER) or "").endswith(SEALED)
