"""What is not known is listed, and nothing else."""

from __future__ import annotations

import pytest

from ogp_etl.catalog import gaps, read_plan, render_faults, render_gaps
from ogp_etl.errors import Fault

CARD = "commitments/1-1.yml"


def test_a_complete_plan_has_no_gaps(write):
    plan = read_plan(write())
    assert gaps(plan) == []
    assert render_gaps(plan, [], "en") == "Nothing is missing."


@pytest.mark.parametrize(
    ("field", "file", "old", "new"),
    [
        ("status", "plan.yml", "rule_sets", "status: partial\nrule_sets"),
        ("start", "plan.yml", "rule_sets", "approximate: [start]\nrule_sets"),
        ("deadline", "plan.yml", "deadline: 2029-12-31\n", ""),
        ("delivered", "plan.yml", "delivered: 2029-12-20\n", ""),
        ("consultation", "plan.yml", "consultation: {start: 2029-03-01, end: 2029-03-31}\n", ""),
        ("title.zh-Hant", "plan.yml", "{zh-Hant: 計畫, en: Plan}", "{en: Plan}"),
        ("areas.data.title.en", "plan.yml", "{zh-Hant: 資料, en: Data}", "{zh-Hant: 資料}"),
        ("agencies.a.name.zh-Hant", "plan.yml", "{zh-Hant: 甲部, en: Ministry A}", "{en: Ministry A}"),
        ("sources.forum.kind", "process.yml", "    kind: minutes\n", ""),
        ("sources.forum.primary", "process.yml", "    primary: {value: true, reason: minutes of the forum}\n", ""),
        ("title.en", CARD, "{zh-Hant: 承諾, en: Commitment}", "{zh-Hant: 承諾}"),
        ("area", CARD, "area: data\n", ""),
        ("lead", CARD, "lead:\n  - {agency: a, until: 2030-12-31}\n  - {agency: b, since: 2031-01-01}\n", ""),
        ("responsible", CARD, "responsible: Head of section\n", ""),
        ("kinds", CARD, "kinds: [budget, decision]\n", ""),
        ("milestones", CARD, "area: data\n", "area: data\napproximate: [milestones]\n"),
        ("milestones.m1.title.zh-Hant", CARD, "{zh-Hant: 里程碑, en: Milestone}", "{en: Milestone}"),
        ("milestones.m1.due", CARD, "due: 2030-12-31", "due: 2033-01-31"),
        ("sources.page.primary", CARD, "    primary: {value: true, reason: figures of the ministry}\n", ""),
    ],
)
def test_each_thing_that_is_not_known_is_one_gap(write, changed, field, file, old, new):
    found = gaps(read_plan(write({file: changed(file, old, new)})))
    assert [(gap.file, gap.field) for gap in found] == [(file, field)]
    assert set(found[0].text) == {"zh-Hant", "en"}


def test_a_working_translation_is_still_a_gap_and_says_so(write, changed):
    card = changed(CARD, "en: Commitment}", "}\nworking_title: {en: Commitment}")
    (gap,) = gaps(read_plan(write({CARD: card})))
    assert (gap.field, gap.text["en"]) == (
        "title.en",
        "The official English title is not known; a working translation stands for it",
    )


def test_a_card_that_says_next_to_nothing_is_all_gaps(write):
    found = gaps(read_plan(write({CARD: 'number: "1-1"\ntitle: {zh-Hant: 承諾}\n'})))
    assert [gap.field for gap in found] == ["title.en", "area", "lead", "responsible", "milestones", "kinds", "sources"]


def test_a_plan_without_process_and_commitments_says_both(write):
    found = gaps(read_plan(write({"process.yml": None, CARD: None})))
    assert [(gap.scope, gap.field) for gap in found] == [("plan", "commitments"), ("process", "sources")]


def test_a_describing_rule_or_a_drop_folder_needs_no_kind(write, changed):
    process = changed("process.yml", "    kind: minutes\n", "    describe: {kind: [{when: 紀錄, give: minutes}]}\n")
    process += "  - {id: drop, collector: folder, path: a, primary: {value: true, reason: originals}}\n"
    assert gaps(read_plan(write({"process.yml": process}))) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "xx-2030: 1 not known\n1-1 承諾  (commitments/1-1.yml)\n  kinds: Which kinds of evidence apply is not decided"),
        ("zh-Hant", "xx-2030：1 項未知\n1-1 承諾  (commitments/1-1.yml)\n  kinds: 尚未決定適用哪些種類的佐證"),
    ],
)
def test_gaps_are_shown_by_file(write, changed, language, text):
    plan = read_plan(write({CARD: changed(CARD, "kinds: [budget, decision]\n", "")}))
    assert render_gaps(plan, gaps(plan), language) == text


def test_faults_are_shown_one_a_line_with_their_count():
    faults = [
        Fault("plan.yml:3", "end is before start", "mend it"),
        Fault("commitments/1-1.yml:2", "x", "y"),
        Fault("a.yml", "x", "y"),
    ]
    assert render_faults(faults) == (
        "plan.yml:3: end is before start; mend it\ncommitments/1-1.yml:2: x; y\na.yml: x; y\n\n"
        "3 faults in 3 files; a plan whose cards cannot be read is not harvested"
    )
    assert render_faults([]) == ""
