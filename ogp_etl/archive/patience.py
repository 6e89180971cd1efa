"""When to stop a long piece of work that an archive does not answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ogp_etl.errors import RepositoryFault

Answer = TypeVar("Answer")

DOWN = 10
"""After so many faults in a row the archive is asked for ``NOBODY``; the rest is not tried when it cannot even say no."""
NOBODY = f"c{'0' * 24}"
"""An id that no capture has."""


class Patience:
    """Ends a long piece of work when the archive is down or refuses us, so that not every package asks it in vain."""

    def __init__(self, probe: Callable[[], object]) -> None:
        self.lost: RepositoryFault | None = None
        self._probe = probe
        self._in_a_row = 0

    def answered(self, answer: Answer) -> Answer:
        self._in_a_row = self._in_a_row + 1 if isinstance(answer, RepositoryFault) else 0
        if self._in_a_row >= DOWN:
            self._in_a_row = 0
            try:
                self._probe()
            except RepositoryFault as fault:
                self.lost = RepositoryFault(f"not tried after {DOWN} faults in a row, the last: {fault}", again=fault.again)
        return answer
