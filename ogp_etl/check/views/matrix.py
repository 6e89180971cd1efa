"""The completeness matrix: kinds of evidence × milestones × half-years, expected against present (docs/rules.md §9). Pure.

``expected.py`` says what is expected. Beside it stands what is there, by kind, milestone and half-year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from ogp_etl.cards import PROCESS, Commitment, Plan
from ogp_etl.check.calendar import FIRST
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Evidence
from ogp_etl.check.rule import Rows
from ogp_etl.check.rulebook import RuleSet
from ogp_etl.check.views.expected import expected, half_years
from ogp_etl.model import EvidenceRow
from ogp_etl.model.completeness import HalfYear, Held, Matrix


def share(matrix: Matrix) -> tuple[int, int]:
    """How much is certainly there, of all that is there or due: (present, expected). (0, 0) when nothing is due yet."""
    return matrix.share


def matrices(
    plan: Plan,
    rows: Iterable[EvidenceRow],
    visits: Mapping[str | None, date] | None,
    as_of: date,
    known_at: datetime | None,
    sets: Sequence[RuleSet],
) -> list[Matrix]:
    """One for the process, then one a commitment in the cards' order. Arguments as for ``judge.judge_by``."""
    evidence = Evidence(rows, as_of.toordinal(), known_at)
    cases = [Case(plan, one, as_of, evidence, visits) for one in (None, *plan.commitments)]
    return [_matrix(case, sets) for case in cases]


def matrix(
    plan: Plan,
    number: str,
    rows: Iterable[EvidenceRow],
    visits: Mapping[str | None, date] | None,
    as_of: date,
    known_at: datetime | None,
    sets: Sequence[RuleSet],
) -> Matrix:
    """That of one commitment, or of ``process``. Raises KeyError for a number that the plan does not have."""
    commitment: Commitment | None = None if number == PROCESS else {one.number: one for one in plan.commitments}[number]
    return _matrix(Case(plan, commitment, as_of, Evidence(rows, as_of.toordinal(), known_at), visits), sets)


def _matrix(case: Case, sets: Sequence[RuleSet]) -> Matrix:
    plan, commitment = case.plan, case.commitment
    opens = plan.drafting.start if commitment is None else plan.opened(commitment.number)
    halves = half_years(opens, date.fromordinal(case.stop))
    return Matrix(
        plan=plan.id,
        scope=PROCESS if commitment is None else commitment.number,
        as_of=case.day,
        halves=halves,
        cells=expected(case, sets, halves),
        held=tuple(_held(case, halves)),
    )


def _held(case: Case, halves: Sequence[HalfYear]) -> Iterator[Held]:
    """Kinds × milestones × half-years, as far as anything is there. Copies and what is public no more are left out."""
    counted: dict[tuple[str, str | None, int], list[int]] = {}
    own = case.commitment.number if case.commitment else None
    days = _days(halves)
    for one in case.rows(Rows(copies=False, standing=True)):
        if one.row.commitment == own:
            last = min(one.last, case.today)  # what is public became so by now
            numbers = [number for number, start, end in days if one.first <= end and last >= start]
            for number in numbers:
                certain = len(numbers) == 1 and one.sure(case.today)
                counted.setdefault((one.row.kind, one.row.milestone, number), [0, 0])[not certain] += 1
    for (kind, milestone, number), (inside, touching) in counted.items():
        yield Held(kind=kind, milestone=milestone, half=number, certain=inside, possible=touching)


def _days(halves: Sequence[HalfYear]) -> list[tuple[int, int, int]]:
    """Number, first and last day (ordinals) of each half-year, and before them of all days before the clock opens."""
    if not halves:
        return []
    spans = [(half.number, half.start.toordinal(), half.end.toordinal()) for half in halves]
    return [(0, FIRST, spans[0][1] - 1), *spans]
