"""The way of an account that is no site administrator: a draft in the workspace, its form, its licence, the deposit.

Afterwards the item is in the archive, and is completed as any other by an account that administers its collection.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ogp_etl.archive.dspace.fields import IDENTIFIER
from ogp_etl.archive.dspace.placing import Placing
from ogp_etl.archive.dspace.records import Metadata, uuid_of, write_values
from ogp_etl.archive.dspace.session import Refused, Session
from ogp_etl.errors import RepositoryFault

log = logging.getLogger(__name__)

FORM_FIELDS = ("dc.title", "dc.date.issued", "dc.type", IDENTIFIER)
"""What the server's stock form asks for, and the id by which the item is found again."""
ABANDONED = timedelta(hours=1)
"""Age at which an empty draft is nobody's any more: longer than a worker's claim on its document."""


def submit(session: Session, collection: str, placing: Placing, lost: int, ours: Callable[[str], bool]) -> str:
    """Uuid of an item with the first file of ``placing``, in the archive unless its collection has reviewers; it was looked
    for when ``session.lost`` was ``lost``. A draft that a crash left is gone on with; empty ones are removed. ``ours``: whether
    a collection, by its uuid, is one whose drafts count: the same document may be a draft for another community too."""
    _must_not_wait(session, placing.evidence, ours)
    drafts = [draft for draft in _my_drafts(session) if _is_for(draft, ours)]
    left = (one for one in drafts if placing.evidence in _ids(one) and one["sections"].get("collection") == collection)
    draft = next(left, None)
    if draft is None:
        draft = session.create("/submission/workspaceitems", {}, lost, owningCollection=collection, embed="item")
        _remove_abandoned(session, drafts, draft)
    number, item = draft["id"], _item(session, draft)
    draft = session.patch(f"/submission/workspaceitems/{number}", _operations(session, draft, placing.metadata))
    if placing.evidence not in _ids(draft):
        raise RepositoryFault(
            f"{session.account.address}: the submission form does not take {IDENTIFIER}, by which an item is found again; put it"
            " into the form, or deposit as a site administrator",
            again=False,
        )
    if not ((draft.get("sections") or {}).get("upload") or {}).get("files") and placing.uploads:
        first = placing.uploads[0]
        session.upload(f"/submission/workspaceitems/{number}", first.name, first.media_type, first.open, None)
    try:
        session.post_uris("/workflow/workflowitems", [session.href(f"/submission/workspaceitems/{number}")])
    except Refused as refusal:
        if refusal.status == 422 and not placing.uploads:
            raise RepositoryFault(
                f"{session.account.address}: the submission form wants a file, and every file of {placing.capture} is larger than"
                " DSpace takes; raise its limit and OGP_DSPACE_LIMIT, set webui.submit.upload.required = false there, or deposit"
                " as a site administrator",
                again=False,
            ) from refusal
        raise
    return item


def _must_not_wait(session: Session, evidence: str, ours: Callable[[str], bool]) -> None:
    asked = {"configuration": "workspace", "query": f'{IDENTIFIER}:"{evidence}"'}
    for hit in session.pages("/discover/search/objects", "objects", **asked):
        waiting = (hit.get("_embedded") or {}).get("indexableObject") or {}
        if waiting.get("type") == "workflowitem" and evidence in _ids(waiting) and _is_for(waiting, ours):
            raise RepositoryFault(
                f"{session.account.address}: {evidence} was submitted and waits for a reviewer of its collection; accept it in"
                " DSpace, or take the review step from the collection. The next run goes on with it"
            )


def _is_for(draft: Mapping[str, Any], ours: Callable[[str], bool]) -> bool:
    """One that does not say for which collection it is counts."""
    collection = draft["sections"].get("collection")
    return not isinstance(collection, str) or ours(collection)


def _my_drafts(session: Session) -> list[Any]:
    """All drafts of this account."""
    me = uuid_of(((session.get("/authn/status", embed="eperson") or {}).get("_embedded") or {}).get("eperson"), "this account")
    found = session.pages("/submission/workspaceitems/search/findBySubmitter", "workspaceitems", uuid=me, embed="item")
    return [draft for draft in found if isinstance(draft.get("sections"), dict)]


def _ids(draft: Mapping[str, Any]) -> list[str]:
    """What the form holds as other identifiers."""
    return [one.get("value") for _, form in _forms(draft) for one in form.get(IDENTIFIER) or ()]


def _forms(draft: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((name, form) for name, form in (draft.get("sections") or {}).items() if isinstance(form, dict))


def _remove_abandoned(session: Session, drafts: Sequence[Mapping[str, Any]], newest: Mapping[str, Any]) -> None:
    """Removes drafts that a crash left before they were told anything. ``newest``: made just now, by the server's clock."""
    for draft in drafts:
        filled = any("dc.title" in form or form.get("files") for _, form in _forms(draft))
        if not filled and _changed(newest) - _changed(draft) > ABANDONED:
            _remove(session, draft)


def _changed(draft: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(draft["lastModified"])


def _remove(session: Session, draft: Mapping[str, Any]) -> None:
    try:
        session.delete(f"/submission/workspaceitems/{draft['id']}")
    except Refused as refusal:
        if refusal.status != 404:  # another worker was faster
            raise
    else:
        log.warning("DSpace: removed draft %s, left empty since %s", draft["id"], draft["lastModified"])


def _item(session: Session, draft: Mapping[str, Any]) -> str:
    found = (draft.get("_embedded") or {}).get("item") or session.get(f"/submission/workspaceitems/{draft['id']}/item")
    return uuid_of(found, "a draft's item")


def _page(session: Session, draft: Mapping[str, Any]) -> str:
    """Name of the form's page that has the title: the server misses it there, or it is filled in."""
    missed = [path for error in draft.get("errors") or () for path in error.get("paths") or () if path.endswith("/dc.title")]
    found = [path.split("/")[2] for path in missed] or [name for name, form in _forms(draft) if "dc.title" in form]
    if not found:
        raise RepositoryFault(
            f"{session.account.address}: the submission form has no page with dc.title; see ogp-etl dspace doctor", again=False
        )
    return str(found[0])


def _operations(session: Session, draft: Mapping[str, Any], metadata: Metadata) -> Sequence[Mapping[str, Any]]:
    page = _page(session, draft)
    fields = [
        {"op": "add", "path": f"/sections/{page}/{field}", "value": write_values(metadata[field][:1])}
        for field in FORM_FIELDS
        if field in metadata
    ]
    granted = ((draft.get("sections") or {}).get("license") or {}).get("granted")
    return fields if granted else [*fields, {"op": "add", "path": "/sections/license/granted", "value": "true"}]
