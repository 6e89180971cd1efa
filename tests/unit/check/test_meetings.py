"""What is asked of each meeting: its minutes, its papers, that it was open, how often there was one."""

import pytest

MINUTES = "TW20/forum.minutes"
PAPERS = "MSF/forum.papers"
OPEN = "R16/progress.open-meetings"
MINISTER = "R16/forum.minister"
GROUPS = "R16/forum.working-groups"
MONTHLY = "R16/forum.meets-drafting"
HELD = "2020-03-10"


def of(finding):
    return finding.verdict.value, finding.value, " ".join(finding.missing), str(finding.due) if finding.due else None


def whys(finding):
    return {one.id: one.why for one in finding.doubts}


def parts(finding):
    return {one.key: (one.verdict.value, one.value) for one in finding.parts}


@pytest.fixture
def paper(row):
    """A row of the process that states the day of a meeting."""

    def make(name, kind, on, by=None, held=HELD, **more):
        return row(name, on, by, kind=kind, event_date=held, **{"commitment": None, **more})

    return make


# --- minutes of each meeting (TW20 §3(2)) -----------------------------------------------------------------------------


@pytest.fixture
def two(paper):
    return [
        paper("g1", "agenda", "2020-02-25", held="2020-03-01", commitment="1-1"),
        paper("m1", "minutes", "2020-03-15", held="2020-03-01", commitment="1-1"),
        paper("g2", "agenda", "2020-03-25", held="2020-04-01", commitment="1-1"),
    ]


def test_each_meeting_of_a_forum_is_minuted_once_drafting_is_over(ask, two):
    found = ask(MINUTES, "2020-03-20", two, scope="1-1")
    assert (of(found), parts(found)) == (("pass", "1/1", "", None), {"1-1:2020-03-01": ("pass", 14)})
    assert of(ask(MINUTES, "2020-03-31", two, scope="1-1"))[:2] == ("pass", "1/1")  # announced, and not held yet
    for day in ("2020-04-01", "2020-12-31"):
        assert of(ask(MINUTES, day, two, scope="1-1")) == ("pending", "1/2", "1-1:2020-04-01", "2020-12-31")
    found = ask(MINUTES, "2021-01-01", two, scope="1-1")
    assert of(found) == ("breach", "1/2", "1-1:2020-04-01", None)
    assert parts(found) == {"1-1:2020-03-01": ("pass", 14), "1-1:2020-04-01": ("breach", None)}


def test_without_a_known_meeting_nothing_is_asked_of_minutes(ask):
    assert ask(MINUTES, "2021-01-01", scope="1-1").verdict == "not-applicable"
    found = ask(MINUTES, "2021-01-01", scope="1-1", visits={None: "2021-01-01"})
    assert (found.verdict, whys(found)) == ("unknown", {"1-1": "not-visited"})


@pytest.mark.parametrize("kind", ["minutes", "founding-minutes", "transcript"])
def test_a_transcript_is_as_good_as_minutes(ask, two, paper, kind):
    rows = [*two, paper("m2", kind, "2021-06-01", held="2020-04-01", commitment="1-1")]
    assert ask(MINUTES, "2021-06-01", rows, scope="1-1").verdict == "pass"


@pytest.mark.parametrize(
    ("facts", "why"),
    [({"by": "never"}, "never-proven"), ({"public": None}, "public-not-known"), ({"held": None}, "document-not-known")],
)
def test_minutes_that_may_be_there_or_of_that_meeting_leave_it_open(ask, two, paper, facts, why):
    rows = [*two, paper("m2", "minutes", "2020-04-05", **{"held": "2020-04-01", "commitment": "1-1", **facts})]
    found = ask(MINUTES, "2021-01-01", rows, scope="1-1")
    assert (of(found)[0], whys(found)) == ("unknown", {"m2": why})


def test_a_meeting_that_nothing_proves_misses_no_minutes(ask, paper):
    rows = [paper("g", "agenda", "2020-02-25", "never", held="2020-03-01", commitment="1-1")]
    found = ask(MINUTES, "2021-01-01", rows, scope="1-1")
    assert (of(found)[0], whys(found)) == ("unknown", {"g": "never-proven"})


