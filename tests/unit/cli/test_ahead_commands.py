"""``ogp-etl due``, ``review``, ``matrix``, ``evidence`` and ``check --as-of``."""

import csv
import io
import json

import pytest

NOW = ("--now", "2026-11-20T08:00:00+08:00")


def test_what_falls_due_comes_as_letters_in_chinese_json_and_csv(ogp_etl):
    code, letters, _ = ogp_etl("due", "tw-2025", "--within", "60d", *NOW)
    _, document, _ = ogp_etl("due", "tw-2025", "--within", "60d", "--json", *NOW)
    _, table, _ = ogp_etl("due", "tw-2025", "--within", "60d", "--csv", *NOW)

    (told,) = json.loads(document)
    assert code == 0
    assert "應辦事項" in letters
    assert "假設之後沒有新資料公開，且每個來源我們都去看過" in letters
    assert (told["as_of"], told["until"]) == ("2026-11-20", "2027-01-19")
    assert len(list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))))) == len(told["due"])


def test_a_plan_that_is_over_has_nothing_due(ogp_etl):
    _, told, _ = ogp_etl("due", "tw-2021", "--language", "en", *NOW)

    assert "The reporting of this plan ended on 2024-08-31; nothing falls due any more." in told


def test_a_day_to_come_is_told_as_a_supposition(ogp_etl):
    _, told, _ = ogp_etl("check", "tw-2025", "--as-of", "2027-01-01", *NOW)
    _, document, _ = ogp_etl("check", "tw-2025", "--as-of", "2027-01-01", "--json", *NOW)
    _, today, _ = ogp_etl("check", "tw-2025", "--as-of", "2026-11-20", *NOW)

    assert told.startswith("A supposition, as 2027-01-01 is still to come")
    assert "Judged as of 2027-01-01" in told
    assert json.loads(document)[0]["supposed"][0]["zh-Hant"].startswith("這是推估")
    assert "A supposition" not in today


def test_no_supposition_makes_a_breach_of_our_own_silence(ogp_etl):
    """Nothing was ever visited here: what may have appeared stays unknown on any day."""
    _, document, _ = ogp_etl("check", "tw-2025", "--as-of", "2028-01-01", "--json", *NOW)
    findings = json.loads(document)[0]["findings"]

    reading = ("repo.updated", "progress.published", "forum.meets", "repo.evidence-linked")
    verdicts = {one["verdict"] for one in findings if one["rule"].partition("/")[2] in reading}
    assert "unknown" in verdicts
    assert "breach" not in verdicts


def test_the_reviewers_view_comes_as_text_and_as_data(ogp_etl):
    code, told, _ = ogp_etl("review", "tw-2021", "--as-of", "2024-02-15", "--language", "zh-Hant", *NOW)
    _, document, _ = ogp_etl("review", "tw-2021", "--as-of", "2024-02-15", "--json", *NOW)

    view = json.loads(document)
    assert code == 0
    assert "線上資料庫的三項標準" in told
    assert "類推適用" in told
    assert (view["as_of"], view["answer"]) == ("2024-02-15", "open")
    assert view["calendar"]["group"] == "odd"
    assert len(view["questions"]) == 16


def test_the_matrix_of_one_commitment(ogp_etl):
    code, told, _ = ogp_etl("matrix", "tw-2021", "--commitment", "1-1", *NOW)
    _, document, _ = ogp_etl("matrix", "tw-2021", "--commitment", "1-1", "--json", *NOW)

    (one,) = json.loads(document)["matrices"]
    assert code == 0
    assert "1-1 完備政府資料開放與再利用制度" in told
    assert [cell["key"] for cell in one["cells"] if cell["family"] == "milestone"] == ["y2021", "y2022", "y2023"]
    assert all(cell["unseen"] for cell in one["cells"])


def test_check_says_how_to_follow_a_verdict(ogp_etl):
    _, told, _ = ogp_etl("check", "tw-2021", "--commitment", "1-1", *NOW)

    assert told.rstrip().endswith("Clause and threshold: ogp-etl rules explain RULE. Rows and files: ogp-etl evidence tw-2021 ID")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ogp-etl due: --within: '2 months' is no number of days; write it like 60d", ["due", "--within", "2 months"]),
        ("ogp-etl due: --as-of: 'soon' is no day; write it like 2024-05-31", ["due", "--as-of", "soon"]),
        ("ogp-etl due: --csv: --json and --csv exclude each other; write one of them", ["due", "--json", "--csv"]),
        (
            "ogp-etl matrix: --commitment: there is no commitment '9'; write one of process, 1, 2, 3, 4, 5, 6, 7",
            ["matrix", "tw-2025", "--commitment", "9"],
        ),
        (
            "ogp-etl evidence: ID: the plan tw-2021 has no row nosuch; ogp-etl check tw-2021 --commitment NUMBER names them",
            ["evidence", "tw-2021", "nosuch"],
        ),
    ],
)
def test_a_wrong_command_line_is_answered_with_one_plain_line(ogp_etl, line, words):
    code, printed, said = ogp_etl(*words)

    assert (said.splitlines()[0], code, printed) == (line, 2, "")
