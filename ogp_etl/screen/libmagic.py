"""libmagic from the pylibmagic wheel, loaded on first use; no system package is needed."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from ogp_etl.errors import one_line

TOUCHED = ("LIBRARY_PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "MAGIC")
"""Environment variables that pylibmagic sets for the whole process; the programs we start must not inherit them."""


@dataclass(frozen=True, slots=True)
class Library:
    """libmagic, or why there is none."""

    name: str
    """``libmagic`` and its version; empty when it is missing."""
    handle: Any
    """``magic.Magic``, safe to share between threads; None when it is missing."""
    error: str = ""

    def media_type(self, head: bytes) -> str | None:
        """None when libmagic is missing or has no answer."""
        if self.handle is None:
            return None
        import magic  # loaded by library() before

        try:
            answer = str(self.handle.from_buffer(head))
        except magic.MagicException:  # one of its own limits was met on crafted input
            return None
        return answer if "/" in answer else None


@cache
def library() -> Library:
    """Loaded once in a process. Never raises: on a machine where it cannot be loaded, ``error`` says why."""
    with _environment_as_before():
        try:
            import pylibmagic

            # Once the wheel's library is in the process, a later look-up by its name finds it and not the system's.
            ctypes.CDLL(str(pylibmagic.data.joinpath("libmagic.so.1")))
            import magic
        except (ImportError, OSError, AttributeError) as error:
            return _missing(error)
        try:
            handle = _opened(magic, str(pylibmagic.data.joinpath("magic.mgc")))
            version = int(magic.version())  # type: ignore[no-untyped-call]  # python-magic has no types
        except (magic.MagicException, NotImplementedError) as error:
            return _missing(error)
    return Library(f"libmagic {version // 100}.{version % 100:02d}", handle)


def _opened(magic: Any, database: str) -> Any:
    """The library with the wheel's database, or with its own where another library was loaded before ours was asked for."""
    try:
        return magic.Magic(mime=True, magic_file=database)
    except magic.MagicException:
        os.environ.pop("MAGIC", None)
        return magic.Magic(mime=True)


def _missing(error: Exception) -> Library:
    return Library("", None, one_line(error) or type(error).__name__)


@contextmanager
def _environment_as_before() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in TOUCHED}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