def test_meetings_before_and_after_drafting_are_not_asked_about(ask, paper):
    rows = [
        paper("x", "agenda", "2020-01-01", held="2020-01-31", commitment="1-1"),
        paper("y", "agenda", "2021-01-01", held="2021-01-01", commitment="1-1"),
    ]
    assert ask(MINUTES, "2021-06-01", rows, scope="1-1").verdict == "not-applicable"


# --- papers ahead of a meeting (H760-771) -----------------------------------------------------------------------------


@pytest.fixture
def ready(paper):
    return {
        "paper": paper("p", "baseline-document", "2020-03-03"),
        "agenda": paper("g", "agenda", "2020-03-07"),
        "list": paper("a", "attendance", "2020-03-12", covers=("government", "quorum")),
    }


def test_papers_a_week_an_agenda_three_days_ahead_and_more_than_half_present(ask, ready):
    rows = list(ready.values())
    assert of(ask(PAPERS, "2020-03-09", rows)) == ("not-applicable", None, "", None)
    assert of(ask(PAPERS, HELD, rows)) == ("unknown", "0/1", f"{HELD}:quorum", None)
    assert of(ask(PAPERS, "2020-03-12", rows)) == ("pass", "1/1", "", None)


@pytest.mark.parametrize(
    ("late", "on", "missing"),
    [("agenda", "2020-03-08", "agenda"), ("paper", "2020-03-04", "papers")],
)
def test_a_paper_that_comes_a_day_late_is_a_gap(ask, ready, late, on, missing):
    day = ready["agenda"].event_date.fromisoformat(on)
    rows = [*(one for key, one in ready.items() if key != late), ready[late]._replace(published_from=day, published_by=day)]
    assert of(ask(PAPERS, "2020-04-01", rows)) == ("gap", "0/1", f"{HELD}:{missing}", None)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"covers": ("government", "civil-society")}, "gap"),
        ({"covers": None}, "unknown"),
        ({"covers": ("quorum",), "by": "never"}, "unknown"),
        ({"covers": ("government",), "by": "never"}, "unknown"),
    ],
)
def test_who_came_is_known_or_open(ask, ready, paper, facts, verdict):
    rows = [ready["paper"], ready["agenda"], paper("a", "attendance", "2020-03-12", **facts)]
    assert of(ask(PAPERS, "2020-04-01", rows)) == (verdict, "0/1", f"{HELD}:quorum", None)


def test_without_a_record_nobody_can_tell_who_came(ask, ready):
    found = ask(PAPERS, "2020-04-01", [ready["paper"], ready["agenda"]])
    assert (found.verdict, whys(found)) == ("unknown", {"attendance": "not-held"})


def test_an_agenda_that_may_have_come_in_time_leaves_it_open(ask, ready, paper):
    rows = [ready["paper"], ready["list"], paper("g", "agenda", "2020-03-07", "2020-03-20")]
    found = ask(PAPERS, "2020-04-01", rows)
    assert (of(found), whys(found)) == (("unknown", "0/1", f"{HELD}:agenda", None), {"g": "day-not-certain"})
    rows[2] = paper("g", "agenda", "2020-03-07", held=None)
    assert whys(ask(PAPERS, "2020-04-01", rows)) == {"g": "document-not-known"}


def test_a_paper_ahead_of_the_meeting_is_missed_only_where_we_looked(ask, ready):
    rows = [ready["agenda"], ready["list"]]
    assert ask(PAPERS, "2020-06-01", rows, visits={None: "2020-03-03", "1-1": "2020-03-03"}).verdict == "gap"
    assert ask(PAPERS, "2020-06-01", rows, visits={None: "2020-03-02", "1-1": "2020-03-02"}).verdict == "unknown"


def test_a_meeting_that_nothing_proves_has_no_gap(ask, paper):
    assert ask(PAPERS, "2020-04-01", [paper("m", "minutes", HELD, "never", covers=())]).verdict == "unknown"


