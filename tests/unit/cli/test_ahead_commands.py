"""``ogp-etl due``, ``review``, ``matrix``, ``evidence`` and ``check --as-of``."""

import csv
import io
import json
import sqlite3
from contextlib import closing

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


def test_letters_stand_apart_and_have_the_links_and_the_contact_of_the_settings(ogp_etl, monkeypatch):
    monkeypatch.setenv("OGP_SITE_URL", "https://ogp.example/site")
    monkeypatch.setenv("OGP_CONTACT", "ogp@ndc.example")
    _, told, _ = ogp_etl("due", "tw-2021", "tw-2025", *NOW)
    _, document, _ = ogp_etl("due", "tw-2025", "--json", *NOW)

    letters = told.split("\n\n* * *\n\n")
    assert [letter.splitlines()[1].rpartition(" ")[2] for letter in letters] == ["(tw-2021)", "(tw-2025)", "(tw-2025)"]
    assert "詳情：https://ogp.example/site/tw-2025/commitments/1.html#R22-repo.updated" in told
    assert "請將網址告知我們（ogp@ndc.example）" in told
    pages = {one["page"] for one in json.loads(document)[0]["due"]}
    assert all(page.startswith("https://ogp.example/site/tw-2025/") for page in pages)


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


@pytest.mark.parametrize("command", [("due",), ("due", "--within", "9999d"), ("review", "tw-2025"), ("matrix", "tw-2025")])
def test_the_last_day_of_the_calendar_is_a_day_like_others(ogp_etl, command):
    code, told, error = ogp_etl(*command, "--as-of", "9999-12-31", *NOW)

    assert (code, "9999-12-31" in told, "Traceback" in error) == (0, True, False)


def test_the_reviewers_view_comes_as_text_and_as_data(ogp_etl):
    code, told, _ = ogp_etl("review", "tw-2021", "--as-of", "2024-02-15", "--language", "zh-Hant", *NOW)
    _, document, _ = ogp_etl("review", "tw-2021", "--as-of", "2024-02-15", "--json", *NOW)

    view = json.loads(document)
    assert code == 0
    assert "線上資料庫的三項標準" in told
    assert "類推適用" in told
    assert (view["as_of"], view["answer"]) == ("2024-02-15", "open")
    assert view["calendar"]["group"] == "odd"
    assert len(view["questions"]) == 18


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
        *(
            (
                f"ogp-etl due: --within: '{days}' is not within 1d and 9999d; write a number of days from 1 to 9999, like 60d",
                ["due", "--within", days],
            )
            for days in ("0d", "99999d")
        ),
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


READING = [
    ("check", "tw-2025"),
    ("due", "tw-2025"),
    ("review", "tw-2025"),
    ("matrix", "tw-2025"),
]


@pytest.mark.parametrize("command", READING, ids=lambda one: one[0])
def test_a_command_that_only_reads_says_where_it_looks_when_nothing_was_ever_harvested_there(ogp_etl, command, tmp_path):
    """A mistyped OGP_HOME is a new folder with an empty register."""
    _, _, error = ogp_etl(*command, *NOW)

    assert (
        f"the register in OGP_HOME ({tmp_path / 'home'}) knows of no visit for tw-2025;"
        " set OGP_HOME to the folder that holds yours, or run ogp-etl harvest\n"
    ) in error


def test_the_figures_of_a_plan_that_was_never_checked_are_said_to_be_none_of_a_check(ogp_etl, tmp_path):
    _, _, error = ogp_etl("figures", "tw-2025")

    assert error == (
        f"the register in OGP_HOME ({tmp_path / 'home'}) knows of no check of tw-2025;"
        " set OGP_HOME to the folder that holds yours, or run ogp-etl run tw-2025\n"
    )


def test_an_address_of_a_register_is_never_shown(ogp_etl, monkeypatch, tmp_path):
    monkeypatch.setenv("OGP_REGISTER_URL", f"sqlite:///{tmp_path / 'secret.db'}")
    _, _, error = ogp_etl("check", "tw-2025", *NOW)

    assert error == (
        "the register of OGP_REGISTER_URL knows of no visit for tw-2025; set that to the address of yours,"
        " or run ogp-etl harvest\n"
    )


def test_where_something_was_harvested_nothing_is_said_of_it(ogp_etl, tmp_path):
    ogp_etl("check", "tw-2025", *NOW)
    with closing(sqlite3.connect(tmp_path / "home" / "register.db")) as opened, opened:
        opened.execute(
            "insert into visit (id, run, plan, source, commitment, started, ended, whole, listed, reason)"
            " values ('v', 'r', 'tw-2025', 's', '1', 1, 1, 0, 0, 'not-found')"
        )

    assert [ogp_etl(*command, *NOW)[2] for command in READING] == ["", "", "", ""]
