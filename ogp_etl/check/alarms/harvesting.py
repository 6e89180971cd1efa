"""Alarms about our own harvesting: sources we fail to visit, sources fallen silent, days without any harvest. Pure.

An alarm is our business. It is never a finding and never counts against a commitment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ogp_etl.cards import Plan, source_key
from ogp_etl.check.calendar import close, plus
from ogp_etl.model import Alarm, Period, SourceState

PATIENCE = 3
"""Periods that may pass before it is an alarm."""
NAMED = 5
"""Things in a drop folder that an alarm names; the rest it counts."""


def alarms(plan: Plan, states: Sequence[SourceState], now: datetime, watched_since: datetime | None) -> tuple[Alarm, ...]:
    """All alarms of a plan at ``now``, that for the whole plan first, then by the order of the cards.

    ``watched_since``: when this register first visited any source of the plan; None: it never did. A source that was
    never visited without fault, or never brought anything, is counted from there.

    ``unvisited``: no visit without fault for three ``visit`` periods. ``silent``: nothing new for three cadences although
    we looked, while the plan runs or is reported on. ``no-harvest``: the shortest visit period of all, a whole
    day in the plan's zone or more, went by without a single visit without fault. ``not-taken``: links, pipes or devices
    lie in a drop folder; the agency must put the files themselves there.
    """
    sources = [(source_key(commitment, source), source) for commitment, source in plan.sources()]
    if not sources:
        return ()
    by_key = {state.source: state for state in states}
    zone = ZoneInfo(plan.zone)
    raised = _no_harvest(sources, by_key, now.astimezone(zone).date(), zone)
    for key, source in sources:
        state = by_key.get(key)
        raised += _unvisited(key, source, state, now, watched_since, zone)
        if now.astimezone(zone).date() <= close(plan):
            raised += _silent(key, source, state, now, watched_since, zone)
        raised += _not_taken(key, state)
    return tuple(raised)


def _no_harvest(sources: Sequence[tuple[str, Any]], states: dict[str, SourceState], today: date, zone: ZoneInfo) -> list[Alarm]:
    last = max(_instants(states[key].last_whole for key, _ in sources if key in states), default=None)
    if last is not None:
        day = last.astimezone(zone).date()
        soonest = min(plus(day, Period.parse(source.visit)) for _, source in sources)
        if today <= soonest:
            return []
    text = (
        {
            "zh-Hant": f"自 {day} 之後，沒有任何來源完整讀到。請看最近的採集紀錄。",
            "en": f"No source was read whole after {day}; look at the latest harvest.",
        }
        if last is not None
        else {
            "zh-Hant": "這個行動方案的來源從未完整讀到。請執行採集。",
            "en": "No source of this plan was ever read whole; run the harvest.",
        }
    )
    return [Alarm(code="no-harvest", source="", since=last, text=text)]


def _instants(moments: Iterable[datetime | None]) -> list[datetime]:
    return [moment for moment in moments if moment is not None]


def _unvisited(
    key: str, source: Any, state: SourceState | None, now: datetime, watched_since: datetime | None, zone: ZoneInfo
) -> list[Alarm]:
    last = state.last_whole if state else None
    if not _over(last or watched_since, source.visit, now, zone):
        return []
    why = state.last_reason if state else ""
    due = Period.parse(source.visit).each
    since = {
        "zh-Hant": f"自 {last.astimezone(zone).date()} 之後沒有完整讀到" if last else "從未完整讀到",
        "en": f"not read whole since {last.astimezone(zone).date()}" if last else "never read whole",
    }
    text = {
        "zh-Hant": f"來源 {key} {since['zh-Hant']}（應{due['zh-Hant']}一次）{'：' + why if why else '。'}",
        "en": f"Source {key} was {since['en']} (due {due['en']}){': ' + why if why else '.'}",
    }
    return [Alarm(code="unvisited", source=key, since=last, text=text)]


def _silent(
    key: str, source: Any, state: SourceState | None, now: datetime, watched_since: datetime | None, zone: ZoneInfo
) -> list[Alarm]:
    """Silence is only said of a source that we heard: one not read whole since is ``unvisited`` instead."""
    if source.cadence is None or state is None or state.last_whole is None:
        return []
    if not _over(state.last_new or watched_since, source.cadence, min(now, state.last_whole), zone):
        return []
    last = state.last_new
    expected = Period.parse(source.cadence).each
    text = {
        "zh-Hant": f"來源 {key} {f'自 {last.astimezone(zone).date()} 之後' if last else '從來'}沒有新資料"
        f"（預期{expected['zh-Hant']}一次）。請確認網站是否搬家或改版。",
        "en": f"Source {key} brought nothing new{f' since {last.astimezone(zone).date()}' if last else ''}"
        f" (expected {expected['en']}); see whether the site moved or changed.",
    }
    return [Alarm(code="silent", source=key, since=last, text=text)]


def _not_taken(key: str, state: SourceState | None) -> list[Alarm]:
    if state is None or not state.not_taken:
        return []
    names = [address.removeprefix("drop:") for address in state.not_taken]
    more = len(names) - NAMED
    text = {
        "zh-Hant": f"投放資料夾 {key} 有 {len(names)} 個項目是連結、管線或裝置，不是檔案，沒有取用："
        f"{'、'.join(names[:NAMED])}{f'，另有 {more} 個' if more > 0 else ''}。請機關改放檔案本身。",
        "en": f"Drop folder {key}: not taken, because they are links, pipes or devices and not files ({len(names)}):"
        f" {', '.join(names[:NAMED])}{f' and {more} more' if more > 0 else ''}; ask the agency for the files themselves.",
    }
    return [Alarm(code="not-taken", source=key, since=state.last_visit, text=text)]


def _over(start: datetime | None, period: str, now: datetime, zone: ZoneInfo) -> bool:
    """Whether more than three periods went by after the day of ``start``, in days of the plan's zone."""
    if start is None:
        return False
    one = Period.parse(period)
    last = plus(start.astimezone(zone).date(), Period(PATIENCE * one.months, PATIENCE * one.days))
    return last < now.astimezone(zone).date()
