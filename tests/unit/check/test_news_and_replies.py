"""News in every month of drafting, replies to comments in time, the self-assessment put before the forum and the public."""

import pytest

NEWS = "R16/draft.news"
REPLIES = "R16/response.latency"
CONSULTED = "R16/self-assessment.consulted"
EVALUATED = "MSF/forum.self-evaluation"
MID_TERM = "MSF/self-assessment.mid-term"
FORM = "TW20/form.complete"


def of(finding):
    return finding.verdict.value, finding.value, " ".join(finding.missing), str(finding.due) if finding.due else None


def whys(finding):
    return {one.id: one.why for one in finding.doubts}


def parts(finding):
    return {one.key: (one.verdict.value, one.value) for one in finding.parts}


@pytest.fixture
def paper(row):
    return lambda name, kind, on, by=None, **more: row(name, on, by, kind=kind, **{"commitment": None, **more})


# --- news in every month of drafting (S159) ---------------------------------------------------------------------------


def test_each_month_of_drafting_has_news(ask, row):
    rows = [row("a", "2020-02-10"), row("b", "2020-03-31")]
    assert of(ask(NEWS, "2020-01-31", rows)) == ("not-applicable", None, "", None)
    assert of(ask(NEWS, "2020-02-09", rows)) == ("pending", "0/1", "2020-02", "2020-02-29")
    assert of(ask(NEWS, "2020-03-31", rows)) == ("pass", "2/2", "", None)
    assert of(ask(NEWS, "2020-04-30", rows)) == ("pending", "2/3", "2020-04", "2020-04-30")
    found = ask(NEWS, "2020-05-01", rows)
    assert of(found) == ("gap", "2/4", "2020-04 2020-05", None)
    assert [(str(span.start), str(span.end)) for span in found.history] == [("2020-04-01", "2020-04-30")]


def test_after_drafting_the_months_stand_as_they_were(ask, row):
    rows = [row(f"r{month}", f"2020-{month:02}-15") for month in range(2, 13)]
    found = ask(NEWS, "2023-01-01", rows)
    assert (of(found), str(found.stopped)) == (("pass", "11/11", "", None), "2020-12-31")
    assert of(ask(NEWS, "2023-01-01", rows[1:]))[:3] == ("gap", "10/11", "2020-02")


def test_a_copy_is_no_news(ask, row):
    assert ask(NEWS, "2020-03-01", [row("a", "2020-02-10", substantive=False)]).verdict == "gap"


@pytest.mark.parametrize(
    ("on", "by", "why"),
    [
        ("2020-02-10", "2020-03-02", "day-not-certain"),
        ("2020-01-20", "2020-02-10", "day-not-certain"),
        ("2020-02-10", "never", "never-proven"),
    ],
)
def test_news_that_only_may_be_of_a_month_leaves_it_open(ask, row, on, by, why):
    found = ask(NEWS, "2020-03-05", [row("a", on, by)])
    assert (of(found)[0], whys(found)) == ("unknown", {"a": why})


def test_a_month_that_was_not_visited_to_its_end_is_open(ask):
    assert ask(NEWS, "2020-03-10", visits={None: "2020-02-29", "1-1": "2020-02-29"}).verdict == "gap"
    assert ask(NEWS, "2020-03-10", visits={None: "2020-02-28", "1-1": "2020-02-29"}).verdict == "unknown"


# --- replies within twenty days (S266) --------------------------------------------------------------------------------


@pytest.fixture
def comments(paper):
    return [
        paper("c1", "written-proposal", "2021-03-01"),
        paper("c2", "written-proposal", "2021-03-10"),
        paper("r1", "official-reply", "2021-03-21", answers="c1"),
    ]


def test_a_comment_is_answered_within_twenty_days(ask, comments, paper):
    assert of(ask(REPLIES, "2021-03-21", comments)) == ("due-soon", "1/2", "", "2021-03-30")
    assert of(ask(REPLIES, "2021-03-31", comments)) == ("gap", "1/2", "c2", None)
    late = [*comments, paper("r2", "official-reply", "2021-04-01", answers="c2")]
    found = ask(REPLIES, "2021-04-01", late)
    assert (of(found), parts(found)) == (("gap", "1/2", "c2", None), {"c1": ("pass", 20), "c2": ("gap", 22)})
    in_time = [*comments, paper("r2", "official-reply", "2021-03-30", answers="c2")]
    assert of(ask(REPLIES, "2021-04-01", in_time)) == ("pass", "2/2", "", None)


