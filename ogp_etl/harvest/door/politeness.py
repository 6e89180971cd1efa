"""Never faster than a host is to be asked, and never before it wants to be asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from ogp_etl.cards import HostRule
from ogp_etl.harvest.door import headers, outcomes
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.harvest.door.hop import Hop
from ogp_etl.harvest.door.limits import Limits
from ogp_etl.harvest.door.turns import LONGEST_HOLD, Turn, Turns
from ogp_etl.model import Reason

_USUAL = 1.0
"""Seconds between two exchanges with a host that no card names."""


class Pace:
    """Waits where it must. Seconds are counted by the clock of ``turns`` and passed by ``sleep``; an exchange counts from
    its end.

    Hosts in ``unhurried`` are our own machine: no pause there unless a rule names them.
    """

    def __init__(
        self,
        hosts: Mapping[str, HostRule],
        unhurried: frozenset[str],
        limits: Limits,
        turns: Turns,
        sleep: Callable[[float], None],
    ) -> None:
        self._hosts = hosts
        self._unhurried = unhurried
        self._limits = limits
        self._turns = turns
        self._sleep = sleep
        self._between: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, port: int) -> Iterator[Turn]:
        """Our turn at the host: waited for, and ended when the context ends. Raises NotHad (retry-later) when the host wants
        to be left alone beyond our patience, LocalFault."""
        # One turn for a host name whatever the port: http and https of one site are one server to be spared.
        with self._turns.take(host) as turn:
            self._wait(turn, host, self._pause(host, port))
            turn.last = self._turns.clock()
            turn.keep()  # a process that is killed from here on has asked all the same
            try:
                yield turn
            finally:
                turn.last = self._turns.clock()

    def _wait(self, turn: Turn, host: str, between: float) -> None:
        now = self._turns.clock()
        wait = turn.not_before - now
        if wait > self._limits.patience:
            raise NotHad(Reason.RETRY_LATER, f"{host} asked to be left alone for {wait:.0f} more seconds; nothing was asked")
        if turn.last is not None:
            wait = max(wait, turn.last + between - now)
        if wait > 0:
            self._sleep(wait)

    def slow_down(self, host: str, port: int, seconds: float) -> None:
        """A Crawl-delay. It never makes us faster than the card says, nor slower than our limit."""
        self._between[host] = max(self._pause(host, port), min(seconds, self._limits.crawl_delay))

    def hold(self, turn: Turn, seconds: float) -> None:
        """The next exchange with the host whose turn it is begins no earlier than this from now, at most a day."""
        turn.not_before = max(turn.not_before, self._turns.clock() + min(seconds, LONGEST_HOLD))

    def again(self, turn: Turn, hop: Hop, host: str, tried: int, now: datetime) -> bool:
        """Whether to ask once more after ``tried`` further tries, and not before when. A host that wants more patience than
        we have is not asked again, and ``hop`` says so."""
        worth = hop.status in outcomes.AGAIN or (hop.trouble is not None and hop.trouble.again)
        if hop.defence is not None or not worth:
            return False
        stated = headers.wait_stated(hop.headers.get("retry-after"), now)
        self.hold(turn, self._limits.backoff * 2**tried if stated is None else stated)
        if stated is not None and stated > self._limits.patience:
            line = f"{outcomes.named(hop.status or 0)}: {host} asks to be left alone for {stated:.0f} seconds"
            hop.trouble = NotHad(Reason.RETRY_LATER, line)
            return False
        return True

    def _pause(self, host: str, port: int) -> float:
        pause = self._between.get(host)
        if pause is None:
            rule = rule_for(self._hosts, host, port)
            usual = 0.0 if f"{host}:{port}" in self._unhurried else _USUAL
            pause = self._between[host] = rule.seconds_between if rule else usual
        return pause


def rule_for(hosts: Mapping[str, HostRule], host: str, port: int) -> HostRule | None:
    """What a card says of a host: of this very port first, else of the name."""
    return hosts.get(f"{host}:{port}") or hosts.get(host)
