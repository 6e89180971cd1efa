"""libmagic from the pylibmagic wheel, loaded on first use; no system package is needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

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
            import pylibmagic  # noqa: I001 before magic, so that the wheel's library is found
            import magic
        except (ImportError, OSError, AttributeError) as error:
            return _missing(error)
        try:
            handle = magic.Magic(mime=True, magic_file=str(pylibmagic.data.joinpath("magic.mgc")))
            version = int(magic.version())  # type: ignore[no-untyped-call]  # python-magic has no types
        except (magic.MagicException, NotImplementedError) as error:
            return _missing(error)
    return Library(f"libmagic {version // 100}.{version % 100:02d}", handle)


def _missing(error: Exception) -> Library:
    return Library("", None, " ".join(str(error).split()) or type(error).__name__)


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
