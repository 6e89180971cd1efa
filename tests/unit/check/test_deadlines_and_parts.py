"""What is due by a day, once a phase is over, in both languages, or of a certain size."""

from datetime import date

import pytest

from ogp_etl.cards import Span

LINKED = "R19/repo.evidence-linked"
KINDS = "R19/repo.implementation-evidence"
GROUPS = "R19/repo.drafting-evidence"
LANGUAGES = "R19/plan.languages"
ASSESSED = "R19/self-assessment"
ANNOUNCED = "R16/timeline.announced"
PERIOD = "R16/draft.comment-period"
TWICE = "R22/repo.updated"
BILINGUAL = "TW20/texts.bilingual"


def of(finding):
    return finding.verdict.value, str(finding.due) if finding.due else None


def whys(finding):
    return {one.id: one.why for one in finding.doubts}


# --- delivered by a day -----------------------------------------------------------------------------------------------


def test_without_a_deadline_delivery_is_not_asked(ask, plan):
    assert of(ask("R19/plan.delivered", "2022-01-01")) == ("not-applicable", None)
    assert of(ask("R19/plan.cohort", "2022-01-01")) == ("not-applicable", None)


@pytest.mark.parametrize(
    ("delivered", "day", "on_time", "in_cohort"),
    [
        (None, "2020-08-01", "pending", "pending"),
        (None, "2020-08-02", "due-soon", "pending"),
        (None, "2020-09-01", "due-soon", "pending"),
        (None, "2020-09-02", "breach", "pending"),
        (None, "2020-12-01", "breach", "due-soon"),
        (None, "2021-01-01", "breach", "breach"),
        (date(2020, 9, 1), "2020-08-31", "due-soon", "pending"),
        (date(2020, 9, 1), "2020-09-01", "pass", "pass"),
        (date(2020, 9, 2), "2021-06-01", "breach", "pass"),
        (date(2021, 1, 1), "2021-06-01", "breach", "breach"),
    ],
)
def test_a_plan_is_delivered_by_its_deadline_and_keeps_its_cohort_to_the_end_of_that_year(
    ask, plan, delivered, day, on_time, in_cohort
):
    due = plan(deadline=date(2020, 9, 1), delivered=delivered)
    assert of(ask("R19/plan.delivered", day, plan=due)) == (on_time, "2020-09-01")
    assert of(ask("R19/plan.cohort", day, plan=due)) == (in_cohort, "2020-12-31")


def test_a_delivery_that_no_document_shows_is_in_doubt(ask, row, plan):
    due = plan(deadline=date(2020, 9, 1), delivered=date(2020, 8, 1))
    assert whys(ask("R19/plan.delivered", "2020-10-01", plan=due)) == {"action-plan": "not-held"}
    rows = [row(on="2020-08-01", kind="action-plan", commitment=None)]
    assert whys(ask("R19/plan.delivered", "2020-10-01", rows, plan=due)) == {}


# --- a document by a day ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "day", "expected"),
    [
        ({"on": "2024-05-31"}, "2024-05-31", ("pass", "2024-08-31")),
        ({"on": "2024-08-31"}, "2026-01-01", ("pass", "2024-08-31")),
        ({"on": "2024-09-01"}, "2026-01-01", ("breach", "2024-08-31")),
        ({"on": "2024-05-30"}, "2026-01-01", ("breach", "2024-08-31")),
        ({"on": "2024-05-30", "by": "2024-06-02"}, "2026-01-01", ("unknown", "2024-08-31")),
        ({"on": "2024-08-30", "by": "2024-09-01"}, "2026-01-01", ("unknown", "2024-08-31")),
        ({"on": "2024-07-01", "by": "never"}, "2024-08-31", ("due-soon", "2024-08-31")),
        ({"on": "2024-07-01", "by": "never"}, "2024-09-01", ("unknown", "2024-08-31")),
        ({"on": "2024-09-01", "by": "never"}, "2024-09-02", ("breach", "2024-08-31")),
        ({"on": "2024-07-01", "public": None}, "2024-09-01", ("unknown", "2024-08-31")),
        ({"on": "2024-07-01", "public_until": "2024-07-02"}, "2024-09-01", ("pass", "2024-08-31")),
    ],
)
def test_a_self_assessment_is_public_between_the_plans_end_and_three_months_later(ask, row, facts, day, expected):
    facts = dict(facts)
    rows = [row("s", facts.pop("on"), facts.pop("by", None), kind="self-assessment", commitment=None, **facts)]
    assert of(ask(ASSESSED, day, rows)) == expected


