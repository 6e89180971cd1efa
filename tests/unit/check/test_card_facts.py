"""What the cards say: who records progress, milestones of each year, amendments, the next plan, sizes and lengths."""

from dataclasses import replace
from datetime import date

import pytest

from ogp_etl.cards import Milestone, Title
from ogp_etl.cards.facts import Amendment, Successor


def doubts(found):
    return [(one.id, one.why) for one in found.doubts]


def milestones(*days):
    """m1, m2, …: first and last day."""
    return tuple(
        Milestone(
            id=f"m{place}",
            title=Title(en="M"),
            start=start and date.fromisoformat(start),
            due=date.fromisoformat(due),
        )
        for place, (start, due) in enumerate(days, start=1)
    )


@pytest.fixture
def with_milestones(plan, commitment):
    def made(*days, **more):
        one = replace(commitment(), milestones=milestones(*days))
        return plan(commitments=(one,), **more)

    return made


# repo.responsible


def test_the_worked_example_of_who_records_progress(ask, plan, commitment):
    named = plan(commitments=(commitment(responsible="section chief, planning"), commitment("1-2")))
    found = ask("R19/repo.responsible", "2021-01-01", plan=named, scope="1-1")
    assert (found.verdict, found.value) == ("pass", "section chief, planning")
    without = ask("R19/repo.responsible", "2021-01-01", plan=named, scope="1-2")
    assert (without.verdict, without.missing) == ("breach", ("responsible",))
    assert ask("R19/repo.responsible", "2020-12-31", plan=named, scope="1-2").verdict == "not-applicable"


def test_of_a_plan_not_wholly_known_the_absent_is_not_known(ask, plan):
    found = ask("R19/repo.responsible", "2021-01-01", plan=plan(status="partial"), scope="1-1")
    assert (found.verdict, doubts(found)) == ("unknown", [("responsible", "plan-partial")])


def test_a_commitment_that_was_added_names_its_person_from_that_day_on(ask, plan):
    added = plan(amendments=(Amendment(day=date(2021, 6, 1), adds=("1-1",)),))
    verdicts = [ask("R19/repo.responsible", day, plan=added, scope="1-1").verdict for day in ("2021-05-31", "2021-06-01")]
    assert verdicts == ["not-applicable", "breach"]


# plan.milestones


def test_the_worked_example_of_milestones_a_year(ask, with_milestones):
    """Years: 2021, 2022, 2023, and 2024 to the end of May."""
    one = with_milestones(("2021-01-01", "2021-12-31"), ("2022-06-01", "2023-03-31"))
    found = ask("R19/plan.milestones", "2021-03-01", plan=one, scope="1-1")
    assert (found.verdict, found.value, found.missing) == ("breach", "3/4", ("year-4",))
    assert [part.verdict for part in found.parts] == ["pass", "pass", "pass", "breach"]
    longer = with_milestones(("2021-01-01", "2021-12-31"), ("2022-06-01", "2024-01-01"))
    assert ask("R19/plan.milestones", "2021-03-01", plan=longer, scope="1-1").verdict == "pass"


def test_a_milestone_without_its_first_day_is_not_whole(ask, with_milestones):
    one = with_milestones((None, "2021-12-31"), ("2022-01-01", "2024-05-31"))
    found = ask("R19/plan.milestones", "2021-03-01", plan=one, scope="1-1")
    assert (found.verdict, found.value, found.missing) == ("breach", "4/4", ("m1:start",))
    partial = with_milestones((None, "2021-12-31"), ("2022-01-01", "2024-05-31"), status="partial")
    found = ask("R19/plan.milestones", "2021-03-01", plan=partial, scope="1-1")
    assert (found.verdict, doubts(found)) == ("unknown", [("m1:start", "plan-partial")])


def test_years_in_which_the_commitment_did_not_stand_are_not_asked_for(ask, with_milestones):
    changes = (Amendment(day=date(2022, 3, 1), adds=("1-1",)), Amendment(day=date(2023, 1, 1), drops=("1-1",)))
    one = with_milestones(("2022-03-01", "2022-12-31"), amendments=changes)
    found = ask("R19/plan.milestones", "2022-03-01", plan=one, scope="1-1")
    assert (found.verdict, [part.key for part in found.parts]) == ("pass", ["year-2"])


