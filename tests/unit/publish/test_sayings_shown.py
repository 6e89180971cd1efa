"""What persons say of a verdict stands beside it: on its page, in the terminal, and in a list of its own."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup

from ogp_etl.check.rulings import states
from ogp_etl.model import Doubt, Verdict
from ogp_etl.publish.site import publish_plan
from ogp_etl.publish.terminal.findings import findings_text
from ogp_etl.publish.terminal.said import said_text


@pytest.fixture
def told(edition, ruling, objection):
    """The report of the edition, the first finding with facts of the test."""

    def told(**facts):
        first, *others = edition.report.findings
        return replace(edition.report, findings=(replace(first, **facts), *others))

    return told


@pytest.fixture
def shown(tmp_path, edition_with, told):
    """The finding on the plan's page."""

    def shown(**facts):
        publish_plan(tmp_path, edition_with(report=told(**facts)))
        page = BeautifulSoup((tmp_path / "xx-2022" / "index.html").read_text(encoding="utf-8"), "lxml")
        return " ".join(page.find(id="R19-forum.meets").get_text(" ").split())

    return shown


def test_the_page_shows_the_person_the_reason_the_day_and_what_the_machine_says(shown, ruling):
    text = shown(ruling=ruling(), verdict=Verdict.WAIVED, measured=Verdict.BREACH)

    for words in (
        "王小明 <b>處長</b>",
        "=1+1, hindered by an epidemic",
        "2024-01-31 12:30",
        "至 2024-06-30 為止",
        "until 2024-06-30",
    ):
        assert words in text
    assert text.index("The machine by itself") < text.index("missed")


def test_the_page_says_that_a_ruling_ran_out(shown, ruling):
    text = shown(ruling=ruling(until=date(2024, 2, 29)), doubts=(Doubt(id="r1", why="ruling-expired"),))

    assert "已於 2024-02-29 到期，不再算數" in text
    assert "ran out on 2024-02-29 and counts no more" in text
    assert "The machine by itself" not in text


def test_the_page_says_that_a_ruling_has_no_say(shown, ruling):
    assert "until 2024-06-30, has no say in the verdict now" in shown(ruling=ruling())
    assert "不影響現在的判定" in shown(ruling=ruling(until=None))


def test_the_page_shows_objections_as_text(shown, objection):
    text = shown(objections=(objection(),))

    assert "異議（尚未答覆）" in text
    assert "Ann of an NGO 2024-02-21 12:30 <script>alert(5)</script>they met" in text


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "  waived        R19/forum.meets  The forum meets at least every three months",
                "                Ruling: waived; until 2024-06-30; The machine by itself: missed",
                "                王小明 <b>處長</b>, 2024-01-31: =1+1, hindered by an epidemic",
                "                Objection, not answered yet o1: Ann of an NGO, 2024-02-21: <script>alert(5)</script>they met",
            ],
        ),
        (
            "zh-Hant",
            [
                "  獲准免除  R19/forum.meets  推動小組至少每三個月開會一次",
                "            具名認定：獲准免除；至 2024-06-30 為止；機器自己的判定：未達要求",
                "            王小明 <b>處長</b>（2024-01-31）：=1+1, hindered by an epidemic",
                "            異議（尚未答覆） o1：Ann of an NGO（2024-02-21）：<script>alert(5)</script>they met",
            ],
        ),
    ],
)
def test_the_terminal_tells_it_below_the_verdict(plan, told, ruling, objection, language, lines):
    report = told(ruling=ruling(), verdict=Verdict.WAIVED, measured=Verdict.BREACH, objections=(objection(),))

    text = [" ".join(line.split()) for line in findings_text(plan, report, language).splitlines()]

    start = text.index(" ".join(lines[0].split()))
    assert text[start : start + 4] == [" ".join(line.split()) for line in lines]


def test_what_a_person_wrote_cannot_steer_the_terminal(plan, told, ruling):
    text = findings_text(plan, told(ruling=ruling(reason="a\x1b[2Jb\nc")), "en")

    assert "a [2Jb c" in text


def test_what_stands_is_listed_with_its_state(plan, ruling, objection):
    rulings = [
        ruling(id="r1", made=datetime(2024, 1, 1, tzinfo=UTC)),
        ruling(id="r2", made=datetime(2024, 1, 2, tzinfo=UTC)),
        ruling(id="r3", rule="R19/plan.size", until=date(2024, 2, 1)),
        ruling(id="r4", rule="R22/repo.updated", verdict=None, until=None),
    ]
    answered = objection(id="o2", answered=datetime(2024, 2, 28, 20, tzinfo=UTC), answered_by="Bo", answer="so it is")

    lines = said_text(plan, states(rulings, date(2024, 3, 1)), [objection(), answered], "en").splitlines()

    by_id = {line.split()[-1]: line for line in lines if line.endswith(("r1", "r2", "r3", "r4"))}
    assert ["(replaced by a newer one)" in by_id["r1"], "(stands)" in by_id["r2"], "(ran out)" in by_id["r3"]] == [True] * 3
    assert "R22/repo.updated  plan  as the machine says  (takes the one before back)  r4" in by_id["r4"]
    assert "  o1  R19/forum.meets  plan  (not answered)" in lines
    assert "      Bo, 2024-02-29: so it is" in lines


def test_where_nobody_said_anything_that_is_told(plan):
    assert "沒有人作出認定，也沒有異議。" in said_text(plan, [], [], "zh-Hant")
