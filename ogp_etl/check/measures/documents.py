"""Documents that are there, each by a day of its own (docs/rules.md): through, with more than one last day."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Kind, Plain
from ogp_etl.check.answer import Answer, doubt, doubts_of, row_doubt
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.moments import Condition, Moment, holds, moment
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.model import Doubt, Part, Verdict

WORST_FIRST = (Verdict.BREACH, Verdict.UNKNOWN, Verdict.PENDING, Verdict.PASS)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Document:
    """One thing that is there when one of its rows certainly is."""

    key: Plain
    rows: Rows
    by: Moment
    """Last day on which it may still be missing; where the plan has no such day the document is not asked for."""
    when: tuple[Condition, ...] = ()
    """Asked for only when one of these holds; empty: always."""
    official: bool = False
    """True: one such document in each official language of the plan's country, ``contact-page:zh-Hant``."""
    language: Plain | None = None
    """Rows in this language only; one of which the language is not known is only possible."""
    answering: bool = False
    """True: only rows that name another row that is there, which they answer; one that names none is only possible."""
    perhaps: tuple[Kind, ...] = ()
    """Rows of these kinds may hold it too, which the table does not tell: with one of them it is not certainly missing."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Documents(Rule):
    """Parameters: the documents, from when on they are asked for, and which are only advised."""

    measure: Literal["documents"]
    opens: Moment
    documents: Annotated[tuple[Document, ...], Field(min_length=1)]
    advised: tuple[Document, ...] = ()
    """These decide nothing; ``parts`` tells of them, with gap where one is missing. None: the finding has no parts."""


class State(NamedTuple):
    document: Document
    by: date
    sure: Sequence[Known]
    maybe: Sequence[Doubt]
    """Why each other row that may be it is not certainly so."""
    verdict: Verdict


def judge_documents(rule: Documents, case: Case) -> Answer:
    """Not applicable before the rule opens. ``missing``: keys of what is not certainly there, due or not."""
    opened = moment(rule.opens, case)
    if opened is None or case.day < opened:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold={})
    states = _states(rule.documents, case)
    missing = [state for state in states if not state.sure]
    verdict = min((state.verdict for state in states), key=WORST_FIRST.index, default=Verdict.NOT_APPLICABLE)
    if verdict is Verdict.UNKNOWN and _too_few(states, case):
        verdict = Verdict.BREACH
    pending = [state.by for state in states if state.verdict is Verdict.PENDING]
    parts = [_part(state, Verdict.BREACH) for state in states] if rule.advised else []
    return Answer(
        verdict=verdict,
        threshold={state.document.key: state.by.isoformat() for state in states},
        value=f"{len(states) - len(missing)}/{len(states)}",
        due=min(pending) if verdict is Verdict.PENDING else None,
        evidence=[one for state in states for one in state.sure],
        missing=tuple(state.document.key for state in missing),
        doubts=_doubts(states, case),
        parts=(*parts, *(_part(state, Verdict.GAP) for state in _states(rule.advised, case))),
        last_day=min((state.by for state in states), default=None),
    )


def _states(documents: Sequence[Document], case: Case) -> list[State]:
    asked = [
        (one, moment(one.by, case)) for each in documents if holds(each.when, case.plan) for one in _in_languages(each, case)
    ]
    return [_state(one, by, case) for one, by in asked if by is not None]


def _in_languages(document: Document, case: Case) -> list[Document]:
    if not document.official:
        return [document]
    codes = case.plan.official_languages
    return [replace(document, key=f"{document.key}:{code}", official=False, language=code) for code in codes]


def _state(document: Document, by: date, case: Case) -> State:
    language, answering, today = document.language, document.answering, case.today
    sure: list[Known] = []
    maybe: list[Doubt] = []
    rows = case.rows(document.rows)
    there = _sure_of(case, {one.row.answers for one in rows}) if answering else set()
    for one in rows:
        if language is not None and one.row.language not in (None, language):
            continue
        if one.last > today:
            maybe.append(row_doubt(one))
        elif language is not None and one.row.language is None:
            maybe.append(doubt(one.row.id, "language-not-known"))
        elif answering and one.row.answers not in there:
            maybe.append(doubt(one.row.id, "content-not-confirmed"))
        else:
            sure.append(one)
    if document.perhaps and not sure:
        others = case.rows(Rows(of=document.rows.of, kinds=document.perhaps, standing=document.rows.standing))
        maybe += [doubt(one.row.id, "content-not-confirmed") if one.sure(today) else row_doubt(one) for one in others]
    return State(document, by, sure, maybe, _verdict(document, by, case, sure, maybe))


def _sure_of(case: Case, ids: Container[str | None]) -> set[str]:
    """Those of the ids whose rows are certainly public."""
    return {one.row.id for one in case.rows(Rows()) if one.row.id in ids and one.sure(case.today)}


def _verdict(document: Document, by: date, case: Case, sure: Sequence[Known], maybe: Sequence[Doubt]) -> Verdict:
    if sure:
        return Verdict.PASS
    if case.day <= by:
        return Verdict.PENDING
    return Verdict.UNKNOWN if maybe or case.unseen(document.rows) is not None else Verdict.BREACH


def _too_few(states: Sequence[State], case: Case) -> bool:
    """Whether a document is certainly missing in some language, whichever it is: a row is in one language only."""
    in_doubt: dict[Rows, list[State]] = {}
    for state in states:
        if state.verdict is Verdict.UNKNOWN and state.document.language is not None and not state.document.perhaps:
            in_doubt.setdefault(state.document.rows, []).append(state)
    return any(
        len(group) > len({each.id for state in group for each in state.maybe}) and case.unseen(rows) is None
        for rows, group in in_doubt.items()
    )


def _part(state: State, missed: Verdict) -> Part:
    due = state.by if state.verdict is Verdict.PENDING else None
    return Part(key=state.document.key, verdict=missed if state.verdict is Verdict.BREACH else state.verdict, due=due)


def _doubts(states: Sequence[State], case: Case) -> tuple[Doubt, ...]:
    in_doubt = [state for state in states if state.verdict is Verdict.UNKNOWN]
    unseen = dict.fromkeys(scope for state in in_doubt for scope in case.unseen_scopes(state.document.rows))
    return (*dict.fromkeys(each for state in in_doubt for each in state.maybe), *doubts_of((), unseen))
