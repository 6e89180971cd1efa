"""Odd evidence and odd plans, each with a defined answer (docs/rules.md §8)."""

from datetime import UTC, date, datetime

import pytest

from ogp_etl.cards.facts import Amendment
from ogp_etl.check.judge import judge
from ogp_etl.check.rulings import Said
from ogp_etl.model import Observation, Verdict

UPDATED, LINKED, MEETS = "R19/repo.updated", "R19/repo.evidence-linked", "R19/forum.meets"


@pytest.fixture
def two(plan, commitment):
    """A plan of two commitments; facts of the second, and of the plan."""

    def two(second=(), **more):
        milestones = [("m1", "2021-12-31"), ("m2", "2023-06-30")]
        second = commitment("1-2", milestones=milestones, kinds=("decision",), **dict(second))
        return plan(commitments=(commitment("1-1"), second), **more)

    return two


@pytest.fixture
def told(ask):
    """Verdict of a rule for a scope on a day."""

    def told(rule, day, rows=(), **more):
        return ask(rule, day, rows, **more).verdict.value

    return told


# --- evidence dated in the future


def test_what_becomes_public_later_does_not_exist_yet(ask, row):
    rows = [row("a", "2021-03-01"), row("b", "2021-06-02")]

    assert ask(UPDATED, "2021-06-01", rows, scope="1-1") == ask(UPDATED, "2021-06-01", rows[:1], scope="1-1")
    assert ask(UPDATED, "2021-06-02", rows, scope="1-1").value == 0


def test_a_meeting_that_is_announced_was_not_held_yet(told, row):
    agenda = row("a", "2020-05-20", commitment=None, kind="agenda", event_date="2020-06-01")

    assert told(MEETS, "2020-05-31", [agenda]) == "breach"
    assert told(MEETS, "2020-06-01", [agenda]) == "pass"


def test_a_day_that_a_document_states_far_ahead_proves_no_meeting(told, row):
    minutes = row("a", "2020-05-20", commitment=None, kind="minutes", event_date="2042-05-01")

    assert told(MEETS, "2020-06-30", [minutes]) == "breach"


# --- evidence from before the plan


def test_what_was_public_before_the_clock_opened_is_no_update(told, row):
    assert told(UPDATED, "2021-08-01", [row("a", "2020-12-31")], scope="1-1") == "breach"


def test_what_was_public_before_the_drafting_is_there_all_the_same(ask, row):
    remit = row("a", "2019-11-01", commitment=None, kind="forum-remit")

    assert "forum-founding" not in ask("R19/repo.drafting-evidence", "2021-01-01", [remit]).missing


def test_a_report_from_before_the_plan_s_end_is_that_of_another_plan(told, row):
    earlier = row("a", "2022-09-01", commitment=None, kind="self-assessment")

    assert told("R19/self-assessment", "2024-09-01", [earlier]) == "breach"


# --- evidence without date


def test_a_row_without_any_day_of_publication_was_never_public(ask, row):
    undated = row("a", None, by="never")

    assert ask(UPDATED, "2021-08-01", [undated], scope="1-1") == ask(UPDATED, "2021-08-01", scope="1-1")


def test_a_document_of_which_only_the_latest_day_is_known_may_have_been_there_all_along(told, row):
    held = row("a", None, by="2021-08-15")

    assert told(UPDATED, "2021-08-20", [held], scope="1-1") == "unknown"


def test_a_meeting_that_states_no_day_was_on_any_day_up_to_its_publication(ask, row):
    minutes = row("a", "2020-06-20", commitment=None, kind="minutes")
    found = ask(MEETS, "2020-07-01", [minutes])

    assert (found.verdict, [(one.id, one.why) for one in found.doubts]) == (Verdict.UNKNOWN, [("a", "day-not-certain")])


# --- evidence withdrawn later


def test_what_was_withdrawn_still_updated_the_repository_and_shows_nothing_any_more(two, told, row):
    gone = row("a", "2021-11-01", commitment="1-2", milestone="m1", public_until="2022-03-01")

    assert told(LINKED, "2022-02-28", [gone], scope="1-2", plan=two()) == "pass"
    assert told(LINKED, "2022-07-01", [gone], scope="1-2", plan=two()) == "breach"
    assert told(UPDATED, "2022-03-15", [gone], scope="1-2", plan=two()) == "pass"


