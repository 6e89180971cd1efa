"""One thing for each thread, made when the thread first asks, and all of them closed at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Closing(Protocol):
    def close(self) -> object: ...


Thing = TypeVar("Thing", bound=Closing)


class PerThread(Generic[Thing]):
    def __init__(self, make: Callable[[], Thing]) -> None:
        self._make = make
        self._here = threading.local()
        self._all: list[Thing] = []

    @property
    def mine(self) -> Thing:
        found: Thing | None = getattr(self._here, "thing", None)
        if found is None:
            found = self._here.thing = self._make()
            self._all.append(found)
        return found

    def close(self) -> None:
        while self._all:
            self._all.pop().close()
        self._here = threading.local()
