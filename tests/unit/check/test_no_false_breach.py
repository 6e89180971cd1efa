"""What must not be called missed, or met, because of a thing that was never said, never promised or came too early."""

from datetime import date

import pytest

from ogp_etl.cards.facts import Amendment
from ogp_etl.check.tables.evidence import read_evidence
from ogp_etl.errors import InputInvalid


def test_a_comment_of_which_the_day_is_open_waits_for_its_reply(ask, row):
    comment = row("c", "2021-03-01", by="2021-04-30", kind="written-proposal", commitment=None)
    assert ask("R16/response.latency", "2021-03-02", [comment]).verdict == "pending"


def test_a_reply_that_was_out_before_the_comment_proves_neither_an_answer_nor_that_there_is_none(ask, row):
    comment = row("c", "2021-03-01", kind="written-proposal", commitment=None)
    early = row("r", "2021-01-01", kind="official-reply", commitment=None, answers="c")
    in_time = row("s", "2021-03-10", kind="official-reply", commitment=None, answers="c")
    assert ask("R16/response.latency", "2021-06-01", [comment, early]).verdict == "unknown"
    assert ask("R16/response.latency", "2021-06-01", [comment, early, in_time]).verdict == "pass"


def test_a_list_that_is_said_to_show_a_quorum_says_nothing_of_sides(ask, row):
    met = {"kind": "attendance", "commitment": None, "event_date": "2020-03-01"}
    members = row("m", "2020-02-10", kind="member-list", commitment=None, covers=("government", "civil-society"))
    quorum = row("a", "2020-03-05", **met, covers=("quorum",))
    one_side = row("a", "2020-03-05", **met, covers=("government", "quorum"))
    assert ask("R19/forum.both-sides", "2020-04-01", [members, quorum]).verdict == "unknown"
    assert ask("R19/forum.both-sides", "2020-04-01", [members, one_side]).verdict == "breach"


def test_a_milestone_from_before_its_promise_was_added_neither_counts_nor_excuses_the_next(ask, plan, commitment):
    card = commitment(milestones=[("m1", "2021-06-30"), ("m2", "2022-06-30")])
    added = plan(commitments=(card,), amendments=(Amendment(day=date(2022, 3, 1), adds=("1-1",)),))
    found = ask("R19/repo.evidence-linked", "2023-03-01", plan=added, scope="1-1")
    assert (found.verdict, found.missing) == ("breach", ("m2",))
    assert ask("R19/repo.evidence-linked", "2022-06-01", plan=added, scope="1-1").verdict == "pending"


@pytest.mark.parametrize(("day", "expected"), [("2021-12-31", ("pass", 20)), ("2022-01-01", ("pass", 20))])
def test_a_plan_is_as_large_as_what_stands_in_it_on_the_day(ask, plan, commitment, day, expected):
    cards = tuple(commitment(f"1-{number}") for number in range(1, 22))
    swapped = plan(commitments=cards, amendments=(Amendment(day=date(2022, 1, 1), adds=("1-21",), drops=("1-1",)),))
    found = ask("R19/plan.size", day, plan=swapped)
    assert (found.verdict, found.value) == expected


@pytest.mark.parametrize(
    ("head", "column", "meant"),
    [("id,commitment,kind,publised", "publised", "published"), ("id,commitment,kind,Published", "Published", "published")],
)
def test_a_column_that_is_called_almost_right_is_refused_and_not_lost(tmp_path, plan, head, column, meant):
    (tmp_path / "e.csv").write_text(f"{head}\na,1-1,decision,2021-05-01\n", encoding="utf-8")
    with pytest.raises(InputInvalid) as caught:
        read_evidence(tmp_path / "e.csv", plan())
    assert [str(fault).removeprefix(f"{tmp_path}/") for fault in caught.value.faults] == [
        f"e.csv:1, column {column}: there is no column {column!r}; write {meant}, or, if it is something else, a name that is"
        " not so near"
    ]


@pytest.mark.parametrize(("cell", "expected"), [("eng", "en"), ("EN-gb", "en"), ("fr", "fr")])
def test_a_code_of_a_language_is_read(tmp_path, plan, cell, expected):
    (tmp_path / "e.csv").write_text(f"id,commitment,kind,language\na,1-1,decision,{cell}\n", encoding="utf-8")
    assert read_evidence(tmp_path / "e.csv", plan())[0].language == expected


def test_a_language_in_words_is_refused(tmp_path, plan):
    (tmp_path / "e.csv").write_text("id,commitment,kind,language\na,1-1,decision,English\n", encoding="utf-8")
    with pytest.raises(InputInvalid, match="'English' is no code of a language"):
        read_evidence(tmp_path / "e.csv", plan())
