"""What must hold inside one commitment card or the process card, beyond the types of its values."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import combinations

from ogp_etl.cards import PROCESS, Commitment
from ogp_etl.catalog.addresses import address_fault
from ogp_etl.catalog.card_file import CardFile, Loc, suggestion, twice
from ogp_etl.errors import Fault
from ogp_etl.model import DRAFTING_GROUPS

RESERVED = (PROCESS, "plan")
"""Names of scopes; a commitment of that number could not be told from them."""


_NAME = r"-?[A-Za-z_][A-Za-z0-9_-]*"
_VALUE = r"'[^'\\\x00-\x1f\x7f]*'|\"[^\"\\\x00-\x1f\x7f]*\""
_PART = rf"[.#]{_NAME}|\[{_NAME}(?:[~|^$*]?=(?:{_VALUE}))?\]"
_SIMPLE = rf"(?:{_NAME}(?:{_PART})*|(?:{_PART})+)"
_PLAIN_SELECTOR = re.compile(rf"{_SIMPLE}(?:(?: ?[>+~,] ?| ){_SIMPLE})*")
"""CSS selectors that are right at a glance, as nearly all are; loading the parser for them would take a third of a second."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the plan's own file says, for the cards to be held against. None: not known, because that file is faulty."""

    agencies: Collection[str] | None = None
    areas: Collection[str] | None = None
    start: date | None = None
    close: date | None = None
    """Last day of the reporting phase."""


def commitment_faults(card: CardFile, known: Known) -> Iterator[Fault]:
    yield from _number(card)
    yield from unknown_name(card, ("area",), "area", known.areas)
    yield from _roles(card, known)
    yield from _milestones(card, known)
    yield from _kinds(card)
    yield from approximate_faults(card, {one.name for one in fields(Commitment)})
    completed = card.day("completed")
    if completed and known.start and completed < known.start:
        what = f"completed on {completed}, before the plan's start {known.start}"
        yield card.fault(("completed",), what, f"write a day from {known.start} on, or leave the key out")
    if completed and known.close and completed > known.close:
        what = f"completed on {completed}, after the plan's close {known.close}"
        yield card.fault(("completed",), what, f"write a day up to {known.close}, or leave the key out")
    yield from source_faults(card, known)


def source_faults(card: CardFile, known: Known) -> Iterator[Fault]:
    """Of the sources of any card."""
    yield from twice(card, "id", "sources")
    milestones = {name for place in card.items("milestones") if (name := card.text(*place, "id"))}
    for source in card.items("sources"):
        yield from unknown_name(card, (*source, "agency"), "agency", known.agencies)
        url = card.text(*source, "url")
        wrong = address_fault(url) if url else None
        if wrong:
            yield card.fault((*source, "url"), *wrong)
        yield from _selectors(card, source)
        for choice in card.items(*source, "describe", "milestone"):
            yield from unknown_name(card, (*choice, "give"), "milestone", milestones)


def approximate_faults(card: CardFile, names: Collection[str]) -> Iterator[Fault]:
    for place, name in card.texts("approximate"):
        if name not in names:
            yield card.fault(
                place,
                f"approximate names {name}, which is no field",
                suggestion(name, names, f"name fields of this file: {', '.join(sorted(names))}"),
            )


def unknown_name(card: CardFile, loc: Loc, what: str, known: Collection[str] | None) -> Iterator[Fault]:
    name = card.text(*loc)
    if name is not None and known is not None and name not in known:
        many = {"agency": "agencies"}.get(what, f"{what}s")
        where = f"{many} of {'this card' if what == 'milestone' else 'plan.yml'}"
        there = f"write one of {', '.join(sorted(known))}, or add it" if known else "add it"
        yield card.fault(
            loc, f"the {what} {name} is not among the {where}", suggestion(name, known, f"{there} to the {many} there")
        )


def _number(card: CardFile) -> Iterator[Fault]:
    number = card.text("number")
    if number is None:
        return
    if number.lower() in RESERVED:
        yield card.fault(
            ("number",), f"a commitment cannot have the number {number}", "write its number in the plan, such as 1-1"
        )
    elif number != card.path.stem:
        yield card.fault(
            ("number",),
            f"the number is {number}, but the file is named {card.path.name}",
            f'name the file {number}.yml, or write number: "{card.path.stem}"',
        )


def _roles(card: CardFile, known: Known) -> Iterator[Fault]:
    for part in ("lead", "supporting"):
        spans: list[tuple[Loc, str, date, date]] = []
        for role in card.items(part):
            yield from unknown_name(card, (*role, "agency"), "agency", known.agencies)
            since, until = card.day(*role, "since"), card.day(*role, "until")
            if since and until and until < since:
                yield card.fault((*role, "until"), f"until {until} is before since {since}", f"write an until from {since} on")
                continue
            if (since is None and card.at((*role, "since"))) or (until is None and card.at((*role, "until"))):
                continue  # no day at all: the type says so
            spans.append((role, card.text(*role, "agency") or "", since or known.start or date.min, until or date.max))
        for (_, name, since, until), (place, other, later, last) in combinations(spans, 2):
            if max(since, later) > min(until, last):
                continue
            if name == other:
                yield card.fault(
                    place,
                    f"{part}: {name} stands twice for the same days",
                    "keep one, or give them a since and an until that share no day",
                )
            elif part == "lead" and (since, until) != (later, last):
                yield card.fault(
                    place,
                    f"{name} and {other} both lead on {max(since, later)}",
                    f"give {name} an until; agencies that lead together have the same since and until",
                )


def _milestones(card: CardFile, known: Known) -> Iterator[Fault]:
    yield from twice(card, "id", "milestones")
    for milestone in card.items("milestones"):
        start, due = card.day(*milestone, "start"), card.day(*milestone, "due")
        if start and due and due < start:
            what = f"due {due} is before the milestone's start {start}"
            yield card.fault((*milestone, "due"), what, f"write a due day from {start} on, or an earlier start")
        elif due and known.start and due < known.start:
            what = f"due {due} is before the plan's start {known.start}"
            yield card.fault((*milestone, "due"), what, f"write a day from {known.start} on")


def _kinds(card: CardFile) -> Iterator[Fault]:
    drafting = {kind for group in DRAFTING_GROUPS.values() for kind in group}
    seen: set[str] = set()
    for place, kind in card.texts("kinds"):
        if kind in drafting:
            yield card.fault(
                place, f"{kind} is evidence of drafting, not of carrying out", "remove it; docs/judging.md §5 lists the kinds"
            )
        elif kind in seen:
            yield card.fault(place, f"kinds has {kind} twice", "keep one")
        seen.add(kind)


def _selectors(card: CardFile, source: Loc) -> Iterator[Fault]:
    places: list[Loc] = [(*source, "select"), (*source, "files"), *card.items(*source, "drop")]
    written = [(place, text) for place in places if (text := card.text(*place)) and not _PLAIN_SELECTOR.fullmatch(text)]
    if not written:
        return
    import soupsieve  # slow to import (it brings bs4), and the command line starts without it

    for place, text in written:
        try:
            soupsieve.compile(text)
        except soupsieve.SelectorSyntaxError as error:
            what = str(error).splitlines()[0]
            yield card.fault(
                place, f"{text!r} is no CSS selector: {what}", "write one like main, #content or a[href$='.pdf'], in quotes"
            )


def names(card: CardFile, *loc: Hashable, key: str = "id") -> list[str]:
    """The keys of the entries of a list, as written."""
    return [name for place in card.items(*loc) if (name := card.text(*place, key))]
