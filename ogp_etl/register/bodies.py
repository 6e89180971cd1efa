"""Which bodies nobody needs on this machine any more, because they are safe elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import Connection, select, text

from ogp_etl.register import store, tables

_AT_ONCE = 500


def spent(connection: Connection, bodies: Iterable[str], repository: str, unarchived: Collection[str]) -> set[str]:
    """See ``Register.spent_bodies``. What no row speaks of is never spent: it may belong to another register."""
    needed = set(connection.execute(text(store.query("needed_bodies")), {"repository": repository}).scalars())
    wanted = sorted(set(bodies) - needed)
    found: set[str] = set()
    for part in _parts(wanted):
        found.update(_deposited(connection, part, repository))
        found.update(_recorded(connection, part, unarchived))
    return found


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))


def _deposited(connection: Connection, bodies: Sequence[str], repository: str) -> Iterable[str]:
    asked = (
        select(tables.capture.c.sha256)
        .join(tables.deposit, tables.deposit.c.evidence == tables.capture.c.id)
        .where(tables.deposit.c.repository == repository, tables.capture.c.sha256.in_(bodies))
    )
    return connection.execute(asked).scalars()


def _recorded(connection: Connection, bodies: Sequence[str], unarchived: Collection[str]) -> Iterable[str]:
    """Copies, lists and block pages are deposited nowhere by themselves: they stand in the WARC file of their attempt."""
    attempt = tables.attempt.c
    asked = select(attempt.sha256).where(attempt.sha256.in_(bodies), attempt.warc_file.is_not(None))
    if unarchived:
        asked = asked.where(attempt.warc_file.not_in(sorted(unarchived)))
    return connection.execute(asked).scalars()
