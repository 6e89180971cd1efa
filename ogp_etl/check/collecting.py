"""Judging many rows makes objects that all live until it ends: looking through them for garbage takes as long as judging."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected(*, ends: bool = False) -> Iterator[None]:
    """Python's collector of cycles stands still. May be nested. ``ends``: the process ends soon after; what there is by then is
    never looked through, not at its end either."""
    ran = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if ends:
            gc.freeze()
        if ran:
            gc.enable()
