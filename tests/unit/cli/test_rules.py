"""``ogp-etl rules``: every rule of every set, and one explained."""

from __future__ import annotations

import json
import re

import pytest

from ogp_etl.check.rule_facts import listed, rule_json
from ogp_etl.check.rulebook import read_all
from ogp_etl.publish.terminal.parameters import Parameters
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
                "  §5.1.3 updated regularly (lines 1472-1477 of the Chinese text of the point-of-contact manual)",
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
        (
            "zh-Hant",
            [
                "  §5.1.3 定期更新 (《聯絡窗口手冊》中文版純文字第 1472-1477 行)",
                "  every: P6M (每 6 個月)",
                "  waived、equivalent",
            ],
        ),
    ],
)
def test_a_rule_is_explained(ogp_etl, language, lines):
    code, printed, _said = ogp_etl("rules", "explain", "R19/repo.updated", "--language", language)

    assert (code, [line for line in lines if line not in printed.splitlines()]) == (0, [])


def test_a_clause_names_the_text_of_its_own_set_and_no_whole_chapter(ogp_etl):
    _code, standards, _said = ogp_etl("rules", "explain", "R16/response.log", "--language", "zh-Hant")
    _code, english, _said = ogp_etl("rules", "explain", "R16/response.log")
    _code, manual, _said = ogp_etl("rules", "explain", "R19/plan.successor")

    assert "S138 溝通與回應的紀錄 (《參與及共創標準》中文版純文字第 138 行)" in standards
    assert "手冊" not in standards
    assert " (line 138 of the Chinese text of the Participation & Co-creation Standards)\n" in english
    assert "\n  §2 calendar\n" in manual


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("R19/plan.successor", "by 31 August of the third year"),
        ("R19/plan.length", "24 months, ends on 31 August"),
        (
            "R19/irm.reports",
            "report on design within 7 months of delivery, or by the end of July of the second year;"
            " report on results within 9 months of the plan's end, or by the end of July of the fourth year",
        ),
        ("R19/self-assessment", "by 3 months after the last day of implementation"),
        (
            "R16/self-assessment.consulted",
            "the forum's opinion by the last day of reporting, the public is advised to have 28 days of comment",
        ),
        ("R16/repo.library", "5 documents, each with its last day"),
        ("R16/contact.public", "contact page in each official language by the first day of drafting"),
        ("R16/response.log", "record of questions and replies by the last day of drafting"),
        (
            "R16/contributions.published",
            "contributions by the last day of drafting, the government's answers by the last day of drafting",
        ),
    ],
)
def test_a_threshold_is_told_as_a_person_would(ogp_etl, rule, told):
    _code, printed, _said = ogp_etl("rules", "list")
    (line,) = [line for line in printed.splitlines() if line.startswith(f"{rule} ")]
    _code, explained, _said = ogp_etl("rules", "explain", rule)

    assert f"  {told}  " in line
    assert f"\nThreshold\n  {told}\n" in explained


def test_what_a_rule_reads_is_told_in_words(ogp_etl):
    _code, chinese, _said = ogp_etl("rules", "explain", "R16/repo.library", "--language", "zh-Hant")
    _code, english, _said = ogp_etl("rules", "explain", "R16/repo.library")
    _code, replies, _said = ogp_etl("rules", "explain", "R16/response.latency")
    _code, opens, _said = ogp_etl("rules", "explain", "R19/repo.updated")

    lines = chinese.splitlines()
    assert "  documents: 行動方案不晚於提交之日：行動方案；仍公開的" in lines
    assert any(line.endswith("；只在前一期有審查報告或有獨立審查者審查本方案時要求") for line in lines)
    assert "  documents: action plan by the day of delivery: action plan; still public on the day" in english.splitlines()
    assert "  replies: official reply; with new content, no copies" in replies.splitlines()
    assert "  opens: plan: the first day of drafting, each commitment: the first day of implementation" in opens.splitlines()


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
@pytest.mark.parametrize("rule", [rule_json(*pair) for pair in listed(read_all())], ids=IDS)
def test_no_parameter_is_told_as_it_is_written_in_a_file(rule, language):
    told = "\n".join(Parameters(language).lines(rule))

    assert [sign for sign in '{}[]"_' if sign in re.sub(r"^\w+: ", "", told, flags=re.MULTILINE)] == []


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
