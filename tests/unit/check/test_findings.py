"""Which findings there are, in which order, and how they are written."""

import json
from datetime import UTC, date, datetime

import pytest

from ogp_etl.check.answer import doubt
from ogp_etl.check.judge import judge
from ogp_etl.check.rulebook import read_set
from ogp_etl.check.views.report import as_json, finding_json
from ogp_etl.errors import InputInvalid

DAY = date(2021, 9, 1)


@pytest.fixture
def ten(plan, commitment):
    return plan(commitments=tuple(commitment(number) for number in ("1-10", "2-1", "1-9")), rule_sets=("R22", "R16"))


def test_findings_come_by_rule_set_then_rule_then_scope(ten):
    found = [(one.rule, one.scope) for one in judge(ten, [], None, DAY, None, None).findings]
    assert found[:5] == [
        ("R22/repo.updated", "plan"),
        ("R22/repo.updated", "1-9"),
        ("R22/repo.updated", "1-10"),
        ("R22/repo.updated", "2-1"),
        ("R22/forum.meets", "plan"),
    ]
    assert [rule for rule, scope in found[5:] if scope == "plan"] == [f"R16/{rule.code}" for rule in read_set("R16").rules]


def test_a_rule_that_reads_others_stands_in_its_own_place(ten):
    found = judge(ten, [], None, DAY, None, ["R19"]).findings
    assert list(dict.fromkeys(one.rule for one in found)) == [f"R19/{rule.code}" for rule in read_set("R19").rules]


def test_named_sets_take_the_place_of_the_plans_own(ten):
    assert {one.rule.split("/")[0] for one in judge(ten, [], None, DAY, None, ["R19"]).findings} == {"R19"}


def test_a_set_of_the_plan_that_does_not_exist_is_named(plan):
    with pytest.raises(InputInvalid, match=r"^rule_sets of xx-2021: there is no rule set 'R20'; did you mean "):
        judge(plan(rule_sets=("R20",)), [], None, DAY, None, None)


def test_a_plan_is_judged_by_its_sets_outside_their_time_too(ask):
    assert [ask("R19/forum.meets", day).in_force for day in ("2021-12-31", "2022-01-01")] == [True, False]
    assert [ask("R22/forum.meets", day).in_force for day in ("2021-12-31", "2022-01-01")] == [False, True]
    assert ask("R19/forum.meets", "2022-01-01").verdict == "breach"


def test_advice_leaves_a_gap_and_never_a_breach(plan, commitment):
    many = plan(commitments=tuple(commitment(f"1-{n}", kinds=("budget",)) for n in range(25)))
    found = judge(many, [], None, date(2025, 1, 1), None, ["R16", "R19", "R22", "TW20"]).findings
    assert "gap" in {one.verdict.value for one in found if one.severity == "advice"}
    assert "breach" not in {one.verdict.value for one in found if one.severity == "advice"}
    assert "breach" not in {part.verdict.value for one in found if one.severity == "advice" for part in one.parts}
    assert "gap" not in {one.verdict.value for one in found if one.severity != "advice"}


def test_a_finding_is_written_with_all_that_decides_it(ask, row):
    rows = [row("a", "2021-02-01"), row("m", "2021-08-01", by="never")]
    found = finding_json(ask("R19/repo.updated", "2021-09-01", rows, scope="1-1"))
    assert found == {
        "rule": "R19/repo.updated",
        "clause": "R19 §5.1.3, §6.3(3)",
        "severity": "standard",
        "scope": "1-1",
        "verdict": "unknown",
        "value": 212,
        "threshold": {"every": "P6M"},
        "due": "2021-08-01",
        "history": [],
        "evidence": found["evidence"],
        "missing": [],
        "doubts": [{"id": "m", "why": "never-proven"}],
        "parts": [],
        "way": "decided",
        "measured": None,
        "ruling": None,
        "objections": [],
        "version": "adopted",
        "in_force": True,
        "stopped": None,
        "text": {
            "zh-Hant": "線上資料庫至少每六個月更新一次，且有實質的新內容。",
            "en": "The repository is updated with something of substance at least every six months.",
        },
    }


def test_a_late_span_that_lasts_has_no_end(ask):
    assert finding_json(ask("R19/repo.updated", "2021-09-01", scope="1-1"))["history"] == [{"from": "2021-07-02", "to": None}]


def test_milestones_are_told_as_parts(ask, plan, commitment):
    one = plan(commitments=(commitment(milestones=[("m1", "2021-06-30")]),))
    found = finding_json(ask("R19/repo.evidence-linked", "2021-09-01", scope="1-1", plan=one))
    assert found["parts"] == [{"key": "m1", "verdict": "due-soon", "due": "2021-12-30", "value": None}]


@pytest.mark.parametrize(
    ("rule", "scope", "threshold"),
    [
        ("R19/repo.evidence-linked", "1-1", {"grace": "P6M"}),
        ("R19/forum.meets", "plan", {"every": "P3M"}),
        ("R22/repo.updated", "plan", {"times": 2, "within": "P12M"}),
        ("R19/self-assessment", "plan", {"by": "2024-08-31"}),
        ("R19/repo.drafting-evidence", "plan", {"by": "2020-12-31"}),
        ("R16/draft.comment-period", "plan", {"days": 14}),
        ("R19/plan.size", "plan", {"commitments": 20, "milestones": 5}),
        ("R19/plan.size-advised", "plan", {"at_least": 5, "at_most": 15}),
        ("TW20/forms.due", "1-1", {"by": "2020-03-31"}),
    ],
)
def test_the_threshold_is_told(ask, rule, scope, threshold):
    assert finding_json(ask(rule, "2021-09-01", scope=scope))["threshold"] == threshold


def test_the_document_names_plan_day_and_what_was_known(plan):
    known = datetime(2021, 9, 1, 12, tzinfo=UTC)
    document = as_json(judge(plan(), [], None, DAY, known, ["MSF"]))
    assert {key: document[key] for key in document if key != "findings"} == {
        "plan": "xx-2021",
        "as_of": "2021-09-01",
        "known_at": "2021-09-01T12:00:00+00:00",
    }
    assert as_json(judge(plan(), [], None, DAY, None, ["MSF"]))["known_at"] is None


def test_the_document_is_plain_json(plan, row):
    report = judge(plan(), [row(on="2021-02-01")], {}, DAY, None, ["R16", "R19", "R22", "TW20"])
    assert json.loads(json.dumps(as_json(report))) == as_json(report)


def test_a_doubt_that_readers_would_get_no_words_for_is_refused():
    with pytest.raises(ValueError, match="'because' is no code of a doubt"):
        doubt("a", "because")


@pytest.mark.parametrize("rule", ["R19/repo.updated", "R22/repo.updated"])
@pytest.mark.parametrize(
    ("day", "completed", "stopped"),
    [
        ("2024-08-31", None, None),
        ("2024-09-01", None, "2024-08-31"),
        ("2023-06-30", "2023-06-30", None),
        ("2023-07-01", "2023-06-30", "2023-06-30"),
    ],
)
def test_a_clock_that_stood_still_names_its_day(ask, plan, commitment, rule, day, completed, stopped):
    one = plan(commitments=(commitment(completed=completed and date.fromisoformat(completed)),))

    assert finding_json(ask(rule, day, scope="1-1", plan=one))["stopped"] == stopped


def test_a_rule_without_a_clock_never_stands_still(ask):
    assert finding_json(ask("R19/plan.size", "2030-01-01"))["stopped"] is None
