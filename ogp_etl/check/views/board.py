"""The operators' board: one line a commitment and one for the process of the whole plan. Pure.

Verdicts, due days and milestones are restated from the findings, never judged anew; days of updates, kinds and
documents are counted from the same rows that were judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ogp_etl.cards import PROCESS, Commitment, Plan, Title, source_key
from ogp_etl.check.alarms.deposits import barriers
from ogp_etl.check.calendar import close
from ogp_etl.model import (
    DRAFTING_GROUPS,
    WORST_FIRST,
    Alarm,
    Board,
    BoardLine,
    Entry,
    EvidenceRow,
    Finding,
    Report,
    SourceState,
    Verdict,
    Verification,
)

PLAN = "plan"
"""Scope of the findings on the whole plan; the board shows them on the line of the process."""
SEEN_FOR = timedelta(days=7)
"""So long a visit without fault counts as seen (docs/judging.md §2)."""
FOR_PERSONS = frozenset({"person-needed", "content-not-confirmed", "covers-not-known", "not-looked", "not-held"})
"""Doubts that a person settles, by a word or a look, and no visit of ours."""
REVIEW_GROUPS = ("review-response", "review-reaction")
"""Groups of drafting evidence that are asked for only after an earlier independent review."""
PROCESS_TITLE = {"zh-Hant": "整個行動方案的過程", "en": "Process of the whole plan"}


def board(
    plan: Plan,
    report: Report,
    entries: Sequence[Entry],
    states: Sequence[SourceState],
    alarms: Sequence[Alarm] = (),
    verifications: Sequence[Verification] = (),
) -> Board:
    """The board as of the report's day: the process first, then the commitments in the cards' order.

    ``entries`` are those that were judged; of them, rows recorded after the report's ``known_at`` are left out.
    ``states`` of sources that no card names any more are left out too. ``verifications``: the newest of each deposit.
    """
    known = [entry for entry in entries if _known(entry.row, report)]
    by_source = {state.source: state for state in states}
    scopes: list[tuple[str, Commitment | None]] = [(PROCESS, None), *((one.number, one) for one in plan.commitments)]
    return Board(
        plan=plan.id,
        as_of=report.as_of,
        running=report.as_of <= close(plan),
        lines=tuple(_line(plan, report, scope, commitment, known, by_source, verifications) for scope, commitment in scopes),
        alarms=tuple(alarms),
    )


def worst(findings: Iterable[Finding]) -> Verdict:
    """The worst verdict of what is required; advice is left out, and so is what only a person can say or see.
    ``not-applicable`` when nothing else is required."""
    verdicts = {finding.verdict for finding in findings if finding.severity != "advice" and not waits(finding)}
    return next((verdict for verdict in WORST_FIRST if verdict in verdicts), Verdict.NOT_APPLICABLE)


def waits(finding: Finding) -> bool:
    """Whether a verdict is not known only because nobody has confirmed or looked yet: no evidence that comes by itself
    settles it."""
    if finding.severity == "advice" or finding.verdict is not Verdict.UNKNOWN:
        return False
    codes = {doubt.why for doubt in finding.doubts}
    return bool(codes & FOR_PERSONS) and (finding.way != "decided" or codes <= FOR_PERSONS)


def _line(
    plan: Plan,
    report: Report,
    scope: str,
    commitment: Commitment | None,
    entries: Sequence[Entry],
    states: Mapping[str, SourceState],
    verifications: Sequence[Verification],
) -> BoardLine:
    findings = [finding for finding in report.findings if finding.scope == (scope if commitment else PLAN)]
    own = [entry for entry in entries if entry.row.commitment == (commitment.number if commitment else None)]
    # The plan's rule on updating counts rows of any commitment (docs/judging.md §4).
    updates = [entry.row for entry in (own if commitment else entries)]
    updating = _finding(findings, plan.rule_sets, "repo.updated")
    expected, lacking = _kinds(plan, commitment, [entry.row for entry in entries], report.as_of)
    due, unshown = _milestones(plan, commitment, findings, report.as_of)
    certain, proven, possible = _last_update(updates, report.as_of)
    held = {entry.document.id for entry in own if entry.capture}
    captures = {entry.capture.id for entry in own if entry.capture}
    attempted = _last_attempt(plan, scope, states)
    return BoardLine(
        scope=scope,
        title=_words(commitment.title) if commitment else PROCESS_TITLE,
        verdict=worst(findings),
        updated=certain,
        updated_possible=possible,
        proven=proven,
        due=updating.last_in_time if updating else None,
        freshness=updating.verdict if updating else Verdict.NOT_APPLICABLE,
        kinds=(len(expected) - len(lacking), len(expected)) if expected else None,
        milestones=None if due is None else (due - len(unshown), due),
        missing=(*lacking, *(f"milestone:{name}" for name in unshown)),
        held=len(held),
        known=len({entry.document.id for entry in own} - held),
        unseen=_unseen(plan, scope, states, report.as_of),
        last_attempt=attempted.last_attempt if attempted else None,
        last_outcome=attempted.last_outcome if attempted else "",
        waiting=tuple(finding.rule for finding in findings if waits(finding)),
        barriers=barriers([one for one in verifications if one.evidence in captures]),
    )


def _known(row: EvidenceRow, report: Report) -> bool:
    return report.known_at is None or row.recorded is None or row.recorded <= report.known_at


def _words(title: Title) -> dict[str, str]:
    both = {"zh-Hant": title.zh_hant, "en": title.en}
    return {language: text for language, text in both.items() if text}


def _finding(findings: Sequence[Finding], rule_sets: Sequence[str], name: str) -> Finding | None:
    """The finding on a rule by the first of the plan's rule sets that has it; sets named in their place come after."""
    answers = {finding.rule.partition("/")[0]: finding for finding in findings if finding.rule.partition("/")[2] == name}
    return next((answers[rules] for rules in (*rule_sets, *answers) if rules in answers), None)


