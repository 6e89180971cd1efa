"""How packages come to stand in a DSpace, whole, once, and with what is held back never open.

A batch is looked for with one question and seen with another, because a question costs the server as much as a write.
What the first one says holds until the batch is through, because all its documents are claimed from before it until after
the second: no other worker makes an item of theirs meanwhile, and whoever claims one next is answered by a search that
knows what was written. A worker that dies in between leaves its claims, and they say so (``unsure``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import Subject, evidence_id
from ogp_etl.archive.dspace.finding import IDS, document_of, items_of, look, settled
from ogp_etl.archive.dspace.putting_back import put_back_of
from ogp_etl.archive.dspace.reading import all_files_of, deposit_of, files_of, provenance_of
from ogp_etl.archive.dspace.records import Item
from ogp_etl.archive.dspace.session import LoggedOut, Session, Sessions
from ogp_etl.archive.dspace.structure import Collections
from ogp_etl.archive.dspace.uniting import Uniter
from ogp_etl.archive.dspace.unpacking import Parts
from ogp_etl.archive.dspace.writing import Writer, not_there
from ogp_etl.archive.provenance import Provenance, parse_provenance
from ogp_etl.archive.repository import PutBack
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Deposit, Package

log = logging.getLogger(__name__)

SEEN_WITHIN = 60.0
"""Seconds for the server's search to find what was just written; mostly it does at once."""
LOOK_AGAIN = 0.1
BEGUN_WITHIN = 5 * 60.0
"""Seconds from the claims of a batch to the start of its last package: a claim lasts half an hour, and must outlive the rest."""
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Known:
    """What a look found, when ``session.lost`` was ``lost``."""

    lost: int
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class _Done:
    document: str
    deposit: Deposit
    written: Sequence[Item]
    """Empty when it stood before."""


