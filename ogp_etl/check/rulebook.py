"""The rule sets, read from ``ogp_etl/rules``: one file of rules and one of texts for each set."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Plain
from ogp_etl.check.measures import AnyRule
from ogp_etl.check.measures.of_findings import OfFindings
from ogp_etl.check.rule import CONFIG, InForce, Rule
from ogp_etl.errors import Fault, InputInvalid
from ogp_etl.yaml_files.faults import faults_from
from ogp_etl.yaml_files.lines import LineMap, read

T = TypeVar("T")
Known = Mapping[str, tuple["RuleSet", Rule]]
"""Rules with their sets, by id."""
Wrong = tuple[str, str]
"""What is wrong, and what to do."""
FOLDER = Path(__file__).resolve().parent.parent / "rules"


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Text:
    """A text people see, always in both languages."""

    zh_hant: Annotated[Plain, Field(alias="zh-Hant")]
    en: Plain

    def by_language(self) -> dict[str, str]:
        return {"zh-Hant": self.zh_hant, "en": self.en}


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Clause:
    """A place of the set's text, by reference."""

    title: Text
    lines: Plain
    """Lines of the Chinese text, such as ``1472-1476``, or the page."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class RuleSet:
    """One version of the rules. ``texts`` (by code) and ``clauses`` (by number, ``§5.1.3``) come from the files beside it."""

    id: Annotated[str, Field(pattern=r"^[A-Z]+[0-9]*$")]
    title: Text
    in_force: InForce = Field(default_factory=InForce)
    provisional: bool = False
    """No stored text stands behind these rules."""
    rules: tuple[AnyRule, ...]
    texts: Annotated[dict[str, Text], Field(json_schema_extra={"readOnly": True})] = Field(default_factory=dict)
    clauses: Annotated[dict[str, Clause], Field(json_schema_extra={"readOnly": True})] = Field(default_factory=dict)


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
    clauses, _ = _checked(folder / f"{name}.clauses.yml", TypeAdapter(dict[str, Clause]), faults)
    if found is not None:
        faults += _faults_between(found, lines, path, texts, text_lines, texts_path)
        if clauses is not None and not found.provisional:
            faults += _unknown_clauses(found, lines, path, clauses)
        if found.id != name:
            faults.append(Fault(f"{path}:{lines.line(('id',))}", f"the id is {found.id}", f"write {name}, as the file is named"))
    if faults or found is None or texts is None or clauses is None:
        raise InputInvalid(faults)
    return replace(found, texts=texts, clauses=clauses)


def read_sets(wanted: Iterable[str], where: str = "rule_sets", folder: Path = FOLDER) -> list[RuleSet]:
    """Rule sets in the given order, each once. All the others are read too: nothing is judged by rules that contradict one
    another, whichever of them a plan names.

    Raises InputInvalid with the faults of all rule files, and with one, naming ``where``, for each set that does not exist.
    """
    asked = list(dict.fromkeys(wanted))
    faults = no_sets(asked, where, folder)
    try:
        found = {one.id: one for one in read_all(folder)}
    except InputInvalid as error:
        raise InputInvalid([*faults, *error.faults]) from error
    if faults:
        raise InputInvalid(faults)
    return [found[name] for name in asked]


def no_sets(names: Iterable[str], where: str = "rule_sets", folder: Path = FOLDER) -> list[Fault]:
    """A fault at ``where`` for each name of which there is no rule set. Reads no file."""
    known = known_sets(folder)
    return [Fault(where, f"there is no rule set {name!r}", _instead(name, known)) for name in names if name not in known]


def read_all(folder: Path = FOLDER) -> list[RuleSet]:
    """Every rule set. Raises InputInvalid with the faults of all of them, also of those between two sets."""
    faults: list[Fault] = []
    found: list[RuleSet] = []
    unread: list[str] = []
    for name in known_sets(folder):
        try:
            found.append(read_set(name, folder))
        except InputInvalid as error:
            faults += error.faults
            unread.append(name)
    faults += _between_sets(found, unread, folder)
    if faults:
        raise InputInvalid(faults)
    return found


def rule_faults() -> list[Fault]:
    """Those of all rule files; none when they can be judged by."""
    try:
        read_all()
    except InputInvalid as error:
        return list(error.faults)
    return []


def clause_numbers(clause: str) -> list[str]:
    """``R19 §5.1.3, §6.3(3)``: [``§5.1.3``, ``§6.3(3)``]."""
    return [part.strip().rpartition(" ")[2] for part in clause.split(",")]


def _instead(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1) or get_close_matches(name.upper(), known, n=1)
    return f"did you mean {near[0]}?" if near else f"use {', '.join(known)}"


def _checked(path: Path, adapter: TypeAdapter[T], faults: list[Fault]) -> tuple[T | None, LineMap]:
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


def _unknown_clauses(found: RuleSet, lines: LineMap, path: Path, clauses: Mapping[str, Clause]) -> Iterator[Fault]:
    for place, rule in enumerate(found.rules):
        said: list[tuple[tuple[Hashable, ...], str]] = [(("rules", place, "clause"), rule.clause)]
        said += [(("rules", place, "judged", at, "clause"), one.clause) for at, one in enumerate(rule.judged) if one.clause]
        for loc, clause in said:
            if not clause.startswith(f"{found.id} "):
                yield Fault(f"{path}:{lines.line(loc)}", f"the clause {clause} is not of {found.id}", f"begin it with {found.id}")
            for number in clause_numbers(clause):
                if number not in clauses:
                    do = _instead(number, sorted(clauses)) if clauses else "write it there"
                    yield Fault(f"{path}:{lines.line(loc)}", f"{path.stem}.clauses.yml has no clause {number}", do)


def _between_sets(sets: Sequence[RuleSet], unread: Container[str], folder: Path) -> Iterator[Fault]:
    """Rules that name others: the one in whose place they stand, and those whose findings they read. ``unread``: ids of sets
    that could not be read."""
    known = {f"{each.id}/{rule.code}": (each, rule) for each in sets for rule in each.rules}
    order = {name: place for place, name in enumerate(known)}
    for name, (each, rule) in known.items():
        if rule.replaces is not None:
            wrong = _replacing(name, rule.in_force or each.in_force, rule.replaces, known, unread)
            yield from _faults_at(folder, each, rule, ("replaces",), wrong)
        for place, other in enumerate(rule.findings if isinstance(rule, OfFindings) else ()):
            wrong = ()
            if other not in known:
                wrong = _no_such_rule(other, "reads", known, unread)
            elif isinstance(known[other][1], OfFindings) and order[other] >= order[name]:
                wrong = ((f"it reads {other}, which is judged after it", f"write {name} below {other}"),)
            yield from _faults_at(folder, each, rule, ("findings", place), wrong)


def _faults_at(folder: Path, each: RuleSet, rule: Rule, key: tuple[Hashable, ...], wrong: Iterable[Wrong]) -> Iterator[Fault]:
    """The file is read once more for the line, only where something is wrong."""
    for what, do in wrong:
        path = folder / f"{each.id}.yml"
        line = read(path).lines.line(("rules", [one.code for one in each.rules].index(rule.code), *key))
        yield Fault(f"{path}:{line}", what, do)


def _no_such_rule(name: str, does: str, known: Known, unread: Container[str]) -> Iterable[Wrong]:
    """Nothing is said of a rule of a set that could not be read: the faults of that set come first."""
    if name.partition("/")[0] not in unread:
        yield f"it {does} {name}, and there is no such rule", _instead(name, list(known))


def _replacing(name: str, in_force: InForce, older: str, known: Known, unread: Container[str]) -> Iterable[Wrong]:
    if older not in known:
        yield from _no_such_rule(older, "replaces", known, unread)
        return
    older_set, other = known[older]
    if in_force.meets(other.in_force or older_set.in_force):
        what = f"{name} and {older}, which it replaces, are in force on the same days"
        yield what, "let the older one end on the day before the newer begins"


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
