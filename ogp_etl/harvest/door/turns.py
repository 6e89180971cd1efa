"""Whose turn it is at a host: one exchange at a time, and when the last one ended, for all processes of one machine.

A turn is a lock on the host's file in a folder that the processes share. The system lets go of it when its process ends,
however it ends, so a killed process leaves none behind. Nobody waits for a turn while holding another, so none wait in a
circle.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ogp_etl.errors import LocalFault

_RECORD = 200
"""Bytes of a host's file, always the same, so that it is written over in one go."""
LONGEST_HOLD = 24 * 3600.0
"""Seconds for which a host is left alone at its wish, before it is asked again whether it still wishes so."""
_RECENT = 300.0
"""Seconds for which a process that was last at a host may still have its connection open."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Turn:
    """What is known of a host while it is our turn. Seconds are those of ``Turns.clock``."""

    last: float | None = None
    """When the last exchange began or ended, whoever made it; None before the first."""
    not_before: float = 0.0
    """Earliest moment that the host itself asked for."""
    shared: bool = False
    """Another process was at the host not long ago and may come again."""
    keep: Callable[[], None] = lambda: None
    """Makes what stands here known to all at once; otherwise it is when the turn ends."""


class Turns(Protocol):
    @property
    def clock(self) -> Callable[[], float]:
        """Counts seconds, alike for all who share the turns."""

    def take(self, host: str) -> AbstractContextManager[Turn]:
        """Waits until nobody else is at the host. Raises LocalFault."""


class OwnTurns:
    """Turns of one process that shares them with nobody."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._turns: dict[str, Turn] = {}

    @contextmanager
    def take(self, host: str) -> Iterator[Turn]:
        yield self._turns.setdefault(host, Turn())


class SharedTurns:
    """Turns of all processes that are given the same ``folder`` on a disk of this machine. ``clock`` is the wall clock
    (epoch seconds), because it is the one clock that they have in common and that outlives them."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._folder = folder
        self._us = uuid.uuid4().hex

    @contextmanager
    def take(self, host: str) -> Iterator[Turn]:
        file = self._open(host)
        try:
            self._lock(file, host)
            turn = self._read(file)
            turn.keep = lambda: self._write(file, turn)
            try:
                yield turn
            finally:
                self._write(file, turn)
        finally:
            os.close(file)  # and with it the lock

    def _open(self, host: str) -> int:
        # Two names that are spelled alike here would only wait for each other.
        path = self._folder / re.sub(r"[^a-z0-9.-]", "_", host.lower())[:200]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o660)
        except OSError as error:
            raise self._fault(error) from error

    def _lock(self, file: int, host: str) -> None:
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _log.info("%s: another process is there; waiting for our turn", host)
                fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:
            raise self._fault(error) from error

    def _read(self, file: int) -> Turn:
        now = self.clock()
        try:
            told = json.loads(os.pread(file, _RECORD, 0))
            last, not_before, who = float(told["last"]), float(told["not_before"]), str(told["who"])
        except (ValueError, KeyError, TypeError):
            return Turn()  # new, or written by another version
        # A clock that was set back must not make us wait until it has caught up.
        asked = not_before if not_before <= now + LONGEST_HOLD else 0.0
        return Turn(min(last, now), asked, shared=who != self._us and now - last < _RECENT)

    def _write(self, file: int, turn: Turn) -> None:
        if turn.last is None:
            return
        told = json.dumps({"last": turn.last, "not_before": turn.not_before, "who": self._us})
        try:
            os.pwrite(file, told.ljust(_RECORD - 1).encode() + b"\n", 0)
        except OSError as error:
            raise self._fault(error) from error

    def _fault(self, error: OSError) -> LocalFault:
        return LocalFault(
            f"cannot take turns at hosts in {self._folder}: {error.strerror or error};"
            " OGP_HOME must be a folder on a disk of this machine with room in it and the right to write, then run again"
        )
