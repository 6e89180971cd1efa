"""Whether a person may say this of a verdict: the same for commands and for tables. Pure but for the rule files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

from ogp_etl.cards import PROCESS, Plan
from ogp_etl.check.rule import Rule
from ogp_etl.check.rulebook import read_all
from ogp_etl.check.rulings import ALWAYS, AS_MEASURED, allowed
from ogp_etl.check.tables.cells import Wrong
from ogp_etl.model import Verdict

PLAN = "plan"
RULED = (*(one.value for one in (Verdict.PASS, Verdict.BREACH, Verdict.NOT_APPLICABLE, *ALWAYS)), AS_MEASURED)
"""Words for the verdict of a ruling."""


def all_rules() -> dict[str, Rule]:
    """The rules of all sets by id, in their order. Raises InputInvalid when a rule file has faults."""
    return {f"{each.id}/{rule.code}": rule for each in read_all() for rule in each.rules}


def nearest(rule: str, known: Mapping[str, Rule]) -> str | None:
    """The id that is most like what was written, also in another case or without its set."""
    near = get_close_matches(rule, known, n=1)
    if near:
        return near[0]
    by_form = {name.casefold(): name for name in known}
    by_code = {name.partition("/")[2]: name for name in sorted(known, reverse=True)}
    like = get_close_matches(rule.casefold(), by_form, n=1) or get_close_matches(rule.rpartition("/")[2].casefold(), by_code, n=1)
    return (by_form | by_code)[like[0]] if like else None


def no_rule(rule: str, known: Mapping[str, Rule]) -> Wrong | None:
    """What is wrong with the id of a rule."""
    if rule in known:
        return None
    same = [name for name in known if name.partition("/")[2] == rule]
    if same:
        return Wrong(f"{rule!r} stands without its set", f"did you mean {' or '.join(same)}?")
    near = nearest(rule, known)
    return Wrong(f"there is no rule {rule!r}", f"did you mean {near}?" if near else "ogp-etl rules list names them all")


def no_scope(scope: str, rule: str, known: Mapping[str, Rule], plan: Plan) -> Wrong | None:
    """What is wrong with ``plan`` or a commitment's number, for that rule."""
    numbers = [one.number for one in plan.commitments]
    asked_of = {one.scope for one in known[rule].judged} if rule in known else {"plan", "commitment"}
    if scope == PLAN:
        if PLAN in asked_of:
            return None
        return Wrong(f"{rule} is asked of commitments, not of the plan", f"write one of {', '.join(numbers)}")
    if scope in numbers:
        return None if "commitment" in asked_of else Wrong(f"{rule} is asked of the plan, not of commitments", "write plan")
    if scope == PROCESS:
        return Wrong("the process is judged with the plan", "write plan")
    near = get_close_matches(scope, numbers, n=1)
    listed = f"write plan or one of {', '.join(numbers)}" if numbers else "write plan"
    return Wrong(f"there is no commitment {scope!r}", f"did you mean {near[0]}?" if near else listed)


def no_verdict(verdict: str, rule: str, known: Mapping[str, Rule]) -> Wrong | None:
    """What is wrong with a word of ``RULED``, for that rule."""
    if rule not in known:
        return None
    given = [one.value for one in allowed(known[rule].way)]
    if not given:
        return Wrong(f"{rule} is left to the reviewer, so that nobody rules on it", "object to what is shown instead")
    if verdict in (*given, AS_MEASURED):
        return None
    decided = "the machine decides" if known[rule].way == "decided" else "it is judged otherwise"
    return Wrong(f"{verdict} cannot be ruled of {rule}: {decided}", f"write {', '.join((*given, AS_MEASURED))}")


def no_end(verdict: str, until: date | None, made: date) -> Wrong | None:
    """What is wrong with the last day on which a ruling of the day ``made`` holds."""
    if verdict == AS_MEASURED:
        return None if until is None else Wrong(f"{AS_MEASURED} takes a ruling back and has no end", "leave it out")
    if until is None:
        do = "write the last day on which it holds, such as the day by which somebody will look again"
        return Wrong(f"{verdict} holds until a day, and none is written", do)
    return Wrong(f"{until} is before {made}, the day of the ruling", "write a last day from then on") if until < made else None


def given(verdict: str) -> Verdict | None:
    """As ``model.Ruling`` has it."""
    return None if verdict == AS_MEASURED else Verdict(verdict)
