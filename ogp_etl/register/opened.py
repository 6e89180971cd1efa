"""An opened register: its engine, its version, and how its parts ask and add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite

from ogp_etl.register import rows, store


class Opened:
    """What every part of the register stands on."""

    def __init__(self, url: str) -> None:
        """``url``: ``sqlite:///<path>`` or ``postgresql+psycopg://…``. Nothing is opened yet."""
        self._engine = store.open_engine(url)

    def migrate(self) -> None:
        """Make the register, or bring it to this version."""
        store.migrate(self._engine)

    def prepare(self) -> None:
        """Make a SQLite register that is not there yet; raise RegisterFault when this is one of another version."""
        if store.is_new_file(self._engine):
            self.migrate()
        store.check_version(self._engine)

    def close(self) -> None:
        self._engine.dispose()


def ask(connection: Connection, name: str, values: Mapping[str, Any]) -> Iterable[rows.Row]:
    """Rows of ``sql/queries/<name>.sql``."""
    return connection.execute(text(store.query(name)), values).mappings().all()


def plain(row: rows.Row) -> dict[str, Any]:
    """Without the columns that are of no one's business outside."""
    return {key: value for key, value in row.items() if key not in ("seq", "logged")}


def add(connection: Connection, table: Table, values: Sequence[Mapping[str, Any]], key: tuple[str, ...] = ("id",)) -> None:
    """Add rows; those whose key is there stay as they are."""
    if not values:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing(index_elements=list(key))
    connection.execute(statement, [dict(value) for value in values])
