"""What one check tells the outside: an event and a reading for each commitment, and notices to those who must act."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ogp_etl.cards import PROCESS, Plan
from ogp_etl.check.views.board import PLAN
from ogp_etl.check.views.notices import due_notices, open_notices
from ogp_etl.check.views.readings import readings
from ogp_etl.errors import NoticeFault
from ogp_etl.model import Message, Reading
from ogp_etl.publish.notice_text import messages, page_of
from ogp_etl.register.rows import known_instant
from ogp_etl.steps.ahead import completeness_of
from ogp_etl.steps.check import case
from ogp_etl.steps.claims import RegisterClaims
from ogp_etl.steps.workshop import Workshop

SHOWN = ("clause", "severity", "verdict", "value", "due", "missing")
"""What an event says of each finding."""
CLAIM = "notices"
log = logging.getLogger(__name__)

Send = Callable[[str, Message], None]
"""Hands a message to the channel of this name. Raises NoticeFault when it was not taken."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one round of notices."""

    sent: int
    """Notices that a channel took, each counted once a channel."""
    waiting: int
    """Notices that are due and were not sent, because no channel is named."""


def event(shop: Workshop, plan: Plan, scope: str, now: datetime, run: str) -> tuple[dict[str, Any], Reading]:
    """What the event of one commitment (or ``plan``) says, and its figures, as of the check that this run stored.

    The verdicts are those of the findings stored; the counts are asked of the register for the instant of that check.
    """
    found = shop.register.findings(plan.id, run)
    made = known_instant(found[0]["made"]) if found else now
    judged = case(shop, plan, made)
    name = PROCESS if scope == PLAN else scope
    found_of = readings(judged.board, judged.report, [completeness_of(judged, name)])
    reading = next(one for one in found_of if one.scope == scope)
    line = next(one for one in judged.board.lines if one.scope == name)
    told = {row["rule"]: _told(row["body"]) for row in found if row["scope"] == scope}
    return {
        "plan": plan.id,
        "scope": scope,
        "title": dict(line.title),
        "day": reading.day.isoformat(),
        "page": page_of(plan.id, scope, "", shop.settings.site_url),
        "verdict": reading.verdict.told,
        "days_since_update": reading.days_since_update,
        "days_to_breach": reading.days_to_breach,
        "completeness": reading.completeness,
        "shown": reading.shown,
        "expected": reading.expected,
        "breaches": reading.breaches,
        "unknown": reading.unknown,
        "waiting": reading.waiting,
        "held": reading.held,
        "known": reading.known,
        "findings": told,
    }, reading


def _told(body: str) -> Mapping[str, Any]:
    finding = json.loads(body)
    return {key: finding[key] for key in SHOWN}


def notify(shop: Workshop, plans: Iterable[Plan], now: datetime, run: str, channels: Mapping[str, str], send: Send) -> Told:
    """Tell every channel what it was not told yet; ``channels``: by the name that is remembered, what is handed to ``send``.

    What a channel took is remembered at once, so that a failure of one neither keeps the others waiting nor repeats what was
    sent. Without any channel the log says how many notices nobody gets. Raises NoticeFault, after all channels were tried,
    naming those that failed.
    """
    faults: list[str] = []
    sent = waiting = 0
    with RegisterClaims(shop.register).hold(CLAIM):
        for plan in plans:
            judged = case(shop, plan, now)
            open_ = open_notices(plan, judged.report, judged.board.alarms, shop.register.last_good(plan.id))
            waiting += 0 if channels else len(open_)
            for name, place in channels.items():
                due = due_notices(open_, shop.register.told(plan.id, name))
                for message, notices in messages(plan, due, shop.settings.site_url):
                    try:
                        send(place, message)
                    except NoticeFault as error:
                        faults.append(str(error))
                        break  # of one channel; the rest waits with it
                    shop.register.notified(notices, name, run, shop.clock())
                    sent += len(notices)
    if faults:
        raise NoticeFault("\n".join(dict.fromkeys(faults)))
    if waiting:
        log.warning("nobody is told of %d notices: OGP_NOTIFY names no channel", waiting)
    return Told(sent, waiting)
