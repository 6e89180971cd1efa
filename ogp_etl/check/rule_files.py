"""The three files of a rule set, read with every fault that can be seen in them, and the faults between two sets.

A rule that cannot be read keeps nobody from looking at the others: all faults are named at once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from ogp_etl.check.measures import AnyRule
from ogp_etl.check.measures.of_findings import OfFindings
from ogp_etl.check.rule import InForce, Rule
from ogp_etl.check.rule_set import Clause, RuleSet, Text
from ogp_etl.errors import Fault, InputInvalid
from ogp_etl.yaml_files.faults import faults_from
from ogp_etl.yaml_files.lines import LineMap, read

T = TypeVar("T")
Known = Mapping[str, tuple[RuleSet, Rule]]
"""Rules with their sets, by id."""
Wrong = tuple[str, str]
"""What is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class SetFiles:
    """What the files of one set hold."""

    path: Path
    """Of its rules."""
    found: RuleSet | None
    """With those of its rules that can be read, and texts and clauses where these can be; None where nothing of it can."""
    places: tuple[int, ...]
    """Where each rule of ``found`` stands in the file, from 0."""
    lines: LineMap
    unread: Set[str]
    """Codes of rules that cannot be read."""
    faults: tuple[Fault, ...]
    """None when the set can be judged by."""


class _File(NamedTuple):
    path: Path
    data: Any
    """As written; None where the file cannot be read at all."""
    lines: LineMap


@lru_cache(maxsize=16)
def read_files(folder: Path, name: str) -> SetFiles:
    """``<name>.yml``, ``<name>.texts.yml`` and ``<name>.clauses.yml``. Raises nothing: what is wrong stands in ``faults``."""
    faults: list[Fault] = []
    rules, found = _checked(folder / f"{name}.yml", TypeAdapter(RuleSet), faults)
    texts_file, texts = _checked(folder / f"{name}.texts.yml", TypeAdapter(dict[str, Text]), faults)
    clauses_file, clauses = _checked(folder / f"{name}.clauses.yml", TypeAdapter(dict[str, Clause]), faults)
    written = _rules(rules.data)
    places = tuple(range(len(written)))
    if found is None:
        found, places = _readable(rules.data, written)
    codes = [(place, rule.get("code")) for place, rule in enumerate(written) if isinstance(rule, dict)]
    faults += _faults_between(rules, codes, texts_file)
    if found is not None:
        if isinstance(clauses_file.data, dict) and not found.provisional:
            faults += _unknown_clauses(found, places, rules, set(clauses_file.data))
        if found.id != name:
            line = rules.lines.line(("id",))
            faults.append(Fault(f"{rules.path}:{line}", f"the id is {found.id}", f"write {name}, as the file is named"))
        found = replace(found, texts=texts or {}, clauses=clauses or {})
    unread = {str(code) for place, code in codes if place not in places}
    return SetFiles(rules.path, found, places, rules.lines, unread, tuple(dict.fromkeys(faults)))


def between_sets(sets: Mapping[str, SetFiles]) -> Iterator[Fault]:
    """Rules that name others: the one in whose place they stand, and those whose findings they read. ``sets``: by their names."""
    readable = [(name, files, files.found) for name, files in sets.items() if files.found is not None]
    known: dict[str, tuple[RuleSet, Rule]] = {}
    for name, _, found in readable:
        for rule in found.rules:
            known.setdefault(f"{name}/{rule.code}", (found, rule))
    order = {name: place for place, name in enumerate(known)}
    for name, files, found in readable:
        for place, rule in zip(files.places, found.rules, strict=True):
            for key, (what, do) in _naming(f"{name}/{rule.code}", rule, rule.in_force or found.in_force, known, order, sets):
                yield Fault(f"{files.path}:{files.lines.line(('rules', place, *key))}", what, do)


def _naming(
    name: str, rule: Rule, in_force: InForce, known: Known, order: Mapping[str, int], sets: Mapping[str, SetFiles]
) -> Iterator[tuple[tuple[Hashable, ...], Wrong]]:
    """Where the rule names another wrongly, and how."""
    if rule.replaces is not None:
        for wrong in _replacing(name, in_force, rule.replaces, known, sets):
            yield ("replaces",), wrong
    for place, other in enumerate(rule.findings if isinstance(rule, OfFindings) else ()):
        if other not in known:
            for wrong in _no_such_rule(other, "reads", known, sets):
                yield ("findings", place), wrong
        elif isinstance(known[other][1], OfFindings) and order[other] >= order[name]:
            yield ("findings", place), (f"it reads {other}, which is judged after it", f"write {name} below {other}")


def _no_such_rule(name: str, does: str, known: Known, sets: Mapping[str, SetFiles]) -> Iterator[Wrong]:
    """Nothing is said of a rule that could not be read: its own faults come first."""
    owner, _, code = name.partition("/")
    if owner in sets and (sets[owner].found is None or code in sets[owner].unread):
        return
    yield f"it {does} {name}, and there is no such rule", instead(name, list(known))


