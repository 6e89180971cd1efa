"""Every plan that travels with the program: it reads, its ids stand still, and what is not known is not made up."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ogp_etl.cards import COLLECTORS
from ogp_etl.catalog import check_plan, gaps, plans_folder, read_plan, schema
from ogp_etl.catalog.schema import FILES, schema_file, schema_text
from ogp_etl.yaml_files.lines import read

PLANS = ("tw-2020-draft", "tw-2021", "tw-2025")
SETS = ("R16", "R19", "R22", "TW20", "MSF")
CARDS = sorted(path for plan in PLANS for path in (plans_folder() / plan).rglob("*.yml"))
REFRESH = """python -c "from ogp_etl.catalog import *; write_schemas(plans_folder() / 'schema')" """
TITLES = {
    "1-1": "完備政府資料開放與再利用制度",
    "1-2": "建立開放資料集平臺，提供加值運用",
    "1-3": "強化數位隱私與個資保護",
    "1-4": "落實政府資訊公開法之資訊取用權",
    "1-5": "環境領域的資訊揭露",
    "2-1": "全國性公民投票案電子連署",
    "2-2": "青年政策參與",
    "2-3": "地方創生互動平臺機制建置",
    "2-4": "鼓勵勞工籌組工會",
    "2-5": "將開放政府觀念納入公民與社會課程與教學推動範圍，強化教師增能",
    "3-1": "促進性別包容對話與參與",
    "3-2": "促進新住民公共參與及發展",
    "3-3": "擴大原住民族跨域參與及國際接軌",
    "3-4": "推動客家議題公共參與",
    "4-1": "強化政治獻金透明化",
    "4-2": "建置與精進機關採購廉政平臺",
    "4-3": "推動揭弊者保護法立法",
    "5-1": "實質受益人資訊透明",
    "5-2": "執行宗教團體財務透明之相關政策，阻絕洗錢漏洞",
}
DRAFT = {
    "1": ("政府資料開放與運用法制化", "ndc"),
    "2": ("建立開放資料集平臺，提供加值運用", "most"),
    "3": ("公民投票電子連署", "cec"),
    "4": ("青年政策參與", "moe"),
    "5": ("地方創生互動平臺機制建置", "ndc"),
    "6": ("促進性別包容對話與參與", "dge"),
    "7": ("促進新住民公共參與及發展", "moi"),
    "8": ("擴大原住民族國際合作與交流", "cip"),
    "9": ("推動客家議題公共參與", "hac"),
    "10": ("強化政治獻金透明化", "moi"),
    "11": ("建置與精進機關採購廉政平臺", "moj"),
    "12": ("實質受益人資訊透明", "moj"),
}


def plan_of(name: str):
    return read_plan(plans_folder() / name, named=name, rule_sets=SETS)


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_reads_without_fault(name):
    assert check_plan(plans_folder() / name, today=date(2026, 12, 1), named=name, rule_sets=SETS) == []


def test_there_are_no_other_plans():
    assert sorted(path.parent.name for path in plans_folder().glob("*/plan.yml")) == list(PLANS)


# --- ids ---------------------------------------------------------------------------------------------------------------


def test_the_first_plan_has_its_nineteen_commitments():
    assert {one.number: one.title.zh_hant for one in plan_of("tw-2021").commitments} == TITLES
    assert [one.number for one in plan_of("tw-2021").commitments] == list(TITLES)


def test_the_draft_has_its_twelve_commitments_with_their_agencies():
    draft = plan_of("tw-2020-draft")
    assert {one.number: (one.title.zh_hant, one.lead[0].agency) for one in draft.commitments} == DRAFT
    assert [one.number for one in draft.commitments] == list(DRAFT)


def test_the_second_plan_has_seven_commitments():
    assert [one.number for one in plan_of("tw-2025").commitments] == ["1", "2", "3", "4", "5", "6", "7"]


def test_source_ids_stand_still_because_document_ids_are_made_of_them():
    keys = {name: [f"{scope}/{source.id}" for scope, source in plan_of(name).sources()] for name in PLANS}
    assert keys == {
        "tw-2020-draft": ["process/join-consultation", "process/ndc-entry-page"],
        "tw-2021": [
            "process/task-force",
            "process/join-consultation",
            "process/ndc-full-text",
            "process/ndc-plan-area",
            "process/ndc-entry-page",
        ],
        "tw-2025": ["process/call-for-proposals"],
    }


# --- what the rules read ----------------------------------------------------------------------------------------------


def test_the_days_of_the_first_plan():
    plan = plan_of("tw-2021")
    assert (plan.start, plan.end, plan.deadline, plan.delivered) == (date(2021, 1, 1), date(2024, 5, 31), None, None)
    assert (plan.drafting.start, plan.drafting.end) == (date(2020, 2, 21), date(2020, 12, 31))
    assert plan.consultation is not None
    assert (plan.consultation.start, plan.consultation.end) == (date(2020, 2, 21), date(2020, 3, 6))
    assert (plan.rule_sets, plan.record, plan.zone, len(plan.areas)) == (("R19", "R22", "TW20"), "sources", "Asia/Taipei", 5)


def test_the_draft_names_its_duties_with_their_clauses_and_what_replaced_it():
    draft = plan_of("tw-2020-draft")
    assert [(duty.id, duty.clause.split("（")[0], duty.due) for duty in draft.duties] == [
        ("forms", "TW20 §6", date(2020, 3, 31)),
        ("minutes", "TW20 §3(2)", None),
        ("english", "TW20 §7", None),
    ]
    assert (draft.status, draft.superseded_by, draft.rule_sets) == ("draft", "tw-2021", ("TW20",))


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_is_superseded_by_one_that_is_there(name):
    assert plan_of(name).superseded_by in (None, *PLANS)


@pytest.mark.parametrize(
    ("number", "first", "then", "since"),
    [
        ("1-1", "ndc", "moda", date(2022, 8, 27)),
        ("1-2", "most", "nstc", date(2022, 7, 27)),
        ("1-3", "ndc", "pdpc", date(2023, 12, 5)),
        ("1-5", "epa", "moenv", date(2023, 8, 22)),
    ],
)
def test_a_lead_that_changed_hands_is_dated(number, first, then, since):
    commitment = next(one for one in plan_of("tw-2021").commitments if one.number == number)
    before, after = commitment.lead
    assert (before.agency, after.agency, after.since) == (first, then, since)
    assert before.until is not None
    assert (since - before.until).days == 1


@pytest.mark.parametrize(
    ("title", "belongs"),
    [
        ("2020-10-28 「行政院開放政府國家行動方案推動小組」第1次會議", True),
        ("2024-01-29 「行政院開放政府國家行動方案推動小組」第 11 次會議", True),
        ("2021-07-16 行政院開放政府國家行動方案 IRM 討論會議", False),
        ("2020-10-26 109年第3次開放政府政策協調聯繫會議", False),
    ],
)
def test_the_task_forces_own_meetings_are_taken_from_the_index(title, belongs):
    source = plan_of("tw-2021").process.sources[0]
    assert bool(re.search(source.only, title)) == belongs
    assert [(named.kind, named.slug[:10]) for named in source.named] == [
        ("baseline-document", "2018-12-05"),
        ("baseline-document", "2019-10-28"),
    ]


# --- nothing made up --------------------------------------------------------------------------------------------------


def test_what_is_not_known_of_the_first_plan_is_left_out():
    plan = plan_of("tw-2021")
    for one in plan.commitments:
        assert (one.responsible, one.kinds, one.sources, one.title.en) == (None, (), (), None)
        assert bool(one.milestones) == (one.number == "1-1")
        assert one.working_title is not None
        assert one.lead


def test_what_is_not_known_of_the_second_plan_is_left_out():
    plan = plan_of("tw-2025")
    assert (plan.status, plan.agencies) == ("partial", ())
    for one in plan.commitments:
        assert (one.title.zh_hant, one.lead, one.supporting, one.area, one.milestones, one.sources) == (
            None,
            (),
            (),
            None,
            (),
            (),
        )
        assert "title" in one.approximate


@pytest.mark.parametrize(
    ("name", "scope", "fields"),
    [
        ("tw-2021", "plan", {"status", "start", "end", "drafting", "deadline", "delivered", "areas.integrity.title.en"}),
        (
            "tw-2021",
            "1-1",
            {"title.en", "lead", "milestones", "responsible", "kinds", "sources", "milestones.y2021.title.zh-Hant"},
        ),
        ("tw-2021", "3-4", {"title.en", "responsible", "milestones", "kinds", "sources"}),
        ("tw-2021", "process", {"sources.ndc-plan-area.primary", "sources.ndc-entry-page.primary"}),
        ("tw-2020-draft", "plan", {"status", "start", "end", "drafting"}),
        ("tw-2020-draft", "12", {"title.en", "responsible", "milestones", "kinds", "sources"}),
        ("tw-2025", "plan", {"status", "start", "end", "drafting", "consultation"}),
        ("tw-2025", "4", {"title.zh-Hant", "title", "area", "lead", "responsible", "milestones", "kinds", "sources"}),
    ],
)
def test_what_is_left_out_is_listed(name, scope, fields):
    assert fields <= {gap.field for gap in gaps(plan_of(name)) if gap.scope == scope}


# --- the files themselves ---------------------------------------------------------------------------------------------


def as_json(value: Any) -> Any:
    """YAML data as an editor's schema check sees it: days are texts."""
    if isinstance(value, dict):
        return {str(key): as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def kind_of(path: Path) -> str:
    return "commitment" if path.parent.name == "commitments" else path.stem


@pytest.mark.parametrize("path", CARDS, ids=lambda path: str(path.relative_to(plans_folder())))
def test_a_card_is_short_points_at_its_schema_and_conforms_to_it(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    hint = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", lines[0])
    assert hint
    assert (path.parent / hint[1]).resolve() == (plans_folder() / "schema" / schema_file(kind_of(path))).resolve()
    written = read(path)
    assert written.faults == ()
    assert list(Draft202012Validator(schema(kind_of(path))).iter_errors(as_json(written.data))) == []
    assert len(lines) < 40 or kind_of(path) != "commitment"


@pytest.mark.parametrize("file", FILES)
def test_the_published_schema_is_up_to_date(file):
    held = (plans_folder() / "schema" / schema_file(file)).read_text(encoding="utf-8")
    assert held == schema_text(file), f"the types have changed; run {REFRESH}"
    Draft202012Validator.check_schema(schema(file))


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("commitment", {"number": "1-1", "title": {}}),
        ("commitment", {"number": "1-1"}),
        ("commitment", {"number": "1-1", "title": {"en": "A"}, "kinds": ["minutes"]}),
        ("commitment", {"number": 1, "title": {"en": "A"}}),
        ("process", {"sources": [{"id": "a", "collector": "page", "url": "ftp://example.tw/"}]}),
        ("process", {"sources": [{"id": "a", "collector": "page", "url": "https://example.tw/", "cadance": "P1D"}]}),
    ],
)
def test_the_published_schema_refuses_what_the_reader_refuses(file, data):
    assert list(Draft202012Validator(schema(file)).iter_errors(data))