def _certain(row: EvidenceRow, day: date) -> bool:
    return row.public is True and row.published_by is not None and row.published_by <= day


def _there(row: EvidenceRow, day: date) -> bool:
    """Certainly public, and not withdrawn: what the rules on completeness ask (docs/judging.md §2)."""
    return _certain(row, day) and (row.public_until is None or day < row.public_until)


def _last_update(rows: Iterable[EvidenceRow], day: date) -> tuple[date | None, date | None, date | None]:
    """Between which days, up to ``day``, the last update became public, the day by which one certainly had in their middle.

    A row whose day of publication is only known to lie between two days counts with the first as the earliest and with the
    last as the latest: the day we first saw a page is not said to be the day it was updated. The days since the last update
    that is proven are counted from its last day, as findings do (docs/judging.md §3, cadence).
    """
    certain: list[date] = []
    by: list[date] = []
    possible: list[date] = []
    for row in rows:
        if not row.substantive or row.primary is False or row.public is False:
            continue
        if row.published_from is None and row.published_by is None:
            continue
        if row.published_from is not None and row.published_from > day:
            continue
        proven = row.published_by if row.public else None
        possible.append(min(proven or day, day))
        if proven is not None and proven <= day:
            by.append(proven)
            certain.extend([row.published_from] if row.published_from else [])
    return max(certain, default=None), max(by, default=None), max(possible, default=None)


def _kinds(
    plan: Plan, commitment: Commitment | None, rows: Sequence[EvidenceRow], day: date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is expected, and what of it lacks: the card's kinds, each shown by a primary row; for the process, the groups
    of drafting evidence, each shown by a row of any commitment or of the process (R19 §5.1.2)."""
    if commitment:
        there = {row.kind for row in rows if row.commitment == commitment.number and row.primary and _there(row, day)}
        return commitment.kinds, tuple(kind for kind in commitment.kinds if kind not in there)
    present = {row.kind for row in rows if _there(row, day)}
    groups = tuple(group for group in DRAFTING_GROUPS if plan.earlier_review or group not in REVIEW_GROUPS)
    return groups, tuple(group for group in groups if present.isdisjoint(DRAFTING_GROUPS[group]))


def _milestones(
    plan: Plan, commitment: Commitment | None, findings: Sequence[Finding], day: date
) -> tuple[int | None, tuple[str, ...]]:
    """How many are past their due day, and which of these are not shown; None without milestones or without an answer."""
    linked = _finding(findings, plan.rule_sets, "repo.evidence-linked")
    if commitment is None or not commitment.milestones or linked is None:
        return None, ()
    return sum(milestone.due < day for milestone in commitment.milestones), linked.missing


def _keys(plan: Plan, scope: str) -> list[str]:
    return [source_key(commitment, source) for commitment, source in plan.sources() if commitment == scope]


def _unseen(plan: Plan, scope: str, states: Mapping[str, SourceState], day: date) -> tuple[str, ...]:
    return tuple(key for key in _keys(plan, scope) if not seen(states.get(key), day, ZoneInfo(plan.zone)))


def seen(state: SourceState | None, day: date, zone: ZoneInfo) -> bool:
    """Whether what the source holds is known to us on ``day``."""
    if state is None or state.last_whole is None:
        return False
    return day - state.last_whole.astimezone(zone).date() <= SEEN_FOR


def _last_attempt(plan: Plan, scope: str, states: Mapping[str, SourceState]) -> SourceState | None:
    attempted = [
        (state.last_attempt, key, state) for key in _keys(plan, scope) if (state := states.get(key)) and state.last_attempt
    ]
    return max(attempted)[2] if attempted else None
