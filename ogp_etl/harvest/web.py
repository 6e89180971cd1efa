"""The only door to the internet.

Everything that keeps us polite and safe stands here, at the point of sending: public addresses only (on every hop), robots.txt,
one connection and a rate for each host, limits of time and size, a user agent with a contact, a record of every exchange.
"""

from __future__ import annotations

import ssl
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from ogp_etl import __version__
from ogp_etl.cards import HostRule
from ogp_etl.harvest.door import headers, outcomes
from ogp_etl.harvest.door.addresses import clean, origin, redirected
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.harvest.door.guard import Gate, Resolve, system_resolver
from ogp_etl.harvest.door.hop import Asker, Hop
from ogp_etl.harvest.door.limits import Limits
from ogp_etl.harvest.door.line import Line, Transport
from ogp_etl.harvest.door.politeness import Pace, rule_for
from ogp_etl.harvest.door.replay import Replay
from ogp_etl.harvest.door.robots import LARGEST, PRODUCT, REDIRECTS, Robots, RobotsAnswer
from ogp_etl.harvest.door.tls import context_for
from ogp_etl.harvest.door.turns import OwnTurns, Turns
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.harvest.recording.warc import Recorder
from ogp_etl.model import Exchange, Outcome, Reason, Validators


def user_agent(contact: str) -> str:
    """How we name ourselves: product token, version, and where a site's owner reaches us."""
    return f"{PRODUCT}/{__version__} (+{contact})"


@dataclass(slots=True)
class _Asked:
    """One attempt under way: where its redirects have led, and what was decided on the way."""

    url: str
    redirects: int = 0
    robots: str | None = None
    note: str = ""
    """What a person should know of the robots.txt; empty when there is nothing."""
    hop: Hop | None = None


