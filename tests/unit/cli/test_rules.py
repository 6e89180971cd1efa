"""``ogp-etl rules``: every rule of every set, and one explained."""

from __future__ import annotations

import json

import pytest

from ogp_etl.check.rule_facts import listed, rule_json
from ogp_etl.check.rulebook import read_all
from ogp_etl.publish.terminal.rules import measures
from ogp_etl.publish.terminal.screen import width

IDS = [f"{each.id}/{rule.code}" for each, rule in listed(read_all())]
KEYS = {
    *(
        "id",
        "set",
        "code",
        "clause",
        "clauses",
        "judged",
        "asked_of",
        "way",
        "phase",
        "measure",
        "parameters",
        "rows",
        "in_force",
    ),
    *("provisional", "replaces", "may_be_ruled", "text"),
}


def test_every_rule_of_every_set_is_listed_as_json(ogp_etl):
    code, printed, _said = ogp_etl("rules", "list", "--json")
    rules = json.loads(printed)

    assert (code, [rule["id"] for rule in rules]) == (0, IDS)
    assert all(set(rule) == KEYS for rule in rules)


def test_a_rule_as_json_has_what_its_file_says(ogp_etl):
    _code, printed, _said = ogp_etl("rules", "list", "--json", "--set", "R19")
    rule = next(one for one in json.loads(printed) if one["id"] == "R19/repo.updated")

    assert rule["judged"] == [
        {"scope": "plan", "severity": "minimum", "during": None, "clause": "R19 §5.1.3, §6.3(3)"},
        {"scope": "commitment", "severity": "standard", "during": None, "clause": "R19 §5.1.3, §6.3(3)"},
    ]
    assert [one["number"] for one in rule["clauses"]] == ["§5.1.3", "§6.3(3)"]
    assert (rule["way"], rule["measure"], rule["in_force"]) == ("decided", "cadence", {"from": None, "until": "2021-12-31"})
    assert rule["parameters"] == {"every": "P6M", "opens": {"plan": "drafting.start", "commitment": "start"}}
    assert rule["rows"] == {"copies": False, "primary": "not-no"}
    assert (rule["provisional"], rule["may_be_ruled"]) == (False, ["waived", "equivalent"])


def test_the_list_names_every_clause_of_a_rule_that_has_more_than_one(ogp_etl):
    _code, printed, _said = ogp_etl("rules", "list", "--set", "R19")
    clauses = {line.split()[0]: line.rpartition("  ")[2] for line in printed.splitlines()}

    assert clauses["R19/forum.meets"] == "R19 §1.2, §6.2(1)"
    assert clauses["R19/repo.updated"] == "R19 §5.1.3, §6.3(3)"
    _code, explained, _said = ogp_etl("rules", "explain", "R19/forum.meets")
    assert "\n  R19 §1.2, §6.2(1)\n" in explained


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_the_list_has_a_line_a_rule_and_its_columns_stand_under_one_another(ogp_etl, language):
    _code, printed, _said = ogp_etl("rules", "list", "--language", language)
    head, *lines = printed.splitlines()

    assert [line.split()[0] for line in lines] == IDS
    place = width(head[: head.index("判定方式" if language == "zh-Hant" else "Judged")])
    for line in lines:
        before = next(at for at in range(len(line)) if width(line[:at]) == place)
        assert line[before - 2 : before] == "  ", line


def test_provisional_rules_are_marked(ogp_etl):
    _code, printed, _said = ogp_etl("rules", "list", "--set", "R22")

    assert all(line.split()[1] == "*" for line in printed.splitlines()[1:])


def test_only_the_sets_asked_for_are_listed(ogp_etl):
    _code, printed, _said = ogp_etl("rules", "list", "--set", "TW20,R22", "--json")

    assert {rule["set"] for rule in json.loads(printed)} == {"TW20", "R22"}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "The repository is updated with something of substance at least every six months.",
                "線上資料庫至少每六個月更新一次，且有實質的新內容。",
                "  §5.1.3 updated regularly (lines 1472-1477 of its Chinese text)",
                "  plan (minimum requirement), each commitment (standard)",
                "  every: P6M (every 6 months)",
                "  the scope's own; for the plan, all; of any kind; with new content, no copies; no bare statements",
                "  breach (missed): The interval is over, even if every doubt is counted in its favour.",
                "  Publish something with new substance (no copy, no bare statement).",
                "  waived, equivalent",
                "  ogp-etl figures PLAN --name updates",
                "  sql/queries/figure_updates.sql",
            ],
        ),
        ("zh-Hant", ["  §5.1.3 定期更新 (手冊中文版純文字第 1472-1477 行)", "  every: P6M (每 6 個月)", "  waived、equivalent"]),
    ],
)
def test_a_rule_is_explained(ogp_etl, language, lines):
    code, printed, _said = ogp_etl("rules", "explain", "R19/repo.updated", "--language", language)

    assert (code, [line for line in lines if line not in printed.splitlines()]) == (0, [])


def test_a_rule_is_explained_as_json(ogp_etl):
    _code, printed, _said = ogp_etl("rules", "explain", "R19/plan.size", "--json")
    told = json.loads(printed)

    assert set(told) == {*KEYS, "verdicts", "cure", "repeat"}
    assert list(told["verdicts"]) == ["pass", "gap", "unknown", "pending", "due-soon", "not-applicable"]
    assert told["repeat"]["judge"].startswith("ogp-etl judge --plan PLAN --evidence evidence.csv")
    assert (told["repeat"]["sql"], told["cure"]["en"]) == (
        None,
        "Keep the next plan within twenty commitments and five milestones each.",
    )


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
@pytest.mark.parametrize("rule", IDS)
def test_every_rule_can_be_explained(ogp_etl, rule, language):
    code, printed, said = ogp_etl("rules", "explain", rule, "--language", language)

    assert (code, said, printed.startswith(f"{rule}\n")) == (0, "", True)


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("R19/repo.updatd", "there is no rule 'R19/repo.updatd'; did you mean R19/repo.updated?"),
        ("r19/repo.updated", "there is no rule 'r19/repo.updated'; did you mean R19/repo.updated?"),
        ("repo.updated", "'repo.updated' stands without its set; did you mean R19/repo.updated or R22/repo.updated?"),
        ("zzz", "there is no rule 'zzz'; ogp-etl rules list names them all"),
    ],
)
def test_a_rule_that_is_not_there_is_answered_with_the_nearest(ogp_etl, wrong, line):
    assert ogp_etl("rules", "explain", wrong) == (2, "", f"ogp-etl rules explain: RULE: {line}\n")


def test_every_measure_that_decides_has_words_for_met_and_missed():
    used = {rule_json(each, rule)["measure"] for each, rule in listed(read_all()) if rule.way != "show"}

    assert used - set(measures()) == set()
    assert all(set(text) == {"zh-Hant", "en"} for words in measures().values() for text in words.values())
