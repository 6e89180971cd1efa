"""Packages out of a repository that holds them, for one that does not: it joined later, or lost what it had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from ogp_etl.archive.abreast import abreast
from ogp_etl.archive.package import package_files, read_provenance
from ogp_etl.archive.repository import HOW_TO_PUT_BACK, Repository
from ogp_etl.archive.store import CHUNK
from ogp_etl.errors import OgpError, RepositoryFault
from ogp_etl.model import Deposit, Package, PackageFile
from ogp_etl.steps.order import in_order
from ogp_etl.steps.workshop import Workshop

THREADS = 4


def package_from(shop: Workshop, repository: Repository, deposit: Deposit) -> Package:
    """The package of a deposit with exactly the provenance that stands there. Its files come into the spool.

    Raises RepositoryFault when a file is missing or holds other bytes than its provenance says.
    """
    provenance = repository.provenance(deposit)
    document, _, _ = read_provenance(provenance)
    return Package(
        evidence=deposit.evidence,
        document=document.id,
        plan=document.plan,
        commitment=document.commitment,
        files=tuple(replace(file, path=_here(shop, repository, deposit, file)) for file in package_files(provenance)),
        provenance=provenance,
    )


def _here(shop: Workshop, repository: Repository, deposit: Deposit, file: PackageFile) -> Path:
    found = shop.spool.find(file.sha256)
    if found is not None:
        return found
    with repository.open(deposit, file.name) as stream:
        path, sha256, _ = shop.spool.write(iter(lambda: stream.read(CHUNK), b""))
    if sha256 != file.sha256:
        raise RepositoryFault(
            f"{repository.name}: {deposit.key}: {file.name} has SHA-256 {sha256}, not {file.sha256}; {HOW_TO_PUT_BACK}",
            again=False,
        )
    return path


def copy(shop: Workshop, source: Repository, target: Repository, now: datetime) -> Iterator[Deposit | OgpError]:
    """Deposits into ``target`` what ``source`` holds and ``target`` does not; one answer for each, and the register knows
    of each as soon as it stands. Versions of a document go in the order in which they were received."""
    faults: list[OgpError] = []
    standing = {deposit.evidence for deposit in target.list()}
    missing = _in_order(shop, source, {one.evidence: one for one in source.list() if one.evidence not in standing})
    for answer in target.deposit_many(_packages(shop, source, missing, faults), now):
        if isinstance(answer, Deposit):
            shop.register.deposited([answer])
        yield answer
        while faults:
            yield faults.pop()
    yield from faults


def _in_order(shop: Workshop, source: Repository, deposits: Mapping[str, Deposit]) -> Iterator[Deposit]:
    """As their captures were received; the register may never have heard of them, or be empty."""
    received = shop.register.received(deposits)
    strangers = [deposit for evidence, deposit in deposits.items() if evidence not in received]
    told = abreast(lambda deposit: _received(source, deposit), strangers, THREADS)
    received |= {deposit.evidence: one for deposit, one in zip(strangers, told, strict=True) if one is not None}
    return (deposits[evidence] for evidence in in_order(deposits, received))


def _received(source: Repository, deposit: Deposit) -> tuple[str, datetime] | None:
    """Its document, and when it was received; None when that cannot be read, which is said when its turn comes."""
    try:
        document, capture, _ = read_provenance(source.provenance(deposit))
    except RepositoryFault:
        return None
    return document.id, capture.captured.replace(microsecond=0)


def _packages(shop: Workshop, source: Repository, deposits: Iterator[Deposit], faults: list[OgpError]) -> Iterator[Package]:
    for deposit in deposits:
        try:
            yield package_from(shop, source, deposit)
        except RepositoryFault as fault:
            faults.append(fault)
