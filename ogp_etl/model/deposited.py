"""What goes into a repository, stands there, and was found there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFile:
    name: str
    """Path within the package, clean, with ``/``."""
    sha256: str
    size: int
    public: bool
    path: Path | None = None
    """Where the bytes are; None when ``content`` holds them."""
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What is deposited for one capture. The same capture makes the same bytes every time."""

    evidence: str
    """Capture id."""
    document: str
    plan: str
    commitment: str
    files: tuple[PackageFile, ...]
    provenance: bytes
    """Canonical JSON, enough to make the register's rows again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A package that stands in a repository, read back and found right."""

    evidence: str
    repository: str
    """Name of the repository: ``folder``, ``s3``, ``dspace``."""
    key: str
    """Where it stands there (a prefix, a handle)."""
    deposited: datetime
    sha256: str
    """Digest of the provenance that was deposited; it holds the digests of all files."""


class Found(StrEnum):
    """What a verification of one deposit found, asked from outside as anybody would."""

    OPEN = "open"
    """Everything that is public can be read by anybody, with size and digest right."""
    INTACT = "intact"
    """We ourselves read what was deposited; whether anybody can was not asked, because no public address is known. Proves no
    publication."""
    SEALED = "sealed"
    """Nothing of it is public, and nobody can read it."""
    WITHDRAWN = "withdrawn"
    MISSING = "missing"
    CLOSED = "closed"
    """A public part asks for a log-in: a barrier (R19 §5.1.1)."""
    ALTERED = "altered"
    """Other bytes than were deposited."""
    UNTRUE = "untrue"
    """Everything that is public can be read and is right; what its item says of it is not, or it stands twice."""
    LEAKING = "leaking"
    """What is held back can be read by anybody."""
    UNLISTED = "unlisted"
    """Readable, but not among the records that the repository offers to harvesters."""
    UNANSWERED = "unanswered"
    """The repository did not answer: our failure, not the deposit's."""


WRONG = (Found.LEAKING, Found.WITHDRAWN, Found.MISSING, Found.CLOSED, Found.ALTERED, Found.UNTRUE)
"""What somebody must act on, worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """One deposit looked at once."""

    id: str
    evidence: str
    repository: str
    key: str
    at: datetime
    found: Found
    detail: str
    """What was seen and where, one line; empty when all is as it should be."""
