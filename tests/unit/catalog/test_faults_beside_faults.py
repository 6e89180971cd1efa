"""No fault of a card hides another: of every two faults that a file can have, both are named."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from ogp_etl.catalog import check_plan, read_plan
from ogp_etl.errors import InputInvalid

SETS = ("R16", "R19", "R22", "TW20", "MSF")
TODAY = date(2030, 1, 1)
SPAN = "{start: 2029-01-01, end: 2029-12-31}"
PLAN = (
    ("id: xx-2030", "id: Xx", "'Xx' is no id"),
    ("title: {zh-Hant: 計畫, en: Plan}\nzone", "title: {}\nzone", "title: has no text"),
    ("zone: Asia/Taipei", "zone: Asia/Taipeh", "Asia/Taipeh is no time zone"),
    ("end: 2032-12-31", "end: 2020-01-01", "end 2020-01-01 is before start 2030-01-01"),
    ("deadline: 2029-12-31", "deadline: 2029-02-30", "2029-02-30 is no day of the calendar"),
    ("delivered: 2029-12-20", "delivrd: 2029-12-20", "the key delivrd is unknown"),
    (f"drafting: {SPAN}", "drafting: {start: 2029-12-31, end: 2029-01-01}", "drafting.end 2029-01-01 is before start"),
    ("consultation: {start: 2029-03-01", "consultation: {start: soon", "'soon' is no day"),
    ("rule_sets: [R22]", "rule_sets: []", "rule_sets is empty"),
    ("{id: data, title: {zh-Hant: 資料, en: Data}}", "{id: D, title: {en: D}}", "'D' is no id"),
    ('homepage: "https', 'homepage: "ftp', "begins with ftp:"),
    ("tolerate: weak-dh", "tolerate: anything", "tolerate is 'anything'"),
)
CARD = (
    ('number: "1-1"', 'number: "1-2"', "the number is 1-2"),
    ("title: {zh-Hant: 承諾, en: Commitment}", "title: {}", "title: has no text"),
    ("area: data", "area: dta", "the area dta is not among"),
    ("until: 2030-12-31", "until: 2030-02-31", "2030-02-31 is no day of the calendar"),
    ("kinds: [budget, decision]", "kinds: budget", "kinds is 'budget'"),
    ("start: 2030-01-01", "start: early", "'early' is no day"),
    ("due: 2030-12-31", "due: 2029-12-31", "due 2029-12-31 is before the"),
    ("    agency: a\n", "    agency: z\n", "the agency z is not among"),
    ("collector: page", "collector: pgae", "sources.collector is 'pgae'"),
    ("url: https", "url: ftp", "begins with ftp:"),
    ('drop: [".counter"]', 'drop: ["a["]', "'a[' is no CSS selector"),
    ("kind: monitoring", "kind: monitring", "unknown kind of evidence 'monitring'"),
    ("reason: figures", "resaon: figures", "the key sources.primary.resaon is unknown"),
    ("give: m1", "give: m9", "the milestone m9 is not among"),
    ("when: 第一", 'when: "("', "'(' is not a regular expression"),
    ("responsible: Head", "responsble: Head", "the key responsble is unknown"),
)


@pytest.mark.parametrize(("file", "slips"), [("plan.yml", PLAN), ("commitments/1-1.yml", CARD)], ids=["plan", "card"])
def test_of_every_two_faults_of_a_file_both_are_named(write, changed, file, slips):
    for (old, new, what), (other, newer, why) in combinations(slips, 2):
        text = changed(file, old, new).replace(other, newer)
        said = [fault.what for fault in check_plan(write({file: text}), today=TODAY, rule_sets=SETS)]
        hidden = [words for words in (what, why) if not any(words in one for one in said)]
        assert hidden == [], f"{new} beside {newer}: {said}"


def test_a_fault_is_told_once_whoever_finds_it(write, changed):
    (fault,) = check_plan(write({"plan.yml": changed("plan.yml", "end: 2032-12-31", "end: 2020-01-01")}), today=TODAY)
    assert (fault.what, fault.do) == ("end 2020-01-01 is before start 2030-01-01", "write an end from 2030-01-01 on")


def test_a_day_that_cannot_be_read_is_not_taken_for_no_day(write, changed):
    card = changed("commitments/1-1.yml", "until: 2030-12-31", "until: 2030-02-31")
    said = [fault.what for fault in check_plan(write({"commitments/1-1.yml": card}), today=TODAY)]
    assert said == ["2030-02-31 is no day of the calendar"]


@pytest.mark.parametrize(
    ("sets", "line"),
    [
        ("[]", "plan.yml:10: rule_sets is empty; write a list like [R19, TW20] with at least one entry"),
        ("[R99]", "plan.yml:10: there is no rule set R99; did you mean R19?"),
        ("[XYZ]", "plan.yml:10: there is no rule set XYZ; the sets are MSF, R16, R19, R22, TW20"),
    ],
)
def test_rule_sets_that_judge_nothing_are_refused_where_they_stand(write, changed, sets, line):
    folder = write({"plan.yml": changed("plan.yml", "[R22]", sets)})
    with pytest.raises(InputInvalid) as caught:
        read_plan(folder, rule_sets=SETS)
    assert str(caught.value) == f"{folder}/{line}"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("licence: {title: {en: L}, url: http://10.0.0.8/l}", "10.0.0.8 is not a public address"),
        ("licence: {url: https://www.example.tw/l}", "licence.title is missing"),
        ("dashboard: http://localhost/d", "localhost is not a public address"),
        ("official_languages: []", "official_languages is empty"),
        ("official_languages: [English]", "official_languages: 'English' is no code of a language"),
    ],
)
def test_what_a_plan_says_of_its_publication_is_checked(write, changed, keys, said):
    (fault,) = check_plan(write({"plan.yml": changed("plan.yml", "rule_sets: [R22]", f"rule_sets: [R22]\n{keys}")}), today=TODAY)
    assert (fault.where.rpartition(":")[2], fault.what) == ("11", said)


@pytest.mark.parametrize("end", ["9999-12-31", "3000-01-01"])
def test_a_plan_that_never_ends_is_a_slip_of_the_pen(write, changed, end):
    faults = check_plan(write({"plan.yml": changed("plan.yml", "end: 2032-12-31", f"end: {end}")}), today=TODAY)
    assert [(one.what, one.do) for one in faults] == [
        (f"end: {end} is out of all reason", "write a day from 1900-01-01 to 2999-12-31")
    ]


AMENDED = "rule_sets: [R22]\namendments:\n  - {{day: 2030-02-01, {}}}\n"


@pytest.mark.parametrize(
    ("amendment", "said"),
    [
        ("adds: [1-7]", "amendments.adds names the commitment 1-7, which has no card; did you mean 1-1?"),
        (
            'drops: ["9"]',
            "amendments.drops names the commitment 9, which has no card; add commitments/9.yml (of what was dropped the card"
            " stays), or remove the number",
        ),
        ("changes: [1-1, zz]", "amendments.changes names the commitment zz, which has no card; add commitments/zz.yml"),
        ("adds: [1-1], drops: [1-1]", "the amendment adds and drops the commitment 1-1; keep one"),
    ],
)
def test_an_amendment_of_a_commitment_that_has_no_card_is_refused(write, changed, amendment, said):
    folder = write({"plan.yml": changed("plan.yml", "rule_sets: [R22]\n", AMENDED.format(amendment))})
    with pytest.raises(InputInvalid) as caught:
        read_plan(folder)
    assert str(caught.value).startswith(f"{folder}/plan.yml:12: {said}")


def test_an_amendment_may_name_a_card_that_has_faults_of_its_own(write, changed):
    plan = changed("plan.yml", "rule_sets: [R22]\n", AMENDED.format("adds: [1-2], changes: [1-1]"))
    faults = check_plan(write({"plan.yml": plan, "commitments/1-2.yml": 'number: "1-2"\n'}), today=TODAY)
    assert [fault.what for fault in faults] == ["title is missing"]
