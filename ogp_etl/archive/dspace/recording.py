"""What an item tells of each version that stands in it: four lists of which the nth values belong together. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.records import Item
from ogp_etl.archive.provenance import Provenance

FIELDS = (names.CAPTURED, names.CAPTURE_SHA256, names.DEPOSITED, names.CAPTURE)


class Row(NamedTuple):
    """One version, in the order of ``FIELDS``. Instants as ``crosswalk.instant_text`` writes them."""

    captured: str
    sha256: str
    deposited: str
    id: str


def rows_of(item: Item) -> list[Row] | None:
    """None when the lists do not belong together: one is longer than another, or a version stands twice."""
    lists = [item.values(field) for field in FIELDS]
    if len({len(one) for one in lists}) > 1 or len(set(lists[-1])) < len(lists[-1]):
        return None
    return [Row(*values) for values in zip(*lists, strict=True)]


def wrongly_told(item: Item, found: Provenance, captured: str, evidence: Sequence[str]) -> str | None:
    """What an item does not say, or says otherwise, of a version that stands in it; None when all is as it should be.
    ``evidence``: the ids of which it should carry one."""
    rows = rows_of(item)
    mine = next((row for row in rows or () if row.id == found.capture.id), None)
    if not {item.value(names.EVIDENCE), item.value(names.IDENTIFIER)} & set(evidence):
        return f"no longer says that it is {evidence[0]}"
    if rows is None:
        return "has lists of versions that do not belong together"
    if mine is None:
        return f"no longer says that {found.capture.id} stands in it"
    if (mine.captured, mine.sha256) != (captured, found.capture.sha256):
        return f"says of {found.capture.id} that it was received at {mine.captured} with SHA-256 {mine.sha256}"
    return None if item.value("dc.title") else "has no title any more"


def recording(item: Item, arriving: Row, standing: Mapping[str, tuple[str, str]]) -> list[Mapping[str, Any]]:
    """What makes the lists say of ``arriving``, and of every version that stood, what is true. ``standing``: instant and digest
    of those whose provenance can be read. Lists that somebody changed are written anew, with the instants of deposits that they
    still tell; one of which nothing tells is said to be that of the capture."""
    rows, known = rows_of(item), {**standing, arriving.id: (arriving.captured, arriving.sha256)}
    if rows is not None and all((row.captured, row.sha256) == known.get(row.id, row[:2]) for row in rows):
        new = arriving.id not in item.values(names.CAPTURE)
        return list(rest.adding(dict(zip(FIELDS, ([(text, None)] for text in arriving), strict=True)))) if new else []
    told = {row.id: row for row in rows or ()}
    instants = dict(_instants(item))
    anew = []
    for id_ in dict.fromkeys([*item.values(names.CAPTURE), arriving.id]):
        if id_ in known:
            captured, sha256 = known[id_]
            own = told[id_].deposited if id_ in told else instants.get((captured, sha256))
            anew.append(Row(captured, sha256, own or (arriving.deposited if id_ == arriving.id else captured), id_))
        elif id_ in told:
            anew.append(told[id_])
    # A server that is given a list in place of a field's values takes the first of it alone.
    gone = [{"op": "remove", "path": f"/metadata/{field}"} for field in FIELDS if item.values(field)]
    return [
        *gone,
        *rest.adding(
            {field: [(text, None) for text in texts] for field, texts in zip(FIELDS, zip(*anew, strict=True), strict=True)}
        ),
    ]


def _instants(item: Item) -> list[tuple[tuple[str, str], str]]:
    """When versions were deposited, by instant and digest: these lists may still belong together when the ids do not."""
    captured, sha256, deposited = (item.values(field) for field in FIELDS[:3])
    if not len(captured) == len(sha256) == len(deposited):
        return []
    return list(zip(zip(captured, sha256, strict=True), deposited, strict=True))
