"""What an exchange amounts to, for the register and for people. Pure."""

from __future__ import annotations

from http import HTTPStatus

from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.harvest.door.hop import GOOD, Hop
from ogp_etl.model import Outcome, Reason, Validators

REDIRECTING = (301, 302, 303, 307, 308)
AGAIN = (429, 502, 503, 504)
"""Statuses after which asking again a little later may help."""


def outcome(hop: Hop, asked_with: Validators) -> tuple[Outcome, Reason | None, str]:
    """Outcome, reason (None when good) and one line for people, of the answer that ended an attempt."""
    if hop.status is None or (hop.trouble is not None and not hop.defence):
        trouble = hop.trouble
        return Outcome.FAILED, trouble.reason if trouble else Reason.CONNECT, trouble.detail if trouble else "no answer"
    if hop.defence:
        line = f"a defence ({hop.defence}) answered instead of the site, with status {hop.status}"
        return Outcome.BLOCKED, Reason.BLOCK_PAGE, f"{line}; a person can bring the document"
    if hop.status == 304 and asked_with != Validators():
        return Outcome.UNCHANGED, None, "304 Not Modified"
    if hop.status in GOOD and hop.size:
        return Outcome.FETCHED, None, f"{named(hop.status)}, {hop.size:,} bytes"
    if hop.status in (*GOOD, 204, 205):
        return Outcome.FAILED, Reason.EMPTY, f"{named(hop.status)}, but the body is empty"
    reason = Reason.NOT_FOUND if hop.status in (404, 410) else Reason.STATUS
    return Outcome.FAILED, reason, named(hop.status)


def stopped(trouble: NotHad) -> tuple[Outcome, Reason | None, str]:
    """The same for an attempt that ended before the address it was after answered."""
    return Outcome.REFUSED if trouble.reason is Reason.ROBOTS else Outcome.FAILED, trouble.reason, trouble.detail


def validators(hop: Hop, asked_with: Validators) -> Validators:
    """To ask with next time. After a 304 what it does not state again is carried over."""
    etag, modified = hop.headers.get("etag") or None, hop.headers.get("last-modified") or None
    if hop.status == 304:
        return Validators(etag or asked_with.etag, modified or asked_with.last_modified)
    return Validators(etag, modified) if hop.status in GOOD else Validators()


def conditional(asked_with: Validators, *, redirected: bool) -> dict[str, str]:
    """Request headers. After a redirect a date alone proves nothing: it may be that of another file, older than ours."""
    headers = {}
    if asked_with.etag:
        headers["If-None-Match"] = asked_with.etag
    if asked_with.last_modified and not redirected:
        headers["If-Modified-Since"] = asked_with.last_modified
    return headers


def named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
