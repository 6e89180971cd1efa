"""What the reviewer reports and judges: reports expected, breaches, cycles in a row, evidence side by side."""

from datetime import UTC, date, datetime

import pytest

from ogp_etl.cards.facts import Cycle
from ogp_etl.check.views.report import finding_json
from ogp_etl.model import Ruling, Verdict


def doubts(found):
    return [(one.id, one.why) for one in found.doubts]


def parts(found):
    return [(part.key, part.verdict) for part in found.parts]


# irm.reports


@pytest.fixture
def reviewed(plan):
    """Two years from 31 August to 31 August, delivered late within the four months."""
    return plan(
        reviewed=True,
        start=date(2021, 9, 1),
        end=date(2023, 8, 31),
        deadline=date(2021, 8, 31),
        delivered=date(2021, 10, 31),
    )


@pytest.fixture
def report(row):
    return lambda name, on: row(name, on, commitment=None, kind="review-report")


def test_the_worked_example_of_review_reports(ask, reviewed, report):
    """On design by 31 May 2022 (seven months) or 31 July 2022; on results by 31 May 2024 (nine months) or 31 July 2024."""
    verdicts = [ask("R19/irm.reports", day, plan=reviewed) for day in ("2022-02-01", "2022-05-01", "2022-06-01", "2022-08-01")]
    assert [one.verdict for one in verdicts] == ["pending", "due-soon", "unknown", "gap"]
    assert doubts(verdicts[2]) == [("design", "readings-differ")]
    assert [part.due for part in verdicts[0].parts] == [
        date(2022, 5, 31),
        date(2022, 7, 31),
        date(2024, 5, 31),
        date(2024, 7, 31),
    ]
    between = [report("d", "2022-06-15")]
    assert ask("R19/irm.reports", "2022-08-01", between, plan=reviewed).verdict == "unknown"
    both = [report("d", "2022-05-31"), report("r", "2024-05-01")]
    found = ask("R19/irm.reports", "2024-08-01", both, plan=reviewed)
    assert (found.verdict, found.evidence) == ("pass", ("r", "d"))


def test_a_copy_of_the_report_on_design_is_not_the_report_on_results(ask, reviewed, report):
    design = report("d", "2022-05-31")
    copy = report("r", "2024-05-01")._replace(document="d", substantive=False)
    found = ask("R19/irm.reports", "2024-08-01", [design, copy], plan=reviewed)
    assert (found.verdict, found.missing) == ("gap", ("results",))


def test_a_plan_that_nobody_reviews_expects_no_report(ask, plan):
    assert ask("R19/irm.reports", "2022-08-01").verdict == "not-applicable"
    assert ask("R19/irm.reports", "2022-08-01", plan=plan(reviewed=True)).verdict == "not-applicable"


def test_without_a_deadline_only_the_text_gives_days(ask, plan):
    one = plan(reviewed=True, delivered=date(2021, 1, 20))
    assert parts(ask("R19/irm.reports", "2021-02-01", plan=one)) == [("design:text", "pending"), ("results:text", "pending")]
    assert ask("R19/irm.reports", "2021-08-21", plan=one).missing == ("design",)


# forum.four-a-year


def test_the_worked_example_of_four_meetings_a_year(ask, row):
    days = ("2020-02-10", "2020-05-04", "2020-08-03", "2020-11-02")
    rows = [row(day, day, commitment=None, kind="minutes", event_date=day) for day in days]
    papers = [*rows, row("agenda", "2020-02-09", commitment=None, kind="agenda", event_date="2020-02-10")]
    found = ask("R19/forum.four-a-year", "2020-12-01", papers)
    assert (found.verdict, found.value) == ("pass", 4)
    assert [(part.key, part.value) for part in found.parts] == [("2020-Q1", 1), ("2020-Q2", 1), ("2020-Q3", 1), ("2020-Q4", 1)]
    assert [ask("R19/forum.four-a-year", day, papers).verdict for day in ("2021-02-01", "2021-02-10")] == ["pass", "breach"]
    assert ask("R19/forum.four-a-year", "2021-02-01", rows[:3]).verdict == "pending"


