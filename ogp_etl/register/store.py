"""Opening the register: engine, migrations, query texts. SQLite by default, PostgreSQL in production; one SQL text for both."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from ogp_etl.errors import RegisterFault

VERSION_TABLE = "ogp_register_version"
VERSION = "0008"
"""The newest migration; a test compares."""
BUSY_SECONDS = 30


def sql_folder() -> Path:
    """Folder of migrations and queries: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_sql"
    return installed if installed.is_dir() else package.parent / "sql"


@cache
def query(name: str) -> str:
    """Text of ``sql/queries/<name>.sql``."""
    return (sql_folder() / "queries" / f"{name}.sql").read_text(encoding="utf-8")


def open_engine(url: str) -> Engine:
    """An engine for a register's URL (``sqlite:///…`` or ``postgresql+psycopg://…``). Connects to nothing yet."""
    try:
        make_url(url)
    except ArgumentError as error:
        raise RegisterFault(
            f"OGP_REGISTER_URL: {url!r} is no database address; write sqlite:///… or postgresql+psycopg://…"
        ) from error
    if url.startswith("sqlite"):
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _set_up_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True, pool_size=2)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        cursor = connection.cursor()
        cursor.execute("pragma journal_mode=wal")
        cursor.execute("pragma synchronous=normal")
        cursor.execute("pragma foreign_keys=on")
        cursor.close()


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction; a locked, full or missing database becomes ``RegisterFault`` with what to do."""
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        explained = _explain(engine, error)
        if explained is None:
            raise
        raise RegisterFault(explained) from error


def _explain(engine: Engine, error: DBAPIError) -> str | None:
    """One line for what an operator can mend; None for a defect of ours."""
    said = _first_line(error)
    where = f"register {_shown(engine)}"
    lower = said.lower()
    if "locked" in lower:
        return f"{where} stayed locked for {BUSY_SECONDS} seconds by another process; run again when that one has ended"
    if "disk is full" in lower or "no space" in lower or "disk i/o" in lower:
        return f"{where}: the disk is full; make room, then run again: what was recorded stays"
    if "no such table" in lower or ("relation" in lower and "does not exist" in lower):
        return f"{where} is empty or of an older version; run: ogp-etl register migrate"
    if isinstance(error, OperationalError) or "not a database" in lower:
        return f"{where} cannot be used: {said}; check OGP_REGISTER_URL, the rights on its folder, and that the database is up"
    return None


def _first_line(error: DBAPIError) -> str:
    origin = error.orig if error.orig is not None else error
    return str(origin).strip().splitlines()[0] if str(origin).strip() else type(origin).__name__


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def migrate(engine: Engine) -> None:
    """Bring the register to this program's version; does nothing when it is. Two processes at once: one waits."""
    from alembic import command
    from alembic.config import Config

    if engine.url.get_backend_name() == "sqlite" and engine.url.database:
        folder = Path(engine.url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = error.strerror or str(error)
            raise RegisterFault(f"{folder}: cannot be made ({what}); mend OGP_HOME or OGP_REGISTER_URL") from error
    config = Config()
    config.set_main_option("script_location", str(sql_folder() / "migrations").replace("%", "%%"))
    with transaction(engine) as connection:
        if engine.url.get_backend_name() == "sqlite":
            connection.exec_driver_sql("begin immediate")
        else:
            connection.execute(text("select pg_advisory_xact_lock(724019)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_new_file(engine: Engine) -> bool:
    """Whether this is a SQLite register whose file is not there or still empty."""
    database = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not database:
        return False
    path = Path(database)
    return not path.exists() or path.stat().st_size == 0


def check_version(engine: Engine) -> None:
    """Raises RegisterFault when the register is of another version than the program."""
    with transaction(engine) as connection:
        version = connection.execute(text(f"select version_num from {VERSION_TABLE}")).scalar()  # noqa: S608 a constant
    if version != VERSION:
        raise RegisterFault(
            f"register {_shown(engine)} is of version {version}, this program needs {VERSION};"
            " run: ogp-etl register migrate (a newer register needs a newer program)"
        )
