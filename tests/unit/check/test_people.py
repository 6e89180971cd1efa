"""Both sides in the forum, lists of those present, forms, and what a named person has to confirm part by part."""

from datetime import date

import pytest

from ogp_etl.cards.facts import Amendment, Recommendation

BOTH = ("government", "civil-society")


def doubts(found):
    return [(one.id, one.why) for one in found.doubts]


@pytest.fixture
def paper(row):
    """A paper of the process's forum."""

    def made(name, kind, on, covers=None, by=None, event="2020-03-01"):
        return row(name, on, by=by, commitment=None, kind=kind, covers=covers, event_date=event)

    return made


# plan.languages


def test_each_document_that_lacks_a_language_is_a_part(ask, row):
    rows = [
        row("p", "2021-01-20", commitment=None, kind="action-plan"),
        row("pe", "2021-01-20", commitment=None, kind="action-plan", language="en"),
        row("s", "2024-06-20", commitment=None, kind="self-assessment"),
    ]
    found = ask("R19/plan.languages", "2024-07-01", rows)
    assert [(part.key, part.verdict) for part in found.parts] == [("action-plan", "pass"), ("self-assessment", "breach")]


# forum.both-sides


def test_the_worked_example_of_both_sides(ask, paper):
    rows = [
        paper("list", "member-list", "2020-02-10", BOTH, event=None),
        paper("m1", "attendance", "2020-03-05", BOTH, event="2020-03-01"),
        paper("m2", "attendance", "2020-06-05", ("government",), event="2020-06-01"),
    ]
    found = ask("R19/forum.both-sides", "2020-07-01", rows)
    assert (found.verdict, found.value, found.missing) == ("breach", "2/3", ("2020-06-01:civil-society",))
    assert [(part.key, part.verdict) for part in found.parts] == [
        ("member-list", "pass"),
        ("2020-03-01", "pass"),
        ("2020-06-01", "breach"),
    ]
    assert ask("R19/forum.both-sides", "2020-05-31", rows).verdict == "pass"
    told = [*rows, paper("t2", "transcript", "2020-07-10", BOTH, event="2020-06-01")]
    assert ask("R19/forum.both-sides", "2020-07-10", told).verdict == "pass"


def test_a_list_that_does_not_say_which_sides_is_not_known(ask, paper):
    rows = [
        paper("list", "member-list", "2020-02-10", BOTH, event=None),
        paper("m1", "attendance", "2020-03-05", ("government",)),
        paper("p1", "minutes", "2020-03-05"),
    ]
    found = ask("R19/forum.both-sides", "2020-07-01", rows)
    assert (found.verdict, doubts(found)) == ("unknown", [("p1", "covers-not-known")])


def test_that_no_list_is_public_proves_no_absence(ask, paper):
    agenda = paper("a1", "agenda", "2020-02-25")
    drafting = ask("R19/forum.both-sides", "2020-12-31", [agenda])
    assert (drafting.verdict, drafting.due) == ("pending", date(2020, 12, 31))
    after = ask("R19/forum.both-sides", "2021-01-01", [agenda])
    assert (after.verdict, doubts(after)) == ("unknown", [("member-list", "not-held"), ("2020-03-01", "not-held")])
    assert ask("R19/forum.both-sides", "2020-01-31", [agenda]).verdict == "not-applicable"


def test_members_without_any_meeting_are_no_forum(ask, paper):
    members = paper("list", "member-list", "2020-02-10", BOTH, event=None)
    assert ask("R19/forum.both-sides", "2020-12-31", [members]).verdict == "pending"
    found = ask("R19/forum.both-sides", "2021-01-01", [members])
    assert (found.verdict, doubts(found)) == ("unknown", [("attendance", "not-held")])


def test_a_list_without_its_day_may_be_of_any_meeting(ask, paper):
    rows = [
        paper("list", "member-list", "2020-02-10", BOTH, event=None),
        paper("m1", "attendance", "2020-03-05", ("government",)),
        paper("x", "attendance", "2020-03-05", ("civil-society",), event=None),
    ]
    found = ask("R19/forum.both-sides", "2020-07-01", rows)
    assert (found.verdict, doubts(found)) == ("unknown", [("x", "document-not-known")])


