"""``ogp-etl register rule``, ``object``, ``answer``, ``said``: what named persons say of verdicts."""

from __future__ import annotations

import json
import sys
import uuid
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from ogp_etl.cli import options

if TYPE_CHECKING:
    from ogp_etl.cards import Plan
    from ogp_etl.check.rule import Rule
    from ogp_etl.check.tables.cells import Wrong
    from ogp_etl.model import Objection, Ruling

RULED = ("pass", "breach", "not-applicable", "waived", "equivalent", "as-measured")
PlanId = Annotated[str, typer.Argument(metavar="PLAN", help="Plan id.")]
RuleId = Annotated[str, typer.Argument(metavar="RULE", help="Such as R19/repo.updated; ogp-etl rules list names them.")]
ScopeOf = Annotated[str, typer.Option("--scope", metavar="plan|NUMBER", help="The whole plan, or a commitment's number.")]
Person = Annotated[str, typer.Option("--person", parser=options.words, metavar="TEXT", help="Who says so: name and post.")]


def rule(
    plan: PlanId,
    about: RuleId,
    scope: ScopeOf,
    verdict: Annotated[
        str,
        typer.Option("--verdict", metavar="|".join(RULED), parser=options.one_of(*RULED), help="What is ruled."),
    ],
    person: Person,
    reason: Annotated[str, typer.Option("--reason", parser=options.words, metavar="TEXT", help="Why.")],
    until: Annotated[
        date | None,
        typer.Option("--until", metavar="YYYY-MM-DD", parser=options.day, help="Last day it holds; only as-measured has none."),
    ] = None,
) -> None:
    """Rule on a verdict as a named person: confirm what a machine cannot judge, waive, or find another way as good.

    It is stored, archived, shown with name and reason beside what the machine says, and fails loudly when it runs out.
    as-measured takes the ruling before back.
    """
    from ogp_etl.check import may_say
    from ogp_etl.model import Ruling
    from ogp_etl.settings import read_settings
    from ogp_etl.steps.workshop import Workshop

    now = datetime.now(UTC)
    card, rules = _subject(plan, about, scope)
    _refuse("--verdict", may_say.no_verdict(verdict, about, rules))
    _refuse("--until", may_say.no_end(verdict, until, now.astimezone(ZoneInfo(card.zone)).date()))
    ruling = Ruling(
        id=f"r{uuid.uuid4().hex[:12]}",
        rule=about,
        scope=scope,
        verdict=may_say.given(verdict),
        person=person,
        reason=reason,
        made=now,
        until=until,
    )
    with Workshop(read_settings(), now, "by-hand") as shop:
        shop.register.rule(plan, ruling)
    typer.echo(f"recorded {ruling.id}: {person} rules {about} of {scope}: {verdict}{f' until {until}' if until else ''}")


def dispute(
    plan: PlanId,
    about: RuleId,
    scope: ScopeOf,
    person: Annotated[str, typer.Option("--person", parser=options.words, metavar="TEXT", help="Who objects.")],
    why: Annotated[str, typer.Option("--why", parser=options.words, metavar="TEXT", help="Why the verdict is wrong.")],
) -> None:
    """Dispute a verdict, as anybody may: it is shown beside it until somebody answers, and changes nothing by itself."""
    from ogp_etl.model import Objection
    from ogp_etl.settings import read_settings
    from ogp_etl.steps.workshop import Workshop

    now = datetime.now(UTC)
    _subject(plan, about, scope)
    objection = Objection(id=f"o{uuid.uuid4().hex[:12]}", rule=about, scope=scope, person=person, why=why, made=now)
    with Workshop(read_settings(), now, "by-hand") as shop:
        shop.register.dispute(plan, objection)
    typer.echo(f"recorded {objection.id}: {person} objects to {about} of {scope}")


