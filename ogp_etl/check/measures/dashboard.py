"""A dashboard that is shown as the repository (R19 §5.2.1): its rows link to evidence, and it is updated."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic.dataclasses import dataclass

from ogp_etl.cards import PROCESS
from ogp_etl.cards.values import Every
from ogp_etl.check.answer import Answer, doubt, until
from ogp_etl.check.calendar import close, plus
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.measures.looks import look, standing
from ogp_etl.check.rule import CONFIG, Rule
from ogp_etl.model import Part, Period, Verdict

UPDATES = "updates"
"""Key of the look that tells on which day the dashboard was last updated; also of its part."""
WORST_FIRST = (Verdict.BREACH, Verdict.UNKNOWN, Verdict.DUE_SOON, Verdict.PENDING, Verdict.PASS)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Dashboard(Rule):
    """Parameters: how often it is updated, and how long a look at its rows holds."""

    measure: Literal["dashboard"]
    every: Every
    looked_within: Every


def judge_dashboard(rule: Dashboard, case: Case) -> Answer:
    """Not applicable without a dashboard, and before the plan starts. After the plan's reporting its last day is judged.
    ``missing``: rows that do not link, and ``updates``."""
    threshold = {"every": rule.every, "looked_within": rule.looked_within}
    if case.plan.dashboard is None or case.day < case.plan.start:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
    day = min(case.day, close(case.plan))
    within = Period.parse(rule.looked_within)
    numbers = [number for number, _ in standing(case)]
    if look(case, "dashboard", PROCESS, within, day) is not None:
        numbers.insert(0, PROCESS)
    parts = [Part(key=number, verdict=_linked(case, number, within, day)) for number in numbers]
    parts.append(_updates(rule, case, day))
    verdict = min((part.verdict for part in parts), key=WORST_FIRST.index)
    updated = case.observed.get(("dashboard", UPDATES))
    running = day == case.day
    return Answer(
        verdict=verdict,
        threshold=threshold,
        value=None if updated is None else max((day - updated.day).days, 0),
        due=parts[-1].due if running else None,
        missing=tuple(part.key for part in parts if part.verdict is Verdict.BREACH),
        doubts=tuple(doubt(part.key, "not-looked") for part in parts if part.verdict is Verdict.UNKNOWN)
        if verdict is Verdict.UNKNOWN
        else (),
        parts=tuple(parts),
        stopped=None if running else day,
    )


def _linked(case: Case, number: str, within: Period, day: date) -> Verdict:
    found = look(case, "dashboard", number, within, day)
    if found is None:
        return Verdict.UNKNOWN
    return Verdict.PASS if found.found == "linked" else Verdict.BREACH


def _updates(rule: Dashboard, case: Case, day: date) -> Part:
    """The last update holds for ``every``. After that it is only certain that no other came where somebody looked at the
    dashboard after the day on which it was due. The plan's start is as good as an update."""
    updated = case.observed.get(("dashboard", UPDATES))
    last = plus(case.plan.start if updated is None else max(updated.day, case.plan.start), Period.parse(rule.every))
    looked = max((one.day for (what, _), one in case.observed.items() if what == "dashboard"), default=None)
    if updated is not None and updated.day > day:
        verdict = Verdict.UNKNOWN  # of the updates before it nothing is known any more
    elif day > last:
        verdict = Verdict.BREACH if updated is not None and looked is not None and looked > last else Verdict.UNKNOWN
    elif updated is None:
        verdict = until(last, day)
    else:
        soon = until(last, day) is Verdict.DUE_SOON and day == case.day
        verdict = Verdict.DUE_SOON if soon else Verdict.PASS
    return Part(key=UPDATES, verdict=verdict, due=last if day == case.day else None)
