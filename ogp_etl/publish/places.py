"""Where things stand on the pages of a plan: the page of a scope or a document, and the anchor of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ogp_etl.cards import PROCESS
from ogp_etl.model import BoardLine, Entry, EvidenceRow
from ogp_etl.publish.texts import Text, say


@dataclass(frozen=True, slots=True)
class Place:
    address: str
    """Relative to the page that shows it."""
    title: str | None
    """Of the row, in a language that nobody stated; None when ``words`` name it."""
    words: Text | None = None
    scope: str = ""
    """A commitment's number, short enough for a list; empty for rows and for the process."""
    day: date | None = None
    """Day that the evidence states; None where it states none, or its title says it."""
    undated: EvidenceRow | None = None
    """Of evidence that states no day: the row, which tells when it was published."""


def scope_page(scope: str) -> str:
    """Page of a commitment's number or of ``process`` within the plan's folder."""
    return "process.html" if scope == PROCESS else f"commitments/{scope}.html"


def document_page(document: str) -> str:
    return f"documents/{document}.html"


def _words(line: BoardLine) -> Text:
    return {language: f"{line.scope} {title}" for language, title in line.title.items()}


class Places:
    """Everything that a finding may name: rows by their page and anchor, scopes by their page."""

    def __init__(self, entries: Sequence[Entry], lines: Sequence[BoardLine]) -> None:
        self._entries = entries
        self._scopes = {line.scope: _words(line) for line in lines} | {PROCESS: say("process")}

    def seen_from(self, up: str) -> dict[str, Place]:
        """By row id and by scope, for a page that is ``up`` (``../``) below the plan's folder."""
        made = {
            scope: Place(up + scope_page(scope), None, words, "" if scope == PROCESS else scope)
            for scope, words in self._scopes.items()
        }
        for entry in self._entries:
            row = entry.row
            page = scope_page(row.commitment or PROCESS)
            stated = row.event_date
            made[row.id] = Place(
                f"{up}{page}#{row.id}",
                row.title,
                day=None if stated is None or stated.isoformat() in (row.title or "") else stated,
                undated=row if stated is None else None,
            )
        return made
