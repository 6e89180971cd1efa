"""The point-of-contact manual's rules: how severe each is, how it is judged, and where it stands in the text."""

import pytest

from ogp_etl.check.rulebook import clause_numbers, read_set

PLAN_MIN, PLAN, PLAN_ADVICE = ({("plan", severity)} for severity in ("minimum", "standard", "advice"))
EACH, EACH_ADVICE = {("commitment", "standard")}, {("commitment", "advice")}
RULES = {
    "repo.updated": ({*PLAN_MIN, *EACH}, "decided", None, "R19 §5.1.3, §6.3(3)"),
    "repo.twice-a-year": (PLAN, "decided", None, "R19 §2.1"),
    "repo.update-time-shown": (PLAN_ADVICE, "decided", "site", "R19 §5.1.3"),
    "repo.open": ({*PLAN_MIN, ("commitment", "minimum")}, "decided", None, "R19 §5.1.1, §6.3(1)"),
    "repo.findable": (PLAN, "assist", "site", "R19 §5.1.1"),
    "repo.evidence-linked": ({("commitment", "minimum")}, "decided", "milestone", "R19 §5.1.2, §6.3(2)"),
    "repo.drafting-evidence": (PLAN_ADVICE, "decided", None, "R19 §5.1.2"),
    "repo.implementation-evidence": (EACH_ADVICE, "decided", None, "R19 §5.1.2"),
    "repo.attendance": (PLAN_ADVICE, "assist", "meeting", "R19 §5.1.2"),
    "repo.structure": (PLAN, "decided", None, "R19 §5.2.1, §5.2.2"),
    "repo.dashboard": (PLAN, "decided", "site", "R19 §5.2.1"),
    "repo.responsible": (EACH, "decided", None, "R19 §5.2"),
    "repo.guideline": (PLAN, "assist", None, "R19 §5.2"),
    "repo.platform-law": (PLAN_ADVICE, "show", None, "R19 §5.2"),
    "repo.timely": (PLAN_ADVICE, "show", "item", "R19 §5.2.2"),
    "irm.recommendations": (PLAN, "assist", None, "R19 §5.1.2, §4.2"),
    "forum.meets": ({*PLAN_MIN, *PLAN}, "decided", None, "R19 §1.2"),
    "forum.four-a-year": (PLAN, "decided", None, "R19 §6.2(1), §1.2"),
    "forum.both-sides": (PLAN_MIN, "decided", "meeting", "R19 §6.2(2), §1.2"),
    "forum.breach": (PLAN_MIN, "show", None, "R19 §1.2"),
    "response.reasoned": (PLAN_MIN, "assist", None, "R19 §6.2(3)"),
    "drafting.criteria-shown": (PLAN_MIN, "assist", None, "R19 §6.2"),
    "form.complete": (EACH, "decided", None, "R19 §4.1.3"),
    "plan.languages": (PLAN, "decided", "document", "R19 §4.1, §4.2"),
    "plan.length": (PLAN, "show", None, "R19 §4.1.2"),
    "plan.delivered": (PLAN, "decided", None, "R19 §2.2"),
    "plan.cohort": (PLAN_MIN, "decided", None, "R19 §6.1"),
    "plan.amended": (PLAN, "decided", None, "R19 §4.1"),
    "plan.size": (PLAN_ADVICE, "decided", None, "R19 §4.1.2"),
    "plan.size-advised": (PLAN_ADVICE, "decided", None, "R19 §4.1.2"),
    "plan.milestones": (EACH, "decided", None, "R19 §4.1.2"),
    "plan.extended": (EACH, "assist", None, "R19 §4.1.2"),
    "plan.sections": (PLAN, "assist", None, "R19 §4.1"),
    "plan.successor": (PLAN, "decided", None, "R19 §2"),
    "progress.published": (EACH, "decided", None, "R19 §5.1.3"),
    "self-assessment": (PLAN, "decided", None, "R19 §2"),
    "self-assessment.content": (PLAN, "assist", None, "R19 §4.2"),
    "irm.reports": (PLAN_ADVICE, "decided", None, "R19 §2, §2.1"),
    "commitment.completion": (EACH_ADVICE, "show", "milestone", "R19 §4.2"),
    "breach.late": (PLAN_MIN, "decided", None, "R19 §6(1), §6.1"),
    "breach.participation": (PLAN_MIN, "show", None, "R19 §6(2)"),
    "breach.repository": (PLAN_MIN, "show", None, "R19 §6(3)"),
    "breach.no-progress": (PLAN_MIN, "show", None, "R19 §6.4"),
    "breach.consecutive": (PLAN_MIN, "decided", "country", "R19 §6"),
}
PROVISIONAL = {
    "repo.updated": ({*PLAN_MIN, ("commitment", "minimum")}, "R19/repo.updated"),
    "forum.meets": (PLAN, "R19/forum.meets"),
}


def test_the_manual_s_rules_are_these_in_this_order():
    assert [rule.code for rule in read_set("R19").rules] == list(RULES)


@pytest.mark.parametrize("code", RULES)
def test_each_rule_has_its_severity_its_way_and_its_clause(code):
    (rule,) = [one for one in read_set("R19").rules if one.code == code]
    asked = {(one.scope, one.severity) for one in rule.judged}
    assert (asked, rule.way, rule.asked_of, rule.clause) == RULES[code]


def test_while_the_plan_is_drafted_the_forum_s_meetings_have_a_clause_of_their_own():
    (rule,) = [one for one in read_set("R19").rules if one.code == "forum.meets"]
    drafting, later = rule.judged
    assert (drafting.severity, drafting.during, drafting.clause) == ("minimum", "drafting", "R19 §6.2(1)")
    assert (later.severity, later.during, later.clause) == ("standard", None, None)


def test_every_clause_names_lines_of_the_stored_text():
    found = read_set("R19")
    named = {number for rule in found.rules for number in clause_numbers(rule.clause)}
    assert [number for number in sorted(named) if not found.clauses[number].lines[0].isdecimal()] == []


def test_the_rules_since_2022_stand_in_the_place_of_the_older_ones():
    found = read_set("R22").rules
    assert {one.code: ({(each.scope, each.severity) for each in one.judged}, one.replaces) for one in found} == PROVISIONAL
