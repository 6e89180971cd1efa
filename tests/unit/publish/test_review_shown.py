"""Completeness, the reviewer's view and the rules as readers see them: from a verdict to clause, threshold, rows and files."""

import re
from dataclasses import replace
from datetime import date

import pytest
import yaml
from bs4 import BeautifulSoup

from ogp_etl.cards.facts import Amendment
from ogp_etl.check.views.review import review as checked
from ogp_etl.model import Verdict
from ogp_etl.model.completeness import Cell, CellState, HalfYear
from ogp_etl.publish.data.review import matrix_json, review_json
from ogp_etl.publish.html.review import first_text
from ogp_etl.publish.needs import need
from ogp_etl.publish.site import plan_files
from ogp_etl.publish.terminal.review import matrix_text, review_text
from ogp_etl.publish.texts import LANGUAGES
from ogp_etl.publish.what_if import supposed

DAY = date(2022, 6, 1)


@pytest.fixture
def page(edition):
    files = plan_files(edition)
    return lambda name: BeautifulSoup(files[name].decode(), "lxml")


def said(element):
    return " ".join(element.get_text(" ").split())


def test_three_clicks_lead_from_a_verdict_to_its_clause_and_threshold_and_to_a_row_and_its_file(page):
    finding = page("commitments/1-1.html").find(id="R19-repo.evidence-linked")
    rule = finding.find("a", href="../rules.html#R19-repo.evidence-linked")
    row = next(link["href"] for link in finding.find_all("a", href=True) if re.search("1-1.html#c", link["href"]))

    told = said(page("rules.html").find(id="R19-repo.evidence-linked"))
    assert rule is not None
    assert "§5.1.2" in told
    assert "grace_months: 6" in told
    held = page("commitments/1-1.html").find(id=row.partition("#")[2])
    assert [link["href"] for link in held.find_all("a") if link["href"].startswith("../../../archive/public")]


def test_what_a_commitment_lacks_in_a_year_is_told_in_words_on_its_page(edition):
    findings = edition.report.findings
    yearly = [replace(one, rule="R19/plan.milestones", missing=("year-2",)) for one in findings if one.scope == "1-1"][:1]
    files = plan_files(replace(edition, report=replace(edition.report, findings=(*findings, *yearly))))

    told = said(BeautifulSoup(files["commitments/1-1.html"].decode(), "lxml").find(id="R19-plan.milestones"))
    assert "第 2 年的里程碑 milestone of year 2" in told


def test_what_a_rule_says_of_drafting_stands_beside_what_it_says_today(edition):
    meets = next(one for one in edition.report.findings if one.scope == "plan")
    meets = replace(meets, rule="R19/forum.meets", verdict=Verdict.PASS, severity="standard", while_drafting=Verdict.BREACH)
    report = replace(edition.report, findings=(meets,))
    review = checked(edition.plan, report, DAY, {}, [], DAY, [])

    html = plan_files(replace(edition, report=report, review=review))["review.html"].decode()
    assert "研擬期間 while drafting ✕ 未達要求 missed" in said(BeautifulSoup(html, "lxml").find(id="q-dialogue"))
    assert "while drafting missed" in review_text(edition.plan, review, [], "en", 200)


def test_the_page_of_the_rules_names_no_file_that_is_not_published(page):
    told = said(page("rules.html"))

    assert "docs/" not in told
    assert '{"' not in told


def test_the_reviewers_page_says_first_whether_it_would_pass_and_what_fails_next(page):
    answer = said(page("review.html").find(id="answer"))

    assert "Would it pass its review, judged as of 2024-03-01?" in answer
    assert "No: of the minimum requirements these are certainly missed: R19/repo.evidence-linked (1-1)." in answer
    assert "1-1 is the first to turn red: from 2024-03-21 on (R19/repo.updated)" in answer


def test_amendments_after_the_day_of_judging_are_not_told(edition):
    amendments = (Amendment(day=date(2024, 3, 1), changes=("1-1",)), Amendment(day=date(2024, 3, 2), drops=("1-1",)))
    plan = replace(edition.plan, amendments=amendments)
    page = plan_files(replace(edition, plan=plan))["review.html"].decode()
    text = review_text(plan, edition.review, [], "en")

    assert edition.review.as_of == date(2024, 3, 1)
    assert len(BeautifulSoup(page, "lxml").find(id="amendments").tbody.find_all("tr")) == 1
    assert "\nAmendments: 2024-03-01\n" in text


def test_every_question_stands_on_it_and_rules_that_are_not_there_are_named(page):
    shown = page("review.html")
    articles = shown.find_all("article")

    assert len(articles) == 18
    assert "None of the rule sets of this plan (R19, R22) has this rule: repo.open." in said(shown.find(id="q-open"))
    assert "not asked by this plan's rules" in said(shown.find(id="q-open").h3)
    assert {section["id"] for section in shown.find_all("section")} >= {
        *("answer", "repository", "participation", "breach", "reporting"),
        *("ledger", "calendar", "amendments", "ahead", "completeness", "others"),
    }


def test_that_verdicts_are_by_analogy_stands_once_on_every_page(edition):
    told = {name: content.decode().count("類推適用") for name, content in plan_files(edition).items() if name.endswith(".html")}

    assert set(told.values()) == {1}
    assert len(told) > 7


def test_what_is_missing_stands_first_with_what_it_needs(page):
    rows = page("commitments/1-1.html").find(id="completeness").find("table").tbody.find_all("tr")

    assert "milestone m2 of 1-1 was due on 2023-06-30: primary evidence" in said(rows[0])
    assert [said(row.find(class_="cell")).split()[1] for row in rows] == sorted(
        [said(row.find(class_="cell")).split()[1] for row in rows], key=["缺少", "可能有", "已有", "尚未到期"].index
    )


