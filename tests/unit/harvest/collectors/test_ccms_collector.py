"""Lists of the CCMS family, in their three layouts and two generations of addresses."""

from datetime import date

import pytest

from ogp_etl.cards import CcmsSource
from ogp_etl.errors import FetchFailed, LayoutUnknown
from ogp_etl.harvest.ccms import collect, page_address
from ogp_etl.harvest.reading.ccms_rows import content_locator, rows
from ogp_etl.harvest.reading.html_page import parse_text
from ogp_etl.model import Outcome

LIST = "https://www.council.example/News.aspx?n=5D0C3A1B7E924F68&sms=9B2E6A41C7D08F35"
CONTENT = "https://www.council.example/News_Content.aspx?n=5D0C3A1B7E924F68&sms=9B2E6A41C7D08F35&s=2EA870915F38200D"


def source(**more):
    return CcmsSource(**{"id": "news", "collector": "ccms", "url": LIST, "page_size": 20, "pages": 3, **more})


def page(number, size=20):
    return page_address(LIST, number, size)


def table(total, *numbers):
    """A list page of rows with these numbers."""
    count = "" if total is None else f'<span class="count">{total}</span>'
    rows = "".join(
        f'<tr><td class="CCMS_jGridView_td_Class_0" data-title="日期">115-01-{n:02}</td><td class="CCMS_jGridView_td_Class_1"'
        f' data-title="標題"><a href="/News_Content.aspx?n=1&s={n}">第{n}則</a></td></tr>'
        for n in numbers
    )
    return f"<html><body><div id=CCMS_Content>{count}<table>{rows}</table></div></body></html>"


@pytest.fixture
def council(site, page_file):
    site.put(page(1), page_file("ccms_table_list.html"))
    site.put(CONTENT, page_file("ccms_content.html"))
    site.put("https://www.council.example/nc_27_38548", page_file("ccms_content_without_essay.html"))
    site.put("https://www.other.example/post/9?utm_source=ndc", "<h1>外部</h1>")
    return site


def test_a_table_list_gives_its_pages_their_files_and_what_it_links_elsewhere(council):
    found = list(collect(source(), council))
    page_1, page_2 = "www.council.example/s=2EA870915F38200D", "www.council.example/s=38548"
    assert [(one.locator, one.title, one.stated) for one in found] == [
        (page_1, "推動小組第3次會議紀錄", date(2026, 9, 4)),
        (f"{page_1}/會議紀錄.docx", "會議紀錄.docx", date(2026, 9, 4)),
        (f"{page_1}/會議紀錄.pdf", "會議紀錄.pdf", date(2026, 9, 4)),
        (page_2, "執行進度說明", date(2026, 8, 1)),
        # The page was updated after its publication: when this file was put there is not stated.
        (f"{page_2}/進度表", "進度表", None),
        ("https://www.other.example/post/9", "外部網站的報導", date(2026, 7, 15)),
        ("https://ws.council.example/001/relfile/0/12/aaaa.pdf", "工作報告", date(2026, 6, 30)),
    ]
    assert {one.locator: one.exchange.outcome for one in found}[f"{page_1}/會議紀錄.pdf"] is Outcome.FAILED


def test_the_day_on_which_a_page_will_be_taken_down_is_told_of_the_page_and_not_of_its_files(council):
    found = {one.title: one.until for one in collect(source(), council)}
    assert found["推動小組第3次會議紀錄"] == date(2031, 9, 4)
    assert found["會議紀錄.pdf"] is None
    assert found["執行進度說明"] is None


def test_a_list_may_state_that_day_in_a_cell_of_its_own():
    cells = '<td class="CCMS_jGridView_td_Class_{0}" data-title="{1}">{2}</td>'
    told = [("日期", "115-01-02"), ("標題", '<a href="/cp.aspx?s=1">一</a>'), ("下版日期", "116-01-02")]
    row = "".join(cells.format(number, *each) for number, each in enumerate(told))
    (found,) = rows(parse_text(f"<table><tr>{row}</tr></table>"), LIST)
    assert (found.day, found.until) == (date(2026, 1, 2), date(2027, 1, 2))


def test_a_title_cut_short_on_screen_is_had_whole_from_the_link(page_file):
    soup = parse_text(page_file("ccms_table_list.html").decode())
    assert rows(soup, LIST)[0].title == "推動小組第3次會議紀錄"


def test_a_file_uploaded_again_stays_the_same_document(council, page_file):
    before = [one.locator for one in collect(source(), council)]
    again = page_file("ccms_content.html").replace(
        b"LzAwMS9yZWxmaWxlLzAvMTQ3NTMvY2NjYy5wZGY", b"LzAwMS9yZWxmaWxlLzAvMTQ3NTMvZGRkZC5wZGY"
    )
    council.put(CONTENT, again)
    assert [one.locator for one in collect(source(), council)] == before
    assert any("ZGRkZC5wZGY" in url for url in council.asked)


