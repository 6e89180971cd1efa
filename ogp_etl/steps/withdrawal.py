"""From which day on a document was no longer public. Pure (docs/judging.md §2; docs/decisions.md, 12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from ogp_etl.register import rows


def public_until(row: Mapping[str, Any], zone: ZoneInfo) -> date | None:
    """The day from which it was no longer public, in the plan's zone; None while nothing proves that it is not.

    ``row``: of ``sql/queries/evidence.sql``; ``listed_at`` is when the last visit began that read the list whole.

    Two things prove it. It was asked for and is not there any more: then it went between the last good look and this one,
    on the announced day where that lies between, else on the day it was found gone. Or the day that the page announced for
    its end (下版日期) has come, and a visit since read the list whole and did not find it there: then on that day. An
    announced day alone proves nothing: a page that still answers is still public, and what we did not ask for again may be.
    """
    announced = rows.day(row["announced"])
    gone = _day(row["gone"], zone)
    looked = _day(row["last_good"], zone)
    if gone is not None:
        return announced if announced and looked and looked <= announced <= gone else gone
    if announced is None or looked is None or announced < looked:
        return None
    asked_since = row["tried_at"] > row["last_good"]
    listed = _day(row["listed_at"], zone)
    if asked_since or listed is None or listed < announced or row["listed_at"] <= row["last_good"]:
        return None
    return announced


def _day(seconds: int | None, zone: ZoneInfo) -> date | None:
    instant = rows.instant(seconds)
    return instant.astimezone(zone).date() if instant else None
