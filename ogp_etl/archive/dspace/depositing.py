"""How a package comes to stand in a DSpace, whole, once, and with what is held back never open."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from threading import Lock

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import SEALED, Subject
from ogp_etl.archive.dspace.finding import items_of, settled
from ogp_etl.archive.dspace.placing import Placing, complete, stands
from ogp_etl.archive.dspace.reading import deposit_of, files_of, provenance_of
from ogp_etl.archive.dspace.records import Item, StoredFile
from ogp_etl.archive.dspace.sealing import must_be_closed, must_be_sealed
from ogp_etl.archive.dspace.session import LoggedOut, Refused, Session, Sessions
from ogp_etl.archive.dspace.structure import SEALED_KEY, Structure, find_structure, parent_uuid
from ogp_etl.archive.dspace.submission import submit
from ogp_etl.archive.dspace.unpacking import Parts
from ogp_etl.archive.provenance import Provenance, parse_provenance
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Deposit, Package

log = logging.getLogger(__name__)

SEEN_WITHIN = 60.0
"""Seconds for the server's search to find what was just written; a tenth of one when it is idle."""
LOOK_AGAIN = 0.1
GONE = (400, 404, 422)
"""What a server answers to an item for a collection that is no longer there."""
Items = Mapping[bool, Item | None]
"""By whether it is the side of what is held back."""


