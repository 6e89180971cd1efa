"""The board as HTML: what its template shows, and a whole page of its own for a frame. No script, no outside file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from markupsafe import Markup

from ogp_etl.cards import PROCESS, Plan
from ogp_etl.model import WORST_FIRST, Board, BoardLine, Verdict
from ogp_etl.publish.html import markup
from ogp_etl.publish.texts import Text, of_title
from ogp_etl.publish.updates import waiting_lines

Href = Callable[[str], str | None]
"""Address of the page of a scope (a commitment's number or ``process``), None when it has none."""


def nowhere(_scope: str) -> str | None:
    return None


def tally(board: Board) -> list[tuple[Verdict, int]]:
    """How many commitments have which verdict, worst first; the process is not counted."""
    counted = Counter(line.verdict for line in board.lines if line.scope != PROCESS)
    return [(verdict, counted[verdict]) for verdict in WORST_FIRST if counted[verdict]]


def verdicts_shown(board: Board) -> list[Verdict]:
    """The verdicts that a board shows anywhere, worst first: those that need explaining."""
    shown = {line.verdict for line in board.lines} | {line.freshness for line in board.lines}
    return [verdict for verdict in WORST_FIRST if verdict in shown]


def without_sources(plan: Plan) -> frozenset[str]:
    """Scopes whose card names no source yet: nobody has looked anywhere."""
    scopes = {PROCESS, *(commitment.number for commitment in plan.commitments)}
    return frozenset(scopes - {scope for scope, _ in plan.sources()})


def working_titles(plan: Plan) -> dict[str, Text]:
    """By commitment: the maintainers' working translation, in the languages in which no official title is known."""
    titles = {one.number: (of_title(one.title), of_title(one.working_title)) for one in plan.commitments}
    lacking = {
        number: {language: text for language, text in working.items() if language not in official}
        for number, (official, working) in titles.items()
    }
    return {number: text for number, text in lacking.items() if text}


def short_key(line: BoardLine, key: str) -> str:
    """A source's key without the scope that the line shows already."""
    return key.removeprefix(f"{line.scope}/")


def board_page(
    boards: Sequence[tuple[Plan, Board]], now: datetime, *, href: Callable[[str, str], str | None] | None = None
) -> str:
    """A whole document with the boards of several plans, for a frame: running plans first, the latest before the others.
    ``href(plan id, scope)``: address of a scope's page; None: the boards stand without links."""
    ordered = sorted(boards, key=lambda pair: (pair[1].running, pair[0].start), reverse=True)
    sections = [facts(plan, board, partial(href, plan.id) if href else nowhere) for plan, board in ordered]
    return markup.render("board_page.html.j2", style=_style(), sections=sections, now=now)


def fault_page(message: str) -> str:
    """A whole document that says why there is no board, for the same frame."""
    return markup.render("fault_page.html.j2", style=_style(), message=message)


def _style() -> Markup:
    return Markup(markup.style("board.css"))  # noqa: S704 our own file


def facts(plan: Plan, board: Board, href: Href) -> dict[str, object]:
    """What the board's template needs."""
    return {
        "plan": plan,
        "board": board,
        "href": href,
        "tally": tally(board),
        "waiting": waiting_lines(board),
        "sourceless": without_sources(plan),
        "working": working_titles(plan),
        "short_key": short_key,
    }