def test_a_meeting_before_the_clock_opened_is_in_no_quarter(ask, row):
    early = row("m", "2020-01-15", commitment=None, kind="minutes", event_date="2020-01-15")
    assert [part.value for part in ask("R19/forum.four-a-year", "2020-02-10", [early]).parts] == [0]


def test_no_verdict_is_written_of_a_part_that_is_only_shown(ask):
    found = finding_json(ask("R19/forum.four-a-year", "2020-02-10"))
    assert [(part["key"], part["verdict"]) for part in found["parts"]] == [("2020-Q1", None)]


# repo.timely, commitment.completion, breach.no-progress


def test_the_worked_example_of_days_to_publication(ask, row):
    rows = [
        row("a", "2021-03-11", event_date="2021-03-01"),
        row("b", "2021-03-01", event_date="2021-03-01"),
        row("notice", "2021-03-01", event_date="2021-04-01"),
        row("vague", "2021-03-01", "2021-05-01", event_date="2021-03-01"),
    ]
    found = ask("R19/repo.timely", "2021-06-01", rows)
    assert (found.verdict, found.value) == ("shown", 10)
    assert [(part.key, part.value) for part in found.parts] == [("a", 10), ("b", 0)]


def test_the_worked_example_of_completion(ask, plan, commitment, row):
    one = plan(commitments=(commitment(milestones=[("m1", "2021-06-30"), ("m2", "2021-12-31")]),))
    rows = [row("d", "2021-06-01", milestone="m1"), row("s", "2024-07-01", commitment=None, kind="self-assessment")]
    found = ask("R19/commitment.completion", "2024-08-01", rows, scope="1-1", plan=one)
    assert (found.verdict, found.missing, found.evidence) == ("shown", ("m2",), ("s", "d"))
    assert [(part.key, part.value) for part in found.parts] == [("m1", 1), ("m2", 0)]


def test_the_worked_example_of_progress(ask, plan, commitment, row):
    two = plan(commitments=(commitment("1-1"), commitment("1-2")))
    rows = [row("early", "2020-06-01"), row("d", "2021-06-01"), row("claim", "2021-06-01", commitment="1-2", primary=False)]
    found = ask("R19/breach.no-progress", "2021-07-01", rows, plan=two)
    assert (found.verdict, found.value, found.missing) == ("shown", "1/2", ("1-2",))
    assert [(part.key, part.value) for part in found.parts] == [("1-1", 1), ("1-2", 0)]


# Rules that read findings


def test_the_worked_example_of_a_late_plan(ask, plan):
    late = plan(deadline=date(2021, 8, 31))
    verdicts = [ask("R19/breach.late", day, plan=late).verdict for day in ("2021-11-30", "2021-12-31", "2022-01-01")]
    assert verdicts == ["pending", "due-soon", "breach"]
    found = ask("R19/breach.late", "2022-01-01", plan=late)
    assert (found.due, dict(found.threshold)) == (date(2021, 12, 31), {"by": "2021-12-31"})
    assert ask("R19/breach.late", "2022-01-01").verdict == "not-applicable"


def waiver(rule):
    return Ruling(
        id="w1",
        rule=rule,
        scope="plan",
        verdict=Verdict.WAIVED,
        person="A. Lin",
        reason="granted",
        made=datetime(2021, 12, 1, tzinfo=UTC),
        until=date(2022, 6, 30),
    )


def test_who_waives_the_cohort_waives_the_breach_by_it(ask, plan):
    late = plan(deadline=date(2021, 8, 31))
    found = ask("R19/breach.late", "2022-01-01", plan=late, rulings=[waiver("R19/plan.cohort")])
    assert found.verdict == "waived"
    assert ask("R19/breach.late", "2022-07-01", plan=late, rulings=[waiver("R19/plan.cohort")]).verdict == "breach"


def cycle(plan, breach, end="2021-08-31"):
    return Cycle(plan=plan, end=date.fromisoformat(end), breach=breach, reason="letter of the support unit")


