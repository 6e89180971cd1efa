"""What the forum handbook advises: how each is judged, and where it stands in the text."""

from ogp_etl.check.rulebook import read_set

RULES = {
    "forum.papers": ("decided", "meeting", "MSF H760, H770, H771"),
    "forum.self-evaluation": ("decided", None, "MSF H228, H965"),
    "forum.minutes-content": ("assist", "meeting", "MSF H688"),
    "self-assessment.mid-term": ("decided", None, "MSF H1132, H1327"),
}


def test_the_handbook_holds_these_rules_in_this_order():
    assert [rule.code for rule in read_set("MSF").rules] == list(RULES)


def test_each_rule_has_its_way_and_its_clause():
    assert {rule.code: (rule.way, rule.asked_of, rule.clause) for rule in read_set("MSF").rules} == RULES


def test_all_of_it_is_advice():
    assert {(one.scope, one.severity) for rule in read_set("MSF").rules for one in rule.judged} == {("plan", "advice")}
