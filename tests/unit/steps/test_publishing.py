"""From the register to the pages: what was harvested is published, and the published table repeats the verdicts."""

import dataclasses
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from ogp_etl.check.judge import judge
from ogp_etl.check.rulings import Said
from ogp_etl.check.tables.evidence import read_evidence, read_visits
from ogp_etl.check.tables.said import read_objections, read_observed, read_rulings
from ogp_etl.check.views import report
from ogp_etl.model import Found, Objection, Ruling, Verdict, Verification
from ogp_etl.settings import Settings
from ogp_etl.steps import archive, check, publish
from ogp_etl.steps.workshop import Workshop

NOW = datetime(2024, 5, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path, steps):
    """A workshop whose register holds two versions of a page; the first is deposited, the second waits."""
    home = tmp_path / "home"
    with Workshop(Settings(home=home), NOW, "r1") as opened:
        site = steps.Site(opened.spool)
        site.pages["https://a.example/plan"] = steps.shown("第一版")
        steps.visit(site, opened.register, NOW - timedelta(days=1), steps.page.collect)
        archive.deposit(opened, {"xx": steps.PLAN}, "folder", opened.register.waiting("xx", opened.archive.name), NOW)
        site.pages["https://a.example/plan"] = steps.shown("第二版，內容大幅修改，新增三項里程碑與一份時程表。")
        steps.visit(site, opened.register, NOW - timedelta(hours=1), steps.page.collect)
        yield opened


def test_both_versions_are_published_and_only_the_deposited_one_offers_its_file(shop, steps):
    folder = shop.settings.site_folder / "xx"

    assert publish.publish(shop, steps.PLAN, NOW) == str(folder)

    rows = BeautifulSoup((folder / "commitments/1-1.html").read_text(), "lxml").select(".evidence tbody")
    offered = [[tag["href"] for tag in row.find_all("a") if "archive/" in tag["href"]] for row in rows]
    assert [len(addresses) for addresses in offered] == [2, 0]
    for address in offered[0]:
        assert (folder / "commitments" / address).resolve().is_file()


def test_the_published_tables_give_the_same_document_of_findings(shop, steps):
    data = shop.settings.site_folder / "xx/data"
    facts = {"rule": "R19/repo.updated", "person": "王小明", "made": NOW - timedelta(days=1)}
    shop.register.rule("xx", Ruling(id="r1", scope="1-1", verdict=Verdict.WAIVED, reason="w", until=date(2024, 6, 1), **facts))
    shop.register.rule("xx", Ruling(id="r2", scope="plan", verdict=Verdict.WAIVED, reason="w", until=date(2024, 5, 1), **facts))
    shop.register.dispute("xx", Objection(id="o1", scope="1-1", why="no ground", **facts))
    shop.register.dispute("xx", Objection(id="o2", scope="plan", why="no ground", **facts))
    shop.register.answer({"id": "a1", "objection": "o2", "person": "Bo", "answer": "it has", "made": NOW})
    publish.publish(shop, steps.PLAN, NOW)
    rows, visits = read_evidence(data / "evidence.csv", steps.PLAN), read_visits(data / "visits.csv", steps.PLAN)
    said = Said(
        rulings=read_rulings(data / "rulings.csv", steps.PLAN),
        objections=read_objections(data / "objections.csv", steps.PLAN),
        observations=read_observed(data / "observations.csv", steps.PLAN, {row.id for row in rows}),
    )

    again = judge(steps.PLAN, rows, visits, check.case(shop, steps.PLAN, NOW).report.as_of, None, None, said)

    updated = {one.scope: one for one in again.findings if one.rule == "R19/repo.updated"}
    assert (updated["1-1"].verdict, [one.id for one in updated["1-1"].objections]) == (Verdict.WAIVED, ["o1"])
    assert (updated["plan"].ruling.id, updated["plan"].objections) == ("r2", ())
    assert [(one.what, one.found) for one in said.observations] == [("item", "open")] * 2
    assert len(again.findings) > 5
    assert json.loads((data / "findings.json").read_text()) == json.loads(json.dumps(report.as_json(again)))


def test_the_list_of_plans_leads_to_the_published_plan(shop, steps):
    publish.publish(shop, steps.PLAN, NOW)
    index = publish.publish_index(shop, NOW)

    assert index == str(shop.settings.site_folder / "index.html")
    assert 'href="xx/index.html"' in (shop.settings.site_folder / "index.html").read_text()


def test_what_the_cards_do_not_know_is_published_in_both_languages(shop, steps):
    gaps = publish.edition(shop, steps.PLAN, NOW).gaps

    assert ("1-1", {"zh-Hant": "不知道里程碑", "en": "The milestones are not known"}) in [
        (scope, dict(text)) for scope, text in gaps
    ]


def test_the_board_s_page_shows_the_plan(shop, steps):
    case = check.case(shop, steps.PLAN, NOW)

    assert "One" in publish.board_page([(steps.PLAN, case.board)], NOW)


def test_a_leak_stands_on_the_operators_board_and_on_no_public_page(shop, steps):
    (deposit,) = shop.register.deposits("xx", "folder").values()
    seen = {"evidence": deposit.evidence, "repository": "folder", "key": deposit.key, "at": NOW, "detail": ""}
    shop.register.verified([Verification(id="v1", found=Found.LEAKING, **seen)])
    case = check.case(shop, steps.PLAN, NOW)
    pages = publish.edition(shop, steps.PLAN, NOW).board

    assert next(alarm.code for alarm in case.board.alarms) == "leaking"
    assert [line.barriers for line in case.board.lines] == [(), (f"leaking:{deposit.evidence}",)]
    assert "leaking" not in [alarm.code for alarm in pages.alarms]
    assert [line.barriers for line in pages.lines] == [(), ()]


def test_a_closed_deposit_stands_on_both(shop, steps):
    (deposit,) = shop.register.deposits("xx", "folder").values()
    seen = {"evidence": deposit.evidence, "repository": "folder", "key": deposit.key, "at": NOW, "detail": ""}
    shop.register.verified([Verification(id="v1", found=Found.CLOSED, **seen)])

    pages = publish.edition(shop, steps.PLAN, NOW).board
    assert pages.lines[1].barriers == (f"closed:{deposit.evidence}",)


def test_where_our_archive_is_the_record_a_look_from_outside_proves_publication(shop, steps):
    plan = dataclasses.replace(steps.PLAN, record="archive")
    (deposit,) = shop.register.deposits("xx", "folder").values()
    seen = {"evidence": deposit.evidence, "repository": "folder", "key": deposit.key, "detail": ""}

    def published():
        rows = {entry.row.id: entry.row for entry in check.case(shop, plan, NOW).entries}
        row = rows[deposit.evidence]
        return row.public, row.published_by, row.public_until

    assert published() == (None, None, None)
    shop.register.verified([Verification(id="v1", at=NOW, found=Found.INTACT, **seen)])
    assert published() == (None, None, None)
    shop.register.verified([Verification(id="v2", at=NOW + timedelta(days=1), found=Found.OPEN, **seen)])
    assert published() == (True, date(2024, 5, 3), None)
    shop.register.verified([Verification(id="v3", at=NOW + timedelta(days=8), found=Found.WITHDRAWN, **seen)])
    assert published() == (True, date(2024, 5, 3), date(2024, 5, 10))
