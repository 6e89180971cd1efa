"""Cards with faults: all of them named at once, each on its line."""

from __future__ import annotations

from datetime import date

import pytest
import soupsieve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ogp_etl.catalog import check_plan, read_plan
from ogp_etl.catalog.commitment_checks import _PLAIN_SELECTOR
from ogp_etl.errors import InputInvalid

SETS = ("R16", "R19", "R22", "TW20", "MSF")

BAD_PLAN = """\
id: xx-2030
title: {}  #! title: has no text
zone: Asia/Taipeh  #! Asia/Taipeh is no time zone
start: 2030-01-01
end: 31 December 2032  #! end: '31 December 2032' is no day
drafting: {start: 2029-12-31, end: 2029-01-01}  #! drafting.end 2029-01-01 is before start 2029-12-31
rule_sets: [R22, R23, R22]  #! there is no rule set R23|rule_sets has R22 twice
aproximate: [start]  #! the key aproximate is unknown
approximate: [strat]  #! approximate names strat
superseded_by: xx-2030  #! superseded by itself
commitments: []  #! commitments do not stand in plan.yml
areas:
  - {id: data, title: {en: Data}}
  - {id: data, title: {en: Data}}  #! areas has id data twice
agencies:
  - {id: a, name: {en: A}, homepage: "http://10.0.0.8/"}  #! 10.0.0.8 is not a public address
  - {id: A B, name: {en: B}}  #! agencies.id: 'A B' is no id
  - {id: a, name: {en: C}}  #! agencies has id a twice
hosts:
  - {host: www.example.gov.tw}
  - host: www.example.gov.tw  #! hosts has host www.example.gov.tw twice
    extra_ca_file: certs/none.pem  #! there is no file certs/none.pem
    seconds_between: 0  #! hosts.seconds_between is 0
    tls:
      - {tolerate: anything, reason: because, expires: 2030-01-01}  #! tolerate is 'anything'
  - {host: localhost}  #! localhost is not a public address
"""
BAD_PROCESS = """\
sources:
  - id: forum  #! sources: names no transcripts
    collector: sayit
    url: https://sayit.example.tw/api/speech_index.json
  - id: list
    collector: ccms
    url: http://127.0.0.1:8080/News.aspx  #! 127.0.0.1 is not a public address
    only: "(unclosed"  #! not a regular expression
    describe:
      milestone:
        - {when: 第一, give: m1}  #! the milestone m1 is not among the milestones of this card
  - id: list  #! sources has id list twice
    collector: ftp  #! sources.collector is 'ftp'
"""
BAD_CARD = """\
number: "1-2"  #! the number is 1-2, but the file is named 1-1.yml
title: {zh-Hant: "{{ ds }}"}  #! title.zh-Hant: holds a template ({{)
area: dta  #! the area dta is not among the areas of plan.yml
lead:
  - {agency: a}
  - {agency: z, since: 2031-01-01}  #! the agency z is not among the agencies|a and z both lead on 2031-01-01
  - {agency: a, since: 2031-02-01, until: 2031-01-01}  #! until 2031-01-01 is before since
supporting:
  - {agency: a}
  - {agency: a, until: 2030-06-30}  #! supporting: a stands twice
kinds: [budget, bugdet, minutes, budget]  #! unknown kind of evidence 'bugdet'|minutes is evidence of draft|kinds has budget twice
completed: 2029-06-30  #! completed on 2029-06-30, before the plan's start
milestones:
  - {id: m1, title: {en: M}, start: 2031-01-01, due: 2030-12-31}  #! due 2030-12-31 is before the milestone's start
  - {id: m1, title: {en: M}, due: 2029-12-31}  #! milestones has id m1 twice|due 2029-12-31 is before the plan's start
  - {id: m2, title: {en: M}}  #! milestones.due is missing
sources:
  - id: page
    agency: b  #! the agency b is not among the agencies
    collector: page
    url: https://user:secret@www.example.gov.tw/  #! holds a user name or password
    select: "main >> article"  #! 'main >> article' is no CSS selector
    files: "a["  #! 'a[' is no CSS selector
    visit: daily  #! 'daily' is no period
    describe:
      kind:
        - {when: 預算, give: bugdet}  #! unknown kind of evidence 'bugdet'
      milestone:
        - {when: 第一, give: m3}  #! the milestone m3 is not among the milestones
  - {id: drop, collector: folder, path: ../other}  #! '../other' leads out of its folder
approximate: [lede]  #! approximate names lede
"""


