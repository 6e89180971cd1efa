"""How commands tell of their work: a bar while it goes on, an answer at its end."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import typer

from ogp_etl.errors import InputInvalid

if TYPE_CHECKING:
    from ogp_etl.pipeline import Job

Step = TypeVar("Step")
UNFINISHED = 3
"""Exit code when some of the work could not be done."""


def shown(steps: Sequence[Step], word: str) -> Iterator[Step]:
    """The steps, with a bar on the terminal while they are done; silent where nobody watches."""
    yield from _tracked(steps, word, len(steps))


def shown_as_they_come(steps: Iterable[Step], word: str) -> Iterator[Step]:
    """As ``shown``, where nobody knows how many there will be."""
    yield from _tracked(steps, word, None)


def answer(as_json: bool, document: dict[str, object], line: str) -> None:
    typer.echo(json.dumps(document) if as_json else line)


def name_broken(broken: Mapping[str, InputInvalid]) -> None:
    """Plans with faults in their cards, on the error stream."""
    for error in broken.values():
        typer.echo(f"{error}\nnothing is harvested for this plan until its cards are mended", err=True)


def name_untouched(job: Job) -> None:
    """On the error stream that nothing was ever harvested for any of the plans: perhaps another register is meant."""
    if job.plans and not any(job.shop.register.watched_since(plan) for plan in job.plans):
        where, do = _register(job)
        typer.echo(f"{where} knows of no visit for {', '.join(job.plans)}; {do}, or run ogp-etl harvest", err=True)


def name_unchecked(job: Job) -> None:
    """On the error stream that a plan was never checked."""
    for plan in job.plans:
        if not job.shop.register.judged_days(plan):
            where, do = _register(job)
            typer.echo(f"{where} knows of no check of {plan}; {do}, or run ogp-etl run {plan}", err=True)


def _register(job: Job) -> tuple[str, str]:
    """Which register it is, by the setting that names it, and how to name another. An address may hold a password: it is not
    shown."""
    settings = job.shop.settings
    if settings.register_url is None:
        return f"the register in OGP_HOME ({settings.home.resolve()})", "set OGP_HOME to the folder that holds yours"
    return "the register of OGP_REGISTER_URL", "set that to the address of yours"


def run_id() -> str:
    return f"by-hand-{uuid.uuid4().hex}"


def _tracked(steps: Iterable[Step], word: str, total: int | None) -> Iterator[Step]:
    from rich.console import Console
    from rich.progress import track

    yield from track(steps, description=word, total=total, console=Console(stderr=True), disable=not sys.stderr.isatty())
