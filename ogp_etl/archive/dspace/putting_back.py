"""What it took to put a deposit back, read off its items before and after. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.finding import IDS
from ogp_etl.archive.dspace.linking import new_links
from ogp_etl.archive.dspace.placing import is_disowned
from ogp_etl.archive.dspace.reading import provenance_of
from ogp_etl.archive.dspace.recording import FIELDS
from ogp_etl.archive.dspace.records import Item, StoredFile
from ogp_etl.archive.provenance import PROVENANCE, parse_provenance
from ogp_etl.archive.repository import PutBack
from ogp_etl.model import Deposit


def put_back_of(before: Sequence[Item], after: Sequence[Item], deposit: Deposit) -> PutBack:
    """``before``: the items that were there, with their files as they were; ``after``: those of the deposit as it stands."""
    old = {file.uuid: file for item in before for file in item.files}
    ours = [file for item in after for file in item.files if file.value(names.CAPTURE) == deposit.evidence]
    sent = {_name(file) for file in ours if file.uuid not in old}
    if any(file.uuid in old and _told(old[file.uuid]) != _told(file) for file in ours):
        sent.add(PROVENANCE)
    now = {item.uuid: item for item in after}
    if any(item.uuid in now and _says(item) != _says(now[item.uuid]) for item in before):
        sent.add("what the item says of its versions")
    if links := new_links(before, after):
        files = parse_provenance(provenance_of(after, deposit.evidence) or b"").files
        sent |= {f"{file.name} (its link)" for file in files if file.sha256 in links}
    return PutBack(deposit, tuple(sorted(sent)), tuple(_beside(before, ours, deposit.evidence)))


def _beside(before: Sequence[Item], ours: Sequence[StoredFile], evidence: str) -> Iterator[str]:
    """Files that were taken, or can be, for one of ours."""
    mine = {file.uuid for file in ours}
    called = {file.name for file in ours}
    for item in before:
        for file in item.files:
            if file.bundle == rest.ORIGINAL and file.uuid not in mine:
                if file.value(names.CAPTURE) == evidence:
                    yield f"{file.name} ({file.uuid}) with other bytes stays in {item.handle}, disowned and unread by the public"
                elif file.name in called and not is_disowned(file):
                    yield f"another file called {file.name} ({file.uuid}) stays in {item.handle}; it is none of ours, look at it"


def _name(file: StoredFile) -> str:
    return file.value(names.FILE_NAME) or file.name


def _says(item: Item) -> list[list[str]]:
    return [item.values(field) for field in (*FIELDS, *IDS)]


def _told(file: StoredFile) -> str | None:
    return file.value(names.PROVENANCE)
