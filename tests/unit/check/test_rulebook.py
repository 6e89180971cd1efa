"""The stored rule sets, and what is said of a rule file with faults."""

from datetime import date

import pytest

from ogp_etl.check.rule_files import read_files
from ogp_etl.check.rulebook import known_sets, read_all, read_set, read_sets
from ogp_etl.errors import InputInvalid


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("R16", None, date(2021, 12, 31)),
        ("R19", None, date(2021, 12, 31)),
        ("R22", date(2022, 1, 1), None),
        ("TW20", date(2020, 2, 21), date(2020, 12, 31)),
        ("MSF", None, None),
    ],
)
def test_a_set_is_in_force_from_and_until(name, first, last):
    span = read_set(name).in_force
    assert (span.first, span.until) == (first, last)


def test_rules_without_a_stored_text_are_provisional():
    assert [name for name in known_sets() if read_set(name).provisional] == ["R22"]


def test_sets_come_in_the_order_asked_for_and_once():
    assert [one.id for one in read_sets(["R22", "R16", "R22"])] == ["R22", "R16"]


def test_an_unknown_set_is_named_with_the_one_that_was_meant():
    with pytest.raises(InputInvalid) as caught:
        read_sets(["R19", "R91", "XYZ"], "--rules")
    assert [str(fault) for fault in caught.value.faults] == [
        "--rules: there is no rule set 'R91'; did you mean R19?",
        "--rules: there is no rule set 'XYZ'; use MSF, R16, R19, R22, TW20",
    ]


RULE = """\
  - code: repo.updated
    clause: T1 §1
    judged: [{scope: plan, severity: minimum}]
    measure: cadence
    every: P6M
    opens: {plan: drafting.start}
    rows: {}
"""
HEAD = "id: T1\ntitle: {zh-Hant: 試, en: Trial}\nrules:\n"
CLAUSES = '"§1": {title: {zh-Hant: 更新, en: updates}, lines: "1-2"}\n'
TEXT = "repo.updated: {zh-Hant: 更新, en: Updated}\n"


@pytest.fixture
def faults(tmp_path):
    def read(rules, texts=TEXT):
        (tmp_path / "T1.yml").write_text(rules, encoding="utf-8")
        (tmp_path / "T1.texts.yml").write_text(texts, encoding="utf-8")
        (tmp_path / "T1.clauses.yml").write_text(CLAUSES, encoding="utf-8")
        read_files.cache_clear()
        with pytest.raises(InputInvalid) as caught:
            read_set("T1", tmp_path)
        return [str(fault).removeprefix(f"{tmp_path}/") for fault in caught.value.faults]

    return read


