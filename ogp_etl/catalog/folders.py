"""Where plans are: those that travel with the program, and those an operator keeps in folders of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
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


def plan_folder(given: str, known: Mapping[str, Path]) -> Path:
    """The folder that a person means by a path or by the id of one of the ``known`` plans; a folder that is a plan comes
    first. Raises InputInvalid that says which plans there are."""
    folder = Path(given)
    if given and folder.is_dir() and _is_meant(folder.absolute()):
        return folder
    if given in known:
        return known[given]
    if given and folder.is_dir():
        below = [str(folder / one.name) for one in _plans_in(folder)]
        do = (
            f"name one of the plans below it: {', '.join(below)}"
            if below
            else f"name a folder that holds {PLAN_FILE}, or {_ids(known)}"
        )
        raise InputInvalid([Fault(given, f"this folder holds no {PLAN_FILE}", do)])
    if given and folder.exists():
        raise InputInvalid([Fault(given, "is a file, not the folder of a plan", f"name the folder that holds {PLAN_FILE}")])
    raise no_such_plan(given, known, f"the path of a folder that holds {PLAN_FILE}")


def no_such_plan(given: str, known: Collection[str], otherwise: str) -> InputInvalid:
    """The error for a plan that nobody knows. ``otherwise``: what may be written instead of an id."""
    where, what = (given, "there is no such plan") if given else ("plan", "its name is empty")
    return InputInvalid([Fault(where, what, f"write {otherwise}, or {_ids(known)}")])


def _ids(known: Collection[str]) -> str:
    return f"the id of a plan: {', '.join(sorted(known))}" if known else "the id of a plan"


def _look(extra: Sequence[Path]) -> tuple[dict[str, Path], dict[str, InputInvalid]]:
    own: dict[str, Path] = {}
    broken: dict[str, InputInvalid] = {}
    for given in extra:
        if not given.is_dir():
            what = "is a file, not a folder" if given.exists() else "there is no such folder"
            do = "write folders that hold a plan or plans in OGP_PLANS, parted by : as in PATH"
            broken[str(given)] = InputInvalid([Fault(str(given), what, do)])
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
    if folder.name.startswith((".", "__")):
        return False
    try:
        return any((folder / sign).exists() for sign in SIGNS)
    except PermissionError:  # named when it is read, rather than passed over
        return True
