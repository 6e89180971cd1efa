"""Looking at every deposit again, from outside, as anybody would; what was found goes into the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ogp_etl.archive.verify_keyed import private_side, verify_keyed
from ogp_etl.archive.verifying import NOT_HARVESTED
from ogp_etl.cards import Plan
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import WRONG, Alarm, Deposit, Found, Verification
from ogp_etl.steps.workshop import Workshop

AT_ONCE = 20
"""Verifications that are remembered in one transaction."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look at the deposits of a plan in a repository found."""

    plan: str
    repository: str
    counts: Mapping[str, int]
    """Deposits by outcome."""
    wrong: tuple[Verification, ...]
    """Those that somebody must act on, worst first."""
    alarms: tuple[Alarm, ...]
    """What is wrong with the repository as a whole."""
    unanswered: int
    silence: str = ""
    """Of the first of these, what was asked in vain and where."""
    unlisted: tuple[Verification, ...] = ()
    """Those that anybody can read and no search or harvester finds. Somebody may mean it so: nothing is done about it."""

    def must_be_answered(self) -> None:
        """Raises RepositoryFault when the repository did not answer for some: all were tried, and are remembered."""
        if self.unanswered:
            raise RepositoryFault(
                f"{self.plan}/{self.repository}: no answer for {self.unanswered} of {sum(self.counts.values())} deposits; nothing"
                f" is concluded from that, run again when it is up; the first: {self.silence}"
            )

    def lines(self, language: str) -> list[str]:
        """One line for each thing to act on."""
        return [f"{self.repository}: {alarm.text[language]}" for alarm in self.alarms] + [
            _line(one) for one in (*self.wrong, *self.unlisted)
        ]


def places(shop: Workshop, plans: Iterable[Plan]) -> list[str]:
    """Every repository that holds something of a plan, as ``plan/repository``."""
    return [f"{plan.id}/{name}" for plan in plans for name in shop.repositories if shop.register.deposits(plan.id, name)]


def verify(shop: Workshop, plan: Plan, repository: str, now: datetime) -> Looked:
    """Looks at each deposit and remembers what was found, as it goes. Raises SettingsInvalid, RegisterFault; what a repository
    answers, or fails to, is in the result."""
    deposits = list(shop.register.deposits(plan.id, repository).values())
    last = shop.register.verifications(plan.id, repository)
    alarms, found = _looks(shop, plan, repository, deposits, last, now)
    counts: dict[str, int] = {}
    seen: list[Verification] = []
    waiting: list[Verification] = []
    for one in found:
        counts[one.found.value] = counts.get(one.found.value, 0) + 1
        seen.append(one)
        waiting.append(one)
        if len(waiting) >= AT_ONCE:
            shop.register.verified(waiting)
            waiting = []
    shop.register.verified(waiting)
    silent = [_line(one) for one in seen if one.found is Found.UNANSWERED]
    hidden = tuple(one for one in seen if one.found is Found.UNLISTED and not one.detail.endswith(NOT_HARVESTED))
    return Looked(plan.id, repository, counts, tuple(_to_act_on(seen)), alarms, len(silent), silent[0] if silent else "", hidden)


def look_again(shop: Workshop, plan: Plan, repository: str, deposits: Sequence[Deposit], at: datetime) -> dict[str, Verification]:
    """Looks at some deposits that were just put right, every byte of them; by capture id. What was seen is remembered, but for
    a repository that did not answer: then the earlier look stands."""
    if not deposits:
        return {}
    _, found = _looks(shop, plan, repository, list(deposits), {}, at)
    looks = {one.evidence: one for one in found}
    shop.register.verified([one for one in looks.values() if one.found is not Found.UNANSWERED])
    return looks


def wrong(shop: Workshop, plan: str, repository: str) -> list[str]:
    """What somebody must act on by the newest look at each deposit, one line each, worst first."""
    newest = shop.register.verifications(plan, repository).values()
    return [_line(one) for one in _to_act_on(newest)]


def _to_act_on(verifications: Iterable[Verification]) -> list[Verification]:
    """Worst first."""
    wrong = (one for one in verifications if one.found in WRONG)
    return sorted(wrong, key=lambda one: (WRONG.index(one.found), one.evidence))


def _line(one: Verification) -> str:
    """What, where, which version, and what was seen."""
    return f"{one.found.value}: {one.repository}: {one.key}: {one.evidence}: {one.detail}"


def _looks(
    shop: Workshop,
    plan: Plan,
    repository: str,
    deposits: list[Deposit],
    last: Mapping[str, Verification],
    now: datetime,
) -> tuple[tuple[Alarm, ...], Iterator[Verification]]:
    base = shop.archive_base if shop.settings.archive_url else None
    if repository == "dspace":
        from ogp_etl.archive.dspace.verify import Place
        from ogp_etl.archive.dspace.verify import verify as verify_dspace

        place = Place(account=shop.dspace_account, plan=plan.id, parent=shop.settings.dspace_parent, base=base)
        audit = verify_dspace(place, deposits, last, now)
        return audit.alarms, audit.verifications
    alarms = private_side(base, deposits) if base else ()
    return alarms, verify_keyed(shop.repositories[repository], deposits, last, now, base=base)
