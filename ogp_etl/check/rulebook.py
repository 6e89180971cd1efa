"""The rule sets, read from ``ogp_etl/rules``: for each a file of rules, one of texts and one of clauses."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ogp_etl.check.rule_files import between_sets, clause_numbers, instead, read_files
from ogp_etl.check.rule_set import RuleSet
from ogp_etl.errors import Fault, InputInvalid

__all__ = ["FOLDER", "RuleSet", "clause_numbers", "known_sets", "no_sets", "read_all", "read_set", "read_sets", "rule_faults"]

FOLDER = Path(__file__).resolve().parent.parent / "rules"


def known_sets(folder: Path = FOLDER) -> tuple[str, ...]:
    """Ids of all rule sets."""
    return tuple(sorted(path.stem for path in folder.glob("*.yml") if "." not in path.stem))


def read_set(name: str, folder: Path = FOLDER) -> RuleSet:
    """One rule set with its texts. Raises InputInvalid with every fault of its files."""
    files = read_files(folder, name)
    if files.faults or files.found is None:
        raise InputInvalid(list(files.faults))
    return files.found


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
    return [Fault(where, f"there is no rule set {name!r}", instead(name, known)) for name in names if name not in known]


def read_all(folder: Path = FOLDER) -> list[RuleSet]:
    """Every rule set. Raises InputInvalid with the faults of all of them, also of those between two sets."""
    sets = {name: read_files(folder, name) for name in known_sets(folder)}
    faults = [fault for files in sets.values() for fault in files.faults]
    faults += between_sets(sets)
    if faults:
        raise InputInvalid(faults)
    return [files.found for files in sets.values() if files.found is not None]


def rule_faults() -> list[Fault]:
    """Those of all rule files; none when they can be judged by."""
    try:
        read_all()
    except InputInvalid as error:
        return list(error.faults)
    return []
