"""The rows that are archived as daily logs, and read back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import Table, select, update

from ogp_etl.register import store, tables
from ogp_etl.register.opened import Opened, add, plain


class Logs(Opened):
    """Rows of the archived tables as lines of JSON."""

    @property
    def logs(self) -> tuple[str, ...]:
        """Names of the logs that the archive keeps of this register."""
        return tuple(table.name for table, _ in tables.LOGGED)

    def unlogged(self) -> dict[tuple[str, date], list[bytes]]:
        """Rows that the archive's logs do not hold yet: by log name and UTC day, one JSON line each, in order."""
        waiting: dict[tuple[str, date], list[bytes]] = {}
        with store.transaction(self._engine) as connection:
            for table, clock in tables.LOGGED:
                asked = select(table).where(table.c.logged == 0).order_by(table.c.seq)
                for row in connection.execute(asked).mappings():
                    day = datetime.fromtimestamp(row[clock], UTC).date()
                    line = json.dumps(plain(row), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                    waiting.setdefault((table.name, day), []).append(line.encode())
        return waiting

    def logged(self, name: str, lines: Iterable[bytes]) -> None:
        """Mark rows as standing in the archive's logs."""
        table = _logged_table(name)
        ids = [json.loads(line)["id"] for line in lines]
        with store.transaction(self._engine) as connection:
            for start in range(0, len(ids), 500):
                part = ids[start : start + 500]
                connection.execute(update(table).where(table.c.id.in_(part)).values(logged=1))

    def restore(self, name: str, lines: Iterable[bytes]) -> int:
        """Add rows from an archived log; rows that are there stay. Returns how many were read."""
        table = _logged_table(name)
        known = {column.name for column in table.columns} - {"seq", "logged"}
        restored = [{key: value for key, value in json.loads(line).items() if key in known} | {"logged": 1} for line in lines]
        with store.transaction(self._engine) as connection:
            add(connection, table, restored)
        return len(restored)


def _logged_table(name: str) -> Table:
    return next(table for table, _ in tables.LOGGED if table.name == name)
