"""``repository.Repository`` in a DSpace: one item a document, one file a version and file of its package."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from datetime import datetime
from typing import BinaryIO, Protocol

from ogp_etl.archive.abreast import abreast
from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.batches import Batch, batches
from ogp_etl.archive.dspace.crosswalk import Subject
from ogp_etl.archive.dspace.depositing import Depositor
from ogp_etl.archive.dspace.finding import document_of, sealed_of
from ogp_etl.archive.dspace.reading import FileReader, all_files_of, deposit_of, provenance_of, right_file, versions
from ogp_etl.archive.dspace.records import Item
from ogp_etl.archive.dspace.session import Account, Session, Sessions
from ogp_etl.archive.dspace.structure import Collections
from ogp_etl.archive.dspace.unpacking import LIMIT, Parts, parts_of
from ogp_etl.archive.patience import NOBODY, Patience
from ogp_etl.archive.provenance import PROVENANCE, Provenance, parse_provenance
from ogp_etl.archive.putting_back import must_be_the_one
from ogp_etl.archive.repository import HOW_TO_PUT_BACK, PutBack
from ogp_etl.archive.store import hashed
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Deposit, Package

log = logging.getLogger(__name__)

Answers = Sequence[Deposit | RepositoryFault]
THREADS = 4
"""Deposits at once. More gain nothing: the server's commit and index set the pace."""


class Claims(Protocol):
    """One worker at a time for one name, on all machines."""

    def hold(self, name: str, *, wait: bool = True) -> AbstractContextManager[bool | None]:
        """Waits a while for the name, unless told not to; gives whether it was taken over from a worker that died a moment
        ago. Raises RepositoryFault when another worker keeps it."""