def test_without_a_comment_no_reply_is_asked_for(ask, comments):
    assert ask(REPLIES, "2020-12-31", comments).verdict == "not-applicable"
    assert ask(REPLIES, "2021-06-01").verdict == "not-applicable"
    assert ask(REPLIES, "2021-06-01", visits={}).verdict == "unknown"


def test_an_answer_that_only_announces_the_calendar_is_none(ask, comments, paper):
    rows = [*comments, paper("r2", "official-reply", "2021-03-12", answers="c2", substantive=False)]
    assert ask(REPLIES, "2021-03-31", rows).verdict == "gap"


def test_a_comment_is_as_old_as_the_day_it_states(ask, paper):
    rows = [
        paper("c", "written-proposal", "2021-03-20", event_date="2021-03-01"),
        paper("r", "official-reply", "2021-03-22", answers="c"),
    ]
    assert ask(REPLIES, "2021-03-22", rows).verdict == "gap"


def test_versions_of_a_comment_are_one_comment(ask, paper):
    rows = [
        paper("c", "written-proposal", "2021-03-01"),
        paper("c-2", "written-proposal", "2021-03-15", document="c"),
        paper("r", "official-reply", "2021-03-20", answers="c-2"),
    ]
    assert of(ask(REPLIES, "2021-06-01", rows))[:2] == ("pass", "1/1")


def test_comments_on_the_draft_are_not_of_the_execution(ask, paper):
    assert ask(REPLIES, "2021-06-01", [paper("c", "written-proposal", "2020-12-31")]).verdict == "not-applicable"


@pytest.mark.parametrize(
    ("comment", "reply", "why"),
    [
        ({}, {"on": "2021-03-15", "by": "never", "answers": "c"}, {"r": "never-proven"}),
        ({}, {"on": "2021-03-15", "by": "2021-04-15", "answers": "c"}, {"r": "day-not-certain"}),
        ({}, {"on": "2021-03-15"}, {"r": "document-not-known"}),
        ({"public": None, "event_date": "2021-03-01"}, {"on": "2021-05-15", "answers": "c"}, {"c": "public-not-known"}),
        ({"by": "2021-03-10"}, {"on": "2021-03-25", "answers": "c"}, {"r": "day-not-certain"}),
        ({}, {"on": "2021-02-25", "answers": "c"}, {"r": "day-not-certain"}),
    ],
)
def test_a_reply_that_may_be_in_time_leaves_it_open(ask, paper, comment, reply, why):
    facts = {"on": "2021-03-01", **comment}
    rows = [paper("c", "written-proposal", facts.pop("on"), facts.pop("by", None), **facts)]
    reply = dict(reply)
    rows.append(paper("r", "official-reply", reply.pop("on"), reply.pop("by", None), **reply))
    found = ask(REPLIES, "2021-06-01", rows)
    assert (of(found), whys(found)) == (("unknown", "0/1", "c", None), why)


def test_a_comment_that_may_be_one_on_the_draft_is_not_missed(ask, paper):
    found = ask(REPLIES, "2021-06-01", [paper("c", "written-proposal", "2020-12-20", "2021-01-10")])
    assert (found.verdict, whys(found)) == ("unknown", {"c": "day-not-certain"})


def test_a_reply_from_before_the_comment_that_does_not_name_it_is_none_to_it(ask, paper):
    rows = [paper("c", "written-proposal", "2021-03-01"), paper("r", "official-reply", "2021-02-01")]
    assert ask(REPLIES, "2021-06-01", rows).verdict == "gap"


def test_an_export_may_hold_its_answers(ask, paper):
    found = ask(REPLIES, "2021-06-01", [paper("x", "comment-export", "2021-03-01")])
    assert (found.verdict, whys(found)) == ("unknown", {"x": "content-not-confirmed"})


def test_a_reply_is_missed_only_where_we_looked(ask, paper):
    rows = [paper("c", "written-proposal", "2021-03-01")]
    assert ask(REPLIES, "2021-06-01", rows, visits={None: "2021-03-21", "1-1": "2021-03-21"}).verdict == "gap"
    assert ask(REPLIES, "2021-06-01", rows, visits={None: "2021-03-21", "1-1": "2021-03-20"}).verdict == "unknown"


# --- the self-assessment put before the forum, and the public (S192, S264) --------------------------------------------


@pytest.fixture
def report(paper):
    return paper("s", "self-assessment", "2024-07-01")


