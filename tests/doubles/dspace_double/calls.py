"""What was asked of the server, counted; and what it would cost on a real one."""

import re
import threading
from collections import Counter
from dataclasses import dataclass

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")
SESSION = ("/api/authn/", "/api/security/")

# Seconds of a DSpace 9.3 on two cores that were shared with client, database and index, files of 50 kB. Measured were whole
# items: 5.5 a second for item, bundle and file; 2.2 with five PATCHes more by the client library, whose own overhead is the
# difference of 5.5 and 5.1. How the first sum divides among its three calls is an estimate.
SECONDS = {
    ("POST", "/api/core/items"): 0.085,
    ("POST", "/api/core/items/{uuid}/bundles"): 0.040,
    ("POST", "/api/core/bundles/{uuid}/bitstreams"): 0.057,
    ("PATCH", "/api/core/items/{uuid}"): 0.052,
}
WRITE, READ = 0.052, 0.010
# Items a second with 1, 4, 8 and 12 threads: 5.5, 8.1, 8.7, 8.7.
GAIN = ((1, 1.0), (4, 8.1 / 5.5), (8, 8.7 / 5.5))


@dataclass
class Call:
    """``path``: without uuids and numbers, ``/api/core/items/{uuid}``; ``status`` None while under way and when cut off."""

    method: str
    path: str
    where: str
    query: str
    status: int | None = None


class Calls:
    """All calls since the last :meth:`clear`."""

    def __init__(self):
        self.all = []
        self._lock = threading.Lock()

    def add(self, request):
        call = Call(request.method, shape(request.path), request.path, request.query)
        with self._lock:
            self.all.append(call)
        return call

    def clear(self):
        with self._lock:
            self.all = []

    def work(self):
        """Without those that only keep the session."""
        with self._lock:
            return [call for call in self.all if not call.path.startswith(SESSION)]

    def count(self, method=None, path=""):
        """Calls of that method whose path matches; those of the session only when ``path`` names them."""
        calls = list(self.all) if path else self.work()
        return sum(1 for call in calls if method in (None, call.method) and re.search(path, call.path))

    def writes(self):
        return [call for call in self.work() if call.method not in ("GET", "HEAD")]

    def by_class(self):
        """{"POST /api/core/items": 20, …}"""
        return Counter(f"{call.method} {call.path}" for call in self.work())

    def seconds(self, threads=1):
        """What the calls would take on the server that was measured, about."""
        total = sum(
            SECONDS.get((call.method, call.path), READ if call.method in ("GET", "HEAD") else WRITE) for call in self.work()
        )
        return total / gain(threads)


def gain(threads):
    """How many times faster so many threads are; more than eight gain nothing."""
    before = GAIN[0]
    for point in GAIN:
        if threads <= point[0]:
            span = point[0] - before[0]
            return point[1] if not span else before[1] + (point[1] - before[1]) * (threads - before[0]) / span
        before = point
    return before[1]


def shape(path):
    return NUMBER.sub("{n}", UUID.sub("{uuid}", path))
