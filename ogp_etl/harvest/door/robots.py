"""robots.txt by RFC 9309: what a site lets machines ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from ogp_etl.harvest.door.addresses import origin
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.model import Reason

PRODUCT = "ogp-etl"
"""Our product token (RFC 9309 §2.2.1)."""
LARGEST = 500 * 1024
"""Bytes that are read; what comes after is ignored (§2.5)."""
REDIRECTS = 5
"""Followed, also to other hosts (§2.3.1.2)."""
_KEPT = 24 * 3600.0
"""Seconds for which rules are kept (§2.4)."""
_UNREACHABLE_KEPT = 600.0
"""Seconds for which a site without reachable rules is left alone before they are asked for again."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the robots.txt of one site says."""

    said: str
    """``allowed`` (there are rules), ``no-file``, ``unreachable`` or ``not-recorded``."""
    note: str = ""
    """For people, where there is more to say; empty otherwise."""
    trouble: NotHad | None = None
    """Why it was not reachable; None otherwise."""
    parsed: Protego | None = None

    def verdict(self, url: str) -> str:
        """``allowed``, ``forbidden``, ``no-file``, ``unreachable`` or ``not-recorded`` for one address."""
        if self.parsed is not None and not self.parsed.can_fetch(url, PRODUCT):
            return "forbidden"
        return self.said

    @property
    def delay(self) -> float | None:
        """Crawl-delay in seconds; None when none is stated."""
        return self.parsed.crawl_delay(PRODUCT) if self.parsed is not None else None


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What asking for a robots.txt brought, redirects followed."""

    status: int | None
    """None when no answer came."""
    body: bytes = b""
    """At most the first ``LARGEST`` bytes."""
    trouble: NotHad | None = None


def rules_of(answer: RobotsAnswer) -> Rules:
    """§2.3.1: a 4xx answer, or redirects without end, is no file and allows all; 5xx or no answer disallows all."""
    trouble = answer.trouble
    if trouble is not None and trouble.reason is Reason.NOT_IN_REPLAY:
        return Rules("not-recorded")
    if trouble is not None and trouble.reason is Reason.REDIRECTS:
        return Rules("no-file", "robots.txt redirects without end, so it holds no rules")
    if trouble is None and (answer.status is None or answer.status >= 500):
        trouble = NotHad(Reason.STATUS, f"status {answer.status}")
    if trouble is not None:
        return Rules("unreachable", f"robots.txt could not be had: {trouble.detail}; nothing else may be asked", trouble)
    if answer.status not in (200, 203):
        return Rules("no-file")
    if answer.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Rules("no-file", "robots.txt is a web page, so it holds no rules")
    return Rules("allowed", parsed=Protego.parse(_readable(answer.body)))


class Robots:
    """Rules of the sites met so far, kept for at most a day. ``fetch`` is given the address of a robots.txt."""

    def __init__(self, fetch: Callable[[str], RobotsAnswer], clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock = clock
        self._known: dict[tuple[str, str, int], tuple[float, Rules]] = {}

    def rules(self, url: str) -> Rules:
        """``url`` is cleaned."""
        site = origin(url)
        known = self._known.get(site)
        if known is not None and self._clock() < known[0]:
            return known[1]
        scheme, rest = url.split("://", 1)
        rules = rules_of(self._fetch(f"{scheme}://{rest.split('/', 1)[0].split('?', 1)[0]}/robots.txt"))
        kept = _UNREACHABLE_KEPT if rules.said == "unreachable" else _KEPT
        self._known[site] = (self._clock() + kept, rules)
        return rules


def _readable(body: bytes) -> str:
    if len(body) >= LARGEST:
        body = body[:LARGEST].rpartition(b"\n")[0]
    return body.decode("utf-8-sig", errors="replace")