class Door(AbstractContextManager["Door"]):
    """Answers one address at a time; a context manager. Not for several threads at once.

    ``hosts``: what cards say, by ``HostRule.host``; ``folders``: by the same, the plan's folder, below which its certificate
    lies. ``replay``: answers instead of the network, which is then never touched. ``loopback``: for demos and tests only,
    ``host:port`` to the ``127.0.0.1:port`` that serves it; no card can open it. ``turns``: shared with the other processes of
    this machine; None: this door is alone. ``now`` is the wall clock in UTC, ``clock`` counts seconds.
    """

    def __init__(
        self,
        *,
        contact: str,
        spool: Spool,
        now: Callable[[], datetime],
        hosts: Mapping[str, HostRule] | None = None,
        folders: Mapping[str, Path] | None = None,
        limits: Limits | None = None,
        recorder: Recorder | None = None,
        replay: Replay | None = None,
        loopback: Mapping[str, str] | None = None,
        turns: Turns | None = None,
        resolve: Resolve = system_resolver,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._hosts = hosts or {}
        self._folders = folders or {}
        self._limits = limits or Limits()
        self._spool = spool
        self._now = now
        self._clock = clock
        self._left = 0.0
        self._tls: dict[str, str | None] = {}
        served = dict(loopback or {})
        self._transport: Transport = replay or Line(
            user_agent=user_agent(contact),
            gate=Gate(resolve, served),
            context_of=self._context,
            limits=self._limits,
            keep=recorder.folder if recorder is not None else None,
            clock=clock,
        )
        pace = Pace(self._hosts, frozenset(served), self._limits, turns or OwnTurns(clock), sleep)
        self._pace = pace if replay is None else None
        self._asker = Asker(self._transport, spool, recorder, now, self._limits.max_bytes)
        self._recorder = recorder
        self._robots = Robots(self._fetch_robots, clock)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends connections and WARC files."""
        self._transport.close()
        if self._recorder is not None:
            self._recorder.close()

    def get(self, url: str, validators: Validators | None = None) -> Exchange:
        """One attempt to get one address. Never raises for what a site does; raises LocalFault for our own machine,
        InputInvalid for an extra certificate or a replay file that cannot be read."""
        started = self._now()
        self._left = self._limits.total
        asked_with = validators or Validators()
        try:
            asked = _Asked(clean(url))
        except ValueError as error:
            return self._exchange(url, started, None, asked_with, NotHad(Reason.ADDRESS, str(error)))
        try:
            self._follow(asked, asked_with)
        except NotHad as trouble:
            return self._exchange(url, started, asked, asked_with, trouble)
        return self._exchange(url, started, asked, asked_with, None)

    def _follow(self, asked: _Asked, asked_with: Validators) -> None:
        """Asks, and follows redirects, each judged as a first address is. Raises NotHad."""
        met = Counter([asked.url])
        while True:
            asked.hop = None
            self._obey(asked)
            wanted = outcomes.conditional(asked_with, redirected=asked.redirects > 0)
            asked.hop = hop = self._ask(asked.url, wanted, spooled=True)
            location = hop.headers.get("location")
            if hop.status not in outcomes.REDIRECTING or not location or hop.trouble is not None or hop.defence is not None:
                return
            target = _target(asked.url, location)
            met[target] += 1
            # Some sites send a visitor once back to where they were, with a cookie; more often is a circle.
            if met[target] > 2 or asked.redirects == self._limits.redirects:
                raise NotHad(Reason.REDIRECTS, f"redirected {asked.redirects + 1} times, the last time to {target}")
            asked.url = target
            asked.redirects += 1

    def _obey(self, asked: _Asked) -> None:
        """Raises NotHad (robots) where robots.txt forbids the address, and as it was not had where it could not be had."""
        rules = self._robots.rules(asked.url)
        asked.robots, asked.note = rules.verdict(asked.url), rules.note
        _, host, port = origin(asked.url)
        if rules.delay is not None and self._pace is not None:
            self._pace.slow_down(host, port, rules.delay)
        if asked.robots == "forbidden":
            raise NotHad(Reason.ROBOTS, f"robots.txt of {host} forbids this address; nothing was asked")
        if rules.trouble is not None:
            raise NotHad(rules.trouble.reason, rules.note)

    def _fetch_robots(self, url: str) -> RobotsAnswer:
        """Asks for a robots.txt, following redirects also to other hosts (RFC 9309 §2.3.1.2)."""
        try:
            for _ in range(REDIRECTS + 1):
                hop = self._ask(url, {}, spooled=False, first=LARGEST)
                location = hop.headers.get("location")
                if hop.status not in outcomes.REDIRECTING or not location:
                    return RobotsAnswer(hop.status, hop.text, hop.trouble)
                url = _target(url, location)
        except NotHad as trouble:
            return RobotsAnswer(None, trouble=trouble)
        return RobotsAnswer(None, trouble=NotHad(Reason.REDIRECTS, f"{REDIRECTS} redirects did not end"))

    def _ask(self, url: str, wanted: Mapping[str, str], *, spooled: bool, first: int = 1 << 20) -> Hop:
        """One question, asked again a few times where that may help. Raises NotHad (retry-later)."""
        if self._pace is None:
            return self._asker.ask(url, wanted, self._left, spooled=spooled, first=first)
        _, host, port = origin(url)
        for tried in range(self._limits.retries + 1):
            with self._pace.turn(host, port) as turn:
                begun = self._clock()
                # Where processes take turns, each ends its connection, so that the host never has one of each.
                sent = {**wanted, "Connection": "close"} if turn.shared else wanted
                hop = self._asker.ask(url, sent, self._left, spooled=spooled, first=first)
                self._left -= self._clock() - begun
                again = self._pace.again(turn, hop, host, tried, self._now())
            if not again:
                return hop
        return hop

    def _exchange(
        self, url: str, started: datetime, asked: _Asked | None, asked_with: Validators, trouble: NotHad | None
    ) -> Exchange:
        hop = (asked.hop if asked is not None else None) or Hop(url=url)
        outcome, reason, detail = outcomes.outcome(hop, asked_with) if trouble is None else outcomes.stopped(trouble)
        if outcome is Outcome.BLOCKED and hop.body is None and hop.text:
            hop.body, hop.sha256, hop.size = self._spool.write([hop.text])
        kind = hop.headers.get("content-type")
        kept = outcome in (Outcome.FETCHED, Outcome.BLOCKED)
        answered = hop.status is not None
        return Exchange(
            url=url,
            started=started,
            ended=self._now(),
            outcome=outcome,
            reason=reason,
            detail=_line(asked, detail),
            final_url=hop.url if answered else None,
            status=hop.status,
            media_type=headers.media_type(kind),
            charset=headers.charset(kind),
            filename=headers.filename(hop.headers.get("content-disposition")),
            size=hop.size if kept else None,
            sha256=hop.sha256 if kept else None,
            body=hop.body if kept else None,
            validators=outcomes.validators(hop, asked_with) if outcome.good else Validators(),
            warc=hop.warc,
            tls=self._tls.get(origin(asked.url)[1]) if asked is not None and asked.url.startswith("https:") else None,
            robots=asked.robots if asked is not None else None,
        )

    def _context(self, host: str, port: int) -> ssl.SSLContext:
        rule = rule_for(self._hosts, host, port)
        context, said = context_for(rule, self._folders.get(rule.host) if rule else None, self._now().date())
        self._tls[host] = said
        return context


def _line(asked: _Asked | None, detail: str) -> str:
    if asked is None:
        return detail
    if asked.redirects:
        detail = f"redirected to {asked.url}: {detail}"
    return f"{detail}; {asked.note}" if asked.note and asked.note not in detail else detail


def _target(base: str, location: str) -> str:
    try:
        return redirected(base, location)
    except ValueError as error:
        raise NotHad(Reason.REDIRECTS, f"redirected to an address that is not asked: {error}") from error
