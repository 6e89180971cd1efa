"""A wrong command line: one plain line on the error stream that says what to write, and exit code 2."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from ogp_etl.check import rulebook
from ogp_etl.model import COVER_WORDS
from ogp_etl.register import Register
from ogp_etl.settings import read_settings

IDS = "the id of a plan: tw-2020-draft, tw-2021, tw-2025"
INSTANT = "write it like 2026-11-20T08:00:00+08:00"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ogp-etl: there is no command 'judg'; did you mean judge?", "judg"),
        ("ogp-etl plan: there is no command 'x'; the commands are list, check, schema", "plan x"),
        ("ogp-etl plan: there is no command 'chek'; did you mean check?", "plan chek"),
        ("ogp-etl register: there is no command 'mygrate'; did you mean migrate?", "register mygrate"),
        ("ogp-etl publish: there is no option --jsn; did you mean --json?", "publish --jsn"),
        ("ogp-etl publish: there is no option --zzz; the options are --now, --json, --help", "publish --zzz"),
        (
            "ogp-etl judge: --plan is missing; write --plan … --evidence … --as-of … (see ogp-etl judge --help)",
            "judge --as-of 2024-05-31",
        ),
        ("ogp-etl run: PLAN is missing; write PLAN … (see ogp-etl run --help)", "run"),
        ("ogp-etl evidence: ID is missing; write PLAN … ID … (see ogp-etl evidence --help)", "evidence tw-2021"),
        ("ogp-etl judge: option '--plan' requires an argument; see ogp-etl judge --help", "judge --plan"),
        (
            "ogp-etl register attest: option '--reason' requires an argument; see ogp-etl register attest --help",
            "register attest --reason",
        ),
        ("ogp-etl judge: --as-of: '2024-13-01' is no day; write it like 2024-05-31", "judge --as-of 2024-13-01"),
        ("ogp-etl judge: --as-of: '20240531' is no day; write it like 2024-05-31", "judge --as-of 20240531"),
        ("ogp-etl judge: --as-of: '2024-W22-5' is no day; write it like 2024-05-31", "judge --as-of 2024-W22-5"),
        ("ogp-etl judge: --known-at: 'soon' is no day; write it like 2024-05-31", "judge --known-at soon"),
        (f"ogp-etl judge: --known-at: '2024-05-31T08:00' has no zone; {INSTANT}", "judge --known-at 2024-05-31T08:00"),
        (f"ogp-etl harvest: --now: 'x' is no instant; {INSTANT}", "harvest --now x"),
        (f"ogp-etl check: --now: '2026-01-01' has no zone; {INSTANT}", "check --now 2026-01-01"),
        (f"ogp-etl run: --now: 'x' is no instant; {INSTANT}", "run tw-2021 --now x"),
        ("ogp-etl judge: --evidence: there is no file none.csv; check the path", "judge --evidence none.csv"),
        ("ogp-etl judge: --visits: there is no file none.csv; check the path", "judge --visits none.csv"),
        ("ogp-etl judge: --evidence: . is a folder; name a file", "judge --evidence ."),
        ("ogp-etl judge: --evidence: is empty; write the path of a file", "judge --evidence="),
        ("ogp-etl harvest: --replay: there is no file none.warc; check the path", "harvest --replay none.warc"),
        ("ogp-etl judge: --language: 'fr' is not known; write zh-Hant or en", "judge --language fr"),
        ("ogp-etl check: --fail-on: 'foo' is not known; write breach, gap, unknown or due-soon", "check --fail-on foo"),
        ("ogp-etl plan schema: CARD: 'x' is not known; write plan, commitment or process", "plan schema x"),
        ("ogp-etl up: --port: 'x' is no free port; write a number from 1024 to 65535", "up --port x"),
        ("ogp-etl up: --port: '80' is no free port; write a number from 1024 to 65535", "up --port 80"),
        ("ogp-etl judge: --rules: names no rule set; write some of MSF, R16, R19, R22, TW20, parted by commas", "judge --rules="),
        (
            "ogp-etl judge: --rules: names no rule set; write some of MSF, R16, R19, R22, TW20, parted by commas",
            "judge --rules=,",
        ),
        (
            "ogp-etl judge: --rules: there is no rule set 'r19' (did you mean R19?),"
            " and there is no rule set 'nosuch' (use MSF, R16, R19, R22, TW20)",
            "judge --rules r19,R22,nosuch",
        ),
        (
            "ogp-etl register attest: --field: 'f' is not known; write primary, kind, covers or answers",
            "register attest d --field f",
        ),
        (f"nosuch: there is no such plan; write the path of a folder that holds plan.yml, or {IDS}", "plan check nosuch"),
        (f"nosuch: there is no such plan; write the folder that holds it in OGP_PLANS, or {IDS}", "check nosuch"),
        (f"nosuch: there is no such plan; write the folder that holds it in OGP_PLANS, or {IDS}", "run nosuch"),
        (f"plan: its name is empty; write the path of a folder that holds plan.yml, or {IDS}", "plan check ''"),
    ],
)
def test_a_wrong_command_line_is_answered_with_one_plain_line(ogp_etl, line, words):
    code, printed, said = ogp_etl(*["" if word == "''" else word for word in words.split()])
    assert (said.splitlines()[0], code, printed) == (line, 2, "")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("--value: 'maybe' is not known of primary; write one of: yes, no", "primary", "maybe"),
        (f"--value: 'delay' is not known of covers; write words of: {', '.join(COVER_WORDS)}", "covers", "delay"),
        (f"--value: '' is not known of covers; write words of: {', '.join(COVER_WORDS)}", "covers", ""),
        ("DOCUMENT: the plan tw-2021 has no document 'd1'; its published table of evidence lists their ids", "kind", "minutes"),
    ],
)
def test_what_cannot_be_attested_is_refused(ogp_etl, line, field, value):
    words = ["d1", "--plan", "tw-2021", "--field", field, "--value", value, "--person", "A, head", "--reason", "seen"]
    assert ogp_etl("register", "attest", *words)[::2] == (2, f"ogp-etl register attest: {line}\n")


def test_a_person_says_which_document_answers_which(ogp_etl, monkeypatch):
    monkeypatch.setattr(Register, "knows", lambda _self, plan, document: (plan, document[:1]) == ("tw-2021", "d"))
    said = ("--plan", "tw-2021", "--field", "answers", "--person", "A, head", "--reason", "read both")

    assert ogp_etl("register", "attest", "d1", *said, "--value", "d2") == (0, "recorded: A, head says that d1 answers d2\n", "")
    for value, wrong in (("d1", "no document answers itself"), ("x", "the plan tw-2021 has no document 'x'")):
        line = f"ogp-etl register attest: --value: {wrong}; write the id of the document that it answers\n"
        assert ogp_etl("register", "attest", "d1", *said, "--value", value) == (2, "", line)

    register = Register(read_settings().register_address)
    assert register.attestations("tw-2021", date(2100, 1, 1))["d1", "answers"]["value"] == "d2"
    register.close()


@pytest.mark.parametrize("words", [[], ["plan"], ["register"]])
def test_a_group_of_commands_alone_shows_its_help(ogp_etl, words):
    code, printed, said = ogp_etl(*words)
    assert code == 2
    assert "--help" in printed + said


def test_a_folder_without_a_plan_is_answered_with_the_plans_below_it(ogp_etl, tmp_path):
    (tmp_path / "plans" / "xx").mkdir(parents=True)
    (tmp_path / "plans" / "xx" / "plan.yml").write_text("id: [\n")
    said = ogp_etl("plan", "check", "plans")[2]
    assert said == "plans: this folder holds no plan.yml; name one of the plans below it: plans/xx\n"
    said = ogp_etl("plan", "check", "plans/xx/plan.yml")[2]
    assert said.startswith("plans/xx/plan.yml: is a file, not the folder of a plan; name the folder that holds plan.yml")


def test_every_fault_of_every_card_is_named_at_once_with_its_line(ogp_etl, tmp_path):
    folder = tmp_path / "xx"
    (folder / "commitments").mkdir(parents=True)
    (folder / "plan.yml").write_text("id: xx\nstart: 2021-02-31\nzone: Nowhere\n", encoding="utf-8")
    (folder / "commitments" / "1.yml").write_text('number: 1\ncompleted: 2021-06-31\ntitle: "{{ x }}"\n', encoding="utf-8")
    code, _, said = ogp_etl("plan", "check", "xx")
    lines = said.splitlines()
    assert [line.split(" ")[0] for line in lines[:-2]] == [
        *["xx/plan.yml:1:"] * 4,  # title, end, drafting and rule_sets are missing
        "xx/plan.yml:2:",
        "xx/plan.yml:3:",
        *["xx/commitments/1.yml:1:"],
        "xx/commitments/1.yml:2:",
        "xx/commitments/1.yml:3:",
    ]
    assert (code, lines[-1].split(";")[0]) == (2, "9 faults in 2 files")


def test_an_error_of_the_machine_is_one_line_without_a_traceback(ogp_etl, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, said = ogp_etl("demo", "--into", "file/below")
    assert code == 3
    assert len(said.splitlines()) == 1
    assert "Not a directory" in said


def test_findings_of_a_table_come_as_json(ogp_etl, tmp_path):
    (tmp_path / "evidence.csv").write_text("id,commitment,kind\na,1-1,decision\n", encoding="utf-8")
    words = ["--plan", "tw-2021", "--evidence", "evidence.csv", "--as-of", "2024-05-31", "--rules", "R22, R19"]
    code, printed, said = ogp_etl("judge", *words, "--json")
    document = json.loads(printed)
    assert (code, said, document["plan"], document["as_of"]) == (0, "", "tw-2021", "2024-05-31")
    assert {finding["rule"].partition("/")[0] for finding in document["findings"]} == {"R22", "R19"}


def test_faults_of_both_tables_come_at_once(ogp_etl, tmp_path):
    (tmp_path / "evidence.csv").write_text("id;commitment;kind\na;1-1;decision\n", encoding="utf-8")
    (tmp_path / "visits.csv").write_text("Commitment,last_visit\n1-1,soon\n", encoding="utf-8")
    words = ["--plan", "tw-2021", "--evidence", "evidence.csv", "--visits", "visits.csv", "--as-of", "2024-05-31"]
    code, _, said = ogp_etl("judge", *words)
    assert (code, said.splitlines()) == (
        2,
        [
            "evidence.csv:1: its cells are parted by semicolons; save it with commas, as CSV UTF-8",
            "visits.csv:1, column commitment: the column is missing; write commitment in place of Commitment in the header row",
            "visits.csv:2, column last_visit: 'soon' is no day;"
            " write a day like 2021-05-31, or an instant like 2021-05-31T08:00:00+08:00",
        ],
    )


@pytest.fixture
def broken_rules(monkeypatch, tmp_path):
    """The rule files, with a threshold without a unit in two of five sets; the numbers of its lines, by set."""
    folder, lines = tmp_path / "rules", {}
    shutil.copytree(rulebook.FOLDER, folder)
    for name in ("R19", "R22"):
        path = folder / f"{name}.yml"
        text = path.read_text(encoding="utf-8")
        lines[name] = text[: text.index("every: P6M")].count("\n") + 1
        path.write_text(text.replace("every: P6M", "every: 6", 1), encoding="utf-8")
    for reader in (rulebook.known_sets, rulebook.read_all, rulebook.no_sets, rulebook.read_sets):
        said = reader.__defaults__
        monkeypatch.setattr(reader, "__defaults__", tuple(folder if one == rulebook.FOLDER else one for one in said))
    return [f"{folder}/{name}.yml:{line}: " for name, line in lines.items()]


@pytest.mark.parametrize("more", [[], ["--rules", "R19,R22"], ["--rules", "MSF"], ["--rulings", "r.csv"]])
def test_nothing_is_judged_by_rules_with_faults_and_each_is_named_with_its_line(ogp_etl, tmp_path, broken_rules, more):
    (tmp_path / "evidence.csv").write_text("id,commitment,kind\na,1-1,decision\n", encoding="utf-8")
    (tmp_path / "r.csv").write_text("id,rule,scope,verdict,person,reason,made,until\n", encoding="utf-8")
    words = ["--plan", "tw-2021", "--evidence", "evidence.csv", "--as-of", "2024-05-31", *more]

    code, printed, said = ogp_etl("judge", *words)

    unit = "rules.every: 6 has no unit; write P6M for months, P6W for weeks or P6D for days"
    assert (code, printed, said.splitlines()) == (2, "", [place + unit for place in broken_rules])


def test_faults_of_rules_and_of_tables_come_at_once(ogp_etl, tmp_path, broken_rules):
    (tmp_path / "evidence.csv").write_text("id,commitment,kind\na,1-1,desision\n", encoding="utf-8")

    code, printed, said = ogp_etl("judge", "--plan", "tw-2021", "--evidence", "evidence.csv", "--as-of", "2024-05-31")

    places = [line.partition(": ")[0] + ": " for line in said.splitlines()]
    assert (code, printed, places) == (2, "", [*broken_rules, "evidence.csv:2, column kind: "])


def test_faults_of_rules_are_faults_of_a_check_of_plans(ogp_etl, broken_rules):
    code, _, said = ogp_etl("plan", "check", "tw-2021")

    assert (code, [place for place in broken_rules if place not in said]) == (2, [])


@pytest.mark.parametrize("more", [[], ["--set", "MSF"], ["--set", "R19"]])
def test_rules_with_faults_are_not_listed(ogp_etl, broken_rules, more):
    code, printed, said = ogp_etl("rules", "list", *more)

    places = [line.partition(" ")[0] + " " for line in said.splitlines()]
    assert (code, printed, places) == (2, "", broken_rules)


@pytest.mark.parametrize(("words", "port"), [((), 8080), (("--port", "1024"), 1024)])
def test_airflow_s_page_stands_on_the_usual_port_or_on_the_one_that_is_named(ogp_etl, monkeypatch, tmp_path, words, port):
    asked = []
    monkeypatch.setattr("ogp_etl.local_airflow.standalone", lambda home, number: asked.append((home, number)) or 0)

    assert ogp_etl("up", *words) == (0, "", "")
    assert asked == [(tmp_path / "home" / "airflow", port)]


PLAN = """\
id: xx-2030
title: {en: Plan}
zone: UTC
start: 2030-01-01
end: 2032-12-31
drafting: {start: 2029-01-01, end: 2029-12-31}
"""


@pytest.mark.parametrize(
    ("sets", "fault"),
    [("[R99]", "there is no rule set R99; did you mean R19?"), ("[]", "rule_sets is empty; write a list like [R19, TW20] with")],
)
def test_a_plan_that_no_rules_judge_is_refused_with_its_line_and_nothing_is_judged(ogp_etl, tmp_path, sets, fault):
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "plan.yml").write_text(f"{PLAN}rule_sets: {sets}\n", encoding="utf-8")
    (tmp_path / "evidence.csv").write_text("id,commitment,kind\n", encoding="utf-8")

    for more in ((), ("--rules", "R19")):
        code, printed, said = ogp_etl("judge", "--plan", "xx", "--evidence", "evidence.csv", "--as-of", "2030-05-31", *more)
        assert (code, printed, len(said.splitlines())) == (2, "", 1)
        assert said.startswith(f"xx/plan.yml:7: {fault}")
