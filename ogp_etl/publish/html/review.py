"""What the pages show of completeness and of the reviewer's view, from facts that are judged already. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ogp_etl.cards import PROCESS, Plan
from ogp_etl.model import Finding
from ogp_etl.model.completeness import Cell, CellState, Matrix
from ogp_etl.model.reviewed import LedgerLine, Question, Review, Upcoming
from ogp_etl.publish.needs import cell_name, need
from ogp_etl.publish.terminal.rules import rule_facts
from ogp_etl.publish.texts import LANGUAGES, Text, phrase, say, word
from ogp_etl.publish.what_if import scopes

CELL_MARKS = {"present": "✓", "possible": "?", "missing": "✕", "not-due": "…"}
"""A sign beside the words, so that no state is told by colour alone."""


@dataclass(frozen=True, slots=True)
class Count:
    """One cell of the table of half-years."""

    certain: int
    possible: int
    state: str | None
    """Of what is expected in that half-year; None: nothing is."""


@dataclass(frozen=True, slots=True)
class GridRow:
    name: Text
    milestone: str | None
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class ShownMatrix:
    matrix: Matrix
    cells: tuple[Cell, ...]
    """Missing first, then possible, there, and not due; of the half-years to come only the next."""
    rows: tuple[GridRow, ...]
    """Kinds × milestones, over the half-years."""
    before: bool
    """Whether anything became public before the clock opened: the first of the counts."""


STATES = (CellState.MISSING, CellState.POSSIBLE, CellState.PRESENT, CellState.NOT_DUE)


def shown_matrix(matrix: Matrix) -> ShownMatrix:
    cells = [cell for cell in matrix.cells if cell.state is not CellState.NOT_DUE or not _later(cell, matrix)]
    before = any(one.half == 0 for one in matrix.held)
    numbers = [0] * before + [half.number for half in matrix.halves]
    return ShownMatrix(
        matrix=matrix,
        cells=tuple(sorted(cells, key=lambda cell: STATES.index(cell.state))),
        rows=tuple(_rows(matrix, numbers)),
        before=before,
    )


def _later(cell: Cell, matrix: Matrix) -> bool:
    """Half-years after the one that runs: what they ask for, this one shows."""
    return cell.family in ("update", "progress") and cell.half is not None and cell.half.start > matrix.as_of


def _rows(matrix: Matrix, numbers: Sequence[int]) -> Iterator[GridRow]:
    expected: dict[tuple[str, int], str] = {}
    for cell in matrix.cells:
        if cell.half is not None and cell.family in ("update", "progress"):
            expected[cell.family, cell.half.number] = cell.state.value
    for family in dict.fromkeys(name for name, _ in expected):
        counts = tuple(Count(0, 0, expected.get((family, number))) for number in numbers)
        yield GridRow(phrase("matrix", family), None, counts)
    held = {(one.kind, one.milestone, one.half): one for one in matrix.held}
    for kind, milestone in dict.fromkeys((one.kind, one.milestone) for one in sorted(matrix.held, key=_order)):
        there = [held.get((kind, milestone, number)) for number in numbers]
        counts = tuple(Count(one.certain, one.possible, None) if one else Count(0, 0, None) for one in there)
        yield GridRow(word("kinds", kind), milestone, counts)


def _order(one: object) -> tuple[str, str]:
    return getattr(one, "kind", ""), getattr(one, "milestone", None) or ""


def share_text(share: tuple[int, int]) -> Text:
    present, expected = share
    return {each: words.format(present=present, expected=expected) for each, words in phrase("matrix", "share").items()}


def answer_head(review: Review) -> Text:
    """The question, with the day that it is asked of."""
    return {each: words.format(as_of=review.as_of) for each, words in phrase("review", "answer").items()}


def answer_text(review: Review) -> Text:
    """The answer; of a no, which rules are missed and for whom."""
    told, one_rule, whole = (phrase("review", key) for key in (review.answer, "failing", "scope-plan"))
    by_rule: dict[str, list[str]] = {}
    for finding in review.failing:
        by_rule.setdefault(finding.rule, []).append(finding.scope)
    return {
        each: told[each].format(
            failing=mark.join(
                one_rule[each].format(rule=rule, scopes=mark.join(whole[each] if one == "plan" else one for one in scopes))
                for rule, scopes in by_rule.items()
            )
        )
        for each, mark in zip(LANGUAGES, ("、", ", "), strict=True)
    }


def first_text(review: Review) -> Text:
    """What turns red first, in a sentence."""
    one = review.first
    if one is None:
        none = phrase("review", "first-none-unseen" if review.unseen else "first-none")
        unseen = scopes([None if scope == PROCESS else scope for scope in review.unseen])
        return {each: none[each].format(until=review.until, scopes=unseen[each]) for each in LANGUAGES}
    key = "first-unseen" if scope_of(one.finding) in review.unseen else "first"
    sentence, whole = phrase("review", key), phrase("review", "scope-plan")
    return {
        each: sentence[each].format(
            scope=whole[each] if one.finding.scope == "plan" else one.finding.scope, red=one.red, rule=one.finding.rule
        )
        for each in LANGUAGES
    }


def no_rule_text(question: Question, plan: Plan) -> Text:
    """That the plan's sets do not have the rules; empty where they have them all."""
    if not question.no_rule:
        return {}
    sets, codes = ", ".join(plan.rule_sets), ", ".join(question.no_rule)
    return {each: words.format(sets=sets, codes=codes) for each, words in phrase("review", "no-rule").items()}


