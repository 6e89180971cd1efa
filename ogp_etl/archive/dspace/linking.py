"""Links from an item to a file that the server does not take: ``<address> SHA-256 <digest>``. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace.records import Item, Values

MARK = " SHA-256 "


def link(address: str, sha256: str) -> str:
    return f"{address}{MARK}{sha256}"


def linked(item: Item | None, sha256: str) -> str | None:
    """The address that an item tells of a file; None when it tells none."""
    found = (_parts(text) for text in (item.values(names.LINK) if item else ()))
    return next((address for address, digest in found if digest == sha256), None)


def relinking(item: Item, wanted: Values) -> list[Mapping[str, Any]]:
    """What brings the links of a version that stands to where its files are now. Only ours are changed: those that name the
    digest of a file of the version; of several that whose address ends most like the new one."""
    have = item.values(names.LINK)
    free = {place: text for place, text in enumerate(have) if text not in {one for one, _ in wanted}}
    found: list[Mapping[str, Any]] = []
    for text, _ in wanted:
        if text in have:
            continue
        address, sha256 = _parts(text)
        ours = [place for place, other in free.items() if _parts(other)[1] == sha256]
        if ours:
            place = max(ours, key=lambda one: _common_end(_parts(free[one])[0], address))
            del free[place]
            found.append({"op": "replace", "path": f"/metadata/{names.LINK}/{place}/value", "value": text})
        else:
            found.append({"op": "add", "path": f"/metadata/{names.LINK}/-", "value": {"value": text, "language": None}})
    return found


def new_links(before: Sequence[Item], after: Sequence[Item]) -> set[str]:
    """Digests of the files whose links were written between two looks at the items of a deposit."""
    old = {text for item in before for text in item.values(names.LINK)}
    return {_parts(text)[1] for item in after for text in item.values(names.LINK) if text not in old}


def _parts(text: str) -> tuple[str, str]:
    address, _, sha256 = text.strip().rpartition(MARK)
    return address, sha256


def _common_end(one: str, other: str) -> int:
    """Steps of two addresses that are the same, from their ends."""
    steps = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], steps))
