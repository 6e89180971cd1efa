"""Rules for people: a list of them, and one explained. Texts in ``rules.yml``; what a rule is comes from ``check.rule_facts``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ogp_etl.model import Period
from ogp_etl.publish.terminal.screen import aligned, tame, wrapped
from ogp_etl.publish.texts import Text, name_of, word

_GAP = "  "
_BEFORE_FIGURE = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9])")
"""Between a Chinese sign and a figure stands a blank."""
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
        "parameters": "參數",
        "rows": "讀哪些資料列",
        "verdicts": "各判定在此的意思",
        "cure": "如何改善",
        "ruled": "具名的人可以認定",
        "repeat": "自己重做",
        "more": "詳細與例子",
        "lines": "手冊中文版純文字第 {} 行",
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
        "parameters": "Parameters",
        "rows": "Rows it reads",
        "verdicts": "What the verdicts mean here",
        "cure": "What would change it",
        "ruled": "A named person may rule",
        "repeat": "Repeat it",
        "more": "In full, with an example",
        "lines": "lines {} of its Chinese text",
        "provisional": "provisional: its text was not at hand",
        "replaces": "Replaces",
        "nobody": "nothing",
    },
}


@cache
def _texts() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(files("ogp_etl.publish").joinpath("rules.yml").read_text(encoding="utf-8"))
    return read


def measures() -> Mapping[str, Mapping[str, Text]]:
    """By measure: when it is ``met``, and when it is ``missed``."""
    found: Mapping[str, Mapping[str, Text]] = _texts()["measures"]
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
        self._comma, self._stop = ("、", "；") if language == "zh-Hant" else (", ", "; ")

    def _word(self, section: str, code: str) -> str:
        found: Text = _texts()[section].get(code, {})
        return found.get(self._language, code)

    def row(self, rule: Mapping[str, Any]) -> list[str]:
        mark = " *" if rule["provisional"] else ""
        return [
            f"{rule['id']}{mark}",
            self.asked(rule),
            self._word("ways", rule["way"]),
            self.threshold(rule) or "–",
            self.force(rule),
            _clauses(rule),
        ]

    def asked(self, rule: Mapping[str, Any]) -> str:
        told = []
        for one in rule["judged"]:
            severity = word("severities", one["severity"])[self._language]
            during = f"{self._comma}{self._word('during', one['during'])}" if one["during"] else ""
            told.append(f"{self._word('scopes', one['scope'])} ({severity}{during})")
        within = [self._word("asked-of", rule["asked_of"])] if rule["asked_of"] else []
        return self._comma.join([*told, *within])

    def force(self, rule: Mapping[str, Any]) -> str:
        span = rule["in_force"]
        return f"{span['from'] or '…'} – {span['until'] or '…'}"

    def threshold(self, rule: Mapping[str, Any]) -> str:
        """The parameters that have a figure, in words."""
        fixed = [self._word("fixed", rule["measure"])] if rule["measure"] in _texts()["fixed"] else []
        told = (self._parameter(rule["measure"], key, value) for key, value in rule["parameters"].items() if key != "opens")
        return self._comma.join([*fixed, *(one for one in told if one)])

    def _parameter(self, measure: str, key: str, value: Any) -> str:
        """Empty for what has no words."""
        if key == "every":
            return Period.parse(value).each[self._language]
        words: Text | None = _texts()["parameters"].get(f"{measure}.{key}") or _texts()["parameters"].get(key)
        return "" if words is None else _BEFORE_FIGURE.sub(" ", words[self._language].format(self._value(value)))

    def _value(self, value: Any) -> str:
        if isinstance(value, str):
            if value.startswith("P") and value[1:2].isdigit():
                return Period.parse(value).words[self._language]
            return self._word("moments", value) if value in _texts()["moments"] else value
        if isinstance(value, Mapping):
            return self._due(value)
        return self._comma.join(map(self._named, value)) if isinstance(value, (list, tuple)) else str(value)

    def _named(self, code: Any) -> str:
        """A language, a field of a form, a side: in words; a rule by its id."""
        words = name_of(str(code))
        return words.get(self._language) or words.get("", "")

    def _due(self, due: Mapping[str, Any]) -> str:
        """A last day as a rule writes it; a clock's openings, by kind of scope."""
        if "day" in due or "field" in due:
            day = due.get("day") or self._word("moments", due["field"])
            if due.get("year_end"):
                day = {"zh-Hant": f"{day}所在年的 12 月 31 日", "en": f"31 December of the year of {day}"}[self._language]
            return f"{day} + {Period(due['months_after']).words[self._language]}" if due.get("months_after") else day
        mark = "：" if self._language == "zh-Hant" else ": "
        told = [f"{self._word('scopes', scope)}{mark}{self._word('moments', moment)}" for scope, moment in due.items()]
        return self._comma.join(told)

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
            (name["clause"], [_clauses(rule), *(self._clause(one) for one in rule["clauses"])]),
            (name["asked"], [self.asked(rule)]),
            (name["phase"], [self._word("phases", rule["phase"])]),
            (name["force"], [self.force(rule), *([f"{name['replaces']} {rule['replaces']}"] if rule["replaces"] else [])]),
            (name["way"], [f"{self._word('ways', rule['way'])}{self._stop}{self._word('way-meanings', rule['way'])}"]),
            (name["parameters"], [f"measure: {rule['measure']}", *self._parameters(rule)]),
            (name["rows"], self._rows(rule)),
            (name["verdicts"], [self._verdict(rule, code) for code in _verdicts(rule)]),
            (name["cure"], [text] if (text := _cure(rule).get(self._language)) else []),
            (name["ruled"], [self._comma.join(rule["may_be_ruled"]) or name["nobody"]]),
            (name["repeat"], list(repeat)),
            (name["more"], [f"docs/rules.md, {rule['code']}"]),
        ]

    def _verdict(self, rule: Mapping[str, Any], code: str) -> str:
        mark = "：" if self._language == "zh-Hant" else ": "
        return f"{code} ({word('verdicts', code)[self._language]}){mark}{self.meaning(rule, code)}"

    def _clause(self, clause: Mapping[str, Any]) -> str:
        return f"{clause['number']} {clause['title'][self._language]} ({self._names['lines'].format(clause['lines'])})"

    def _parameters(self, rule: Mapping[str, Any]) -> list[str]:
        told = []
        for key, value in rule["parameters"].items():
            words = self._parameter(rule["measure"], key, value)
            written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            told.append(f"{key}: {written}{f' ({words})' if words else ''}")
        return told

    def _rows(self, rule: Mapping[str, Any]) -> list[str]:
        rows = rule["rows"]
        if rows is None:
            return []
        chinese = self._language == "zh-Hant"
        of_process = rows.get("of") == "process"
        kinds = self._comma.join(word("kinds", kind)[self._language] for kind in rows.get("kinds", ()))
        told = [
            ("只讀整個行動方案過程的" if of_process else "對象自己的；整個行動方案讀全部")
            if chinese
            else ("those of the process only" if of_process else "the scope's own; for the plan, all"),
            kinds or ("任何種類" if chinese else "of any kind"),
        ]
        if rows.get("copies") is False:
            told.append("有新內容的（不計副本）" if chinese else "with new content, no copies")
        if rows.get("primary") == "yes":
            told.append("只計第一手資料" if chinese else "primary evidence only")
        if rows.get("primary") == "not-no":
            told.append("不計空泛說明" if chinese else "no bare statements")
        if rows.get("standing"):
            told.append("仍公開的" if chinese else "still public on the day")
        if rows.get("covers"):
            covered = self._comma.join(map(self._named, rows["covers"]))
            told.append(f"涵蓋 {covered}" if chinese else f"covering {covered}")
        return [self._stop.join(told)]
