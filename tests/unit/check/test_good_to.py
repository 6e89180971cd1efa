"""Until when "n in twelve months" holds when nothing new comes: people are warned before, and told once when it is missed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_etl.check.judge import judge
from ogp_etl.check.views.notices import due_notices, open_notices
from ogp_etl.check.views.open_days import next_due, open_days
from ogp_etl.model import Ruling

DAY = timedelta(days=1)
GOOD = ("pass", "pending")
MINIMUM = ("R22/repo.updated", "1-1")


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("last", "rows"),
    [
        ("2022-10-14", ["2021-10-15", "2022-02-01"]),
        ("2023-02-28", ["2022-03-01", "2022-06-01"]),  # 1 March leaves the twelve months on 1 March
        ("2025-02-28", ["2024-02-29", "2024-05-01"]),  # 29 February leaves them on 1 March: 28 February + 12 months is before it
        ("2022-12-31", ["2021-10-15", "2022-01-01", "2022-05-01"]),  # the newest two
        ("2022-01-01", ["2021-01-01"]),  # the first twelve months
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_rule_of_so_many_in_twelve_months_knows_the_last_day_on_which_it_is_good(ask, row, plan, last, rows):
    rows = [row(f"r{place}", on) for place, on in enumerate(rows)]
    at = max(one.published_by for one in rows)
    found = ask(MINIMUM[0], at, rows, scope="1-1", plan=plan(end=date(2027, 5, 31)))

    assert str(found.good_to) == last
    assert found.due is None  # no due day in documents and tables (docs/judging.md §3)
    for number in range(1, 3):
        verdict = ask(MINIMUM[0], day(last) + (number - 1) * DAY, rows, scope="1-1", plan=plan(end=date(2027, 5, 31))).verdict
        assert verdict == ("breach" if number > 1 else found.verdict)


def test_what_holds_to_the_end_of_the_clock_has_no_such_day(ask, row):
    rows = [row("a", "2024-01-10"), row("b", "2024-02-10")]  # the plan's reporting ends on 2024-08-31

    assert ask("R22/repo.updated", "2024-03-01", rows).good_to is None
    assert ask("R22/repo.updated", "2024-09-02", rows).good_to is None


@settings(max_examples=60)
@given(st.data())
def test_it_is_the_day_before_the_judge_finds_it_good_no_more(plan, row, data):
    """Of meetings and of updates, of certain days and of spans: as a look at every day says."""
    around = st.dates(date(2020, 6, 1), date(2022, 3, 1))
    spans = data.draw(st.lists(st.tuples(around, st.integers(0, 40)), max_size=8))
    rows = [
        row(
            f"r{place}",
            first.isoformat(),
            min(first + width * DAY, date(2022, 3, 1)).isoformat(),
            kind="minutes",
            commitment=None if width % 2 else "1-1",
            event_date=first.isoformat(),
        )
        for place, (first, width) in enumerate(spans)
    ]
    judged = plan(rule_sets=("R19", "R22"), end=date(2022, 12, 31))
    today = data.draw(st.dates(date(2022, 3, 1), date(2022, 12, 31)))

    def verdicts(on):
        return {(one.rule, one.scope): one.verdict for one in judge(judged, rows, None, on, None, None).findings}

    def at(on, key):
        return seen.setdefault(on, verdicts(on))[key]

    seen = {}
    for one in judge(judged, rows, None, today, None, None).findings:
        key = one.rule, one.scope
        if "times" not in one.threshold:
            assert one.good_to is None
        elif one.verdict in GOOD and one.good_to is not None:
            assert one.good_to >= today
            assert at(one.good_to, key) in GOOD
            assert at(one.good_to + DAY, key) not in GOOD
        elif one.verdict in GOOD:
            assert at(date(2023, 3, 31), key) in GOOD  # the plan's reporting ends
        else:
            first_year = one.last_day
            assert first_year <= one.good_to < today
            assert at(one.good_to + DAY, key) not in GOOD
            # What is certain today may not have been on that day: then nobody could say.
            assert one.good_to == first_year or at(one.good_to, key) in (*GOOD, "unknown")


def test_of_what_a_person_ruled_the_machine_knows_no_such_day(ask, row):
    rows = [row(f"r{on}", on, commitment=None, kind="minutes", event_date=on) for on in ("2021-11-12", "2022-02-01")]
    made = datetime(2022, 2, 20, 9, tzinfo=UTC)
    met = Ruling(
        id="a", rule="R16/forum.minister", scope="plan", verdict="pass", person="A", reason="x", made=made, until=date(2023, 1, 1)
    )

    assert str(ask("R16/forum.minister", "2022-03-01", rows).good_to) == "2022-11-11"
    assert ask("R16/forum.minister", "2022-03-01", rows, rulings=[met]).good_to is None


def run(judged, rows, first, last, skip=()):
    """A check every day: (day, mark, about) of what one channel is told of the minimum."""
    told, got, good = {}, [], {}
    on = first
    while on <= last:
        report = judge(judged, [one for one in rows if one.published_from <= on], None, on, None, None)
        if on not in skip:
            for notice in due_notices(open_notices(judged, report, (), good), told):
                told[notice.subject] = notice.mark
                if (notice.subject.rule, notice.subject.scope) == MINIMUM:
                    got.append((str(on), notice.mark, str(notice.subject.about)))
            good |= {(one.rule, one.scope): on for one in report.findings if one.verdict not in ("breach", "unknown")}
        on += DAY
    return got


@pytest.fixture
def judged(plan):
    return plan(rule_sets=("R22",))


def test_a_minimum_of_two_in_twelve_months_is_told_of_at_30_14_and_3_days_and_once_when_it_is_missed(judged, row):
    rows = [row("a", "2021-11-12"), row("b", "2022-02-01")]

    assert run(judged, rows, day("2022-08-01"), day("2023-01-31")) == [
        ("2022-10-12", 30, "2022-11-11"),
        ("2022-10-28", 14, "2022-11-11"),
        ("2022-11-08", 3, "2022-11-11"),
        ("2022-11-12", 0, "2022-11-11"),
    ]


def test_runs_that_fall_out_change_nothing_of_what_it_is_about(judged, row):
    """The last run before the breach is not the last day on which it was met."""
    rows = [row("a", "2021-11-12"), row("b", "2022-02-01")]
    out = {date(2022, 11, 7) + number * DAY for number in range(20)}

    assert run(judged, rows, day("2022-10-20"), day("2023-01-31"), out) == [
        ("2022-10-20", 30, "2022-11-11"),
        ("2022-10-28", 14, "2022-11-11"),
        ("2022-11-27", 0, "2022-11-11"),
    ]


def test_days_of_which_nobody_can_say_make_no_other_thing_of_it(judged, row):
    rows = [row("a", "2021-11-12"), row("b", "2022-02-01"), row("c", "2021-11-12", "2021-12-01")]

    got = run(judged, rows, day("2022-10-12"), day("2023-01-31"))
    assert [(mark, about) for _, mark, about in got] == [(mark, "2022-11-11") for mark in (30, 14, 3, 0)]
    assert got[-1][0] == "2022-12-01"  # until then the third may still be one of the two


def test_a_new_update_moves_the_day_and_starts_anew(judged, row):
    rows = [row("a", "2021-11-12"), row("b", "2022-02-01"), row("c", "2022-10-20")]

    assert run(judged, rows, day("2022-10-01"), day("2023-01-02")) == [
        ("2022-10-12", 30, "2022-11-11"),
        ("2023-01-01", 30, "2023-01-31"),
    ]


def test_its_days_to_the_breach_are_known_long_before(ask, row):
    rows = [row("a", "2021-11-12"), row("b", "2022-02-01")]
    met = ask("R22/repo.updated", "2022-03-01", rows, scope="1-1")
    missed = ask("R22/repo.updated", "2022-12-01", rows, scope="1-1")

    assert (met.verdict, set(next_due(met))) == ("pass", {date(2022, 11, 11)})
    assert [(one.missed, one.due) for one in open_days(missed)] == [(True, date(2022, 11, 11))]


def test_open_meetings_know_it_too(ask, row):
    rows = [
        one
        for number, on in enumerate(("2021-11-12", "2022-02-01"))
        for one in (
            row(f"n{number}", "2021-10-01", commitment=None, kind="meeting-invitation", event_date=on),
            row(f"m{number}", on, commitment=None, kind="minutes", event_date=on, covers=("government", "civil-society")),
        )
    ]

    met = ask("R16/progress.open-meetings", "2022-03-01", rows)
    missed = ask("R16/progress.open-meetings", "2022-11-12", rows)
    assert (met.verdict, str(met.good_to)) == ("pass", "2022-11-11")
    assert (missed.verdict, str(missed.good_to)) == ("breach", "2022-11-11")
