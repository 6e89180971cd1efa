"""The rule sets, read from ``ogp_etl/rules``: one file of rules and one of texts for each set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from ogp_etl.card_values import Plain
from ogp_etl.check.measures import AnyRule
from ogp_etl.check.rule import CONFIG
from ogp_etl.errors import Fault, InputInvalid
from ogp_etl.typed_faults import faults_from
from ogp_etl.yaml_lines import LineMap, read

FOLDER = Path(__file__).resolve().parent.parent / "rules"


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Text:
    """A text people see, always in both languages."""

    zh_hant: Annotated[Plain, Field(alias="zh-Hant")]
    en: Plain

    def by_language(self) -> dict[str, str]:
        return {"zh-Hant": self.zh_hant, "en": self.en}


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class InForce:
    """First and last day; None: open on that side."""

    first: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None

    def on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class RuleSet:
    """One version of the rules. ``texts`` comes from the file beside it, by code."""

    id: Annotated[str, Field(pattern=r"^[A-Z]+[0-9]*$")]
    title: Text
    in_force: InForce = Field(default_factory=InForce)
    provisional: bool = False
    """No stored text stands behind these rules."""
    rules: tuple[AnyRule, ...]
    texts: Annotated[dict[str, Text], Field(json_schema_extra={"readOnly": True})] = Field(default_factory=dict)


def known_sets(folder: Path = FOLDER) -> tuple[str, ...]:
    """Ids of all rule sets."""
    return tuple(sorted(path.stem for path in folder.glob("*.yml") if "." not in path.stem))


@lru_cache(maxsize=16)
def read_set(name: str, folder: Path = FOLDER) -> RuleSet:
    """One rule set with its texts. Raises InputInvalid with every fault of both files."""
    path, texts_path = folder / f"{name}.yml", folder / f"{name}.texts.yml"
    faults: list[Fault] = []
    found, lines = _checked(path, TypeAdapter(RuleSet), faults)
    texts, text_lines = _checked(texts_path, TypeAdapter(dict[str, Text]), faults)
    if found is not None:
        faults += _faults_between(found, lines, path, texts, text_lines, texts_path)
        if found.id != name:
            faults.append(Fault(f"{path}:{lines.line(('id',))}", f"the id is {found.id}", f"write {name}, as the file is named"))
    if faults or found is None or texts is None:
        raise InputInvalid(faults)
    return RuleSet(
        id=found.id,
        title=found.title,
        in_force=found.in_force,
        provisional=found.provisional,
        rules=found.rules,
        texts=texts,
    )


def read_sets(wanted: Iterable[str], where: str = "rule_sets") -> list[RuleSet]:
    """Rule sets in the given order, each once. Raises InputInvalid, naming ``where``, for a set that does not exist."""
    known = known_sets()
    asked = list(dict.fromkeys(wanted))
    faults = [Fault(where, f"there is no rule set {name!r}", _instead(name, known)) for name in asked if name not in known]
    if faults:
        raise InputInvalid(faults)
    return [read_set(name) for name in asked]


def _instead(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1) or get_close_matches(name.upper(), known, n=1)
    return f"did you mean {near[0]}?" if near else f"use {', '.join(known)}"


def _checked(path: Path, adapter: TypeAdapter[Any], faults: list[Fault]) -> tuple[Any, LineMap]:
    """The data of one file as its type; None when it has faults, which are added to ``faults``."""
    try:
        written = read(path)
    except InputInvalid as error:
        faults.extend(error.faults)
        return None, LineMap()
    faults.extend(written.faults)
    try:
        found = adapter.validate_python(written.data)
    except ValidationError as error:
        faults.extend(faults_from(error, written.lines, path, adapter.json_schema(), named=written.faulty))
        return None, written.lines
    return None if written.faults else found, written.lines


def _faults_between(
    found: RuleSet, lines: LineMap, path: Path, texts: dict[str, Text] | None, text_lines: LineMap, texts_path: Path
) -> list[Fault]:
    """Codes written twice, rules without a text, texts without a rule."""
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for place, rule in enumerate(found.rules):
        line = lines.line(("rules", place, "code"))
        if rule.code in first:
            faults.append(
                Fault(f"{path}:{line}", f"the code {rule.code} stands on line {first[rule.code]} already", "name it otherwise")
            )
        elif texts is not None and rule.code not in texts:
            faults.append(
                Fault(f"{path}:{line}", f"{rule.code} has no text", f"write it in {texts_path.name}, in zh-Hant and en")
            )
        first.setdefault(rule.code, line)
    for code in texts or ():
        if code not in first:
            do = _instead(code, sorted(first)) if first else "remove it"
            faults.append(Fault(f"{texts_path}:{text_lines.line((code,))}", f"there is no rule {code}", do))
    return faults
