"""``repository.Repository`` in a DSpace: one item a document, one file a version and file of its package."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import BinaryIO, Protocol

from ogp_etl.archive.abreast import abreast
from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import Subject, evidence_id
from ogp_etl.archive.dspace.depositing import Depositor
from ogp_etl.archive.dspace.finding import IDS, document_of
from ogp_etl.archive.dspace.reading import FileReader, deposit_of, files_of, provenance_of, versions
from ogp_etl.archive.dspace.records import Item
from ogp_etl.archive.dspace.session import Account, Session, Sessions
from ogp_etl.archive.dspace.structure import PREFIX
from ogp_etl.archive.dspace.unpacking import LIMIT, parts_of
from ogp_etl.archive.patience import NOBODY, Patience
from ogp_etl.archive.provenance import PROVENANCE, Provenance, parse_provenance
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Deposit, Package

log = logging.getLogger(__name__)

THREADS = 4
"""Deposits at once. More gain nothing: the server's commit and index set the pace."""


class Claims(Protocol):
    """One worker at a time for one name, on all machines."""

    def hold(self, name: str) -> AbstractContextManager[bool | None]:
        """Waits a while for the name; gives whether it was taken over from a worker that died a moment ago. Raises
        RepositoryFault when another worker keeps it."""


class DspaceRepository:
    """``describe`` gives what the cards say of a document; ``elsewhere`` the address of a file that is too large for the
    server, None when it has none. Safe to share among threads."""

    name = "dspace"

    def __init__(
        self,
        account: Account,
        claims: Claims,
        describe: Callable[[Provenance], Subject],
        *,
        parent: str | None = None,
        limit: int = LIMIT,
        elsewhere: Callable[[Package, str], str | None] = lambda _package, _name: None,
    ) -> None:
        self._sessions = Sessions(account)
        self._claims, self._limit = claims, limit
        self._depositor = Depositor(self._sessions, describe, elsewhere, parent)

    @property
    def where(self) -> str:
        return self._sessions.account.address

    def close(self) -> None:
        self._sessions.close()

    # --- the verbs

    def find(self, evidence: str) -> Deposit | None:
        session = self._sessions.mine
        hits = rest.items_with(session, [names.CAPTURE], [evidence], self._depositor.scope(session))
        return deposit_of([full for hit in hits if not hit.withdrawn and (full := rest.item(session, hit.uuid))], evidence)

    def deposit(self, package: Package, now: datetime) -> Deposit:
        parts = parts_of(package, self._limit)
        with self._claims.hold(package.document) as taken_over:
            return self._depositor.deposit(package, parts, now, unsure=bool(taken_over))

    def deposit_many(self, packages: Iterable[Package], now: datetime) -> Iterator[Deposit | RepositoryFault]:
        patience = Patience(lambda: self.find(NOBODY))

        def one(package: Package) -> Deposit | RepositoryFault:
            if patience.lost is not None:
                return patience.lost
            try:
                return patience.answered(self.deposit(package, now))
            except RepositoryFault as fault:
                return patience.answered(fault)

        return abreast(one, packages, THREADS)

    def read_back(self, deposit: Deposit) -> None:
        items, provenance = self._told(deposit)
        for file in parse_provenance(provenance).files:
            stored = files_of(items, deposit.evidence).get(file.name)
            if stored is None:
                if file.size <= self._limit:
                    raise self._missing(deposit, file.name)
                continue
            sha256, size = hashlib.sha256(), 0
            with self._sessions.mine.content(f"/core/bitstreams/{stored.uuid}/content") as pieces:
                for piece in pieces:
                    sha256.update(piece)
                    size += len(piece)
            if sha256.hexdigest() != file.sha256:
                raise RepositoryFault(
                    f"{self.where}: {deposit.key}: {file.name} has SHA-256 {sha256.hexdigest()}, not {file.sha256} ({size} bytes,"
                    f" not {file.size}); put back a right copy (from another repository or a backup), and find out who wrote it",
                    again=False,
                )

    def list(self) -> Iterator[Deposit]:
        session = self._sessions.mine
        found: dict[str, Deposit] = {}
        for community in rest.communities(session, self._depositor.scope(session)):
            if (community.value(names.IDENTIFIER) or "").startswith(PREFIX):
                found |= {deposit.evidence: deposit for deposit in self._below(session, community.uuid)}
        return iter([found[evidence] for evidence in sorted(found)])

    def provenance(self, deposit: Deposit) -> bytes:
        return self._told(deposit)[1]

    def open(self, deposit: Deposit, name: str) -> BinaryIO:
        items, provenance = self._told(deposit)
        if name == PROVENANCE:
            return io.BytesIO(provenance)
        stored = files_of(items, deposit.evidence)
        if name not in stored:
            raise RepositoryFault(
                f"{self.where}: {deposit.evidence} has no file {name}; it has {', '.join(sorted(stored))}", again=False
            )
        return FileReader.of(self._sessions.mine, stored[name].uuid)

    # --- reading

    def _told(self, deposit: Deposit) -> tuple[Sequence[Item], bytes]:
        """The items of a deposit and its provenance, compared with its digest."""
        items = self._items(deposit)
        content = provenance_of(items, deposit.evidence)
        if content is None:
            raise self._missing(deposit, PROVENANCE)
        if (sha256 := hashlib.sha256(content).hexdigest()) != deposit.sha256:
            raise RepositoryFault(
                f"{self.where}: {deposit.key}: {PROVENANCE} has SHA-256 {sha256}, not {deposit.sha256}; put back a right copy,"
                " and find out who wrote there",
                again=False,
            )
        return items, content

    def _items(self, deposit: Deposit) -> Sequence[Item]:
        """The items of a deposit: the one its key names, and the sealed one where there is one."""
        session = self._sessions.mine
        main = rest.item(session, deposit.key.removeprefix("items/"))
        if main is None or main.withdrawn:
            raise RepositoryFault(
                f"{self.where}: {deposit.key} is {'withdrawn' if main else 'missing'}; put it back (DSpace's administrators can"
                " reinstate an item), or deposit again from another repository",
                again=False,
            )
        if not main.value(names.WITHHELD):
            return [main]
        sealed = rest.items_with(session, IDS, [evidence_id(document_of(main), sealed=True)], self._depositor.scope(session))
        return [main, *(full for one in sealed if not one.withdrawn and (full := rest.item(session, one.uuid)))]

    def _below(self, session: Session, community: str) -> Iterator[Deposit]:
        by_document: dict[str, list[Item]] = {}
        for hit in rest.items_below(session, community):
            if hit.withdrawn or not hit.values(names.CAPTURE):
                continue
            full = rest.item(session, hit.uuid)
            if full is not None:
                by_document.setdefault(document_of(full), []).append(full)
        for items in by_document.values():
            for evidence in versions(items):
                deposit = deposit_of(items, evidence)
                if deposit is None:
                    log.warning("%s: %s is said to stand in %s, and does not stand whole", self.where, evidence, items[0].handle)
                else:
                    yield deposit

    def _missing(self, deposit: Deposit, name: str) -> RepositoryFault:
        return RepositoryFault(
            f"{self.where}: {deposit.key}: {name} is missing; put back a copy (from another repository or a backup)", again=False
        )