class Depositor:
    """Deposits on the session of the thread that asks. Who calls it holds the claims of the documents."""

    def __init__(
        self,
        sessions: Sessions,
        describe: Callable[[Provenance], Subject],
        elsewhere: Callable[[Package, str], str | None],
        collections: Collections,
        limit: int,
        moved: Callable[[Deposit], None],
    ) -> None:
        self._sessions = sessions
        self._collections = collections
        self._writer = Writer(self._collections, describe, elsewhere)
        self._unite = Uniter(describe, elsewhere, limit, self._writer.finish, moved).unite
        self._unsure = self._writer.unsure

    def deposit(self, batch: Sequence[Parts], now: datetime, unsure: Collection[str]) -> dict[str, Deposit | RepositoryFault]:
        """By capture id. Each package is of another document; of a batch that takes too long, those that were not begun are
        left out. ``unsure``: documents that another worker was at a moment ago, and was broken off."""
        self._unsure.update(unsure)
        try:
            return self._deposit_all(batch, now) if batch else {}
        except RepositoryFault as fault:  # what is there, or what was written, cannot be asked for
            return dict.fromkeys((parts.package.evidence for parts in batch), fault)

    def _deposit_all(self, batch: Sequence[Parts], now: datetime) -> dict[str, Deposit | RepositoryFault]:
        session, end = self._sessions.mine, time.monotonic() + BEGUN_WITHIN
        known = self._look(session, [parts.package.document for parts in batch])
        done: dict[str, _Done | RepositoryFault] = {}
        for parts in batch:
            if not done or time.monotonic() < end:
                done[parts.package.evidence] = _tried(partial(self._deposit, session, parts, now, known))
        seen = self._see(session, [one for one in done.values() if isinstance(one, _Done)])
        return {
            evidence: _tried(partial(self._ended, session, one, seen)) if isinstance(one, _Done) else one
            for evidence, one in done.items()
        }

    def put_back(self, parts: Parts, stood: Deposit, now: datetime, *, unsure: bool) -> PutBack:
        """As ``deposit``, of a package that stood here with the same provenance; what stands of it is read, not believed."""
        package, session = parts.package, self._sessions.mine
        if unsure:
            self._unsure.add(package.document)
        known = self._look(session, [package.document])
        nameless = self._nameless(session, stood, parts)
        items = items_of(session, package.document, [*known.items, *nameless], self._unite)
        done = self._done(package, self._writer.write(session, parts, items, now, known.lost, doubt=True))
        deposit = self._ended(session, done, self._see(session, [done]))
        return put_back_of([item for item in items.values() if item is not None], done.written, deposit)

    def _nameless(self, session: Session, stood: Deposit, parts: Parts) -> list[Item]:
        """The item of a deposit that no longer says which document it is, so that no search finds it: it is told again."""
        item = rest.item(session, stood.key.removeprefix("items/"))
        if item is None or item.withdrawn or any(item.values(field) for field in IDS):
            return []
        held = files_of([item], stood.evidence)
        if not held or not self._collections.holds(session, item):
            return []
        sealed = all(not file.public for file in parts.package.files if file.name in held)
        name = evidence_id(parts.package.document, sealed=sealed)
        log.warning("DSpace: %s did not say any more that it is %s; said again", item.handle, name)
        return [rest.change_item(session, item.uuid, rest.adding({field: [(name, None)] for field in IDS}))]

    def _look(self, session: Session, documents: Collection[str]) -> _Known:
        """Only what lies in the plans' communities counts: what carries the same ids elsewhere is never written to."""
        lost = session.lost
        found = look(session, documents, self._collections.scope(session))
        return _Known(lost, [item for item in found if self._counts(session, item)])

    def _counts(self, session: Session, item: Item) -> bool:
        if self._collections.holds(session, item):
            return True
        if not item.withdrawn and self._collections.community_of(session, item) is None:
            log.warning(
                "DSpace: %s stands in %s too, outside the communities of the plans, where it does not count; move it back or"
                " withdraw it", document_of(item), item.handle,
            )  # fmt: skip
        return False

    def _deposit(self, session: Session, parts: Parts, now: datetime, known: _Known) -> _Done:
        try:
            return self._deposit_once(session, parts, now, known)
        except LoggedOut:  # what was not found may be there all the same
            self._collections.forget(parts.package.plan)
            return self._deposit_once(session, parts, now, self._look(session, [parts.package.document]))

    def _deposit_once(self, session: Session, parts: Parts, now: datetime, known: _Known) -> _Done:
        package = parts.package
        items = items_of(session, package.document, known.items, self._unite)
        there = [item for item in items.values() if item is not None]
        whole = deposit_of(there, package.evidence)
        if whole is not None:
            self._must_stay(whole, there, package)
        told = provenance_of(there, package.evidence)
        parts = (None if told is None else parts.as_told(told)) or parts  # the first provenance of a version counts
        if whole is not None:
            if not (lacking := _lacking(parts, there, told)):
                return _Done(package.document, whole, ())
            log.warning("DSpace: %s of %s lost %s; sent again", package.evidence, whole.key, ", ".join(lacking))
        return self._done(package, self._writer.write(session, parts, items, now, known.lost))

    def _done(self, package: Package, written: Sequence[Item]) -> _Done:
        deposit = deposit_of(written, package.evidence)
        if deposit is None:
            raise not_there(self._where, package.evidence)
        return _Done(package.document, deposit, written)

    def _see(self, session: Session, batch: Sequence[_Done]) -> set[str]:
        """Waits until the server's search, which may be late, finds the versions; gives the items that it finds."""
        wanted = {item.uuid for one in batch for item in one.written}
        evidence = [one.deposit.evidence for one in batch if one.written]
        seen: set[str] = set()
        end = time.monotonic() + SEEN_WITHIN
        while not wanted <= seen:
            scope = self._collections.scope(session)
            seen = {item.uuid for item in rest.items_with(session, [names.CAPTURE], evidence, scope)}
            if wanted <= seen or time.monotonic() > end:
                break
            time.sleep(LOOK_AGAIN)
        return seen

    def _ended(self, session: Session, done: _Done, seen: Collection[str]) -> Deposit:
        """The deposit, when whoever looks next finds it, and finds it once."""
        if any(item.uuid not in seen for item in done.written):
            raise RepositoryFault(
                f"{self._where}: {done.deposit.evidence} stands, but the server's search does not find it; is its index up"
                " (dspace index-discovery)? The next run looks again"
            )
        if done.written and done.document in self._unsure:
            settled(session, done.document, self._look(session, [done.document]).items, self._unite)
            self._unsure.discard(done.document)
        return done.deposit

    def _must_stay(self, found: Deposit, items: Sequence[Item], package: Package) -> None:
        """Nothing changes sides by being described otherwise."""
        sides = {file.sha256: file.public for file in parse_provenance(provenance_of(items, found.evidence) or b"").files}
        if any(sides.get(file.sha256, file.public) != file.public for file in package.files):
            raise RepositoryFault(
                f"{self._where}: {found.evidence} stands at {found.key}, and would now go to the other side of what everybody may"
                " read; what is deposited is never moved, so a person must decide",
                again=False,
            )

    @property
    def _where(self) -> str:
        return self._sessions.account.address


def _lacking(parts: Parts, items: Sequence[Item], told: bytes | None) -> list[str]:
    """Files of a version that stood and are gone, where this package has them."""
    return parts.lacking(all_files_of(items, parts.package.evidence)) if parts.package.provenance == told else []


def _tried(work: Callable[[], Answer]) -> Answer | RepositoryFault:
    try:
        return work()
    except RepositoryFault as fault:
        return fault
