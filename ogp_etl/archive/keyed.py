"""An archive in any store of bytes under keys: how a deposit is made, found, read back, listed and mended."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import BinaryIO

from ogp_etl.archive import layout
from ogp_etl.archive.abreast import abreast
from ogp_etl.archive.checked import agree, compare, opened, required
from ogp_etl.archive.ledger import KeyedLedger
from ogp_etl.archive.patience import NOBODY, Patience
from ogp_etl.archive.provenance import PROVENANCE, parse_provenance
from ogp_etl.archive.putting_back import content_of, must_be_the_one, put_right
from ogp_etl.archive.repository import PutBack
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Deposit, Package

WORTH_LISTING = 100
"""After so many packages the index is listed once instead of asked for each."""


class KeyedArchive(KeyedLedger):
    """``repository.Archive`` over a ``Store``.

    Order of a deposit: files, read back; provenance, read back; index entry. Each step is write-once, so a deposit that
    was broken off anywhere is finished by doing it again, by whoever does it, and is not seen before its index entry.
    """

    @property
    def name(self) -> str:
        return self._store.name

    @property
    def where(self) -> str:
        """For people: the folder, or ``s3://bucket/prefix``."""
        return self._store.where

    def find(self, evidence: str) -> Deposit | None:
        key = layout.index_key(evidence)
        content = self._store.read(key)
        return None if content is None else layout.read_index_entry(content, key, self.name)

    def deposit(self, package: Package, now: datetime) -> Deposit:
        return self._deposit(package, now, self.find(package.evidence))

    def deposit_many(self, packages: Iterable[Package], now: datetime) -> Iterator[Deposit | RepositoryFault]:
        patience = Patience(lambda: self.find(NOBODY))

        def one(item: tuple[Package, bool]) -> Deposit | RepositoryFault:
            package, absent = item
            if patience.lost is not None:
                return patience.lost
            try:
                return patience.answered(self._deposit(package, now, None if absent else self.find(package.evidence)))
            except RepositoryFault as fault:
                return patience.answered(fault)

        return abreast(one, self._told_absent(packages), self._store.threads)

    def put_back(self, package: Package, deposit: Deposit, now: datetime) -> PutBack:  # noqa: ARG002 nothing here is dated anew
        """Under the very keys it had, and over nothing but bytes that are not of the digest deposited."""
        must_be_the_one(package, deposit)
        prefix = layout.package_prefix(package)
        self._same_place(deposit, prefix)
        written = [
            file.name
            for file in package.files
            if put_right(self._store, layout.file_key(prefix, file.name, public=file.public), content_of(file), file.sha256)
        ]
        if put_right(self._store, layout.provenance_key(prefix), package.provenance, deposit.sha256):
            written.append(PROVENANCE)
        self._put_entry_back(deposit)
        return PutBack(deposit, tuple(sorted(written)))

    def read_back(self, deposit: Deposit) -> None:
        for file in parse_provenance(self.provenance(deposit)).files:
            compare(self._store, layout.file_key(deposit.key, file.name, public=file.public), file.sha256, file.size)

    def list(self) -> Iterator[Deposit]:
        entries = layout.indexed(self._store.keys(layout.INDEX))
        return (found for found in abreast(self.find, entries, self._store.threads) if found is not None)

    def provenance(self, deposit: Deposit) -> bytes:
        key = layout.provenance_key(deposit.key)
        content = required(self._store, key)
        agree(self._store, key, deposit.sha256, hashlib.sha256(content).hexdigest())
        return content

    def open(self, deposit: Deposit, name: str) -> BinaryIO:
        key = layout.provenance_key(deposit.key)
        if name != PROVENANCE:
            sides = {file.name: file.public for file in parse_provenance(self.provenance(deposit)).files}
            if name not in sides:
                raise RepositoryFault(
                    f"{self.where}: {deposit.evidence} has no file {name}; it has {', '.join(sorted(sides))}", again=False
                )
            key = layout.file_key(deposit.key, name, public=sides[name])
        return opened(self._store, key)

    def mend(self, now: datetime) -> int:
        """Makes the index entries that a crash or a copy left out, for packages that stand whole; gives how many.

        Walks the whole tree. A package whose files are not right stays unseen: its next deposit says what is wrong.
        """
        indexed = frozenset(layout.indexed(self._store.keys(layout.INDEX)))
        mended = 0
        for side in (layout.PUBLIC, layout.PRIVATE):
            for key in self._store.keys(side):
                place = layout.standing(key)
                if place is not None and place[1] not in indexed:
                    mended += self._mend(place[1], place[0], now)
        return mended

    def _mend(self, evidence: str, prefix: str, now: datetime) -> bool:
        try:
            self._finish(evidence, prefix, required(self._store, layout.provenance_key(prefix)), now)
        except RepositoryFault as fault:
            if fault.again:
                raise
            return False
        return True

    def _deposit(self, package: Package, now: datetime, found: Deposit | None) -> Deposit:
        prefix = layout.package_prefix(package)
        files = [(layout.file_key(prefix, file.name, public=file.public), file) for file in package.files]
        if found is not None:
            return self._same_place(found, prefix)
        written = [self._store.put(key, content_of(file), file.sha256) for key, file in files]
        place = layout.provenance_key(prefix)
        if not all(written) and (standing := self._store.read(place)) is not None:
            return self._finish(package.evidence, prefix, standing, now)
        for key, file in files:
            compare(self._store, key, file.sha256, file.size)
        sha256 = hashlib.sha256(package.provenance).hexdigest()
        if not self._store.put(place, package.provenance, sha256):
            return self._finish(package.evidence, prefix, required(self._store, place), now)
        compare(self._store, place, sha256, len(package.provenance))
        return self._enter(package.evidence, prefix, sha256, now)

    def _finish(self, evidence: str, prefix: str, standing: bytes, now: datetime) -> Deposit:
        """Enters the package of which ``standing`` is the provenance. The first provenance of a capture is the one that
        counts, also when the same capture was described otherwise since."""
        found = parse_provenance(standing)
        if found.capture.id != evidence:
            raise RepositoryFault(
                f"{self.where}: {prefix} holds the provenance of {found.capture.id}, not of {evidence}", again=False
            )
        for file in found.files:
            compare(self._store, layout.file_key(prefix, file.name, public=file.public), file.sha256, file.size)
        return self._enter(evidence, prefix, hashlib.sha256(standing).hexdigest(), now)

    def _enter(self, evidence: str, prefix: str, sha256: str, now: datetime) -> Deposit:
        deposit = Deposit(evidence=evidence, repository=self.name, key=prefix, deposited=now, sha256=sha256)
        entry, key = layout.index_entry(deposit), layout.index_key(evidence)
        if self._store.put(key, entry, hashlib.sha256(entry).hexdigest()):
            return deposit
        return self._same_place(layout.read_index_entry(required(self._store, key), key, self.name), prefix)

    def _put_entry_back(self, deposit: Deposit) -> None:
        key = layout.index_key(deposit.evidence)
        content = self._store.read(key)
        try:
            found = None if content is None else layout.read_index_entry(content, key, self.name)
        except RepositoryFault:
            found = None
        if found is None or found.sha256 != deposit.sha256:
            entry = layout.index_entry(deposit)
            put_right(self._store, key, entry, hashlib.sha256(entry).hexdigest())
        else:
            self._same_place(found, deposit.key)

    def _same_place(self, found: Deposit, prefix: str) -> Deposit:
        if found.key != prefix:
            raise RepositoryFault(
                f"{self.where}: {found.evidence} stands at {found.key} and would now go to {prefix}; what is deposited is never"
                " moved, so a person must decide whether it may be read by everybody",
                again=False,
            )
        return found

    def _told_absent(self, packages: Iterable[Package]) -> Iterator[tuple[Package, bool]]:
        """Each package, and whether it was not there a moment ago: from the index, listed once when it is worth it."""
        standing = None
        for number, package in enumerate(packages):
            if number == WORTH_LISTING:
                with suppress(RepositoryFault):  # then each is asked for, and says what is wrong
                    standing = frozenset(layout.indexed(self._store.keys(layout.INDEX)))
            yield package, standing is not None and package.evidence not in standing
