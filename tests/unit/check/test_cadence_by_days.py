"""The cadence against a slow reading of its definition: a set of days for everything, looped over day by day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ogp_etl.cards import Commitment, Milestone, Plan, Span, Title
from ogp_etl.check.judge import judge
from ogp_etl.model import EvidenceRow, Finding

DAY = timedelta(days=1)
START, END = date(2021, 1, 31), date(2021, 8, 31)
DRAFTING = date(2020, 8, 31)
DAYS = st.dates(DRAFTING - 40 * DAY, date(2022, 2, 28))
HORIZON = date(2023, 12, 31)
"""Stands for every day that is far enough away; covers that never end reach it."""


def months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days(first: date, last: date) -> set[date]:
    return {first + n * DAY for n in range((last - first).days + 1)}


@dataclass(frozen=True)
class Slow:
    verdict: str
    due: date | None
    history: list[tuple[date, date | None]]
    value: int | None


def slow_cadence(
    rows: list[EvidenceRow], day: date, opens: date, stop: date, every: int, last_visit: date | None, meetings: bool
) -> Slow:
    """The text of docs/judging.md §3, "Every n months", word for word. ``last_visit`` None: everything was seen."""
    if day < opens or stop < opens:
        return Slow("not-applicable", None, [], None)
    at = min(day, stop)
    possible: set[date] = days(opens, months_after(opens, every))
    certain_spans = [(opens, months_after(opens, every))]
    by_event, happened = False, []
    for f, b, sure in slow_events(rows, day, opens, stop, meetings):
        possible |= days(f, min(HORIZON, months_after(b, every)))
        if sure and b <= at:
            happened.append(b)
        if sure and b <= months_after(f, every):
            certain_spans.append((b, months_after(f, every)))
            by_event = by_event or b <= at <= months_after(f, every)
    if last_visit is not None and (day - last_visit).days > 7:
        possible |= days(last_visit + DAY, HORIZON)
    running = day <= stop
    history = late_spans([d for d in sorted(days(opens, at)) if d not in possible], at, running)
    value = (at - max(happened)).days if happened else None
    held = [span for span in certain_spans if span[0] <= at <= span[1]]
    if held:
        due = max(last for _, last in held)
        verdict = "pass" if by_event or not running else "pending"
        if running and due - 30 * DAY <= day:
            verdict = "due-soon"
    elif at not in possible:
        verdict, due = "breach", max(d for d in possible if d < at)
    else:
        verdict, due = "unknown", max(d for span in certain_spans for d in days(*span) if d < at)
    return Slow(verdict, due if running else None, history, value)


def slow_events(rows: list[EvidenceRow], day: date, opens: date, stop: date, meetings: bool) -> Iterator[tuple[date, date, bool]]:
    """First day, last day, whether the row is certainly public on ``day``."""
    for row in rows:
        f = row.published_from or date.min
        by = row.published_by if row.public else None
        if row.public is False or f > day or (row.published_from is None and row.published_by is None):
            continue
        b = by or HORIZON
        if meetings:
            f, b = (row.event_date, row.event_date) if row.event_date else (opens, min(b, day))
        if b >= opens and f <= min(stop, day):
            yield max(f, opens), b, by is not None and by <= day


def late_spans(late: list[date], at: date, running: bool) -> list[tuple[date, date | None]]:
    spans: list[tuple[date, date | None]] = []
    for d in late:
        if spans and spans[-1][1] == d - DAY:
            spans[-1] = (spans[-1][0], d)
        else:
            spans.append((d, d))
    return [(first, None if running and last == at else last) for first, last in spans]


@st.composite
def evidence(draw: st.DrawFn, number: int) -> EvidenceRow:
    shape = draw(st.sampled_from(["day", "span", "from", "by", "none"]))
    one, other = sorted([draw(DAYS), draw(DAYS)])
    return EvidenceRow(
        id=f"r{number}",
        document=f"r{number}",
        commitment=draw(st.sampled_from([None, "1-1"])),
        milestone=None,
        kind=draw(st.sampled_from(["minutes", "progress-report", "agenda"])),
        language=None,
        event_date=draw(st.none() | DAYS),
        published_from={"day": one, "span": one, "from": one}.get(shape),
        published_by={"day": one, "span": other, "by": other}.get(shape),
        public_until=None,
        recorded=None,
        substantive=draw(st.sampled_from([True, True, False])),
        primary=draw(st.sampled_from([True, None, False])),
        public=draw(st.sampled_from([True, True, True, None, False])),
        covers=draw(st.sampled_from([None, ("milestones", "delays", "next-steps"), ("milestones",)])),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Plan, list[EvidenceRow], dict[str | None, date] | None, date]:
    completed = draw(st.none() | st.dates(START - 20 * DAY, END))
    commitment = Commitment(
        number="1-1",
        title=Title(en="One"),
        completed=completed,
        milestones=(Milestone(id="m1", title=Title(en="M"), due=END),),
    )
    plan = Plan(
        id="xx-2021",
        title=Title(en="Test plan"),
        zone="Asia/Taipei",
        start=START,
        end=END,
        drafting=Span(start=DRAFTING, end=START - DAY),
        rule_sets=("R19", "R22"),
        commitments=(commitment,),
    )
    rows = [draw(evidence(number)) for number in range(draw(st.integers(0, 5)))]
    visits = draw(st.none() | st.fixed_dictionaries({None: DAYS, "1-1": DAYS}))
    return plan, rows, visits, draw(st.dates(DRAFTING - 5 * DAY, date(2022, 3, 31)))


def told(finding: Finding) -> Slow:
    assert finding.value is None or isinstance(finding.value, int)
    return Slow(finding.verdict, finding.due, [(span.start, span.end) for span in finding.history], finding.value)


@settings(max_examples=150)
@given(cases())
def test_every_cadence_says_what_a_loop_over_days_says(
    case: tuple[Plan, list[EvidenceRow], dict[str | None, date] | None, date],
) -> None:
    plan, rows, visits, day = case
    close = months_after(END, 3)
    done = min(close, plan.commitments[0].completed or close)
    new = [row for row in rows if row.substantive and row.primary is not False]
    meetings = [row for row in rows if row.commitment is None and row.kind in ("minutes", "agenda")]
    reports = [row for row in rows if row.substantive and row.kind == "progress-report" and row.covers != ("milestones",)]
    of_one = [row for row in rows if row.commitment == "1-1"]
    seen = visits or {}
    expected = {
        ("R19/repo.updated", "plan"): slow_cadence(new, day, DRAFTING, close, 6, min(seen.values(), default=None), False),
        ("R19/repo.updated", "1-1"): slow_cadence(
            [row for row in new if row in of_one], day, START, done, 6, seen.get("1-1"), False
        ),
        ("R19/forum.meets", "plan"): slow_cadence(meetings, day, DRAFTING, close, 3, seen.get(None), True),
        ("R22/forum.meets", "plan"): slow_cadence(meetings, day, DRAFTING, close, 6, seen.get(None), True),
        ("R19/progress.published", "1-1"): slow_cadence(
            [row for row in reports if row in of_one], day, START, done, 6, seen.get("1-1"), False
        ),
    }
    findings = {(one.rule, one.scope): one for one in judge(plan, rows, visits, day, None, None).findings}
    assert expected == {key: told(findings[key]) for key in expected}


@settings(max_examples=100)
@given(cases())
def test_twice_a_year_counts_what_trying_every_choice_of_rows_counts(
    case: tuple[Plan, list[EvidenceRow], dict[str | None, date] | None, date],
) -> None:
    plan, rows, visits, day = case
    stop = months_after(END, 3)
    at = min(day, stop)
    finding = next(
        one
        for one in judge(plan, rows, visits, day, None, ["R22"]).findings
        if (one.rule, one.scope) == ("R22/repo.updated", "plan")
    )
    if day < DRAFTING:
        assert finding.verdict == "not-applicable"
        return
    window = (max(months_after(at, -12) + DAY, DRAFTING), at)
    spans = []
    for row in rows:
        first, by = row.published_from or date.min, (row.published_by if row.public else None) or HORIZON
        if row.substantive and row.primary is not False and row.public is not False and first <= day:
            spans.append((first, by) if row.published_from or row.published_by else (HORIZON, HORIZON))
    meeting = [span for span in spans if span[0] <= window[1] and span[1] >= window[0]]
    inside = [span for span in meeting if span[0] >= window[0] and span[1] <= window[1]]
    least = most_apart(inside)
    most = len({span for span in meeting if span[0] == span[1]}) + sum(first != last for first, last in meeting)
    unseen = visits is not None and (day - min(visits.values())).days > 7 and min(visits.values()) < at
    if least >= 2:
        verdict = "pass"
    elif most >= 2:
        verdict = "unknown"
    elif at <= months_after(DRAFTING, 12):
        verdict = "pending" if day <= stop else "pass"
    else:
        verdict = "unknown" if unseen else "breach"
    assert (verdict, least) == (finding.verdict, finding.value)


def most_apart(spans: list[tuple[date, date]]) -> int:
    """By trying every choice."""
    best = 0
    for choice in range(1 << len(spans)):
        chosen = sorted(span for place, span in enumerate(spans) if choice >> place & 1)
        if all(one[1] < other[0] for one, other in pairwise(chosen)):
            best = max(best, len(chosen))
    return best