def test_a_whole_set_is_read(tmp_path):
    (tmp_path / "T1.yml").write_text(HEAD + RULE, encoding="utf-8")
    (tmp_path / "T1.texts.yml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "T1.clauses.yml").write_text(CLAUSES, encoding="utf-8")
    assert read_set("T1", tmp_path).texts["repo.updated"].by_language() == {"zh-Hant": "更新", "en": "Updated"}


def test_an_unknown_measure_is_named_with_those_there_are(faults):
    (fault,) = faults(HEAD + RULE.replace("cadence", "rhythm"))
    assert fault.startswith("T1.yml:")
    assert "'rhythm'" in fault
    assert "'cadence'" in fault


def test_faults_of_both_files_come_together(faults):
    found = faults(HEAD + RULE.replace("P6M", "six"), "repo.updated: {zh-Hant: 更新}\n")
    assert found == [
        "T1.yml:8: rules.every: 'six' is no period; write it like P1D, P1W, P4M or P1Y",
        "T1.texts.yml:1: repo.updated.en is missing; write en: with a text",
    ]


def test_a_threshold_without_a_unit_is_named_with_what_to_write(faults):
    assert faults(HEAD + RULE.replace("P6M", "6")) == [
        "T1.yml:8: rules.every: 6 has no unit; write P6M for months, P6W for weeks or P6D for days"
    ]


def test_a_code_given_twice_is_named_with_both_lines(faults):
    (fault,) = faults(HEAD + RULE + RULE)
    assert fault == "T1.yml:11: the code repo.updated stands on line 4 already; name it otherwise"


SECOND = RULE.replace("repo.updated", "repo.second")


def test_a_rule_that_cannot_be_read_hides_no_fault_of_the_others(faults):
    texts = TEXT + "repo.second: {zh-Hant: 二}\nrepo.third: {zh-Hant: 三, en: Third}\n"
    assert faults(HEAD + RULE.replace("P6M", "6") + RULE + SECOND.replace("§1", "§9"), texts) == [
        "T1.yml:8: rules.every: 6 has no unit; write P6M for months, P6W for weeks or P6D for days",
        "T1.texts.yml:2: repo.second.en is missing; write en: with a text",
        "T1.yml:11: the code repo.updated stands on line 4 already; name it otherwise",
        "T1.texts.yml:3: there is no rule repo.third; use repo.second, repo.updated",
        "T1.yml:19: T1.clauses.yml has no clause §9; use §1",
    ]


def test_a_rule_without_a_text_and_a_text_without_a_rule_are_named(faults):
    assert faults(HEAD + RULE, "repo.updatet: {zh-Hant: 更新, en: Updated}\n") == [
        "T1.yml:4: repo.updated has no text; write it in T1.texts.yml, in zh-Hant and en",
        "T1.texts.yml:1: there is no rule repo.updatet; did you mean repo.updated?",
    ]


def test_a_clock_without_an_opening_for_a_scope_is_named(faults):
    (fault,) = faults(HEAD + RULE.replace("scope: plan", "scope: commitment"))
    assert "opens has no commitment" in fault


def test_a_set_is_named_as_its_file(faults):
    assert faults("id: T2\ntitle: {zh-Hant: 試, en: Trial}\nrules: []\n", "{}\n") == [
        "T1.yml:1: the id is T2; write T1, as the file is named"
    ]


def test_an_unknown_kind_of_evidence_is_named(faults):
    (fault,) = faults(HEAD + RULE.replace("rows: {}", "rows: {kinds: [minuts]}"))
    assert fault.startswith("T1.yml:10: ")
    assert "minuts" in fault


def test_a_clause_that_does_not_exist_is_named(faults):
    assert faults(HEAD + RULE.replace("T1 §1", "T1 §1, §9")) == ["T1.yml:5: T1.clauses.yml has no clause §9; use §1"]


def test_a_clause_of_another_text_is_named(faults):
    assert faults(HEAD + RULE.replace("T1 §1", "T2 §1")) == ["T1.yml:5: the clause T2 §1 is not of T1; begin it with T1"]


@pytest.fixture(params=[read_all, lambda folder: read_sets(["T1"], folder=folder)], ids=["all", "one"])
def reader(request):
    """All sets are read, or one: whichever is asked for, faults between two are found."""
    return request.param


@pytest.fixture
def two_sets(tmp_path, reader):
    """Faults of an old set that ends, and a new one whose rule takes its place."""

    def read(until, since, replaced="T1/repo.updated", reader=reader):
        spans = {"T1": f"{{until: {until}}}", "T2": f"{{from: {since}}}"}
        for name, span in spans.items():
            head = HEAD.replace("T1", name).replace("rules:", f"in_force: {span}\nrules:")
            more = f"    replaces: {replaced}\n" if name == "T2" else ""
            (tmp_path / f"{name}.yml").write_text(head + RULE.replace("T1", name) + more, encoding="utf-8")
            (tmp_path / f"{name}.texts.yml").write_text(TEXT, encoding="utf-8")
            (tmp_path / f"{name}.clauses.yml").write_text(CLAUSES, encoding="utf-8")
        read_files.cache_clear()
        try:
            reader(tmp_path)
        except InputInvalid as error:
            return [str(fault).removeprefix(f"{tmp_path}/") for fault in error.faults]
        return []

    return read


def test_a_rule_takes_the_place_of_another_from_the_day_after_its_last(two_sets):
    assert two_sets("2021-12-31", "2022-01-01") == []


def test_days_in_force_that_overlap_are_named(two_sets):
    assert two_sets("2022-01-01", "2022-01-01") == [
        "T2.yml:12: T2/repo.updated and T1/repo.updated, which it replaces, are in force on the same days;"
        " let the older one end on the day before the newer begins"
    ]


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("T1.yml", "", SECOND.replace("cadence", "rhythm")),
        ("T2.yml", "§1", "§9"),
        ("T1.texts.yml", "en: Updated", "fr: Updated"),
        ("T2.texts.yml", TEXT, "{}"),
    ],
)
def test_days_that_overlap_are_named_beside_every_other_fault(two_sets, tmp_path, reader, name, right, wrong):
    (overlap,) = two_sets("2022-01-01", "2022-01-01")
    text = (tmp_path / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text.replace(right, wrong) if right else text + wrong, encoding="utf-8")
    read_files.cache_clear()

    with pytest.raises(InputInvalid) as caught:
        reader(tmp_path)
    found = [str(fault).removeprefix(f"{tmp_path}/") for fault in caught.value.faults]
    assert overlap in found
    assert len(found) > 1


