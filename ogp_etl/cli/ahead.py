"""What lies ahead: ``ogp-etl due``, ``review`` and ``matrix``; and ``evidence``, the rows behind a verdict."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote

import typer

from ogp_etl.cli import options, telling

if TYPE_CHECKING:
    from ogp_etl.model import Entry
    from ogp_etl.publish.texts import Text
    from ogp_etl.steps.check import Case

USUAL_DAYS = 60


def due(
    plans: options.Plans = None,
    within: Annotated[
        int | None,
        typer.Option("--within", metavar="DAYS", parser=options.length, help="How far to look ahead, such as 60d, the default."),
    ] = None,
    as_of: options.AsOf = None,
    now: options.Now = None,
    language: Annotated[
        str, typer.Option("--language", metavar="zh-Hant|en", parser=options.one_of(*options.LANGUAGES), help="Of the letters.")
    ] = "zh-Hant",
    as_json: options.Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV for a spreadsheet.")] = False,
) -> None:
    """What is past due, falls due or turns red within some days, when nothing new comes: a letter to each lead agency, ready to
    send, with commitment, clause, last day, what is missing and what to do."""
    from ogp_etl import pipeline
    from ogp_etl.check.calendar import close, plus
    from ogp_etl.model import Period
    from ogp_etl.publish.data import due as due_rows
    from ogp_etl.publish.terminal.due import BETWEEN, due_text
    from ogp_etl.publish.terminal.screen import columns
    from ogp_etl.publish.what_if import supposed
    from ogp_etl.steps.ahead import unseen

    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other; write one of them", param_hint="--csv")
    with pipeline.open_job(plans or [], now=options.moment(now), run=telling.run_id()) as job:
        telling.name_broken(job.broken)
        telling.name_untouched(job)
        site, contact = job.shop.settings.site_url, job.shop.settings.contact
        found = []
        for plan in job.plans:
            case = job.case(plan, as_of)
            until = plus(case.report.as_of, Period(0, within or USUAL_DAYS))
            found.append((case, until, job.upcoming(case, until)))
    told = []
    for case, until, items in found:
        not_seen = unseen(case)
        rows = due_rows.due_rows(case.plan, items, case.report.as_of, not_seen, site)
        told.append((case, until, not_seen, rows))
    if as_csv:
        everything = [row for *_, rows in told for row in rows]
        sys.stdout.buffer.write(due_rows.as_csv(everything))
    elif as_json:
        documents = [
            {
                "plan": case.plan.id,
                "as_of": case.report.as_of.isoformat(),
                "until": until.isoformat(),
                "close": close(case.plan).isoformat(),
                "supposed": supposition(case) or None,
                "not_seen": {owner or "process": last and last.isoformat() for owner, last in not_seen.items()},
                "due": due_rows.as_records(rows),
            }
            for case, until, not_seen, rows in told
        ]
        typer.echo(json.dumps(documents, ensure_ascii=False, indent=2))
    else:
        for place, (case, until, not_seen, rows) in enumerate(told):
            if place:
                typer.echo(BETWEEN.removeprefix("\n"), nl=False)
            for text in supposed(case.today, case.report.as_of, list(not_seen)):
                typer.echo(text[language])
            letters = due_text(
                case.plan,
                rows,
                today=case.report.as_of,
                until=until,
                close=close(case.plan),
                unseen=not_seen,
                language=language,
                contact=contact,
                places=columns(sys.stdout),
            )
            typer.echo(letters, nl=False)


def supposition(case: Case) -> list[Text]:
    """What verdicts as of a day to come suppose, in both languages; empty for any other day."""
    from ogp_etl.publish.what_if import supposed
    from ogp_etl.steps.ahead import unseen

    return supposed(case.today, case.report.as_of, list(unseen(case)))


def review(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan id.")],
    as_of: options.AsOf = None,
    now: options.Now = None,
    language: options.Language = "en",
    as_json: options.Json = False,
) -> None:
    """A plan as its reviewer looks at it: the criteria of the repository, minimum participation, breach conditions, the ledger of
    cycles, calendar, amendments and reports, with findings and evidence, and what turns red next. Stores nothing."""
    from ogp_etl import pipeline
    from ogp_etl.check.views.report import finding_json
    from ogp_etl.publish.data.review import review_json
    from ogp_etl.publish.terminal.review import review_text
    from ogp_etl.publish.terminal.screen import columns

    with pipeline.open_job([plan], now=options.moment(now), run=telling.run_id()) as job:
        telling.name_untouched(job)
        case = job.case(plan, as_of)
        view = job.review(case)
    if as_json:
        findings = {(one.rule, one.scope): finding_json(one) for one in case.report.findings}
        document = {**review_json(view, findings), "supposed": supposition(case) or None, "notes": list(case.plan.notes)}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        typer.echo(review_text(case.plan, view, supposition(case), language, columns(sys.stdout)), nl=False)


def matrix(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan id.")],
    commitment: Annotated[
        str | None, typer.Option("--commitment", metavar="NUMBER", help="Only this commitment, or the 'process'.")
    ] = None,
    as_of: options.AsOf = None,
    now: options.Now = None,
    language: options.Language = "en",
    as_json: options.Json = False,
) -> None:
    """The completeness matrix: what the rules and the cards expect of each commitment, what of it is there, and what each missing
    cell needs. Stores nothing."""
    from ogp_etl import pipeline
    from ogp_etl.publish.data.review import matrix_json
    from ogp_etl.publish.terminal.review import matrix_text
    from ogp_etl.publish.terminal.screen import columns

    with pipeline.open_job([plan], now=options.moment(now), run=telling.run_id()) as job:
        case = job.case(plan, as_of)
        found = job.matrices(case)
        known = [one.scope for one in found]
        if commitment is not None and commitment not in known:
            what = f"there is no commitment {commitment!r}; write one of {', '.join(known)}"
            raise typer.BadParameter(what, param_hint="--commitment")
        telling.name_untouched(job)
    chosen = [one for one in found if commitment in (None, one.scope)]
    if as_json:
        document = {"supposed": supposition(case) or None, "matrices": [matrix_json(one) for one in chosen]}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        typer.echo(matrix_text(case.plan, chosen, supposition(case), language, columns(sys.stdout)), nl=False)


def evidence(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan id.")],
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Ids of rows, as findings name them.")],
    now: options.Now = None,
    language: options.Language = "en",
    as_json: options.Json = False,
) -> None:
    """The rows behind a verdict, each with its days, its source, its file and the file's digest."""
    from ogp_etl import pipeline
    from ogp_etl.publish.terminal.evidence import evidence_json, evidence_text

    with pipeline.open_job([plan], now=options.moment(now), run=telling.run_id()) as job:
        root = job.shop.settings.site_folder
        known = {entry.row.id: _on_disk(entry, root) for entry in job.case(plan).entries}
    strange = [each for each in ids if each not in known]
    if strange:
        what = f"the plan {plan} has no row {', '.join(strange)}; ogp-etl check {plan} --commitment NUMBER names them"
        raise typer.BadParameter(what, param_hint="ID")
    found = [known[each] for each in ids]
    if as_json:
        typer.echo(json.dumps([evidence_json(entry) for entry in found], ensure_ascii=False, indent=2))
    else:
        typer.echo("\n\n".join(evidence_text(entry, language) for entry in found))


def _on_disk(entry: Entry, root: Path) -> Entry:
    """With paths instead of addresses relative to the site, where the archive is a folder of this machine."""

    def path(address: str | None) -> str | None:
        if address is None or "://" in address:
            return address
        there = (root / unquote(address)).resolve()
        return str(there) if there.is_file() else address

    return replace(entry, file=path(entry.file), provenance=path(entry.provenance))
