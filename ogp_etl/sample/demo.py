"""The demo: the sample country's life replayed, up to the evening before its last day."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from ogp_etl import pipeline
from ogp_etl.errors import LocalFault
from ogp_etl.sample import PLAN, PLANS, drops
from ogp_etl.sample.days import LAST_DAY, demo_days
from ogp_etl.sample.life import Country
from ogp_etl.sample.server import SampleServer

ZONE = ZoneInfo("Asia/Taipei")
MARK = ".ogp-demo"
"""File that marks a folder as a demo's own, which the next demo may empty."""

DSPACE = "OGP_DSPACE_"

OWN = {
    MARK, "airflow", "archive", "drops", "hosts", "register.db", "register.db-shm", "register.db-wal", "site", "spool", "warc",
}  # fmt: skip
"""What a demo leaves in its folder; anything else is somebody's."""


def morning(day: date) -> datetime:
    """Nine o'clock in the plan's zone: when the demo looks."""
    return datetime.combine(day, time(9), ZONE)


LAST_MORNING = morning(LAST_DAY)


@contextmanager
def replayed(home: Path, say: Callable[[str], None], *, dspace: bool = False) -> Iterator[str]:
    """Serve the sample country, live through all its days but the last, and stand on the last; gives the plan's id.

    While the block lasts, this process's settings are those of the demo (everything below ``home``, which is emptied
    first). ``say`` is told each day. ``dspace``: deposit also in the DSpace that ``OGP_DSPACE_…`` name, made ready first.
    Raises LocalFault when ``home`` holds something that is not a demo's, SettingsInvalid when no DSpace is named.
    """
    _empty(home)
    country = Country(demo_days()[0])
    with SampleServer(country) as server, _settings(home, server.loopback, dspace=dspace):
        if dspace:
            _prepare(say)
        for day in demo_days()[:-1]:
            _live(country, home, day)
            done = _look(day)
            say(f"{day}: {done}")
        _live(country, home, LAST_DAY)
        yield PLAN


def _live(country: Country, home: Path, day: date) -> None:
    country.day = day
    drops.write(home / "drops", day)


def _look(day: date) -> str:
    """One day's road by the pipeline's own verbs."""
    with pipeline.open_job([PLAN], now=morning(day), run=f"demo-{day}") as job:
        visits = [visit for place in (*job.due_hosts(), *job.inboxes()) for visit in job.harvest(place)]
        deposited = sum(job.deposit(batch) for batch in job.waiting_batches())
        job.keep_records()
        job.judge()
    return f"{len(visits)} sources visited, {deposited} new deposits"


def _prepare(say: Callable[[str], None]) -> None:
    with pipeline.open_job([PLAN], now=morning(demo_days()[0]), run="demo-prepare") as job:
        for line in job.prepare_dspace(dry=False):
            say(line)


@contextmanager
def _settings(home: Path, loopback: dict[str, str], *, dspace: bool) -> Iterator[None]:
    demo = {
        "OGP_HOME": str(home),
        "OGP_PLANS": str(PLANS),
        "OGP_DROPS": str(home / "drops"),
        "OGP_CONTACT": "https://ogp-etl.example/demo",
        "OGP_LOOPBACK": ",".join(f"{host}={address}" for host, address in loopback.items()),
    }
    before = {name: value for name, value in os.environ.items() if name.startswith("OGP_")}
    for name in before:
        if not (dspace and name.startswith(DSPACE)):
            del os.environ[name]
    os.environ.update(demo)
    try:
        yield
    finally:
        for name in demo:
            os.environ.pop(name, None)
        os.environ.update(before)


def _empty(home: Path) -> None:
    there = {path.name for path in home.iterdir()} if home.exists() else set()
    if there and (MARK not in there or not there <= OWN):
        raise LocalFault(f"{home} holds something that is not a demo's; name an empty folder with --into")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / MARK).touch()