class Depositor:
    """Deposits one package at a time, on the session of the thread that asks. Who calls it holds the document's claim."""

    def __init__(
        self,
        sessions: Sessions,
        describe: Callable[[Provenance], Subject],
        elsewhere: Callable[[Package, str], str | None],
        parent: str | None,
    ) -> None:
        self._sessions, self._describe, self._elsewhere, self._parent = sessions, describe, elsewhere, parent
        self._structures: dict[str, Structure] = {}
        self._scope: str | None = None
        self._looking = Lock()
        self._direct = True
        """Whether this account may make items in the archive at once; learnt from the first refusal."""
        self._unsure: set[str] = set()
        """Documents of which an item may have been made a moment ago, unknown to us and to the server's search."""

    def deposit(self, package: Package, parts: Parts, now: datetime, *, unsure: bool) -> Deposit:
        """``unsure``: another worker was at this document a moment ago, and was broken off."""
        if unsure:
            self._unsure.add(package.document)
        try:
            return self._deposit(package, parts, now)
        except LoggedOut:  # what was not found may be there all the same
            return self._deposit(package, parts, now)

    def scope(self, session: Session) -> str | None:
        """Uuid of the community below which everything is; None: the whole server."""
        if self._parent is not None and self._scope is None:
            self._scope = parent_uuid(session, self._parent)
        return self._scope

    def _deposit(self, package: Package, parts: Parts, now: datetime) -> Deposit:
        session = self._sessions.mine
        lost, scope = session.lost, self.scope(session)
        items = items_of(session, package.document, scope)
        there = [item for item in items.values() if item is not None]
        whole = deposit_of(there, package.evidence)
        if whole is not None:
            self._must_stay(whole, there, package)
        told = provenance_of(there, package.evidence)
        parts = (None if told is None else parts.as_told(told)) or parts  # the first provenance of a version counts
        if whole is not None:
            if not (lacking := _lacking(parts, there, told)):
                return whole
            log.warning("DSpace: %s of %s lost %s; sent again", package.evidence, whole.key, ", ".join(lacking))
        written = self._written(session, parts, items, now, lost)
        done = deposit_of(written, package.evidence)
        if done is None:
            raise self._not_there(package.evidence)
        self._see(session, package, written, scope)
        if package.document in self._unsure:
            settled(session, package.document, scope)
            self._unsure.discard(package.document)
        return done

    def _written(self, session: Session, parts: Parts, items: Items, now: datetime, lost: int) -> list[Item]:
        """The items of a package, each whole. Of what is held back first: the public item names its digest."""
        package, subject = parts.package, self._describe(parts.found)
        written = []
        for sealed in (True, False):
            placing = parts.placing(subject, now, sealed=sealed, link=lambda name: self._elsewhere(package, name))
            if placing is not None:
                key = SEALED_KEY if sealed else package.commitment
                written.append(self._placed(session, (package.plan, key), items[sealed], placing, lost))
        return written

    def _placed(self, session: Session, place: tuple[str, str], item: Item | None, placing: Placing, lost: int) -> Item:
        if not placing.public:
            must_be_closed(session, self._collection(session, place) if item is None else rest.collection_of(session, item.uuid))
        if item is None:
            try:
                item = self._made(session, place, placing, lost)
            except RepositoryFault:
                self._unsure.add(placing.evidence.removesuffix(SEALED))
                raise

        def prove(files: Sequence[StoredFile]) -> None:
            if not placing.public:
                must_be_sealed(session, item.uuid, files)

        placed = complete(session, item, placing, prove)
        if not stands(placed, placing.capture):
            raise self._not_there(placing.evidence)
        return placed

    def _made(self, session: Session, place: tuple[str, str], placing: Placing, lost: int) -> Item:
        collection = self._collection(session, place)
        try:
            if self._direct:
                try:
                    return rest.create_item(session, collection, placing.metadata, lost)
                except Refused as refusal:
                    if refusal.status != 403:
                        raise
                    self._direct = False
                    log.info("DSpace: %s is no site administrator; items are submitted", session.account.user)
            made = rest.item(session, submit(session, collection, placing, lost))
        except Refused as refusal:
            if refusal.status in GONE:
                self._forget(place[0])
                self._collection(session, place)  # says so when it is gone
            raise
        if made is None:
            raise self._not_there(placing.evidence)
        if not made.archived:
            raise RepositoryFault(
                f"{self._where}: {placing.evidence} was submitted and waits for a reviewer of its collection; accept it in"
                " DSpace, or take the review step from the collection. The next run goes on with it"
            )
        return made

    def _collection(self, session: Session, place: tuple[str, str]) -> str:
        plan, key = place
        with self._looking:
            if plan not in self._structures:
                found = find_structure(session, plan, self.scope(session))
                if found is None:
                    raise RepositoryFault(
                        f"{self._where}: there is no community for {plan}; run: ogp-etl dspace prepare {plan}", again=False
                    )
                self._structures[plan] = found
            structure = self._structures[plan]
            if key not in structure.collections:  # made meanwhile, perhaps: look again next time
                del self._structures[plan]
            return structure.collection(key)

    def _forget(self, plan: str) -> None:
        with self._looking:
            self._structures.pop(plan, None)

    def _see(self, session: Session, package: Package, written: Sequence[Item], scope: str | None) -> None:
        """Waits until the server's search, which is late, finds the version: whoever looks next must not make it again."""
        wanted = {item.uuid for item in written}
        end = time.monotonic() + SEEN_WITHIN
        while not wanted <= {item.uuid for item in rest.items_with(session, [names.CAPTURE], [package.evidence], scope)}:
            if time.monotonic() > end:
                raise RepositoryFault(
                    f"{self._where}: {package.evidence} stands, but the server's search does not find it; is its index up"
                    " (dspace index-discovery)? The next run looks again"
                )
            time.sleep(LOOK_AGAIN)

    def _must_stay(self, found: Deposit, items: Sequence[Item], package: Package) -> None:
        """Nothing changes sides by being described otherwise."""
        sides = {file.sha256: file.public for file in parse_provenance(provenance_of(items, found.evidence) or b"").files}
        if any(sides.get(file.sha256, file.public) != file.public for file in package.files):
            raise RepositoryFault(
                f"{self._where}: {found.evidence} stands at {found.key}, and would now go to the other side of what everybody may"
                " read; what is deposited is never moved, so a person must decide",
                again=False,
            )

    def _not_there(self, what: str) -> RepositoryFault:
        return RepositoryFault(f"{self._where}: {what} was written and is not there; the next run looks again")

    @property
    def _where(self) -> str:
        return self._sessions.account.address


def _lacking(parts: Parts, items: Sequence[Item], told: bytes | None) -> list[str]:
    """Files of a version that stood and are gone, where this package has them."""
    return parts.lacking(files_of(items, parts.package.evidence)) if parts.package.provenance == told else []
