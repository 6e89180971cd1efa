"""The days of the demo: when it looks at the sample country, and what goes wrong there meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

LAST_DAY = date(2026, 6, 30)
"""The day on which the demo ends and is judged; the plan is still running."""
DIGITAL_DOWN = (date(2025, 7, 1), date(2025, 10, 1))
"""The Ministry of Digital Affairs' host takes no connections from the first day up to, not including, the second."""
INTEGRITY_BLOCKS = (date(2026, 4, 1), date(2026, 7, 1))
"""The Integrity Agency's defence answers machines with status 200 and a block page, days as above."""


def demo_days() -> tuple[date, ...]:
    """Days, in order, on which the demo visits every source, each at nine in the morning of the plan's zone.

    Nine quarter ends from March 2024 to March 2026, then each of the last seven days, so that at the end nothing is
    unknown only because nobody went there within a week.
    """
    quarters = [date(year, month, day) for year in (2024, 2025, 2026) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))]
    week = [LAST_DAY - timedelta(days=back) for back in range(6, -1, -1)]
    return (*(day for day in quarters if day < week[0]), *week)


def within(day: date, span: tuple[date, date]) -> bool:
    """Whether ``day`` lies in ``span``, its first day included, its last not."""
    return span[0] <= day < span[1]