def _replacing(name: str, in_force: InForce, older: str, known: Known, sets: Mapping[str, SetFiles]) -> Iterator[Wrong]:
    if older not in known:
        yield from _no_such_rule(older, "replaces", known, sets)
        return
    older_set, other = known[older]
    if in_force.meets(other.in_force or older_set.in_force):
        what = f"{name} and {older}, which it replaces, are in force on the same days"
        yield what, "let the older one end on the day before the newer begins"


def clause_numbers(clause: str) -> list[str]:
    """``R19 §5.1.3, §6.3(3)``: [``§5.1.3``, ``§6.3(3)``]."""
    return [part.strip().rpartition(" ")[2] for part in clause.split(",")]


def instead(name: str, known: Sequence[str]) -> str:
    """What to do about a name that is not among the known ones."""
    near = get_close_matches(name, known, n=1) or get_close_matches(name.upper(), known, n=1)
    return f"did you mean {near[0]}?" if near else f"use {', '.join(known)}"


def _checked(path: Path, adapter: TypeAdapter[T], faults: list[Fault]) -> tuple[_File, T | None]:
    """One file, and its data as their type; None when it has faults, which are added to ``faults``."""
    try:
        written = read(path)
    except InputInvalid as error:
        faults.extend(error.faults)
        return _File(path, None, LineMap()), None
    faults.extend(written.faults)
    file = _File(path, written.data, written.lines)
    try:
        found = adapter.validate_python(written.data)
    except ValidationError as error:
        faults.extend(faults_from(error, written.lines, path, adapter.json_schema(), named=written.faulty))
        return file, None
    return file, None if written.faults else found


def _rules(data: Any) -> list[Any]:
    """As they are written in a file of rules."""
    rules = data.get("rules") if isinstance(data, dict) else None
    return rules if isinstance(rules, list) else []


def _readable(data: Any, written: Sequence[Any]) -> tuple[RuleSet | None, tuple[int, ...]]:
    """The set with those of its rules that can be read, and their places; None where even the rest of it cannot be."""
    rule: TypeAdapter[Any] = TypeAdapter(AnyRule)
    places = tuple(place for place, one in enumerate(written) if _reads(rule, one))
    try:
        return TypeAdapter(RuleSet).validate_python({**data, "rules": [written[place] for place in places]}), places
    except (ValidationError, TypeError):
        return None, ()


def _reads(rule: TypeAdapter[Any], written: Any) -> bool:
    try:
        rule.validate_python(written)
    except ValidationError:
        return False
    return True


def _unknown_clauses(found: RuleSet, places: Sequence[int], file: _File, clauses: Set[str]) -> Iterator[Fault]:
    for place, rule in zip(places, found.rules, strict=True):
        said: list[tuple[tuple[Hashable, ...], str]] = [(("rules", place, "clause"), rule.clause)]
        said += [(("rules", place, "judged", at, "clause"), one.clause) for at, one in enumerate(rule.judged) if one.clause]
        for loc, clause in said:
            if not clause.startswith(f"{found.id} "):
                yield Fault(
                    f"{file.path}:{file.lines.line(loc)}",
                    f"the clause {clause} is not of {found.id}",
                    f"begin it with {found.id}",
                )
            for number in clause_numbers(clause):
                if number not in clauses:
                    do = instead(number, sorted(clauses)) if clauses else "write it there"
                    yield Fault(f"{file.path}:{file.lines.line(loc)}", f"{file.path.stem}.clauses.yml has no clause {number}", do)


def _faults_between(rules: _File, codes: Sequence[tuple[int, object]], texts: _File) -> Iterator[Fault]:
    """Codes written twice, rules without a text, texts without a rule. ``codes``: by the rules' places."""
    first: dict[object, int] = {}
    named = set(texts.data) if isinstance(texts.data, dict) else None
    for place, code in codes:
        line = rules.lines.line(("rules", place, "code"))
        if not isinstance(code, str):
            continue
        if code in first:
            yield Fault(f"{rules.path}:{line}", f"the code {code} stands on line {first[code]} already", "name it otherwise")
        elif named is not None and code not in named:
            yield Fault(f"{rules.path}:{line}", f"{code} has no text", f"write it in {texts.path.name}, in zh-Hant and en")
        first.setdefault(code, line)
    if len(codes) < len(_rules(rules.data)) or not isinstance(rules.data, dict):
        return  # a rule that is no rule at all may be the one that a text is of
    for code in texts.data if named else ():
        if code not in first:
            do = instead(str(code), sorted(map(str, first))) if first else "remove it"
            yield Fault(f"{texts.path}:{texts.lines.line((code,))}", f"there is no rule {code}", do)