def test_every_fault_of_every_card_is_named_with_its_line(write, expected, compare):
    folder = write({"plan.yml": BAD_PLAN, "process.yml": BAD_PROCESS, "commitments/1-1.yml": BAD_CARD})
    marked = expected(folder)
    with pytest.raises(InputInvalid) as caught:
        read_plan(folder, rule_sets=SETS)
    compare(folder, marked, caught.value.faults)


def test_faults_stand_in_the_order_of_the_files(write):
    folder = write({"plan.yml": BAD_PLAN, "process.yml": BAD_PROCESS, "commitments/1-1.yml": BAD_CARD})
    with pytest.raises(InputInvalid) as caught:
        read_plan(folder, rule_sets=SETS)
    places = [fault.where.removeprefix(f"{folder}/").split(":") for fault in caught.value.faults]
    files = ["plan.yml", "process.yml", "commitments/1-1.yml"]
    assert places == sorted(places, key=lambda place: (files.index(place[0]), int(place[1])))


@pytest.mark.parametrize(
    ("words", "file", "content"),
    [
        ("plan.yml: there is no such file", "plan.yml", None),
        ("plan.yml:1: is empty", "plan.yml", ""),
        ("plan.yml:1: holds no keys", "plan.yml", "- a\n- b\n"),
        ("commitments/1-1.yml:2: is no YAML", "commitments/1-1.yml", 'number: "1-1"\n\ttitle: {en: A}\n'),
        ("commitments/1-1.yml:2: is not UTF-8", "commitments/1-1.yml", 'number: "1-1"\ntitle: {zh-Hant: 承諾}\n'.encode("big5")),
        ("commitments/1-1.yml:1: is not UTF-8", "commitments/1-1.yml", 'number: "1-1"\n'.encode("utf-16")),
        ("commitments/1-1.yml:2: the key number stands here again", "commitments/1-1.yml", 'number: "1-1"\nnumber: "1-1"\n'),
        ("commitments/1-1.yml:1: number is 1", "commitments/1-1.yml", "number: 1\ntitle: {en: A}\n"),
        (
            "commitments/process.yml:1: a commitment cannot have the number process",
            "commitments/process.yml",
            "number: process\n",
        ),
        ("commitments/1-1 (copy).yml:1: the number is 1-1, but the file", "commitments/1-1 (copy).yml", "number: 1-1\n"),
        ("commitments/1-2.yaml: is not read as a card", "commitments/1-2.yaml", "number: 1-2\n"),
        ("commitments/notes.txt: is not read as a card", "commitments/notes.txt", "x"),
        ("commitments/old/1-2.yml: is not read as a card", "commitments/old/1-2.yml", "number: 1-2\n"),
        ("commitment/1-2.yml: is not read", "commitment/1-2.yml", "number: 1-2\n"),
        ("proces.yml: is not read", "proces.yml", "sources: []\n"),
        ("plan.yaml: is not read", "plan.yaml", "id: xx-2030\n"),
    ],
)
def test_a_file_that_cannot_be_a_card_is_a_fault(write, words, file, content):
    folder = write({file: content})
    with pytest.raises(InputInvalid) as caught:
        read_plan(folder)
    assert any(str(fault).startswith(f"{folder}/{words}") for fault in caught.value.faults), str(caught.value)


