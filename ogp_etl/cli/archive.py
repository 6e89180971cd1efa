"""``ogp-etl archive``: deposit what waits; copy from one repository to another; and ``ogp-etl verify``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from ogp_etl.cli import options, telling, usage

app = typer.Typer(
    help="Deposit every capture that waits, then the WARC files and the logs; or copy between repositories.",
    cls=usage.WithDefault,
)


@app.command()
def deposit(plans: options.Plans = None, now: options.Now = None, as_json: options.Json = False) -> None:
    """Put back what the last look found missing or altered, deposit every capture that waits, then the WARC files and the logs
    (this is meant when no command is named).

    Exit code 3 when something could not be put back or deposited.
    """
    from ogp_etl import pipeline
    from ogp_etl.steps.faults import unfinished

    with pipeline.open_job(plans or [], now=options.moment(now), run=telling.run_id()) as job:
        restored = [job.put_back(batch, datetime.now(UTC)) for batch in telling.shown(job.lost_batches(), "putting back")]
        done = [line for one in restored for line in one.done]
        left = [line for one in restored for line in (*one.left, *one.waiting)]
        if not as_json:
            for line in done:
                typer.echo(line)
            for line in left:
                typer.echo(f"not put back: {line}", err=True)
        answers = [job.deposit_all(batch) for batch in telling.shown(job.waiting_batches(), "depositing")]
        lines = job.keep_records()
    deposited, faults = sum(stand for stand, _ in answers), [fault for _, some in answers for fault in some]
    again = f", {len(done)} put back" if done else ""
    telling.answer(
        as_json,
        {
            "deposited": deposited,
            "faults": [str(fault) for fault in faults],
            "log_lines": lines,
            "put_back": done,
            "not_put_back": left,
        },
        f"{deposited} captures deposited{again}, {lines} log lines added",
    )
    if faults:
        raise unfinished(faults, "deposited")
    if left:
        raise typer.Exit(telling.UNFINISHED)


@app.command()
def copy(
    source: Annotated[
        str, typer.Option("--from", metavar="REPOSITORY", help="folder, s3, dspace; or a folder, or s3://bucket/prefix.")
    ],
    target: Annotated[str, typer.Option("--to", metavar="REPOSITORY", help="As --from.")],
    as_json: options.Json = False,
) -> None:
    """Deposit in one repository what another holds and it does not, byte for byte with the same provenance.

    For a repository that joins later or lost something. Safe to break off and to run again.
    """
    from ogp_etl.model import Deposit
    from ogp_etl.settings import read_settings
    from ogp_etl.steps.copying import copy as copied
    from ogp_etl.steps.faults import unfinished
    from ogp_etl.steps.workshop import Workshop

    now = datetime.now(UTC)
    with Workshop(read_settings(), now, "by-hand") as shop:
        answers = [*telling.shown_as_they_come(copied(shop, shop.repository(source), shop.repository(target), now), "copying")]
    faults = [answer for answer in answers if not isinstance(answer, Deposit)]
    done = len(answers) - len(faults)
    if as_json:
        typer.echo(json.dumps({"copied": done, "faults": [str(fault) for fault in faults]}, ensure_ascii=False))
    else:
        typer.echo(f"{done} deposits copied from {source} to {target}")
    if faults:
        raise unfinished(faults, "copied")


def verify(plans: options.Plans = None, language: options.Language = "en", as_json: options.Json = False) -> None:
    """Look at every deposit again from outside, as anybody would: there, open, right, listed; what is held back, closed.

    Exit code 1 when a deposit is not as it should be, 3 when a repository did not answer.
    """
    from ogp_etl import pipeline

    with pipeline.open_job(plans or [], now=datetime.now(UTC), run=telling.run_id()) as job:
        looked = [job.verify(place, datetime.now(UTC)) for place in telling.shown(job.deposit_places(), "verifying")]
        names = ", ".join(job.plans)
    if as_json:
        document = [
            {
                "plan": one.plan,
                "repository": one.repository,
                "counts": dict(one.counts),
                "wrong": [
                    {"evidence": row.evidence, "key": row.key, "found": row.found, "detail": row.detail} for row in one.wrong
                ],
                "unlisted": [{"evidence": row.evidence, "key": row.key, "detail": row.detail} for row in one.unlisted],
                "alarms": [dict(alarm.text) for alarm in one.alarms],
            }
            for one in looked
        ]
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    elif not looked:
        typer.echo(f"the register knows no deposit of {names}; where the archive holds some, ogp-etl register rebuild finds them")
    else:
        for one in looked:
            counts = ", ".join(f"{count} {name}" for name, count in sorted(one.counts.items()))
            typer.echo(f"{one.plan}/{one.repository}: {counts}")
            for line in one.lines(language):
                typer.echo(f"  {line}")
    for one in looked:
        one.must_be_answered()
    if any(one.wrong for one in looked):
        raise typer.Exit(1)
