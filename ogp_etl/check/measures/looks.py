"""What anonymous looks found (docs/rules.md §2): files that open, times that are shown, folders that anybody can read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from heapq import nlargest
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards import PROCESS
from ogp_etl.cards.values import Every, Plain
from ogp_etl.check.answer import Answer, doubt, row_doubt
from ogp_etl.check.calendar import NEVER, plus
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Observation, Part, Period, Verdict

MOST_NAMED = 20
"""So many rows are named at most: of evidence, and of what was not looked at."""
WORST_FIRST = (Verdict.BREACH, Verdict.UNKNOWN, Verdict.PASS)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Looked(Rule):
    """Parameters: what is looked at in every row, the one word that is good, and how long a look holds."""

    measure: Literal["looked-at"]
    what: Literal["item", "update-time"]
    good: Plain
    rows: Rows
    looked_within: Annotated[Every, Field(description="How long a look holds.")]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Folders(Rule):
    """Parameter: how long a look holds."""

    measure: Literal["folders"]
    looked_within: Every


class Sorted(NamedTuple):
    """What the newest looks that still hold found: rows, and pages by their address."""

    good: list[Known]
    bad: list[Known]
    doubtful: list[Known]
    """Not found good, of which it is not certain that they were there by then."""
    blind: list[Known]
    """Not looked at, or too long ago."""
    more: int
    """So many others were not looked at, none newer than twenty of these."""
    pages: dict[str, Verdict]

    @property
    def verdicts(self) -> set[Verdict]:
        groups = {Verdict.PASS: self.good, Verdict.BREACH: self.bad, Verdict.UNKNOWN: [*self.doubtful[:1], *self.blind[:1]]}
        return {verdict for verdict, rows in groups.items() if rows} | set(self.pages.values())


def look(case: Case, what: str, key: str, within: Period, day: date | None = None) -> Observation | None:
    """The newest look, unless it is too old on ``day`` (None: the day of judging) to tell how things stand then."""
    found = case.observed.get((what, key))
    return found if found is not None and plus(found.day, within) >= (day or case.day) else None


def judge_looked(rule: Looked, case: Case) -> Answer:
    """``value``: how many were found good, of all. ``missing``: rows and pages that were found otherwise."""
    threshold = {"looked_within": rule.looked_within}
    found = _sorted(rule, case)
    if not found.verdicts:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    verdict = min(found.verdicts, key=WORST_FIRST.index)
    shown = list(found.pages.values())
    good = len(found.good) + shown.count(Verdict.PASS)
    total = len(found.good) + len(found.bad) + len(found.doubtful) + len(found.blind) + found.more + len(shown)
    bad = [one.row.id for one in found.bad]
    deciding = {Verdict.PASS: found.good, Verdict.BREACH: found.bad, Verdict.UNKNOWN: found.doubtful}[verdict]
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=f"{good}/{total}",
        evidence=nlargest(MOST_NAMED, deciding, key=_age),
        missing=(*bad, *(page for page, state in found.pages.items() if state is Verdict.BREACH)),
        doubts=_doubts(case, found, total) if verdict is Verdict.UNKNOWN else (),
        parts=(
            *(Part(key=key, verdict=Verdict.BREACH) for key in bad),
            *(Part(key=page, verdict=state) for page, state in found.pages.items()),
        )
        if rule.asked_of
        else (),
    )


class _Holds(dict[date, bool]):
    """Whether a look of a day still holds; thousands of looks are of few days."""

    def __init__(self, today: date, within: Period) -> None:
        self._today, self._within = today, within

    def __missing__(self, day: date) -> bool:
        self[day] = plus(day, self._within) >= self._today
        return self[day]


def _sorted(rule: Looked, case: Case) -> Sorted:
    holds = _Holds(case.day, Period.parse(rule.looked_within))
    rows, left = case.some(rule.rows)
    others = left.get("rows", {})
    more = sum(others.values()) if case.commitment is None else others.get(case.scope, 0)
    found = Sorted([], [], [], [], more, {})
    if not any(what == rule.what for what, _ in case.observed):
        return found._replace(blind=list(rows))
    for one in rows:
        seen = case.observed.get((rule.what, one.row.id))
        if seen is None or not holds[seen.day]:
            found.blind.append(one)
        elif seen.found == rule.good:
            found.good.append(one)
        else:
            # What a look did not find good says nothing of a row that may not have been there yet.
            there = one.sure(case.today) and seen.day.toordinal() >= one.last
            (found.bad if there else found.doubtful).append(one)
    if rule.what == "update-time" and case.commitment is None:
        for page in sorted(key for what, key in case.observed if what == rule.what and key.startswith(("https://", "http://"))):
            seen = case.observed[rule.what, page]
            good = Verdict.PASS if seen.found == rule.good else Verdict.BREACH
            found.pages[page] = good if holds[seen.day] else Verdict.UNKNOWN
    return found


def _age(one: Known) -> int:
    return one.first if one.last == NEVER else one.last


def _doubts(case: Case, found: Sorted, total: int) -> tuple[Doubt, ...]:
    """The newest of what was not looked at; the scope itself when nothing was. Then rows that were found otherwise, of which
    it is not certain that they were there."""
    pages = [page for page, state in found.pages.items() if state is Verdict.UNKNOWN]
    if len(found.blind) + found.more + len(pages) == total:
        return (doubt(case.scope, "not-looked"),)
    return (
        *(doubt(page, "not-looked") for page in pages),
        *(doubt(one.row.id, "not-looked") for one in nlargest(MOST_NAMED, found.blind, key=_age)),
        *(doubt(one.row.id, "not-looked") if one.sure(case.today) else row_doubt(one) for one in found.doubtful),
    )


def judge_folders(rule: Folders, case: Case) -> Answer:
    """One folder for the process from the first day of drafting on, one for each commitment from the day its clocks open
    until it is dropped. ``missing``: those that a look found closed or not there."""
    within = Period.parse(rule.looked_within)
    threshold = {"looked_within": rule.looked_within}
    states = {key: _folder(case, key, opened, within) for key, opened in _folders(case)}
    if not states:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    verdict = min(states.values(), key=WORST_FIRST.index)
    unseen = [key for key, state in states.items() if state is Verdict.UNKNOWN]
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=f"{sum(state is Verdict.PASS for state in states.values())}/{len(states)}",
        missing=tuple(key for key, state in states.items() if state is Verdict.BREACH),
        doubts=tuple(doubt(key, "not-looked") for key in unseen) if verdict is Verdict.UNKNOWN else (),
        parts=tuple(Part(key=key, verdict=state) for key, state in states.items()),
    )


def _folders(case: Case) -> Iterator[tuple[str, date]]:
    """Every folder that is asked for on the day of judging, with the day from which it is."""
    if case.plan.drafting.start <= case.day:
        yield PROCESS, case.plan.drafting.start
    yield from standing(case)


def standing(case: Case) -> Iterator[tuple[str, date]]:
    """The commitments that stand on the day of judging, with the day on which their clocks opened."""
    for one in case.plan.commitments:
        opened, dropped = case.plan.opened(one.number), case.plan.dropped(one.number)
        if opened <= case.day and (dropped is None or case.day < dropped):
            yield one.number, opened


def _folder(case: Case, key: str, opened: date, within: Period) -> Verdict:
    """A folder that was not there before it was asked for is not missing."""
    found = look(case, "folder", key, within)
    if found is None or (found.found != "open" and found.day < opened):
        return Verdict.UNKNOWN
    return Verdict.PASS if found.found == "open" else Verdict.BREACH