def test_a_withdrawal_is_known_from_its_own_day_on(ask, row):
    standing, gone = row("a", "2021-11-01"), row("a", "2021-11-01", public_until="2022-03-01")

    for rule in (UPDATED, LINKED, "R19/repo.implementation-evidence"):
        assert ask(rule, "2022-02-28", [gone], scope="1-1") == ask(rule, "2022-02-28", [standing], scope="1-1")


# --- evidence moved to another commitment


def test_a_row_counts_for_the_commitment_that_it_names_now_on_every_day(two, told, row):
    before, after = row("a", "2021-03-01", commitment="1-1"), row("a", "2021-03-01", commitment="1-2")

    assert [told(UPDATED, "2021-08-01", [before], scope=scope, plan=two()) for scope in ("1-1", "1-2")] == ["pass", "breach"]
    assert [told(UPDATED, "2021-08-01", [after], scope=scope, plan=two()) for scope in ("1-1", "1-2")] == ["breach", "pass"]
    assert told(UPDATED, "2020-06-01", [after], plan=two()) == told(UPDATED, "2020-06-01", [before], plan=two())


def test_versions_of_one_document_stay_with_the_commitment_of_their_time(two, ask, row):
    rows = [
        row("a", "2021-03-01", commitment="1-1", document="d"),
        row("b", "2021-05-01", commitment="1-2", document="d"),
    ]

    assert ask(UPDATED, "2021-06-01", rows, scope="1-1", plan=two()).evidence == ("a",)
    assert ask(UPDATED, "2021-06-01", rows, scope="1-2", plan=two()).evidence == ("b",)


def test_a_mere_move_updates_nothing(two, told, row):
    moved = row("b", "2021-05-01", commitment="1-2", document="d", substantive=False)

    assert told(UPDATED, "2021-08-01", [moved], scope="1-2", plan=two()) == "breach"


# --- two plans that overlap


def test_each_plan_is_judged_by_its_own_table_and_clocks(plan, told, row):
    first = plan()
    second = plan(id="xx-2023", start=date(2023, 6, 1), end=date(2026, 5, 31))
    meeting = row("a", "2023-07-01")

    assert told(UPDATED, "2023-08-01", [meeting], scope="1-1", plan=first) == "pass"
    assert told(UPDATED, "2023-08-01", [meeting], scope="1-1", plan=second) == "pass"
    assert told(UPDATED, "2024-09-30", [meeting], scope="1-1", plan=first) == "breach"  # its clock stopped on 2024-08-31


def test_the_self_assessment_of_the_plan_before_is_not_that_of_the_next(plan, told, row):
    second = plan(id="xx-2023", start=date(2023, 6, 1), end=date(2026, 5, 31))
    report = row("a", "2024-08-01", commitment=None, kind="self-assessment")

    assert told("R19/self-assessment", "2026-09-30", [report], plan=plan()) == "pass"
    assert told("R19/self-assessment", "2026-09-30", [report], plan=second) == "breach"


# --- commitments added and dropped by an amendment

DAY = date(2022, 3, 1)


@pytest.fixture
def added(two):
    return two(amendments=(Amendment(day=DAY, adds=("1-2",)),), rule_sets=("R19", "TW20"))


@pytest.fixture
def dropped(two):
    return two(amendments=(Amendment(day=DAY, drops=("1-2",)),), rule_sets=("R19", "TW20"))


def verdicts(plan, day, rows=(), said=Said()):  # noqa: B008 nothing is ever added to it
    report = judge(plan, list(rows), None, date.fromisoformat(day), None, None, said)
    return {one.rule: one for one in report.findings if one.scope == "1-2" and one.way != "show"}


def test_before_it_was_added_nothing_is_asked_of_a_commitment(added):
    told = verdicts(added, "2022-02-28")

    assert {one.verdict for one in told.values()} == {Verdict.NOT_APPLICABLE}
    assert len(told) > 5


