"""Never faster than a host is to be asked, and never before it wants to be asked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ogp_etl.cards import HostRule
from ogp_etl.harvest.failures import NotHad
from ogp_etl.harvest.limits import Limits
from ogp_etl.model import Reason

_USUAL = 1.0
"""Seconds between two exchanges with a host that no card names."""


@dataclass(slots=True)
class _Turn:
    between: float
    last: float | None = None
    """When the last exchange ended; None before the first."""
    not_before: float = 0.0
    """Earliest moment that the host itself asked for."""


class Pace:
    """Waits where it must. Seconds are counted by ``clock`` and passed by ``sleep``; an exchange counts from its end.

    Hosts in ``unhurried`` are our own machine: no pause there unless a rule names them.
    """

    def __init__(
        self,
        hosts: Mapping[str, HostRule],
        unhurried: frozenset[str],
        limits: Limits,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._hosts = hosts
        self._unhurried = unhurried
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._turns: dict[str, _Turn] = {}

    def turn(self, host: str, port: int) -> None:
        """Waits for our turn. Raises NotHad (retry-later) when the host wants to be left alone beyond our patience."""
        turn = self._turn(host, port)
        now = self._clock()
        wait = turn.not_before - now
        if wait > self._limits.patience:
            raise NotHad(Reason.RETRY_LATER, f"{host} asked to be left alone for {wait:.0f} more seconds; nothing was asked")
        if turn.last is not None:
            wait = max(wait, turn.last + turn.between - now)
        if wait > 0:
            self._sleep(wait)

    def ended(self, host: str, port: int) -> None:
        self._turn(host, port).last = self._clock()

    def slow_down(self, host: str, port: int, seconds: float) -> None:
        """A Crawl-delay. It never makes us faster than the card says, nor slower than our limit."""
        turn = self._turn(host, port)
        turn.between = max(turn.between, min(seconds, self._limits.crawl_delay))

    def hold(self, host: str, port: int, seconds: float) -> None:
        """The next exchange with the host begins no earlier than this from now."""
        turn = self._turn(host, port)
        turn.not_before = max(turn.not_before, self._clock() + seconds)

    def _turn(self, host: str, port: int) -> _Turn:
        # One turn for a host name whatever the port: http and https of one site are one server to be spared.
        turn = self._turns.get(host)
        if turn is None:
            rule = rule_for(self._hosts, host, port)
            usual = 0.0 if f"{host}:{port}" in self._unhurried else _USUAL
            turn = self._turns[host] = _Turn(rule.seconds_between if rule else usual)
        return turn


def rule_for(hosts: Mapping[str, HostRule], host: str, port: int) -> HostRule | None:
    """What a card says of a host: of this very port first, else of the name."""
    return hosts.get(f"{host}:{port}") or hosts.get(host)
