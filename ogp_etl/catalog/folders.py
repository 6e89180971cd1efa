"""Where plans are: those that travel with the program, and those an operator keeps in folders of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from ogp_etl.cards import Plan
from ogp_etl.catalog.reading import COMMITMENTS, PLAN_FILE, PROCESS_FILE, read_plan
from ogp_etl.errors import Fault, InputInvalid

SIGNS = (PLAN_FILE, "plan.yaml", PROCESS_FILE, COMMITMENTS)
"""A folder with one of these is meant as a plan, and a fault when it is none."""


def plans_folder() -> Path:
    """The folder of the plans that travel with the program, also when it is installed from a wheel."""
    return Path(str(files("ogp_etl") / "plans"))


def find_plans(extra: Sequence[Path] = ()) -> dict[str, Path]:
    """Plan id → folder, ids in order of the alphabet. Nothing is read yet: the id is the folder's name.

    ``extra``: an operator's folders, each a plan or a folder of plans. An operator's plan takes the place of one of the
    same id that travels with the program (a card can be mended before the next release). Raises InputInvalid when such
    a folder is not there, or two of them hold the same id.
    """
    found, faults = _look(extra)
    if faults:
        raise InputInvalid([fault for error in faults.values() for fault in error.faults])
    return found


def read_plans(
    extra: Sequence[Path] = (), *, rule_sets: Collection[str] | None = None
) -> tuple[dict[str, Plan], dict[str, InputInvalid]]:
    """All plans that can be read, and by id (or by folder, where none is found) what is wrong with the others."""
    found, broken = _look(extra)
    plans: dict[str, Plan] = {}
    for name, folder in found.items():
        try:
            plans[name] = read_plan(folder, named=name, rule_sets=rule_sets)
        except InputInvalid as error:
            broken[name] = error
    return plans, broken


def _look(extra: Sequence[Path]) -> tuple[dict[str, Path], dict[str, InputInvalid]]:
    own: dict[str, Path] = {}
    broken: dict[str, InputInvalid] = {}
    for given in extra:
        if not given.is_dir():
            broken[str(given)] = InputInvalid([Fault(str(given), "there is no such folder", "mend the path of the plans")])
            continue
        for folder in _plans_in(given):
            first = own.setdefault(folder.name, folder)
            if first.resolve() != folder.resolve():
                fault = Fault(str(folder), f"the plan {folder.name} is also in {first}", "keep one of the two folders")
                broken[folder.name] = InputInvalid([fault])
    found = {folder.name: folder for folder in _plans_in(plans_folder())} | own
    return {name: found[name] for name in sorted(found) if name not in broken}, broken


def _plans_in(given: Path) -> Iterator[Path]:
    folder = given.absolute()
    if _is_meant(folder):
        yield folder
    else:
        yield from (below for below in sorted(folder.iterdir()) if below.is_dir() and _is_meant(below))


def _is_meant(folder: Path) -> bool:
    return not folder.name.startswith((".", "__")) and any((folder / sign).exists() for sign in SIGNS)
