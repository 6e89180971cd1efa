"""The examples of docs/rules.md §3 and §5 that stand with no measure of their own: each day with its verdict."""

from datetime import date
from pathlib import Path

import pytest

from ogp_etl.check.rulebook import read_set

RULES_PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules.md"
MEETING = {"commitment": None, "kind": "minutes", "event_date": "2020-03-01"}
PAPER = {"commitment": None}


@pytest.mark.parametrize(
    ("rule", "scope", "rows", "told"),
    [
        (
            "R19/repo.updated",
            "1-1",
            [("a", "2021-02-01", {})],
            {"2021-07-01": "pass", "2021-07-02": "due-soon", "2021-08-01": "due-soon", "2021-08-02": "breach"},
        ),
        (
            "R19/repo.twice-a-year",
            "plan",
            [("a", "2020-03-01", {}), ("b", "2020-09-01", {})],
            {"2020-08-31": "pending", "2020-09-01": "pass", "2021-02-28": "pass", "2021-03-01": "breach"},
        ),
        ("R19/repo.twice-a-year", "plan", [], {"2021-02-01": "pending", "2021-02-02": "breach"}),
        (
            "R19/repo.drafting-evidence",
            "plan",
            [("t", "2020-06-01", {**PAPER, "kind": "timeline"}), ("m", "2020-06-01", {**PAPER, "kind": "minutes"})],
            {"2020-12-31": "pending", "2021-01-01": "gap"},
        ),
        (
            "R19/forum.meets",
            "plan",
            [("m", "2020-03-01", MEETING)],
            {"2020-05-01": "pass", "2020-05-02": "due-soon", "2020-06-01": "due-soon", "2020-06-02": "breach"},
        ),
        (
            "R22/forum.meets",
            "plan",
            [("m", "2020-03-01", MEETING)],
            {"2020-08-01": "pass", "2020-08-02": "due-soon", "2020-09-02": "breach"},
        ),
        (
            "R22/repo.updated",
            "1-1",
            [("a", "2021-02-01", {}), ("b", "2021-12-01", {})],
            {"2021-12-01": "pass", "2022-01-31": "pass", "2022-02-01": "breach"},
        ),
        (
            "R19/progress.published",
            "1-1",
            [("p", "2021-05-31", {"kind": "progress-report", "covers": ("milestones", "delays", "next-steps")})],
            {"2021-05-31": "pass", "2021-11-01": "due-soon", "2021-11-30": "due-soon", "2021-12-01": "breach"},
        ),
        (
            "R19/self-assessment",
            "plan",
            [],
            {"2024-05-30": "not-applicable", "2024-05-31": "pending", "2024-08-01": "due-soon", "2024-09-01": "breach"},
        ),
        ("R19/self-assessment", "plan", [("s", "2024-08-31", {**PAPER, "kind": "self-assessment"})], {"2024-09-01": "pass"}),
        (
            "R19/plan.languages",
            "plan",
            [
                ("z", "2021-01-20", {**PAPER, "kind": "action-plan"}),
                ("e", "2021-02-10", {**PAPER, "kind": "action-plan", "language": "en"}),
            ],
            {"2021-01-19": "not-applicable", "2021-01-20": "breach", "2021-02-10": "pass"},
        ),
        ("R19/plan.size-advised", "plan", [], {"2021-01-01": "gap"}),
        ("R19/repo.platform-law", "plan", [("w", "2020-06-01", {**PAPER, "kind": "web-page"})], {"2020-06-01": "shown"}),
        (
            "R19/response.reasoned",
            "plan",
            [],
            {"2020-12-31": "pending", "2021-01-01": "unknown"},
        ),
    ],
)
def test_the_example_has_these_verdicts(ask, row, rule, scope, rows, told):
    made = [row(name, on, **more) for name, on, more in rows]
    assert {day: ask(rule, day, made, scope=scope).verdict.value for day in told} == told


def test_milestones_and_kinds_of_the_examples(ask, plan, commitment, row):
    one = plan(commitments=(commitment(milestones=[("m1", "2021-06-30")], kinds=("decision", "budget")),))
    days = ("2021-06-30", "2021-07-01", "2021-12-31")
    linked = [ask("R19/repo.evidence-linked", day, scope="1-1", plan=one) for day in days]
    assert [found.verdict for found in linked] == ["pending", "due-soon", "breach"]
    assert linked[1].due == date(2021, 12, 30)
    shown = [row("d", "2022-02-01", milestone="m1")]
    assert ask("R19/repo.evidence-linked", "2022-02-01", shown, scope="1-1", plan=one).verdict == "pass"
    decision = [row("d", "2022-01-01")]
    kinds = [
        ask("R19/repo.implementation-evidence", day, decision, scope="1-1", plan=one) for day in ("2024-05-31", "2024-06-01")
    ]
    assert [(found.verdict, found.value, found.missing) for found in kinds] == [
        ("pending", "1/2", ("budget",)),
        ("gap", "1/2", ("budget",)),
    ]


def test_delivery_of_the_examples(ask, plan):
    late = plan(deadline=date(2021, 8, 31), delivered=date(2021, 9, 15))
    assert [ask("R19/plan.delivered", day, plan=late).verdict for day in ("2021-08-31", "2021-09-01")] == ["due-soon", "breach"]
    assert [ask("R19/plan.cohort", day, plan=late).verdict for day in ("2021-09-01", "2021-09-15")] == ["pending", "pass"]


@pytest.mark.parametrize("name", ["R19", "R22"])
def test_every_rule_has_its_paragraph(name):
    text = RULES_PAGE.read_text(encoding="utf-8")
    assert [rule.code for rule in read_set(name).rules if f"### `{name}/{rule.code}` · " not in text] == []
