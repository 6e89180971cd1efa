"""Processes that are there soon, to be killed or disturbed at any call of a server: see ``archive_forks.py``."""

import json
import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import Future
from datetime import UTC, datetime

from dspace_double.calls import shape
from dspace_moments import Moment

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
PATIENCE = 60


class Forks:
    """Processes forked from one that has imported everything; one at a time."""

    def __init__(self, script, folder):
        self._script, self._order = script, folder / "order.pickle"
        self._open()

    def _open(self):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._parent = subprocess.Popen([sys.executable, self._script], **pipes)
        self._busy = False

    def start(self, order):
        """Gives the number of a process that carries out an order."""
        if self._busy:  # a test failed in the middle
            self.close()
            self._open()
        self._busy = True
        self._order.write_bytes(pickle.dumps({"now": NOW, **order}))
        self.tell(self._order)
        return int(self.hear())

    def end(self):
        """Waits for the process; gives its answers, or None when it was killed."""
        code = int(self.hear())
        self.finished(code, -signal.SIGKILL)
        return json.loads(self.said().splitlines()[-1]) if code == 0 else None

    def finished(self, code, *other):
        self._busy = False
        assert code in (0, *other), self.said()

    def run(self, order):
        self.start(order)
        return self.end()

    def tell(self, line):
        self._parent.stdin.write(f"{line}\n")
        self._parent.stdin.flush()

    def hear(self):
        return self._parent.stdout.readline().strip()

    def said(self):
        return self._order.with_name(f"{self._order.name}.out").read_text()

    def told(self):
        """By a fork that lived, for each package: ``evidence`` of its deposit, or the ``fault`` and whether to try ``again``."""
        return json.loads(self._order.with_name(f"{self._order.name}.told").read_text())

    def close(self):
        self._parent.stdin.close()
        self._parent.wait()
        self._parent.stdout.close()


class Call:
    """A call that a process is about to make."""

    def __init__(self, place, processes, method, path):
        self._double, self._processes, self.method, self.path = place.double, processes, method, path
        self._before = Moment(place)

    def fork(self, add_fault, timeout=PATIENCE):
        """Forks a process that makes it; ``add_fault``, given the future number of that process, sees to what will happen.
        Gives how it ended."""
        process = Future()
        self._double.calls.clear()
        rule = add_fault(process)
        self._processes.tell(f"fork {timeout}")
        process.set_result(int(self._processes.hear()))
        code = int(self._processes.hear())
        assert timeout == PATIENCE or rule.reached.wait(PATIENCE)  # a busy server may come to it when the client has left
        assert rule.fired
        self._double.faults.clear()
        return code

    @property
    def shape(self):
        """As it would look of other things."""
        return shape(self.path.partition("?")[0])

    def put_back(self):
        self._before.come_back()


def calls_of(place, processes, packages):
    """Has a process deposit packages, and gives each of its calls before it makes it."""
    processes.start({"place": place.order(), "packages": packages, "struck": True})
    while (line := processes.hear()).startswith("call "):
        call = Call(place, processes, *line.split()[1:])
        yield call
        processes.tell("go on")
    processes.finished(int(line))


def kill(process):
    """Gives that the connection is to break."""
    os.kill(process.result(timeout=PATIENCE), signal.SIGKILL)
    return True
