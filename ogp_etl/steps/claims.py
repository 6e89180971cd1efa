"""One worker at a time for one name, on all machines that share a register."""

from __future__ import annotations

import os
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ogp_etl.errors import RepositoryFault
from ogp_etl.register import Register

LEASE = 30 * 60
"""Seconds after which a claim of another machine is taken over; longer than the longest upload."""
PATIENCE = 120
"""Seconds to wait for another worker."""
PAUSE = 0.2


class RegisterClaims:
    """Claims in the register. One that a dead process of this machine left is taken over at once, one of another machine
    when its lease has ended."""

    def __init__(self, register: Register, patience: float = PATIENCE) -> None:
        self._register, self._patience = register, patience
        self._mine = f"{_machine()} {os.getpid()}"

    @contextmanager
    def hold(self, name: str, *, wait: bool = True) -> Iterator[bool]:
        """Gives whether the name was taken over from a dead process. Raises RepositoryFault when another worker keeps it."""
        holder, taken_over = f"{self._mine} {uuid.uuid4().hex[:12]}", False
        end = time.monotonic() + (self._patience if wait else 0)
        while (other := self._register.claim(name, holder, int(time.time()), int(time.time()) + LEASE)) is not None:
            if _is_dead(other):
                self._register.release(name, other)
                taken_over = True
            elif time.monotonic() >= end:
                raise RepositoryFault(f"{name} is being deposited by another worker ({other}); the next run looks again")
            else:
                time.sleep(PAUSE)
        try:
            yield taken_over
        finally:
            self._register.release(name, holder)


def _machine() -> str:
    """This machine since it was started, and the container on it: process numbers mean nothing beyond."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return socket.gethostname()


def _is_dead(holder: str) -> bool:
    machine, pid, _ = holder.rsplit(" ", 2)
    if machine != _machine():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
