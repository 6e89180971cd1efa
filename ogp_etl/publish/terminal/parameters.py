"""What a rule's parameters ask, in words of one language: the figures that a list shows, and each of them for an explanation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ogp_etl.model import Period
from ogp_etl.publish.texts import Text, month_and_day, month_name, name_of, ordinal, word

_BEFORE_FIGURE = re.compile(r"(?<=[\u4e00-\u9fff])(?=[0-9])")
"""Between a Chinese sign and a figure stands a blank."""
_ROWS = frozenset({"of", "kinds", "copies", "primary", "standing", "covers"})
_MOST_DOCUMENTS = 2
"""A list names so many documents of a rule, and counts more."""
_LISTED_APART = ("documents", "advised", "confirm")
"""Parameters with a line for each of their parts."""


@cache
def texts() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(files("ogp_etl.publish").joinpath("rules.yml").read_text(encoding="utf-8"))
    return read


class Parameters:
    """Tells them in one language, ``zh-Hant`` or ``en``. Rules as ``check.rule_facts.rule_json`` gives them."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._chinese = language == "zh-Hant"
        self._comma, self._stop, self._mark = ("、", "；", "：") if self._chinese else (", ", "; ", ": ")

    def word(self, section: str, code: str) -> str:
        """A code without words stands for itself."""
        found: Text = texts()[section].get(code, {})
        return found.get(self._language, code)

    def threshold(self, rule: Mapping[str, Any]) -> str:
        """The parameters that have a figure, or a last day."""
        measure, given = rule["measure"], rule["parameters"]
        if measure in texts()["composed"]:
            return self._composed(measure, given)
        fixed = [self.word("fixed", measure)] if measure in texts()["fixed"] else []
        told = [self._told(measure, key, value) for key, value in given.items() if key != "opens"]
        return self._comma.join([*fixed, *self._documents(given.get("documents", ())), *(one for one in told if one)])

    def lines(self, rule: Mapping[str, Any]) -> list[str]:
        """A line a parameter: its key, what is written, and words; what is written as a list or a table only in words."""
        return [line for key, value in rule["parameters"].items() for line in self._lines(rule["measure"], key, value)]

    def rows(self, rows: Mapping[str, Any]) -> str:
        """Which rows of the evidence table are read."""
        of_process = rows.get("of") == "process"
        if self._chinese:
            whose = "只讀整個行動方案過程的" if of_process else "對象自己的；整個行動方案讀全部"
        else:
            whose = "those of the process only" if of_process else "the scope's own; for the plan, all"
        return self._stop.join([whose, *self._kinds(rows)])

    def _composed(self, measure: str, given: Mapping[str, Any]) -> str:
        """One sentence of several parameters. Years are those of the cycle."""
        facts = dict(given)
        for key, value in given.items():
            if key.endswith("year"):
                facts[key] = ordinal(value)[self._language]
            elif key == "month":
                facts[key] = month_name(value)[self._language]
        return self.word("composed", measure).format(**facts)

    def _documents(self, documents: Sequence[Mapping[str, Any]]) -> list[str]:
        if len(documents) > _MOST_DOCUMENTS:
            return [self.word("more", "documents").format(len(documents))]
        return [self._document(one) for one in documents]

    def _document(self, one: Mapping[str, Any]) -> str:
        name = self._named(one["key"])
        if one.get("official"):
            name += self.word("more", "official")
        return self.word("more", "document").format(name=name, by=self.word("moments", one["by"]))

    def _told(self, measure: str, key: str, value: Any) -> str:
        """Empty for what has no words."""
        if key == "every":
            return Period.parse(value).each[self._language]
        words: Text | None = texts()["parameters"].get(f"{measure}.{key}") or texts()["parameters"].get(key)
        return "" if words is None else _BEFORE_FIGURE.sub(" ", words[self._language].format(self._value(key, value)))

    def _lines(self, measure: str, key: str, value: Any) -> Iterator[str]:
        if key in _LISTED_APART:
            yield from (f"{key}: {part}" for part in self._parts(value))
        elif isinstance(value, (Mapping, list)):
            yield f"{key}: {self._value(key, value)}"
        else:
            words = self._told(measure, key, value) or self._note(key, value)
            written = str(value).lower() if isinstance(value, bool) else value
            yield f"{key}: {written}{f' ({words})' if words else ''}"

    def _note(self, key: str, value: Any) -> str:
        found: Text | None = texts()["notes"].get(key)
        return "" if found is None else found[self._language].format(self._value(key, value))

    def _parts(self, value: Any) -> Iterator[str]:
        """Documents with their last days and rows; parts of a text with the kinds that may show them."""
        if isinstance(value, Mapping):
            yield from (f"{self._named(part)}{self._mark}{self._codes(kinds)}" for part, kinds in value.items())
            return
        for one in value:
            more = [self.word("more", "answering")] if one.get("answering") else []
            if one.get("language"):
                more.append(self._named(one["language"]))
            if one.get("perhaps"):
                more.append(self.word("more", "perhaps").format(self._codes(one["perhaps"])))
            if one.get("when"):
                more.append(self.word("more", "when").format(self._conditions(one["when"])))
            yield f"{self._document(one)}{self._mark}{self._stop.join([*self._whose(one['rows']), *more])}"

    def _whose(self, rows: Mapping[str, Any]) -> list[str]:
        process = [self.word("more", "of-process")] if rows.get("of") == "process" else []
        return [*process, *self._kinds(rows)]

    def _conditions(self, codes: Sequence[str]) -> str:
        return self.word("more", "or").join(self.word("conditions", code) for code in codes)

    def _value(self, key: str, value: Any) -> str:
        if isinstance(value, str):
            if value.startswith("P") and value[1:2].isdigit():
                return Period.parse(value).words[self._language]
            if key == "ends":
                return month_and_day(value)[self._language]
            return self.word("moments", value)
        if isinstance(value, Mapping):
            return self._stop.join(self._whose(value)) if value.keys() <= _ROWS else self._due(value)
        if key == "when":
            return self._conditions(value)
        return self._codes(value) if isinstance(value, (list, tuple)) else str(value)

    def _codes(self, values: Sequence[Any]) -> str:
        return self._comma.join(map(self._named, values))

    def _named(self, code: Any) -> str:
        """A kind, a language, a field of a form, a side: in words; a rule by its id."""
        words = name_of(str(code))
        return words.get(self._language) or words.get("", "")

    def _due(self, due: Mapping[str, Any]) -> str:
        """A last day as a rule writes it; a clock's openings by kind of scope; what has to be there for each of something."""
        if "day" in due or "field" in due:
            day = due.get("day") or self.word("moments", due["field"])
            if due.get("year_end"):
                day = f"{day}所在年的 12 月 31 日" if self._chinese else f"31 December of the year of {day}"
            if not due.get("months_after"):
                return str(day)
            later = Period(due["months_after"]).words[self._language]
            return f"{day}後 {later}" if self._chinese else f"{later} after {day}"
        return self._comma.join(f"{self._subject(one)}{self._mark}{self._moment(of)}" for one, of in due.items())

    def _subject(self, code: str) -> str:
        return self.word("scopes", code) if code in texts()["scopes"] else self._named(code)

    def _moment(self, code: str) -> str:
        known = next((section for section in ("moments", "asked-of", "scopes") if code in texts()[section]), "moments")
        return self.word(known, code)

    def _kinds(self, rows: Mapping[str, Any]) -> list[str]:
        chinese = self._chinese
        kinds = self._comma.join(word("kinds", kind)[self._language] for kind in rows.get("kinds", ()))
        told = [kinds or ("任何種類" if chinese else "of any kind")]
        if rows.get("copies") is False:
            told.append("有新內容的（不計副本）" if chinese else "with new content, no copies")
        if rows.get("primary") == "yes":
            told.append("只計第一手資料" if chinese else "primary evidence only")
        if rows.get("primary") == "not-no":
            told.append("不計空泛說明" if chinese else "no bare statements")
        if rows.get("standing"):
            told.append("仍公開的" if chinese else "still public on the day")
        if rows.get("covers"):
            covered = self._codes(rows["covers"])
            told.append(f"涵蓋 {covered}" if chinese else f"covering {covered}")
        return told
