"""Codes, periods, thresholds and days in words."""

import re
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
import yaml

from ogp_etl.check.answer import WHY
from ogp_etl.check.rulebook import read_all
from ogp_etl.model import COVER_WORDS, DRAFTING_GROUPS, KINDS, Change, Outcome, Reason, Screened, Verdict
from ogp_etl.publish import figures, texts
from ogp_etl.publish.html import markup


@pytest.mark.parametrize(
    ("section", "codes"),
    [
        ("outcomes", Outcome),
        ("reasons", Reason),
        ("screenings", Screened),
        ("changes", Change),
        ("kinds", KINDS),
        ("covers", COVER_WORDS),
        ("groups", DRAFTING_GROUPS),
        ("severities", ("minimum", "standard", "advice")),
        ("doubts", WHY),
        ("verdicts", Verdict),
        ("verdict-meanings", Verdict),
        ("barriers", ("leaking", "withdrawn", "missing", "closed", "altered")),
    ],
)
def test_every_code_has_words_in_both_languages(section, codes):
    assert [code for code in codes if set(texts.word(section, code)) != {"zh-Hant", "en"}] == []


def test_every_rule_with_a_verdict_says_what_to_do_and_no_advice_is_of_a_rule_that_is_gone(edition):
    rules = {rule.code: rule.way for each in read_all() for rule in each.rules}
    finding = edition.report.findings[0]
    advised = {code for code in rules if set(texts.cure(replace(finding, rule=f"R/{code}"))) == {"zh-Hant", "en"}}

    assert advised == {code for code, way in rules.items() if way != "show"}
    assert set(texts._texts("texts.yml")["cures"]) <= set(rules)


@pytest.mark.parametrize(
    ("code", "chinese", "english"),
    [
        ("values", "與 OGP 價值的關聯", "relation to the OGP values"),
        ("member-list:civil-society", "成員名單（公民社會）", "member list (civil society)"),
        ("2022-09-01:in-time", "2022-09-01（在期限內）", "2022-09-01 (in time)"),
        ("m1:start", "m1（開始日）", "m1 (first day)"),
        ("year-4", "第 4 年", "year 4"),
        ("baselines", "基準", "baselines"),
        ("action-plan:en", "行動方案（英文）", "action plan (English)"),
    ],
)
def test_what_a_finding_misses_is_said_in_words(code, chinese, english):
    assert texts.name_of(code) == {"zh-Hant": chinese, "en": english}


def test_fields_and_sides_that_are_asked_for_are_said_in_words(edition):
    asked = {"fields": ["dates", "agency", "values"], "sides": ["government", "civil-society"], "languages": ["zh-Hant"]}
    told = figures.thresholds(replace(edition.report.findings[0], threshold=asked))

    assert [one["en"] for one in told] == [
        "fields: first and last day, lead agency and relation to the OGP values",
        "both sides: government and civil society",
        "in Chinese",
    ]
    assert [one["zh-Hant"] for one in told][:2] == [
        "應填欄位：起訖期間、主要執行單位、與 OGP 價值的關聯",
        "雙方：政府、公民社會",
    ]


def test_a_document_in_a_language_is_asked_for_in_words(edition):
    (told,) = figures.thresholds(replace(edition.report.findings[0], threshold={"contact-page:zh-Hant": "2020-02-01"}))

    assert told == {"zh-Hant": "聯絡頁（中文）不晚於 2020-02-01", "en": "contact page (Chinese) by 2020-02-01"}


def test_the_sides_that_a_list_shows_are_said_in_words_and_a_figure_as_it_is():
    assert texts.value_of("government civil-society")["zh-Hant"] == "政府、公民社會"
    assert [texts.value_of(value) for value in (14, "2/3", "2024-05-31")] == [{"": "14"}, {"": "2/3"}, {"": "2024-05-31"}]


@pytest.mark.parametrize("name", ["words.yml", "texts.yml"])
def test_every_text_is_there_in_both_languages_and_in_no_other(name):
    def texts_in(part):
        if "en" in part or "zh-Hant" in part:
            return [part]
        return [text for inner in part.values() for text in texts_in(inner)]

    read = yaml.safe_load(files("ogp_etl.publish").joinpath(name).read_text(encoding="utf-8"))

    assert [text for text in texts_in(read) if set(text) != {"zh-Hant", "en"} or not all(text.values())] == []


