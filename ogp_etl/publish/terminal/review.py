"""The reviewer's view and the completeness matrix as plain text for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ogp_etl.cards import PROCESS, Plan
from ogp_etl.model import Finding, Verdict
from ogp_etl.model.completeness import Matrix
from ogp_etl.model.reviewed import Asked, KeyDay, LedgerLine, Question, Review, Upcoming
from ogp_etl.publish import figures
from ogp_etl.publish.html.review import (
    CELL_MARKS,
    ahead_lead,
    answer_head,
    answer_text,
    breach_key,
    first_text,
    no_rule_text,
    share_text,
    shifted_text,
    shown_matrix,
    upcoming_due,
    upcoming_name,
    version_text,
)
from ogp_etl.publish.needs import cell_name, need, scope_name
from ogp_etl.publish.terminal.screen import aligned, tame, wrapped
from ogp_etl.publish.texts import LANGUAGES, Text, finding_lacks, of_title, phrase, say, word

MOST_IDS = 3
_GAP = "  "


def review_text(plan: Plan, review: Review, supposed: Sequence[Text], language: str, places: int | None = None) -> str:
    """``supposed``: what a day to come supposes (``what_if.supposed``). ``places``: of a line of the terminal; None: any number.
    Raises ValueError for another language than zh-Hant and en."""
    teller = _Teller(plan, language, places)
    parts = [teller.head("review", f"{teller.say('as-of')} {review.as_of}", supposed), teller.answer(review)]
    for chapter in dict.fromkeys(question.chapter for question in review.questions):
        asked = [question for question in review.questions if question.chapter == chapter]
        parts.append(teller.chapter(chapter, asked))
    parts += [teller.ledger(review.ledger), teller.calendar(review), teller.versions(review), teller.ahead(review)]
    parts.append(teller.shares(review))
    if review.others:
        parts.append("\n".join([teller.told("review", "others"), *(line for one in review.others for line in teller.rule(one))]))
    return "\n\n".join(parts) + "\n"


def matrix_text(
    plan: Plan, matrices: Sequence[Matrix], supposed: Sequence[Text], language: str, places: int | None = None
) -> str:
    """One after another: the share, then what is expected, missing first. Arguments as above."""
    teller = _Teller(plan, language, places)
    day = f"{teller.say('as-of')} {matrices[0].as_of}" if matrices else ""
    return "\n\n".join([teller.head("matrix", day, supposed), *(teller.matrix(one) for one in matrices)]) + "\n"


class _Teller:
    def __init__(self, plan: Plan, language: str, places: int | None) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"{language!r}: write zh-Hant or en")
        self._plan, self._language, self._places = plan, language, places
        self._colon, self._comma = ("：", "、") if language == "zh-Hant" else (": ", ", ")

    def _in(self, text: Text) -> str:
        return tame(text.get(self._language) or next(iter(text.values()), ""))

    def say(self, key: str) -> str:
        return self._in(say(key))

    def told(self, section: str, key: str) -> str:
        return self._in(phrase(section, key))

    def _line(self, text: str, indent: str = "") -> str:
        return indent + wrapped(text, None if self._places is None else self._places - len(indent), indent + _GAP).lstrip()

    def _verdict(self, verdict: Verdict) -> str:
        return self._in(word("verdicts", verdict.value))

    def head(self, section: str, day: str, supposed: Sequence[Text]) -> str:
        title = f"{self._in(of_title(self._plan.title))} ({self._plan.id})"
        notes = [self._line(tame(note)) for note in self._plan.notes]
        told = [self._line(self._in(text)) for text in supposed]
        return "\n".join([self._line(f"{self.told(section, 'heading')}{self._colon}{title}"), day, *told, *notes])

    def answer(self, review: Review) -> str:
        lines = [f"{self._in(answer_head(review))} {self._in(answer_text(review))}", self._in(first_text(review))]
        return "\n".join(self._line(line) for line in lines)

    def chapter(self, chapter: str, questions: Sequence[Question]) -> str:
        head = f"{self.told('chapters', chapter)} ({phrase('chapter-clauses', chapter)})"
        return "\n".join([head, *(line for question in questions for line in self._question(question))])

    def _question(self, question: Question) -> Iterator[str]:
        verdict = self._verdict(question.verdict) if question.asked else self.told("review", "not-asked")
        told = f"{verdict}{self._colon}{self.told('questions', question.key)} ({question.clause})"
        yield self._line(told, _GAP)
        if question.no_rule:
            yield self._line(self._in(no_rule_text(question, self._plan)), 2 * _GAP)
        for asked in question.asked:
            yield from self.rule(asked)

    def rule(self, asked: Asked) -> Iterator[str]:
        for finding in asked.plan:
            facts = self._comma.join([self._verdict(finding.verdict), *self._facts(finding)])
            yield self._line(f"{finding.rule} {self.told('review', 'whole')}{self._colon}{facts}", 2 * _GAP)
        for rule in dict.fromkeys(finding.rule for finding in asked.commitments):
            own = [finding for finding in asked.commitments if finding.rule == rule]
            told = self._comma.join(f"{finding.scope} {self._verdict(finding.verdict)}" for finding in own)
            yield self._line(f"{rule} {self.told('review', 'each')}{self._colon}{told}", 2 * _GAP)

    def _facts(self, finding: Finding) -> Iterator[str]:
        if finding.while_drafting:
            yield f"{self.told('review', 'while-drafting')} {self._verdict(finding.while_drafting)}"
        if finding.value is not None:
            yield self._in(figures.measured(finding))
        if finding.due:
            yield f"{self.say('due')} {finding.due}"
        if finding.missing:
            yield f"{self.say('lacking')} {self._comma.join(self._in(finding_lacks(finding, code)) for code in finding.missing)}"
        if finding.evidence:
            more = len(finding.evidence) - MOST_IDS
            ids = [*finding.evidence[:MOST_IDS], *([self.say("more-rows").format(more)] if more > 0 else [])]
            yield f"{self.told('review', 'evidence')} {self._comma.join(map(tame, ids))}"

    def ledger(self, lines: Sequence[LedgerLine]) -> str:
        rows = [
            [
                _GAP + line.plan,
                str(line.end),
                self.told("review", breach_key(line)),
                self.told("review", "this-cycle") if line.current else tame(line.reason),
            ]
            for line in lines
        ]
        empty = [self._line(self.told("review", "ledger-empty"), _GAP)] if len(lines) == 1 else []
        lead = self._line(self.told("review", "ledger-lead"), _GAP)
        return "\n".join([self.told("review", "ledger"), lead, *empty, *aligned(rows)])

    def calendar(self, review: Review) -> str:
        calendar = review.calendar
        group = self.told("review", f"group-{calendar.group}")
        if not calendar.by_deadline:
            group = f"{group} {self.told('review', 'by-start')}"
        shifted = [self._line(self._in(shifted_text(review)), _GAP)] if calendar.shifted else []
        days = aligned([[_GAP + self._days(one), self._named(one)] for one in calendar.days])
        analogy = [] if review.reviewed else [self._line(self.told("review", "unreviewed"), _GAP)]
        return "\n".join([f"{self.told('review', 'calendar')}{self._colon}{group}", *shifted, *analogy, *days])

    def _days(self, one: KeyDay) -> str:
        return f"{one.first} – {one.last}" if one.last else str(one.first)

    def _named(self, one: KeyDay) -> str:
        done = f"{self._colon}{self.told('review', 'done')} {one.done}" if one.done else ""
        return f"{self.told('calendar', one.key)} ({one.clause}){done}"

    def versions(self, review: Review) -> str:
        whole = self.told("review", "whole")
        lines = [
            f"{whole if scope == 'plan' else scope} {self._in(version_text(version))}"
            for scope, version in review.versions.items()
        ]
        count = [f"{one.day}" for one in self._plan.amendments if one.day <= review.as_of]
        amended = self._comma.join(count) or self.told("review", "amendments-none")
        adopted = [] if lines else [self._in(version_text("adopted"))]
        head = f"{self.told('review', 'amendments')}{self._colon}{amended}"
        told = f"{self.told('review', 'versions')}{self._colon}{self._comma.join([*lines, *adopted])}"
        return "\n".join([self._line(head), self._line(told, _GAP)])

    def ahead(self, review: Review) -> str:
        lines = [self._upcoming(one) for one in review.upcoming] or [_GAP + self.told("review", "ahead-none")]
        return "\n".join([self.told("review", "ahead"), self._line(self._in(ahead_lead(review)), _GAP), *lines])

    def _upcoming(self, one: Upcoming) -> str:
        scope = self.told("review", "whole") if one.finding.scope == "plan" else one.finding.scope
        red = f"{self._comma}{self.told('due', 'red').format(red=one.red)}" if one.red else ""
        due = f"{self._in(upcoming_due(one))}{red}"
        return self._line(f"{scope} {one.finding.rule}{self._colon}{due}{self._colon}{self._in(upcoming_name(one))}", _GAP)

    def shares(self, review: Review) -> str:
        told = [f"{_GAP}{self._in(scope_name(scope))}  {self._share(share)}" for scope, share in review.shares.items()]
        return "\n".join([self.told("review", "completeness"), *told])

    def _share(self, share: tuple[int, int]) -> str:
        if not share[1]:
            return self.told("matrix", "share-none")
        return self._in(share_text(share))

    def matrix(self, matrix: Matrix) -> str:
        card = next((one for one in self._plan.commitments if one.number == matrix.scope), None)
        title = self._in(scope_name(PROCESS)) if card is None else f"{matrix.scope} {self._in(of_title(card.title))}"
        lines = [self._line(title), f"{_GAP}{self._share(matrix.share)}"]
        for cell in shown_matrix(matrix).cells:
            span = f" {cell.half.start} – {cell.due}" if cell.half and cell.family in ("update", "progress") else ""
            due = f" ({self.say('due')} {cell.due})" if cell.due and not span else ""
            told = (
                f"{CELL_MARKS[cell.state.value]} {self.told('states', cell.state.value)}  {self._in(cell_name(cell))}{span}{due}"
            )
            lines.append(self._line(told, _GAP))
            if wanted := self._in(need(matrix.scope, cell)):
                lines.append(self._line(wanted, 3 * _GAP))
        return "\n".join(lines)