def test_both_generations_of_a_page_meet_in_the_address_that_answers(council, page_file):
    before = {one.locator for one in collect(source(), council)}
    council.put(CONTENT, page_file("ccms_content.html"), final_url="https://www.council.example/nc_27_40016")
    assert "www.council.example/s=40016" in {one.locator for one in collect(source(), council)} - before
    assert content_locator("https://w.example/News_Content.aspx?n=27&s=40016") == content_locator("https://w.example/nc_27_40016")
    assert content_locator("https://w.example/nc_27_40016") == content_locator("https://w.example/nc_14813_40016")


def test_only_takes_the_entries_whose_title_matches(council):
    assert [one.title for one in collect(source(only="執行進度"), council)] == ["執行進度說明", "進度表"]


def test_a_directory_list_is_read(site, page_file):
    site.put(page(1), page_file("ccms_directory_list.html"))
    assert [(one.title, one.stated) for one in collect(source(), site)] == [
        ("徵求開放政府提案", date(2025, 12, 31)),
        ("諮詢結果彙整", date(2025, 11, 5)),
    ]


def test_a_plain_list_is_read_without_menus_pagers_and_share_bars(site, page_file):
    for number in (1, 2):  # without a total the walk goes on until a page shows nothing new
        site.put(page(number), page_file("ccms_plain_list.html"))
    assert [(one.title, one.url, one.stated) for one in collect(source(), site)] == [
        ("第二次諮詢會議紀錄", "https://www.council.example/nc_14813_40016", date(2026, 2, 3)),
        ("他站公告", "https://elsewhere.example/a", date(2026, 1, 20)),
    ]


def test_pages_are_walked_as_the_total_asks_and_no_further(site):
    site.put(page(1, 2), table(5, 1, 2))
    site.put(page(2, 2), table(5, 3, 4))
    site.put(page(3, 2), table(5, 5))
    assert [one.title for one in collect(source(page_size=2), site)] == ["第1則", "第2則", "第3則", "第4則", "第5則"]
    assert [url for url in site.asked if "News.aspx" in url] == [page(1, 2), page(2, 2), page(3, 2)]


def test_a_site_that_gives_shorter_pages_than_asked_is_read_whole(site):
    site.put(page(1), table(3, 1, 2))
    site.put(page(2), table(3, 3))
    assert len(list(collect(source(), site))) == 3


def test_without_a_total_the_walk_ends_at_the_repeated_last_page(site):
    site.put(page(1, 2), table(None, 1, 2))
    site.put(page(2, 2), table(None, 3))
    site.put(page(3, 2), table(None, 3))
    assert len(list(collect(source(page_size=2), site))) == 3


def test_a_count_smaller_than_the_page_is_no_total(site):
    site.put(page(1, 2), table(1, 1, 2))
    site.put(page(2, 2), table(1, 3))
    site.put(page(3, 2), table(1, 3))
    assert len(list(collect(source(page_size=2), site))) == 3


@pytest.mark.parametrize("total", [8, None])
def test_a_list_longer_than_the_card_allows_is_a_fault_after_what_was_read(site, walked, total):
    for number in range(1, 5):
        site.put(page(number, 2), table(total, 2 * number - 1, 2 * number))
    found, fault = walked(collect(source(page_size=2), site))
    assert [one.title for one in found] == [f"第{n}則" for n in range(1, 7)]
    assert isinstance(fault, LayoutUnknown)
    assert "raise pages" in str(fault)


def test_a_list_that_shows_fewer_entries_than_it_counts_is_a_fault(site):
    linkless = table(2, 1, 2).replace('<a href="/News_Content.aspx?n=1&s=2">第2則</a>', "第2則")
    site.put(page(1), linkless)
    with pytest.raises(LayoutUnknown, match="2 entries, 1 with a link"):
        list(collect(source(), site))


def test_an_empty_list_is_a_success_where_the_list_says_so(site):
    site.put(page(1), table(0))
    assert list(collect(source(), site)) == []


def test_a_list_of_no_known_layout_is_a_fault(site):
    site.put(page(1), "<html><body><div class=new-theme><a href='/x'>標題</a></div></body></html>")
    with pytest.raises(LayoutUnknown, match="CCMS_jGridView"):
        list(collect(source(), site))


def test_a_later_list_page_that_is_not_had_fails_after_what_was_read(site, walked):
    site.put(page(1, 2), table(3, 1, 2))
    found, fault = walked(collect(source(page_size=2), site))
    assert [one.title for one in found] == ["第1則", "第2則"]
    assert isinstance(fault, FetchFailed)


def test_a_content_page_of_unknown_layout_is_kept_and_the_visit_is_faulty(site, walked):
    site.put(page(1), table(2, 1, 2))
    site.put("https://www.council.example/News_Content.aspx?n=1&s=1", "<html><body>新版面</body></html>")
    found, fault = walked(collect(source(), site))
    assert [(one.title, one.exchange.outcome) for one in found] == [("第1則", Outcome.FETCHED), ("第2則", Outcome.FAILED)]
    assert isinstance(fault, LayoutUnknown)
    assert fault.url.endswith("s=1")


def test_a_page_number_in_the_cards_address_is_replaced():
    assert (
        page_address("https://a.example/News.aspx?n=1&Page=7&pagesize=10", 2, 50)
        == "https://a.example/News.aspx?n=1&page=2&PageSize=50"
    )
