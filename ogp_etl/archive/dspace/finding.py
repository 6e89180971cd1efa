"""The items of a document: found by their exact ids, doubles withdrawn, those that a person took away left alone."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import SEALED, evidence_id
from ogp_etl.archive.dspace.records import Item
from ogp_etl.archive.dspace.session import Session
from ogp_etl.errors import RepositoryFault

log = logging.getLogger(__name__)

IDS = (names.IDENTIFIER, names.EVIDENCE)
"""Both, because people edit items, and because a submission form holds only the first."""


def items_of(session: Session, document: str, scope: str | None) -> dict[bool, Item | None]:
    """As ``settled``, with their files."""
    return {
        sealed: None if item is None else rest.item(session, item.uuid)
        for sealed, item in settled(session, document, scope).items()
    }


def settled(session: Session, document: str, scope: str | None) -> dict[bool, Item | None]:
    """The item of each side, without its files: True for originals held back, False for what the public reads; None where
    there is none. Doubles are withdrawn. Raises RepositoryFault when somebody withdrew it."""
    wanted = {sealed: evidence_id(document, sealed=sealed) for sealed in (False, True)}
    found = rest.items_with(session, IDS, wanted.values(), scope)
    return {
        sealed: _the_one(session, name, [item for item in found if any(name in item.values(field) for field in IDS)])
        for sealed, name in wanted.items()
    }


def _the_one(session: Session, name: str, found: Sequence[Item]) -> Item | None:
    standing = [item for item in found if not item.withdrawn]
    if standing:
        return one_of(session, standing)
    for item in found:
        if not item.values(names.REPLACED_BY):
            raise RepositoryFault(
                f"{session.account.address}: {name} was withdrawn by somebody (items/{item.uuid}, {item.handle}); what a person"
                " took away is not put back by itself: reinstate it in DSpace, or leave it",
                again=False,
            )
    return None


def one_of(session: Session, found: Sequence[Item]) -> Item:
    """The item to go on with of those that carry one id: the oldest, of those in which a version stands if there are any.
    The others are withdrawn, but for one in which a version stands that stands nowhere else."""
    keep = min(found, key=lambda item: (not item.values(names.CAPTURE), item.age))
    for other in found:
        if other.uuid == keep.uuid:
            continue
        name = keep.value(names.IDENTIFIER) or keep.value(names.EVIDENCE)
        if only := sorted(set(other.values(names.CAPTURE)) - set(keep.values(names.CAPTURE))):
            log.warning(
                "DSpace: %s stands twice, as %s and %s, which alone holds %s; a person must bring them together",
                name,
                keep.handle,
                other.handle,
                ", ".join(only),
            )
            continue
        mark = rest.adding({names.REPLACED_BY: [(keep.handle, None)]})
        rest.change_item(session, other.uuid, [*mark, rest.WITHDRAWN])
        log.warning("DSpace: %s stood twice; kept %s, withdrew %s", name, keep.handle, other.handle)
    return keep


def document_of(item: Item) -> str:
    """The document that an item is about, sealed or not."""
    return (item.value(names.EVIDENCE) or item.value(names.IDENTIFIER) or "").removesuffix(SEALED)


def is_sealed(item: Item) -> bool:
    return (item.value(names.EVIDENCE) or item.value(names.IDENTIFIER) or "").endswith(SEALED)
