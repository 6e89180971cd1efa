"""The screeners in order. The first that objects decides; nobody objecting is acceptance.

A new concern (personal data, a virus scanner, a ministry's own list) is one more function in ``SCREENERS``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ogp_etl.model import Screened, Screening
from ogp_etl.screen.archives import archive
from ogp_etl.screen.detect import Detected, detect
from ogp_etl.screen.hostile import entities, old_office, program, script, virus_pattern
from ogp_etl.screen.promises import complete, empty, promised
from ogp_etl.screen.reasons import GROUNDS, Objection
from ogp_etl.screen.subject import Subject, read_ends
from ogp_etl.screen.unpack import Refusal
from ogp_etl.screen.zip_types import ZIP, type_of_zip
from ogp_etl.screen.zips import open_zip

Screener = Callable[[Subject], Objection | None]

SCREENERS: tuple[Screener, ...] = (
    empty,
    virus_pattern,
    program,
    script,
    archive,
    old_office,
    entities,
    promised,
    complete,
)
"""Hostile things first: a quarantined body is not looked at any further."""


def screen(body: Path, stated_media_type: str | None, name: str | None, screeners: Sequence[Screener] = SCREENERS) -> Screening:
    """What the spooled ``body`` is and whether it may go on.

    ``stated_media_type``: of the Content-Type header, without parameters, or None. ``name``: a file name or the last
    part of an address, or None; both only say what was promised. Memory stays flat in the body's size; at most 2 GiB are
    unpacked. Raises LocalFault when the body cannot be read or there is no room for temporary files; content never raises.
    """
    ends = read_ends(body)
    stated = stated_media_type.partition(";")[0].strip().lower() if stated_media_type else None
    detected = detect(ends, stated, name)
    if detected.media_type == ZIP or ends.head.startswith(b"PK\x03\x04"):
        detected = _inside(body, detected)
    subject = Subject(body=body, ends=ends, media_type=detected.media_type, stated=stated, name=name)
    for screener in screeners:
        objection = screener(subject)
        if objection is not None:
            outcome = GROUNDS[objection.code].outcome
            return _screening(outcome, detected, str(objection))
    return _screening(Screened.ACCEPT, detected, "")


def _screening(outcome: Screened, detected: Detected, reason: str) -> Screening:
    return Screening(outcome=outcome, media_type=detected.media_type, detector=detected.detector, reason=reason)


def _inside(body: Path, detected: Detected) -> Detected:
    """The type by the entries of a ZIP; as it was when the ZIP cannot be read."""
    with body.open("rb") as file:
        try:
            media_type = type_of_zip(file, open_zip(file))
        except Refusal:
            return detected
    if media_type == detected.media_type:
        return detected
    return Detected(media_type, f"{detected.detector}, its entries")