def test_a_leap_day_begins_each_year_on_its_last_february_day(ask, with_milestones):
    one = with_milestones(("2021-02-27", "2021-02-27"), start=date(2020, 2, 29), end=date(2022, 2, 27))
    assert ask("R19/plan.milestones", "2020-03-01", plan=one, scope="1-1").missing == ("year-2",)


# plan.amended


def amended(day, languages=("zh-Hant", "en"), states=True, **more):
    return Amendment(day=date.fromisoformat(day), languages=languages, states_changes=states, **more)


def test_the_worked_example_of_amendments(ask, plan):
    two = plan(deadline=date(2021, 8, 31), amendments=(amended("2022-03-01"), amended("2022-09-01", ("zh-Hant",))))
    first = ask("R19/plan.amended", "2022-08-31", plan=two)
    assert (first.verdict, first.value) == ("pass", "1/1")
    both = ask("R19/plan.amended", "2022-09-01", plan=two)
    assert (both.verdict, both.value) == ("breach", "1/2")
    assert both.missing == ("2022-09-01:in-time", "2022-09-01:en")
    assert [(part.key, part.verdict) for part in both.parts] == [("2022-03-01", "pass"), ("2022-09-01", "breach")]
    assert ask("R19/plan.amended", "2022-02-28", plan=two).verdict == "not-applicable"


@pytest.mark.parametrize(("day", "verdict"), [("2022-08-31", "pass"), ("2022-09-01", "breach")])
def test_a_plan_is_amended_within_a_year_of_its_deadline(ask, plan, day, verdict):
    one = plan(deadline=date(2021, 8, 31), amendments=(amended(day),))
    assert ask("R19/plan.amended", "2023-01-01", plan=one).verdict == verdict


def test_a_silent_change_is_missed(ask, plan):
    one = plan(deadline=date(2021, 8, 31), amendments=(amended("2022-03-01", silent=True),))
    found = ask("R19/plan.amended", "2022-03-01", plan=one)
    assert (found.verdict, found.missing) == ("breach", ("2022-03-01:announced",))


def test_what_the_card_does_not_say_of_an_amendment_is_not_known(ask, plan):
    one = plan(amendments=(amended("2022-03-01", (), None),))
    found = ask("R19/plan.amended", "2022-03-01", plan=one)
    names = ["in-time", "zh-Hant", "en", "states-changes"]
    assert (found.verdict, doubts(found)) == ("unknown", [(f"2022-03-01:{name}", "plan-partial") for name in names])
    silent = plan(amendments=(amended("2022-03-01", states=False),))
    assert ask("R19/plan.amended", "2022-03-01", plan=silent).missing == ("2022-03-01:states-changes",)


# plan.successor


def test_the_worked_example_of_the_next_plan(ask, plan):
    one = plan(deadline=date(2021, 8, 31), delivered=date(2021, 8, 31), successor=Successor(plan="xx-2023"))
    days = ["2022-01-01", "2023-08-01", "2023-08-31", "2023-09-01"]
    found = [ask("R19/plan.successor", day, plan=one) for day in days]
    assert [each.verdict for each in found] == ["pending", "due-soon", "due-soon", "breach"]
    assert {each.due for each in found} == {date(2023, 8, 31)}
    done = plan(deadline=one.deadline, delivered=one.delivered, successor=Successor(plan="xx-2023", delivered=date(2023, 8, 31)))
    assert ask("R19/plan.successor", "2023-08-30", plan=done).verdict == "due-soon"
    passed = ask("R19/plan.successor", "2023-09-01", plan=done)
    assert (passed.verdict, passed.value) == ("pass", "xx-2023")


def test_of_a_next_plan_of_which_nothing_is_known_nothing_is_said(ask, plan):
    found = ask("R19/plan.successor", "2023-09-01", plan=plan(deadline=date(2021, 8, 31), delivered=date(2021, 8, 31)))
    assert (found.verdict, doubts(found)) == ("unknown", [("successor", "plan-partial")])


