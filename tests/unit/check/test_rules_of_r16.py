"""The rules of the standards of 2016: how severe each is, how it is judged, and where it stands in the text."""

from ogp_etl.check.rulebook import read_set

ADVICE, STANDARD = {("plan", "advice")}, {("plan", "standard")}
RULES = {
    "repo.library": (STANDARD, "decided-then-assist", "R16 S125"),
    "forum.meets-drafting": (ADVICE, "decided", "R16 S171"),
    "forum.rules-public": (STANDARD, "assist", "R16 S143, S145, S147"),
    "forum.remote": (ADVICE, "assist", "R16 S137"),
    "forum.co-chair": (ADVICE, "decided-then-assist", "R16 S217"),
    "forum.ethics": (ADVICE, "decided-then-assist", "R16 S220"),
    "forum.minister": (ADVICE, "decided-then-assist", "R16 S265"),
    "forum.working-groups": (ADVICE, "decided-then-assist", "R16 S272"),
    "timeline.announced": (STANDARD, "decided", "R16 S126, S158"),
    "draft.comment-period": (ADVICE, "decided", "R16 S167"),
    "draft.news": (ADVICE, "decided", "R16 S159"),
    "consultation.open": (STANDARD, "assist", "R16 S164, S165, S166"),
    "contributions.published": (STANDARD, "decided", "R16 S160, S237"),
    "response.log": (STANDARD, "decided", "R16 S138"),
    "selection.reasons": (STANDARD, "assist", "R16 S173"),
    "progress.commentable": (STANDARD, "assist", "R16 S182"),
    "progress.open-meetings": (STANDARD, "decided", "R16 S186"),
    "progress.forum-deliberates": (STANDARD, "assist", "R16 S191"),
    "response.latency": (ADVICE, "decided", "R16 S266"),
    "self-assessment.consulted": (STANDARD, "decided", "R16 S192, S264"),
    "irm.comment-shared": (STANDARD, "assist", "R16 S187"),
    "contact.public": (STANDARD, "decided", "R16 S123, S124"),
}
ASKED_OF = {"progress.commentable": "site", "response.latency": "comment"}


def test_the_standards_hold_these_rules_in_this_order():
    assert [rule.code for rule in read_set("R16").rules] == list(RULES)


def test_each_rule_has_its_severity_its_way_and_its_clause():
    found = {
        rule.code: ({(one.scope, one.severity) for one in rule.judged}, rule.way, rule.clause) for rule in read_set("R16").rules
    }
    assert found == RULES


def test_what_a_rule_is_asked_of_within_the_plan():
    assert {rule.code: rule.asked_of for rule in read_set("R16").rules if rule.asked_of} == ASKED_OF
