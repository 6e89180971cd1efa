"""Alarms tell of our own harvesting: when they are raised, to the day, and when they are not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ogp_etl.cards import Commitment, PageSource, Plan, Process, Span, Title
from ogp_etl.check.alarms.harvesting import alarms
from ogp_etl.model import SourceState

NOW = datetime(2023, 6, 30, 4, 0, tzinfo=UTC)
"""Noon of 30 June in the plan's zone."""
START = datetime(2022, 1, 1, 4, 0, tzinfo=UTC)


def page(name, **given):
    return PageSource(id=name, collector="page", url="https://a.example/", **given)


def make_plan(*sources, **changed):
    plan = Plan(
        id="xx-2022",
        title=Title(en="A plan"),
        zone="Asia/Taipei",
        start=date(2022, 1, 1),
        end=date(2023, 12, 31),
        drafting=Span(start=date(2021, 3, 1), end=date(2021, 12, 31)),
        rule_sets=("R19",),
        commitments=(Commitment(number="1-1", title=Title(en="One"), sources=sources),),
        process=Process(),
    )
    return replace(plan, **changed)


def state(name="1-1/page", *, whole=None, new=None, reason=""):
    return SourceState(
        source=name,
        commitment="1-1",
        last_whole=whole,
        last_visit=whole,
        last_reason=reason,
        last_new=new,
        last_attempt=whole,
        last_outcome="",
    )


def taipei(year, month, day, hour=12):
    return datetime(year, month, day, tzinfo=UTC) + timedelta(hours=hour - 8)


def codes(plan, states, now=NOW, since=START):
    return [(alarm.code, alarm.source) for alarm in alarms(plan, states, now, since)]


def test_a_source_that_is_visited_whole_and_brings_news_raises_nothing():
    plan = make_plan(page("page", visit="P1D", cadence="P1M"))

    assert codes(plan, [state(whole=NOW, new=NOW)]) == []


def test_a_plan_without_sources_has_nothing_to_harvest_and_no_alarm():
    assert codes(make_plan(), []) == []


# --- unvisited


@pytest.mark.parametrize(("today", "raised"), [(taipei(2023, 6, 22, 23), False), (taipei(2023, 6, 23, 0), True)])
def test_unvisited_comes_after_three_visit_periods_in_days_of_the_plans_zone(today, raised):
    plan = make_plan(page("page", visit="P1W"), page("other"))
    states = [state(whole=taipei(2023, 6, 1)), state("1-1/other", whole=today)]

    assert raised is (("unvisited", "1-1/page") in codes(plan, states, today))


def test_unvisited_counts_months_as_the_calendar_does():
    plan = make_plan(page("page", visit="P1M"), page("other"))

    def raised(today):
        return ("unvisited", "1-1/page") in codes(
            plan, [state(whole=taipei(2022, 11, 30)), state("1-1/other", whole=today)], today
        )

    assert not raised(taipei(2023, 2, 28))
    assert raised(taipei(2023, 3, 1))


def test_a_source_never_read_whole_is_counted_from_the_first_visit_to_any_source_of_the_plan():
    plan = make_plan(page("page"), page("other"))
    other = state("1-1/other", whole=NOW)

    assert codes(plan, [other], since=taipei(2023, 6, 27)) == []
    assert codes(plan, [other], since=taipei(2023, 6, 26)) == [("unvisited", "1-1/page")]
    assert codes(plan, [state(), other], since=taipei(2023, 6, 26)) == [("unvisited", "1-1/page")]


def test_unvisited_says_since_when_and_why_in_both_languages():
    plan = make_plan(page("page"), page("other"))
    states = [state(whole=taipei(2023, 6, 1), reason="https://a.example/: dns"), state("1-1/other", whole=NOW)]
    (alarm,) = alarms(plan, states, NOW, taipei(2022, 1, 1))

    assert taipei(2023, 6, 1) == alarm.since
    assert {"zh-Hant", "en"} == set(alarm.text)
    for text in alarm.text.values():
        assert "1-1/page" in text
        assert "2023-06-01" in text
        assert "https://a.example/: dns" in text


def test_unvisited_is_raised_for_an_ended_plan_too():
    plan = make_plan(page("page"), page("other"))
    now = taipei(2025, 1, 1)

    assert codes(plan, [state(), state("1-1/other", whole=now)], now) == [("unvisited", "1-1/page")]


