"""``ogp-etl register rule``, ``object``, ``answer`` and ``said``: what a named person may say, and where it is refused."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

TODAY = datetime.now(UTC).date()
LATER = str(TODAY + timedelta(days=40))
RULE = ("register", "rule", "tw-2025", "R22/repo.updated")
WAIVED = ("--scope", "1", "--verdict", "waived", "--person", "王小明（處長）", "--reason", "系統移轉", "--until", LATER)


def recorded(ogp_etl, *words):
    """Id of what was recorded."""
    code, printed, said = ogp_etl(*words)
    assert (code, said) == (0, "")
    return re.match(r"recorded ([ro][0-9a-f]{12}): ", printed)[1]


def standing(ogp_etl, *words):
    _code, printed, _said = ogp_etl("register", "said", "tw-2025", "--json", *words)
    (found,) = json.loads(printed)
    return found


def test_a_ruling_is_recorded_and_listed(ogp_etl):
    name = recorded(ogp_etl, *RULE, *WAIVED)

    (ruling,) = standing(ogp_etl)["rulings"]
    made = ruling.pop("made")
    assert datetime.fromisoformat(made) <= datetime.now(UTC)
    assert ruling == {
        "id": name,
        "rule": "R22/repo.updated",
        "scope": "1",
        "verdict": "waived",
        "person": "王小明（處長）",
        "reason": "系統移轉",
        "until": LATER,
        "state": "stands",
    }


def test_the_check_shows_it(ogp_etl):
    recorded(ogp_etl, *RULE, *WAIVED)

    _code, printed, _said = ogp_etl("check", "tw-2025", "--commitment", "1")

    assert f"Ruling: waived; until {LATER}; The machine by itself: not yet known" in printed
    assert f"王小明（處長）, {TODAY}: 系統移轉" in printed or f"{TODAY + timedelta(days=1)}: 系統移轉" in printed


def test_a_ruling_is_taken_back(ogp_etl):
    recorded(ogp_etl, *RULE, *WAIVED)
    recorded(ogp_etl, *RULE, "--scope", "1", "--verdict", "as-measured", "--person", "Bo", "--reason", "a mistake")

    assert standing(ogp_etl)["rulings"] == []
    assert [one["state"] for one in standing(ogp_etl, "--all")["rulings"]] == ["replaced", "taken-back"]


def test_an_objection_stands_until_somebody_answers(ogp_etl):
    about = ("register", "object", "tw-2025", "R22/repo.updated", "--scope", "plan")
    name = recorded(ogp_etl, *about, "--person", "Ann", "--why", "it was updated")
    assert [one["id"] for one in standing(ogp_etl)["objections"]] == [name]

    code, printed, _said = ogp_etl("register", "answer", name, "--person", "Bo", "--answer", "so it was")
    assert (code, printed) == (0, f"recorded: Bo answers {name} (R22/repo.updated of plan)\n")

    assert standing(ogp_etl)["objections"] == []
    (answered,) = standing(ogp_etl, "--all")["objections"]
    assert (answered["answered_by"], answered["answer"]) == ("Bo", "so it was")

    code, _printed, said = ogp_etl("register", "answer", name, "--person", "Eve", "--answer", "no")
    assert (code, "Bo answered" in said) == (2, True)


def with_option(name, value, options=WAIVED):
    place = options.index(name)
    return (*options[:place], *(() if value is None else (name, value)), *options[place + 2 :])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "ogp-etl register rule: RULE: there is no rule 'R22/repo.updatd'; did you mean R22/repo.updated?",
            (*RULE[:3], "R22/repo.updatd", *WAIVED),
        ),
        (
            "ogp-etl register rule: RULE: tw-2025 is not judged by R19/repo.updated; did you mean R22/repo.updated?",
            (*RULE[:3], "R19/repo.updated", *WAIVED),
        ),
        (
            "ogp-etl register rule: RULE: tw-2025 is not judged by TW20/forms.due; its rule sets are R22",
            (*RULE[:3], "TW20/forms.due", *WAIVED),
        ),
        (
            "tw-2052: there is no such plan; write the folder that holds it in OGP_PLANS,"
            " or the id of a plan: tw-2020-draft, tw-2021, tw-2025",
            (*RULE[:2], "tw-2052", RULE[3], *WAIVED),
        ),
        (
            "ogp-etl register rule: --scope: there is no commitment '9'; write plan or one of 1, 2, 3, 4, 5, 6, 7",
            (*RULE, *with_option("--scope", "9")),
        ),
        (
            "ogp-etl register rule: --scope: the process is judged with the plan; write plan",
            (*RULE, *with_option("--scope", "process")),
        ),
        (
            "ogp-etl register rule: --scope: R22/forum.meets is asked of the plan, not of commitments; write plan",
            (*RULE[:3], "R22/forum.meets", *WAIVED),
        ),
        (
            "ogp-etl register rule: --verdict: 'waved' is not known;"
            " write pass, breach, not-applicable, waived, equivalent or as-measured",
            (*RULE, *with_option("--verdict", "waved")),
        ),
        (
            "ogp-etl register rule: --verdict: pass cannot be ruled of R22/repo.updated: the machine decides;"
            " write waived, equivalent, as-measured",
            (*RULE, *with_option("--verdict", "pass")),
        ),
        (
            "ogp-etl register rule: --until: waived holds until a day, and none is written;"
            " write the last day on which it holds, such as the day by which somebody will look again",
            (*RULE, *with_option("--until", None)),
        ),
        (
            "ogp-etl register rule: --until: as-measured takes a ruling back and has no end; leave it out",
            (*RULE, *with_option("--verdict", "as-measured")),
        ),
        (
            "ogp-etl register rule: --until: '2026-13-01' is no day; write it like 2024-05-31",
            (*RULE, *with_option("--until", "2026-13-01")),
        ),
        ("ogp-etl register rule: --person: is empty; write some words", (*RULE, *with_option("--person", " "))),
        (
            "ogp-etl register answer: OBJECTION: there is no objection 'o1'; ogp-etl register said names those that stand",
            ("register", "answer", "o1", "--person", "Bo", "--answer", "so"),
        ),
        (
            "ogp-etl register object: RULE: 'repo.evidence-linked' stands without its set; did you"
            " mean R19/repo.evidence-linked?",
            ("register", "object", "tw-2025", "repo.evidence-linked", "--scope", "1", "--person", "A", "--why", "w"),
        ),
    ],
)
def test_what_cannot_be_said_is_refused_in_one_plain_line_and_nothing_is_recorded(ogp_etl, line, words):
    assert ogp_etl(*words) == (2, "", f"{line}\n")
    assert standing(ogp_etl, "--all") == {"plan": "tw-2025", "rulings": [], "objections": []}


def test_a_last_day_that_is_over_is_refused(ogp_etl):
    over = str(TODAY - timedelta(days=1))

    code, printed, said = ogp_etl(*RULE, *with_option("--until", over))

    assert (code, printed) == (2, "")
    assert said.startswith(f"ogp-etl register rule: --until: {over} is before ")
