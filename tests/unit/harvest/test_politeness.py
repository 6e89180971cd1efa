"""Never faster than a host is to be asked, by a clock that tests turn."""

import pytest

from ogp_etl.cards import HostRule
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.harvest.door.limits import Limits
from ogp_etl.harvest.door.politeness import Pace, rule_for
from ogp_etl.harvest.door.turns import OwnTurns
from ogp_etl.model import Reason


class Time:
    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def sleep(self, seconds):
        assert seconds > 0
        self.slept.append(pytest.approx(seconds))
        self.now += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def pace(time):
    rules = {
        "slow.tw": HostRule(host="slow.tw", seconds_between=5.0),
        "fast.tw": HostRule(host="fast.tw", seconds_between=0.2),
        "demo.tw:8000": HostRule(host="demo.tw:8000", seconds_between=3.0),
    }
    limits = Limits(patience=120.0, crawl_delay=30.0)
    return Pace(rules, frozenset({"demo.tw:80", "demo.tw:8000", "bare.tw:80"}), limits, OwnTurns(lambda: time.now), time.sleep)


def asks(pace, host, times=2, port=80):
    for _ in range(times):
        with pace.turn(host, port):
            pass


@pytest.mark.parametrize(
    ("pauses", "host", "port"),
    [([1.0], "any.tw", 443), ([5.0], "slow.tw", 443), ([0.2], "fast.tw", 443), ([], "bare.tw", 80), ([3.0], "demo.tw", 8000)],
)
def test_the_pause_between_two_exchanges_is_that_of_the_card(pauses, host, port, pace, time):
    asks(pace, host, port=port)
    assert time.slept == pauses


def test_a_host_is_spared_from_the_end_of_the_last_exchange(pace, time):
    with pace.turn("slow.tw", 443):
        time.now += 60  # a long download
    asks(pace, "slow.tw", 1)
    assert time.slept == [5.0]


def test_time_that_passed_anyway_counts(pace, time):
    asks(pace, "slow.tw", 1)
    time.now += 4
    asks(pace, "slow.tw", 1)
    assert time.slept == [1.0]


def test_http_and_https_of_a_name_are_one_host(pace, time):
    asks(pace, "slow.tw", 1, port=80)
    asks(pace, "slow.tw", 1, port=443)
    assert time.slept == [5.0]


def test_hosts_do_not_wait_for_each_other(pace, time):
    asks(pace, "a.tw", 1)
    asks(pace, "b.tw", 1)
    assert time.slept == []


@pytest.mark.parametrize(("pause", "stated"), [(5.0, 2.0), (10.0, 10.0), (30.0, 86400.0)])
def test_a_crawl_delay_slows_down_within_reason_and_never_hurries(pause, stated, pace, time):
    pace.slow_down("slow.tw", 443, stated)
    asks(pace, "slow.tw")
    assert time.slept == [pause]


def told_to_wait(pace, *seconds):
    with pace.turn("slow.tw", 443) as turn:
        for each in seconds:
            pace.hold(turn, each)


def test_a_host_that_asks_for_patience_is_waited_for(pace, time):
    told_to_wait(pace, 100.0)
    asks(pace, "slow.tw", 1)
    assert time.slept == [100.0]


def test_a_later_wish_for_less_does_not_shorten_an_earlier_one(pace, time):
    told_to_wait(pace, 100.0, 2.0)
    asks(pace, "slow.tw", 1)
    assert time.slept == [100.0]


def test_a_host_that_asks_for_more_than_our_patience_is_left_alone(pace, time):
    told_to_wait(pace, 3600.0)
    with pytest.raises(NotHad, match="left alone for 3600 more seconds") as caught:
        asks(pace, "slow.tw", 1)
    assert caught.value.reason is Reason.RETRY_LATER
    assert time.slept == []
    asks(pace, "other.tw", 1)


def test_the_rule_of_a_port_comes_before_that_of_the_name():
    name, port = HostRule(host="a.tw"), HostRule(host="a.tw:8443")
    rules = {"a.tw": name, "a.tw:8443": port}
    assert rule_for(rules, "a.tw", 8443) is port
    assert rule_for(rules, "a.tw", 443) is name
    assert rule_for(rules, "b.tw", 443) is None
