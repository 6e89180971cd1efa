"""What is asked of all meetings, comments or documents is met only where all were seen: one more may lack it."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_etl.check.judge import judge

BOTH_SIDES = "R19/forum.both-sides"
MINUTES = "TW20/forum.minutes"
REPLIES = "R16/response.latency"
PAPERS = "MSF/forum.papers"
BILINGUAL = "TW20/texts.bilingual"
SIDES = ("government", "civil-society")
EVERYWHERE = [None, "1-1"]
LATE = ("breach", "gap")
ENDS = {BOTH_SIDES: "2024-08-31", MINUTES: "2020-12-31", REPLIES: "2024-08-31", PAPERS: "2024-08-31", BILINGUAL: None}
"""Last day of which each rule asks; None: none."""


@pytest.fixture(scope="session")
def met(row):
    """Rows by which everything that is known is as the rule asks, and one more by which it is not."""

    def of_process(name, on, kind, held=None, **more):
        return row(name, on, kind=kind, commitment=None, event_date=held, **more)

    return {
        BOTH_SIDES: (
            of_process("l", "2020-02-10", "member-list", covers=SIDES),
            of_process("a", "2020-03-01", "attendance", "2020-03-01", covers=SIDES),
            of_process("b", "2020-06-05", "attendance", "2020-06-01", covers=("government",)),
        ),
        MINUTES: (
            row("a", "2020-03-01", kind="minutes", event_date="2020-03-01"),
            row("b", "2020-05-25", kind="agenda", event_date="2020-06-01"),
        ),
        REPLIES: (
            of_process("c", "2021-03-01", "written-proposal"),
            of_process("r", "2021-03-10", "official-reply", answers="c"),
            of_process("d", "2021-04-01", "written-proposal"),
        ),
        PAPERS: (
            of_process("p", "2020-03-03", "baseline-document", "2020-03-10"),
            of_process("g", "2020-03-07", "agenda", "2020-03-10"),
            of_process("q", "2020-03-12", "attendance", "2020-03-10", covers=("quorum",)),
            of_process("m", "2020-06-05", "minutes", "2020-06-01"),
        ),
        BILINGUAL: (
            row("z", "2020-03-10", kind="minutes", event_date="2020-03-01"),
            row("e", "2020-03-10", kind="minutes", event_date="2020-03-01", language="en"),
            row("b", "2020-06-05", kind="minutes", event_date="2020-06-01"),
        ),
    }


@pytest.fixture(scope="session")
def asked(ask):
    """The finding where every source was last visited on ``last``."""

    def asked(rule, day, rows, last=None):
        visits = None if last is None else dict.fromkeys(EVERYWHERE, last)
        return ask(rule, day, rows, scope="1-1" if rule == MINUTES else "plan", visits=visits)

    return asked


def doubts(finding):
    return [(one.id, one.why) for one in finding.doubts]


UNVISITED = {
    BOTH_SIDES: [("process", "not-visited")],
    MINUTES: [("1-1", "not-visited")],
    REPLIES: [("process", "not-visited"), ("1-1", "not-visited")],
    PAPERS: [("process", "not-visited")],
    BILINGUAL: [("process", "not-visited"), ("1-1", "not-visited")],
}


def _not_seen(asked, met, rule, last, day):
    """Of all that is known everything is as asked; what nobody saw undoes it, so it is unknown, and the rows are named."""
    *good, bad = met[rule]
    whole = asked(rule, day, good)
    found = asked(rule, day, good, last)
    assert (found.verdict, doubts(found)) == ("unknown", UNVISITED[rule])
    assert (whole.verdict, whole.doubts) == ("pass", ())
    assert (found.value, found.missing, found.due, found.evidence) == (whole.value, whole.missing, whole.due, whole.evidence)
    assert asked(rule, day, [*good, bad]).verdict in LATE


def test_a_meeting_that_nobody_saw_may_have_lacked_a_side(asked, met):
    _not_seen(asked, met, BOTH_SIDES, "2020-03-15", "2020-12-01")


def test_a_meeting_that_nobody_saw_may_lack_minutes(asked, met):
    _not_seen(asked, met, MINUTES, "2020-03-15", "2021-02-01")


def test_a_comment_that_nobody_saw_may_lack_a_reply(asked, met):
    _not_seen(asked, met, REPLIES, "2021-03-15", "2021-09-01")


def test_a_meeting_that_nobody_saw_may_have_lacked_papers(asked, met):
    _not_seen(asked, met, PAPERS, "2020-03-15", "2021-02-01")


def test_minutes_that_nobody_saw_may_be_in_one_language(asked, met):
    _not_seen(asked, met, BILINGUAL, "2020-03-15", "2021-02-01")


@pytest.mark.parametrize("rule", ENDS)
def test_a_visit_within_a_week_is_enough(asked, met, rule):
    good = met[rule][:-1]
    assert asked(rule, "2021-09-08", good, "2021-09-01").verdict == "pass"
    if rule != MINUTES:  # of which the last meeting is long past
        assert asked(rule, "2021-09-09", good, "2021-09-01").verdict == "unknown"


@pytest.mark.parametrize(("rule", "end"), [(rule, end) for rule, end in ENDS.items() if end])
def test_a_visit_on_the_last_day_that_is_asked_about_settles_the_past(asked, met, rule, end):
    good = met[rule][:-1]
    day_before = str(date.fromisoformat(end) - timedelta(days=1))
    assert asked(rule, "2025-06-01", good, end).verdict == "pass"
    assert asked(rule, "2025-06-01", good, day_before).verdict == "unknown"


def test_what_has_no_last_day_is_never_settled(asked, met):
    assert asked(BILINGUAL, "2025-06-01", met[BILINGUAL][:-1], "2025-05-24").verdict == "unknown"


@pytest.mark.parametrize(("rule", "last"), [(REPLIES, "2021-05-01"), (PAPERS, "2020-06-30")])
def test_what_certainly_was_missed_stays_so_whatever_else_there_is(asked, met, rule, last):
    found = asked(rule, "2021-09-01", met[rule], last)
    assert (found.verdict, found.doubts) == ("gap", ())


def test_what_is_still_to_come_stays_so(asked, met):
    assert asked(MINUTES, "2020-09-01", met[MINUTES], "2020-06-15").verdict == "pending"
    assert asked(REPLIES, "2021-04-15", met[REPLIES], "2021-04-05").verdict == "due-soon"


def test_a_commitment_that_was_visited_is_not_unknown_for_another_that_was_not(ask, met):
    visits = {None: "2020-03-15", "1-1": "2021-02-01"}
    assert ask(MINUTES, "2021-02-01", met[MINUTES][:-1], scope="1-1", visits=visits).verdict == "pass"


def test_the_two_documents_of_a_plan_are_asked_for_where_they_are_known(ask, row):
    rows = [row(name, "2021-01-20", kind="action-plan", commitment=None, language=name) for name in ("zh-Hant", "en")]
    assert ask("R19/plan.languages", "2024-10-01", rows, visits={}).verdict == "pass"


def good(row):
    """Rows by which as many rules as can be are met for some time."""
    process = {"commitment": None}
    met = {"commitment": None, "event_date": "2020-03-10"}
    of_forum = {"kind": "minutes", "event_date": "2020-03-01"}
    return [
        row("l", "2020-02-10", kind="member-list", **process, covers=SIDES),
        row("p", "2020-03-03", kind="baseline-document", **met),
        row("g", "2020-03-07", kind="agenda", **met),
        row("q", "2020-03-12", kind="attendance", **met, covers=(*SIDES, "quorum")),
        row("z", "2020-03-15", **of_forum),
        row("e", "2020-03-15", **of_forum, language="en"),
        row("c", "2021-03-01", kind="written-proposal", **process),
        row("r", "2021-03-10", kind="official-reply", **process, answers="c"),
        row("u", "2021-03-10", kind="progress-report"),
        row("v", "2021-04-10", kind="forum-evaluation", **process),
    ]


KNOWN_ONLY = ("R19/plan.languages",)
"""docs/judging.md asks this of the documents that are known."""
KINDS = (
    "agenda",
    "attendance",
    "minutes",
    "written-proposal",
    "official-reply",
    "member-list",
    "baseline-document",
    "commitment-form",
    "meeting-invitation",
    "progress-report",
    "self-assessment",
)


@settings(max_examples=25)
@given(
    day=st.dates(date(2020, 6, 1), date(2021, 12, 31)),
    away=st.integers(8, 400),
    covers=st.sampled_from([("government",), None]),
    data=st.data(),
)
def test_nothing_that_nobody_has_seen_turns_a_pass_of_any_rule_into_a_breach(plan, row, day, away, covers, data):
    """It tells of a day since the last visit, and became public since then; then it is seen, and nothing else is new."""
    last = day - timedelta(days=away)
    since = last + timedelta(days=1)
    public, held = data.draw(st.dates(since, day)), data.draw(st.sampled_from([since, None]))
    sets = ("R16", "R19", "R22", "TW20", "MSF")
    found = judge(plan(), good(row), dict.fromkeys(EVERYWHERE, last), day, None, sets).findings
    for kind, owner in product(KINDS, EVERYWHERE):
        unseen = row("x", public, kind=kind, commitment=owner, covers=covers, event_date=held)
        truth = judge(plan(), [*good(row), unseen], None, day, None, sets).findings
        undone = [one.rule for one, other in zip(found, truth, strict=True) if one.verdict == "pass" and other.verdict in LATE]
        assert [rule for rule in undone if rule not in KNOWN_ONLY] == []