class DspaceRepository:
    """``describe`` gives what the cards say of a document; ``elsewhere`` the address of a file that is too large for the
    server, None when it has none; ``moved`` is told of a deposit that stands in another item from now on. Safe to share among
    threads."""

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
        moved: Callable[[Deposit], None] = lambda _deposit: None,
    ) -> None:
        self._sessions = Sessions(account)
        self._claims, self._limit = claims, limit
        self._collections = Collections(parent)
        self._depositor = Depositor(self._sessions, describe, elsewhere, self._collections, limit, moved)

    @property
    def where(self) -> str:
        return self._sessions.account.address

    def close(self) -> None:
        self._sessions.close()

    # --- the verbs

    def find(self, evidence: str) -> Deposit | None:
        session = self._sessions.mine
        hits = rest.items_with(session, [names.CAPTURE], [evidence], self._collections.scope(session))
        ours = [hit for hit in hits if not hit.withdrawn and self._collections.holds(session, hit)]
        return deposit_of([full for hit in ours if (full := rest.item(session, hit.uuid))], evidence)

    def deposit(self, package: Package, now: datetime) -> Deposit:
        answer = self._alone(parts_of(package, self._limit), now)
        if isinstance(answer, RepositoryFault):
            raise answer
        return answer

    def deposit_many(self, packages: Iterable[Package], now: datetime) -> Iterator[Deposit | RepositoryFault]:
        patience = Patience(lambda: self.find(NOBODY))

        def together(batch: Sequence[Package]) -> Answers:
            if patience.lost is not None:
                return [patience.lost] * len(batch)
            return [patience.answered(answer) for answer in self._together(batch, now)]

        def one(batch: Batch) -> Answers:
            return batch.carried_out(together)

        with closing(abreast(one, batches(packages, THREADS), THREADS)) as answers:
            for batch in answers:
                yield from batch

    def put_back(self, package: Package, deposit: Deposit, now: datetime) -> PutBack:
        must_be_the_one(package, deposit)
        parts = parts_of(package, self._limit)
        with self._claims.hold(package.document) as taken_over:
            return self._depositor.put_back(parts, deposit, now, unsure=bool(taken_over))

    def read_back(self, deposit: Deposit) -> None:
        items, provenance = self._told(deposit)
        for file in parse_provenance(provenance).files:
            stored = all_files_of(items, deposit.evidence).get(file.name, [])
            if not stored and file.size <= self._limit:
                raise self._missing(deposit, file.name)
            for one in stored:
                with FileReader.of(self._sessions.mine, one.uuid) as stream:
                    sha256, size = hashed(stream)
                if sha256 != file.sha256:
                    raise RepositoryFault(
                        f"{self.where}: {deposit.key}: {file.name} has SHA-256 {sha256}, not {file.sha256} ({size} bytes, not"
                        f" {file.size}); find out who wrote it; {HOW_TO_PUT_BACK}",
                        again=False,
                    )

    def list(self) -> Iterator[Deposit]:
        session = self._sessions.mine
        found: dict[str, Deposit] = {}
        for community in self._collections.homes(session):
            found |= {deposit.evidence: deposit for deposit in self._below(session, community.uuid)}
        return iter([found[evidence] for evidence in sorted(found)])

    def provenance(self, deposit: Deposit) -> bytes:
        return self._told(deposit)[1]

    def open(self, deposit: Deposit, name: str) -> BinaryIO:
        items, provenance = self._told(deposit)
        if name == PROVENANCE:
            return io.BytesIO(provenance)
        stored = all_files_of(items, deposit.evidence)
        if name not in stored:
            raise RepositoryFault(
                f"{self.where}: {deposit.evidence} has no file {name}; it has {', '.join(sorted(stored))}", again=False
            )
        digest = next((file.sha256 for file in parse_provenance(provenance).files if file.name == name), "")
        return FileReader.of(self._sessions.mine, right_file(self._sessions.mine, stored[name], digest).uuid)

    # --- depositing

    def _together(self, packages: Sequence[Package], now: datetime) -> Answers:
        batch: list[Parts] = []
        try:
            for package in packages:
                batch.append(parts_of(package, self._limit))  # noqa: PERF401 what comes before a file that is not here counts
        finally:
            answers = self._claimed(batch, now)
        return answers

    def _claimed(self, batch: Sequence[Parts], now: datetime) -> Answers:
        """What another worker is at, and what the batch takes too long for, comes last, one by one: nobody waits for a claim
        while holding others, so that no two workers wait for each other. After one wait in vain nobody waits for the others."""
        with ExitStack() as claims:
            free, unsure = [], []
            for parts in batch:
                document = parts.package.document
                try:
                    taken_over = claims.enter_context(self._claims.hold(document, wait=False))
                except RepositoryFault:
                    continue
                free.append(parts)
                unsure += [document] if taken_over else []
            done = self._depositor.deposit(free, now, unsure)
        wait = True
        for parts in batch:
            if parts.package.evidence not in done:
                done[parts.package.evidence] = answer = self._alone(parts, now, wait=wait)
                wait = wait and not isinstance(answer, RepositoryFault)
        return [done[parts.package.evidence] for parts in batch]

    def _alone(self, parts: Parts, now: datetime, *, wait: bool = True) -> Deposit | RepositoryFault:
        try:
            with self._claims.hold(parts.package.document, wait=wait) as taken_over:
                (answer,) = self._depositor.deposit([parts], now, [parts.package.document] if taken_over else []).values()
                return answer
        except RepositoryFault as fault:
            return fault

    # --- reading

    def _told(self, deposit: Deposit) -> tuple[Sequence[Item], bytes]:
        """The items of a deposit and its provenance, compared with its digest."""
        items = self._items(deposit)
        content = provenance_of(items, deposit.evidence)
        if content is None:
            raise self._missing(deposit, PROVENANCE)
        if (sha256 := hashlib.sha256(content).hexdigest()) != deposit.sha256:
            raise RepositoryFault(
                f"{self.where}: {deposit.key}: {PROVENANCE} has SHA-256 {sha256}, not {deposit.sha256}; find out who"
                f" wrote there; {HOW_TO_PUT_BACK}",
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
        sealed = self._collections.beside(session, main, sealed_of(session, main))
        return [main, *(full for one in sealed if not one.withdrawn and (full := rest.item(session, one.uuid)))]

    def _below(self, session: Session, community: str) -> Iterator[Deposit]:
        by_document: dict[str, list[Item]] = {}
        for hit in rest.items_below(session, community):
            if not hit.values(names.CAPTURE) or not self._collections.holds(session, hit):
                continue
            if hit.withdrawn:
                if not hit.values(names.REPLACED_BY):
                    log.warning(
                        "%s: %s (%s) was withdrawn by somebody; its deposits are left out",
                        self.where,
                        hit.handle,
                        document_of(hit),
                    )
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
        return RepositoryFault(f"{self.where}: {deposit.key}: {name} is missing; {HOW_TO_PUT_BACK}", again=False)
