"""The pages as a reader's browser gets them: read with an HTML parser, links followed on the disk."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from bs4 import BeautifulSoup

from ogp_etl.errors import LocalFault
from ogp_etl.model import Part, Verdict
from ogp_etl.publish import swap
from ogp_etl.publish.data import history
from ogp_etl.publish.html.markup import MARKS
from ogp_etl.publish.site import plan_files, publish_index, publish_plan
from ogp_etl.publish.texts import word


@pytest.fixture
def site(tmp_path, edition):
    """A whole site on disk, beside an archive that holds the public files it links to."""
    target = tmp_path / "site"
    publish_plan(target, edition)
    publish_index(target, edition.now)
    history.write(target, edition.plan.id, {edition.report.as_of: edition.now}, lambda day: ())
    for entry in edition.entries:
        for address in filter(None, (entry.file, entry.provenance)):
            path = target / unquote(address)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x")
    return target


def pages(site):
    return {path: BeautifulSoup(path.read_text(encoding="utf-8"), "lxml") for path in sorted(site.rglob("*.html"))}


def page(site, name):
    return BeautifulSoup((site / "xx-2022" / name).read_text(encoding="utf-8"), "lxml")


def text_of(element):
    return " ".join(element.get_text(" ").split())


def test_there_is_a_page_for_the_plan_the_process_each_commitment_and_each_document_held(site, edition):
    held = {entry.document.id for entry in edition.entries if entry.capture}
    expected = {
        "index.html",
        "process.html",
        "data.html",
        "review.html",
        "rules.html",
        "commitments/1-1.html",
        "commitments/1-2.html",
    }
    expected |= {f"documents/{document}.html" for document in held}

    found = {str(path.relative_to(site / "xx-2022")) for path in (site / "xx-2022").rglob("*.html")}

    assert expected == found


def test_every_relative_link_leads_to_a_file_and_an_anchor_that_exist(site):
    anchors = {path.resolve(): {tag["id"] for tag in soup.find_all(id=True)} for path, soup in pages(site).items()}
    broken, followed = [], 0
    for path, soup in pages(site).items():
        for tag in soup.find_all(["a", "link"], href=True):
            if urlsplit(tag["href"]).scheme in ("http", "https"):
                continue
            address, fragment = urldefrag(tag["href"])
            there = (path.parent / unquote(address)).resolve() if address else path.resolve()
            followed += 1
            if not there.is_file() or (fragment and fragment not in anchors.get(there, ())):
                broken.append(f"{path.name}: {tag['href']}")

    assert broken == []
    assert followed > 100


def test_links_never_start_at_the_root_and_never_run_anything(site):
    addresses = [tag["href"] for soup in pages(site).values() for tag in soup.find_all(href=True)]

    assert [address for address in addresses if address.startswith("/")] == []
    assert {urlsplit(address).scheme for address in addresses} == {"", "https"}


def test_ids_are_unique_on_every_page(site):
    twice = []
    for path, soup in pages(site).items():
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        twice += [f"{path.name}#{one}" for one in set(ids) if ids.count(one) > 1]

    assert twice == []


def test_headings_descend_one_step_at_a_time_and_every_table_has_a_caption(site):
    for path, soup in pages(site).items():
        levels = [int(heading.name[1]) for heading in soup.find_all(re.compile("^h[1-6]$"))]

        assert (levels[0], levels.count(1)) == (1, 1), path
        assert all(after - before <= 1 for before, after in pairwise(levels)), path
        assert [table for table in soup.find_all("table") if table.caption is None] == [], path


def test_no_page_has_a_script_or_loads_anything_from_elsewhere(site):
    for path, soup in pages(site).items():
        assert soup.find_all(["script", "iframe", "object", "embed", "img", "form", "base"]) == [], path
        assert [tag for tag in soup.find_all(True) if any(name.startswith("on") for name in tag.attrs)] == [], path
        sheets = [tag["href"] for tag in soup.find_all("link")]
        assert [address for address in sheets if urlsplit(address).netloc] == [], path
        assert sheets, path
    assert "url(" not in (site / "site.css").read_text()


def test_what_scrolls_clips_the_texts_that_are_away_so_that_they_do_not_widen_a_narrow_page(site):
    style = (site / "site.css").read_text()
    away, scroll = (re.search(rf"^\.{name} {{(.*?)}}", style, re.MULTILINE) for name in ("away", "scroll"))

    # An absolutely positioned text is clipped only by a box that is positioned itself.
    assert "position: absolute" in away[1]
    assert "position: relative" in scroll[1]
    assert page(site, "process.html").select(".scroll .away")


def test_hostile_titles_are_shown_as_text(site):
    shown = page(site, "commitments/1-1.html").find_all("bdi")

    assert any(tag.get_text().startswith("<script>alert(1)</script>") for tag in shown)


def test_what_cards_say_is_shown_as_text(site):
    assert "a <b>bold</b> note & more" in page(site, "index.html").find(class_="notes").get_text()


def test_an_address_that_is_no_web_address_is_no_link(site, edition):
    hostile = edition.entries[2]

    row = page(site, "commitments/1-1.html").find(id=hostile.row.id)

    assert hostile.row.url == "javascript:alert(3)"
    assert [tag["href"] for tag in row.find_all("a") if "alert" in tag["href"]] == []
    assert "source address" not in text_of(row)


def test_every_held_row_has_its_digest_its_file_its_source_and_its_provenance(site, edition):
    for entry in (entry for entry in edition.entries if entry.capture):
        name = "process.html" if entry.row.commitment is None else f"commitments/{entry.row.commitment}.html"
        row = page(site, name).find(id=entry.row.id)
        addresses = {tag["href"] for tag in row.find_all("a")}
        up = "../" if entry.row.commitment is None else "../../"

        assert entry.capture.sha256 in text_of(row)
        assert up + entry.file in addresses
        assert up + entry.provenance in addresses
        assert (entry.row.url in addresses) is entry.row.url.startswith("https://")


def test_a_file_in_a_store_elsewhere_is_linked_as_it_is(tmp_path, edition_with, entry_like):
    entry = replace(entry_like("n1"), file="https://store.example/public/a%20b.pdf")
    publish_plan(tmp_path, edition_with(entries=[entry]))

    row = BeautifulSoup((tmp_path / "xx-2022/commitments/1-1.html").read_text(), "lxml").find(id=entry.row.id)

    assert "https://store.example/public/a%20b.pdf" in {tag["href"] for tag in row.find_all("a")}


def test_a_number_can_be_followed_from_the_finding_to_the_row_and_on_to_its_version(site, edition):
    finding = page(site, "index.html").find(id="R19-forum.meets")
    decided = edition.entries[4]

    step = next(tag["href"] for tag in finding.find_all("a") if decided.row.id in tag["href"])
    row = page(site, step.partition("#")[0]).find(id=step.partition("#")[2])
    document = next(tag["href"] for tag in row.find_all("a") if tag["href"].startswith("documents/"))
    version = page(site, document).find(id=decided.capture.id)

    assert decided.capture.sha256 in text_of(version)


def test_a_number_of_the_board_leads_to_the_rows_it_counts(site, edition):
    line = page(site, "index.html").select_one("table.board tr:has(a[href='commitments/1-1.html'])")
    told = [(link.get_text(), link["href"]) for link in line.select("td a")]

    assert told == [
        ("1 / 2", "commitments/1-1.html#milestones"),
        ("1 / 2", "commitments/1-1.html#evidence"),
        ("3", "commitments/1-1.html#evidence"),
    ]
    assert len({link["href"] for link in page(site, "commitments/1-1.html").select("#evidence th a")}) == 3


def test_the_version_shows_where_its_exchange_and_its_deposit_stand(site, edition):
    first = edition.entries[0]

    told = text_of(page(site, f"documents/{first.document.id}.html").find(id=first.capture.id))

    assert "ogp-20230801.warc.gz" in told
    assert "4711" in told
    assert f"public/xx-2022/{first.capture.id}" in told


def test_versions_of_one_document_stand_on_one_page_the_newest_first(site, edition):
    first, second = edition.entries[0], edition.entries[1]

    shown = page(site, f"documents/{first.document.id}.html").find_all(class_="version")

    assert [second.capture.id, first.capture.id] == [tag["id"] for tag in shown]


def test_a_document_known_but_not_held_says_why_and_is_not_among_the_held(site, edition):
    known = edition.entries[5]
    process = page(site, "process.html")

    assert "no such page" in text_of(process.find(id="known").find(id=known.row.id))
    assert process.find(id="evidence").find(id=known.row.id) is None


@pytest.mark.parametrize("name", ["index.html", "process.html", "commitments/1-1.html", "commitments/1-2.html", "data.html"])
def test_both_languages_stand_on_every_page_and_are_marked(site, name):
    soup = page(site, name)

    assert soup.html["lang"] == "zh-Hant"
    for language in ("zh-Hant", "en"):
        assert any(tag.get_text().strip() for tag in soup.main.find_all("span", lang=language)), language
    english = [text_of(tag) for tag in soup.find_all(lang="en")]
    assert [words for words in english if re.search("[\u4e00-\u9fff]", words)] == []


def test_every_page_says_when_it_was_updated_and_on_which_day_it_judges(site):
    for path, soup in pages(site).items():
        told = text_of(soup.footer)
        if path.parent == site:
            assert "2024-03-01 04:30 (UTC)" in told
            assert "2024-03-01" in text_of(soup.find(id="xx-2022"))
        else:
            assert "2024-03-01 12:30 (Asia/Taipei)" in told, path
            assert "as of 2024-03-01" in told, path


def test_a_verdict_is_told_in_words_and_by_a_sign_never_by_colour_alone(site):
    badges = page(site, "index.html").find_all(class_="verdict")

    assert {"✕ 未達要求 missed", "? 尚無法判定 not yet known"} <= {text_of(tag) for tag in badges}


def test_a_breach_shows_clause_threshold_value_due_day_late_spans_doubts_and_what_would_cure_it(site):
    told = text_of(page(site, "index.html").find(id="R19-forum.meets"))

    for words in (
        "R19 §6.2(1)",
        "every 3 months",
        "540 days",
        "2022-12-09",
        "2022-08-03 – 2022-09-08",
        "2022-12-10 – 至今 until now",
        "nothing proves by when it was public",
        "Meet again",
    ):
        assert words in told


def test_a_pass_shows_no_cure(site):
    assert "What would change it" not in text_of(page(site, "index.html").find(id="R19-plan.size"))


def test_the_worst_finding_stands_first(site):
    findings = page(site, "commitments/1-1.html").find_all(class_="finding")

    assert [tag["id"] for tag in findings] == ["R19-repo.evidence-linked", "R19-repo.updated"]


def test_findings_stand_on_the_page_of_their_scope_only(site):
    assert {"R19-repo.updated", "R19-repo.evidence-linked"} == {
        tag["id"] for tag in page(site, "commitments/1-1.html").find_all(class_="finding")
    }
    assert {"R19-forum.meets", "R19-plan.size"} == {tag["id"] for tag in page(site, "index.html").find_all(class_="finding")}


def test_a_rule_set_that_was_not_in_force_is_said_so(site):
    assert "not in force" in text_of(page(site, "commitments/1-2.html").find(id="R22-repo.updated"))


def test_our_own_failures_stand_apart_with_the_sentence_that_they_are_no_breach(site):
    ours = text_of(page(site, "index.html").find(id="ours"))

    assert "Our failure is not their breach" in ours
    assert "Source 1-1/page was never read whole." in ours
    assert {"process/drop", "1-1/page"} == {tag.get_text() for tag in page(site, "index.html").select("#ours .unseen code")}


def test_milestones_tell_their_state(site):
    soup = page(site, "commitments/1-1.html")

    assert "shown by evidence" in text_of(soup.find(id="milestone-m1"))
    assert "past its day, not shown" in text_of(soup.find(id="milestone-m2"))
    assert "not due yet" in text_of(soup.find(id="milestone-m3"))


def test_milestones_of_a_commitment_that_was_not_judged_on_them_claim_nothing(tmp_path, edition_with, edition):
    findings = tuple(one for one in edition.report.findings if "evidence-linked" not in one.rule)
    publish_plan(tmp_path, edition_with(report=replace(edition.report, findings=findings)))

    soup = BeautifulSoup((tmp_path / "xx-2022/commitments/1-1.html").read_text(), "lxml")

    assert {"沒有判定 not judged"} == {text_of(row.find_all("td")[1]) for row in soup.select("#milestones tbody tr")}


def test_parts_that_are_no_milestones_stand_in_their_finding(tmp_path, edition_with, edition):
    size = replace(edition.report.findings[1], parts=(Part(key="1-1", verdict=Verdict.GAP, value=7),))
    publish_plan(tmp_path, edition_with(report=replace(edition.report, findings=(size,))))

    soup = BeautifulSoup((tmp_path / "xx-2022/index.html").read_text(), "lxml")
    part = soup.select_one("#R19-plan\\.size .parts li")

    assert part.a["href"] == "commitments/1-1.html"
    assert text_of(part).endswith("△ 未依建議 advice not followed 7")


def test_agencies_stand_with_their_days(site):
    rows = [text_of(row) for row in page(site, "commitments/1-1.html").select("#agencies tbody tr")]

    assert rows[:1] == ["發展委員會 Development Council 主辦 lead 行動方案開始 start of the plan 2022-08-26"]


def test_a_working_title_is_marked_as_not_official_wherever_it_stands(site):
    assert "Promote participation 暫譯，非官方譯名 working translation, not official" in text_of(
        page(site, "commitments/1-2.html").main
    )
    assert "Promote participation 暫譯 unofficial" in text_of(page(site, "index.html").find(class_="board"))


def test_what_is_not_known_is_listed_once_with_all_it_is_said_of(site):
    gaps = [text_of(item) for item in page(site, "index.html").select("#gaps li")]

    assert gaps == ["不知道期限 The deadline is not known", "不知道職務 The post is not known 1-1 1-2"]


def test_a_day_that_is_not_proven_is_never_shown_as_one_day(site, edition):
    told = {
        entry.row.id: text_of(
            page(site, "commitments/1-1.html").find(id=entry.row.id).find("td", attrs={"data-label": re.compile("公開日")})
        )
        for entry in edition.entries[:4]
    }

    assert [told[entry.row.id] for entry in edition.entries[:4]] == [
        "2022-05-02",
        "介於 between 2023-01-03 – 2023-02-10",
        "不晚於 not later than 2023-08-20",
        "2022-05-02 自 2024-01-05 起已下架 withdrawn from 2024-01-05",
    ]


def test_a_sealed_file_is_not_offered(tmp_path, edition_with, entry_like):
    entry = entry_like("n1")
    sealed = replace(entry, file=None, capture=replace(entry.capture, sealed=True))
    publish_plan(tmp_path, edition_with(entries=[sealed]))

    told = (tmp_path / f"xx-2022/documents/{entry.document.id}.html").read_text()

    assert "raw file is kept but not public" in told
    assert "order%20a.pdf" not in told


def test_the_digest_of_a_sealed_file_is_not_given_for_that_of_the_dataset_made_of_it(tmp_path, edition_with, entry_like):
    entry = entry_like("n1")
    sealed = replace(entry, capture=replace(entry.capture, sealed=True))
    publish_plan(tmp_path, edition_with(entries=[sealed]))

    for name in ("commitments/1-1.html", f"documents/{entry.document.id}.html"):
        told = text_of(page(tmp_path, name))
        assert "SHA-256 of the raw file (not public)" in told
        assert "dataset without names" in told
        assert "the digest of the dataset stands in the provenance" in told


def test_many_rows_are_folded_and_none_is_left_out(tmp_path, edition_with, edition, entry_like):
    entries = [entry_like(f"n{number}", version="abcdef0"[number]) for number in range(7)]
    finding = replace(edition.report.findings[2], evidence=tuple(entry.row.id for entry in entries))
    publish_plan(tmp_path, edition_with(entries=entries, report=replace(edition.report, findings=(finding,))))

    told = page(tmp_path, "commitments/1-1.html").find(id="R19-repo.updated")

    assert len(told.select("dd > .ids li")) == 5
    assert text_of(told.details.summary) == "其餘 2 列 2 more"
    assert [tag["href"].partition("#")[2] for tag in told.select(".ids a")] == [entry.row.id for entry in entries]


def test_a_link_to_evidence_says_its_day_once_and_never_more_surely_than_it_is_known(tmp_path, edition_with, edition, entry_like):
    days = [
        entry_like("n1", name="2022-05-02 會議", event_date=date(2022, 5, 2)),
        entry_like("n2", version="b", event_date=date(2022, 6, 3)),
        entry_like("n3", version="c", event_date=None, days=(date(2022, 1, 1), date(2022, 7, 1))),
    ]
    finding = replace(edition.report.findings[2], evidence=tuple(entry.row.id for entry in days))
    publish_plan(tmp_path, edition_with(entries=days, report=replace(edition.report, findings=(finding,))))

    told = page(tmp_path, "commitments/1-1.html").find(id="R19-repo.updated")

    assert [text_of(item) for item in told.select(".ids li")] == [
        "2022-05-02 會議",
        "行政命令全文 2022-06-03",
        "行政命令全文 介於 between 2022-01-01 – 2022-07-01",
    ]


def test_the_same_edition_makes_the_same_bytes(edition, edition_with):
    assert plan_files(edition) == plan_files(edition_with())


def test_publishing_again_removes_what_is_no_longer_there(tmp_path, edition, edition_with):
    publish_plan(tmp_path, edition)
    before = set((tmp_path / "xx-2022/documents").iterdir())
    publish_plan(tmp_path, edition_with(entries=edition.entries[:1]))

    assert len(before) == 4
    assert [f"{edition.entries[0].document.id}.html"] == [path.name for path in (tmp_path / "xx-2022/documents").iterdir()]


def test_a_disk_that_refuses_leaves_the_old_pages_whole_and_says_what_to_do(tmp_path, edition, edition_with, monkeypatch):
    publish_plan(tmp_path, edition)
    before = {path: path.read_bytes() for path in (tmp_path / "xx-2022").rglob("*") if path.is_file()}
    written = []

    def full(self, content, write=Path.write_bytes):
        written.append(self)
        if len(written) > 5:
            raise OSError(28, "No space left on device")
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(LocalFault, match=r"No space left.*publish again"):
        publish_plan(tmp_path, edition_with(now=edition.now + timedelta(days=1)))
    monkeypatch.undo()

    assert before == {path: path.read_bytes() for path in (tmp_path / "xx-2022").rglob("*") if path.is_file()}
    assert list(tmp_path.glob(".*.new")) == []


def test_what_a_killed_run_left_behind_is_cleared(tmp_path, edition):
    (tmp_path / ".xx-2022.new/half").mkdir(parents=True)
    publish_plan(tmp_path, edition)

    assert (tmp_path / "xx-2022/index.html").is_file()
    assert not (tmp_path / "xx-2022/half").exists()
    assert not (tmp_path / ".xx-2022.new").exists()


def test_without_exchange_of_names_the_folder_is_still_replaced_whole(tmp_path, edition, edition_with, monkeypatch):
    monkeypatch.setattr(swap, "_exchange", lambda new, final: False)
    publish_plan(tmp_path, edition)
    publish_plan(tmp_path, edition_with(entries=()))

    assert not (tmp_path / "xx-2022/documents").exists()
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["xx-2022"]


def test_the_index_lists_every_plan_that_stands_also_those_published_before(tmp_path, edition):
    publish_plan(tmp_path, edition)
    other = tmp_path / "aa-2025"
    shutil.copytree(tmp_path / "xx-2022", other)
    facts = json.loads((other / "plan.json").read_text()) | {"id": "aa-2025", "start": "2025-01-01"}
    (other / "plan.json").write_text(json.dumps(facts))
    (tmp_path / "stray").mkdir()

    soup = BeautifulSoup(publish_index(tmp_path, edition.now).read_text(), "lxml")

    assert [tag["href"] for tag in soup.select("h2 a")] == ["aa-2025/index.html", "xx-2022/index.html"]
    assert text_of(soup.select_one("#xx-2022 .tally")) == "1 ✕ 未達要求 missed 1 ? 尚無法判定 not yet known"


def test_an_index_without_plans_says_so(tmp_path, edition):
    assert "No plan is published yet." in publish_index(tmp_path, edition.now).read_text()


def test_facts_of_a_plan_that_cannot_be_read_are_named(tmp_path, edition):
    publish_plan(tmp_path, edition)
    (tmp_path / "xx-2022/plan.json").write_text("{")

    with pytest.raises(LocalFault, match=r"xx-2022/plan\.json.*publish that plan again"):
        publish_index(tmp_path, edition.now)


def test_every_verdict_has_words_a_sign_and_a_meaning():
    for verdict in Verdict:
        assert MARKS[verdict]
        for section in ("verdicts", "verdict-meanings"):
            assert {"zh-Hant", "en"} == set(word(section, verdict.value))
