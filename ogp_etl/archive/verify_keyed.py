"""Every deposit in an object store looked at: from outside, under the address where the public reads it; or, where no address
is known, by ourselves, which proves the bytes and no publication."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from ogp_etl.archive import layout
from ogp_etl.archive.abreast import abreast
from ogp_etl.archive.checked import Altered, Missing
from ogp_etl.archive.outside import Outside
from ogp_etl.archive.patience import NOBODY, Patience
from ogp_etl.archive.provenance import PROVENANCE, parse_provenance
from ogp_etl.archive.repository import Repository
from ogp_etl.archive.store import hashed
from ogp_etl.archive.verifying import WHOLE_EVERY, Read, Sight, of_public, verification, whole_due, worst
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Alarm, Deposit, Found, PackageFile, Verification

THREADS = 4


def verify_keyed(
    archive: Repository,
    deposits: Sequence[Deposit],
    last: Mapping[str, Verification],
    at: datetime,
    *,
    base: str | None,
    every: int = WHOLE_EVERY,
) -> Iterator[Verification]:
    """One row for each deposit, as they are looked at.

    ``base``: web address of the archive's keys, with its last slash (OGP_ARCHIVE_URL); None: nobody but us is asked, and what
    is right is ``intact``. ``last``: the newest verification of each, by capture id. Raises nothing for what an archive or a
    web server answers or fails to.
    """
    outside = Outside()
    patience = Patience(lambda: archive.find(NOBODY) if base is None else outside.status(base))

    def look(deposit: Deposit) -> Verification:
        if patience.lost is not None:
            return verification(deposit, at, Sight(Found.UNANSWERED, str(patience.lost)))
        whole = whole_due(deposit.evidence, last.get(deposit.evidence), at, every)
        try:
            seen = _own(archive, deposit, whole=whole) if base is None else _outside(archive, outside, base, deposit, whole=whole)
        except RepositoryFault as fault:
            seen = _told(fault)
        patience.answered(RepositoryFault(seen.detail) if seen.found is Found.UNANSWERED else None)
        return verification(deposit, at, seen)

    try:
        yield from abreast(look, deposits, THREADS)
    finally:
        outside.close()


def private_side(base: str, deposits: Sequence[Deposit]) -> tuple[Alarm, ...]:
    """Whether the side of an archive that nobody may read is served under the public address: an entry of its index, which
    harms nobody, is asked for. Empty when it is refused, or cannot be asked."""
    outside = Outside()
    try:
        for deposit in deposits[:1]:
            url = _address(base, layout.index_key(deposit.evidence))
            status, content, _ = outside.page(url)
            if status == 200 and deposit.evidence.encode() in content and deposit.key.encode() in content:
                return (_open_side(url),)
    except RepositoryFault:
        return ()  # the deposits' own rows say that nothing answers
    finally:
        outside.close()
    return ()


def _open_side(url: str) -> Alarm:
    return Alarm(
        code="leaking",
        source="",
        since=None,
        text={
            "zh-Hant": f"典藏的非公開部分任何人都讀得到（{url}）。請立刻只開放 public/，並清查誰讀過。",
            "en": f"Anybody can read the private side of the archive ({url}); serve only public/, at once, and see who read it.",
        },
    )


def _own(archive: Repository, deposit: Deposit, *, whole: bool) -> Sight:
    if whole:
        archive.read_back(deposit)
    else:
        for file in parse_provenance(archive.provenance(deposit)).files:
            archive.open(deposit, file.name).close()
    return Sight(Found.INTACT)


def _outside(archive: Repository, outside: Outside, base: str, deposit: Deposit, *, whole: bool) -> Sight:
    content = _provenance(archive, outside, base, deposit)
    if isinstance(content, Sight):
        return content
    sights = []
    for file in parse_provenance(content).files:
        url = _address(base, layout.file_key(deposit.key, file.name, public=file.public))
        try:
            if file.public:
                sights.append(of_public(outside.read(url, whole=whole, most=file.size), file))
            else:
                sights.append(_refused(outside.read(url, whole=True, most=file.size), file))
                sights.append(_ours(archive, deposit, file, whole=whole))
        except RepositoryFault as fault:
            sights.append(_told(fault))
    return worst(sights)


def _provenance(archive: Repository, outside: Outside, base: str, deposit: Deposit) -> bytes | Sight:
    """What the deposit should be. That of a deposit with nothing public is read by ourselves."""
    if not deposit.key.startswith(layout.PUBLIC):
        return archive.provenance(deposit)
    url = _address(base, layout.provenance_key(deposit.key))
    status, content, headers = outside.page(url)
    said = hashlib.sha256(content).hexdigest()
    stated = PackageFile(name=PROVENANCE, sha256=deposit.sha256, size=len(content), public=True)
    read = Read(url=url, status=status, size=None, sha256=said, etag=None, media_type=headers.get("Content-Type", ""))
    seen = of_public(read, stated)
    return content if seen.found is Found.OPEN else seen


def _refused(read: Read, file: PackageFile) -> Sight:
    """Of a file that nobody should be able to read. A page that says so with status 200 is no leak; its bytes are."""
    if read.status == 200 and read.sha256 == file.sha256:
        return Sight(Found.LEAKING, f"{file.name} is held back and anybody can read it at {read.url}")
    if read.status >= 500 or read.status == 429:
        return Sight(Found.UNANSWERED, f"{read.url} answered {read.status}")
    return Sight(Found.SEALED)


def _ours(archive: Repository, deposit: Deposit, file: PackageFile, *, whole: bool) -> Sight:
    """Of a file that only we can read. In between the whole readings it is seen to be there."""
    with archive.open(deposit, file.name) as stream:
        sha256 = hashed(stream)[0] if whole else file.sha256
    if sha256 != file.sha256:
        return Sight(Found.ALTERED, f"{file.name}, which is held back, has SHA-256 {sha256}, not {file.sha256}")
    return Sight(Found.SEALED)


def _told(fault: RepositoryFault) -> Sight:
    if isinstance(fault, Missing):
        return Sight(Found.MISSING, str(fault))
    return Sight(Found.ALTERED if isinstance(fault, Altered) else Found.UNANSWERED, str(fault))


def _address(base: str, key: str) -> str:
    return f"{base}{quote(key)}"
