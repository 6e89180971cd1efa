"""The figures that operators chart, from the board and the findings."""

from datetime import date, timedelta

import pytest

from ogp_etl.check.views.readings import readings
from ogp_etl.model import Board, BoardLine, Doubt, Finding, Part, Report, Verdict
from ogp_etl.model.completeness import Cell, CellState, Matrix

DAY = date(2025, 6, 30)


def line(scope="1-1", **more):
    facts = {
        "title": {"en": "One"}, "verdict": Verdict.PASS,
        "updated": DAY - timedelta(days=90), "proven": DAY - timedelta(days=41), "updated_possible": DAY,
        "due": None, "freshness": Verdict.PASS, "kinds": (3, 4), "milestones": (1, 2), "missing": (),
        "held": 7, "known": 2, "unseen": (), "last_attempt": None, "last_outcome": "",
    }  # fmt: skip
    return BoardLine(scope=scope, **(facts | more))


def finding(verdict, left=None, **more):
    facts = {
        "rule": "R19/x.y", "clause": "R19 §1", "severity": "standard", "scope": "1-1", "value": None, "threshold": {},
        "due": None if left is None else DAY + timedelta(days=left), "text": {},
    }  # fmt: skip
    return Finding(verdict=verdict, **(facts | more))


def matrix(*states, scope="1-1"):
    cells = tuple(Cell(family="kind", key=str(each), rule="R19/x.y", state=state, due=DAY) for each, state in enumerate(states))
    return Matrix(plan="xx", scope=scope, as_of=DAY, halves=(), cells=cells)


SHARE = matrix(*4 * [CellState.PRESENT], CellState.MISSING, CellState.POSSIBLE, CellState.NOT_DUE)


def reading(*findings, matrices=(SHARE,), **of_line):
    board = Board(plan="xx", as_of=DAY, running=True, lines=(line(**of_line),), alarms=())
    return readings(board, Report(plan="xx", as_of=DAY, known_at=None, findings=findings), matrices)[0]


def test_the_figures_of_a_commitment():
    one = reading(finding(Verdict.BREACH, -10), finding(Verdict.UNKNOWN), finding(Verdict.DUE_SOON, 12))

    assert (one.scope, one.days_since_update, one.days_to_breach, one.breaches, one.unknown) == ("1-1", 41, 12, 1, 1)
    assert (one.shown, one.expected, one.completeness) == (4, 6, pytest.approx(2 / 3))
    assert (one.held, one.known) == (7, 2)


def test_what_is_not_known_has_no_figure():
    one = reading(proven=None, matrices=[matrix(CellState.NOT_DUE)])

    assert (one.days_since_update, one.days_to_breach, one.completeness) == (None, None, None)


@pytest.mark.parametrize(
    ("found", "left"),
    [
        (finding(Verdict.PASS, 100, threshold={"every": "P6M"}), 100),
        (finding(Verdict.PASS, 100, threshold={"by": "2025-10-08"}), None),  # done before its day
        (finding(Verdict.PENDING, 90), 90),
        (finding(Verdict.DUE_SOON, 0), 0),
        (finding(Verdict.BREACH, -1), None),
        (finding(Verdict.UNKNOWN, 5), None),
        (finding(Verdict.WAIVED, 5), None),
        (finding(Verdict.DUE_SOON, 5, severity="advice"), None),
        (finding(Verdict.DUE_SOON, 5, scope="1-2"), None),
    ],
    ids=lambda one: f"{one.verdict} {one.due}" if isinstance(one, Finding) else str(one),
)
def test_the_days_to_a_breach_count_to_the_nearest_day_that_is_still_to_be_met(found, left):
    assert reading(found).days_to_breach == left


def test_each_milestone_has_its_own_day():
    parts = (
        Part(key="m1", verdict=Verdict.BREACH, due=DAY - timedelta(days=3)),
        Part(key="m2", verdict=Verdict.DUE_SOON, due=DAY + timedelta(days=8)),
    )

    assert reading(finding(Verdict.BREACH, -3, parts=parts)).days_to_breach == 8


def test_the_line_of_the_process_reads_the_findings_on_the_whole_plan():
    one = reading(finding(Verdict.BREACH, scope="plan"), scope="process")

    assert (one.scope, one.breaches) == ("plan", 1)


def test_completeness_is_the_share_of_the_matrix_and_not_of_the_kinds_and_milestones_on_the_board():
    one = reading(kinds=(2, 2), milestones=(1, 2), matrices=[matrix(*5 * [CellState.PRESENT], *3 * [CellState.MISSING])])

    assert (one.shown, one.expected, one.completeness) == (5, 8, 0.625)


def test_a_rule_that_waits_for_a_person_is_counted_once_and_not_among_the_unknown():
    waiting = finding(Verdict.UNKNOWN, way="assist", doubts=(Doubt("x", "person-needed"),))
    one = reading(waiting, finding(Verdict.UNKNOWN), finding(Verdict.UNKNOWN, scope="1-2", way="assist"))

    assert (one.unknown, one.waiting) == (1, 1)