def test_a_code_without_words_stands_for_itself():
    assert texts.word("kinds", "new-kind") == {"": "new-kind"}


@pytest.mark.parametrize(
    ("period", "english", "chinese"),
    [
        ("P3M", "every 3 months", "每 3 個月"),
        ("P1D", "every day", "每天"),
        ("P1Y", "every year", "每年"),
        ("P1W", "every 7 days", "每 7 天"),
        ("P24M", "every 2 years", "每 2 年"),
        ("P1M1D", "every month and 1 day", "每個月又 1 天"),
    ],
)
def test_a_period_is_said_in_words(period, english, chinese):
    assert figures.every(period) == {"zh-Hant": chinese, "en": english}


def test_thresholds_are_said_in_words_and_an_unknown_one_by_its_name(edition):
    finding = replace(edition.report.findings[0], threshold={"times": 2, "within": "P12M", "odd": "x", "none": None})

    assert [text["en"] for text in figures.thresholds(finding)] == ["at least 2 times", "within 1 year", "odd: x"]


@pytest.mark.parametrize(
    ("value", "threshold", "english", "chinese"),
    [
        (540, {"every": "P3M"}, "540 days since the last that is proven", "距最近一次能證明的 540 天"),
        (1, {"every": "P3M"}, "1 day since the last that is proven", "距最近一次能證明的 1 天"),
        (1, {"times": 2, "within": "P12M"}, "1 time for certain", "能證明的有 1 次"),
        (14, {"days": 14}, "14 days", "14 天"),
        (2, {"commitments": 20, "milestones": 5}, "2 commitments", "2 項承諾事項"),
        ("3/5", {"by": "2020-12-31"}, "3 of 5 for certain", "應有 5 項，能證明的有 3 項"),
    ],
)
def test_a_value_gets_the_unit_that_the_threshold_tells(edition, value, threshold, english, chinese):
    finding = replace(edition.report.findings[0], value=value, threshold=threshold)

    assert figures.measured(finding) == {"zh-Hant": chinese, "en": english}


def test_a_value_without_a_known_unit_stands_for_itself_and_none_for_nothing(edition):
    finding = replace(edition.report.findings[0], threshold={})

    assert figures.measured(finding) == {"": "540"}
    assert figures.measured(replace(finding, value=None)) == {}


@pytest.mark.parametrize(
    ("threshold", "english", "chinese"),
    [
        (
            {"every": "P3M"},
            "1 day from the last that is proven to 2024-08-31, when the clock stopped",
            "計算到 2024-08-31 為止，距最近一次能證明的 1 天",
        ),
        (
            {"times": 2, "within": "P12M"},
            "1 time for certain up to 2024-08-31, when the clock stopped",
            "計算到 2024-08-31 為止，能證明的有 1 次",
        ),
    ],
)
def test_a_value_of_a_clock_that_stood_still_names_the_day_it_counts_to(edition, threshold, english, chinese):
    finding = replace(edition.report.findings[0], value=1, threshold=threshold, stopped=date(2024, 8, 31))

    assert figures.measured(finding) == {"zh-Hant": chinese, "en": english}


def test_findings_are_read_worst_first_and_of_one_verdict_in_the_order_of_the_rules(edition):
    finding = edition.report.findings[0]
    given = [replace(finding, rule=str(place), verdict=verdict) for place, verdict in enumerate([*Verdict, *Verdict])]
    shown = figures.worst_first(given)

    assert [one.verdict.value for one in shown[::2]] == [
        "breach",
        "unknown",
        "due-soon",
        "gap",
        "pending",
        "pass",
        "equivalent",
        "waived",
        "not-applicable",
        "shown",
    ]
    assert all(int(first.rule) < int(second.rule) for first, second in zip(shown[::2], shown[1::2], strict=True))


