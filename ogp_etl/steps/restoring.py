"""What the looks at the archive found missing or altered, put back: right bytes from wherever they stand, and looked at again."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from ogp_etl.archive.abreast import abreast
from ogp_etl.archive.package import package_files, read_provenance
from ogp_etl.archive.patience import NOBODY, Patience
from ogp_etl.archive.repository import PutBack, Repository
from ogp_etl.archive.store import CHUNK, hashed
from ogp_etl.cards import Plan
from ogp_etl.errors import LayoutUnknown, LocalFault, OgpError, RepositoryFault
from ogp_etl.model import WRONG, Deposit, Found, Package, PackageFile, Verification
from ogp_etl.steps.archive import package_of
from ogp_etl.steps.faults import causes
from ogp_etl.steps.order import by_document, in_order
from ogp_etl.steps.verify import look_again
from ogp_etl.steps.workshop import Workshop

Answer = TypeVar("Answer")
THREADS = 4
LOST = (Found.MISSING, Found.ALTERED, Found.UNTRUE)
"""What is put back without a person. Whoever withdrew, closed or opened something meant it, or must hear of it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of deposits that were to be put back, one line for each, as their captures were received."""

    done: tuple[str, ...]
    """Put back, and found as they should be."""
    left: tuple[str, ...]
    """Not put back, and why; a person must act."""
    waiting: tuple[str, ...]
    """Not put back because something does not answer, one line a cause; the next run tries again."""

    def log(self) -> None:
        """A line for each, as warnings: what was put back had been lost, and somebody may want to know how."""
        for line in self.done:
            log.warning("%s", line)
        for line in (*self.left, *self.waiting):
            log.warning("not put back: %s", line)


def lost(shop: Workshop, plan: str, repository: str) -> list[str]:
    """Ids of the captures that the newest look did not find whole where they still should be, in the order in which they
    were received."""
    looks = shop.register.verifications(plan, repository)
    known = shop.register.deposits(plan, repository)
    found = [name for name, look in looks.items() if look.found in LOST and name in known and known[name].key == look.key]
    return in_order(found, shop.register.received(found))


def put_back(shop: Workshop, plan: Plan, repository: str, captures: Sequence[str], now: datetime, at: datetime) -> Restored:
    """``now``: instant of the work; ``at``: this moment, as for ``verify``: what is put back is looked at again as anybody
    would, and the register knows of it. Raises RegisterFault; what a repository refuses, or fails to do, is in the result."""
    target = shop.repositories[repository]
    known = shop.register.deposits(plan.id, repository)
    received = shop.register.received(known)
    documents = by_document(in_order((capture for capture in captures if capture in known), received), received)
    patience = Patience(lambda: target.find(NOBODY))

    def one(deposit: Deposit) -> PutBack | OgpError:
        if patience.lost is not None:
            return patience.lost
        try:
            package = _Search(shop, plan, target, deposit).package()
            return patience.answered(target.put_back(package, deposit, now))
        except (RepositoryFault, LocalFault, LayoutUnknown) as fault:
            return patience.answered(fault)

    def all_of(document: Sequence[str]) -> list[tuple[Deposit, PutBack | OgpError]]:
        """One after the other: the first one that is written makes the item where that is gone."""
        return [(known[capture], one(known[capture])) for capture in document]

    answers: list[tuple[Deposit, PutBack | OgpError]] = []
    for answered in abreast(all_of, documents, THREADS):
        for _, answer in answered:
            if isinstance(answer, PutBack):
                shop.register.moved(answer.deposit)
        answers += answered
    standing = [answer.deposit for _, answer in answers if isinstance(answer, PutBack)]
    looks = look_again(shop, plan, repository, standing, at)
    return _told(repository, answers, looks)


def _told(repository: str, answers: Sequence[tuple[Deposit, PutBack | OgpError]], looks: Mapping[str, Verification]) -> Restored:
    done, left, waiting = [], [], []
    for deposit, answer in answers:
        where = f"{repository}: {deposit.key}: {deposit.evidence}"
        if isinstance(answer, PutBack):
            look = looks[deposit.evidence]
            line = "; ".join((f"{where}: {_what(deposit, answer)}", *answer.beside))
            if look.found in WRONG:
                left.append(f"{line}; yet it is {look.found.value}: {look.detail}")
            else:
                done.append(line)
        elif isinstance(answer, RepositoryFault) and answer.again:
            waiting.append(f"{where}: {answer}")
        else:
            left.append(f"{where}: {answer}")
    return Restored(tuple(done), tuple(left), tuple(causes(waiting)))


def _what(deposit: Deposit, answer: PutBack) -> str:
    files = f"put back {', '.join(answer.files)}" if answer.files else "stands whole, nothing was missing"
    return f"{files}; it stands at {answer.deposit.key} now" if answer.deposit.key != deposit.key else files


# --- the right bytes


class _Search:
    """For one deposit as it was: its very provenance, and its files, wherever they still are. Raises RepositoryFault, with
    ``again`` when something that may have them did not answer."""

    def __init__(self, shop: Workshop, plan: Plan, target: Repository, deposit: Deposit) -> None:
        self._shop, self._plan, self._target, self._deposit = shop, plan, target, deposit
        self._faults: list[RepositoryFault] = []

    def package(self) -> Package:
        provenance = self._provenance()
        document, _, _ = read_provenance(provenance)
        return Package(
            evidence=self._deposit.evidence,
            document=document.id,
            plan=document.plan,
            commitment=document.commitment,
            files=tuple(self._file(file) for file in package_files(provenance)),
            provenance=provenance,
        )

    @cached_property
    def _made(self) -> Package | None:
        """As the register and the spool make it today; None when the body is not here."""
        document, capture, attempt = self._shop.register.capture(self._deposit.evidence)
        try:
            return package_of(self._shop, self._plan, document, capture, attempt)
        except (LocalFault, LayoutUnknown):
            return None

    @cached_property
    def _places(self) -> list[tuple[Repository, Deposit]]:
        """Where else it stands; last the repository that it is put back into, which may have a part."""
        others = [other for other in self._shop.repositories.values() if other.name != self._target.name]
        found = [(other, self._tried(lambda other=other: other.find(self._deposit.evidence))) for other in others]  # type: ignore[misc]
        return [*((other, one) for other, one in found if one is not None), (self._target, self._deposit)]

    def _provenance(self) -> bytes:
        wanted = self._deposit.sha256
        if self._made is not None and hashlib.sha256(self._made.provenance).hexdigest() == wanted:
            return self._made.provenance
        for repository, standing in self._places:
            content = self._tried(lambda: repository.provenance(standing))  # noqa: B023 called at once
            if content is not None and hashlib.sha256(content).hexdigest() == wanted:
                return content
        raise self._no_copy("its provenance", wanted)

    def _file(self, file: PackageFile) -> PackageFile:
        made = {} if self._made is None else {one.sha256: one.content for one in self._made.files}
        if (content := made.get(file.sha256)) is not None:
            return replace(file, content=content)
        path = self._shop.spool.find(file.sha256)
        for repository, standing in () if path else self._places:
            path = self._tried(lambda: self._brought(repository, standing, file))  # noqa: B023 called at once
            if path is not None:
                break
        if path is None:
            raise self._no_copy(file.name, file.sha256)
        return replace(file, path=path)

    def _brought(self, repository: Repository, standing: Deposit, file: PackageFile) -> Path | None:
        """Into the spool, when it is right: wrong bytes are read, and never kept."""
        with repository.open(standing, file.name) as stream:
            if hashed(stream) != (file.sha256, file.size):
                return None
        with repository.open(standing, file.name) as stream:
            path, sha256, _ = self._shop.spool.write(iter(lambda: stream.read(CHUNK), b""))
        return path if sha256 == file.sha256 else None

    def _tried(self, ask: Callable[[], Answer]) -> Answer | None:
        try:
            return ask()
        except RepositoryFault as fault:
            self._faults.append(fault)
            return None

    def _no_copy(self, what: str, sha256: str) -> RepositoryFault:
        silent = [fault for fault in self._faults if fault.again]
        if silent:
            return RepositoryFault(
                f"no right copy of {what} (SHA-256 {sha256}) was found, but not everything answered: {silent[0]}"
            )
        return RepositoryFault(
            f"no right copy of {what} (SHA-256 {sha256}) is in the spool or in any repository; put a backup of the archive or of"
            " the spool where it was, and run again",
            again=False,
        )