def test_what_is_not_certainly_public_decides_nothing(ask, paper):
    members = paper("list", "member-list", "2020-02-10", BOTH, event=None)
    one_sided = paper("m1", "attendance", "2020-03-05", ("government",), by="never")
    assert ask("R19/forum.both-sides", "2020-07-01", [members, one_sided]).verdict == "unknown"
    both = paper("m1", "attendance", "2020-03-05", BOTH, by="never")
    assert ask("R19/forum.both-sides", "2020-07-01", [members, both]).verdict == "unknown"


def test_a_side_is_not_missing_where_nobody_visited(ask, paper):
    rows = [paper("m1", "attendance", "2020-03-05", ("government",))]
    seen = {None: "2020-06-30", "1-1": "2020-06-30"}
    assert ask("R19/forum.both-sides", "2020-07-01", rows, visits=seen).verdict == "breach"
    assert ask("R19/forum.both-sides", "2020-07-08", rows, visits=seen).verdict == "unknown"


# repo.attendance


def test_the_worked_example_of_attendance(ask, paper):
    rows = [
        paper("m1", "minutes", "2020-03-05"),
        paper("l1", "attendance", "2020-03-05"),
        paper("m2", "minutes", "2020-06-05", event="2020-06-01"),
    ]
    found = ask("R19/repo.attendance", "2020-07-01", rows)
    assert (found.verdict, found.value, found.missing, found.evidence) == ("unknown", "1/2", ("2020-06-01",), ("l1",))
    assert doubts(found) == [("repo.attendance", "person-needed"), ("2020-06-01", "not-held")]
    assert ask("R19/repo.attendance", "2020-02-20", rows).verdict == "not-applicable"


# form.complete

FIELDS = ("dates", "agency", "problem", "content", "contribution", "values")


def test_the_worked_example_of_a_form(ask, row):
    rows = [row("f1", "2020-03-20", kind="commitment-form", covers=FIELDS[:5])]
    early = ask("R19/form.complete", "2020-12-31", rows, scope="1-1")
    assert (early.verdict, early.value, early.due) == ("pending", "5/6", date(2020, 12, 31))
    late = ask("R19/form.complete", "2021-01-01", rows, scope="1-1")
    assert (late.verdict, late.missing, late.evidence) == ("breach", ("values",), ("f1",))
    mended = [*rows, row("f2", "2021-02-01", kind="commitment-form", covers=FIELDS)]
    assert ask("R19/form.complete", "2021-02-01", mended, scope="1-1").verdict == "pass"
    assert ask("R19/form.complete", "2020-01-31", rows, scope="1-1").verdict == "not-applicable"


def test_two_forms_are_not_one_whole_form(ask, row):
    rows = [
        row("f1", "2020-03-20", kind="commitment-form", covers=FIELDS[:3]),
        row("f2", "2020-03-21", kind="commitment-form", covers=FIELDS[3:]),
    ]
    assert ask("R19/form.complete", "2021-01-01", rows, scope="1-1").verdict == "breach"


def test_a_form_of_which_the_fields_are_not_known_decides_nothing(ask, row):
    rows = [row("f1", "2020-03-20", kind="commitment-form", covers=FIELDS[:5]), row("f2", "2020-03-21", kind="commitment-form")]
    found = ask("R19/form.complete", "2021-01-01", rows, scope="1-1")
    assert (found.verdict, doubts(found)) == ("unknown", [("f2", "covers-not-known")])
    none = ask("R19/form.complete", "2021-01-01", scope="1-1")
    assert (none.verdict, doubts(none)) == ("unknown", [("commitment-form", "not-held")])


def test_the_form_of_a_commitment_that_was_added_is_due_on_that_day(ask, plan, row):
    added = plan(amendments=(Amendment(day=date(2021, 6, 1), adds=("1-1",)),))
    rows = [row("f1", "2021-05-20", kind="commitment-form", covers=FIELDS[:5])]
    verdicts = [ask("R19/form.complete", day, rows, plan=added, scope="1-1").verdict for day in ("2021-06-01", "2021-06-02")]
    assert verdicts == ["pending", "breach"]


