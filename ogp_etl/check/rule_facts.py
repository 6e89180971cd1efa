"""A rule as data for people and programs: ``ogp-etl rules``. Pure; the keys are stable."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from ogp_etl.check.rule import InForce, Rule
from ogp_etl.check.rulebook import RuleSet, clause_numbers
from ogp_etl.check.rulings import allowed

OWN = ("measure", "rows", *Rule.__dataclass_fields__)
"""What is told apart from the measure's parameters."""


def listed(sets: Iterable[RuleSet]) -> list[tuple[RuleSet, Rule]]:
    """Every rule with its set, in their order."""
    return [(each, rule) for each in sets for rule in each.rules]


def rule_json(rule_set: RuleSet, rule: Rule) -> dict[str, Any]:
    """What a rule is made of. Days in ISO 8601; null where nothing is said."""
    span = rule.in_force or rule_set.in_force
    written: dict[str, Any] = TypeAdapter(type(rule)).dump_python(rule, mode="json", by_alias=True, exclude_defaults=True)
    numbers = dict.fromkeys(
        number for said in (rule.clause, *(one.clause for one in rule.judged if one.clause)) for number in clause_numbers(said)
    )
    return {
        "id": f"{rule_set.id}/{rule.code}",
        "set": rule_set.id,
        "code": rule.code,
        "clause": rule.clause,
        "clauses": [
            {"number": number, "title": rule_set.clauses[number].title.by_language(), "lines": rule_set.clauses[number].lines}
            for number in numbers
            if number in rule_set.clauses
        ],
        "judged": [
            {"scope": one.scope, "severity": one.severity, "during": one.during, "clause": one.clause or rule.clause}
            for one in rule.judged
        ],
        "asked_of": rule.asked_of,
        "way": rule.way,
        "phase": rule.phase,
        "measure": measure(rule),
        "parameters": {key: value for key, value in written.items() if key not in OWN},
        "rows": written.get("rows"),
        "in_force": _span(span),
        "provisional": rule_set.provisional,
        "replaces": rule.replaces,
        "may_be_ruled": [one.value for one in allowed(rule.way)],
        "text": rule_set.texts[rule.code].by_language(),
    }


def measure(rule: Rule) -> str:
    """The word by which a rule file names the measure."""
    return str(get_args(get_type_hints(type(rule))["measure"])[0])


def _span(span: InForce) -> dict[str, str | None]:
    return {
        "from": span.first.isoformat() if span.first else None,
        "until": span.until.isoformat() if span.until else None,
    }
