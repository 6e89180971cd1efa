"""Taiwan's forum rules: how severe each is, how it is judged, and where it stands in the text."""

from ogp_etl.check.rulebook import read_set

OF_FORUMS = {("commitment", "standard")}
RULES = {
    "forum.half": (OF_FORUMS, "show", "forum", "TW20 §2"),
    "forum.minutes": (OF_FORUMS, "decided", "meeting", "TW20 §3(2)"),
    "forum.convened": (OF_FORUMS, "assist", "forum", "TW20 §2, §3(1)"),
    "comments.forwarded": ({("plan", "standard")}, "assist", None, "TW20 §4"),
    "notices.copied": ({("commitment", "advice")}, "assist", "meeting", "TW20 §9"),
    "forms.due": (OF_FORUMS, "decided", None, "TW20 §6"),
    "form.complete": (OF_FORUMS, "decided", None, "TW20 §5, annex-2"),
    "texts.bilingual": ({("plan", "standard")}, "decided", None, "TW20 §7"),
}


def test_the_forum_rules_are_these_in_this_order():
    assert [rule.code for rule in read_set("TW20").rules] == list(RULES)


def test_each_rule_has_its_severity_its_way_and_its_clause():
    found = {
        rule.code: ({(one.scope, one.severity) for one in rule.judged}, rule.way, rule.asked_of, rule.clause)
        for rule in read_set("TW20").rules
    }
    assert found == RULES


def test_all_of_them_bind_while_the_plan_is_drafted():
    assert {rule.phase for rule in read_set("TW20").rules} == {"drafting"}
