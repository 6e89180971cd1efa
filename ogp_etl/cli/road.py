"""The road by hand: harvest, archive, check, publish; and the whole of it through the real DAGs: run, demo, up."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from ogp_etl.cli import options, telling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ogp_etl.cards import Plan
    from ogp_etl.local_airflow import DagResult
    from ogp_etl.model import Board, Report

Step = TypeVar("Step")


def harvest(
    plans: options.Plans = None, replay: options.Replay = None, now: options.Now = None, as_json: options.Json = False
) -> None:
    """Visit every source that is due, host by host, then the drop folders and buckets."""
    from ogp_etl import pipeline

    options.set_replay(replay)
    with pipeline.open_job(plans or [], now=options.moment(now), run=telling.run_id()) as job:
        telling.name_broken(job.broken)
        visits = []
        for place in telling.shown([*job.due_hosts(), *job.inboxes()], "harvesting"):
            visits.extend(job.harvest(place))
        broken = bool(job.broken)
    telling.answer(as_json, {"visits": visits}, f"{len(visits)} sources visited; see: ogp-etl check")
    if broken:
        raise typer.Exit(telling.UNFINISHED)


def check(
    plans: options.Plans = None,
    now: options.Now = None,
    as_of: options.AsOf = None,
    commitment: Annotated[
        str | None, typer.Option("--commitment", metavar="NUMBER", help="Every finding on this commitment, or on the 'process'.")
    ] = None,
    language: options.Language = "en",
    as_json: options.Json = False,
    fail_on: options.FailOn = None,
) -> None:
    """The board: a line for each commitment with its freshness, its completeness and the last attempt. With --commitment
    what decides that line, the worst verdict first. With --as-of a day to come it is supposed that nothing new comes, and said
    so. Stores nothing."""
    from ogp_etl import pipeline
    from ogp_etl.check.views.report import as_json as document
    from ogp_etl.cli.ahead import supposition
    from ogp_etl.publish.terminal.board import board_json, board_text
    from ogp_etl.publish.terminal.findings import line_text
    from ogp_etl.publish.terminal.screen import columns

    with pipeline.open_job(plans or [], now=options.moment(now), run=telling.run_id()) as job:
        telling.name_broken(job.broken)
        telling.name_untouched(job)
        cases = [job.case(plan, as_of) for plan in job.plans]
    found = [(case.plan, case.board, case.report) for case in cases]
    supposed = {case.plan.id: supposition(case) for case in cases}
    if commitment is not None:
        found = _of_scope(found, commitment)
    if as_json:
        rows = [
            {**document(report), "board": board_json(board), "supposed": supposed[plan.id] or None}
            for plan, board, report in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        places = columns(sys.stdout)
        for plan, board, report in found:
            for text in supposed[plan.id]:
                typer.echo(text[language])
            typer.echo(
                board_text(plan, board, language, places)
                if commitment is None
                else f"{line_text(plan, board.lines[0], report, language, places)}\n{_follow(plan, language)}"
            )
    if fail_on and any(line.verdict == fail_on for _plan, board, _report in found for line in board.lines):
        raise typer.Exit(1)


def _follow(plan: Plan, language: str) -> str:
    """How to follow a verdict to its clause and threshold, and to its rows and files."""
    from ogp_etl.publish.texts import phrase

    return phrase("review", "follow")[language].format(plan=plan.id)


def _of_scope(found: Sequence[tuple[Plan, Board, Report]], scope: str) -> list[tuple[Plan, Board, Report]]:
    """The line and the findings of one scope, of the plans that have it. Raises InputInvalid when none has."""
    from ogp_etl.cards import PROCESS
    from ogp_etl.errors import Fault, InputInvalid

    judged = "plan" if scope == PROCESS else scope
    chosen = [
        (
            plan,
            replace(board, lines=tuple(line for line in board.lines if line.scope == scope)),
            replace(report, findings=tuple(finding for finding in report.findings if finding.scope == judged)),
        )
        for plan, board, report in found
        if any(line.scope == scope for line in board.lines)
    ]
    if not chosen:
        known = dict.fromkeys(line.scope for _plan, board, _report in found for line in board.lines)
        raise InputInvalid([Fault("--commitment", f"there is no commitment {scope!r}", f"write one of {', '.join(known)}")])
    return chosen


def publish(plans: options.Plans = None, now: options.Now = None, as_json: options.Json = False) -> None:
    """Write the pages and tables of each plan."""
    from ogp_etl import pipeline

    with pipeline.open_job(plans or [], now=options.moment(now), run=telling.run_id()) as job:
        folders = [job.publish(plan) for plan in telling.shown(list(job.plans), "publishing")]
        index = job.publish_index()
    telling.answer(as_json, {"folders": folders, "index": index}, f"open {index}")


def run(
    plan: Annotated[str, typer.Argument(help="Plan id.")],
    replay: options.Replay = None,
    now: options.Now = None,
    language: options.Language = "en",
) -> None:
    """The whole road for one plan through the real DAGs, in this process.

    Exit code 0 when every step was done (whatever the verdicts), 1 when only the gate is red (a new breach of a running
    plan, or a ruling that ran out), 3 when a step failed.
    """
    from ogp_etl.settings import read_settings

    options.set_replay(replay)
    moment = options.moment(now)
    settings = read_settings()
    _look_at(plan, settings.plans)
    results = _road(settings.home, {"plans": [plan], "now": moment.isoformat()})
    check([plan], now=moment, language=language)
    typer.echo(f"\npages: {settings.site_folder / 'index.html'}\narchive: {settings.archive_place}")
    _end(_told(results, settings.home, plan, moment))


def demo(
    keep: Annotated[
        Path | None, typer.Option("--into", metavar="FOLDER", parser=options.folder, help="Folder to work in; emptied first.")
    ] = None,
    dspace: Annotated[
        bool, typer.Option("--dspace", help="Deposit also in the DSpace that OGP_DSPACE_… name; it is prepared first.")
    ] = False,
) -> None:
    """The sample country: its sites served on this machine, its life replayed, the last day through the real DAGs."""
    from ogp_etl.sample import PLANS
    from ogp_etl.sample.demo import LAST_MORNING, replayed

    home = (keep or Path("var") / "demo").absolute()
    with replayed(home, say=lambda line: typer.echo(line, err=True), dspace=dspace) as plan:
        typer.echo(f"{LAST_MORNING:%Y-%m-%d}: through the real DAGs …", err=True)
        results = _road(home, {"plans": [plan], "now": LAST_MORNING.isoformat()})
        check([plan], now=LAST_MORNING, language="en")
        failed = _told(results, home, plan, LAST_MORNING)
    site = home / "site" / "index.html"
    typer.echo(f"\nOpen the pages: {site.as_uri()}\nThe archive:    {home / 'archive'} ({_beside(dspace=dspace)})")
    typer.echo(f"Ask it more:    export OGP_HOME={home} OGP_PLANS={PLANS}")
    typer.echo(f"                ogp-etl check {plan} --commitment 1-1 --as-of {LAST_MORNING:%Y-%m-%d}")
    if failed - {"gate"}:
        raise typer.Exit(telling.UNFINISHED)


def _beside(*, dspace: bool) -> str:
    """Where else the demo's evidence went, or could go."""
    url = os.environ.get("OGP_DSPACE_URL")
    if dspace:
        return f"a folder; the same evidence is in the DSpace at {url}"
    if url:
        return f"a folder; nothing went to the DSpace at {url}: that takes ogp-etl demo --dspace"
    return "a folder; S3 or a DSpace where you name one, see docs/operating.md and docs/dspace.md"


