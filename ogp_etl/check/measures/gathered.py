"""Evidence gathered for a judgement of the reviewer: no verdict comes of it (docs/rules.md §1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from heapq import nlargest
from typing import Any, Literal

from pydantic import model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.check.answer import Answer, doubt, doubts_of
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.looks import standing
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Part, Verdict

MOST_PARTS = 20


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class _Shown(Rule):
    @model_validator(mode="after")
    def _decides_nothing(self) -> Any:
        if self.way != "show":
            raise ValueError("way is not show; this measure only gathers evidence, so write way: show")
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Delay(_Shown):
    """Parameter: the rows of which the days from what they tell of to their publication are counted."""

    measure: Literal["publication-delay"]
    rows: Rows


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Claimed(_Shown):
    """Parameters: the rows in which a status is claimed, and those that show milestones."""

    measure: Literal["claimed-and-shown"]
    claims: Rows
    rows: Rows


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Progress(_Shown):
    """Parameter: the rows that are evidence of a commitment's progress."""

    measure: Literal["progress-by-commitment"]
    rows: Rows


def judge_delay(rule: Delay, case: Case) -> Answer:
    """Rows that state a day and became public on a known day, not before it. ``value``: most days. ``parts``: the twenty rows
    with the most days, longest first."""
    days = [
        (one.first - stated.toordinal(), one)
        for one in case.some(rule.rows).rows
        if (stated := one.row.event_date) is not None and stated.toordinal() <= one.first == one.last
    ]
    longest = nlargest(MOST_PARTS, days, key=lambda pair: pair[0])
    return Answer(
        verdict=Verdict.UNKNOWN if longest else Verdict.NOT_APPLICABLE,
        threshold={},
        value=longest[0][0] if longest else None,
        evidence=[one for _, one in longest],
        parts=tuple(Part(key=one.row.id, verdict=Verdict.SHOWN, value=late) for late, one in longest),
    )


def judge_claimed(rule: Claimed, case: Case) -> Answer:
    """``parts``: each milestone with the number of certain rows that show it. ``evidence``: where a status is claimed, and these
    rows. ``missing``: milestones that no certain row shows."""
    milestones = case.commitment.milestones if case.commitment else ()
    shown: dict[str | None, list[Known]] = {}
    some = case.some(rule.rows)
    more = some.left.get("shows", {})
    for one in some.rows:
        if one.sure(case.today):
            shown.setdefault(one.row.milestone, []).append(one)
    claims = [*case.rows(rule.claims), *_of_process(rule.claims, case)]
    rows = [one for milestone in milestones for one in shown.get(milestone.id, ())]
    return Answer(
        verdict=Verdict.UNKNOWN,
        threshold={},
        evidence=[*claims, *rows],
        missing=tuple(one.id for one in milestones if one.id not in shown and (case.scope, one.id) not in more),
        doubts=() if claims else tuple(doubt(kind, "not-held") for kind in rule.claims.kinds),
        parts=tuple(
            Part(
                key=one.id,
                verdict=Verdict.SHOWN,
                due=one.due,
                value=len(shown.get(one.id, ())) + more.get((case.scope, one.id), 0),
            )
            for one in milestones
        ),
    )


def _of_process(claims: Rows, case: Case) -> Sequence[Known]:
    """A self-assessment of the whole plan claims something of each commitment too."""
    return list(case.rows(replace(claims, of="process")))


def judge_progress(rule: Progress, case: Case) -> Answer:
    """``parts``: each commitment that stands with the number of certain rows since its clocks opened. ``missing``: those of
    which there is none."""
    opened = dict(standing(case))
    found: dict[str, list[Known]] = {number: [] for number in opened}
    possible: list[Known] = []
    some = case.some(rule.rows)
    more = some.left.get("updates", {})
    for one in some.rows:
        number = one.row.commitment
        if number not in opened or number is None or one.last < opened[number].toordinal():
            continue
        if one.sure(case.today) and one.first >= opened[number].toordinal():
            found[number].append(one)
        else:
            possible.append(one)
    return Answer(
        verdict=Verdict.UNKNOWN if opened else Verdict.NOT_APPLICABLE,
        threshold={},
        value=f"{sum(map(bool, found.values()))}/{len(found)}",
        evidence=[one for rows in found.values() for one in rows],
        missing=tuple(number for number, rows in found.items() if not rows),
        doubts=doubts_of((one for one in possible if not found[one.row.commitment or ""]), case.unseen_scopes(rule.rows)),
        parts=tuple(
            Part(key=number, verdict=Verdict.SHOWN, value=len(rows) + more.get(number, 0)) for number, rows in found.items()
        ),
    )
