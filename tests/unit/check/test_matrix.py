"""What is expected of a commitment, cell by cell, and what of it is there."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.cards import PROCESS
from ogp_etl.cards.facts import Amendment
from ogp_etl.check.calendar import add_months
from ogp_etl.check.rulebook import read_sets
from ogp_etl.check.views.expected import half_years
from ogp_etl.check.views.matrix import matrices, matrix, share

EVERYTHING = None
"""Visits: every source was seen."""


@pytest.fixture(scope="session")
def made(plan):
    def made(day, rows=(), *, number="1-1", sets=("R19",), visits=EVERYTHING, **more):
        seen = visits and {key: date.fromisoformat(value) for key, value in visits.items()}
        return matrix(plan(**more), number, list(rows), seen, date.fromisoformat(day), None, read_sets(sets))

    return made


def states(found, family):
    return {cell.key or (cell.half and cell.half.number): str(cell.state) for cell in found.cells if cell.family == family}


def test_a_milestone_is_not_due_on_its_last_day_and_missing_on_the_day_after(made, commitment):
    cards = (commitment(milestones=[("m1", "2021-06-30")]),)

    on_the_day = made("2021-06-30", commitments=cards)
    day_after = made("2021-07-01", commitments=cards)

    assert states(on_the_day, "milestone") == {"m1": "not-due"}
    assert states(day_after, "milestone") == {"m1": "missing"}
    (cell,) = [cell for cell in day_after.cells if cell.family == "milestone"]
    assert (cell.due, cell.grace, cell.rule) == (date(2021, 6, 30), date(2021, 12, 30), "R19/repo.evidence-linked")


def test_a_milestone_is_present_by_primary_evidence_and_only_possible_when_nobody_said_that_it_is_primary(made, commitment, row):
    cards = (commitment(milestones=[("m1", "2021-06-30"), ("m2", "2021-06-30"), ("m3", "2021-06-30")]),)
    rows = [
        row("a", "2021-05-01", milestone="m1"),
        row("b", "2021-05-01", milestone="m2", primary=None),
        row("c", "2021-05-01", milestone="m3", primary=False),
    ]

    assert states(made("2021-08-01", rows, commitments=cards), "milestone") == {
        "m1": "present",
        "m2": "possible",
        "m3": "missing",
    }


def test_of_a_dropped_commitment_only_what_was_over_by_then_is_missing(made, commitment, row):
    names = [("m1", "2021-06-30"), ("m2", "2021-11-30"), ("m3", "2022-06-30")]
    cards = (commitment(milestones=names, kinds=("decision", "audit")),)
    dropped = (Amendment(day=date(2022, 1, 1), drops=("1-1",)),)
    rows = [row("a", "2021-05-01")]

    before = made("2022-01-01", rows, commitments=cards, amendments=dropped)
    after = made("2022-01-02", rows, commitments=cards, amendments=dropped)

    assert states(before, "milestone") == {"m1": "missing", "m2": "missing", "m3": "not-due"}
    assert states(after, "milestone") == {"m1": "missing"}
    assert states(after, "kind") == {"decision": "present"}


def test_kinds_are_those_of_the_card_and_due_by_the_plans_last_day(made, commitment, row):
    cards = (commitment(kinds=("decision", "monitoring", "audit")),)
    rows = [row("a", "2021-05-01", kind="decision"), row("b", "2021-05-01", by="never", kind="monitoring")]

    assert states(made("2024-05-31", rows, commitments=cards), "kind") == {
        "decision": "present",
        "monitoring": "possible",
        "audit": "not-due",
    }
    assert states(made("2024-06-01", rows, commitments=cards), "kind")["audit"] == "missing"


def test_what_was_withdrawn_fills_no_kind_but_its_half_year(made, commitment, row):
    cards = (commitment(kinds=("decision",)),)
    found = made("2024-07-01", [row("a", "2021-05-01", public_until="2022-01-01")], commitments=cards)

    assert states(found, "kind") == {"decision": "missing"}
    assert states(found, "update")[1] == "present"


def test_each_half_year_of_the_clock_asks_for_an_update_and_a_progress_report(made, row):
    rows = [row("a", "2021-06-30"), row("b", "2022-01-01", kind="progress-report"), row("c", "2022-06-30", by="2022-07-01")]
    found = made("2022-09-01", rows)

    assert states(found, "update") == {
        1: "present",
        2: "missing",
        3: "present",
        4: "possible",
        5: "not-due",
        6: "not-due",
        7: "not-due",
    }
    assert states(found, "progress") == {1: "missing", 2: "missing", 3: "present", **dict.fromkeys((4, 5, 6, 7), "not-due")}
    assert [cell.due for cell in found.cells if cell.family == "progress"][:2] == [date(2021, 6, 30), date(2021, 12, 31)]


def test_a_half_year_that_the_clock_does_not_finish_asks_for_nothing(made, commitment):
    assert len(states(made("2021-03-01", commitments=(commitment(completed=date(2021, 12, 31)),)), "update")) == 2
    assert len(states(made("2021-03-01", commitments=(commitment(completed=date(2021, 12, 30)),)), "update")) == 1


def test_a_commitment_that_an_amendment_added_is_counted_from_that_day(made):
    found = made("2022-03-01", amendments=(Amendment(day=date(2021, 10, 15), adds=("1-1",)),))

    assert (found.halves[0].start, found.halves[0].end) == (date(2021, 10, 15), date(2022, 4, 14))


def test_what_our_visits_did_not_see_is_possible_and_never_missing(made, commitment):
    cards = (commitment(milestones=[("m1", "2021-06-30")], kinds=("audit",)),)
    found = made("2024-07-01", commitments=cards, visits={"1-1": "2022-01-15"})

    assert {str(cell.state) for cell in found.cells if cell.family in ("milestone", "kind")} == {"possible"}
    assert all(cell.unseen for cell in found.cells if cell.family in ("milestone", "kind"))
    assert states(found, "update")[2] == "missing"  # that half-year was over, and seen whole
    assert states(found, "update")[3] == "possible"


def test_languages_are_asked_only_of_documents_that_are_known_and_only_by_a_rule(made, row):
    rows = [
        row("a", "2021-05-01", commitment="1-1", kind="minutes", event_date="2021-04-01"),
        row("b", "2021-05-01", commitment="1-1", kind="commitment-form", language=None),
        row("c", "2021-05-01", commitment="1-1", kind="minutes"),
    ]
    told = {(cell.key, cell.language): str(cell.state) for cell in made("2021-06-01", rows, sets=("TW20",)).cells}

    assert {key: state for key, state in told.items() if key[1]} == {
        ("minutes:2021-04-01", "zh-Hant"): "present",
        ("minutes:2021-04-01", "en"): "missing",
        ("commitment-form", "zh-Hant"): "possible",
        ("commitment-form", "en"): "possible",
    }
    assert [cell for cell in made("2021-06-01", rows, sets=("R22",)).cells if cell.language] == []


def test_the_process_has_groups_of_drafting_evidence_and_the_plans_own_languages(made, row):
    rows = [
        row("a", "2020-03-01", commitment=None, kind="timeline"),
        row("b", "2021-02-01", commitment=None, kind="action-plan"),
        row("c", "2021-02-01", commitment="1-1", kind="commitment-form"),
    ]
    found = made("2021-03-01", rows, number=PROCESS, sets=("R19", "TW20"))

    assert states(found, "kind")["programme"] == "present"
    assert states(found, "kind")["feedback"] == "missing"
    assert {(cell.key, cell.language): str(cell.state) for cell in found.cells if cell.language} == {
        ("action-plan", "zh-Hant"): "present",
        ("action-plan", "en"): "missing",
    }
    assert found.halves[0].start == date(2020, 2, 1)


def test_a_code_of_two_sets_makes_one_line_of_the_first_of_them(made):
    assert {cell.rule for cell in made("2022-01-01", sets=("R22", "R19")).cells if cell.family == "update"} == {
        "R22/repo.updated"
    }


def test_the_share_counts_what_is_there_of_what_is_there_or_due(made, commitment, row):
    cards = (commitment(kinds=("decision", "audit"), milestones=[("m1", "2021-06-30")]),)
    found = made("2021-07-01", [row("a", "2021-05-01")], commitments=cards)

    # present: the kind decision and the update of the first half-year; due too: the milestone and the first progress report.
    assert share(found) == (2, 4)
    assert share(made("2020-12-31", commitments=cards)) == (0, 0)


def test_kinds_milestones_and_half_years_are_crossed_with_what_is_there(made, row):
    rows = [
        row("a", "2021-05-01", milestone="m1"),
        row("b", "2021-06-30", by="2021-07-01", milestone="m1"),
        row("c", "2020-05-01", kind="strategy"),
        row("d", "2021-05-01", substantive=False),
        row("e", "2021-05-01", commitment="2-1"),
    ]
    held = {(one.kind, one.milestone, one.half): (one.certain, one.possible) for one in made("2022-01-01", rows).held}

    assert held == {("decision", "m1", 1): (1, 1), ("decision", "m1", 2): (0, 1), ("strategy", None, 0): (1, 0)}


def test_what_is_public_on_a_day_that_nobody_can_prove_became_so_by_now(made, row):
    found = made("2022-03-01", [row("a", "2021-05-01", by="never")])

    assert [one.half for one in found.held] == [1, 2, 3]
    assert list(states(found, "update").values()) == ["possible"] * 3 + ["not-due"] * 4


def test_there_is_one_for_the_process_and_one_for_each_commitment(plan, commitment):
    both = plan(commitments=(commitment("1-1"), commitment("1-2")))

    found = matrices(both, [], None, date(2021, 5, 1), None, read_sets(["R19"]))

    assert [one.scope for one in found] == [PROCESS, "1-1", "1-2"]


@given(st.dates(date(1999, 1, 1), date(2030, 12, 31)), st.integers(0, 3000))
def test_half_years_cover_every_day_of_the_clock_once(opens, days):
    last = date.fromordinal(opens.toordinal() + days)
    halves = half_years(opens, last)

    assert [half.number for half in halves] == list(range(1, len(halves) + 1))
    assert (halves[0].start, halves[-1].end) == (opens, last)
    assert all(after.start.toordinal() == before.end.toordinal() + 1 for before, after in pairwise(halves))
    assert len(halves) == 1 or halves[1].start == add_months(opens, 6)


@given(st.data())
def test_one_more_certain_row_never_lowers_the_share(made, row, data):
    days = st.dates(date(2020, 6, 1), date(2024, 8, 31)).map(date.isoformat)
    rows = [row(f"r{place}", on) for place, on in enumerate(data.draw(st.lists(days, max_size=5)))]
    more = [*rows, row("more", data.draw(days), kind="progress-report", milestone=data.draw(st.sampled_from(["m1", None])))]

    before, after = (share(made("2024-09-01", those)) for those in (rows, more))

    assert before[0] <= after[0]
    assert before[1] == after[1]