def test_the_worked_example_of_two_cycles_in_a_row(ask, plan):
    late = plan(deadline=date(2021, 8, 31), cycles=(cycle("xx-2017", False, "2019-08-31"), cycle("xx-2019", True)))
    before = ask("R19/breach.consecutive", "2021-12-31", plan=late)
    assert (before.verdict, before.value, before.due) == ("pending", 0, date(2024, 8, 31))
    found = ask("R19/breach.consecutive", "2022-01-01", plan=late)
    assert (found.verdict, found.value, found.missing) == ("breach", 2, ("xx-2019", "xx-2021"))
    assert parts(found) == [("xx-2017", "pass"), ("xx-2019", "breach"), ("xx-2021", "breach")]


def test_after_a_cycle_without_a_breach_there_are_no_two_in_a_row(ask, plan):
    late = plan(deadline=date(2021, 8, 31), cycles=(cycle("xx-2019", False),))
    assert ask("R19/breach.consecutive", "2022-01-01", plan=late).verdict == "pass"


def test_that_the_plan_was_in_time_does_not_say_that_its_cycle_is_without_breach(ask, plan):
    in_time = plan(deadline=date(2021, 8, 31), delivered=date(2021, 8, 1), cycles=(cycle("xx-2019", True),))
    assert ask("R19/breach.consecutive", "2024-08-31", plan=in_time).verdict == "pending"
    after = ask("R19/breach.consecutive", "2024-09-01", plan=in_time)
    assert (after.verdict, doubts(after)) == ("unknown", [("xx-2021", "person-needed")])


def test_of_a_cycle_that_lasts_it_is_not_known_yet(ask, plan):
    late = plan(deadline=date(2020, 2, 1), end=date(2024, 5, 31), cycles=(cycle("xx-2019", True, "2021-08-31"),))
    lasts, over = (ask("R19/breach.consecutive", on, plan=late) for on in ("2021-08-30", "2021-08-31"))
    assert (lasts.verdict, parts(lasts)[0]) == ("unknown", ("xx-2019", "unknown"))
    assert (over.verdict, parts(over)[0]) == ("breach", ("xx-2019", "breach"))


def test_a_cycle_of_which_nobody_says_is_not_known(ask, plan):
    late = plan(deadline=date(2021, 8, 31), cycles=(cycle("xx-2019", None),))
    found = ask("R19/breach.consecutive", "2022-01-01", plan=late)
    assert (found.verdict, doubts(found)) == ("unknown", [("xx-2019", "plan-partial")])
    assert ask("R19/breach.consecutive", "2022-01-01").verdict == "not-applicable"


def test_the_worked_example_of_verdicts_side_by_side(ask, row):
    found = ask("R19/breach.repository", "2021-09-01", [row("a", "2021-02-01", milestone=None)])
    assert (found.verdict, found.missing) == ("shown", ("R19/repo.updated",))
    assert parts(found) == [
        ("R19/repo.updated", "breach"),
        ("R19/repo.open", "unknown"),
        ("R19/repo.evidence-linked:1-1", "not-applicable"),
    ]
    assert found.evidence == ("a",)


def test_participation_shows_seven_rules(ask):
    keys = [part.key.partition(":")[0] for part in ask("R19/breach.participation", "2021-09-01").parts]
    assert keys == [
        "R19/forum.meets",
        "R19/forum.both-sides",
        "R19/response.reasoned",
        "R19/drafting.criteria-shown",
        "R19/repo.updated",
        "R19/repo.open",
        "R19/repo.evidence-linked",
    ]


def test_a_rule_by_which_the_plan_is_not_judged_is_named(ask):
    alone = ask("R19/forum.breach", "2021-09-01")
    assert doubts(alone) == [("R16/forum.rules-public", "not-judged")]
    both = ask("R19/forum.breach", "2021-09-01", sets=["R19", "R16"])
    assert [part.key for part in both.parts] == ["R19/forum.meets", "R19/forum.both-sides", "R16/forum.rules-public"]
