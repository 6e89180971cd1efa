"""``ogp-etl rules``: which rules there are, and what each asks."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from ogp_etl.cli import options, usage

app = typer.Typer(help="The rules: all of them, or one explained.", cls=usage.Commands, no_args_is_help=True)
FIGURES = {
    "repo.updated": "updates",
    "repo.twice-a-year": "updates",
    "repo.implementation-evidence": "kinds",
    "repo.evidence-linked": "milestones",
    "forum.meets": "meetings",
    "forum.four-a-year": "meetings",
    "progress.published": "progress",
}
"""Rules whose figures are published as SQL (``sql/queries/figure_….sql``)."""


@app.command("list")
def listing(
    as_json: options.Json = False,
    sets: Annotated[
        str | None, typer.Option("--set", metavar="R19,R22", parser=options.rule_sets, help="Only these rule sets.")
    ] = None,
    language: options.Language = "en",
) -> None:
    """Every rule with its clause, severity, scope, way of judging, threshold and days in force. * marks what is provisional."""
    from ogp_etl.check.rule_facts import listed, rule_json
    from ogp_etl.check.rulebook import read_all
    from ogp_etl.publish.terminal.rules import list_text

    wanted = sets.split(",") if sets else None
    rules = [rule_json(*pair) for pair in listed(read_all()) if wanted is None or pair[0].id in wanted]
    typer.echo(json.dumps(rules, ensure_ascii=False, indent=2) if as_json else list_text(rules, language))


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Such as R19/repo.updated.")],
    language: options.Language = "en",
    as_json: options.Json = False,
) -> None:
    """One rule: its text and clause, what it reads, what each verdict means, what would change it, and how to repeat it."""
    from ogp_etl.check import may_say
    from ogp_etl.check.rule_facts import listed, rule_json
    from ogp_etl.check.rulebook import read_all
    from ogp_etl.publish.terminal.rules import explained, rule_text
    from ogp_etl.publish.terminal.screen import columns

    sets = read_all()
    wrong = may_say.no_rule(rule, may_say.all_rules())
    if wrong is not None:
        raise typer.BadParameter(f"{wrong.what}; {wrong.do}", param_hint="RULE")
    (rule_set,) = [each for each, one in listed(sets) if f"{each.id}/{one.code}" == rule]
    (told,) = [rule_json(each, one) for each, one in listed(sets) if f"{each.id}/{one.code}" == rule]
    if as_json:
        typer.echo(json.dumps(told | explained(told) | {"repeat": _repeat(told)}, ensure_ascii=False, indent=2))
        return
    commands = [line for line in _repeat(told).values() if line]
    typer.echo(rule_text(told, rule_set.title.by_language(), commands, language, columns(sys.stdout)))


def _repeat(rule: dict[str, Any]) -> dict[str, str | None]:
    """The command that judges by the rule's set, and the SQL that makes its figures, on the published tables."""
    figure = FIGURES.get(rule["code"])
    judge = (
        "ogp-etl judge --plan PLAN --evidence evidence.csv --visits visits.csv --rulings rulings.csv --objections objections.csv"
        f" --observed observations.csv --as-of YYYY-MM-DD --rules {rule['set']} --json"
    )
    return {
        "judge": judge,
        "figure": f"ogp-etl figures PLAN --name {figure}" if figure else None,
        "sql": f"sql/queries/figure_{figure}.sql" if figure else None,
    }
