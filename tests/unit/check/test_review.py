"""The reviewer's view: every finding under the question that asks it, nothing left out in silence."""

from dataclasses import replace
from datetime import date

import pytest

from ogp_etl.cards.facts import Cycle, Successor
from ogp_etl.check.judge import judge
from ogp_etl.check.views.review import QUESTIONS, review
from ogp_etl.model import Doubt, Finding, Report, Verdict
from ogp_etl.model.reviewed import Upcoming

DAY = date(2022, 3, 1)


def finding(rule, verdict, *, scope="plan", severity="minimum", **more):
    facts = {"clause": "R19 §6", "value": None, "threshold": {}, "due": None, "text": {"zh-Hant": "x", "en": "x"}}
    return Finding(rule=rule, verdict=verdict, scope=scope, severity=severity, **{**facts, **more})


@pytest.fixture
def view(plan):
    def view(*findings, day=DAY, upcoming=(), **more):
        report = Report(plan="xx-2021", as_of=day, known_at=None, findings=findings)
        return review(plan(**more), report, day, {}, upcoming, date(2022, 9, 1), [])

    return view


def question(found, key):
    (one,) = [one for one in found.questions if one.key == key]
    return one


ALL_MET = tuple(
    finding(f"R19/{code}", Verdict.PASS)
    for ask in QUESTIONS
    if ask.chapter in ("repository", "participation")
    for code in ask.codes
)


def test_a_question_has_the_worst_verdict_of_the_rules_that_decide_it_over_all_sets_and_commitments(view):
    found = view(
        finding("R19/repo.updated", Verdict.PASS),
        finding("R22/repo.updated", Verdict.UNKNOWN),
        finding("R19/repo.updated", Verdict.BREACH, scope="1-1", severity="standard"),
        finding("R19/progress.published", Verdict.BREACH, scope="1-1", severity="standard"),
    )
    asked = question(found, "updated")

    assert asked.verdict is Verdict.BREACH
    assert [one.code for one in asked.asked] == ["repo.updated", "progress.published"]
    assert [one.rule for one in asked.asked[0].plan] == ["R19/repo.updated", "R22/repo.updated"]
    assert question(view(finding("R19/progress.published", Verdict.BREACH, scope="1-1")), "updated").verdict is Verdict.SHOWN


def test_a_question_that_only_waits_for_a_person_is_not_known_and_never_does_not_apply(view):
    waiting = finding("R19/response.reasoned", Verdict.UNKNOWN, way="assist", doubts=(Doubt(id="x", why="person-needed"),))

    assert question(view(waiting), "response").verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.GAP, Verdict.PENDING, Verdict.PASS, Verdict.NOT_APPLICABLE])
def test_a_question_of_advice_only_has_the_worst_verdict_of_the_advice(view, verdict):
    advice = finding("R19/irm.reports", verdict, severity="advice")
    fine = finding("R19/irm.reports", Verdict.NOT_APPLICABLE, severity="advice", scope="1-1")

    assert question(view(advice, fine), "review-reports").verdict is verdict


def test_advice_says_nothing_where_something_is_required(view):
    found = view(
        finding("R19/repo.updated", Verdict.PASS), finding("MSF/repo.updated", Verdict.UNKNOWN, severity="advice", scope="1-1")
    )

    assert question(found, "updated").verdict is Verdict.PASS


def test_a_rule_that_no_set_of_the_plan_has_is_named(view):
    found = view(finding("R22/repo.updated", Verdict.PASS))

    assert question(found, "updated").no_rule == ()
    assert question(found, "open").no_rule == ("repo.open",)
    assert [one.key for one in found.questions if not one.no_rule] == ["updated"]


def test_every_finding_stands_somewhere(plan, row):
    report = judge(plan(rule_sets=("R16", "R19", "R22", "TW20", "MSF")), [row("a", "2021-05-01")], None, DAY, None, None)
    found = review(plan(), report, DAY, {}, (), DAY, [])

    placed = [one for asked in (*(a for q in found.questions for a in q.asked), *found.others) for one in asked.findings]
    assert sorted((one.rule, one.scope) for one in placed) == sorted((one.rule, one.scope) for one in report.findings)