def test_a_plan_file_that_cannot_be_read_does_not_blame_the_cards_for_unknown_names(write):
    folder = write({"plan.yml": "id: [\n", "commitments/1-2.yml": 'number: "1-2"\n'})
    with pytest.raises(InputInvalid) as caught:
        read_plan(folder)
    files = [fault.where.removeprefix(f"{folder}/").rsplit(":", 1)[0] for fault in caught.value.faults]
    assert files == ["plan.yml", "commitments/1-2.yml"]


def test_a_byte_order_mark_hidden_files_and_certificates_are_no_fault(write):
    folder = write({"commitments/.gitkeep": "", ".notes.yml": "x", "certs/ca.pem": "-----BEGIN CERTIFICATE-----\n"})
    path = folder / "plan.yml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_plan(folder).id == "xx-2030"


def test_a_certificate_file_must_hold_a_certificate(write, changed):
    with_ca = changed("plan.yml", "    tls:", "    extra_ca_file: certs/ca.pem\n    tls:")
    assert read_plan(write({"plan.yml": with_ca, "certs/ca.pem": "-----BEGIN CERTIFICATE-----\n"}))
    with pytest.raises(InputInvalid, match=r"plan\.yml:18: certs/ca\.pem holds no certificate"):
        read_plan(write({"plan.yml": with_ca, "certs/ca.pem": "-----BEGIN PRIVATE KEY-----\n"}))


@pytest.mark.parametrize("zone", ["Asia", "../etc/passwd", "/etc/localtime", "Taipei"])
def test_what_is_no_time_zone_is_a_fault(write, changed, zone):
    with pytest.raises(InputInvalid, match="is no time zone"):
        read_plan(write({"plan.yml": changed("plan.yml", "Asia/Taipei", zone)}))


def test_a_near_miss_is_answered_with_the_right_name(write, changed):
    with pytest.raises(InputInvalid, match="did you mean data"):
        read_plan(write({"commitments/1-1.yml": changed("commitments/1-1.yml", "area: data", "area: dta")}))


@pytest.mark.parametrize(
    "lead",
    [
        "[{agency: a}, {agency: b}]",
        "[{agency: a, until: 2030-12-31}, {agency: b, since: 2031-01-01}]",
        "[{agency: a, until: 2030-06-30}, {agency: a, since: 2030-07-01}, {agency: b, since: 2030-07-01}]",
        "[{agency: a}, {agency: b, since: 2030-01-01}]",  # the plan's first day is what an absent since means
    ],
)
def test_agencies_may_lead_together_or_one_after_the_other(write, changed, lead):
    card = changed(
        "commitments/1-1.yml",
        "lead:\n  - {agency: a, until: 2030-12-31}\n  - {agency: b, since: 2031-01-01}\n",
        f"lead: {lead}\n",
    )
    assert read_plan(write({"commitments/1-1.yml": card})).commitments[0].lead


@pytest.mark.parametrize(
    "lead",
    [
        "[{agency: a}, {agency: b, since: 2031-01-01}]",
        "[{agency: a, until: 2031-01-01}, {agency: b, since: 2031-01-01}]",
        "[{agency: b, since: 2031-01-01}, {agency: a}]",
    ],
)
def test_a_lead_that_moved_needs_an_end(write, changed, lead):
    card = changed(
        "commitments/1-1.yml",
        "lead:\n  - {agency: a, until: 2030-12-31}\n  - {agency: b, since: 2031-01-01}\n",
        f"lead: {lead}\n",
    )
    with pytest.raises(InputInvalid, match="both lead on 2031-01-01"):
        read_plan(write({"commitments/1-1.yml": card}))


def test_a_milestone_after_the_plan_and_a_completion_while_reporting_are_no_faults(write, changed):
    card = changed("commitments/1-1.yml", "due: 2030-12-31", "due: 2033-12-31") + "completed: 2033-03-31\n"
    assert read_plan(write({"commitments/1-1.yml": card})).commitments[0].completed == date(2033, 3, 31)