def test_a_deadline_passed_since_the_last_visit_is_unknown_and_one_before_it_is_missed(ask):
    assert ask(ASSESSED, "2024-10-01", visits={None: "2024-08-31", "1-1": "2024-08-31"}).verdict == "breach"
    found = ask(ASSESSED, "2024-10-01", visits={None: "2024-08-30", "1-1": "2024-08-31"})
    assert (found.verdict.value, whys(found)) == ("unknown", {"process": "not-visited", "1-1": "not-visited"})


def test_each_commitments_form_is_due_at_the_end_of_march_2020(ask, row):
    form = row(on="2020-03-31", kind="commitment-form")
    assert of(ask("TW20/forms.due", "2020-02-29", scope="1-1")) == ("pending", "2020-03-31")
    assert of(ask("TW20/forms.due", "2020-04-01", scope="1-1")) == ("breach", "2020-03-31")
    assert of(ask("TW20/forms.due", "2020-04-01", [form], scope="1-1")) == ("pass", "2020-03-31")


# --- a timeline before the consultation -------------------------------------------------------------------------------


CONSULTED = {"consultation": Span(start=date(2020, 2, 21), end=date(2020, 3, 6))}


@pytest.mark.parametrize(
    ("facts", "day", "expected"),
    [
        (None, "2020-02-20", ("pending", "2020-02-21")),
        (None, "2020-02-21", ("breach", None)),
        ({"on": "2020-02-20"}, "2020-02-20", ("pass", None)),
        ({"on": "2020-02-20"}, "2026-01-01", ("pass", None)),
        ({"on": "2020-02-21"}, "2026-01-01", ("breach", None)),
        ({"on": "2020-02-10", "by": "2020-02-22"}, "2020-02-20", ("pending", "2020-02-21")),
        ({"on": "2020-02-10", "by": "2020-02-22"}, "2020-02-21", ("unknown", None)),
        ({"on": None, "by": "2020-02-20"}, "2020-02-21", ("pass", None)),
    ],
)
def test_the_timeline_is_public_before_the_consultation_starts(ask, row, plan, facts, day, expected):
    rows = [] if facts is None else [row("t", facts["on"], facts.get("by"), kind="timeline", commitment=None)]
    assert of(ask(ANNOUNCED, day, rows, plan=plan(**CONSULTED))) == expected


def test_sources_not_seen_before_the_consultation_may_have_shown_a_timeline(ask, plan):
    asked = {"plan": plan(**CONSULTED)}
    assert ask(ANNOUNCED, "2020-06-01", visits={None: "2020-02-20", "1-1": "2020-02-20"}, **asked).verdict == "breach"
    assert ask(ANNOUNCED, "2020-06-01", visits={None: "2020-02-19", "1-1": "2020-02-20"}, **asked).verdict == "unknown"


def test_without_a_consultation_neither_its_length_nor_its_timeline_is_known(ask):
    assert of(ask(ANNOUNCED, "2022-01-01")) == ("unknown", None)
    found = ask(PERIOD, "2022-01-01")
    assert (of(found), found.value) == (("unknown", None), None)


@pytest.mark.parametrize(
    ("end", "day", "verdict", "days"), [(6, 5, "pending", 14), (6, 6, "pass", 14), (5, 4, "pending", 13), (5, 5, "gap", 13)]
)
def test_a_consultation_lasts_fourteen_days_from_its_first_to_its_last(ask, plan, end, day, verdict, days):
    consulted = plan(consultation=Span(start=date(2020, 2, 21), end=date(2020, 3, end)))
    found = ask(PERIOD, f"2020-03-0{day}", plan=consulted)
    assert (found.verdict.value, found.value, found.due) == (verdict, days, None)


# --- once a phase is over ---------------------------------------------------------------------------------------------


DRAFTED = ("timeline", "member-list", "consultation-notice", "minutes", "reasoned-response")


