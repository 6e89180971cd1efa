"""Which notices are due: before a due day, once it was missed, and when harvesting has fallen silent. Pure.

Each channel is told of a subject at the nearest mark that has been reached and was not told yet. A run that fell out loses
nothing: the next one tells what it would have told, unless a nearer mark has been reached meanwhile, which tells more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from ogp_etl.cards import Plan
from ogp_etl.check.calendar import close
from ogp_etl.check.views.open_days import OpenDay, open_days, required
from ogp_etl.model import Alarm, Notice, Report, Subject

MARKS = (30, 14, 3)
"""Days before a due day at which people are told."""
MISSED = 0
SILENT = "no-harvest"
"""Code of the alarm that nothing at all was harvested; notices take it for the rule."""


def open_notices(plan: Plan, report: Report, alarms: Sequence[Alarm], good: Mapping[tuple[str, str], date]) -> list[Notice]:
    """Everything that a channel must have been told of by the report's day, the most urgent first.

    Nothing of a plan whose reporting phase is over, of advice, and of what nobody can say. ``good``: by (rule, scope) the
    last day on which it was known not to be missed; it tells one missing from the next where a rule has no due day.
    """
    if report.as_of > close(plan):
        return []
    told = [*_of_findings(plan, report, good), *_of_alarms(plan, report, alarms)]
    return sorted(told, key=lambda notice: (notice.mark, notice.subject.about or date.min))


def due_notices(open_: Iterable[Notice], told: Mapping[Subject, int]) -> list[Notice]:
    """Those that a channel was not told yet. ``told``: by subject the last (lowest) mark it was told of."""
    return [notice for notice in open_ if notice.mark < told.get(notice.subject, MARKS[0] + 1)]


def _of_findings(plan: Plan, report: Report, good: Mapping[tuple[str, str], date]) -> Iterator[Notice]:
    for finding in report.findings:
        if not required(finding):
            continue
        for one in open_days(finding):
            mark = _mark(one, report.as_of)
            if mark is not None:
                about = one.due or good.get((finding.rule, finding.scope))
                subject = Subject(plan.id, finding.rule, finding.scope, one.part, about)
                yield Notice(subject=subject, mark=mark, day=report.as_of, finding=finding, text=finding.text)


def _mark(one: OpenDay, day: date) -> int | None:
    """The nearest mark that has been reached; None before the first."""
    if one.missed or one.due is None:
        return MISSED
    left = (one.due - day).days
    return min((mark for mark in MARKS if left <= mark), default=None)


def _of_alarms(plan: Plan, report: Report, alarms: Sequence[Alarm]) -> Iterator[Notice]:
    for alarm in alarms:
        if alarm.code == SILENT:
            since = None if alarm.since is None else alarm.since.astimezone(ZoneInfo(plan.zone)).date()
            subject = Subject(plan.id, SILENT, "plan", "", since)
            yield Notice(subject=subject, mark=MISSED, day=report.as_of, text=alarm.text)