def test_no_chinese_text_has_a_blank_between_two_ideographs():
    def texts_of(part):
        return [part] if isinstance(part, str) else [text for inner in part.values() for text in texts_of(inner)]

    read = [
        yaml.safe_load(path.read_text(encoding="utf-8"))
        for folder, names in (("ogp_etl.publish", ("words.yml", "texts.yml")), ("ogp_etl.rules", ("R16", "R19", "R22", "TW20")))
        for path in (files(folder).joinpath(name if "." in name else f"{name}.texts.yml") for name in names)
    ]

    assert [text for part in read for text in texts_of(part) if re.search("[\u4e00-\u9fff] [\u4e00-\u9fff]", text)] == []


@pytest.mark.parametrize(("key", "value"), [("within", "P6M"), ("grace", "P6M"), ("within", "P1Y"), ("by", "2024-08-31")])
def test_a_threshold_in_chinese_has_blanks_round_figures_only(edition, key, value):
    (told,) = figures.thresholds(replace(edition.report.findings[0], threshold={key: value}))

    assert re.search("[\u4e00-\u9fff] [\u4e00-\u9fff]", told["zh-Hant"]) is None


@pytest.mark.parametrize(
    ("told", "english", "chinese"),
    [
        ("", None, None),
        ("unchanged", "unchanged", "沒有變動"),
        ("failed: not-found", "failed: no such page", "失敗：網址已不存在"),
        (
            "failed: status: HTTP 500: sorry",
            "failed: the site answered with an error: HTTP 500: sorry",
            "失敗：網站回應錯誤訊息：HTTP 500: sorry",
        ),
    ],
)
def test_an_outcome_is_said_in_words_and_its_detail_is_left_as_it_is(told, english, chinese):
    assert (texts.outcome(told).get("en"), texts.outcome(told).get("zh-Hant")) == (english, chinese)


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://store.example/a%20b", "https://store.example/a%20b"),
        ("../archive/a%20b", "up/../archive/a%20b"),
        ("../archive/a b#c?", "up/../archive/a%20b%23c%3F"),
        ("../典藏/a", "up/../%E5%85%B8%E8%97%8F/a"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        (None, None),
        ("", None),
    ],
)
def test_only_web_addresses_and_paths_of_the_archive_become_links(address, link):
    assert markup.archived(address, "up/") == link


def test_control_signs_and_lone_surrogates_cannot_break_a_page():
    assert markup.fit("a\x00b\ud800c\x1b") == "a\ufffdb\ufffdc\ufffd"


def test_a_text_in_one_language_makes_up_no_other():
    assert markup.both({"zh-Hant": "標題"}) == '<span lang="zh-Hant">標題</span>'


def test_what_a_line_lacks_is_said_in_words():
    assert texts.name_of("milestone:m1")["en"] == "milestone m1"
    assert texts.name_of("action-plan:en") == {"zh-Hant": "行動方案（英文）", "en": "action plan (English)"}
    assert texts.name_of("feedback")["en"] == "reasoned response"
    assert texts.name_of("<b>") == {"": "<b>"}


def test_a_row_without_any_day_is_not_public(edition):
    row = edition.entries[0].row._replace(published_from=None, published_by=None)

    assert "not public" in markup.public_days(row)
    assert "2022-05-02" in markup.public_days(row._replace(published_from=date(2022, 5, 2)))


def test_the_last_day_of_a_plan_and_what_a_commitment_lacks_in_a_year_are_told_in_words(edition):
    length = replace(edition.report.findings[0], rule="R19/plan.length", threshold={"months": 24, "ends": "08-31"})
    yearly = replace(edition.report.findings[0], rule="R19/plan.milestones")

    assert figures.thresholds(length) == [
        {"zh-Hant": "24 個月", "en": "24 months"},
        {"zh-Hant": "結束於 8 月 31 日", "en": "ends on 31 August"},
    ]
    assert texts.finding_lacks(yearly, "year-2") == {"zh-Hant": "第 2 年的里程碑", "en": "milestone of year 2"}
    assert texts.finding_lacks(yearly, "m1:start") == {"zh-Hant": "里程碑 m1 的開始日", "en": "first day of milestone m1"}
    assert markup.environment().globals["lacks"] is texts.finding_lacks
