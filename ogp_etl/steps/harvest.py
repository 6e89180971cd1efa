"""Which sources are due, and visiting them host by host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ogp_etl.cards import DROPS, Plan, source_key
from ogp_etl.check.calendar import plus
from ogp_etl.model import Capture, Period, SourceState, Visit
from ogp_etl.steps.intake import Collect, Ledger, SourceVisit, walk
from ogp_etl.steps.visit_reader import VisitReader
from ogp_etl.steps.workshop import Workshop


def due_hosts(shop: Workshop, plan: Plan, now: datetime) -> list[str]:
    """Hosts of a plan's sources that are due at ``now``."""
    return [_host(source) for _commitment, source in _due(shop, plan, now)]


def _due(shop: Workshop, plan: Plan, now: datetime) -> Iterator[tuple[str, Any]]:
    states = shop.register.source_states(plan.id)
    for commitment, source in plan.sources():
        if source.collector not in DROPS and is_due(source, states.get(source_key(commitment, source)), now, plan.zone):
            yield commitment, source


def is_due(source: Any, state: SourceState | None, now: datetime, zone: str) -> bool:
    """Never visited, last visited with a fault, or last visited at least one visit period ago (counted in days of the
    plan's zone, so that a run an hour early is not a day late)."""
    if state is None or state.last_visit is None or state.last_reason:
        return True
    local = ZoneInfo(zone)
    return now.astimezone(local).date() >= plus(state.last_visit.astimezone(local).date(), Period.parse(source.visit))


def harvest(shop: Workshop, plans: Iterable[Plan], place: str, now: datetime, run: str) -> Iterator[Visit]:
    """Visit the due sources of one host, or one inbox (``plan/commitment/source``), one after the other."""
    for plan in plans:
        for commitment, source in _at(shop, plan, place, now):
            yield visit(shop, plan, commitment, source, now, run)


def _at(shop: Workshop, plan: Plan, place: str, now: datetime) -> list[tuple[str, Any]]:
    inboxes = [
        (commitment, source)
        for commitment, source in plan.sources()
        if source.collector in DROPS and f"{plan.id}/{source_key(commitment, source)}" == place
    ]
    return inboxes or [(commitment, source) for commitment, source in _due(shop, plan, now) if _host(source) == place]


def visit(shop: Workshop, plan: Plan, commitment: str, source: Any, now: datetime, run: str) -> Visit:
    """One visit to one source."""
    memory = shop.register.memory(plan.id, source_key(commitment, source))
    door = None if source.collector in DROPS else shop.door  # nobody is asked, so nobody needs to reach us
    reader = VisitReader(door, shop.spool, memory, now=now, zone=ZoneInfo(plan.zone))
    facts = SourceVisit(
        plan=plan,
        commitment=commitment,
        source=source,
        run=run,
        now=now,
        memory=memory,
        ledger=Ledger(shop.register),
        read_archived=partial(_body_of, shop),
    )
    return walk(facts, reader, _collector(shop, source))


def _collector(shop: Workshop, source: Any) -> Collect:
    """The collector of the source's family: the module of its name, with what its family needs from the settings."""
    collect: Callable[..., Any] = import_module(f"ogp_etl.harvest.{source.collector}").collect
    if source.collector == "folder":
        return partial(collect, root=shop.settings.drops)
    if source.collector == "bucket":
        return partial(collect, client=shop.drops_client())
    return collect


def _body_of(shop: Workshop, capture: Capture) -> Path | None:
    """The body of a capture: from the spool, else from the archive; None when neither has it."""
    found = shop.spool.find(capture.sha256)
    deposit = shop.archive.find(capture.id) if found is None else None
    if deposit is None:
        return found
    with shop.archive.open(deposit, capture.filename) as file:
        return shop.spool.write(iter(partial(file.read, 1 << 20), b""))[0]


def _host(source: Any) -> str:
    return str(urlsplit(source.url).netloc.lower())