def test_commitments_and_process_are_not_offered_in_the_plans_own_file():
    assert not {"commitments", "process"} & set(schema("plan")["properties"])


def test_every_field_of_a_source_explains_itself_in_an_editor():
    fields = schema("process")["$defs"]["SayitSource"]["properties"]
    silent = {name for name, field in fields.items() if "description" not in field and "$ref" not in field}
    assert silent <= {"collector", "title", "agency", "language", "named"}


# --- the page that shows how to write a card --------------------------------------------------------------------------

DOCS = Path(__file__).parents[2] / "docs"
BLOCKS = re.findall(r"```yaml\n(.*?)```", (DOCS / "adding-evidence.md").read_text(encoding="utf-8"), re.DOTALL)
SHOWN = [block for block in BLOCKS if "collector:" in block]
OF_PLANS = [block for block in BLOCKS if "collector:" not in block]
BARE = """\
id: xx
title: {en: P}
zone: UTC
start: 2030-01-01
end: 2031-01-01
drafting: {start: 2029-01-01, end: 2029-12-31}
rule_sets: [R19]
"""


@pytest.mark.parametrize("shown", SHOWN, ids=lambda text: re.search(r"id: (\S+)", text)[1])
def test_a_source_shown_in_the_docs_can_be_copied(shown, tmp_path):
    (tmp_path / "plan.yml").write_text(BARE)
    (tmp_path / "process.yml").write_text(shown)
    assert read_plan(tmp_path).process.sources


def test_what_the_docs_show_of_a_plans_own_life_can_be_copied(tmp_path):
    (shown,) = OF_PLANS
    (tmp_path / "plan.yml").write_text(BARE + shown)
    commitments = tmp_path / "commitments"
    commitments.mkdir()
    for number in set(re.findall(r"\b\d-\d\b", shown)):
        (commitments / f"{number}.yml").write_text(f"number: {number}\ntitle: {{en: C}}\n")
    plan = read_plan(tmp_path)
    assert plan.amendments
    assert plan.recommendations


def test_every_collector_is_shown_in_the_docs():
    assert set(re.findall(r"collector: (\w+)", "".join(SHOWN))) == set(COLLECTORS)


def test_an_id_of_a_removed_source_is_not_used_again():
    rows = re.findall(
        r"^\| ([a-z0-9-]+) \| ([A-Za-z0-9-]+/[a-z0-9-]+) \|", (DOCS / "removed-sources.md").read_text("utf-8"), re.M
    )
    used = {(name, f"{scope}/{source.id}") for name in PLANS for scope, source in plan_of(name).sources()}
    assert not used & set(rows)