def test_drafting_evidence_is_complete_with_a_row_of_each_group(ask, row):
    rows = [row(kind, "2021-03-01", kind=kind, commitment=None) for kind in DRAFTED]
    found = ask(GROUPS, "2021-03-01", rows)
    assert (of(found), found.value, found.missing) == (("pass", None), "5/5", ())
    found = ask(GROUPS, "2021-02-28", rows)
    assert (of(found), found.value) == (("gap", None), "0/5")
    assert found.missing == ("programme", "forum-founding", "consultation", "forum-meetings", "feedback")


def test_drafting_evidence_is_pending_to_the_last_day_of_drafting_and_before_it(ask):
    assert of(ask(GROUPS, "2019-01-01")) == ("pending", "2020-12-31")
    assert of(ask(GROUPS, "2020-12-31")) == ("pending", "2020-12-31")


def test_answers_to_a_review_are_asked_for_after_an_earlier_review(ask, row, plan):
    rows = [row(kind, "2020-03-01", kind=kind, commitment=None) for kind in DRAFTED]
    found = ask(GROUPS, "2021-01-01", rows, plan=plan(earlier_review=True))
    assert (found.verdict.value, found.value, found.missing) == ("gap", "5/7", ("review-response", "review-reaction"))


def test_what_was_taken_down_no_longer_serves_completeness(ask, row):
    rows = [row(kind, "2020-03-01", kind=kind, commitment=None) for kind in DRAFTED]
    gone = [*rows[:-1], row("g", "2020-03-01", kind="reasoned-response", commitment=None, public_until="2021-06-01")]
    assert ask(GROUPS, "2021-05-31", gone).verdict == "pass"
    assert ask(GROUPS, "2021-06-01", gone).missing == ("feedback",)


def test_groups_that_are_only_possibly_there_are_unknown_after_the_phase_and_pending_before_its_end(ask, row):
    rows = [row(kind, "2020-03-01", kind=kind, commitment=None) for kind in DRAFTED[:-1]]
    maybe = row("m", "2020-06-01", by="never", kind="reasoned-response", commitment=None)
    assert ask(GROUPS, "2020-12-31", [*rows, maybe]).verdict == "pending"
    found = ask(GROUPS, "2021-01-01", [*rows, maybe])
    assert (found.verdict.value, found.value, found.missing, whys(found)) == (
        "unknown",
        "4/5",
        ("feedback",),
        {"m": "never-proven"},
    )


def test_a_group_is_not_called_absent_where_nobody_looked(ask):
    found = ask(GROUPS, "2021-06-01", visits={None: "2021-06-01", "1-1": "2021-01-01"})
    assert (found.verdict.value, whys(found)) == ("unknown", {"1-1": "not-visited"})


def test_implementation_evidence_is_primary_and_of_the_kinds_of_the_card(ask, row, plan, commitment):
    two = plan(commitments=(commitment(kinds=("decision", "budget")),))
    rows = [row("d", "2022-01-01"), row("b", "2022-01-01", kind="budget", primary=False)]
    found = ask(KINDS, "2024-06-01", rows, scope="1-1", plan=two)
    assert (found.verdict.value, found.value, found.missing) == ("gap", "1/2", ("budget",))
    rows[1] = row("b", "2022-01-01", kind="budget", primary=None)
    found = ask(KINDS, "2024-06-01", rows, scope="1-1", plan=two)
    assert (found.verdict.value, whys(found)) == ("unknown", {"b": "primary-not-known"})


def test_a_card_without_kinds_leaves_implementation_evidence_unknown(ask):
    assert of(ask(KINDS, "2021-06-01", scope="1-1")) == ("unknown", None)


# --- milestones -------------------------------------------------------------------------------------------------------


@pytest.fixture
def two_milestones(plan, commitment):
    return plan(commitments=(commitment(milestones=[("m1", "2021-08-31"), ("m2", "2022-08-31")]),))


@pytest.mark.parametrize(
    ("day", "expected", "missing"),
    [
        ("2019-01-01", ("pending", None), ()),
        ("2021-08-31", ("pending", None), ()),
        ("2021-09-01", ("due-soon", "2022-02-28"), ("m1",)),
        ("2022-02-28", ("due-soon", "2022-02-28"), ("m1",)),
        ("2022-03-01", ("breach", "2022-02-28"), ("m1",)),
        ("2022-09-01", ("breach", "2022-02-28"), ("m1", "m2")),
    ],
)
def test_a_milestone_is_shown_at_the_latest_six_months_after_its_due_day(ask, two_milestones, day, expected, missing):
    found = ask(LINKED, day, scope="1-1", plan=two_milestones)
    assert (of(found), found.missing) == (expected, missing)


