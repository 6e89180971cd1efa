"""What a cell of the completeness matrix needs, in words of both languages. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ogp_etl.cards import PROCESS
from ogp_etl.model.completeness import Cell, CellState
from ogp_etl.publish.texts import LANGUAGES, Text, name_of, phrase, say, word

_MARKS = {"zh-Hant": "、", "en": " / "}


def cell_name(cell: Cell) -> Text:
    """What is expected: a milestone, a kind or a group, an update, a document in a language."""
    if cell.family == "language":
        return name_of(f"{cell.key}:{cell.language}") if ":" not in cell.key else _dated(cell)
    if cell.family == "milestone":
        return filled("matrix", "milestone", cell.key)
    return name_of(cell.key) if cell.family == "kind" else phrase("matrix", cell.family)


def need(scope: str, cell: Cell) -> Text:
    """What a missing cell needs, in a sentence; of a possible one why it is not certain; empty of any other."""
    if cell.state is CellState.POSSIBLE:
        return phrase("matrix", "not-visited" if cell.unseen else "may-be")
    if cell.state is not CellState.MISSING:
        return {}
    if cell.family == "milestone":
        return milestone_need(scope, cell.key, cell.due, cell.kinds)
    if cell.family == "kind":
        group = word("groups", cell.key)
        return _told("kind" if "" in group else "group", scope, cell, group=group, kinds=listed(cell.kinds))
    if cell.family == "language":
        return _told("language", scope, cell, key=_document(cell.key), language=word("languages", cell.language or ""))
    return _told(cell.family, scope, cell)


def milestone_need(
    scope: str, milestone: str, due: date | None, kinds: Sequence[str], *, to_come: bool = False, title: Text | None = None
) -> Text:
    """``kinds``: those that the commitment's card names; empty: the usual ones. ``title``: the milestone's, where it is to be
    told."""
    named, among = phrase("needs", "milestone-kinds"), listed(kinds)
    wanted = {each: named[each].format(kinds=among[each]) for each in LANGUAGES} if kinds else phrase("needs", "milestone-any")
    sentence = phrase("needs", "milestone-to-come" if to_come else "milestone")
    called = phrase("needs", "milestone-title" if title else "milestone-plain")
    keys = {each: called[each].format(key=milestone, title=_in(title or {}, each)) for each in LANGUAGES}
    return {each: sentence[each].format(scope=scope, key=keys[each], due=due, kinds=wanted[each]) for each in LANGUAGES}


def listed(kinds: Sequence[str]) -> Text:
    """Kinds in words, one after another."""
    return {each: _MARKS[each].join(_in(word("kinds", kind), each) for kind in kinds) for each in LANGUAGES}


def scope_name(scope: str) -> Text:
    """A commitment's number as it is; the process in words."""
    return say("process") if scope == PROCESS else dict.fromkeys(LANGUAGES, scope)


def filled(section: str, key: str, value: object) -> Text:
    """A phrase with one figure in it."""
    return {each: words.format(value) for each, words in phrase(section, key).items()}


def _told(named: str, scope: str, cell: Cell, /, **more: Text) -> Text:
    sentence = phrase("needs", named)
    return {
        each: sentence[each].format(
            scope=scope_name(scope)[each],
            due=cell.due,
            start=cell.half.start if cell.half else None,
            **{name: _in(text, each) for name, text in more.items()},
        )
        for each in LANGUAGES
    }


def _document(key: str) -> Text:
    """``minutes:2020-03-01`` as the kind and the day of the meeting."""
    kind, _, day = key.partition(":")
    return {each: f"{_in(word('kinds', kind), each)} {day}".rstrip() for each in LANGUAGES}


def _dated(cell: Cell) -> Text:
    language = word("languages", cell.language or "")
    names = _document(cell.key)
    return {"zh-Hant": f"{names['zh-Hant']}（{_in(language, 'zh-Hant')}）", "en": f"{names['en']} ({_in(language, 'en')})"}


def _in(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")
