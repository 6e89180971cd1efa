"""Rules asked of a commitment that an amendment added or dropped (docs/rules.md §8). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from ogp_etl.check.answer import Answer
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.kept import Table, evidence_of
from ogp_etl.check.evidence.telling import looked_at
from ogp_etl.check.measures import answer
from ogp_etl.check.measures.of_findings import Found
from ogp_etl.check.rule import Rule
from ogp_etl.check.rulings import newest_looks
from ogp_etl.model import Observation, Verdict

WAITING = (Verdict.PENDING, Verdict.DUE_SOON)


def added(case: Case) -> date | None:
    """Day of the amendment that added the commitment; None: it stood in the plan from the start."""
    if case.commitment is None:
        return None
    return max((one.day for one in case.plan.amendments if case.commitment.number in one.adds), default=None)


def last_days(
    cases: Sequence[Case], rows: Table, known_at: datetime | None, observations: Sequence[Observation]
) -> dict[str, Case]:
    """By number, of the commitments that were dropped before the day: the same question on the day they were dropped."""
    found = {}
    for case in cases:
        dropped = None if case.commitment is None else case.plan.dropped(case.commitment.number)
        if dropped is not None and dropped < case.day:
            looks = newest_looks(observations, dropped)
            evidence = evidence_of(rows, case.plan, dropped, known_at, looked_at(looks))
            found[case.scope] = replace(case, day=dropped, evidence=evidence, observed=looks)
    return found


def answered(rule: Rule, case: Case, found: Found, last: Case | None) -> Answer:
    """What the measure says, of a promise only while it stood. ``last``: of a commitment that was dropped, its last day.

    Before it was added nothing was promised, and a last day that was over by then does not bind it. Once it is dropped the
    verdict of its last day stays; what was not due by then is asked no more. Measures with a clock stop it themselves.
    """
    since = added(case)
    if since is not None and case.day < since:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={})
    said = answer(rule, case, found)
    bound = said.last_day if said.due is None else said.due
    if since is not None and bound is not None and bound < since:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=said.threshold)
    if last is None or said.stopped is not None:
        return said
    stood = answer(rule, last, found)
    return replace(
        stood,
        verdict=_asked_no_more(stood.verdict),
        due=None,
        parts=tuple(part._replace(verdict=_asked_no_more(part.verdict), due=None) for part in stood.parts),
        stopped=last.day,
    )


def _asked_no_more(verdict: Verdict) -> Verdict:
    return Verdict.NOT_APPLICABLE if verdict in WAITING else verdict