def test_r19_has_a_rule_for_every_question(plan):
    report = judge(plan(rule_sets=("R19",)), [], None, DAY, None, None)

    assert [one.no_rule for one in review(plan(), report, DAY, {}, (), DAY, []).questions] == [()] * len(QUESTIONS)


@pytest.mark.parametrize(
    ("answer", "changed"),
    [
        ("holds", {}),
        ("holds", {"R19/repo.updated": Verdict.DUE_SOON}),
        ("open", {"R19/repo.updated": Verdict.UNKNOWN}),
        ("open", {"R19/response.reasoned": Verdict.SHOWN}),
        ("fails", {"R19/repo.updated": Verdict.BREACH, "R19/repo.open": Verdict.UNKNOWN}),
    ],
)
def test_it_would_pass_only_when_no_minimum_requirement_is_missed_or_open(view, answer, changed):
    findings = [replace(one, verdict=changed.get(one.rule, one.verdict)) for one in ALL_MET]

    assert view(*findings).answer == answer


def test_it_never_would_pass_by_rules_that_were_not_asked(view):
    assert view(*ALL_MET[1:]).answer == "open"


def test_what_is_standard_or_advice_does_not_fail_the_review(view):
    beside = finding("R19/repo.updated", Verdict.BREACH, scope="1-1", severity="standard")

    assert view(*ALL_MET, beside).answer == "holds"


def test_a_cycle_is_in_breach_once_one_of_the_four_conditions_is_met_and_else_not_settled(view):
    earlier = (
        Cycle(plan="xx-2019", end=date(2020, 8, 31), breach=True, reason="letter of 2020-10-01"),
        Cycle(plan="xx-2017", end=date(2018, 8, 31), breach=False, reason="report"),
    )
    late = view(finding("R19/breach.late", Verdict.BREACH), cycles=earlier)
    in_time = view(finding("R19/breach.late", Verdict.PASS), finding("R19/breach.repository", Verdict.SHOWN), cycles=earlier)

    assert [(one.plan, one.breach, one.current) for one in late.ledger] == [
        ("xx-2017", False, False),
        ("xx-2019", True, False),
        ("xx-2021", True, True),
    ]
    assert in_time.ledger[-1].breach is None


def test_the_group_is_that_of_the_year_in_which_the_plan_was_due_and_late_delivery_moves_it(view):
    in_time = view(deadline=date(2020, 8, 31), delivered=date(2020, 12, 31)).calendar
    late = view(deadline=date(2020, 8, 31), delivered=date(2021, 1, 1)).calendar
    missing = view(deadline=date(2020, 8, 31)).calendar
    without = view().calendar

    assert (in_time.group, in_time.by_deadline, in_time.shifted) == ("even", True, None)
    assert (late.group, late.shifted) == ("even", "odd")
    assert missing.shifted == "odd"
    assert (without.group, without.by_deadline, without.shifted) == ("odd", False, None)


def test_the_calendar_has_the_days_of_the_manual(view):
    days = view(
        deadline=date(2020, 8, 31), delivered=date(2020, 8, 20), successor=Successor(plan="xx-2023", delivered=date(2022, 2, 28))
    ).calendar.days
    told = {one.key: (one.first, one.last, one.done) for one in days}

    assert told["deadline"] == (date(2020, 8, 31), None, date(2020, 8, 20))
    assert told["cohort"] == (date(2020, 12, 31), None, date(2020, 8, 20))
    assert told["amendable"] == (date(2021, 8, 31), None, None)
    assert told["self-assessment"] == (date(2024, 8, 31), None, None)
    assert told["planning-report"] == (date(2021, 1, 20), date(2021, 3, 20), None)
    assert told["planning-report-july"] == (date(2021, 7, 1), date(2021, 7, 31), None)
    assert told["results-report"] == (date(2025, 2, 28), None, None)
    assert told["results-report-july"] == (date(2023, 7, 1), date(2023, 7, 31), None)
    assert told["successor"] == (date(2022, 8, 31), None, date(2022, 2, 28))
    assert [one.first for one in days] == sorted(one.first for one in days)


