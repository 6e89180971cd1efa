"""What lies ahead of a plan as the register knows it: completeness, the reviewer's view, what falls due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from ogp_etl.check import judge
from ogp_etl.check.calendar import plus
from ogp_etl.check.evidence.rows import known
from ogp_etl.check.rule_set import RuleSet
from ogp_etl.check.rulebook import read_sets
from ogp_etl.check.views import ahead, matrix, review
from ogp_etl.model import EvidenceRow, Period, Report
from ogp_etl.model.completeness import Matrix
from ogp_etl.model.reviewed import Review, Upcoming
from ogp_etl.steps.check import Case

LOOK_AHEAD = Period(0, 183)
"""The reviewer's view looks so far ahead: half a year, the longest span between two updates."""


def completeness(case: Case) -> list[Matrix]:
    """The matrices as of the report's day, the process first. Where that day is still to come, as the report supposes."""
    return matrix.matrices(case.plan, *_asked(case))


def completeness_of(case: Case, number: str) -> Matrix:
    """The matrix of one commitment alone, or of ``process``."""
    return matrix.matrix(case.plan, number, *_asked(case))


def _asked(case: Case) -> tuple[list[EvidenceRow], ahead.Visits, date, None, list[RuleSet]]:
    """Rows, visits, day, no limit to what was known, and rule sets of a matrix."""
    visits = ahead.as_now(case.visits, case.today, case.report.as_of)
    return [entry.row for entry in case.entries], visits, case.report.as_of, None, read_sets(case.plan.rule_sets)


def upcoming(case: Case, until: date) -> list[Upcoming]:
    """What is missed on the report's day or falls due up to ``until``, when nothing new comes."""
    return ahead.upcoming(case.plan, case.report, _later(case), until)


def reviewed(case: Case, matrices: Sequence[Matrix], until: date | None = None) -> Review:
    """The reviewer's view; looks half a year ahead where ``until`` is None."""
    last = until or plus(case.report.as_of, LOOK_AHEAD)
    shares = {one.scope: one.share for one in matrices}
    return review.review(case.plan, case.report, case.today, shares, upcoming(case, last), last, unseen(case))


def unseen(case: Case) -> dict[str | None, date | None]:
    """Owners (a commitment's number, None for the process) whose sources are not seen, with the last whole visit (None: never).
    As of a day to come: not seen today. As of a day that is over: not seen then, nor since."""
    return ahead.unseen(case.plan, case.visits, min(case.today, case.report.as_of))


def _later(case: Case) -> Callable[[date], Report]:
    """Judges the plan and the rows of the report's day as of any later day, as if every source were read whole and brought
    nothing new, and as if we went on looking at the repository."""
    rows = [one.row for one in known(enumerate(entry.row for entry in case.entries), case.report.as_of.toordinal(), None)]
    sets = read_sets(case.plan.rule_sets)
    plan = ahead.as_known(case.plan, case.report.as_of)

    def later(day: date) -> Report:
        looks = ahead.looks_as_now(case.said.observations, case.report.as_of, day)
        return judge.judge_by(plan, rows, None, day, None, sets, replace(case.said, observations=looks))

    return later