def test_the_clocks_of_a_commitment_that_was_added_open_on_that_day(added, told, row):
    earlier = row("a", "2022-02-01", commitment="1-2")

    assert verdicts(added, "2022-03-01")[UPDATED].due == date(2022, 9, 1)
    assert told(UPDATED, "2022-09-02", [earlier], scope="1-2", plan=added) == "breach"


def test_a_last_day_that_was_over_when_it_was_added_does_not_bind_it(added, two):
    assert verdicts(two(rule_sets=("TW20",)), "2022-03-01")["TW20/forms.due"].verdict == "breach"
    assert verdicts(added, "2022-03-01")["TW20/forms.due"].verdict == "not-applicable"


@pytest.mark.parametrize("rule", ["TW20/forum.convened", "TW20/notices.copied"])
def test_nor_does_one_by_which_a_person_would_have_had_to_see_something(added, two, rule):
    assert verdicts(two(rule_sets=("TW20",)), "2022-03-01")[rule].verdict == "unknown"
    assert verdicts(added, "2022-03-01")[rule].verdict == "not-applicable"


def test_the_version_that_was_judged_is_named(added):
    assert [verdicts(added, day)[UPDATED].version for day in ("2022-02-28", "2022-03-01")] == ["adopted", "amended 2022-03-01"]


@pytest.mark.parametrize("day", ["2022-03-02", "2023-12-31", "2024-10-01"])
def test_once_dropped_nothing_more_falls_due(dropped, day):
    found = verdicts(dropped, day)

    assert (found[LINKED].verdict, found[LINKED].due, found[LINKED].stopped) == (Verdict.NOT_APPLICABLE, None, DAY)
    assert {part.verdict for part in found[LINKED].parts} == {Verdict.NOT_APPLICABLE}
    assert found["R19/repo.implementation-evidence"].verdict == Verdict.NOT_APPLICABLE
    assert (found[UPDATED].verdict, found[UPDATED].due, found[UPDATED].stopped) == (Verdict.BREACH, None, DAY)


def test_what_was_missed_when_it_was_dropped_stays_missed(two, told):
    late = two(amendments=(Amendment(day=date(2022, 8, 1), drops=("1-2",)),))

    assert told(LINKED, "2022-08-01", scope="1-2", plan=late) == "breach"
    assert told(LINKED, "2024-01-01", scope="1-2", plan=late) == "breach"


def test_what_was_met_when_it_was_dropped_stays_met_whatever_comes_later(dropped, row):
    shown = row("a", "2022-01-10", commitment="1-2", milestone="m1")
    later = row("b", "2023-07-10", commitment="1-2", milestone="m2")

    assert verdicts(dropped, "2024-01-01", [shown])[LINKED].verdict == Verdict.PASS
    assert verdicts(dropped, "2024-01-01", [shown, later])[LINKED].evidence == ("a",)


def test_proof_that_comes_later_still_counts_for_a_commitment_that_was_dropped(dropped, row):
    missing = verdicts(dropped, "2024-01-01")[UPDATED]
    proven = verdicts(dropped, "2024-01-01", [row("a", "2022-02-01", commitment="1-2")])[UPDATED]

    assert (missing.verdict, proven.verdict) == (Verdict.BREACH, Verdict.PASS)


def test_the_other_commitments_are_judged_on(dropped, ask):
    assert ask(UPDATED, "2023-01-01", scope="1-1", plan=dropped).stopped is None


# --- looks


def test_a_look_that_came_after_what_was_known_then_is_left_out(two, row):
    looks = [
        Observation(what="item", key="a", day=date(2022, 3, day), found=found) for day, found in ((1, "open"), (9, "closed"))
    ]
    rows = [row("a", "2022-02-01", commitment="1-2")]

    def found(known_at):
        day = date(2022, 3, 31)
        report = judge(two(), rows, None, day, known_at, ["R19"], Said(observations=looks))
        return next(one.verdict for one in report.findings if (one.rule, one.scope) == ("R19/repo.open", "1-2"))

    assert [found(None), found(datetime(2022, 3, 8, tzinfo=UTC))] == [Verdict.BREACH, Verdict.PASS]