def test_a_completion_after_the_reporting_phase_is_a_fault(write, changed):
    card = changed("commitments/1-1.yml", "area: data", "area: data\ncompleted: 2033-06-30")
    with pytest.raises(InputInvalid, match=r"1-1\.yml:4: completed on 2033-06-30, after the plan's close"):
        read_plan(write({"commitments/1-1.yml": card}))


def test_an_expired_tls_exception_is_named_but_keeps_no_plan_from_being_read(write):
    folder = write()
    assert read_plan(folder)
    assert check_plan(folder, today=date(2030, 6, 30)) == []
    faults = check_plan(folder, today=date(2030, 7, 1))
    assert [str(fault.where) for fault in faults] == [f"{folder}/plan.yml:19"]
    assert "expired on 2030-06-30" in faults[0].what


PARTS = st.sampled_from(
    ["", "null", "[]", "{}", "[1, {a: [b]}]", "{id: [x]}", "- ", ": ", "2030-02-30", "x", "\n", '"', "&a", "*a", "é", "1e9"]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_a_person_writes_is_read_or_answered_with_faults(write, data):
    from_files = write()
    file = data.draw(st.sampled_from(["plan.yml", "process.yml", "commitments/1-1.yml"]))
    text = (from_files / file).read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines) - 1))
    key, colon, value = lines[place].partition(": ")
    lines[place] = (
        data.draw(st.sampled_from([key + colon, key, ""])) + data.draw(PARTS) + data.draw(st.sampled_from(["\n", value]))
    )
    folder = write({file: "".join(lines)})
    faults = check_plan(folder, today=date(2030, 1, 1), rule_sets=SETS)
    assert all(fault.where.startswith(f"{folder}/") and fault.what and fault.do for fault in faults)
    assert faults or read_plan(folder).id
    write()


@pytest.mark.parametrize(
    "selector",
    ["main, article", "#CCMS_Content a[href*='Download.ashx'], .x", "[data-n]", "ul > li + li.a.b#c", "a[href$='.pdf']", "h1~p"],
)
def test_a_usual_selector_needs_no_parser(selector):
    assert _PLAIN_SELECTOR.fullmatch(selector)


@settings(max_examples=200)
@given(st.from_regex(_PLAIN_SELECTOR, fullmatch=True))
def test_what_is_taken_for_a_right_selector_is_one(selector):
    assert soupsieve.compile(selector)


def test_a_card_with_a_bad_day_still_has_all_its_other_faults_named(write, changed):
    card = changed("commitments/1-1.yml", "due: 2030-12-31", "due: 2030-02-31").replace("collector: page", "collector: x")
    with pytest.raises(InputInvalid) as caught:
        read_plan(write({"commitments/1-1.yml": card.replace("area: data", "area: nowhere")}))
    assert [fault.where.rpartition(":")[2] for fault in caught.value.faults] == ["3", "10", "14"]


def test_values_that_read_as_seconds_since_1970_are_no_days(write, changed):
    for day in ("20300101", "0", "1.5", "true", "'1893456000'"):
        with pytest.raises(InputInvalid, match=r"plan\.yml:4: start: .* is no day; write a day like 2021-01-31"):
            read_plan(write({"plan.yml": changed("plan.yml", "start: 2030-01-01\n", f"start: {day}\n")}))


def test_a_folder_that_may_not_be_looked_into_is_a_fault_and_no_empty_plan(write, monkeypatch):
    folder = write()
    closed = folder / "commitments"
    looked_into = type(folder).iterdir

    def iterdir(path):
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return looked_into(path)

    monkeypatch.setattr(type(folder), "iterdir", iterdir)
    (fault,) = check_plan(folder, today=date(2030, 1, 1))
    assert str(fault) == (
        f"{closed}: cannot be looked into: Permission denied; give this program the right to read and enter the folder"
    )