def test_the_worst_milestone_decides_and_each_is_told(ask, row, two_milestones):
    rows = [row("a", "2021-10-01", milestone="m2")]
    found = ask(LINKED, "2021-10-01", rows, scope="1-1", plan=two_milestones)
    assert of(found) == ("due-soon", "2022-02-28")
    assert [(one.key, one.verdict.value) for one in found.parts] == [("m1", "due-soon"), ("m2", "pass")]


def test_a_milestone_shown_early_is_a_pass_while_others_wait(ask, row, two_milestones):
    assert of(ask(LINKED, "2021-02-01", [row(on="2021-02-01", milestone="m1")], scope="1-1", plan=two_milestones)) == (
        "pass",
        None,
    )


@pytest.mark.parametrize("fact", [{"primary": None}, {"public": None}, {"by": "never"}, {"by": "2023-01-01"}])
def test_a_row_that_may_show_a_milestone_makes_it_unknown(ask, row, two_milestones, fact):
    found = ask(LINKED, "2022-03-01", [row(on="2021-06-01", milestone="m1", **fact)], scope="1-1", plan=two_milestones)
    assert (of(found), found.missing, list(whys(found))) == (("unknown", "2022-02-28"), ("m1",), ["a"])


@pytest.mark.parametrize("fact", [{"primary": False}, {"public": False}, {"public_until": "2022-03-01"}, {"milestone": "m2"}])
def test_a_row_that_shows_no_milestone_leaves_the_breach(ask, row, two_milestones, fact):
    rows = [row(**{"on": "2021-06-01", "milestone": "m1", **fact})]
    assert ask(LINKED, "2022-03-01", rows, scope="1-1", plan=two_milestones).verdict == "breach"


def test_breach_outweighs_unknown(ask, row, two_milestones):
    rows = [row(on="2021-06-01", milestone="m2", by="never")]
    assert ask(LINKED, "2023-06-01", rows, scope="1-1", plan=two_milestones).verdict == "breach"


def test_a_milestone_is_not_called_unshown_where_nobody_looked(ask, two_milestones):
    visits = {None: "2022-03-01", "1-1": "2022-02-21"}
    assert ask(LINKED, "2022-02-28", scope="1-1", plan=two_milestones, visits=visits).verdict == "due-soon"
    assert ask(LINKED, "2022-03-01", scope="1-1", plan=two_milestones, visits=visits).verdict == "unknown"
    assert ask(LINKED, "2022-03-01", scope="1-1", plan=two_milestones, visits={"1-1": "2022-02-22"}).verdict == "breach"


def test_without_milestones_there_is_nothing_to_show(ask):
    assert of(ask(LINKED, "2023-01-01", scope="1-1")) == ("not-applicable", None)


# --- both languages ---------------------------------------------------------------------------------------------------


def both(row, *languages, kind="action-plan", **facts):
    return [row(f"{kind}{n}", "2021-01-01", kind=kind, commitment=None, language=one, **facts) for n, one in enumerate(languages)]


@pytest.mark.parametrize(
    ("languages", "verdict", "missing"),
    [
        (("zh-Hant", "en"), "pass", ()),
        (("zh-Hant",), "breach", ("action-plan:en",)),
        (("en", "ja"), "breach", ("action-plan:zh-Hant",)),
        (("ja",), "breach", ("action-plan:zh-Hant", "action-plan:en")),
        (("zh-Hant", None), "unknown", ("action-plan:en",)),
        ((None,), "breach", ("action-plan:zh-Hant", "action-plan:en")),
        ((None, None), "unknown", ("action-plan:zh-Hant", "action-plan:en")),
    ],
)
def test_a_plan_is_in_both_languages_and_a_row_without_one_may_be_in_any_one(ask, row, languages, verdict, missing):
    found = ask(LANGUAGES, "2021-06-01", both(row, *languages))
    assert (found.verdict.value, found.missing) == (verdict, missing)


