"""``ogp-etl check PLAN --commitment``: what decides one line of the board."""

import json
import re

from ogp_etl.model import WORST_FIRST
from ogp_etl.publish.texts import word

NOW = ("--now", "2026-11-20T08:00:00+08:00")


def test_the_findings_on_one_commitment_stand_below_its_line_the_worst_first(ogp_etl):
    code, told, _ = ogp_etl("check", "tw-2021", "--commitment", "1-1", *NOW)
    found = re.findall(r"^  (\S.*?) {2,}(R19/\S+)", told, re.MULTILINE)
    words = [word("verdicts", verdict.value)["en"] for verdict in WORST_FIRST]

    assert code == 0
    assert "1-1 Complete the open-data and re-use system *\n  Verdict not yet known +2 waiting for a person\n" in told
    assert [rule for _, rule in found][:2] == ["R19/repo.updated", "R19/repo.evidence-linked"]
    assert [verdict for verdict, _ in found] == sorted((verdict for verdict, _ in found), key=words.index)
    assert "\n1-2 " not in told


def test_the_process_is_a_line_too(ogp_etl):
    code, told, _ = ogp_etl("check", "tw-2021", "--commitment", "process", "--language", "zh-Hant", *NOW)

    assert code == 0
    assert "整個行動方案的過程\n  判定 尚無法判定" in told
    assert "R19/forum.meets" in told


def test_as_json_the_line_and_its_findings_alone_are_told(ogp_etl):
    _, told, _ = ogp_etl("check", "tw-2021", "--commitment", "1-1", "--json", *NOW)
    (document,) = json.loads(told)

    assert [line["scope"] for line in document["board"]["lines"]] == ["1-1"]
    assert {finding["scope"] for finding in document["findings"]} == {"1-1"}


def test_plans_without_that_commitment_are_left_out(ogp_etl):
    _, told, _ = ogp_etl("check", "--commitment", "1-5", "--json", *NOW)

    assert [document["plan"] for document in json.loads(told)] == ["tw-2021"]


def test_a_commitment_that_no_plan_has_is_refused_with_those_there_are(ogp_etl):
    code, _, said = ogp_etl("check", "tw-2025", "--commitment", "9", *NOW)

    assert code == 2
    assert "--commitment: there is no commitment '9'; write one of process, 1, 2, 3, 4, 5, 6, 7" in said
