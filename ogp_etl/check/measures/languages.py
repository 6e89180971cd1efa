"""Documents that have to be there in several languages (R19 §4.1, §4.2; TW20 §7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.check.answer import Answer, doubt, doubts_of, row_doubt
from ogp_etl.check.case import Case, Known
from ogp_etl.check.rule import CONFIG, Language, Rows, Rule
from ogp_etl.model import Doubt, Verdict


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Languages(Rule):
    """Parameters: which languages, and which kinds have to be there in each of them once a row of the kind is known."""

    measure: Literal["languages"]
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    rows: Rows


class Held(NamedTuple):
    """One kind of which a row is known."""

    kind: str
    rows: Sequence[Known]
    missing: tuple[str, ...]
    """Languages in which no certain row is."""
    open: bool
    """Whether it may still turn out complete, or not to be there at all."""


def judge_languages(rule: Languages, case: Case) -> Answer:
    """``missing``: kind and language, such as ``action-plan:en``."""
    threshold = {"languages": list(rule.languages)}
    found = [held for kind in rule.rows.kinds if (held := _held(rule, case, kind))]
    if not found:
        if case.plan.delivered is None or case.plan.delivered > case.day:
            return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
        doubts = (*(doubt(kind, "not-held") for kind in rule.rows.kinds), *doubts_of((), case.unseen_scopes(rule.rows)))
        return Answer(verdict=Verdict.UNKNOWN, threshold=threshold, doubts=doubts)
    lacking = [held for held in found if held.missing]
    if not lacking:
        return Answer(verdict=Verdict.PASS, threshold=threshold, evidence=[one for held in found for one in held.rows])
    not_looked = case.unseen_scopes(rule.rows)
    unknown = bool(not_looked) or all(held.open for held in lacking)
    return Answer(
        verdict=Verdict.UNKNOWN if unknown else Verdict.BREACH,
        threshold=threshold,
        evidence=[one for held in lacking for one in held.rows],
        missing=tuple(f"{held.kind}:{language}" for held in lacking for language in held.missing),
        doubts=(*_doubts(lacking, case.today), *doubts_of((), not_looked)) if unknown else (),
    )


def _held(rule: Languages, case: Case, kind: str) -> Held | None:
    """A row without language may be in any one language. Where only possible rows are known, there may be nothing of the
    kind at all, and then nothing is missing."""
    rows = list(case.rows(replace(rule.rows, kinds=(kind,))))
    if not rows:
        return None
    sure = [one.row.language for one in rows if one.sure(case.today)]
    stated = {one.row.language for one in rows}
    unstated = sum(one.row.language is None for one in rows)
    completable = sum(language not in stated for language in rule.languages) <= unstated
    missing = tuple(language for language in rule.languages if language not in sure)
    return Held(kind, rows, missing, completable or not sure)


def _doubts(lacking: Sequence[Held], today: int) -> list[Doubt]:
    """Rows that are not certain, or of which the language is not known."""
    rows = [one for held in lacking for one in held.rows]
    return [
        doubt(one.row.id, "language-not-known") if one.sure(today) else row_doubt(one)
        for one in rows
        if one.row.language is None or not one.sure(today)
    ]
