"""What a test can make go wrong, and when."""

import re
import threading
from dataclasses import dataclass, field

from .wire import Answer


class Cut(Exception):
    """The connection ends here. ``answer``: one that is to break off in the middle; None: not a byte is sent."""

    def __init__(self, answer=None):
        super().__init__(answer)
        self.answer = answer


@dataclass
class Fault:
    """From the ``nth`` matching call on, ``times`` calls long. ``acted``: the server does its work first, nobody hears of it."""

    method: str | None
    pattern: re.Pattern
    nth: int
    times: int
    acted: bool
    happen: object
    seen: int = 0
    fired: int = 0
    reached: threading.Event = field(default_factory=threading.Event)
    """Set when a call hangs; one that ``acted`` has by then."""

    def matches(self, method, path):
        if self.method not in (None, method) or not self.pattern.search(path):
            return False
        self.seen += 1
        if self.seen < self.nth or self.fired >= self.times:
            return False
        self.fired += 1
        return True


@dataclass
class Faults:
    """All methods take ``method`` (None: any), ``path`` (a regular expression looked for in the path without uuids, such as
    ``/core/items$``), ``nth`` (1 is the next such call), ``times`` and ``acted`` (True: only the answer is lost).

    Paths look as in :attr:`calls.Call.path`: ``/api/core/items/{uuid}/bundles``."""

    end_tokens: object
    rules: list = field(default_factory=list)
    stale_writes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, status, method=None, path="", *, nth=1, times=1, acted=False, headers=()):
        """Another answer than the right one: 500, 503, 429 …"""
        message = {500: "An exception has occurred", 503: "Service Unavailable"}.get(status, "An exception has occurred")

        def happen(_):
            return Answer(status, {"status": status, "message": message}, list(headers), "application/json;charset=UTF-8")

        return self._add(method, path, nth, times, acted, happen)

    def cut(self, method=None, path="", *, nth=1, times=1, acted=True, midway=False):
        """The connection breaks. ``midway``: after half of the answer."""

        def happen(answer):
            raise Cut(answer if midway else None)

        return self._add(method, path, nth, times, acted or midway, happen)

    def hang(self, method=None, path="", *, nth=1, times=1, acted=False, longest=30):
        """No answer until :meth:`release`, :meth:`clear`, ``longest`` seconds, or the end of the server; then the connection
        breaks."""
        over = self.over

        def happen(_):
            rule.reached.set()
            over.wait(longest)
            raise Cut

        rule = self._add(method, path, nth, times, acted, happen)
        return rule

    def slow(self, seconds, method=None, path="", *, nth=1, times=1):
        """The right answer, late."""

        def happen(answer):
            self.over.wait(seconds)
            return answer

        return self._add(method, path, nth, times, True, happen)

    def call(self, function, method=None, path="", *, nth=1, times=1, acted=False):
        """Calls a function of the test while the client waits; ``os.kill`` of the client's process, say. Then the connection
        breaks when the function gives True, else the right answer goes out."""

        def happen(answer):
            if function():
                raise Cut
            return answer

        return self._add(method, path, nth, times, acted, happen)

    def stale_csrf(self, times=1):
        """The next writing calls find their CSRF token stale; each is handed a new one."""
        self.stale_writes += times

    def expire_tokens(self):
        """Every token handed out so far is no longer good."""
        self.end_tokens()

    def release(self):
        """Ends what hangs, now and later."""
        self.over.set()

    def clear(self):
        """Nothing goes wrong any more, and what hangs has ended."""
        self.over.set()
        with self.lock:
            self.rules, self.stale_writes, self.over = [], 0, threading.Event()

    def take(self, method, path):
        """The fault for this call, or None."""
        with self.lock:
            found = [rule for rule in self.rules if rule.matches(method, path)]
        return found[0] if found else None

    def take_stale(self, request):
        with self.lock:
            if self.stale_writes and request.method not in ("GET", "HEAD"):
                self.stale_writes -= 1
                return True
        return False

    def _add(self, method, path, nth, times, acted, happen):
        rule = Fault(method, re.compile(path), nth, times, acted, happen)
        with self.lock:
            self.rules.append(rule)
        return rule
