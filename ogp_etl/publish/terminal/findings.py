"""Findings as plain text for a terminal or a pipe: scope by scope, the worst verdict first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ogp_etl.cards import PROCESS, Plan
from ogp_etl.model import WORST_FIRST, BoardLine, Finding, Report, Verdict
from ogp_etl.publish import figures
from ogp_etl.publish.terminal import board as board_text
from ogp_etl.publish.terminal.screen import joined, pad, tame, width, wrapped
from ogp_etl.publish.texts import LANGUAGES, Text, finding_lacks, name_of, of_title, say, word

PLAN = "plan"
MOST_IDS = 3
"""A line names so many rows, and the number of the others."""
_GAP = "  "


def findings_text(plan: Plan, report: Report, language: str, places: int | None = None) -> str:
    """Heading, then the plan's findings and each commitment's, in ``zh-Hant`` or ``en``. ``places``: of a line of the
    terminal; None: any number. Raises ValueError for another language."""
    teller = _Teller(language, places, plan.zone)
    scopes = dict.fromkeys([PLAN, *(finding.scope for finding in report.findings)])
    told = {scope: figures.worst_first(one for one in report.findings if one.scope == scope) for scope in scopes}
    parts = [teller.heading(plan, report)]
    parts += [f"{teller.scope(plan, scope)}\n{teller.findings(found)}" for scope, found in told.items() if found]
    return "\n\n".join(parts) + "\n"


def line_text(plan: Plan, line: BoardLine, report: Report, language: str, places: int | None = None) -> str:
    """One line of the board and below it the findings that stand behind it. ``report`` may hold those of others too.
    Raises ValueError as above."""
    scope = PLAN if line.scope == PROCESS else line.scope
    found = figures.worst_first(finding for finding in report.findings if finding.scope == scope)
    teller = _Teller(language, places, plan.zone)
    head = [teller.title(plan, report), board_text.line_text(plan, line, language, places)]
    return "\n\n".join([*head, teller.findings(found)]) + "\n"


class _Teller:
    def __init__(self, language: str, places: int | None, zone: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"{language!r}: write zh-Hant or en")
        self._language, self._places = language, places
        self._zone = ZoneInfo(zone)
        chinese = language == "zh-Hant"
        self._colon, self._comma, self._stop = ("：", "、", "；") if chinese else (": ", ", ", "; ")

    def _said(self, text: Text) -> str:
        return tame(text.get(self._language) or next(iter(text.values()), ""))

    def _say(self, key: str) -> str:
        return self._said(say(key))

    def _verdict(self, verdict: Verdict) -> str:
        return self._said(word("verdicts", verdict.value))

    def title(self, plan: Plan, report: Report) -> str:
        known = [self._say("judge-known").format(report.known_at.isoformat())] if report.known_at else []
        lines = [f"{self._said(of_title(plan.title))} ({plan.id})", " · ".join([f"{self._say('as-of')} {report.as_of}", *known])]
        return "\n".join(wrapped(line, self._places) for line in lines)

    def heading(self, plan: Plan, report: Report) -> str:
        counted = Counter(finding.verdict for finding in report.findings)
        tally = self._comma.join(f"{counted[each]} {self._verdict(each)}" for each in WORST_FIRST if counted[each])
        number = len(report.findings)
        told = f"{number} {self._say('of-finding' if number == 1 else 'of-findings')}{self._colon}{tally or '–'}"
        return f"{self.title(plan, report)}\n{wrapped(told, self._places)}"

    def scope(self, plan: Plan, scope: str) -> str:
        """Title of a scope: official, else the maintainers' translation, else in another language."""
        if scope == PLAN:
            return self._say("plan-findings")
        card = next((one for one in plan.commitments if one.number == scope), None)
        titles = [of_title(card.title), of_title(card.working_title)] if card else []
        own = next((title for title in titles if self._language in title), titles[0] if titles else {})
        return wrapped(f"{scope} {self._said(own)}".strip(), self._places, _GAP)

    def findings(self, findings: Sequence[Finding]) -> str:
        """A line for each with what decides it below; the verdicts stand under one another."""
        if not findings:
            return _GAP + self._say("no-findings")
        places = max(width(self._verdict(finding.verdict)) for finding in findings)
        indent = " " * (places + 2 * len(_GAP))
        lines = []
        for finding in findings:
            head = _GAP + pad(self._verdict(finding.verdict), places) + _GAP
            lines.append(wrapped(f"{head}{finding.rule}  {self._said(finding.text)}", self._places, indent))
            lines += [indent + wrapped(line, self._room(indent)).replace("\n", f"\n{indent}") for line in self._details(finding)]
        return "\n".join(lines)

    def _room(self, indent: str) -> int | None:
        return None if self._places is None else max(self._places - len(indent), 1)

    def _details(self, finding: Finding) -> Iterator[str]:
        yield from self._voices(finding)
        facts = list(self._facts(finding))
        if facts:
            yield joined(facts, self._stop, None)
        if finding.evidence:
            yield f"{self._say('decides')}{self._colon}{self._ids(finding.evidence)}"
        for why, ids in figures.doubts(finding):
            yield f"{self._say('doubts')}{self._colon}{self._said(word('doubts', why))}{self._colon}{self._ids(ids, why)}"

    def _voices(self, finding: Finding) -> Iterator[str]:
        """What persons say of the verdict."""
        ruling = finding.ruling
        if ruling is not None and ruling.verdict is not None:
            told = [self._verdict(ruling.verdict), self._said(figures.until(finding))]
            if finding.measured is not None:
                told.append(f"{self._say('machine-says')}{self._colon}{self._verdict(finding.measured)}")
            yield f"{self._say('ruling')}{self._colon}{self._stop.join(filter(None, told))}"
            yield self._by(ruling.person, ruling.made, ruling.reason)
        for one in finding.objections:
            yield f"{self._say('objection')} {one.id}{self._colon}{self._by(one.person, one.made, one.why)}"

    def _by(self, person: str, made: datetime, words: str) -> str:
        day = made.astimezone(self._zone).date().isoformat()
        return self._say("said-by").format(tame(person), day, tame(words))

    def _facts(self, finding: Finding) -> Iterator[str]:
        if finding.due:
            yield f"{self._say('due')} {finding.due}"
        if finding.value is not None:
            yield f"{self._say('value')} {self._said(figures.measured(finding))}"
        if finding.missing:
            key = "lacking" if finding.verdict is Verdict.UNKNOWN else "missing"
            yield f"{self._say(key)} {self._comma.join(self._said(finding_lacks(finding, code)) for code in finding.missing)}"
        if finding.history:
            spans = (f"{span.start}–{span.end or self._say('still')}" for span in finding.history)
            yield f"{self._say('history')} {self._comma.join(spans)}"
        if not finding.in_force:
            yield self._say("not-in-force")

    def _ids(self, ids: Iterable[str], why: str = "") -> str:
        """Ids as they stand in the table; what no row is there for, in words."""
        listed = [self._said(name_of(each)) if why in ("not-held", "plan-partial") else tame(each) for each in ids]
        more = [self._say("more-rows").format(len(listed) - MOST_IDS)] if len(listed) > MOST_IDS else []
        return self._comma.join([*listed[:MOST_IDS], *more])
