"""What a look at a deposit comes to, whatever repository it stands in. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ogp_etl.model import WRONG, Deposit, Found, PackageFile, Verification

WHOLE_EVERY = 30
"""Days within which every byte of a deposit is read again; looks in between compare sizes."""
NOT_HARVESTED = "is not among the records of OAI-PMH"
"""How the detail of a deposit ends that only the harvesting interface does not offer yet."""
NAMED = 3
"""Things seen that a verification tells of; the rest it counts."""

_BARRIERS = tuple(found for found in WRONG if found is not Found.UNTRUE)
_WORST_FIRST = (*_BARRIERS, Found.UNANSWERED, Found.UNTRUE, Found.UNLISTED, Found.INTACT, Found.OPEN, Found.SEALED)
"""What was not answered comes before what is said wrongly, which claims that all can be read."""
_REFUSALS = {
    401: (Found.CLOSED, "asks for a log-in"),
    403: (Found.CLOSED, "is refused to those who are not logged in"),
    404: (Found.MISSING, "is not there"),
    410: (Found.MISSING, "is gone"),
}
_PROVEN = (Found.OPEN, Found.UNLISTED, Found.SEALED, Found.INTACT)


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing seen. ``detail``: what and where, one line; empty when all is as it should be."""

    found: Found
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a web server answered to a reader who is nobody."""

    url: str
    """Address that answered."""
    status: int
    size: int | None
    """Bytes read; of a look at the headers, bytes announced, None when it does not say."""
    sha256: str | None
    """None when the bytes were not read."""
    etag: str | None
    media_type: str


def worst(sights: Sequence[Sight]) -> Sight:
    """What they come to together: the worst outcome, with the details of all that is not as it should be, worst first.
    Nothing seen at all is ``missing``."""
    if not sights:
        return Sight(Found.MISSING, "nothing of it was seen")
    ordered = sorted(sights, key=lambda sight: _WORST_FIRST.index(sight.found))
    told = list(dict.fromkeys(sight.detail for sight in ordered if sight.detail))
    more = f"; and {len(told) - NAMED} more" if len(told) > NAMED else ""
    return Sight(ordered[0].found, "; ".join(told[:NAMED]) + more)


def verification(deposit: Deposit, at: datetime, sight: Sight) -> Verification:
    """The row. The same deposit looked at in the same second has the same id, on every machine."""
    second = int(at.timestamp())
    name = f"{deposit.evidence}\n{deposit.repository}\n{second}"
    return Verification(
        id="v" + hashlib.sha256(name.encode()).hexdigest()[:24],
        evidence=deposit.evidence,
        repository=deposit.repository,
        key=deposit.key,
        at=datetime.fromtimestamp(second, UTC),
        found=sight.found,
        detail=sight.detail,
    )


def whole_due(evidence: str, last: Verification | None, at: datetime, every: int = WHOLE_EVERY) -> bool:
    """Whether this look reads every byte: the first one, one after anything was wrong, and the first in each span of
    ``every`` days. The spans of different deposits begin on different days, so that a run does not read all at once."""
    if last is None or last.found not in _PROVEN or every <= 1:
        return True
    shift = int(hashlib.sha256(evidence.encode()).hexdigest()[:8], 16) % every
    return _span(at, shift, every) != _span(last.at, shift, every)


def _span(at: datetime, shift: int, every: int) -> int:
    return (int(at.timestamp()) // 86400 + shift) // every


def of_public(read: Read, file: PackageFile, md5: str | None = None) -> Sight:
    """Of a file that anybody should be able to read. ``md5``: as the repository states it, for a look at the headers."""
    where = f"{file.name} at {read.url}"
    if read.status in _REFUSALS:
        found, what = _REFUSALS[read.status]
        return Sight(found, f"{where} {what} ({read.status})")
    if read.status != 200:
        return Sight(Found.UNANSWERED, f"{where} answered {read.status}")
    for name, expected, had in (
        ("size", file.size, read.size),
        ("SHA-256", file.sha256, read.sha256),
        ("MD5", md5, read.etag if md5 and _is_md5(read.etag) else None),
    ):
        if had is not None and had != expected:
            return Sight(Found.ALTERED, f"{where} has {name} {had}, not {expected} ({read.media_type or 'no type'})")
    return Sight(Found.OPEN)


def _is_md5(etag: str | None) -> bool:
    return etag is not None and len(etag) == 32 and all(one in "0123456789abcdef" for one in etag)