def test_the_forum_has_the_self_assessment_before_it_by_the_end_of_reporting(ask, report, paper):
    rows = [report, paper("m", "minutes", "2024-07-20", event_date="2024-07-15", answers="s")]
    assert of(ask(CONSULTED, "2024-05-30", rows)) == ("not-applicable", None, "", None)
    assert of(ask(CONSULTED, "2024-07-19", rows)) == ("pending", None, "forum", "2024-08-31")
    assert of(ask(CONSULTED, "2024-07-20", rows)) == ("pass", None, "", "2024-08-31")


def test_nothing_put_before_the_forum_is_a_breach_after_reporting(ask):
    assert [ask(CONSULTED, day).verdict for day in ("2024-07-31", "2024-08-01", "2024-08-31", "2024-09-01")] == [
        "pending",
        "due-soon",
        "due-soon",
        "breach",
    ]


@pytest.mark.parametrize(
    ("facts", "expected", "why"),
    [
        ({}, "unknown", {"m": "content-not-confirmed"}),
        ({"answers": "s", "by": "never"}, "unknown", {"m": "never-proven"}),
        ({"answers": "not-there"}, "unknown", {"m": "document-not-known"}),
        ({"answers": "m"}, "breach", {}),
        ({"event_date": None, "answers": "s"}, "pass", {}),
        ({"event_date": None, "answers": "s", "on": "2024-09-01"}, "unknown", {"m": "day-not-certain"}),
        ({"event_date": None, "on": "2024-09-01"}, "unknown", {"m": "content-not-confirmed"}),
        ({"event_date": "2024-05-30", "answers": "s"}, "breach", {}),
        ({"event_date": "2024-09-01", "answers": "s"}, "breach", {}),
        ({"commitment": "1-1", "answers": "s"}, "breach", {}),
    ],
)
def test_a_meeting_that_may_have_been_about_it_leaves_it_open(ask, report, paper, facts, expected, why):
    facts = {"event_date": "2024-07-15", **facts}
    rows = [report, paper("m", "minutes", facts.pop("on", "2024-07-20"), facts.pop("by", None), **facts)]
    found = ask(CONSULTED, "2024-09-01", rows)
    assert (found.verdict, whys(found)) == (expected, why)


@pytest.mark.parametrize(
    ("report", "expected", "why"),
    [
        ({"on": "2024-05-01", "by": "2024-07-01"}, "unknown", {"s": "day-not-certain"}),
        ({"on": "2024-05-01"}, "breach", {}),
        ({"on": "2024-05-31"}, "pass", {}),
        ({"on": "2024-07-01", "by": "never"}, "unknown", {"s": "never-proven"}),
        ({"on": "2024-07-01", "public": None}, "unknown", {"s": "public-not-known"}),
        ({"on": "2024-10-01"}, "unknown", {"m": "document-not-known"}),
    ],
)
def test_a_report_that_may_be_of_the_middle_of_the_plan_leaves_it_open(ask, paper, report, expected, why):
    facts = dict(report)
    rows = [
        paper("s", "self-assessment", facts.pop("on"), facts.pop("by", None), **facts),
        paper("m", "minutes", "2024-07-20", event_date="2024-07-15", answers="s"),
    ]
    found = ask(CONSULTED, "2024-09-01", rows)
    assert (found.verdict, whys(found)) == (expected, why)


def test_minutes_published_since_we_looked_may_tell_of_a_meeting_in_time(ask, report):
    def seen(day):
        return ask(CONSULTED, "2024-09-20", [report], visits={None: day, "1-1": day}).verdict

    assert (seen("2024-09-01"), seen("2024-09-20")) == ("unknown", "breach")


def test_a_mid_term_report_put_before_the_forum_is_not_the_one_asked_about(ask, paper):
    rows = [paper("s", "self-assessment", "2022-03-01"), paper("m", "minutes", "2024-07-20", answers="s")]
    assert ask(CONSULTED, "2024-09-01", rows).verdict == "breach"


@pytest.mark.parametrize(("result", "expected"), [("2024-07-30", ("pass", 28)), ("2024-07-29", ("gap", 27))])
def test_four_weeks_for_the_public_are_advice_and_decide_nothing(ask, report, paper, result, expected):
    rows = [
        report,
        paper("m", "minutes", "2024-07-20", answers="s"),
        paper("n", "consultation-notice", "2024-07-02", answers="s"),
        paper("z", "consultation-result", result, answers="s"),
    ]
    found = ask(CONSULTED, "2024-09-01", rows)
    assert (found.verdict, parts(found)) == ("pass", {"forum": ("pass", None), "public": expected})


