"""The items of one package: made where there are none, then made whole, with what is held back never open."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import SEALED, Subject, instant_text, item_metadata
from ogp_etl.archive.dspace.describing import Version, telling, versions_of
from ogp_etl.archive.dspace.placing import Placing, complete, stands
from ogp_etl.archive.dspace.recording import recording
from ogp_etl.archive.dspace.records import Item, StoredFile
from ogp_etl.archive.dspace.sealing import must_be_closed, must_be_sealed
from ogp_etl.archive.dspace.session import Refused, Session
from ogp_etl.archive.dspace.structure import SEALED_KEY, Collections
from ogp_etl.archive.dspace.submission import submit
from ogp_etl.archive.dspace.unpacking import Parts
from ogp_etl.archive.provenance import Provenance
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Package

log = logging.getLogger(__name__)

GONE = (400, 403, 404, 422)
"""What a server answers to an item for a collection that is no longer there; 403 to who is no site administrator."""
Items = Mapping[bool, Item | None]
"""By whether it is the side of what is held back."""


def not_there(address: str, what: str) -> RepositoryFault:
    return RepositoryFault(f"{address}: {what} was written and is not there; the next run looks again")


class Writer:
    def __init__(
        self,
        collections: Collections,
        describe: Callable[[Provenance], Subject],
        elsewhere: Callable[[Package, str], str | None],
    ) -> None:
        self._collections, self._describe, self._elsewhere = collections, describe, elsewhere
        self._direct = True
        """Whether this account may make items in the archive at once; learnt from the first refusal."""
        self.unsure: set[str] = set()
        """Documents of which an item may have been made a moment ago, unknown to us and to the server's search."""

    def write(self, session: Session, parts: Parts, items: Items, now: datetime, lost: int, *, doubt: bool = False) -> list[Item]:
        """The items of a package, each whole. Of what is held back first: the public item names its digest. ``items``: those
        that were there when ``session.lost`` was ``lost``."""
        package, subject = parts.package, self._describe(parts.found)
        written = []
        for sealed in (True, False):
            placing = parts.placing(subject, now, sealed=sealed, link=lambda name: self._elsewhere(package, name))
            if placing is not None:
                key = SEALED_KEY if sealed else package.commitment
                written.append(self._placed(session, (package.plan, key), items[sealed], placing, lost, doubt=doubt))
        return written

    def _placed(
        self, session: Session, place: tuple[str, str], item: Item | None, placing: Placing, lost: int, *, doubt: bool
    ) -> Item:
        if item is not None:
            return self.finish(session, item, placing, doubt=doubt)
        if not placing.public:
            must_be_closed(session, self._collections.uuid(session, *place))
        try:
            item = self._made(session, place, placing, lost)
        except RepositoryFault:
            self.unsure.add(placing.evidence.removesuffix(SEALED))
            raise
        return self._whole(session, item, placing)

    def finish(self, session: Session, item: Item, placing: Placing, *, doubt: bool = False) -> Item:
        """An item that was there, wherever it is now."""
        if not placing.public:
            must_be_closed(session, rest.collection_of(session, item.uuid))
        return self._whole(session, item, placing, doubt=doubt)

    def _whole(self, session: Session, item: Item, placing: Placing, *, doubt: bool = False) -> Item:
        def prove(files: Sequence[StoredFile]) -> None:
            if not placing.public:
                must_be_sealed(session, item.uuid, files)

        def version(found: Provenance) -> Version:
            metadata = item_metadata(found, self._describe(found), sealed=not placing.public)
            return Version(instant_text(found.capture.captured), found.capture.id, metadata, found.capture.sha256)

        row = placing.row
        standing = versions_of(item, version)
        told = [
            *telling(item, Version(row.captured, row.id, placing.metadata, row.sha256), standing),
            *recording(item, row, {one.id: (one.captured, one.sha256) for one in standing}),
        ]
        placed = complete(session, item, placing, prove, told, doubt=doubt)
        if not stands(placed, placing.capture):
            raise not_there(session.account.address, placing.evidence)
        return placed

    def _made(self, session: Session, place: tuple[str, str], placing: Placing, lost: int) -> Item:
        collection = self._collections.uuid(session, *place)
        try:
            if self._direct:
                try:
                    return rest.create_item(session, collection, placing.metadata, lost)
                except Refused as refusal:
                    if refusal.status != 403:
                        raise
                    self._direct = False
                    log.info("DSpace: %s is no site administrator; items are submitted", session.account.user)
            made = rest.item(
                session, submit(session, collection, placing, lost, partial(self._collections.holds_collection, session))
            )
        except Refused as refusal:
            if refusal.status in GONE:
                self._collections.forget(place[0])
                self._collections.uuid(session, *place)  # says so when it is gone
            raise
        if made is None:
            raise not_there(session.account.address, placing.evidence)
        if not made.archived:
            raise RepositoryFault(
                f"{session.account.address}: {placing.evidence} was submitted and waits for a reviewer of its collection; accept"
                " it in DSpace, or take the review step from the collection. The next run goes on with it"
            )
        return made
