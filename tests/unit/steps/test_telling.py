"""What one check tells channels, without Airflow: what each took is remembered, what it did not take waits for the next run."""

from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.errors import NoticeFault
from ogp_etl.settings import Settings
from ogp_etl.steps import check, telling
from ogp_etl.steps.workshop import Workshop

SOON = datetime(2024, 6, 18, 4, 0, tzinfo=UTC)
"""Thirteen days before the first update of the commitment is due (2024-07-01)."""


@pytest.fixture
def shop(tmp_path):
    with Workshop(Settings(home=tmp_path / "home"), SOON, "r1") as opened:
        yield opened


class Channels:
    def __init__(self):
        self.taken, self.broken = [], set()

    def send(self, place, message):
        if place in self.broken:
            raise NoticeFault(f"channel {place}: answered with status 500")
        self.taken += [(place, one["rule"], one["scope"], one["days_left"]) for one in message.document["notices"]]

    def round(self, shop, steps, now, *names, run="r1"):
        self.taken = []
        return telling.notify(shop, [steps.PLAN], now, run, {name: name for name in names}, self.send)


def of_updates(channels, name):
    return [left for place, rule, scope, left in channels.taken if (place, rule, scope) == (name, "R19/repo.updated", "1-1")]


def test_a_channel_that_fails_waits_and_the_others_are_told_once(shop, steps):
    channels = Channels()
    channels.broken = {"bad"}

    with pytest.raises(NoticeFault, match="channel bad: answered with status 500"):
        channels.round(shop, steps, SOON, "bad", "good")
    assert (of_updates(channels, "good"), of_updates(channels, "bad")) == ([13], [])

    channels.broken = set()
    channels.round(shop, steps, SOON + timedelta(days=1), "bad", "good")
    assert (of_updates(channels, "good"), of_updates(channels, "bad")) == ([], [12])
    assert channels.round(shop, steps, SOON + timedelta(days=2), "bad", "good").sent == 0


def test_without_a_channel_the_log_says_how_many_wait_and_nothing_is_remembered(shop, steps, caplog):
    told = Channels().round(shop, steps, SOON)

    assert told.sent == 0
    assert told.waiting > 0
    assert f"nobody is told of {told.waiting} notices" in caplog.text
    assert shop.register.told("xx", "good") == {}


def test_an_event_says_what_the_run_stored(shop, steps):
    check.judge_plan(shop, steps.PLAN, SOON, "r1")

    extra, reading = telling.event(shop, steps.PLAN, "1-1", SOON + timedelta(days=5), "r1")

    assert (extra["day"], reading.day.isoformat()) == ("2024-06-18", "2024-06-18")
    assert extra["findings"]["R19/repo.updated"]["due"] == "2024-07-01"
    assert extra["days_to_breach"] == reading.days_to_breach == 13
    assert extra["page"] == "xx/commitments/1-1.html"


def test_the_figures_of_the_event_can_be_asked_of_the_register(shop, steps):
    check.judge_plan(shop, steps.PLAN, SOON, "r1")
    extra, _ = telling.event(shop, steps.PLAN, "1-1", SOON, "r1")

    def asked(name):
        columns, rows = shop.register.figure(name, "xx")
        return [dict(zip(columns, row, strict=True)) for row in rows if row[0] == "1-1"]

    assert [(row["shown"], row["expected"]) for row in asked("completeness")] == [(extra["shown"], extra["expected"])]
    assert asked("requirements") == [
        {"scope": "1-1", **{name: extra[name] for name in ("verdict", "breaches", "unknown", "waiting")}}
    ]
    assert [(row["figure"], row["days"]) for row in asked("days")] == [("days_to_breach", extra["days_to_breach"])]


def test_the_gate_is_red_also_when_the_check_had_to_try_twice(shop, steps):
    """The first try of a run must not pass for the check before it."""
    late = datetime(2024, 7, 2, 4, 0, tzinfo=UTC)
    site = steps.Site(shop.spool)
    for moment, run in ((SOON, "r1"), (late, "r2"), (late + timedelta(minutes=2), "r2")):
        steps.visit(site, shop.register, moment, lambda *_: iter(()))
        check.judge_plan(shop, steps.PLAN, moment, run)

    assert "xx 1-1: R19/repo.updated (due 2024-07-01)" in check.reds(shop, steps.PLAN, late, "r2").breaches
