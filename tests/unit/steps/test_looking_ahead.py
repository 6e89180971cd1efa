"""What falls due as the register knows a plan: of a day that is over, only what was known of the plan by then."""

from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter

from ogp_etl.cards import Plan
from ogp_etl.settings import Settings
from ogp_etl.steps import ahead
from ogp_etl.steps.check import case
from ogp_etl.steps.workshop import Workshop

NOW = datetime(2024, 6, 18, 4, 0, tzinfo=UTC)
PLAN = TypeAdapter(Plan).validate_python(
    {
        "id": "xx",
        "title": {"en": "Plan"},
        "zone": "Asia/Taipei",
        "start": date(2022, 1, 1),
        "end": date(2024, 12, 31),
        "deadline": date(2022, 8, 31),
        "delivered": date(2022, 8, 20),
        "drafting": {"start": date(2021, 6, 1), "end": date(2021, 12, 31)},
        "amendments": [{"day": date(2023, 9, 15), "languages": ["zh-Hant"], "states_changes": False}],
        "rule_sets": ["R19"],
        "commitments": [{"number": "1-1", "title": {"en": "One"}}],
    }
)


@pytest.fixture
def due(tmp_path):
    """Rule, last day and first day of the breach of what falls due."""

    def due(as_of, until):
        with Workshop(Settings(home=tmp_path / "home"), NOW, "r1") as shop:
            found = ahead.upcoming(case(shop, PLAN, NOW, date.fromisoformat(as_of)), date.fromisoformat(until))
        return {one.finding.rule: (str(one.due), one.red and str(one.red)) for one in found if one.state == "due"}

    return due


def test_a_plan_that_was_delivered_later_was_still_to_be_delivered(due):
    assert due("2022-08-01", "2022-09-30")["R19/plan.delivered"] == ("2022-08-31", "2022-09-01")
    assert "R19/plan.delivered" not in due("2022-08-20", "2022-09-30")


def test_an_amendment_of_a_later_day_is_not_foreseen(due):
    assert "R19/plan.amended" not in due("2023-09-01", "2023-12-31")