def test_whether_the_public_could_comment_is_pending_then_open_or_a_gap(ask, report, paper):
    assert parts(ask(CONSULTED, "2024-08-31", [report]))["public"] == ("pending", None)
    assert parts(ask(CONSULTED, "2024-09-01", [report]))["public"] == ("gap", None)
    rows = [report, paper("n", "consultation-notice", "2024-07-02")]
    assert parts(ask(CONSULTED, "2024-09-01", rows))["public"] == ("unknown", None)


# --- the forum's look at itself, the report of the middle, the form ---------------------------------------------------


def test_the_forum_evaluates_itself_every_half_year(ask, paper):
    assert [ask(EVALUATED, day).verdict for day in ("2020-07-01", "2020-07-02", "2020-08-01", "2020-08-02")] == [
        "pending",
        "due-soon",
        "due-soon",
        "gap",
    ]
    rows = [paper("e", "forum-evaluation", "2020-07-31")]
    assert of(ask(EVALUATED, "2020-07-31", rows)) == ("pass", 0, "", "2021-01-31")
    assert of(ask(EVALUATED, "2021-01-31", rows)) == ("due-soon", 184, "", "2021-01-31")
    assert of(ask(EVALUATED, "2021-02-01", rows)) == ("gap", 185, "", "2021-01-31")


@pytest.mark.parametrize(
    ("on", "day", "expected"),
    [
        (None, "2021-12-30", ("not-applicable", "2022-03-31")),
        (None, "2021-12-31", ("pending", "2022-03-31")),
        (None, "2022-03-01", ("due-soon", "2022-03-31")),
        (None, "2022-04-01", ("gap", "2022-03-31")),
        ("2021-12-30", "2022-04-01", ("gap", "2022-03-31")),
        ("2021-12-31", "2022-04-01", ("pass", "2022-03-31")),
        ("2022-03-31", "2025-01-01", ("pass", "2022-03-31")),
        ("2022-04-01", "2025-01-01", ("gap", "2022-03-31")),
    ],
)
def test_a_mid_term_report_is_public_three_months_after_the_first_year(ask, paper, on, day, expected):
    found = ask(MID_TERM, day, [paper("s", "self-assessment", on)] if on else [])
    due = str(found.due) if found.due else found.threshold.get("by")
    assert (found.verdict.value, due) == expected


@pytest.mark.parametrize(
    ("rule", "first", "day", "missed"),
    [
        (MID_TERM, "2021-03-01", "2022-04-01", "gap"),
        ("R19/self-assessment", "2023-01-10", "2024-09-01", "breach"),
    ],
)
def test_a_copy_of_an_earlier_report_is_not_the_report_that_is_due(ask, paper, rule, first, day, missed):
    copied = {"document": "s", "substantive": False}
    copy = paper("t", "self-assessment", "2022-03-01" if rule == MID_TERM else "2024-06-05", **copied)
    assert ask(rule, day, [paper("s", "self-assessment", first), copy]).verdict == missed
    alone = ask(rule, day, [copy])
    assert (alone.verdict, whys(alone)) == ("unknown", {"t": "day-not-certain"})
    assert ask(rule, day, [paper("s", "self-assessment", first), copy._replace(substantive=True)]).verdict == "pass"


SIX = ("dates", "agency", "problem", "content", "contribution", "values")


def test_a_form_is_complete_with_yearly_indicators_and_groups(ask, paper):
    rows = [paper("f", "commitment-form", "2020-03-31", commitment="1-1", covers=SIX)]
    assert of(ask(FORM, "2020-12-31", rows, scope="1-1")) == ("pending", "6/8", "indicators groups", "2020-12-31")
    assert of(ask(FORM, "2021-01-01", rows, scope="1-1")) == ("breach", "6/8", "indicators groups", None)
    whole = [paper("f", "commitment-form", "2020-03-31", commitment="1-1", covers=(*SIX, "indicators", "groups"))]
    assert of(ask(FORM, "2020-03-31", whole, scope="1-1")) == ("pass", "8/8", "", None)


def test_a_form_of_which_it_is_not_known_what_it_says_is_open(ask, paper):
    rows = [paper("f", "commitment-form", "2020-03-31", commitment="1-1")]
    found = ask(FORM, "2021-01-01", rows, scope="1-1")
    assert (found.verdict, whys(found)) == ("unknown", {"f": "covers-not-known"})