def up(
    port: Annotated[int, typer.Option("--port", metavar="NUMBER", parser=options.port, help="Port on 127.0.0.1.")] = 8080,
) -> None:
    """Airflow's own page on this machine with the DAGs and the board; ends with Ctrl-C."""
    from ogp_etl.local_airflow import standalone
    from ogp_etl.settings import read_settings

    raise typer.Exit(standalone(read_settings().home / "airflow", port))


def _road(home: Path, conf: dict[str, object]) -> list[DagResult]:
    from ogp_etl.local_airflow import run_road

    return run_road(home / "airflow", conf, say=lambda line: typer.echo(line, err=True))


def _look_at(plan: str, extra: Sequence[Path]) -> None:
    """A plan that is not there, or has faults, is told before Airflow starts. Raises InputInvalid."""
    from ogp_etl import catalog
    from ogp_etl.check.rulebook import known_sets

    folders = catalog.find_plans(extra)
    if plan not in folders:
        raise catalog.no_such_plan(plan, folders, "the folder that holds it in OGP_PLANS")
    catalog.read_plan(folders[plan], named=plan, rule_sets=known_sets())


def _end(failed: set[str]) -> None:
    if failed - {"gate"}:
        raise typer.Exit(telling.UNFINISHED)
    if failed:
        raise typer.Exit(1)


def _told(results: Sequence[DagResult], home: Path, plan: str, now: datetime) -> set[str]:
    """Name what failed; gives the names of the tasks."""
    failed = [(result, task) for result in results for task in result.failed_tasks]
    for result, task in failed:
        if task == "gate":
            for cause in _causes(plan, now, result.run):
                typer.echo(f"red: gate: {cause}", err=True)
        else:
            typer.echo(f"red: {result.dag}.{task}: see {home / 'airflow' / 'road.log'}", err=True)
    return {task.partition("[")[0] for _result, task in failed}


def _causes(plan: str, now: datetime, run: str) -> list[str]:
    from ogp_etl import pipeline

    with pipeline.open_job([plan], now=now, run=run) as job:
        return job.why_red()
