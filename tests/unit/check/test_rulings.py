"""What named persons say of verdicts, and looks at the repository: whose word stands, from when, until when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.check.answer import doubt
from ogp_etl.check.judge import judge
from ogp_etl.check.rulings import Said, Voices, allowed, expired, newest_looks
from ogp_etl.model import Doubt, Finding, Objection, Observation, Ruling, Verdict

TAIPEI = ZoneInfo("Asia/Taipei")
DAY = date(2023, 3, 31)
MADE = datetime(2023, 1, 10, 2, 0, tzinfo=UTC)
RULE = "R19/repo.updated"
WAYS = ("decided", "decided-then-assist", "assist", "show")


def found(verdict="breach", way="decided", **more):
    facts = {
        "rule": RULE,
        "clause": "R19 §5.1.3",
        "severity": "standard",
        "scope": "1-1",
        "verdict": Verdict(verdict),
        "value": None,
        "threshold": {},
        "due": None,
        "way": way,
        "text": {},
    }
    return Finding(**{**facts, **more})


def ruled(verdict="waived", *, name="r1", made=MADE, until=date(2023, 12, 31), **more):
    facts = {"rule": RULE, "scope": "1-1", "person": "王小明", "reason": "why", **more}
    return Ruling(id=name, verdict=None if verdict is None else Verdict(verdict), made=made, until=until, **facts)


def objected(name="o1", made=MADE, **more):
    return Objection(id=name, **{"rule": RULE, "scope": "1-1", "person": "Ann", "why": "it is there", "made": made, **more})


def told(finding, *, rulings=(), objections=(), day=DAY, known_at=None):
    return Voices(Said(rulings=rulings, objections=objections), day, known_at, TAIPEI).over(finding)


@pytest.mark.parametrize(
    ("way", "verdicts"),
    [
        ("decided", ["waived", "equivalent"]),
        ("decided-then-assist", ["pass", "breach", "not-applicable", "waived", "equivalent"]),
        ("assist", ["pass", "breach", "not-applicable", "waived", "equivalent"]),
        ("show", []),
    ],
)
def test_what_a_person_may_say_depends_on_how_the_rule_is_judged(way, verdicts):
    assert [one.value for one in allowed(way)] == verdicts


@pytest.mark.parametrize("verdict", ["waived", "equivalent"])
def test_a_person_s_word_stands_and_the_machine_s_is_kept_beside_it(verdict):
    said = told(found("breach", while_drafting=Verdict.BREACH), rulings=[ruled(verdict)])

    assert (said.verdict, said.measured, said.ruling.person) == (Verdict(verdict), Verdict.BREACH, "王小明")
    assert said.while_drafting is None


@pytest.mark.parametrize("verdict", ["pass", "breach", "not-applicable"])
def test_what_the_machine_decides_no_person_decides_otherwise(verdict):
    said = told(found("unknown"), rulings=[ruled(verdict)])

    assert (said.verdict, said.measured, said.ruling) == (Verdict.UNKNOWN, None, None)


def test_a_ruling_on_another_rule_or_scope_says_nothing_here():
    others = [ruled(rule="R19/repo.open"), ruled(scope="1-2"), ruled(scope="plan")]

    assert told(found(), rulings=others) == found()


@pytest.mark.parametrize(
    ("day", "verdict"),
    [(date(2023, 12, 30), "waived"), (date(2023, 12, 31), "waived"), (date(2024, 1, 1), "breach")],
)
def test_a_ruling_holds_through_its_last_day(day, verdict):
    assert told(found(), rulings=[ruled(until=date(2023, 12, 31))], day=day).verdict == verdict


def test_an_expired_ruling_is_named_as_a_doubt_and_stays_beside_the_verdict():
    said = told(found(), rulings=[ruled(until=date(2023, 3, 30))])

    assert (said.verdict, said.measured, said.doubts) == (Verdict.BREACH, None, (Doubt(id="r1", why="ruling-expired"),))
    assert expired(said) == ruled(until=date(2023, 3, 30))


@pytest.mark.parametrize(("verdict", "way"), [("pass", "decided"), ("not-applicable", "assist")])
def test_an_expired_ruling_is_nobody_s_business_where_the_machine_says_all_is_well(verdict, way):
    said = told(found(verdict, way), rulings=[ruled(until=date(2023, 3, 30))])

    assert (said.verdict, said.doubts, expired(said)) == (Verdict(verdict), (), None)


def test_an_expired_ruling_brings_no_earlier_one_back():
    earlier = ruled("equivalent", name="r0", made=MADE - timedelta(days=9), until=date(2030, 1, 1))

    assert told(found(), rulings=[ruled(until=date(2023, 3, 30)), earlier]).verdict == "breach"


def test_an_unexpired_ruling_has_not_expired():
    assert expired(told(found(), rulings=[ruled()])) is None


@pytest.mark.parametrize("order", [1, -1])
def test_the_newest_ruling_wins_whatever_the_order_of_the_table(order):
    both = [ruled("waived"), ruled("equivalent", name="r0", made=MADE + timedelta(seconds=1))]

    assert told(found(), rulings=both[::order]).verdict == "equivalent"


def test_of_two_rulings_of_one_instant_the_later_in_the_table_is_the_newer():
    assert told(found(), rulings=[ruled("waived", name="r9"), ruled("equivalent", name="r1")]).verdict == "equivalent"


def test_a_ruling_that_is_taken_back_leaves_the_machine_s_verdict():
    back = ruled(None, name="r2", made=MADE + timedelta(days=1), until=None)

    assert told(found(), rulings=[ruled(), back]) == found()


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        (datetime(2023, 3, 31, 15, 59, tzinfo=UTC), "waived"),  # 23:59 of the day in Taipei
        (datetime(2023, 3, 31, 16, 0, tzinfo=UTC), "breach"),  # the day after it has begun there
    ],
)
def test_the_day_of_a_ruling_is_counted_in_the_plan_s_zone(made, verdict):
    assert told(found(), rulings=[ruled(made=made)]).verdict == verdict


@pytest.mark.parametrize(("known_at", "verdict"), [(MADE, "waived"), (MADE - timedelta(seconds=1), "breach")])
def test_what_was_ruled_later_was_not_known_then(known_at, verdict):
    assert told(found(), rulings=[ruled()], known_at=known_at).verdict == verdict


def test_what_is_there_waits_for_a_person_to_confirm_its_content():
    said = told(found("pass", "decided-then-assist"))

    assert (said.verdict, said.measured) == (Verdict.UNKNOWN, None)
    assert said.doubts == (Doubt(id=RULE, why="content-not-confirmed"),)


@pytest.mark.parametrize("verdict", ["pass", "breach", "not-applicable", "waived", "equivalent"])
def test_a_person_says_whether_content_that_is_there_does_what_is_asked(verdict):
    said = told(found("pass", "decided-then-assist"), rulings=[ruled(verdict)])

    assert (said.verdict, said.measured, said.doubts) == (Verdict(verdict), Verdict.UNKNOWN, ())


@pytest.mark.parametrize("measured", ["breach", "unknown", "due-soon", "pending"])
@pytest.mark.parametrize("verdict", ["pass", "breach", "not-applicable"])
def test_a_person_cannot_confirm_the_content_of_what_is_not_there(measured, verdict):
    said = told(found(measured, "decided-then-assist"), rulings=[ruled(verdict)])

    assert (said.verdict, said.measured, said.ruling.verdict) == (Verdict(measured), None, Verdict(verdict))


def test_what_is_not_there_can_be_waived():
    assert told(found("breach", "decided-then-assist"), rulings=[ruled("waived")]).verdict == "waived"


@pytest.mark.parametrize("verdict", ["pass", "breach", "not-applicable", "waived", "equivalent"])
def test_past_its_last_day_what_a_person_confirmed_is_as_the_machine_left_it_and_says_so(verdict):
    asked = found("unknown", "assist", doubts=(doubt("forum.rules", "person-needed"),))

    last = told(asked, rulings=[ruled(verdict, until=DAY)])
    over = told(asked, rulings=[ruled(verdict, until=DAY)], day=DAY + timedelta(days=1))

    assert (last.verdict, expired(last)) == (Verdict(verdict), None)
    assert (over.verdict, over.measured, over.ruling) == (Verdict.UNKNOWN, None, ruled(verdict, until=DAY))
    assert [one.why for one in over.doubts] == ["person-needed", "ruling-expired"]
    assert expired(over) == ruled(verdict, until=DAY)


def test_expired_confirmation_of_content_leaves_it_unconfirmed():
    said = told(found("pass", "decided-then-assist"), rulings=[ruled("pass", until=date(2023, 3, 30))])

    assert [one.why for one in said.doubts] == ["content-not-confirmed", "ruling-expired"]


@pytest.mark.parametrize("verdict", ["pass", "breach", "not-applicable", "waived", "equivalent"])
def test_a_person_answers_what_only_a_person_can(verdict):
    asked = found("unknown", "assist", doubts=(doubt("forum.rules", "person-needed"), doubt("a", "not-visited")))

    said = told(asked, rulings=[ruled(verdict)])

    assert (said.verdict, said.measured) == (Verdict(verdict), Verdict.UNKNOWN)
    assert said.doubts == (Doubt(id="a", why="not-visited"),)


def test_nobody_says_that_something_is_missed_before_it_is_due():
    assert told(found("pending", "assist"), rulings=[ruled("breach")]).verdict == "pending"
    assert told(found("pending", "assist"), rulings=[ruled("pass")]).verdict == "pass"


@pytest.mark.parametrize(("measured", "way"), [("unknown", "assist"), ("pass", "decided-then-assist"), ("pending", "assist")])
def test_what_is_there_before_its_last_day_is_not_missed_yet_whoever_says_so(measured, way):
    waits = found(measured, way, last_day=DAY)

    said = told(waits, rulings=[ruled("breach")])

    assert (said.verdict, said.measured, said.ruling) == (told(waits).verdict, None, ruled("breach"))
    assert said.doubts == told(waits).doubts


@pytest.mark.parametrize(("measured", "way"), [("unknown", "assist"), ("pass", "decided-then-assist")])
def test_a_breach_that_was_ruled_early_counts_from_the_day_after_the_last(measured, way):
    due = found(measured, way, last_day=DAY - timedelta(days=1))

    assert told(due, rulings=[ruled("breach")]).verdict == "breach"


@pytest.mark.parametrize("verdict", ["pass", "not-applicable", "waived", "equivalent"])
def test_all_else_may_be_said_before_the_last_day(verdict):
    assert told(found("unknown", "assist", last_day=DAY), rulings=[ruled(verdict)]).verdict == verdict


@pytest.mark.parametrize(("stopped", "verdict"), [(date(2023, 3, 1), "unknown"), (date(2023, 3, 2), "breach")])
def test_what_stopped_before_its_last_day_never_became_due(stopped, verdict):
    asked = found("unknown", "assist", last_day=date(2023, 3, 1), stopped=stopped)

    assert told(asked, rulings=[ruled("breach")]).verdict == verdict


LIBRARY = [(kind, "2020-06-01") for kind in ("timeline", "self-assessment", "review-report", "bill")]


@pytest.mark.parametrize(
    ("rule", "rows", "last", "then"),
    [
        ("R19/response.reasoned", [("reasoned-response", "2020-06-01")], "2020-12-31", "breach"),  # candidates
        ("R19/plan.sections", [("action-plan", "2020-06-01")], "2021-01-01", "breach"),  # parts to confirm
        ("R19/irm.recommendations", [("action-plan", "2020-06-01")], "2020-12-31", "breach"),  # parts of what is not known
        ("R16/forum.co-chair", [("member-list", "2020-06-01")], "2020-12-31", "gap"),  # a document
        ("R16/repo.library", LIBRARY, "2020-12-31", "breach"),  # documents, of which the first is due then
        # n in twelve months
        ("R16/forum.minister", [("minutes", "2021-03-01"), ("minutes", "2021-05-01")], "2022-01-01", "gap"),
        (
            "R16/forum.working-groups",
            [("minutes", "2021-03-20"), ("progress-report", "2021-01-21"), ("progress-report", "2021-02-20")],
            "2021-04-01",
            "gap",
        ),
    ],
)
def test_each_measure_tells_the_day_up_to_which_nobody_rules_a_breach(ask, row, plan, rule, rows, last, then):
    judged = plan(earlier_review=True)
    last = date.fromisoformat(last)
    held = [
        row(str(place), day, kind=kind, commitment="1-1" if "groups" in rule else None, event_date=day)
        for place, (kind, day) in enumerate(rows)
    ]
    early = datetime(2020, 6, 15, tzinfo=UTC)
    rulings = [ruled("breach", rule=rule, scope="plan", made=early, until=date(2030, 1, 1))]

    def verdicts(day):
        return [ask(rule, day, held, plan=judged, rulings=said).verdict.value for said in ((), rulings)]

    before, after = verdicts(last), verdicts(last + timedelta(days=1))
    assert before == ["unknown", "unknown"]
    assert after == ["unknown", then]


@pytest.mark.parametrize("way", ["decided", "decided-then-assist", "assist"])
def test_a_rule_that_does_not_apply_stays_so(way):
    said = told(found("not-applicable", way), rulings=[ruled("waived")])

    assert (said.verdict, said.measured) == (Verdict.NOT_APPLICABLE, None)


@pytest.mark.parametrize(("severity", "verdict"), [("advice", "gap"), ("standard", "breach"), ("minimum", "breach")])
def test_advice_that_a_person_finds_missed_is_a_gap(severity, verdict):
    said = told(found("unknown", "assist", severity=severity), rulings=[ruled("breach")])

    assert said.verdict == verdict


def test_what_the_reviewer_judges_has_no_ruling_and_can_be_disputed():
    said = told(found("shown", "show"), rulings=[ruled()], objections=[objected()])

    assert (said.verdict, said.ruling, said.measured, said.objections) == (Verdict.SHOWN, None, None, (objected(),))


def test_objections_are_shown_oldest_first_and_change_no_verdict():
    earlier = objected("o2", MADE - timedelta(days=1))

    said = told(found(), objections=[objected(), earlier], rulings=[ruled()])

    assert (said.verdict, said.objections) == (Verdict.WAIVED, (earlier, objected()))


@pytest.mark.parametrize(
    ("known_at", "shown"),
    [
        (None, False),
        (MADE + timedelta(days=5), False),
        (MADE + timedelta(days=4), True),  # the answer was not known yet
        (MADE - timedelta(days=1), False),  # nor was the objection
    ],
)
def test_an_objection_stands_until_it_is_answered(known_at, shown):
    answered = objected(answered=MADE + timedelta(days=5), answered_by="Bo", answer="so it is")

    assert bool(told(found(), objections=[answered], known_at=known_at).objections) is shown


def test_an_objection_stood_on_the_days_before_its_answer():
    answered = objected(answered=MADE + timedelta(days=5))

    assert told(found(), objections=[answered], day=date(2023, 1, 14)).objections == (answered,)
    assert told(found(), objections=[answered], day=date(2023, 1, 15)).objections == ()


SECONDS = st.integers(0, 10 * 86_400)
INSTANTS = SECONDS.map(lambda seconds: datetime(2023, 3, 25, tzinfo=UTC) + timedelta(seconds=seconds))
NAMES = st.text("ab", min_size=1, max_size=3)
RULINGS = st.builds(
    ruled,
    st.sampled_from(["pass", "breach", "not-applicable", "waived", "equivalent"]),
    name=NAMES,
    made=INSTANTS,
    until=st.dates(date(2023, 3, 25), date(2023, 4, 5)),
) | st.builds(ruled, st.none(), name=NAMES, made=INSTANTS, until=st.none())
OBJECTIONS = st.builds(objected, made=INSTANTS, answered=st.none() | INSTANTS)
FINDINGS = st.builds(
    found, st.sampled_from(["pass", "pending", "due-soon", "breach", "unknown", "not-applicable"]), st.sampled_from(WAYS[:3])
)


@given(FINDINGS, st.lists(RULINGS, max_size=4), st.lists(OBJECTIONS, max_size=3), INSTANTS)
def test_what_is_said_after_the_day_changes_nothing_on_it(finding, rulings, objections, now):
    day = now.astimezone(TAIPEI).date()

    def said_by(made):
        return made.astimezone(TAIPEI).date() <= day

    then = told(
        finding,
        rulings=[one for one in rulings if said_by(one.made)],
        objections=[
            one if one.answered is None or said_by(one.answered) else replace(one, answered=None)
            for one in objections
            if said_by(one.made)
        ],
        day=day,
    )
    now_told = told(finding, rulings=rulings, objections=objections, day=day)

    assert (now_told.verdict, now_told.ruling, now_told.doubts, [one.made for one in now_told.objections]) == (
        then.verdict,
        then.ruling,
        then.doubts,
        [one.made for one in then.objections],
    )


@given(FINDINGS, st.lists(RULINGS, max_size=4))
def test_no_person_turns_a_decided_rule_to_pass_or_breach(finding, rulings):
    said = told(finding, rulings=rulings)

    if finding.way == "decided" and said.verdict is not finding.verdict:
        assert said.verdict in (Verdict.WAIVED, Verdict.EQUIVALENT)


@given(FINDINGS, st.lists(RULINGS, max_size=4))
def test_past_every_last_day_the_machine_s_verdict_stands(finding, rulings):
    assert told(finding, rulings=rulings, day=date(2023, 4, 6)).verdict == told(finding).verdict


@given(FINDINGS, st.lists(RULINGS, max_size=4))
def test_whoever_overrules_the_machine_is_named_with_what_it_said(finding, rulings):
    said = told(finding, rulings=rulings)
    by_itself = told(finding)

    if said.verdict is not by_itself.verdict:
        assert (said.measured, said.ruling in rulings) == (by_itself.verdict, True)


def looked(day, found="open", what="item", key="a"):
    return Observation(what=what, key=key, day=date.fromisoformat(day), found=found)


def test_the_newest_look_counts_and_none_after_the_day():
    looks = [looked("2023-03-02", "closed"), looked("2023-03-01"), looked("2023-04-01", "missing")]

    assert newest_looks(looks, DAY) == {("item", "a"): looked("2023-03-02", "closed")}


def test_of_two_looks_of_one_day_the_later_in_the_table_counts():
    looks = [looked("2023-03-02"), looked("2023-03-02", "closed")]

    assert newest_looks(looks, DAY)["item", "a"].found == "closed"


def test_looks_at_other_things_stand_apart():
    looks = [looked("2023-03-02"), looked("2023-03-02", key="b"), looked("2023-03-02", what="folder")]

    assert len(newest_looks(looks, DAY)) == 3


@pytest.mark.parametrize(("rule_set", "verdict"), [(["R19"], "waived"), (["R22"], "breach")])
def test_judging_hears_what_is_said_of_its_rules(plan, rule_set, verdict):
    report = judge(plan(), [], None, DAY, None, rule_set, Said(rulings=[ruled()]))

    (updated,) = [one for one in report.findings if (one.rule.partition("/")[2], one.scope) == ("repo.updated", "1-1")]
    assert updated.verdict == verdict
