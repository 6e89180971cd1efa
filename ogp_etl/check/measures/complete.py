"""Through (docs/judging.md §3): a set of parts must be complete once a phase is over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from pydantic import field_validator
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Plain
from ogp_etl.check.answer import Answer, doubt, doubts_of
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import DRAFTING_GROUPS, Doubt, Verdict


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Groups(Rule):
    """Each group of drafting evidence has a row, through drafting."""

    measure: Literal["groups"]
    groups: tuple[Plain, ...]
    """Names of groups (docs/judging.md §5)."""
    after_review: tuple[Plain, ...] = ()
    """Groups asked for only when there is an earlier independent review."""
    standing: bool = True
    """True: a row that is no longer public does not count."""

    @field_validator("groups", "after_review")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in DRAFTING_GROUPS:
                raise ValueError(f"there is no group {name!r}; the groups are {', '.join(DRAFTING_GROUPS)}")
        return names


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Kinds(Rule):
    """Each kind of implementation evidence that the card names has a row, through the plan's last day."""

    measure: Literal["kinds"]
    rows: Rows
    """``kinds`` is put in from the card."""


class Part(NamedTuple):
    """One thing that must be there."""

    key: str
    rows: list[Known]
    others: bool = False
    """Whether there are certain rows beside these."""

    def sure(self, case: Case) -> bool:
        return self.others or any(one.sure(case.today) for one in self.rows)


def judge_groups(rule: Groups, case: Case) -> Answer:
    wanted = Rows(standing=rule.standing)
    names = [*rule.groups, *(rule.after_review if case.plan.earlier_review else ())]
    asked = Rows(kinds=tuple(kind for name in names for kind in DRAFTING_GROUPS[name]), standing=rule.standing)
    by_kind = _by_kind(case.rows(asked))
    parts = [Part(name, [one for kind in DRAFTING_GROUPS[name] for one in by_kind.get(kind, ())]) for name in names]
    return _through(case, case.plan.drafting.end, parts, wanted)


def judge_kinds(rule: Kinds, case: Case) -> Answer:
    """Unknown when the card names no kinds."""
    end = case.plan.end
    kinds = tuple(dict.fromkeys(case.commitment.kinds)) if case.commitment else ()
    if not kinds:
        return Answer(verdict=Verdict.UNKNOWN, threshold=_threshold(end), doubts=(doubt("kinds", "plan-partial"),))
    wanted = Rows(kinds=kinds, primary=rule.rows.primary, standing=rule.rows.standing, copies=rule.rows.copies)
    some = case.some(wanted)
    others = some.left.get("kinds", {})
    by_kind = _by_kind(some.rows)
    parts = [Part(kind, by_kind.get(kind, []), (case.scope, kind) in others) for kind in kinds]
    return _through(case, end, parts, wanted)


def _by_kind(rows: Iterable[Known]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for one in rows:
        found.setdefault(one.row.kind, []).append(one)
    return found


def _threshold(end: date) -> dict[str, Any]:
    return {"by": end.isoformat()}


def _through(case: Case, end: date, parts: Sequence[Part], wanted: Rows) -> Answer:
    missing = [part for part in parts if not part.sure(case)]
    unseen = case.unseen_scopes(wanted)
    doubts: tuple[Doubt, ...] = ()
    if not missing:
        verdict = Verdict.PASS
    elif case.day <= end:
        verdict = Verdict.PENDING
    elif unseen or all(part.rows for part in missing):
        verdict = Verdict.UNKNOWN
        doubts = doubts_of((one for part in missing for one in part.rows), unseen)
    else:
        verdict = Verdict.BREACH
    return Answer(
        verdict=verdict,
        threshold=_threshold(end),
        value=f"{len(parts) - len(missing)}/{len(parts)}",
        due=end if verdict is Verdict.PENDING else None,
        evidence=[one for part in parts for one in part.rows if one.sure(case.today)],
        missing=tuple(part.key for part in missing),
        doubts=doubts,
    )
