"""What falls due and what turns red: each day as the judge itself gives it on that day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_etl.cards.facts import Amendment, Cycle, Successor
from ogp_etl.check.judge import judge
from ogp_etl.check.views.ahead import as_known, as_now, looks_as_now, unseen, upcoming
from ogp_etl.model import Observation

RULES = ["R19"]


def day(text):
    return date.fromisoformat(text)


@pytest.fixture(scope="session")
def ahead(plan):
    """What lies ahead, told as (scope, rule without set, part): (state, due, red)."""

    def found(today, days, rows=(), *, visits=None, **more):
        judged, rows = plan(**more), list(rows)
        report = judge(judged, rows, visits, day(today), None, None)
        until = day(today) + timedelta(days=days)
        return upcoming(judged, report, lambda on: judge(judged, rows, None, on, None, None), until)

    return found


def told(found):
    return {
        (one.finding.scope, one.finding.rule.partition("/")[2], one.part): (one.state, str(one.due), one.red and str(one.red))
        for one in found
    }


def test_an_update_falls_due_on_its_last_day_and_is_red_on_the_day_after(ahead, row):
    found = told(ahead("2022-03-01", 60, [row("a", "2021-10-15")]))

    assert found["1-1", "repo.updated", ""] == ("due", "2022-04-15", "2022-04-16")
    assert found["plan", "repo.updated", ""] == ("due", "2022-04-15", "2022-04-16")


def test_what_is_due_on_the_last_of_the_days_is_told_and_what_is_due_after_it_is_not(ahead, row):
    rows = [row("a", "2021-10-15")]

    assert ("1-1", "repo.updated", "") in told(ahead("2022-03-01", 45, rows))  # up to 15 April
    assert ("1-1", "repo.updated", "") not in told(ahead("2022-03-01", 44, rows))


def test_what_is_missed_stands_first_with_the_day_on_which_it_should_have_been_there(ahead, row):
    found = ahead("2022-03-01", 60, [row("a", "2021-10-15")])

    states = [one.state for one in found]
    assert states == sorted(states, key=["missed", "unsettled", "uncertain", "late", "due"].index)
    assert told(found)["1-1", "progress.published", ""] == ("missed", "2021-07-01", None)


def test_a_milestone_is_due_on_its_day_then_late_then_red_after_its_six_months(ahead, commitment, row):
    cards = (commitment(milestones=[("m1", "2022-04-10")]),)
    linked = ("1-1", "repo.evidence-linked", "m1")

    assert told(ahead("2022-03-01", 60, commitments=cards))[linked] == ("due", "2022-04-10", None)
    assert told(ahead("2022-03-01", 300, commitments=cards))[linked] == ("due", "2022-04-10", "2022-10-11")
    assert told(ahead("2022-06-01", 60, commitments=cards))[linked] == ("late", "2022-04-10", "2022-10-11")
    assert told(ahead("2022-10-11", 60, commitments=cards))[linked] == ("missed", "2022-04-10", None)
    assert linked not in told(ahead("2022-06-01", 60, [row("a", "2022-05-01", milestone="m1")], commitments=cards))
    assert ("1-1", "repo.evidence-linked", "") not in told(ahead("2022-06-01", 300, commitments=cards))


def test_where_a_day_is_not_certain_it_is_due_with_the_last_certain_day_and_red_after_the_last_possible_one(ahead, row):
    found = told(ahead("2022-03-01", 90, [row("a", "2021-10-01", by="2021-10-20")]))

    assert found["1-1", "repo.updated", ""] == ("due", "2022-04-01", "2022-04-21")


def test_what_nobody_can_tell_stays_listed_with_its_own_day_from_that_day_to_the_breach(ahead, row):
    """Its last certain day is 2022-04-01, its last possible one 2022-07-30."""
    rows = [row("a", "2021-10-01", by="2022-01-30")]
    days = ("2022-04-01", "2022-04-02", "2022-05-10", "2022-06-30", "2022-07-30", "2022-07-31")
    found = [told(ahead(on, 60, rows))["1-1", "repo.updated", ""] for on in days]

    assert found == [
        ("due", "2022-04-01", None),
        ("uncertain", "2022-04-01", None),  # the breach is more than sixty days ahead
        ("uncertain", "2022-04-01", None),
        ("uncertain", "2022-04-01", "2022-07-31"),
        ("uncertain", "2022-04-01", "2022-07-31"),
        ("missed", "2022-07-30", None),
    ]


def test_so_does_a_rule_that_names_no_day(ahead, row):
    rows = [row("a", "2021-11-12"), row("b", "2022-02-01"), row("c", "2021-11-12", "2021-12-01")]
    days = ("2022-11-11", "2022-11-12", "2022-11-30", "2022-12-01")
    found = [told(ahead(on, 60, rows, rule_sets=("R22",)))["1-1", "repo.updated", ""] for on in days]

    assert found == [
        ("due", "2022-11-11", "2022-12-01"),
        ("uncertain", "2022-11-11", "2022-12-01"),
        ("uncertain", "2022-11-11", "2022-12-01"),
        ("missed", "2022-11-11", None),
    ]


def test_of_a_milestone_that_may_have_been_shown_its_own_day_is_told(ahead, commitment, row):
    cards = (commitment(milestones=[("m1", "2021-09-10")]),)
    rows = [row("a", "2021-09-01", by="never", milestone="m1")]

    assert told(ahead("2022-04-01", 60, rows, commitments=cards))["1-1", "repo.evidence-linked", "m1"][:2] == (
        "uncertain",
        "2021-09-10",
    )


def test_what_only_waits_for_somebody_to_look_is_no_agency_s_to_do(ahead):
    """The dashboard was to be updated by 2021-07-01; whether it was, nobody looked."""
    found = told(ahead("2022-03-01", 60, dashboard="https://board.example/"))

    assert [key for key in found if key[1] == "repo.dashboard"] == []
    assert ("plan", "repo.updated", "") in found


def test_another_cycle_is_no_duty_of_this_one(ahead):
    before = Cycle(plan="xx-2019", end=date(2020, 8, 31), breach=True, reason="report")
    card = {"deadline": date(2021, 8, 31), "cycles": (before,)}

    def cycles(today, **more):
        return {key: one for key, one in told(ahead(today, 60, **card, **more)).items() if key[1] == "breach.consecutive"}

    assert cycles("2021-09-30", delivered=date(2021, 8, 20)) == {}
    assert cycles("2021-12-01") == {("plan", "breach.consecutive", ""): ("due", "2021-12-31", "2022-01-01")}
    assert cycles("2022-01-01") == {("plan", "breach.consecutive", ""): ("missed", "None", None)}
    card["cycles"] = (Cycle(plan="xx-2017", end=date(2018, 8, 31), breach=True, reason="report"), replace(before, breach=None))
    assert cycles("2022-01-01") == {}


def test_what_happens_after_the_day_is_not_foreseen(plan, commitment):
    card = plan(
        deadline=date(2021, 8, 31),
        delivered=date(2021, 8, 20),
        successor=Successor(plan="xx-2023", delivered=date(2023, 8, 30)),
        amendments=(
            Amendment(day=date(2021, 6, 1), adds=("1-2",)),
            Amendment(day=date(2022, 3, 1), adds=("1-3",), drops=("1-1",)),
        ),
        commitments=(commitment("1-1"), commitment("1-2", completed=date(2022, 5, 1)), commitment("1-3")),
    )
    then, later = as_known(card, day("2021-08-19")), as_known(card, day("2023-08-30"))

    assert (then.delivered, then.successor) == (None, Successor(plan="xx-2023"))
    assert [str(one.day) for one in then.amendments] == ["2021-06-01"]
    assert [(one.number, one.completed) for one in then.commitments] == [("1-1", None), ("1-2", None)]
    assert later == card


def test_the_end_of_the_calendar_is_no_fault(ahead):
    last = {"start": date(2990, 1, 1), "end": date(2999, 12, 31)}

    assert told(ahead("9999-12-31", 0)) == {}
    assert told(ahead("2999-12-01", 30, **last))["1-1", "progress.published", ""] == ("missed", "2990-07-01", None)


def test_advice_is_told_while_it_can_be_followed_and_never_as_red_or_missed(ahead, commitment):
    cards = (commitment(kinds=("decision",)),)

    before = told(ahead("2024-04-15", 60, commitments=cards))
    after = told(ahead("2024-06-15", 60, commitments=cards))

    assert before["1-1", "repo.implementation-evidence", ""] == ("due", "2024-05-31", None)
    assert ("1-1", "repo.implementation-evidence", "") not in after


def test_what_our_silence_leaves_open_is_unsettled_and_not_missed(ahead, row):
    found = told(ahead("2022-06-01", 60, [row("a", "2021-10-15")], visits={"1-1": day("2022-01-15")}))

    assert found["1-1", "repo.updated", ""] == ("unsettled", "2022-04-15", None)


def test_a_plan_whose_reporting_is_over_has_nothing_due(ahead):
    assert ahead("2024-08-31", 60) != []
    assert ahead("2024-09-01", 60) == []


def test_only_those_go_on_being_visited_that_are_seen_today(plan):
    visits = {"1-1": day("2022-02-22"), None: day("2022-02-21")}

    assert as_now(visits, day("2022-03-01"), day("2022-05-01")) == {"1-1": day("2022-05-01"), None: day("2022-02-21")}
    assert as_now(visits, day("2022-03-01"), day("2022-02-01")) == visits
    assert as_now(None, day("2022-03-01"), day("2022-05-01")) is None
    assert unseen(plan(), visits, day("2022-03-01")) == {None: day("2022-02-21")}
    assert unseen(plan(), {}, day("2022-03-01")) == {None: None, "1-1": None}


def test_looks_are_as_old_on_a_day_to_come_as_they_are_today_and_an_update_of_theirs_stays_where_it_was():
    look = Observation(what="item", key="a", day=day("2022-02-01"), found="open")
    updated = Observation(what="dashboard", key="updates", day=day("2022-01-01"), found="updated")

    assert [one.day for one in looks_as_now([look, updated], day("2022-03-01"), day("2022-03-11"))] == [
        day("2022-02-11"),
        day("2022-01-01"),
    ]
    assert looks_as_now([look], day("2022-03-01"), day("2022-02-15")) == [look]


def test_what_is_left_to_the_reviewer_never_falls_due(ahead, row):
    found = ahead("2022-03-01", 200, [row("a", "2021-10-15")])

    assert [one.finding.rule for one in found if one.finding.rule.startswith("R19/breach.")] == []


@settings(max_examples=40)
@given(st.data())
def test_a_day_turns_red_that_the_judge_finds_red_and_the_day_before_it_is_not(plan, row, commitment, ahead, data):
    """The search by steps and halves says what a look at every single day says."""
    around = st.dates(date(2021, 1, 1), date(2022, 3, 1)).map(date.isoformat)
    rows = [
        row(
            f"r{place}",
            *sorted([data.draw(around), data.draw(around)]),
            kind=data.draw(st.sampled_from(["decision", "progress-report"])),
        )
        for place in range(data.draw(st.integers(0, 4)))
    ]
    cards = (commitment(milestones=[("m1", data.draw(around))]),)
    length = data.draw(st.integers(1, 200))
    today = "2022-03-01"
    more = {"commitments": cards, "rule_sets": ("R19", "R22")}
    found = {(one.finding.rule, one.finding.scope): one for one in ahead(today, length, rows, **more) if not one.part}

    days = [day(today) + timedelta(days=number) for number in range(length + 2)]
    reports = [judge(plan(**more), rows, None, on, None, None) for on in days]
    for place, finding in enumerate(reports[0].findings):
        verdicts = [report.findings[place].verdict for report in reports]
        if finding.verdict != "breach" and not finding.parts:
            red = next((on for on, verdict in zip(days, verdicts, strict=True) if verdict == "breach"), None)
            one = found.get((finding.rule, finding.scope))
            assert (one.red if one else None) == red, finding.rule