def test_a_rule_that_replaces_none_that_exists_is_named(two_sets):
    assert two_sets("2021-12-31", "2022-01-01", "T1/repo.update") == [
        "T2.yml:12: it replaces T1/repo.update, and there is no such rule; did you mean T1/repo.updated?"
    ]


def test_a_rule_that_replaces_one_of_a_set_that_does_not_exist_is_named(two_sets):
    (fault,) = two_sets("2021-12-31", "2022-01-01", "T9/repo.updated")
    assert fault.startswith("T2.yml:12: it replaces T9/repo.updated, and there is no such rule; did you mean ")


def test_faults_of_every_set_are_named_whichever_is_asked_for(tmp_path):
    for name in ("T1", "T2", "T3"):
        rule = RULE.replace("T1", name).replace("P6M", "6") if name != "T3" else RULE.replace("T1", name)
        (tmp_path / f"{name}.yml").write_text(HEAD.replace("T1", name) + rule, encoding="utf-8")
        (tmp_path / f"{name}.texts.yml").write_text(TEXT, encoding="utf-8")
        (tmp_path / f"{name}.clauses.yml").write_text(CLAUSES, encoding="utf-8")
    unit = "rules.every: 6 has no unit; write P6M for months, P6W for weeks or P6D for days"

    for wanted, more in (
        (["T3"], []),
        (["T1", "T2"], []),
        (["T3", "T8"], ["--rules: there is no rule set 'T8'; use T1, T2, T3"]),
    ):
        with pytest.raises(InputInvalid) as caught:
            read_sets(wanted, "--rules", tmp_path)
        found = [str(fault).removeprefix(f"{tmp_path}/") for fault in caught.value.faults]
        assert found == [*more, f"T1.yml:8: {unit}", f"T2.yml:8: {unit}"]


def test_of_a_set_that_could_not_be_read_nobody_says_that_a_rule_is_missing(two_sets, tmp_path):
    two_sets("2021-12-31", "2022-01-01")
    (tmp_path / "T1.texts.yml").write_text("{}\n", encoding="utf-8")
    read_files.cache_clear()

    with pytest.raises(InputInvalid) as caught:
        read_sets(["T2"], folder=tmp_path)
    assert [str(fault).removeprefix(f"{tmp_path}/") for fault in caught.value.faults] == [
        "T1.yml:5: repo.updated has no text; write it in T1.texts.yml, in zh-Hant and en"
    ]


def test_the_stored_rule_sets_fit_one_another():
    assert [one.id for one in read_all()] == list(known_sets())


READS = """\
  - code: breach.late
    clause: T1 §1
    judged: [{scope: plan, severity: minimum}]
    measure: same-as
    findings: [{name}]
"""


@pytest.fixture
def reading(tmp_path):
    """Faults of a set with a rule that reads the finding on another."""

    def read(name, more=""):
        (tmp_path / "T1.yml").write_text(HEAD + RULE + READS.replace("{name}", name) + more, encoding="utf-8")
        late = "breach.late: {zh-Hant: 遲交, en: Late}\n"
        later = "breach.later: {zh-Hant: 遲交, en: Late}\n" if more else ""
        (tmp_path / "T1.texts.yml").write_text(TEXT + late + later, encoding="utf-8")
        (tmp_path / "T1.clauses.yml").write_text(CLAUSES, encoding="utf-8")
        read_files.cache_clear()
        try:
            read_all(tmp_path)
        except InputInvalid as error:
            return [str(fault).removeprefix(f"{tmp_path}/") for fault in error.faults]
        return []

    return read


def test_a_rule_reads_the_finding_on_another(reading):
    assert reading("T1/repo.updated") == []


def test_a_rule_that_reads_none_that_exists_is_named(reading):
    assert reading("T1/repo.updatet") == [
        "T1.yml:15: it reads T1/repo.updatet, and there is no such rule; did you mean T1/repo.updated?"
    ]


def test_a_rule_that_reads_one_judged_after_it_is_named(reading):
    later = READS.replace("breach.late", "breach.later").replace("{name}", "T1/repo.updated")
    assert reading("T1/breach.later", later) == [
        "T1.yml:15: it reads T1/breach.later, which is judged after it; write T1/breach.late below T1/breach.later"
    ]