def test_a_meeting_of_a_commitments_forum_is_none_of_the_forum(ask, paper):
    assert ask(PAPERS, "2020-04-01", [paper("m", "minutes", HELD, commitment="1-1")]).verdict == "not-applicable"


# --- open meetings, twice a year (S186) -------------------------------------------------------------------------------


@pytest.fixture
def announced(paper):
    def make(name, held, notice, minutes, **more):
        return [
            paper(f"i{name}", "meeting-invitation", notice, held=held),
            paper(f"m{name}", "minutes", minutes, **{"held": held, "covers": ("civil-society",), **more}),
        ]

    return make


@pytest.fixture
def year(announced):
    return [*announced(1, "2021-03-01", "2021-02-22", "2021-03-08"), *announced(2, "2021-09-01", "2021-08-25", "2021-09-08")]


def test_two_announced_and_minuted_meetings_in_twelve_months(ask, year):
    assert of(ask(OPEN, "2020-12-31", year))[0] == "not-applicable"
    assert of(ask(OPEN, "2021-09-01", year)) == ("pending", 1, "", None)
    assert of(ask(OPEN, "2021-09-08", year)) == ("pass", 2, "", None)
    assert of(ask(OPEN, "2022-03-01", year)) == ("breach", 1, "", None)


def test_nothing_for_a_year_is_a_breach(ask):
    assert of(ask(OPEN, "2022-01-01"))[:2] == ("pending", 0)
    assert of(ask(OPEN, "2022-01-02"))[:2] == ("breach", 0)


def test_a_meeting_announced_after_it_was_held_was_not_open(ask, year, announced):
    rows = [*year[:2], *announced(2, "2021-09-01", "2021-09-02", "2021-09-08")]
    assert of(ask(OPEN, "2022-01-02", rows))[:2] == ("breach", 1)


def test_minutes_that_show_no_civil_society_do_not_count_and_silent_ones_count_with_a_doubt(ask, year, announced):
    without = announced(2, "2021-09-01", "2021-08-25", "2021-09-08", covers=("government",))
    assert of(ask(OPEN, "2022-01-02", [*year[:2], *without]))[:2] == ("breach", 1)
    silent = announced(2, "2021-09-01", "2021-08-25", "2021-09-08", covers=None)
    found = ask(OPEN, "2022-01-02", [*year[:2], *silent])
    assert (of(found)[:2], whys(found)) == (("pass", 2), {"m2": "covers-not-known"})


def test_two_meetings_of_one_day_are_one(ask, year, announced):
    other = [one._replace(commitment="1-1") for one in announced(3, "2021-03-01", "2021-02-22", "2021-03-08")]
    assert of(ask(OPEN, "2022-01-02", [*year[:2], *other]))[:2] == ("breach", 1)


@pytest.mark.parametrize(
    ("notice", "minutes"),
    [({"by": "never"}, {}), ({}, {"by": "never"}), ({"held": None}, {}), ({"by": "2021-09-05"}, {})],
)
def test_a_meeting_that_may_have_been_open_leaves_it_open(ask, year, paper, notice, minutes):
    rows = [
        *year[:2],
        paper("i", "meeting-invitation", "2021-08-25", **{"held": "2021-09-01", **notice}),
        paper("m", "minutes", "2021-09-08", **{"held": "2021-09-01", "covers": ("civil-society",), **minutes}),
    ]
    found = ask(OPEN, "2022-01-02", rows)
    assert of(found)[:2] == ("unknown", 1)
    assert found.doubts


def test_meetings_that_nobody_looked_for_are_not_missing(ask):
    assert ask(OPEN, "2022-06-01", visits={None: "2022-01-01", "1-1": "2022-01-01"}).verdict == "unknown"


# --- how often --------------------------------------------------------------------------------------------------------


