"""The time of the double: it stands still until a test moves it."""

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """Time in UTC."""

    def __init__(self, start=datetime(2026, 11, 21, 3, 0, 0, 125000, tzinfo=UTC)):
        self._now = start
        self._lock = threading.Lock()

    def now(self):
        with self._lock:
            return self._now

    def set(self, moment):
        with self._lock:
            self._now = moment

    def advance(self, seconds=0, *, minutes=0, days=0):
        with self._lock:
            self._now += timedelta(seconds=seconds, minutes=minutes, days=days)


def second(moment):
    """As ``dc.date.accessioned`` has it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(moment):
    """As Java prints it: no fraction when there is none."""
    fraction = f".{moment:%f}" if moment.microsecond else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def stamp(moment):
    """As error bodies have it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+00:00"
