"""n in twelve months (docs/judging.md §3): so many events within the twelve months up to the day."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.check.answer import Answer, doubts_of
from ogp_etl.check.calendar import add_months
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Days, in_order
from ogp_etl.check.measures.clock import Clock, Opens, Reads, Stops, check_opens, clock, stop, told_by
from ogp_etl.check.rule import CONFIG, Rows, Rule
from ogp_etl.check.spans import Span, most_apart
from ogp_etl.model import Part, Verdict

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Times(Rule):
    """Parameters: how many, counted from when, by which rows."""

    measure: Literal["times-a-year"]
    times: Annotated[int, Field(ge=1, le=366)]
    opens: Opens
    stops: Stops | None = None
    """None: where the subject's clocks stop."""
    rows: Rows
    reads: Reads = "publication"
    quarters: bool = False
    """True: ``parts`` shows how many certain days fell into each calendar quarter of the clock; that decides nothing."""

    @model_validator(mode="after")
    def _opens_where_judged(self) -> Times:
        check_opens(self.opens, self.judged)
        return self


def judge_times(rule: Times, case: Case) -> Answer:
    """At least: how many events certainly fell into the window, on days of their own. At most: how many can have."""
    now = clock(rule.opens, case, rule.stops)
    if now is None:
        return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=_threshold(rule))
    # One row for each span of days is enough for a pass; whatever else it is, further rows of the same days may have a say.
    if case.commitment is None and rule.reads == "publication" and not rule.quarters:
        said = _counted(rule, case, now, case.some_days(rule.rows))
        if said.verdict is Verdict.PASS:
            return said
    return _counted(rule, case, now, case.days(rule.rows))


def _counted(rule: Times, case: Case, now: Clock, days: Days) -> Answer:
    window = add_months(date.fromordinal(now.at), -MONTHS).toordinal() + 1
    # What fell before the clock opened is no event of it, so a span that reaches back there proves none.
    proven_from = max(window, now.opens)
    told = told_by(days, rule.reads, now.opens, case.today)
    meeting = [(*span, rows) for span, rows in told.items() if span[0] <= now.at and span[1] >= proven_from]
    inside = [(first, last, rows) for first, last, sure, rows in meeting if first >= proven_from and last <= now.at and sure]
    least = most_apart((first, last) for first, last, _ in inside)
    certain_days = {first for first, last, _, _ in meeting if first == last}
    most = len(certain_days) + sum(len(rows) for first, last, _, rows in meeting if first != last)
    verdict = enough(rule.times, rule.rows, case, now, (least, most))
    certain = [(first, last) for first, last, sure in told if sure and first >= now.opens and last <= now.at]
    uncertain = [rows for first, last, sure, rows in meeting if first != last or not sure]
    return Answer(
        verdict=verdict,
        threshold=_threshold(rule),
        value=least,
        evidence=[one for _, _, rows in inside for one in rows],
        doubts=doubts_of(in_order(uncertain), case.unseen_scopes(rule.rows)) if verdict is Verdict.UNKNOWN else (),
        parts=tuple(_quarters(now, {first for first, last, sure in told if first == last and sure})) if rule.quarters else (),
        stopped=now.stopped,
        last_day=_first_year(now),
        good_to=good_to(rule.times, certain, now, stop(rule.stops, case)),
    )


def good_to(times: int, spans: Iterable[Span], now: Clock, stops: int) -> date | None:
    """See ``model.Finding.good_to``. ``spans``: of events that certainly happened while the clock ran, by the day of judging.
    ``stops``: last day (ordinal) of the clock."""
    first_year = _first_year(now)
    there = _last_enough(times, sorted(spans))
    last = first_year if there is None else max(first_year, there)
    return last if now.running and last.toordinal() < stops else None


def _last_enough(times: int, spans: list[Span]) -> date | None:
    """The last day of which the twelve months hold enough of them, none sharing a day with another; None: no day's do."""
    starts = [first for first, _ in spans]
    earliest_end = [0] * len(spans)
    for place in range(len(spans) - 1, -1, -1):
        end = spans[place][1]
        earliest_end[place] = end if place + 1 == len(spans) else min(end, earliest_end[place + 1])
    for place in range(len(spans) - 1, -1, -1):
        following, end = place, 0
        for _ in range(times):
            if following == len(spans):
                break
            end = earliest_end[following]
            following = bisect_right(starts, end)
        else:
            leaves = _last_inside(starts[place])
            if end <= leaves.toordinal():
                return leaves
    return None


def _last_inside(first: int) -> date:
    """The last day whose twelve months still hold what happened from ``first`` on."""
    day = add_months(date.fromordinal(first), MONTHS)
    return day if add_months(day, -MONTHS).toordinal() < first else day - timedelta(days=1)


def _first_year(now: Clock) -> date:
    """Its last day: before it is over, no number is too small."""
    return add_months(date.fromordinal(now.opens), MONTHS)


def _threshold(rule: Times) -> dict[str, int | str]:
    return {"times": rule.times, "within": f"P{MONTHS}M"}


def _quarters(now: Clock, days: Iterable[int]) -> Iterator[Part]:
    """``2020-Q1`` and on, with the number of certain days in each, from the opening of the clock to the day that is judged."""
    dates = [date.fromordinal(day) for day in days if now.opens <= day <= now.at]
    counted = Counter((day.year, (day.month - 1) // 3) for day in dates)
    opens, at = date.fromordinal(now.opens), date.fromordinal(now.at)
    for place in range(opens.year * 4 + (opens.month - 1) // 3, at.year * 4 + (at.month - 1) // 3 + 1):
        year, quarter = divmod(place, 4)
        yield Part(key=f"{year}-Q{quarter + 1}", verdict=Verdict.SHOWN, value=counted[year, quarter])


def enough(times: int, rows: Rows, case: Case, now: Clock, counted: tuple[int, int]) -> Verdict:
    """The verdict on ``counted``, at least and at most so many; where no more were seen of ``rows`` there may be more."""
    least, most = counted
    if least >= times:
        return Verdict.PASS
    if most >= times:
        return Verdict.UNKNOWN
    if now.at <= _first_year(now).toordinal():
        return Verdict.PENDING if now.running else Verdict.PASS
    unseen = case.unseen(rows)
    return Verdict.UNKNOWN if unseen is not None and unseen <= now.at else Verdict.BREACH