def test_while_drafting_the_forum_meets_every_month(ask, paper):
    rows = [paper(name, "minutes", held, held=held) for name, held in (("a", "2020-02-20"), ("b", "2020-04-01"))]
    assert of(ask(MONTHLY, "2020-03-20", rows)) == ("due-soon", 29, "", "2020-03-20")
    found = ask(MONTHLY, "2020-03-21", rows)
    assert of(found) == ("gap", 30, "", "2020-03-20")
    assert [(str(span.start), span.end) for span in found.history] == [("2020-03-21", None)]
    found = ask(MONTHLY, "2020-04-01", rows)
    assert of(found) == ("due-soon", 0, "", "2020-05-01")
    assert [(str(span.start), str(span.end)) for span in found.history] == [("2020-03-21", "2020-03-31")]


def test_the_monthly_clock_stops_with_drafting(ask, paper):
    rows = [paper("a", "minutes", "2020-12-10", held="2020-12-10"), paper("b", "minutes", "2021-01-15", held="2021-01-15")]
    found = ask(MONTHLY, "2022-06-01", rows)
    assert (of(found), str(found.stopped)) == (("pass", 21, "", None), "2020-12-31")
    assert of(ask(MONTHLY, "2022-06-01"))[0] == "gap"


def test_two_meetings_a_year_may_have_been_with_the_minister(ask, paper):
    rows = [paper(name, "minutes", held, held=held) for name, held in (("a", "2021-03-01"), ("b", "2021-09-01"))]
    assert of(ask(MINISTER, "2021-03-01", rows)) == ("pending", 1, "", None)
    found = ask(MINISTER, "2021-09-01", rows)
    assert (of(found), whys(found)) == (("unknown", 2, "", None), {MINISTER: "content-not-confirmed"})
    assert of(ask(MINISTER, "2022-03-01", rows)) == ("gap", 1, "", None)


def test_meetings_count_by_their_own_day_and_one_without_a_day_may_be_of_any(ask, paper):
    both = [paper("a", "minutes", "2022-02-01", held="2021-03-01"), paper("b", "minutes", "2022-02-01", held="2021-09-01")]
    assert of(ask(MINISTER, "2022-02-01", both))[:2] == ("unknown", 2)
    assert of(ask(MINISTER, "2022-03-01", both))[:2] == ("gap", 1)
    unproven = [both[0], paper("b", "minutes", "2022-02-01", "never", held="2021-09-01")]
    assert whys(ask(MINISTER, "2022-02-01", unproven)) == {"b": "never-proven"}
    undated = [both[0], paper("b", "minutes", "2022-02-01", held=None)]
    found = ask(MINISTER, "2022-02-01", undated)
    assert (of(found)[:2], whys(found)) == (("unknown", 1), {"b": "day-not-certain"})


def test_each_commitments_group_meets_every_quarter_and_reports_twice_a_year(ask, row):
    rows = [
        row("m", "2021-03-15", kind="minutes", event_date="2021-03-15"),
        row("r", "2021-03-20", kind="progress-report"),
    ]
    assert of(ask(GROUPS, "2021-04-02", rows)) == ("pending", "1/2", "", None)
    assert of(ask(GROUPS, "2021-06-15", rows)) == ("due-soon", "1/2", "", "2021-06-15")
    assert of(ask(GROUPS, "2021-06-16", rows)) == ("gap", "0/2", "1-1:meetings", "2021-06-15")


def test_a_group_that_never_meets_is_a_gap_after_a_quarter_and_after_a_year_it_reports_too_seldom(ask):
    assert of(ask(GROUPS, "2020-12-31")) == ("not-applicable", None, "", None)
    assert of(ask(GROUPS, "2021-03-01"))[0] == "pending"
    assert of(ask(GROUPS, "2021-03-02"))[0] == "due-soon"
    assert of(ask(GROUPS, "2021-04-02")) == ("gap", "0/2", "1-1:meetings", "2021-04-01")
    assert of(ask(GROUPS, "2022-01-02"))[2] == "1-1:meetings 1-1:updates"


def test_the_worst_group_decides(ask, row, plan, commitment):
    two = plan(commitments=(commitment("1-1"), commitment("1-2")))
    rows = [row("m", "2021-06-01", kind="minutes", event_date="2021-06-01"), row("r", "2021-03-20", kind="progress-report")]
    assert of(ask(GROUPS, "2021-06-02", rows, plan=two)) == ("gap", "1/4", "1-2:meetings", "2021-04-01")