def test_each_document_that_is_known_needs_both_languages(ask, row):
    rows = [*both(row, "zh-Hant", "en"), *both(row, "en", kind="self-assessment")]
    found = ask(LANGUAGES, "2021-06-01", rows)
    assert (found.verdict.value, found.missing) == ("breach", ("self-assessment:zh-Hant",))


def test_no_plan_known_is_unknown_once_it_was_delivered(ask, plan):
    given = plan(delivered=date(2021, 1, 20))
    assert ask(LANGUAGES, "2021-01-19", plan=given).verdict == "not-applicable"
    assert ask(LANGUAGES, "2021-01-20", plan=given).verdict == "unknown"


def test_a_possible_translation_is_unknown(ask, row):
    rows = [*both(row, "zh-Hant"), row("e", "2021-01-01", by="never", kind="action-plan", commitment=None, language="en")]
    found = ask(LANGUAGES, "2021-06-01", rows)
    assert (found.verdict.value, found.missing, whys(found)) == ("unknown", ("action-plan:en",), {"e": "never-proven"})


def test_a_document_that_may_not_be_there_at_all_is_no_breach(ask, row):
    rows = [row("z", "2021-01-01", by="never", kind="action-plan", commitment=None)]
    assert ask(LANGUAGES, "2021-06-01", rows).verdict == "unknown"


def test_a_translation_taken_down_or_not_looked_for_is_told_apart(ask, row):
    rows = [
        *both(row, "zh-Hant"),
        row("e", "2021-01-01", kind="action-plan", commitment=None, language="en", public_until="2021-05-01"),
    ]
    assert ask(LANGUAGES, "2021-04-30", rows).verdict == "pass"
    assert ask(LANGUAGES, "2021-05-01", rows).verdict == "breach"
    assert ask(LANGUAGES, "2021-05-01", rows, visits={None: "2021-04-01", "1-1": "2021-05-01"}).verdict == "unknown"


def of_meeting(row, name, day, language, commitment=None, **more):
    return row(name, "2020-06-01", kind="minutes", event_date=day, language=language, commitment=commitment, **more)


MEETINGS = (("2020-03-01", "zh-Hant"), ("2020-03-01", "en"), ("2020-04-01", "zh-Hant"))


def test_the_record_of_every_meeting_is_translated_and_one_translation_does_not_stand_for_all(ask, row):
    rows = [of_meeting(row, f"m{n}", day, language) for n, (day, language) in enumerate(MEETINGS)]
    found = ask(BILINGUAL, "2021-06-01", rows)
    assert (found.verdict.value, found.missing) == ("breach", ("minutes:2020-04-01:en",))
    assert ask(BILINGUAL, "2021-06-01", [*rows, of_meeting(row, "e", "2020-04-01", "en")]).verdict == "pass"


def test_meetings_of_two_forums_on_one_day_are_two(ask, row):
    rows = [of_meeting(row, "z", "2020-03-01", "zh-Hant", "1-1"), of_meeting(row, "e", "2020-03-01", "en")]
    assert ask(BILINGUAL, "2021-06-01", rows).missing == ("minutes:2020-03-01:zh-Hant", "minutes:1-1:2020-03-01:en")


def test_the_form_of_every_commitment_is_translated(ask, row):
    rows = [
        row(f"{number}{language}", "2020-03-01", kind="commitment-form", commitment=number, language=language)
        for number, language in (("1-1", "zh-Hant"), ("1-1", "en"), ("1-2", "zh-Hant"))
    ]
    found = ask(BILINGUAL, "2021-06-01", rows)
    assert (found.verdict.value, found.missing) == ("breach", ("commitment-form:1-2:en",))


@pytest.mark.parametrize("held", [MEETINGS, MEETINGS[:2], ()])
def test_a_translation_without_a_day_may_be_of_any_meeting_and_proves_none(ask, row, held):
    rows = [of_meeting(row, f"m{n}", day, language) for n, (day, language) in enumerate(held)]
    found = ask(BILINGUAL, "2021-06-01", [*rows, of_meeting(row, "e", None, "en")])
    assert (found.verdict.value, whys(found)) == ("unknown", {"e": "document-not-known"})