def test_the_calendar_tells_nothing_as_done_that_was_done_later(view):
    card = {"deadline": date(2020, 8, 31), "delivered": date(2020, 8, 31), "successor": Successor(delivered=date(2022, 8, 30))}

    def done(on):
        return [(one.key, str(one.done)) for one in view(day=date.fromisoformat(on), **card).calendar.days if one.done]

    assert done("2020-08-30") == []
    assert done("2022-08-29") == [("deadline", "2020-08-31"), ("cohort", "2020-08-31")]
    assert done("2022-08-30") == [("deadline", "2020-08-31"), ("cohort", "2020-08-31"), ("successor", "2022-08-30")]


def test_of_a_cycle_that_lasts_nothing_is_found_yet(view):
    cycles = (Cycle(plan="xx-2019", end=date(2020, 12, 31), breach=True, reason="its report"),)
    before, after = (view(day=date.fromisoformat(on), cycles=cycles).ledger[0] for on in ("2020-12-30", "2020-12-31"))

    assert (before.plan, before.breach, before.reason) == ("xx-2019", None, "")
    assert (after.plan, after.breach, after.reason) == ("xx-2019", True, "its report")


def test_languages_and_length_of_a_plan_are_questions_of_their_own(view):
    found = view(
        finding("R19/plan.languages", Verdict.BREACH, severity="standard"),
        finding("R19/plan.length", Verdict.SHOWN, severity="standard"),
        finding("R19/plan.amended", Verdict.PASS, severity="standard"),
        finding("R19/plan.successor", Verdict.PENDING, severity="standard"),
    )
    told = {
        key: (question(found, key).clause, [one.code for one in question(found, key).asked]) for key in ("languages", "length")
    }

    assert told == {"languages": ("R19 §4.1, §4.2", ["plan.languages"]), "length": ("R19 §2, §4.1.2", ["plan.length"])}
    assert [one.code for key in ("amended", "successor") for one in question(found, key).asked] == [
        "plan.amended",
        "plan.successor",
    ]


def test_what_turns_red_first_is_named_minimum_requirements_before_others(view):
    def turning(scope, red, severity="minimum", state="due"):
        one = finding("R19/repo.updated", Verdict.PASS, scope=scope, severity=severity)
        return Upcoming(state=state, part="", due=None, red=red and date.fromisoformat(red), now=Verdict.PASS, finding=one)

    found = view(
        upcoming=[
            turning("1-1", None, state="missed"),
            turning("1-2", "2022-05-02", "standard"),
            turning("1-3", "2022-05-02", state="uncertain"),
            turning("1-4", "2022-06-01"),
        ]
    )

    assert found.first.finding.scope == "1-3"
    assert view(upcoming=[turning("1-1", None, state="missed")]).first is None


def test_the_version_is_named_where_it_is_not_the_one_adopted(view):
    found = view(finding("R19/repo.updated", Verdict.PASS, scope="1-1", version="amended 2021-06-01"))

    assert found.versions == {"1-1": "amended 2021-06-01"}


@pytest.mark.parametrize(
    ("drafting", "answer", "verdict"), [("breach", "fails", "breach"), ("unknown", "open", "unknown"), ("pass", "holds", "pass")]
)
def test_a_forum_that_meets_today_does_not_make_up_for_one_that_did_not_while_the_plan_was_drafted(
    view, drafting, answer, verdict
):
    meets = finding("R19/forum.meets", Verdict.PASS, severity="standard", while_drafting=Verdict(drafting))
    found = view(*(one for one in ALL_MET if one.rule != meets.rule), meets)
    assert (found.answer, question(found, "dialogue").verdict) == (answer, verdict)
    assert [one.rule for one in found.failing] == (["R19/forum.meets"] if answer == "fails" else [])


def test_a_forum_that_met_while_the_plan_was_drafted_meets_the_minimum_whatever_it_does_now(view):
    meets = finding("R19/forum.meets", Verdict.BREACH, severity="standard", while_drafting=Verdict.PASS)
    found = view(*(one for one in ALL_MET if one.rule != meets.rule), meets)
    assert (found.answer, question(found, "dialogue").verdict) == ("holds", "pass")
