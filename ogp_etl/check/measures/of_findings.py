"""Rules that read what other rules found: they are judged after these, with what persons said of them (docs/rules.md §3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.cards import Plan
from ogp_etl.cards.facts import Cycle
from ogp_etl.cards.values import Plain
from ogp_etl.check.answer import Answer, doubt
from ogp_etl.check.calendar import close
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.rule import CONFIG, Rule
from ogp_etl.model import Doubt, Finding, Part, Verdict

Found = Mapping[str, Sequence[Finding]]
"""The findings that stand so far, by the rule's id."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class OfFindings(Rule):
    """Parameter: ids of the rules that are read. One that is itself of this family stands before the rule in its file."""

    findings: Annotated[tuple[Plain, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class SameAs(OfFindings):
    """The one finding that is read decides."""

    findings: Annotated[tuple[Plain, ...], Field(min_length=1, max_length=1)]
    measure: Literal["same-as"]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class SideBySide(OfFindings):
    """The findings are shown beside one another; of those of ``drafting`` what they say of that phase, once it is over."""

    measure: Literal["side-by-side"]
    drafting: tuple[Plain, ...] = ()

    @model_validator(mode="after")
    def _decides_nothing(self) -> SideBySide:
        if self.way != "show":
            raise ValueError("way is not show; side-by-side only shows other findings, so write way: show")
        strange = sorted(set(self.drafting) - set(self.findings))
        if strange:
            raise ValueError(f"drafting names {strange[0]}, which findings does not; write it there too")
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class TwoCycles(OfFindings):
    """The finding that is read says whether this cycle is in breach; the cards say it of the cycles before."""

    findings: Annotated[tuple[Plain, ...], Field(min_length=1, max_length=1)]
    measure: Literal["two-cycles"]


def judge_same_as(rule: SameAs, _case: Case, found: Found) -> Answer:
    """Of the plan. Where the rule that is read was not judged: unknown."""
    (name,) = rule.findings
    read = _of_plan(name, found)
    if read is None:
        return Answer(verdict=Verdict.UNKNOWN, threshold={}, doubts=(doubt(name, "not-judged"),))
    return Answer(
        verdict=read.verdict,
        threshold=read.threshold,
        value=read.value,
        due=read.due,
        missing=read.missing,
        doubts=read.doubts,
        stopped=read.stopped,
        rows=read.evidence,
    )


def judge_side_by_side(rule: SideBySide, _case: Case, found: Found) -> Answer:
    """``parts``: each finding on the plan, or on every commitment where the rule is asked of commitments only
    (``R19/repo.evidence-linked:1-1``), with its verdict, due day and value. ``evidence``: what decides these."""
    read = [_of_phase(one, rule) for name in rule.findings for one in _shown(found.get(name, ()))]
    return Answer(
        verdict=Verdict.UNKNOWN,
        threshold={},
        missing=tuple(_key(one) for one in read if one.verdict is Verdict.BREACH),
        doubts=tuple(doubt(name, "not-judged") for name in rule.findings if name not in found),
        parts=tuple(Part(key=_key(one), verdict=one.verdict, due=one.due, value=one.value, duty=False) for one in read),
        rows=tuple(dict.fromkeys(row for one in read for row in one.evidence)),
    )


def _of_phase(finding: Finding, rule: SideBySide) -> Finding:
    """A verdict on drafting stands for good, and counts no days up to today."""
    if finding.rule not in rule.drafting or finding.while_drafting is None:
        return finding
    return replace(finding, verdict=finding.while_drafting, due=None, value=None)


def _shown(findings: Sequence[Finding]) -> list[Finding]:
    of_plan = [one for one in findings if one.scope == "plan"]
    return of_plan or list(findings)


def _key(finding: Finding) -> str:
    return finding.rule if finding.scope == "plan" else f"{finding.rule}:{finding.scope}"


def _of_plan(name: str, found: Found) -> Finding | None:
    return next((one for one in found.get(name, ()) if one.scope == "plan"), None)


def judge_two_cycles(rule: TwoCycles, case: Case, found: Found) -> Answer:
    """Not applicable where the card names no earlier cycle. ``parts``: every cycle by its plan, oldest first, with its last
    day. ``value``: how many cycles in a row, up to this one, certainly are in breach."""
    cycles = (as_of(one, case.day) for one in case.plan.cycles if one.end < case.plan.end)
    earlier = sorted(cycles, key=lambda one: one.end)
    if not earlier:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={"cycles": 2})
    own = _own(rule, found)
    verdict = _verdict(earlier[-1], own, case)
    in_breach = [one.breach is True for one in earlier] + [own is Verdict.BREACH]
    running = next((place for place, late in enumerate(reversed(in_breach)) if not late), len(in_breach))
    return Answer(
        verdict=verdict,
        threshold={"cycles": 2},
        value=running,
        due=close(case.plan) if verdict is Verdict.PENDING else None,
        missing=(earlier[-1].plan, case.plan.id) if verdict is Verdict.BREACH else (),
        doubts=tuple(_doubts(case.plan, earlier[-1], own)) if verdict is Verdict.UNKNOWN else (),
        parts=(
            *(Part(key=one.plan, verdict=_past(one), value=one.end.isoformat(), duty=False) for one in earlier),
            Part(key=case.plan.id, verdict=own, value=case.plan.end.isoformat(), duty=False),
        ),
    )


def _own(rule: TwoCycles, found: Found) -> Verdict:
    """breach where it is certain. That delivery was in time proves no more than that: the reviewer finds the other three."""
    read = _of_plan(rule.findings[0], found)
    return Verdict.BREACH if read is not None and read.verdict is Verdict.BREACH else Verdict.UNKNOWN


def as_of(cycle: Cycle, day: date) -> Cycle:
    """The cycle as it can be spoken of on the day: while it lasts nobody has found how it ends."""
    return replace(cycle, breach=None) if cycle.end > day else cycle


def _past(cycle: Cycle) -> Verdict:
    return {True: Verdict.BREACH, False: Verdict.PASS, None: Verdict.UNKNOWN}[cycle.breach]


def _verdict(last: Cycle, own: Verdict, case: Case) -> Verdict:
    if last.breach is False:
        return Verdict.PASS
    if own is Verdict.BREACH:
        return Verdict.BREACH if last.breach else Verdict.UNKNOWN
    return Verdict.PENDING if case.day <= close(case.plan) else Verdict.UNKNOWN


def _doubts(plan: Plan, last: Cycle, own: Verdict) -> Iterator[Doubt]:
    if last.breach is None:
        yield doubt(last.plan, "plan-partial")
    if own is not Verdict.BREACH:
        yield doubt(plan.id, "person-needed")


AFTER: dict[type[Any], Callable[[Any, Case, Found], Answer]] = {
    SameAs: judge_same_as,
    SideBySide: judge_side_by_side,
    TwoCycles: judge_two_cycles,
}
"""The measures of this family, which get the findings beside the case."""
