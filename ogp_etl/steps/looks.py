"""What anonymous looks at the repository found, from what the register knows of them (docs/rules.md §2). Pure.

Where the government's own sites are the repository, every visit is such a look; where our archive is, every verification.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ogp_etl.cards import DROPS, PROCESS, Plan, source_key
from ogp_etl.model import Entry, Found, Observation, Outcome, Reason, Verification
from ogp_etl.register import rows

OPEN = "open"
LOOKED: Mapping[Found, str] = {
    Found.OPEN: OPEN,
    Found.UNLISTED: OPEN,
    Found.UNTRUE: OPEN,
    Found.CLOSED: "closed",
    Found.MISSING: "missing",
    Found.WITHDRAWN: "missing",
    Found.ALTERED: "altered",
}
"""What anybody meets there. What is not in it is no look from outside, or no answer: it says nothing."""
LOG_IN = 401
"""The status by which a site asks who one is. 403 may be a defence against machines, and is our failure."""


def observations(
    plan: Plan, found: Iterable[Mapping[str, Any]], entries: Sequence[Entry], looks: Iterable[Verification]
) -> list[Observation]:
    """The newest look at each row of the evidence table, in its order, then at the folders.

    ``found``: rows of ``sql/queries/evidence.sql``; ``looks``: the newest verification of each deposit in the repositories in
    use. A row at which nobody looked from outside is absent, as is a folder in which nothing was found open.
    """
    zone = ZoneInfo(plan.zone)
    if plan.record == "archive":
        seen = _verified(looks)
        items = [_item(entry.row.id, seen[entry.row.id], zone) for entry in entries if entry.row.id in seen]
        return [*items, *_folders(plan, entries, items)]
    dropped = {source_key(commitment, source) for commitment, source in plan.sources() if source.collector in DROPS}
    visited = {row["document_id"]: row for row in found if row["document_source"] not in dropped}
    looked = ((entry.row.id, _visited(visited[entry.document.id])) for entry in entries if entry.document.id in visited)
    return [_item(key, look, zone) for key, look in looked if look is not None]


Look = tuple[str, datetime, str]
"""What was found, when, and how that was seen."""


def _item(key: str, look: Look, zone: ZoneInfo) -> Observation:
    found, at, detail = look
    return Observation(what="item", key=key, day=at.astimezone(zone).date(), found=found, detail=detail)


def _verified(looks: Iterable[Verification]) -> dict[str, Look]:
    """By capture id. What is open in one repository is open; else the newest look counts."""
    seen: dict[str, Look] = {}
    for one in sorted(looks, key=lambda one: one.at):
        told = LOOKED.get(one.found)
        if told is not None and (told == OPEN or seen.get(one.evidence, ("",))[0] != OPEN):
            seen[one.evidence] = (told, one.at, one.detail)
    return seen


def _visited(row: Mapping[str, Any]) -> Look | None:
    """The last answer of the site that says something: what could not be reached, or was blocked, says nothing. All versions
    of a document stand at one address, and were found with it."""
    tried, good = rows.instant(row["tried_at"]), rows.instant(row["last_good"])
    later = tried if tried is not None and (good is None or tried > good) else None
    failed = row["tried_outcome"] == Outcome.FAILED
    if later and failed and row["tried_status"] == LOG_IN:
        return "closed", later, row["tried_detail"]
    if later and failed and row["tried_reason"] == Reason.NOT_FOUND:
        return "missing", later, row["tried_detail"]
    gone = rows.instant(row["gone"])
    if gone is not None:
        return "missing", gone, ""
    return None if good is None else (OPEN, good, "")


def _folders(plan: Plan, entries: Sequence[Entry], items: Iterable[Observation]) -> Iterator[Observation]:
    """A folder in which anybody read a file is there, and open. Of others the register knows nothing."""
    owners = {entry.row.id: entry.row.commitment or PROCESS for entry in entries}
    newest: dict[str, Observation] = {}
    for one in sorted((one for one in items if one.found == OPEN), key=lambda one: one.day):
        newest[owners[one.key]] = one
    for folder in (PROCESS, *(commitment.number for commitment in plan.commitments)):
        if folder in newest:
            yield Observation(what="folder", key=folder, day=newest[folder].day, found=OPEN)
