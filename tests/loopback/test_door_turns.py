"""One exchange at a time at a host, and the pause between two, whoever of this machine's processes makes them."""

import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from ogp_etl.harvest.door.limits import Limits
from ogp_etl.harvest.door.turns import SharedTurns
from ogp_etl.model import Reason

PROCESS = Path(__file__).with_name("door_process.py")
PAUSE = 0.2
PATHS = [f"/{number}" for number in range(4)]


@pytest.fixture
def start(tmp_path):
    """Starts a process that asks a site for some paths; all share one home. What still runs at the end is killed."""
    started = []

    def begin(site, *paths, pause=PAUSE):
        order = [sys.executable, str(PROCESS), str(tmp_path / "home"), site.host, str(pause), *paths]
        started.append(subprocess.Popen(order, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


class Watch:
    """Answers slowly enough that a second visitor would be met, and notes what the server sees."""

    def __init__(self, answer):
        self.answer = answer
        self.inside, self.most = 0, 0
        self.times = []
        """When each request came and its answer was sent."""
        self._met = threading.Condition()

    def __call__(self, wire):
        came = time.time()
        with self._met:
            self.inside += 1
            self.most = max(self.most, self.inside)
            self._met.notify_all()
            self._met.wait_for(lambda: self.inside > 1, timeout=0.05)
        self.times.append((came, time.time()))
        with self._met:
            self.inside -= 1
        wire.sendall(self.answer)
        return True

    def pauses(self):
        ordered = sorted(self.times)
        return [later[0] - earlier[1] for earlier, later in pairwise(ordered)]


def test_two_processes_are_never_at_a_host_at_once_and_keep_its_pause(site, start, reply):
    watch = Watch(reply(b"<p>page</p>"))
    site.answers = dict.fromkeys(["/robots.txt", *PATHS], watch)

    answers = [process.communicate()[0] for process in [start(site, *PATHS), start(site, *PATHS)]]

    assert answers == ["fetched None\n" * len(PATHS)] * 2
    assert Counter(path for path, _ in site.requests) == dict.fromkeys(["/robots.txt", *PATHS], 2)
    assert watch.most == 1
    assert min(watch.pauses()) >= PAUSE


def test_processes_that_take_turns_end_their_connections_and_one_alone_keeps_it(site, start, reply):
    site.answers = dict.fromkeys(["/robots.txt", *PATHS], reply(b"<p>page</p>"))

    start(site, *PATHS).communicate()
    assert site.connections == 1
    start(site, *PATHS).communicate()

    closing = [headers["connection"] for _, headers in site.requests]
    assert closing == ["keep-alive"] * 5 + ["close"] + ["keep-alive"] * 4


def test_a_killed_process_leaves_the_host_free_for_the_next(site, start, reply):
    asked = threading.Event()

    def hanging(wire):
        asked.set()
        site.gone.wait(60)
        return False

    site.answers = {"/robots.txt": reply(), "/hangs": hanging, "/page": reply(b"<p>page</p>")}
    first = start(site, "/hangs")
    assert asked.wait(60)
    first.send_signal(signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL

    assert start(site, "/page").communicate()[0] == "fetched None\n"


def test_a_host_that_asked_one_process_for_patience_is_left_alone_by_the_next(site, tmp_path, open_door, reply):
    site.answers = {"/robots.txt": reply(), "/page": reply(status="429 Too Many", retry_after="3600")}
    turns = [SharedTurns(tmp_path / "hosts") for _ in range(2)]
    first = open_door(site, turns=turns[0], limits=Limits(retries=0)).get(f"{site.url}/page")

    second = open_door(site, turns=turns[1], limits=Limits(retries=0)).get(f"{site.url}/page")

    assert [first.reason, second.reason] == [Reason.RETRY_LATER, Reason.RETRY_LATER]
    assert "nothing was asked" in second.detail
    assert site.paths() == ["/page"]


def test_an_ended_turn_is_told_to_others_and_hosts_have_turns_of_their_own(tmp_path):
    one, other = (SharedTurns(tmp_path, clock=lambda: 1000.0) for _ in range(2))
    with one.take("a.tw") as turn:
        turn.last, turn.not_before = 990.0, 1100.0
        with other.take("b.tw") as elsewhere:
            assert (elsewhere.last, elsewhere.shared) == (None, False)
    with other.take("A.TW") as turn:
        assert (turn.last, turn.not_before, turn.shared) == (990.0, 1100.0, True)


def test_a_turn_is_not_lost_when_the_exchange_breaks_off(tmp_path):
    turns = SharedTurns(tmp_path, clock=lambda: 1000.0)

    def breaking_off():
        with turns.take("a.tw") as turn:
            turn.last = 1000.0
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaking_off()
    with turns.take("a.tw") as turn:
        assert (turn.last, turn.shared) == (1000.0, False)


@pytest.mark.parametrize("clock", [0.0, 900.0])
def test_a_clock_that_was_set_back_does_not_stop_us(tmp_path, clock):
    with SharedTurns(tmp_path, clock=lambda: 1e6).take("a.tw") as turn:
        turn.last, turn.not_before = 1e6, 1e6 + 50
    with SharedTurns(tmp_path, clock=lambda: clock).take("a.tw") as turn:
        assert (turn.last, turn.not_before) == (clock, 0.0)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"[1]", b'{"last": null}', b"\xff" * 300])
def test_a_file_that_cannot_be_read_is_a_host_nobody_asked(tmp_path, content):
    (tmp_path / "a.tw").write_bytes(content)
    with SharedTurns(tmp_path).take("a.tw") as turn:
        assert turn.last is None
        turn.last = 5.0
    with SharedTurns(tmp_path).take("a.tw") as turn:
        assert turn.last == 5.0


def test_a_folder_that_cannot_be_used_says_what_to_do(tmp_path, open_door, site):
    (tmp_path / "hosts").write_text("a file")
    with pytest.raises(Exception, match="OGP_HOME must be a folder on a disk of this machine"):
        open_door(site, turns=SharedTurns(tmp_path / "hosts")).get(site.url)
    assert site.requests == []


def test_odd_host_names_stay_in_the_folder(tmp_path):
    with SharedTurns(tmp_path / "hosts").take("../../[::1]") as turn:
        turn.last = 1.0
    assert [path.name for path in tmp_path.iterdir()] == ["hosts"]
    assert len(list((tmp_path / "hosts").iterdir())) == 1