def answer(
    objection: Annotated[str, typer.Argument(metavar="OBJECTION", help="Its id; ogp-etl register said names them.")],
    person: Annotated[str, typer.Option("--person", parser=options.words, metavar="TEXT", help="Who answers: name and post.")],
    words: Annotated[str, typer.Option("--answer", parser=options.words, metavar="TEXT", help="The answer.")],
) -> None:
    """Answer an objection; it then stands beside the verdict no more, and both stay in the register and in the tables."""
    from ogp_etl.settings import read_settings
    from ogp_etl.steps.workshop import Workshop

    now = datetime.now(UTC)
    with Workshop(read_settings(), now, "by-hand") as shop:
        plan = shop.register.disputed_plan(objection)
        if plan is None:
            what = f"there is no objection {objection!r}; ogp-etl register said names those that stand"
            raise typer.BadParameter(what, param_hint="OBJECTION")
        (known,) = [one for one in shop.register.objections(plan) if one.id == objection]
        if known.answered is not None:
            what = f"{known.answered_by} answered {objection} already, on {known.answered.date()}; whoever disagrees objects anew"
            raise typer.BadParameter(what, param_hint="OBJECTION")
        row = {"id": f"a{uuid.uuid4().hex[:12]}", "objection": objection, "person": person, "answer": words, "made": now}
        shop.register.answer(row)
    typer.echo(f"recorded: {person} answers {objection} ({known.rule} of {known.scope})")


def said(
    plans: options.Plans = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what was replaced, taken back or answered.")] = False,
    language: options.Language = "en",
    as_json: options.Json = False,
) -> None:
    """What persons say of verdicts: the rulings that stand or ran out, and the objections that nobody has answered."""
    from ogp_etl import pipeline
    from ogp_etl.check.rulings import states
    from ogp_etl.publish.terminal.said import said_text
    from ogp_etl.publish.terminal.screen import columns

    now = datetime.now(UTC)
    documents, texts = [], []
    with pipeline.open_job(plans or [], now=now, run="by-hand") as job:
        for plan in job.plans.values():
            found = states(job.shop.register.rulings(plan.id), now.astimezone(ZoneInfo(plan.zone)).date())
            rulings = [(one, state) for one, state in found if everything or state in ("stands", "expired")]
            objections = [one for one in job.shop.register.objections(plan.id) if everything or one.answered is None]
            documents.append(_document(plan.id, rulings, objections))
            if plans or rulings or objections:
                texts.append(said_text(plan, rulings, objections, language, columns(sys.stdout)))
    if as_json:
        typer.echo(json.dumps(documents, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(texts) or "nobody ruled on a verdict or disputes one\n", nl=False)


def _subject(name: str, about: str, scope: str) -> tuple[Plan, dict[str, Rule]]:
    """The plan's card and all rules. Raises when there is no such plan, rule or scope, or the plan is not judged by the rule."""
    from ogp_etl import catalog
    from ogp_etl.check import may_say
    from ogp_etl.check.rulebook import known_sets
    from ogp_etl.settings import read_settings

    folders = catalog.find_plans(read_settings().plans)
    if name not in folders:
        raise catalog.no_such_plan(name, folders, "the folder that holds it in OGP_PLANS")
    card = catalog.read_plan(folders[name], named=name, rule_sets=known_sets())
    rules = may_say.all_rules()
    _refuse("RULE", may_say.no_rule(about, rules))
    if about.partition("/")[0] not in card.rule_sets:
        code = about.partition("/")[2]
        own = [other for one in card.rule_sets if (other := f"{one}/{code}") in rules]
        do = f"did you mean {own[0]}?" if own else f"its rule sets are {', '.join(card.rule_sets)}"
        what = f"{name} is not judged by {about}; {do}"
        raise typer.BadParameter(what, param_hint="RULE")
    _refuse("--scope", may_say.no_scope(scope, about, rules, card))
    return card, rules


def _refuse(where: str, wrong: Wrong | None) -> None:
    if wrong is not None:
        raise typer.BadParameter(f"{wrong.what}; {wrong.do}", param_hint=where)


def _document(plan: str, rulings: list[tuple[Ruling, str]], objections: list[Objection]) -> dict[str, Any]:
    """Instants in ISO 8601 (UTC); null where nothing is said."""
    return {
        "plan": plan,
        "rulings": [
            {
                "id": one.id,
                "rule": one.rule,
                "scope": one.scope,
                "verdict": one.verdict.value if one.verdict else "as-measured",
                "person": one.person,
                "reason": one.reason,
                "made": one.made.isoformat(),
                "until": one.until.isoformat() if one.until else None,
                "state": state,
            }
            for one, state in rulings
        ],
        "objections": [
            {
                "id": one.id,
                "rule": one.rule,
                "scope": one.scope,
                "person": one.person,
                "why": one.why,
                "made": one.made.isoformat(),
                "answered": one.answered.isoformat() if one.answered else None,
                "answered_by": one.answered_by or None,
                "answer": one.answer or None,
            }
            for one in objections
        ],
    }
