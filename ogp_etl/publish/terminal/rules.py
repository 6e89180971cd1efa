"""Rules for people: a list of them, and one explained. Texts in ``rules.yml``; what a rule is comes from ``check.rule_facts``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ogp_etl.publish.terminal.parameters import Parameters, texts
from ogp_etl.publish.terminal.screen import aligned, tame, wrapped
from ogp_etl.publish.texts import Text, word

_GAP = "  "
_LONGEST_SPAN = 100
"""Lines. More are a whole chapter, and lead nobody to the passage."""
HEADS = {
    "zh-Hant": ("規定", "對象與輕重", "判定方式", "要求", "有效期間", "條文"),
    "en": ("Rule", "Asked of", "Judged", "Threshold", "In force", "Clause"),
}
NAMES = {
    "zh-Hant": {
        "set": "規則集",
        "clause": "條文",
        "asked": "對象與輕重",
        "phase": "階段",
        "way": "判定方式",
        "force": "有效期間",
        "threshold": "要求",
        "parameters": "參數",
        "rows": "讀哪些資料列",
        "verdicts": "各判定在此的意思",
        "cure": "如何改善",
        "ruled": "具名的人可以認定",
        "repeat": "自己重做",
        "more": "詳細與例子",
        "line": "{source}第 {lines} 行",
        "lines": "{source}第 {lines} 行",
        "provisional": "暫定：尚未取得原文",
        "replaces": "取代",
        "nobody": "無",
    },
    "en": {
        "set": "Rule set",
        "clause": "Clause",
        "asked": "Asked of",
        "phase": "Phase",
        "way": "How it is judged",
        "force": "In force",
        "threshold": "Threshold",
        "parameters": "Parameters",
        "rows": "Rows it reads",
        "verdicts": "What the verdicts mean here",
        "cure": "What would change it",
        "ruled": "A named person may rule",
        "repeat": "Repeat it",
        "more": "In full, with an example",
        "line": "line {lines} of {source}",
        "lines": "lines {lines} of {source}",
        "provisional": "provisional: its text was not at hand",
        "replaces": "Replaces",
        "nobody": "nothing",
    },
}


def measures() -> Mapping[str, Mapping[str, Text]]:
    """By measure: when it is ``met``, and when it is ``missed``."""
    found: Mapping[str, Mapping[str, Text]] = texts()["measures"]
    return found


def list_text(rules: Sequence[Mapping[str, Any]], language: str) -> str:
    """One line a rule, its cells under one another. ``rules``: as ``check.rule_facts.rule_json`` gives them."""
    teller = _Teller(language)
    rows = [HEADS[language], *(teller.row(rule) for rule in rules)]
    return "\n".join(aligned(rows, _GAP))


def explained(rule: Mapping[str, Any]) -> dict[str, Any]:
    """What a rule's verdicts mean, and what would change them, by verdict and language; both empty for what has no verdict."""
    teller = {language: _Teller(language) for language in HEADS}
    verdicts = {code: {language: each.meaning(rule, code) for language, each in teller.items()} for code in _verdicts(rule)}
    return {"verdicts": verdicts, "cure": dict(_cure(rule))}


def rule_text(rule: Mapping[str, Any], title: Text, repeat: Sequence[str], language: str, places: int | None = None) -> str:
    """One rule explained. ``title``: of its set; ``repeat``: commands and files; ``places``: of a line of the terminal, None:
    any number."""
    return _Teller(language).whole(rule, title, repeat, places)


def rule_facts(rule: Mapping[str, Any], title: Text) -> list[tuple[Text, list[Text]]]:
    """The same for a page: headings with their lines, in both languages; what says nothing is left out."""
    told = {language: _Teller(language).facts(rule, title, ()) for language in HEADS}
    return [
        (
            {language: facts[place][0] for language, facts in told.items()},
            [dict(zip(told, lines, strict=True)) for lines in zip(*(facts[place][1] for facts in told.values()), strict=True)],
        )
        for place, (_, lines_there) in enumerate(told["en"])
        if lines_there
    ]


def _verdicts(rule: Mapping[str, Any]) -> list[str]:
    if rule["way"] == "show":
        return ["shown"]
    missed = "gap" if all(one["severity"] == "advice" for one in rule["judged"]) else "breach"
    timed = ["pending", "due-soon"] if rule["way"] != "assist" else ["pending"]
    return ["pass", missed, "unknown", *timed, "not-applicable"]


def _clauses(rule: Mapping[str, Any]) -> str:
    """All its clauses, also those that it has for a part of its scopes or its time: ``R19 §1.2, §6.2(1)``."""
    first, *others = dict.fromkeys([rule["clause"], *(one["clause"] for one in rule["judged"])])
    return ", ".join([first, *(one.removeprefix(f"{rule['set']} ") for one in others)])