def test_a_plan_that_came_in_the_next_year_belongs_to_its_cohort(ask, plan):
    late = plan(deadline=date(2021, 8, 31), delivered=date(2022, 1, 1))
    assert ask("R19/plan.successor", "2022-01-01", plan=late).due == date(2024, 8, 31)
    in_year = plan(deadline=date(2021, 8, 31), delivered=date(2021, 12, 31))
    assert ask("R19/plan.successor", "2022-01-01", plan=in_year).due == date(2023, 8, 31)


def test_without_a_cycle_no_next_plan_is_due(ask, plan):
    assert ask("R19/plan.successor", "2023-09-01").verdict == "not-applicable"
    never = plan(deadline=date(2021, 8, 31))
    assert ask("R19/plan.successor", "2021-12-31", plan=never).verdict == "pending"
    assert ask("R19/plan.successor", "2022-01-01", plan=never).verdict == "not-applicable"


# plan.extended


def test_the_worked_example_of_a_promise_beyond_two_years(ask, with_milestones):
    one = with_milestones(("2021-01-01", "2022-12-31"), ("2022-01-01", "2023-03-31"))
    early = ask("R19/plan.extended", "2022-12-31", plan=one, scope="1-1")
    assert (early.verdict, early.due, [part.key for part in early.parts]) == ("pending", date(2022, 12, 31), ["m2"])
    late = ask("R19/plan.extended", "2023-01-01", plan=one, scope="1-1")
    assert (late.verdict, doubts(late)) == ("unknown", [("plan.extended", "person-needed"), ("successor", "plan-partial")])
    in_time = with_milestones(("2021-01-01", "2022-12-31"))
    assert ask("R19/plan.extended", "2023-01-01", plan=in_time, scope="1-1").verdict == "not-applicable"


def test_a_promise_that_was_kept_in_two_years_needs_no_next_plan(ask, with_milestones):
    one = with_milestones(("2022-01-01", "2023-03-31"))
    done = replace(one, commitments=(replace(one.commitments[0], completed=date(2022, 12, 31)),))
    verdicts = [ask("R19/plan.extended", day, plan=done, scope="1-1").verdict for day in ("2022-12-30", "2023-01-01")]
    assert verdicts == ["pending", "not-applicable"]


# plan.size, plan.length


@pytest.mark.parametrize(("number", "verdict"), [(5, "pass"), (6, "gap")])
def test_a_local_member_has_at_most_five_commitments(ask, plan, commitment, number, verdict):
    some = tuple(commitment(f"1-{place}") for place in range(1, number + 1))
    found = ask("R19/plan.size", "2021-01-01", plan=plan(level="local", commitments=some))
    assert (found.verdict, found.threshold["commitments"]) == (verdict, 5)
    assert ask("R19/plan.size-advised", "2021-01-01", plan=plan(level="local", commitments=some)).verdict == "not-applicable"
    assert ask("R19/plan.size", "2021-01-01", plan=plan(commitments=some)).verdict == "pass"


def test_the_worked_example_of_a_plan_s_length(ask, plan):
    """1 January 2021 to 31 May 2024."""
    found = ask("R19/plan.length", "2021-01-01")
    assert (found.verdict, found.value, found.parts[0].value) == ("shown", 41, "2024-05-31")
    two = plan(start=date(2019, 9, 1), end=date(2021, 8, 31))
    assert ask("R19/plan.length", "2021-01-01", plan=two).value == 24


def test_a_year_after_a_promise_was_completed_asks_for_no_milestone(ask, plan, commitment):
    done = commitment(milestones=[("m1", "2021-12-31")], completed=date(2021, 12, 31))
    card = replace(done, milestones=tuple(replace(one, start=date(2021, 1, 1)) for one in done.milestones))
    found = ask("R19/plan.milestones", "2022-06-01", plan=plan(commitments=(card,)), scope="1-1")
    assert (found.verdict, found.value) == ("pass", "1/1")