def shifted_text(review: Review) -> Text:
    """Empty where no late delivery moves the plan."""
    group = review.calendar.shifted
    if group is None:
        return {}
    names = phrase("review", f"group-{group}")
    return {each: words.format(group=names[each]) for each, words in phrase("review", "shifted").items()}


def version_text(version: str) -> Text:
    """``amended 2022-03-01`` in words."""
    how, _, day = version.rpartition(" ")
    key = {"amended": "amended", "changed silently": "silent"}.get(how)
    if key is None:
        return phrase("review", "version-adopted") if version == "adopted" else {"": version}
    return {each: words.format(day) for each, words in phrase("review", f"version-{key}").items()}


def breach_key(line: LedgerLine) -> str:
    return {True: "breach-yes", False: "breach-no", None: "breach-open"}[line.breach]


def ahead_lead(review: Review) -> Text:
    """What the list of what falls due rests on."""
    figures = {"today": review.as_of, "until": review.until}
    return {each: words.format(**figures) for each, words in phrase("review", "ahead-lead").items()}


def upcoming_due(one: Upcoming) -> Text:
    """When it is due, or was, with what became of it; of a rule that names no day the verdict."""
    if one.due is None:
        return word("verdicts", one.now.value)
    if one.state == "due":
        return {each: f"{words} {one.due}" for each, words in say("due").items()}
    return {each: words.format(due=one.due) for each, words in phrase("was-due", one.state).items()}


def upcoming_name(one: Upcoming) -> Text:
    """The rule's words; of a milestone its id before them."""
    if not one.part:
        return one.finding.text
    return {each: f"{one.part}: {text}" if each == "en" else f"{one.part}：{text}" for each, text in one.finding.text.items()}


def chapter_clause(chapter: str) -> str:
    return str(phrase("chapter-clauses", chapter))


def scope_of(finding: Finding) -> str:
    """Where its page is: the plan's findings stand on the page of the process."""
    return PROCESS if finding.scope == "plan" else finding.scope


HELPERS: Mapping[str, object] = {
    "ahead_lead": ahead_lead,
    "answer_head": answer_head,
    "answer_text": answer_text,
    "breach_key": breach_key,
    "chapter_clause": chapter_clause,
    "cell_mark": CELL_MARKS.__getitem__,
    "cell_name": cell_name,
    "first_text": first_text,
    "need": need,
    "no_rule_text": no_rule_text,
    "rule_facts": rule_facts,
    "scope_of": scope_of,
    "share_text": share_text,
    "shifted_text": shifted_text,
    "upcoming_name": upcoming_name,
    "version_text": version_text,
}
"""For the templates."""
