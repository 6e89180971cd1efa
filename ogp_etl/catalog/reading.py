"""A plan folder (``plan.yml``, ``process.yml``, ``commitments/*.yml``) read as one plan, or all its faults at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from ogp_etl.cards import Commitment, Plan, Process
from ogp_etl.cards.values import LATEST
from ogp_etl.catalog.card_file import CardFile, read_card
from ogp_etl.catalog.commitment_checks import Known, commitment_faults, names, source_faults
from ogp_etl.catalog.plan_checks import amendment_faults, expired_faults, plan_faults
from ogp_etl.errors import Fault, InputInvalid

PLAN_FILE = "plan.yml"
PROCESS_FILE = "process.yml"
COMMITMENTS = "commitments"
MAKE_PLAN = f"write the plan's id, title, days and rule sets in a file {PLAN_FILE} there"


def read_plan(
    folder: Path,
    *,
    named: str | None = None,
    rule_sets: Collection[str] | None = None,
) -> Plan:
    """The plan of one folder, with its process and its commitments (1-10 after 1-9).

    ``named``: the id it must have; None: any. ``rule_sets``: names of the rule sets there are; None: not checked.
    Raises InputInvalid with every fault of every file of the folder.
    """
    reading = _read(folder, named, rule_sets)
    if reading.plan is None:
        raise InputInvalid(reading.faults)
    return reading.plan


def check_plan(
    folder: Path,
    *,
    today: date,
    named: str | None = None,
    rule_sets: Collection[str] | None = None,
) -> list[Fault]:
    """All faults of one folder, those that come with time (``today``, in the plan's zone) among them: a TLS exception past
    its last day does not keep a plan from being read, but must be looked at. Empty: none."""
    reading = _read(folder, named, rule_sets)
    return [*reading.faults, *expired_faults(reading.file, today)]


def number_key(number: str) -> tuple[tuple[int, str], ...]:
    """Sorts 1-2 before 1-10, and numbers before letters."""
    return tuple((int(part), "") if part.isdigit() else (10**9, part) for part in re.findall(r"[0-9]+|[A-Za-z]+", number))


@dataclass(frozen=True, slots=True)
class _Reading:
    plan: Plan | None
    """None exactly when there are faults."""
    faults: list[Fault]
    file: CardFile


def _read(folder: Path, named: str | None, rule_sets: Collection[str] | None) -> _Reading:
    closed = _closed(folder)
    if closed:
        return _Reading(None, closed, CardFile(folder / PLAN_FILE))
    path = folder / PLAN_FILE
    if not path.exists():
        file, plan, found = CardFile(path), None, [Fault(str(path), "there is no such file", MAKE_PLAN)]
    else:
        file, plan, found = read_card(path, Plan)
    cards = [path for path in sorted((folder / COMMITMENTS).glob("*.yml"), key=_by_number) if not path.name.startswith(".")]
    found += plan_faults(file, named=named, rule_sets=rule_sets)
    faults = _in_order([*found, *amendment_faults(file, [path.stem for path in cards])])
    known = _known(file)

    process: Process | None = Process()
    if (folder / PROCESS_FILE).exists():
        card, process, found = read_card(folder / PROCESS_FILE, Process)
        faults += _in_order([*found, *source_faults(card, known)])

    commitments: list[Commitment] = []
    for path in cards:
        card, commitment, found = read_card(path, Commitment)
        faults += _in_order([*found, *commitment_faults(card, known)])
        if commitment is not None:
            commitments.append(commitment)
    faults += _stray(folder)
    whole = None
    if not faults and plan is not None and process is not None:
        whole = replace(plan, commitments=tuple(commitments), process=process)
    return _Reading(whole, faults, file)


def _by_number(path: Path) -> tuple[tuple[int, str], ...]:
    return number_key(path.stem)


def _closed(folder: Path) -> list[Fault]:
    """Folders that we may not look into: to a search they seem empty, and a plan would lose its commitments in silence."""
    for one in (folder, folder / COMMITMENTS):
        try:
            if one.is_dir():
                list(one.iterdir())
                (one / PLAN_FILE).exists()
        except OSError as error:
            do = "give this program the right to read and enter the folder"
            return [Fault(str(one), f"cannot be looked into: {error.strerror}", do)]
    return []


def _known(file: CardFile) -> Known:
    if not file.data:
        return Known()
    end = file.day("end")
    return Known(
        agencies=names(file, "agencies"),
        areas=names(file, "areas"),
        start=file.day("start"),
        close=min(end, LATEST) + timedelta(days=92) if end else None,  # three months are at most 92 days
    )


def _in_order(faults: list[Fault]) -> list[Fault]:
    """By line, each once. Faults without a line come first."""
    lines = {fault: int(line) if (line := fault.where.rpartition(":")[2]).isdigit() else 0 for fault in faults}
    return sorted(lines, key=lambda fault: lines[fault])


def _stray(folder: Path) -> Iterator[Fault]:
    """Files that look like cards and that nobody would read: silence would pass for "no evidence"."""
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder)
        if any(part.startswith(".") for part in below.parts) or path.is_dir():
            continue
        in_cards = below.parts[0] == COMMITMENTS
        read = str(below) in (PLAN_FILE, PROCESS_FILE) or (in_cards and len(below.parts) == 2 and path.suffix == ".yml")
        if read:
            continue
        if in_cards:
            yield Fault(str(path), "is not read as a card", "name it commitments/<number>.yml, or move it out of the folder")
        elif path.suffix.lower() in (".yml", ".yaml"):
            yield Fault(
                str(path),
                "is not read",
                f"name it {PLAN_FILE}, {PROCESS_FILE} or {COMMITMENTS}/<number>.yml, or move it out of the folder",
            )