def test_the_half_years_stand_across_with_a_sign_beside_each_state(page):
    (grid,) = page("commitments/1-1.html").find_all("table", class_="grid")
    update = next(row for row in grid.tbody.find_all("tr") if "update each half-year" in said(row))

    assert len({len(row.find_all(["th", "td"])) for row in grid.find_all("tr")}) == 1
    assert next(cell.find(class_="mark").get_text() for cell in update.find_all("td") if cell.find(class_="mark")) == "✓"


def test_where_nothing_turns_red_what_we_do_not_see_is_named(edition):
    nothing = replace(edition.review, upcoming=())

    assert first_text(replace(nothing, unseen=()))["en"].startswith("Even if nothing new becomes public, nothing else turns red")
    assert first_text(nothing)["en"].endswith("cannot tell: 1-2.")


def test_the_same_stands_in_text_in_both_languages(edition):
    for language, words in (
        ("en", "Would it pass its review, judged as of 2024-03-01? No: "),
        ("zh-Hant", "以 2024-03-01 判定，審查會通過嗎？ 不會：最低要求中確定沒有做到的有 R19/repo.evidence-linked（1-1）。"),
    ):
        told = review_text(edition.plan, edition.review, [], language)
        assert words in told
        assert "類推適用" in told
        assert "R19/forum.meets" in told
        assert all(len(line) < 100 for line in review_text(edition.plan, edition.review, [], "en", 80).split("\n"))
        assert "milestone m2 of 1-1" in matrix_text(edition.plan, edition.matrices, [], "en")


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        ("missed, was due 2023-06-30", {"state": "missed"}),
        ("perhaps missed, was due 2023-06-30", {"state": "unsettled"}),
        ("not yet known, was due 2023-06-30", {"state": "uncertain"}),
        ("was due 2023-06-30", {"state": "late"}),
        ("Due 2023-06-30", {"state": "due"}),
        ("missed", {"due": None}),
    ],
)
def test_what_falls_due_next_says_of_each_day_whether_it_is_over(edition, words, facts):
    missed = replace(edition.review.upcoming[0], **facts)
    told = review_text(edition.plan, replace(edition.review, upcoming=(missed,)), [], "en")

    assert f"  1-1 R19/repo.evidence-linked: {words}: m2: " in told


def test_data_hold_every_finding_once(edition):
    findings = {(one["rule"], one["scope"]): one for one in edition.document["findings"]}
    document = review_json(edition.review, findings)

    rules = [rule for question in document["questions"] for rule in question["rules"]] + document["others"]
    held = [(one["rule"], one["scope"]) for rule in rules for one in rule["findings"]]
    assert sorted(held) == sorted(findings)
    assert document["answer"] == "fails"
    assert document["first_to_fail"]["red"] == "2024-03-21"


def test_a_matrix_as_data_counts_what_it_shows(edition):
    document = matrix_json(edition.matrices[1])
    states = [cell["state"] for cell in document["cells"]]

    assert document["scope"] == "1-1"
    assert document["share"] == {"present": states.count("present"), "expected": len(states) - states.count("not-due")}
    assert all(cell["needs"] for cell in document["cells"] if cell["state"] == "missing")


@pytest.mark.parametrize(
    ("words", "family", "key", "more"),
    [
        (
            "milestone m2 of 1-1 was due on 2022-06-30: a decision, regulation or monitoring report that anybody can read",
            "milestone",
            "m2",
            {},
        ),
        ("1-1 was to have evidence of the kind “audit report” by 2022-06-30: primary", "kind", "audit", {"kinds": ("audit",)}),
        ("1-1 was not updated in the half-year from 2022-01-01 to 2022-06-30", "update", "", {}),
        ("1-1 had no progress report in the half-year from 2022-01-01 to 2022-06-30", "progress", "", {}),
        ("“minutes 2022-05-01” is not there in English", "language", "minutes:2022-05-01", {"language": "en"}),
        ("the drafting was to have documents of “reasoned response”", "kind", "feedback", {"kinds": ("reasoned-response",)}),
    ],
)
def test_a_missing_cell_says_what_it_needs(words, family, key, more):
    half = HalfYear(number=3, start=date(2022, 1, 1), end=date(2022, 6, 30))
    cell = Cell(family=family, key=key, rule="R19/x", state=CellState.MISSING, due=date(2022, 6, 30), half=half, **more)

    assert need("1-1", cell)["en"].startswith(words)
    assert "1-1" in need("1-1", cell)["zh-Hant"] or family == "language" or key == "feedback"


def test_a_day_to_come_says_what_it_supposes_and_what_it_does_not():
    told = supposed(date(2022, 1, 1), date(2022, 2, 1), [None, "1-1"])

    assert "if nothing new becomes public" in told[0]["en"]
    assert told[1]["en"].endswith("Process of the whole plan, 1-1")
    assert supposed(date(2022, 1, 1), date(2022, 1, 1), ["1-1"]) == []


def test_all_words_stand_in_both_languages():
    from importlib.resources import files

    read = yaml.safe_load(files("ogp_etl.publish").joinpath("review.yml").read_text(encoding="utf-8"))
    texts = {f"{section}.{key}": text for section, keys in read.items() for key, text in keys.items() if isinstance(text, dict)}

    assert {key for key, text in texts.items() if tuple(text) != LANGUAGES} == set()
