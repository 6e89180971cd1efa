"""Which sources are said not to be seen, as of today, of a day that is over and of one to come."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ogp_etl.settings import Settings
from ogp_etl.steps import ahead, check
from ogp_etl.steps.workshop import Workshop

NOW = datetime(2024, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def case(tmp_path, steps):
    """Judged as of a day; the sources of 1-1 were read whole on 30 June for the last time, those of the process never."""
    with Workshop(Settings(home=tmp_path / "home"), NOW, "r1") as shop:
        yield lambda day: replace(check.case(shop, steps.PLAN, NOW, date.fromisoformat(day)), visits={"1-1": date(2024, 6, 30)})


@pytest.mark.parametrize(
    ("day", "unseen"),
    [
        ("2024-06-30", {None: None}),
        ("2024-07-07", {None: None}),
        ("2024-07-08", {None: None, "1-1": date(2024, 6, 30)}),
        ("2024-06-01", {None: None}),
        ("2024-11-20", {None: None, "1-1": date(2024, 6, 30)}),
        ("2025-01-01", {None: None, "1-1": date(2024, 6, 30)}),
    ],
)
def test_what_was_seen_on_the_day_that_is_judged_is_not_said_to_be_unseen(case, day, unseen):
    judged = case(day)

    assert ahead.unseen(judged) == unseen
    assert ahead.reviewed(judged, []).unseen == tuple(owner or "process" for owner in unseen)
