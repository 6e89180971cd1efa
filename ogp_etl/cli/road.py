"""The road by hand: harvest, archive, check, publish; and the whole of it through the real DAGs: run, demo, up."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from ogp_etl.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ogp_etl.local_airflow import DagResult
    from ogp_etl.pipeline import Job

UNFINISHED = 3
Step = TypeVar("Step")


def harvest(
    plans: options.Plans = None, replay: options.Replay = None, now: options.Now = None, as_json: options.Json = False
) -> None:
    """Visit every source that is due, host by host, then the drop folders and buckets."""
    from ogp_etl import pipeline

    options.set_replay(replay)
    with pipeline.open_job(plans or [], now=options.moment(now), run=_run_id()) as job:
        _name_broken(job)
        visits = []
        for place in _shown([*job.due_hosts(), *job.inboxes()], "harvesting"):
            visits.extend(job.harvest(place))
        broken = bool(job.broken)
    _answer(as_json, {"visits": visits}, f"{len(visits)} sources visited; see: ogp-etl check")
    if broken:
        raise typer.Exit(UNFINISHED)


def archive(plans: options.Plans = None, now: options.Now = None, as_json: options.Json = False) -> None:
    """Deposit every capture that waits, then the WARC files and the logs."""
    from ogp_etl import pipeline

    with pipeline.open_job(plans or [], now=options.moment(now), run=_run_id()) as job:
        deposited = sum(job.deposit(batch) for batch in _shown(job.waiting_batches(), "depositing"))
        lines = job.keep_records()
    _answer(as_json, {"deposited": deposited, "log_lines": lines}, f"{deposited} captures deposited, {lines} log lines added")


def check(
    plans: options.Plans = None,
    as_of: Annotated[str | None, typer.Option("--now", help="Check at this instant (ISO 8601); default: now.")] = None,
    language: options.Language = "en",
    as_json: options.Json = False,
    fail_on: options.FailOn = None,
) -> None:
    """The board: a line for each commitment with its freshness, its completeness and the last attempt. Stores nothing."""
    from ogp_etl import pipeline
    from ogp_etl.check.report import as_json as document
    from ogp_etl.publish.board_text import board_json, board_text

    found = []
    with pipeline.open_job(plans or [], now=options.moment(as_of), run=_run_id()) as job:
        _name_broken(job)
        for plan in job.plans.values():
            board, report = job.report(plan.id)
            found.append((plan, board, report))
    if as_json:
        rows = [{**document(report), "board": board_json(board)} for _plan, board, report in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for plan, board, _report in found:
            typer.echo(board_text(plan, board, language))
    if fail_on and any(line.verdict == fail_on for _plan, board, _report in found for line in board.lines):
        raise typer.Exit(1)


def publish(plans: options.Plans = None, now: options.Now = None, as_json: options.Json = False) -> None:
    """Write the pages and tables of each plan."""
    from ogp_etl import pipeline

    with pipeline.open_job(plans or [], now=options.moment(now), run=_run_id()) as job:
        folders = [job.publish(plan) for plan in _shown(list(job.plans), "publishing")]
        index = job.publish_index()
    _answer(as_json, {"folders": folders, "index": index}, f"open {index}")


def run(
    plan: Annotated[str, typer.Argument(help="Plan id.")],
    replay: options.Replay = None,
    now: options.Now = None,
    language: options.Language = "en",
) -> None:
    """The whole road for one plan through the real DAGs, in this process.

    Exit code 0 when every step was done (whatever the verdicts), 1 when only the gate is red (a new breach of a running
    plan), 3 when a step failed.
    """
    from ogp_etl.settings import read_settings

    options.set_replay(replay)
    moment = options.moment(now)
    settings = read_settings()
    results = _road(settings.home, {"plans": [plan], "now": moment.isoformat()})
    check([plan], as_of=moment.isoformat(), language=language)
    typer.echo(f"\npages: {settings.site_folder / 'index.html'}\narchive: {settings.archive_place}")
    _end(_told(results, settings.home, plan, moment))


def demo(
    keep: Annotated[Path | None, typer.Option("--into", help="Folder to work in; emptied first.")] = None,
) -> None:
    """The sample country: its sites served on this machine, its life replayed, the last day through the real DAGs."""
    from ogp_etl.sample.demo import LAST_MORNING, replayed

    home = (keep or Path("var") / "demo").absolute()
    with replayed(home, say=lambda line: typer.echo(line, err=True)) as plan:
        typer.echo(f"{LAST_MORNING:%Y-%m-%d}: through the real DAGs …", err=True)
        results = _road(home, {"plans": [plan], "now": LAST_MORNING.isoformat()})
        check([plan], as_of=LAST_MORNING.isoformat(), language="en")
        failed = _told(results, home, plan, LAST_MORNING)
    site = home / "site" / "index.html"
    typer.echo(f"\nOpen the pages: {site.as_uri()}\nThe archive:    {home / 'archive'}")
    if failed - {"gate"}:
        raise typer.Exit(UNFINISHED)


def up(
    port: Annotated[int, typer.Option("--port", help="Port on 127.0.0.1.")] = 8080,
) -> None:
    """Airflow's own page on this machine with the DAGs and the board; ends with Ctrl-C."""
    from ogp_etl.local_airflow import standalone
    from ogp_etl.settings import read_settings

    raise typer.Exit(standalone(read_settings().home / "airflow", port))


def _road(home: Path, conf: dict[str, object]) -> list[DagResult]:
    from ogp_etl.local_airflow import run_road

    return run_road(home / "airflow", conf, say=lambda line: typer.echo(line, err=True))


def _end(failed: set[str]) -> None:
    if failed - {"gate"}:
        raise typer.Exit(UNFINISHED)
    if failed:
        raise typer.Exit(1)


def _told(results: Sequence[DagResult], home: Path, plan: str, now: datetime) -> set[str]:
    """Name what failed; gives the names of the tasks."""
    failed = [(result, task) for result in results for task in result.failed_tasks]
    for result, task in failed:
        if task == "gate":
            typer.echo(f"red: gate: new breach of a running plan: {'; '.join(_breaches(plan, now, result.run))}", err=True)
        else:
            typer.echo(f"red: {result.dag}.{task}: see {home / 'airflow' / 'road.log'}", err=True)
    return {task.partition("[")[0] for _result, task in failed}


def _breaches(plan: str, now: datetime, run: str) -> list[str]:
    from ogp_etl import pipeline

    with pipeline.open_job([plan], now=now, run=run) as job:
        return job.new_breaches()


def _name_broken(job: Job) -> None:
    for error in job.broken.values():
        typer.echo(f"{error}\nnothing is harvested for this plan until its cards are mended", err=True)


def _shown(steps: Sequence[Step], word: str) -> Iterator[Step]:
    """The steps, with a bar on the terminal while they are done; silent where nobody watches."""
    from rich.console import Console
    from rich.progress import track

    yield from track(steps, description=word, console=Console(stderr=True), disable=not sys.stderr.isatty())


def _run_id() -> str:
    return f"by-hand-{uuid.uuid4().hex}"


def _answer(as_json: bool, document: dict[str, object], line: str) -> None:
    typer.echo(json.dumps(document) if as_json else line)