# What a named person confirms, part by part


def test_the_worked_example_of_recommendations(ask, plan, row):
    told = (Recommendation(id="r1", title="Publish budgets"),)
    after = plan(earlier_review=True, recommendations=told)
    rows = [row("a", "2020-06-01", commitment=None, kind="review-response")]
    early = ask("R19/irm.recommendations", "2020-12-31", rows, plan=after)
    assert (early.verdict, early.value, early.due) == ("pending", "1/3", date(2020, 12, 31))
    late = ask("R19/irm.recommendations", "2021-01-01", rows, plan=after)
    assert (late.verdict, late.missing, late.evidence) == ("unknown", ("r1:action", "r1:reaction"), ("a",))
    assert [(part.key, part.value) for part in late.parts] == [("r1:answer", 1), ("r1:action", 0), ("r1:reaction", 0)]
    assert ask("R19/irm.recommendations", "2021-01-01", rows).verdict == "not-applicable"


def test_recommendations_that_the_card_does_not_name_are_not_known(ask, plan):
    found = ask("R19/irm.recommendations", "2021-01-01", plan=plan(earlier_review=True))
    assert doubts(found) == [("irm.recommendations", "person-needed"), ("recommendations", "plan-partial")]


def test_the_worked_example_of_the_three_criteria(ask, paper, row):
    rows = [paper("m1", "minutes", "2020-03-05"), row("r", "2020-11-01", commitment=None, kind="reasoned-response")]
    early = ask("R19/drafting.criteria-shown", "2020-12-31", rows)
    assert (early.verdict, early.missing) == ("pending", ("plan",))
    whole = [*rows, row("p", "2021-01-20", commitment=None, kind="action-plan")]
    late = ask("R19/drafting.criteria-shown", "2021-01-20", whole)
    assert (late.verdict, late.value, doubts(late)) == ("unknown", "4/4", [("drafting.criteria-shown", "person-needed")])


def test_a_self_assessment_has_a_sheet_for_each_commitment(ask, plan, commitment, row):
    two = plan(commitments=(commitment("1-1"), commitment("1-2")))
    keys = [part.key for part in ask("R19/self-assessment.content", "2024-06-01", plan=two).parts]
    assert keys == [
        "introduction",
        "participation",
        "statuses",
        "milestone-dates",
        "next-steps",
        "peer-exchange",
        "conclusions",
        "1-1",
        "1-2",
    ]
    early = row("s0", "2023-06-01", commitment=None, kind="self-assessment")
    verdicts = [ask("R19/self-assessment.content", day, [early]).verdict for day in ("2024-05-30", "2024-06-01", "2024-09-01")]
    assert verdicts == ["not-applicable", "pending", "unknown"]
    there = ask("R19/self-assessment.content", "2024-07-01", [row("s", "2024-06-15", commitment=None, kind="self-assessment")])
    assert (there.verdict, there.missing) == ("unknown", ())


@pytest.mark.parametrize(
    ("rule", "kind", "opens", "by"),
    [
        ("response.reasoned", "reasoned-response", "2020-02-01", "2020-12-31"),
        ("repo.guideline", "content-guideline", "2020-02-01", "2021-01-01"),
        ("plan.sections", "action-plan", "2020-02-01", "2021-01-01"),
    ],
)
def test_a_candidate_waits_for_a_person(ask, row, rule, kind, opens, by):
    def verdict(day, rows=()):
        return ask(f"R19/{rule}", day, rows).verdict

    before = date.fromordinal(date.fromisoformat(opens).toordinal() - 1)
    after = date.fromordinal(date.fromisoformat(by).toordinal() + 1)
    assert [verdict(before), verdict(opens), verdict(by), verdict(after)] == ["not-applicable", "pending", "pending", "unknown"]
    assert verdict(by, [row("a", "2020-06-01", commitment=None, kind=kind)]) == "unknown"


def test_pages_are_candidates_for_what_can_be_found(ask, row):
    found = ask("R19/repo.findable", "2021-01-01", [row("home", "2020-06-01", commitment=None, kind="web-page")])
    assert (found.verdict, found.evidence, [part.key for part in found.parts]) == ("unknown", ("home",), ["home"])
