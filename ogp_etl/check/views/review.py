"""The reviewer's view: the findings put under the questions that a review of the plan asks (R19 chapters 2, 4, 5, 6). Pure.

Nothing is judged here. A rule that no set of the plan has is named, and every finding stands somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ogp_etl.cards import PROCESS, Plan
from ogp_etl.check.measures.of_findings import as_of
from ogp_etl.check.views.plan_calendar import plan_calendar
from ogp_etl.model import WORST_FIRST, Finding, Report, Verdict
from ogp_etl.model.reviewed import Answer, Asked, LedgerLine, Question, Review, Upcoming


class _Ask(NamedTuple):
    key: str
    chapter: str
    clause: str
    codes: tuple[str, ...]
    """The rules that decide it: named where no set of the plan has them."""
    beside: tuple[str, ...] = ()
    """Rules shown beside them where there are any."""


PARTICIPATION = "participation"
DECIDING = ("repository", PARTICIPATION)
"""The chapters by which it is answered whether the plan would pass."""
QUESTIONS = (
    _Ask("open", "repository", "R19 §5.1.1, §6.3(1)", ("repo.open",), ("repo.findable",)),
    _Ask(
        "linked",
        "repository",
        "R19 §5.1.2, §6.3(2)",
        ("repo.evidence-linked",),
        ("repo.drafting-evidence", "repo.implementation-evidence", "repo.attendance"),
    ),
    _Ask(
        "updated",
        "repository",
        "R19 §5.1.3, §6.3(3)",
        ("repo.updated",),
        ("repo.twice-a-year", "progress.published", "repo.update-time-shown"),
    ),
    _Ask("dialogue", PARTICIPATION, "R19 §6.2(1)", ("forum.meets",), ("forum.four-a-year",)),
    _Ask("both-sides", PARTICIPATION, "R19 §6.2(2)", ("forum.both-sides",)),
    _Ask("response", PARTICIPATION, "R19 §6.2(3)", ("response.reasoned",)),
    _Ask("criteria-shown", PARTICIPATION, "R19 §6.2", ("drafting.criteria-shown",)),
    _Ask("late", "breach", "R19 §6(1), §6.1", ("breach.late",), ("plan.delivered", "plan.cohort")),
    _Ask("not-involved", "breach", "R19 §6(2)", ("breach.participation",), ("forum.breach",)),
    _Ask("no-repository", "breach", "R19 §6(3)", ("breach.repository",)),
    _Ask("no-progress", "breach", "R19 §6.4", ("breach.no-progress",)),
    _Ask("consecutive", "breach", "R19 §6", ("breach.consecutive",)),
    _Ask("languages", "reporting", "R19 §4.1, §4.2", ("plan.languages",)),
    _Ask("length", "reporting", "R19 §2, §4.1.2", ("plan.length",)),
    _Ask(
        "self-assessment",
        "reporting",
        "R19 §2, §4.2",
        ("self-assessment",),
        ("self-assessment.content", "self-assessment.consulted", "self-assessment.mid-term", "commitment.completion"),
    ),
    _Ask("review-reports", "reporting", "R19 §2", ("irm.reports",), ("irm.recommendations", "irm.comment-shared")),
    _Ask("amended", "reporting", "R19 §4.1", ("plan.amended",), ("plan.extended",)),
    _Ask("successor", "reporting", "R19 §2", ("plan.successor",)),
)
CHAPTERS = tuple(dict.fromkeys(one.chapter for one in QUESTIONS))
CONDITIONS = ("late", "not-involved", "no-repository", "no-progress")
"""The four breach conditions (R19 §6)."""


def review(
    plan: Plan,
    report: Report,
    today: date,
    shares: Mapping[str, tuple[int, int]],
    upcoming: Sequence[Upcoming],
    until: date,
    unseen: Iterable[str | None],
) -> Review:
    """``shares``: completeness by scope. ``upcoming``: of ``ahead.upcoming`` up to ``until``. ``unseen``: owners (None: the
    process) whose sources are not seen today."""
    questions = tuple(_question(one, report.findings) for one in QUESTIONS)
    placed = {asked.code for question in questions for asked in question.asked}
    codes = dict.fromkeys(code_of(finding) for finding in report.findings)
    minimum = _minimum(questions)
    return Review(
        plan=plan.id,
        as_of=report.as_of,
        today=today,
        answer=_answer(minimum, questions),
        failing=tuple(finding for finding in minimum if finding.verdict is Verdict.BREACH),
        questions=questions,
        others=tuple(_asked(code, report.findings) for code in codes if code not in placed),
        ledger=_ledger(plan, questions, report.as_of),
        calendar=plan_calendar(plan, report),
        reviewed=plan.reviewed,
        versions={finding.scope: finding.version for finding in report.findings if finding.version != "adopted"},
        shares=dict(shares),
        upcoming=tuple(upcoming),
        until=until,
        unseen=tuple(owner or PROCESS for owner in unseen),
    )


def code_of(finding: Finding) -> str:
    """Of its rule, without the set."""
    return finding.rule.partition("/")[2]


def _question(ask: _Ask, findings: Sequence[Finding]) -> Question:
    there = {code_of(finding) for finding in findings}
    asked = tuple(_asked(code, findings) for code in (*ask.codes, *ask.beside) if code in there)
    deciding = [_of_phase(ask.chapter, finding) for one in asked if one.code in ask.codes for finding in one.findings]
    return Question(
        key=ask.key,
        chapter=ask.chapter,
        clause=ask.clause,
        verdict=_verdict(deciding),
        asked=asked,
        no_rule=tuple(code for code in ask.codes if code not in there),
    )


def _of_phase(chapter: str, finding: Finding) -> Finding:
    """Minimum participation is asked of drafting (R19 §6.2): what a finding says of that, once it is over."""
    if chapter != PARTICIPATION or finding.while_drafting is None:
        return finding
    return replace(finding, verdict=finding.while_drafting, severity="minimum")


def _asked(code: str, findings: Iterable[Finding]) -> Asked:
    own = [finding for finding in findings if code_of(finding) == code]
    return Asked(
        code=code,
        plan=tuple(finding for finding in own if finding.scope == "plan"),
        commitments=tuple(finding for finding in own if finding.scope != "plan"),
    )


def _verdict(findings: Sequence[Finding]) -> Verdict:
    """The worst of what is required, also of what only waits for a person: a reviewer asks that too. Where all that is judged
    is advice, the worst of that. ``shown`` where all of them are left to the reviewer, or there is none."""
    judged = [finding for finding in findings if finding.verdict is not Verdict.SHOWN]
    required = [finding for finding in judged if finding.severity != "advice"]
    verdicts = {finding.verdict for finding in required or judged}
    return next((one for one in WORST_FIRST if one in verdicts), Verdict.SHOWN)


def _minimum(questions: Iterable[Question]) -> list[Finding]:
    """The findings on the minimum requirements on the repository and on participation, which alone decide the answer."""
    deciding = {code for one in QUESTIONS for code in one.codes}
    findings = [
        _of_phase(question.chapter, finding)
        for question in questions
        if question.chapter in DECIDING
        for one in question.asked
        if one.code in deciding
        for finding in one.findings
    ]
    return [finding for finding in findings if finding.severity == "minimum"]


def _answer(minimum: Iterable[Finding], questions: Iterable[Question]) -> Answer:
    verdicts = {finding.verdict for finding in minimum}
    if Verdict.BREACH in verdicts:
        return "fails"
    no_rule = any(question.no_rule for question in questions if question.chapter in DECIDING)
    return "open" if no_rule or {Verdict.UNKNOWN, Verdict.SHOWN} & verdicts else "holds"


def _ledger(plan: Plan, questions: Iterable[Question], day: date) -> tuple[LedgerLine, ...]:
    """Cycles by their ends; of one that is not over on the day nothing is found. This one is a breach as soon as one of the
    four conditions is met; that none is met the reviewer alone can say."""
    met = any(one.verdict is Verdict.BREACH for one in questions if one.key in CONDITIONS)
    lines = [
        LedgerLine(
            plan=one.plan,
            end=one.end,
            breach=as_of(one, day).breach,
            reason=one.reason if one.end <= day else "",
            current=False,
        )
        for one in plan.cycles
        if one.plan != plan.id
    ]
    lines.append(LedgerLine(plan=plan.id, end=plan.end, breach=True if met else None, reason="", current=True))
    return tuple(sorted(lines, key=lambda one: (one.end, one.current)))
