"""Captures into the repository, then the records that make the register again."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ogp_etl.archive.package import make_package, read_provenance
from ogp_etl.cards import Plan
from ogp_etl.errors import LayoutUnknown, LocalFault, OgpError, RepositoryFault
from ogp_etl.harvest.recording.warc import finished
from ogp_etl.model import Capture, Deposit, Document, Package
from ogp_etl.steps.copying import package_from
from ogp_etl.steps.datasets import comment_files
from ogp_etl.steps.faults import unfinished
from ogp_etl.steps.spool_care import care
from ogp_etl.steps.workshop import Workshop

AT_ONCE = 20
"""Deposits that are remembered in one transaction."""


def deposit(shop: Workshop, plans: Mapping[str, Plan], repository: str, captures: Sequence[str], now: datetime) -> int:
    """As ``deposit_all``; gives how many stand now. Raises RepositoryFault that names every cause, once all were tried."""
    stand, faults = deposit_all(shop, plans, repository, captures, now)
    if faults:
        raise unfinished(faults, "deposited")
    return stand


def deposit_all(
    shop: Workshop, plans: Mapping[str, Plan], repository: str, captures: Sequence[str], now: datetime
) -> tuple[int, list[OgpError]]:
    """Package and deposit captures that wait for a repository; gives how many stand now, and the faults of the others, which
    wait for the next run. The fault of one does not stop the others."""
    faults: list[OgpError] = []
    done: list[Deposit] = []
    stand = 0
    packages = _packages(shop, plans, repository, captures, faults)
    for answer in shop.repositories[repository].deposit_many(packages, now):
        if isinstance(answer, RepositoryFault):
            faults.append(answer)
        else:
            stand += 1
            done.append(answer)
        if len(done) >= AT_ONCE:
            shop.register.deposited(done)
            done = []
    shop.register.deposited(done)
    return stand, faults


def _packages(
    shop: Workshop, plans: Mapping[str, Plan], repository: str, captures: Sequence[str], faults: list[OgpError]
) -> Iterator[Package]:
    """Packages of those whose bodies are here and can be read; why the others cannot be packed goes into ``faults``."""
    for capture_id in captures:
        try:
            yield _held_elsewhere(shop, repository, capture_id) or _made_here(shop, plans, capture_id)
        except (LocalFault, LayoutUnknown, RepositoryFault) as fault:
            faults.append(fault)


def _held_elsewhere(shop: Workshop, repository: str, capture: str) -> Package | None:
    """The package as another repository holds it, so that all hold the same; None when this is the first."""
    for name, other in shop.repositories.items():
        if name == repository:
            return None
        deposit = other.find(capture)
        if deposit is not None:
            return package_from(shop, other, deposit)
    return None


def _made_here(shop: Workshop, plans: Mapping[str, Plan], capture_id: str) -> Package:
    document, capture, attempt = shop.register.capture(capture_id)
    return package_of(shop, plans[document.plan], document, capture, attempt)


def package_of(shop: Workshop, plan: Plan, document: Document, capture: Capture, attempt: dict[str, Any]) -> Package:
    """The package of one capture, with the datasets made from it. Raises LocalFault when its body is not here."""
    body = shop.spool.find(capture.sha256)
    if body is None:
        raise LocalFault(
            f"the body of {capture.id} ({capture.url}) is not in the spool {shop.spool.root}; "
            "deposit on the machine that harvested it, or let the next harvest fetch it again"
        )
    derived = comment_files(plan, document, body) if capture.sealed else ()
    return make_package(document, capture, {"attempt": attempt}, body, derived)


def keep_records(shop: Workshop) -> int:
    """Put finished WARC files and the rows not logged yet into the archive; gives how many lines were added. Then what is
    safe there, and not needed here any more, goes from the spool."""
    for path in finished(shop.warc_folder):
        shop.archive.keep(path.name, path)
        path.unlink()
    for path in shop.settings.replay:
        shop.archive.keep(path.name, path)
    added = 0
    for (name, day), lines in shop.register.unlogged().items():
        added += shop.archive.append_log(name, day, lines)
        shop.register.logged(name, lines)
    care(shop, time.time())  # files are dated by this machine's clock, whatever instant the job works at
    return added


def rebuild(shop: Workshop) -> dict[str, int]:
    """Fill an empty register from the repositories alone; gives how many rows of each kind were read, of a log that is in
    none of them 0.

    A capture that was deposited just before a machine was lost stands in no log yet: it is read from its own provenance.
    """
    register, archive = shop.register, shop.archive
    archive.mend(shop.clock())
    read = dict.fromkeys(register.logs, 0) | {name: register.restore(name, archive.read_log(name)) for name in archive.logs()}
    read |= {"deposit": 0, "provenance": 0}
    for repository in shop.repositories.values():
        deposits = list(repository.list())
        register.deposited(deposits)
        found = [read_provenance(repository.provenance(deposit)) for deposit in deposits if not register.holds(deposit.evidence)]
        register.take(documents=[document for document, _, _ in found], captures=[capture for _, capture, _ in found])
        read["deposit"] += len(deposits)
        read["provenance"] += len(found)
    return read
