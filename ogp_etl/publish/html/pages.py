"""The pages of one plan, each from the facts that its template shows. Pure; judges nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ogp_etl.cards import PROCESS, Commitment, Milestone, Plan, Role, source_key
from ogp_etl.model import BoardLine, Entry, Finding, Part, Verdict
from ogp_etl.model.reviewed import Review
from ogp_etl.publish.data import formats
from ogp_etl.publish.data.table_rows import address, in_order
from ogp_etl.publish.data.tables import Table
from ogp_etl.publish.edition import CaptureFacts, Edition
from ogp_etl.publish.figures import worst_first
from ogp_etl.publish.html import board as board_html
from ogp_etl.publish.html import markup
from ogp_etl.publish.html import review as review_page
from ogp_etl.publish.places import Places, document_page, scope_page
from ogp_etl.publish.texts import LINKED

PLAN = "plan"
"""Scope of findings on the whole plan."""
STATES = {
    Verdict.PASS: "milestone-shown",
    Verdict.PENDING: "milestone-open",
    Verdict.DUE_SOON: "milestone-missing",
    Verdict.BREACH: "milestone-missing",
    Verdict.UNKNOWN: "milestone-unknown",
    None: "milestone-unjudged",
}


def plan_pages(edition: Edition, tables: Sequence[Table], data: Mapping[str, bytes]) -> dict[str, str]:
    """All pages by their name within the plan's folder. ``data``: content of the tables' files by name."""
    maker = _Maker(edition)
    made = {"index.html": maker.plan(), "data.html": maker.data(tables, data)}
    if edition.review:
        made["review.html"] = maker.review(edition.review)
    if edition.rules:
        made["rules.html"] = maker.rules()
    for line in edition.board.lines:
        made[scope_page(line.scope)] = maker.scope(line)
    for entries in maker.documents.values():
        made[document_page(entries[0].document.id)] = maker.document(entries)
    return made


@dataclass(frozen=True, slots=True)
class ShownMilestone:
    card: Milestone
    part: Part | None
    """What the finding on linked evidence says of it; None when nobody judged it."""
    state: str
    """Key of words.yml."""
    rows: tuple[str, ...]
    """Ids of evidence rows that name it."""


@dataclass(frozen=True, slots=True)
class ShownAgency:
    name: Any
    homepage: str | None
    part: str
    """``lead`` or ``supporting``."""
    role: Role


class _Maker:
    """Renders the pages of one edition; holds only what several of them need."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._plan: Plan = edition.plan
        self._entries = in_order(edition.plan, edition.entries)
        self._places = Places(self._entries, edition.board.lines)
        self._states = {state.source: state for state in edition.states}
        self._lines = {line.scope: line for line in edition.board.lines}
        self._unseen = {key for line in edition.board.lines for key in line.unseen}
        self._explained = {rule["id"] for rule in edition.rules}
        self._matrices = {one.scope: one for one in edition.matrices}
        self.documents: dict[str, list[Entry]] = {}
        for entry in self._entries:
            if entry.capture:
                self.documents.setdefault(entry.document.id, []).append(entry)

    def _render(self, template: str, up: str, **facts: Any) -> str:
        edition = self._edition
        common = {
            "up": up,
            "plan": self._plan,
            "board": edition.board,
            "now": edition.now,
            "zone": self._plan.zone,
            "as_of": edition.report.as_of,
            "places": self._places.seen_from(up),
            "review": edition.review,
            "explained": self._explained,
        }
        return markup.render(template, **review_page.HELPERS, **common, **facts)

    def plan(self) -> str:
        board = self._edition.board
        return self._render(
            "plan.html.j2",
            "",
            **{
                name: value
                for name, value in board_html.facts(self._plan, board, scope_page).items()
                if name not in ("plan", "board")
            },
            process=self._lines.get(PROCESS),
            shown=board_html.verdicts_shown(board),
            unseen=[
                self._source(scope, source) for scope, source in self._plan.sources() if source_key(scope, source) in self._unseen
            ],
            findings=self._findings(PLAN),
            gaps=self._gaps(),
        )

    def scope(self, line: BoardLine) -> str:
        commitment = next((one for one in self._plan.commitments if one.number == line.scope), None)
        own = [entry for entry in self._entries if (entry.row.commitment or PROCESS) == line.scope]
        findings = self._findings(line.scope if commitment else PLAN)
        milestones = self._milestones(commitment, findings, own) if commitment else []
        return self._render(
            "scope.html.j2",
            "../" if commitment else "",
            commitment=commitment,
            line=line,
            sourceless=board_html.without_sources(self._plan),
            notes=commitment.notes if commitment else self._plan.process.notes,
            findings=findings,
            milestones=milestones,
            milestone_ids={milestone.card.id for milestone in milestones},
            held=[entry for entry in own if entry.capture],
            known=[entry for entry in own if not entry.capture],
            shown_matrix=review_page.shown_matrix(self._matrices[line.scope]) if line.scope in self._matrices else None,
            sources=[self._source(scope, source) for scope, source in self._plan.sources() if scope == line.scope],
            agencies=self._agencies(commitment) if commitment else [],
            area=next((area for area in self._plan.areas if commitment and area.id == commitment.area), None),
        )

    def document(self, entries: Sequence[Entry]) -> str:
        scope = entries[-1].row.commitment or PROCESS
        line = self._lines.get(scope)
        return self._render(
            "document.html.j2",
            "../",
            document=entries[-1].document,
            newest=entries[-1],
            page=scope_page(scope),
            scope=scope,
            belongs=line.title if line else {"": scope},
            source_page=self._source_page(entries[-1].document.source),
            versions=[
                {"entry": entry, "facts": self._edition.captures.get(entry.capture.id, CaptureFacts())}
                for entry in reversed(entries)
                if entry.capture
            ],
        )

    def review(self, review: Review) -> str:
        chapters = list(dict.fromkeys(question.chapter for question in review.questions))
        return self._render("review.html.j2", "", href=scope_page, chapters=chapters)

    def rules(self) -> str:
        found: dict[str, list[Finding]] = {}
        for finding in self._edition.report.findings:
            found.setdefault(finding.rule, []).append(finding)
        sets: dict[str, list[Mapping[str, Any]]] = {}
        for rule in self._edition.rules:
            sets.setdefault(rule["set"], []).append(rule)
        return self._render("rules.html.j2", "", href=scope_page, found=found, sets=list(sets.items()))

    def data(self, tables: Sequence[Table], data: Mapping[str, bytes]) -> str:
        known_at = self._edition.report.known_at
        return self._render(
            "data.html.j2",
            "",
            tables=tables,
            queries=list(self._edition.queries),
            known_at=formats.instant(known_at) if known_at else None,
            sizes={name: len(content) for name, content in data.items()},
            digests={name: hashlib.sha256(content).hexdigest() for name, content in data.items()},
        )

    def _findings(self, scope: str) -> list[Finding]:
        return worst_first(finding for finding in self._edition.report.findings if finding.scope == scope)

    def _source_page(self, key: str) -> str | None:
        """Where a source is told of; None for one that no card names any more."""
        named = (source for source in self._plan.sources() if source_key(*source) == key)
        return next((f"{scope_page(scope)}#source-{card.id}" for scope, card in named), None)

    def _source(self, scope: str, card: Any) -> dict[str, Any]:
        key = source_key(scope, card)
        state = self._states.get(key)
        return {
            "key": key,
            "card": card,
            "title": card.title,
            "page": f"{scope_page(scope)}#source-{card.id}",
            "address": address(card),
            "unseen": key in self._unseen,
            "last_whole": state.last_whole if state else None,
            "last_reason": state.last_reason if state else "",
            "last_outcome": state.last_outcome if state else "",
        }

    def _milestones(self, commitment: Commitment, findings: Sequence[Finding], own: Sequence[Entry]) -> list[ShownMilestone]:
        linked = next((finding for finding in findings if finding.rule.endswith(LINKED)), None)
        parts = {part.key: part for part in linked.parts} if linked else {}
        made = []
        for milestone in commitment.milestones:
            part = parts.get(milestone.id)
            rows = tuple(entry.row.id for entry in own if entry.row.milestone == milestone.id)
            made.append(ShownMilestone(milestone, part, STATES.get(part.verdict, STATES[None]) if part else STATES[None], rows))
        return made

    def _agencies(self, commitment: Commitment) -> list[ShownAgency]:
        by_id = {agency.id: agency for agency in self._plan.agencies}
        made = []
        for part, roles in (("lead", commitment.lead), ("supporting", commitment.supporting)):
            for role in roles:
                agency = by_id.get(role.agency)
                made.append(
                    ShownAgency(agency.name if agency else {"": role.agency}, agency.homepage if agency else None, part, role)
                )
        return made

    def _gaps(self) -> list[dict[str, Any]]:
        """What is not known, one sentence each with the pages of all that it is said of."""
        grouped: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for scope, text in self._edition.gaps:
            grouped.setdefault(tuple(text.items()), []).append(scope)
        return [{"text": dict(text), "scopes": list(dict.fromkeys(scopes))} for text, scopes in grouped.items()]
