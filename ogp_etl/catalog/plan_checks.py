"""What must hold inside ``plan.yml``, beyond the types of its values."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ogp_etl.cards import Plan
from ogp_etl.catalog.addresses import address_fault, host_fault
from ogp_etl.catalog.card_file import CardFile, suggestion, twice
from ogp_etl.catalog.commitment_checks import approximate_faults
from ogp_etl.errors import Fault

ELSEWHERE = {"commitments": "commitments/<number>.yml", "process": "process.yml"}
"""Parts of a plan that stand in files of their own."""
CERTIFICATE = b"-----BEGIN CERTIFICATE-----"


def plan_faults(card: CardFile, *, named: str | None, rule_sets: Collection[str] | None) -> Iterator[Fault]:
    """``named``: the id that the plan must have; None: any. ``rule_sets``: those there are; None: not checked."""
    for part, place in ELSEWHERE.items():
        if card.lines.has((), part):
            yield card.fault((part,), f"{part} do not stand in plan.yml", f"write them in {place}")
    own = card.text("id")
    if named is not None and own is not None and own != named:
        yield card.fault(
            ("id",), f"the id is {own}, but the folder is named {named}", f"write id: {named}, or name the folder {own}"
        )
    if own is not None and card.text("superseded_by") == own:
        yield card.fault(
            ("superseded_by",),
            "the plan is superseded by itself",
            "write the id of the plan that took its place, or remove the key",
        )
    for part in ("agencies", "areas", "duties"):
        yield from twice(card, "id", part)
    start, end = card.day("start"), card.day("end")
    if start and end and end < start:  # also beside another fault, which keeps the type from saying it
        yield card.fault(("end",), f"end {end} is before start {start}", f"write an end from {start} on")
    yield from _zone(card)
    yield from _rule_sets(card, rule_sets)
    yield from approximate_faults(card, {one.name for one in fields(Plan)} - set(ELSEWHERE))
    homepages = ((*agency, "homepage") for agency in card.items("agencies"))
    for loc in (("licence", "url"), ("publisher", "homepage"), ("dashboard",), *homepages):
        url = card.text(*loc)
        wrong = address_fault(url) if url else None
        if wrong:
            yield card.fault(loc, *wrong)
    yield from _hosts(card)


def amendment_faults(card: CardFile, numbers: Collection[str]) -> Iterator[Fault]:
    """Of the commitments that amendments name. ``numbers``: of the cards there are."""
    for amendment in card.items("amendments"):
        added = [number for _, number in card.texts(*amendment, "adds")]
        for part in ("adds", "drops", "changes"):
            for place, number in card.texts(*amendment, part):
                if number not in numbers:
                    do = f"add commitments/{number}.yml (of what was dropped the card stays), or remove the number"
                    what = f"amendments.{part} names the commitment {number}, which has no card"
                    yield card.fault(place, what, suggestion(number, numbers, do))
                elif part == "drops" and number in added:
                    what = f"the amendment adds and drops the commitment {number}"
                    yield card.fault(place, what, "keep one; what came about on another day is an amendment of its own")


def expired_faults(card: CardFile, today: date) -> Iterator[Fault]:
    """TLS exceptions whose last day is past. Apart from the others because a card does not turn faulty by itself."""
    for host in card.items("hosts"):
        for exception in card.items(*host, "tls"):
            expires = card.day(*exception, "expires")
            if expires and expires < today:
                name = card.text(*host, "host")
                yield card.fault(
                    (*exception, "expires"),
                    f"the TLS exception of {name} expired on {expires}",
                    "look whether the host is mended: then remove the exception, else write a new reason and a later day",
                )


def _zone(card: CardFile) -> Iterator[Fault]:
    zone = card.text("zone")
    if zone is None:
        return
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, such as Asia
        yield card.fault(("zone",), f"{zone} is no time zone", "write one like Asia/Taipei")


def _rule_sets(card: CardFile, known: Collection[str] | None) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, name in card.texts("rule_sets"):
        if name in seen:
            yield card.fault(place, f"rule_sets has {name} twice", "keep one")
        elif known is not None and name not in known:
            yield card.fault(
                place, f"there is no rule set {name}", suggestion(name, known, f"the sets are {', '.join(sorted(known))}")
            )
        seen.add(name)


def _hosts(card: CardFile) -> Iterator[Fault]:
    yield from twice(card, "host", "hosts")
    for place in card.items("hosts"):
        host = card.text(*place, "host")
        wrong = host_fault(host.partition(":")[0]) if host else None
        if wrong:
            yield card.fault((*place, "host"), *wrong)
        extra = card.text(*place, "extra_ca_file")
        problem = _certificate(card.path.parent, extra) if extra else None
        if problem:
            yield card.fault(
                (*place, "extra_ca_file"), problem, "write the path of a PEM file below the plan's folder, such as certs/host.pem"
            )


def _certificate(folder: Path, extra: str) -> str | None:
    try:
        held = (folder / extra).read_bytes()
    except OSError:
        return f"there is no file {extra} below the plan's folder"
    return None if CERTIFICATE in held else f"{extra} holds no certificate in PEM form"