def _cure(rule: Mapping[str, Any]) -> Text:
    found = word("cures", rule["code"])
    return {} if "" in found else found


class _Teller:
    def __init__(self, language: str) -> None:
        self._language = language
        self._names = NAMES[language]
        self._asks = Parameters(language)
        self._comma, self._stop = ("、", "；") if language == "zh-Hant" else (", ", "; ")

    def row(self, rule: Mapping[str, Any]) -> list[str]:
        mark = " *" if rule["provisional"] else ""
        return [
            f"{rule['id']}{mark}",
            self.asked(rule),
            self._asks.word("ways", rule["way"]),
            self._asks.threshold(rule) or "–",
            self.force(rule),
            _clauses(rule),
        ]

    def asked(self, rule: Mapping[str, Any]) -> str:
        told = []
        for one in rule["judged"]:
            severity = word("severities", one["severity"])[self._language]
            during = f"{self._comma}{self._asks.word('during', one['during'])}" if one["during"] else ""
            told.append(f"{self._asks.word('scopes', one['scope'])} ({severity}{during})")
        within = [self._asks.word("asked-of", rule["asked_of"])] if rule["asked_of"] else []
        return self._comma.join([*told, *within])

    def force(self, rule: Mapping[str, Any]) -> str:
        span = rule["in_force"]
        return f"{span['from'] or '…'} – {span['until'] or '…'}"

    def meaning(self, rule: Mapping[str, Any], code: str) -> str:
        """What a verdict means for this rule; of what the measures have no words for, what it means everywhere."""
        own = measures().get(rule["measure"], {}).get({"pass": "met", "breach": "missed", "gap": "missed"}.get(code, ""))
        told = own[self._language] if own else word("verdict-meanings", code)[self._language]
        if code == "pass" and rule["way"] == "decided-then-assist":
            told += self._confirmed()
        return told

    def _confirmed(self) -> str:
        return {"zh-Hant": "內容並經具名的人確認。", "en": " A named person has confirmed its content."}[self._language]

    def whole(self, rule: Mapping[str, Any], title: Text, repeat: Sequence[str], places: int | None) -> str:
        other = next(language for language in HEADS if language != self._language)
        lines = [rule["id"], rule["text"][self._language], rule["text"][other], ""]
        for head, told in self.facts(rule, title, repeat):
            if told:
                lines += [head, *(f"{_GAP}{tame(one)}" for one in told)]
        return "\n".join(wrapped(line, places, 2 * _GAP) for line in lines)

    def facts(self, rule: Mapping[str, Any], title: Text, repeat: Sequence[str]) -> list[tuple[str, list[str]]]:
        """Headings, each with its lines; a heading without any is left to the caller."""
        name = self._names
        return [
            (name["set"], [f"{rule['set']} {title[self._language]}", *([name["provisional"]] if rule["provisional"] else [])]),
            (name["clause"], [_clauses(rule), *(self._clause(rule["set"], one) for one in rule["clauses"])]),
            (name["asked"], [self.asked(rule)]),
            (name["phase"], [self._asks.word("phases", rule["phase"])]),
            (name["force"], [self.force(rule), *([f"{name['replaces']} {rule['replaces']}"] if rule["replaces"] else [])]),
            (name["way"], [f"{self._asks.word('ways', rule['way'])}{self._stop}{self._asks.word('way-meanings', rule['way'])}"]),
            (name["threshold"], [asked] if (asked := self._asks.threshold(rule)) else []),
            (name["parameters"], [f"measure: {rule['measure']}", *self._asks.lines(rule)]),
            (name["rows"], [] if rule["rows"] is None else [self._asks.rows(rule["rows"])]),
            (name["verdicts"], [self._verdict(rule, code) for code in _verdicts(rule)]),
            (name["cure"], [text] if (text := _cure(rule).get(self._language)) else []),
            (name["ruled"], [self._comma.join(rule["may_be_ruled"]) or name["nobody"]]),
            (name["repeat"], list(repeat)),
            # A page stands elsewhere than these documents.
            (name["more"], [f"docs/rules.md, {rule['code']}"] if repeat else []),
        ]

    def _verdict(self, rule: Mapping[str, Any], code: str) -> str:
        mark = "：" if self._language == "zh-Hant" else ": "
        return f"{code} ({word('verdicts', code)[self._language]}){mark}{self.meaning(rule, code)}"

    def _clause(self, rule_set: str, clause: Mapping[str, Any]) -> str:
        named = f"{clause['number']} {clause['title'][self._language]}"
        spans = re.findall(r"(\d+)-(\d+)", clause["lines"])
        if any(int(last) - int(first) >= _LONGEST_SPAN for first, last in spans):
            return named
        where = self._names["line" if clause["lines"].isdecimal() else "lines"]
        return f"{named} ({where.format(source=self._asks.word('sources', rule_set), lines=clause['lines'])})"