# --- how large --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "bound", "advised"),
    [(4, "pass", "gap"), (5, "pass", "pass"), (15, "pass", "pass"), (16, "pass", "gap"), (20, "pass", "gap"), (21, "gap", "gap")],
)
def test_a_plan_has_at_most_twenty_commitments_and_better_five_to_fifteen(ask, plan, commitment, count, bound, advised):
    sized = plan(commitments=tuple(commitment(f"1-{n}") for n in range(count)))
    bounded, better = ask("R19/plan.size", "2019-01-01", plan=sized), ask("R19/plan.size-advised", "2019-01-01", plan=sized)
    assert (bounded.verdict.value, bounded.value, better.verdict.value, better.value) == (bound, count, advised, count)


@pytest.mark.parametrize(
    ("count", "bound", "advised"), [(4, "unknown", "unknown"), (7, "unknown", "unknown"), (21, "gap", "gap")]
)
def test_a_plan_known_in_part_may_be_found_too_large_and_nothing_else(ask, plan, commitment, count, bound, advised):
    part = plan(status="partial", commitments=tuple(commitment(f"1-{n}") for n in range(count)))
    found = [ask(f"R19/{rule}", "2021-01-01", plan=part).verdict.value for rule in ("plan.size", "plan.size-advised")]
    assert found == [bound, advised]


@pytest.mark.parametrize("status", ["complete", "partial", "draft"])
def test_a_plan_without_commitments_is_not_of_the_right_size(ask, plan, status):
    found = ask("R19/plan.size", "2021-01-01", plan=plan(status=status, commitments=()))

    assert (found.verdict.value, found.value, [one.why for one in found.doubts]) == ("unknown", 0, ["plan-partial"])


@pytest.mark.parametrize(("count", "verdict"), [(5, "pass"), (6, "gap")])
def test_a_commitment_has_at_most_five_milestones(ask, plan, commitment, count, verdict):
    sized = plan(commitments=(commitment(milestones=[(f"m{n}", "2022-01-01") for n in range(count)]),))
    assert ask("R19/plan.size", "2022-01-01", plan=sized).verdict == verdict


# --- twice in twelve months -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "day", "verdict", "value"),
    [
        ([], "2022-01-01", "pending", 0),
        ([], "2022-01-02", "breach", 0),
        ([("2021-06-01", None), ("2021-07-01", None)], "2021-08-01", "pass", 2),
        ([("2021-06-01", None), ("2021-06-01", None)], "2022-03-01", "breach", 1),
        ([("2021-03-01", None), ("2021-06-01", None)], "2022-02-28", "pass", 2),
        ([("2021-03-01", None), ("2021-06-01", None)], "2022-03-01", "breach", 1),
        ([("2021-06-01", "2021-06-10"), ("2021-06-11", "2021-06-20")], "2022-03-01", "pass", 2),
        ([("2021-06-01", "2021-06-10"), ("2021-06-10", "2021-06-20")], "2022-03-01", "unknown", 1),
        ([("2021-02-20", "2021-03-02"), ("2021-06-10", None)], "2022-03-01", "unknown", 1),
        ([("2020-11-01", None), ("2021-06-10", None)], "2021-09-01", "pending", 1),
    ],
)
def test_a_repository_is_updated_twice_in_the_twelve_months_up_to_the_day(ask, row, spans, day, verdict, value):
    rows = [row(f"r{n}", on, by) for n, (on, by) in enumerate(spans)]
    found = ask(TWICE, day, rows, scope="1-1")
    assert (found.verdict.value, found.value, found.due, found.severity) == (verdict, value, None, "minimum")


def test_twice_a_year_stands_still_with_the_clock(ask, row):
    rows = [row("a", "2023-10-01"), row("b", "2024-03-01"), row("c", "2025-01-01")]
    assert ask(TWICE, "2026-01-01", rows, scope="1-1").verdict == "pass"
    assert ask(TWICE, "2026-01-01", rows[1:], scope="1-1").verdict == "breach"


def test_twice_a_year_is_unknown_where_days_of_the_window_were_not_visited(ask):
    assert ask(TWICE, "2023-01-01", scope="1-1", visits={"1-1": "2022-12-25"}).verdict == "breach"
    assert ask(TWICE, "2023-01-02", scope="1-1", visits={"1-1": "2022-12-25"}).verdict == "unknown"
    assert ask(TWICE, "2026-01-01", scope="1-1", visits={"1-1": "2024-08-31"}).verdict == "breach"
