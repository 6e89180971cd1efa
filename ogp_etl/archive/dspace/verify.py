"""Every deposit in a DSpace looked at from outside, as anybody would: is it there, readable, right, listed; and is what is held
back still closed?

Nobody is logged in for that. An account is used for two things only: to learn where the files stand that the public must not
even see, and to tell a file that is hidden from one that is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ogp_etl.archive.abreast import abreast
from ogp_etl.archive.dspace.group import Group
from ogp_etl.archive.dspace.oai import Listing, listing
from ogp_etl.archive.dspace.session import Account, Sessions
from ogp_etl.archive.dspace.structure import Collections, community_id, oldest
from ogp_etl.archive.outside import Outside
from ogp_etl.archive.patience import Patience
from ogp_etl.archive.verifying import WHOLE_EVERY, Sight, verification, whole_due
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Alarm, Deposit, Found, Verification

THREADS = 4
PATIENT = timedelta(days=2)
"""After so long a deposit should be offered to harvesters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where deposits of a plan stand. ``account``: who deposits; its password is never used to read what is public."""

    account: Account
    plan: str
    parent: str | None = None
    """As OGP_DSPACE_PARENT."""
    base: str | None = None
    """Public address of the object store's keys, with its last slash: files too large for DSpace are linked there."""


@dataclass(frozen=True, slots=True)
class Audit:
    alarms: tuple[Alarm, ...]
    """What is wrong with the repository as a whole: said once, never of single deposits."""
    verifications: Iterator[Verification]
    """One for each deposit, as they are looked at; those of one item follow one another."""


def verify(
    place: Place, deposits: Sequence[Deposit], last: Mapping[str, Verification], at: datetime, *, every: int = WHOLE_EVERY
) -> Audit:
    """Looks at the deposits of one plan. ``last``: the newest verification of each, by capture id (``register.verifications``).

    Raises nothing for what a server answers or fails to: that is what the rows say. A server that is down is not asked again for
    every deposit.
    """
    outside = Outside()
    public = Sessions(Account(place.account.address))
    collections = Collections(place.parent)
    listed = listing(outside, place.account.address, _community(public, place, collections))
    alarms = tuple(_of_listing(place, listed, deposits, at))
    looked = _looked(place, outside, public, collections, listed, deposits, lambda one: _whole(one, last, at, every), at)
    return Audit(alarms, looked)


def _whole(deposit: Deposit, last: Mapping[str, Verification], at: datetime, every: int) -> bool:
    return whole_due(deposit.evidence, last.get(deposit.evidence), at, every)


def _looked(
    place: Place,
    outside: Outside,
    public: Sessions,
    collections: Collections,
    listed: Listing,
    deposits: Sequence[Deposit],
    whole: Callable[[Deposit], bool],
    at: datetime,
) -> Iterator[Verification]:
    own = Sessions(place.account)
    patience = Patience(lambda: public.mine.get(""))

    def look(group: Sequence[Deposit]) -> list[Verification]:
        if patience.lost is not None:
            seen = [Sight(Found.UNANSWERED, str(patience.lost))] * len(group)
        else:
            seen = Group(outside, public.mine, lambda: own.mine, collections, listed, place.plan, place.base).look(group, whole)
            silent = next((sight.detail for sight in seen if sight.found is Found.UNANSWERED), None)
            patience.answered(None if silent is None else RepositoryFault(silent))
        return [verification(deposit, at, sight) for deposit, sight in zip(group, seen, strict=True)]

    try:
        for found in abreast(look, _groups(deposits), THREADS):
            yield from found
    finally:
        own.close()
        public.close()
        outside.close()


def _groups(deposits: Sequence[Deposit]) -> list[list[Deposit]]:
    """Those of one item together, so that it is asked for once."""
    found: dict[str, list[Deposit]] = {}
    for deposit in deposits:
        found.setdefault(deposit.key, []).append(deposit)
    return list(found.values())


def _community(public: Sessions, place: Place, collections: Collections) -> str | None:
    """Handle of the plan's community as anybody sees it; None when nobody does, which the items will say."""
    try:
        found = oldest(collections.homes(public.mine), community_id(place.plan))
    except RepositoryFault:
        return None
    return None if found is None else found.handle or None


def _of_listing(place: Place, listed: Listing, deposits: Sequence[Deposit], at: datetime) -> Iterator[Alarm]:
    """The harvesting interface as a whole."""
    waiting = sum(one.deposited < at - PATIENT and (listed.newest is None or one.deposited > listed.newest) for one in deposits)
    if listed.problem:
        yield Alarm(
            code="oai-absent" if listed.absent else "oai-unanswered",
            source="",
            since=None,
            text={
                "zh-Hant": f"DSpace 的 OAI-PMH 沒有正常回應，無法確認資料是否可供彙整：{listed.problem}",
                "en": f"DSpace's OAI-PMH did not answer as it should, so nobody knows what harvesters see: {listed.problem}",
            },
        )
    elif listed.newest is None and deposits:
        yield Alarm(
            code="oai-empty",
            source="",
            since=None,
            text={
                "zh-Hant": "DSpace 的 OAI-PMH 沒有任何資料：伺服器從未執行 dspace oai import。請設為定期工作。",
                "en": "DSpace's OAI-PMH lists nothing: dspace oai import never ran there; make it a scheduled job.",
            },
        )
    elif waiting:
        yield Alarm(
            code="oai-late",
            source="",
            since=listed.newest,
            text={
                "zh-Hant": f"DSpace 的 OAI-PMH 最新一筆是 {listed.newest:%Y-%m-%d}，之後存入的 {waiting} 筆還沒列出。"
                f"請確認 {place.plan} 的伺服器定期執行 dspace oai import。",
                "en": f"The newest record of DSpace's OAI-PMH is of {listed.newest:%Y-%m-%d}; {waiting} deposits of {place.plan}"
                " since then are not listed. See that the server runs dspace oai import as a scheduled job.",
            },
        )
