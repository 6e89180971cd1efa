"""The sample country on one day: which host answers what. Pure; the same day and the same request give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from ogp_etl.sample.answer import Answer, Ask, home, not_found, page, plain
from ogp_etl.sample.ccms import CcmsSite
from ogp_etl.sample.days import DIGITAL_DOWN, INTEGRITY_BLOCKS, within
from ogp_etl.sample.pages import PageSite
from ogp_etl.sample.platform import Platform
from ogp_etl.sample.texts import read
from ogp_etl.sample.transcripts import Transcripts

_SINCE = date(2023, 6, 1)
_ROBOTS = {
    "council.samplia.example": "User-agent: *\nDisallow: /Upload\n",
    "join.samplia.example": "User-agent: *\nDisallow: /member/\nDisallow: /search\n",
    "water.samplia.example": "Sitemap: http://water.samplia.example/sitemap.xml\n",
    "integrity.samplia.example": "User-agent: *\nAllow: /\n",
}
"""robots.txt by host. The Ministry of Digital Affairs answers with its home page; the hosts that are not named have none."""
_HTML_ROBOTS = "digital.samplia.example"


class _Site(Protocol):
    def answer(self, ask: Ask, day: date) -> Answer: ...


def _sites() -> dict[str, _Site]:
    made: dict[str, _Site] = {site.host: site for site in (Platform(), Transcripts())}
    for name in ("council", "finance", "digital"):
        ministry = CcmsSite(read(name))
        made |= {ministry.host: ministry, ministry.files_host: ministry}
    made |= {host: PageSite(host) for host in ("water.samplia.example", "integrity.samplia.example")}
    made["council.samplia.example"] = _Both(PageSite("council.samplia.example"), made["council.samplia.example"])
    return made


@dataclass(frozen=True, slots=True)
class _Both:
    """A ministry that keeps one page beside its lists."""

    page: PageSite
    lists: _Site

    def answer(self, ask: Ask, day: date) -> Answer:
        found = self.page.answer(ask, day) if ask.path != "/" else not_found()
        return found if found.status == 200 else self.lists.answer(ask, day)


@dataclass(slots=True)
class Country:
    """All sites on the day ``day``, which the caller moves on."""

    day: date
    _hosts: dict[str, _Site] = field(default_factory=_sites)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names of all hosts, as the cards write them."""
        return tuple(sorted(self._hosts))

    def answer(self, ask: Ask) -> Answer | None:
        """None: the host takes no connections that day."""
        site = self._hosts.get(ask.host)
        if site is None:
            return not_found()
        if ask.host.endswith("digital.samplia.example") and within(self.day, DIGITAL_DOWN):
            return None
        if ask.path == "/robots.txt":
            return self._robots(ask.host)
        if ask.host == "integrity.samplia.example" and within(self.day, INTEGRITY_BLOCKS):
            return _blocked(ask)
        return site.answer(ask, self.day)

    def _robots(self, host: str) -> Answer:
        if host == _HTML_ROBOTS:
            return home("數位事務部", "Ministry of Digital Affairs")
        return plain(_ROBOTS[host], _SINCE) if host in _ROBOTS else not_found()


def _blocked(ask: Ask) -> Answer:
    """What an F5 application firewall answers to a machine, with status 200."""
    return page(
        "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. "
        f"Please consult with your administrator.<br><br>Your support ID is: {7315908422006140000 + ask.hits}<br><br>"
        "<a href='javascript:history.back();'>[Go Back]</a></body></html>\n"
    )