# --- silent


@pytest.mark.parametrize(("new", "raised"), [(taipei(2023, 3, 30), False), (taipei(2023, 3, 29), True)])
def test_silent_comes_after_three_cadences_without_anything_new(new, raised):
    plan = make_plan(page("page", cadence="P1M"))

    assert raised is (("silent", "1-1/page") in codes(plan, [state(whole=NOW, new=new)]))


def test_silence_is_not_said_of_a_source_without_a_cadence():
    assert codes(make_plan(page("page")), [state(whole=NOW, new=taipei(2022, 1, 1))]) == []


def test_silence_is_not_said_of_a_source_that_we_did_not_listen_to():
    plan = make_plan(page("page", cadence="P1M"), page("other"))
    states = [state(whole=taipei(2023, 2, 1), new=taipei(2023, 1, 1)), state("1-1/other", whole=NOW)]

    assert codes(plan, states) == [("unvisited", "1-1/page")]


def test_a_source_that_never_brought_anything_is_silent_from_the_first_visit_on():
    plan = make_plan(page("page", cadence="P1M"))

    assert codes(plan, [state(whole=NOW)], since=taipei(2023, 3, 30)) == []
    assert codes(plan, [state(whole=NOW)], since=taipei(2023, 3, 29)) == [("silent", "1-1/page")]


@pytest.mark.parametrize(("now", "raised"), [(taipei(2024, 3, 31, 23), True), (taipei(2024, 4, 1, 0), False)])
def test_a_source_may_fall_silent_once_the_plan_and_its_reporting_are_over(now, raised):
    plan = make_plan(page("page", cadence="P1M"))

    assert raised is (("silent", "1-1/page") in codes(plan, [state(whole=now, new=taipei(2023, 1, 1))], now))


# --- no harvest


@pytest.mark.parametrize(("today", "raised"), [(taipei(2023, 6, 29, 23), False), (taipei(2023, 6, 30, 0), True)])
def test_a_whole_day_without_a_single_whole_visit_is_an_alarm(today, raised):
    plan = make_plan(page("page"), page("other"))
    states = [state(whole=taipei(2023, 6, 28, 1)), state("1-1/other", whole=taipei(2023, 6, 20))]

    assert raised is (("no-harvest", "") in codes(plan, states, today))


def test_where_all_sources_are_visited_weekly_a_day_without_harvest_is_no_alarm():
    plan = make_plan(page("page", visit="P1W"))

    assert ("no-harvest", "") not in codes(plan, [state(whole=taipei(2023, 6, 23))])
    assert ("no-harvest", "") in codes(plan, [state(whole=taipei(2023, 6, 22))])


def test_a_plan_that_was_never_harvested_says_only_that():
    plan = make_plan(page("page", cadence="P1M"))
    (alarm,) = alarms(plan, [], NOW, None)

    assert (alarm.code, alarm.source, alarm.since) == ("no-harvest", "", None)


def test_the_alarm_for_all_comes_first_then_the_order_of_the_cards():
    plan = make_plan(page("b"), page("a"))

    assert codes(plan, []) == [("no-harvest", ""), ("unvisited", "1-1/b"), ("unvisited", "1-1/a")]


def test_what_a_source_that_no_card_names_did_is_no_harvest_of_the_plan():
    plan = make_plan(page("page"))

    assert ("no-harvest", "") in codes(plan, [state("1-1/gone", whole=NOW)])


def test_links_and_pipes_in_a_drop_folder_are_told_by_name_until_they_are_gone():
    plan = make_plan(page("page"))
    seven = tuple(f"drop:moda/{number}.pdf" for number in range(7))
    (alarm,) = alarms(plan, [replace(state(whole=NOW, new=NOW), not_taken=seven)], NOW, START)

    assert (alarm.code, alarm.source) == ("not-taken", "1-1/page")
    assert "moda/0.pdf, moda/1.pdf, moda/2.pdf, moda/3.pdf, moda/4.pdf and 2 more" in alarm.text["en"]
    assert "另有 2 個" in alarm.text["zh-Hant"]
    assert "and 1 more" not in alarms(plan, [replace(state(whole=NOW), not_taken=seven[:5])], NOW, START)[0].text["en"]
    assert codes(plan, [state(whole=NOW)]) == []
