"""What an operator should know of a DSpace before depositing into it, and what to do. Deposits and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ogp_etl.archive.dspace import doctor_public, doctor_server
from ogp_etl.archive.dspace.doctor_line import Level, Line, fault, warning
from ogp_etl.archive.dspace.session import Account, Refused, Session
from ogp_etl.archive.dspace.structure import Structure, find_structure, parent_uuid
from ogp_etl.archive.dspace.unpacking import LIMIT
from ogp_etl.archive.outside import Outside
from ogp_etl.cards import Plan
from ogp_etl.errors import RepositoryFault

__all__ = ["Level", "Line", "doctor", "lines_json", "worst"]


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found of one plan. ``structure`` None: its community is not there."""

    plan: Plan
    structure: Structure | None


def doctor(
    account: Account, plans: Sequence[Plan], now: datetime, *, parent: str | None = None, limit: int = LIMIT
) -> Iterator[Line]:
    """Lines in the order in which things must be put right, as they are found out. ``limit``: OGP_DSPACE_LIMIT, bytes.

    Raises nothing for what the server answers or fails to. When it does not answer at all there is one line.
    """
    outside, public, own = Outside(), Session(Account(account.address)), Session(account)
    try:
        root: list[Mapping[str, Any]] = []
        yield from _careful("address", doctor_server.address, public, root)
        if not root:
            return
        yield from _careful("clock", doctor_server.clock, outside, account.address, now)
        logged_in: list[bool] = []
        yield from _careful("login", doctor_server.login, own, logged_in)
        eyes = own if logged_in else public
        found: list[_Found] = []
        yield from _careful("structure", _structures, eyes, plans, parent, found)
        standing = [one.structure for one in found if one.structure is not None]
        if logged_in:
            base = f"{root[0].get('dspaceServer')}/api"
            yield from _careful("rights", doctor_server.rights, own, base, [one.structure for one in found], parent)
        yield from _careful("limit", doctor_server.limit, public, limit)
        yield from _careful("fields", doctor_server.fields, eyes)
        for structure in standing:
            if logged_in:
                yield from _careful("sealed", doctor_public.sealed, own, structure)
            yield from _careful("public", doctor_public.public, outside, public, own if logged_in else None, structure)
        if standing:
            yield from doctor_public.handles(standing)
    finally:
        outside.close()
        public.close()
        own.close()


def lines_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """As plain JSON values: ``check`` and ``level`` codes, ``found`` and ``do`` by language (``do`` empty: nothing)."""
    return [{"check": line.check, "level": line.level.value, "found": dict(line.found), "do": dict(line.do)} for line in lines]


def worst(lines: Iterable[Line]) -> Level:
    levels = {line.level for line in lines}
    return next((level for level in (Level.FAULT, Level.WARNING) if level in levels), Level.OK)


def _structures(session: Session, plans: Sequence[Plan], parent: str | None, found: list[_Found]) -> Iterator[Line]:
    below = parent_uuid(session, parent)
    for plan in plans:
        structure = find_structure(session, plan.id, below)
        found.append(_Found(plan, structure))
        yield doctor_public.structure(plan, structure)


def _careful(check: str, look: Callable[..., Iterable[Line]], *what: Any) -> Iterator[Line]:
    """A check that the server does not let come to its end is a line as well."""
    try:
        yield from look(*what)
    except RepositoryFault as stopped:
        told = warning if isinstance(stopped, Refused) and stopped.status in (401, 403) else fault
        yield told(
            check,
            zh=f"查不到：{stopped}",
            en=f"could not be found out: {stopped}",
            do_zh="請先處理這一行和上面各行所說的，再執行一次",
            do_en="put right what this line and those above say, then run this again",
        )
