"""The verbs of a repository. Folder and S3 have all of them; one that is no object store (DSpace) has those of
``Repository``, and leaves logs and WARC files to a ``Ledger``.

All verbs are safe to repeat, for several processes at once and after a kill at any point. Unless said otherwise they
raise RepositoryFault when the archive refuses, is down or gives back other bytes, and ValueError for arguments that
could never be stored (names that are not clean).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Deposit, Package

HOW_TO_PUT_BACK = (
    "ogp-etl verify and then ogp-etl archive deposit put it back where the spool or another repository still has it; else restore"
    " it from a backup"
)
"""What to do about a deposit of which something is missing or other than deposited."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """What it took to make a deposit again what it was."""

    deposit: Deposit
    """As it stands now: elsewhere than before, where the repository gives new places."""
    files: tuple[str, ...]
    """Names within the package of what was written again, sorted; empty when all stood as it should."""
    beside: tuple[str, ...] = ()
    """What stands beside it and is no evidence, one line each: nothing is deleted, so a person may look at it."""


@runtime_checkable
class Repository(Protocol):
    """Write-once: what was deposited is never replaced or removed."""

    @property
    def name(self) -> str:
        """``folder``, ``s3``: what deposits say they stand in."""

    def find(self, evidence: str) -> Deposit | None:
        """The deposit of a capture id; None when there is none, or only a half one. One small read."""

    def deposit(self, package: Package, now: datetime) -> Deposit:
        """Puts the package there, reads it back, and only then makes it visible to ``find`` and ``list``.

        Already there is success and gives the deposit that stands, with its own ``deposited``. A half deposit is
        finished. ``now``: instant of the deposit, UTC. Raises LocalFault when a file of the package is not on this
        machine or holds other bytes than the package says.
        """

    def deposit_many(self, packages: Iterable[Package], now: datetime) -> Iterator[Deposit | RepositoryFault]:
        """One answer for each package, in their order; the fault of one does not stop the others, until so many
        in a row say that the archive is down. ``packages`` is read a little ahead. Closing the iterator stops the work.
        Raises LocalFault."""

    def put_back(self, package: Package, deposit: Deposit, now: datetime) -> PutBack:
        """Makes a deposit again what it was, of which something is gone or has other bytes. Every byte that stands is read;
        what is right is left alone, the rest written again and read back.

        ``package``: the one deposited, with its very provenance; ValueError when it is another. ``now``: as for
        ``deposit``. Raises RepositoryFault also where somebody must decide (it was withdrawn, or would be open), LocalFault.
        """

    def read_back(self, deposit: Deposit) -> None:
        """Reads every byte again. Raises RepositoryFault naming the file and both digests when something is other than
        deposited or missing."""

    def list(self) -> Iterator[Deposit]:
        """All deposits, in the order of their capture ids."""

    def provenance(self, deposit: Deposit) -> bytes:
        """The provenance as it stands. Raises RepositoryFault when it is not what was deposited."""

    def open(self, deposit: Deposit, name: str) -> BinaryIO:
        """One file of the deposit, also a private one, to be read from its start and closed. Not compared with its
        digest. Raises RepositoryFault when the deposit has no such file."""


@runtime_checkable
class Ledger(Protocol):
    """Logs that only grow, and files that are kept; never public."""

    def append_log(self, name: str, day: date, lines: Sequence[bytes]) -> int:
        """Puts those of ``lines`` that are not there yet at the end of the day's file; gives how many. Lines are without
        line feeds and not empty. What stands keeps its place and order. Two writers at once lose nothing."""

    def read_log(self, name: str) -> Iterator[bytes]:
        """All lines of a log, day after day, without line feeds. Nothing when there is no such log."""

    def logs(self) -> Sequence[str]:
        """Names of the logs there are, sorted."""

    def keep(self, name: str, path: Path) -> None:
        """Keeps a file (WARC) under its name, write-once. The same bytes there already is success; other bytes under
        the name are a RepositoryFault. Raises LocalFault when ``path`` cannot be read."""

    def kept(self) -> Iterator[str]:
        """Names of the files kept, sorted."""

    def open_kept(self, name: str) -> BinaryIO:
        """A file that is kept. Raises RepositoryFault when it is not there."""


class Archive(Repository, Ledger, Protocol):
    """An object store: all verbs."""

    def mend(self, now: datetime) -> int:
        """Makes the index entries that a crash or a copy by other tools left out; gives how many."""
