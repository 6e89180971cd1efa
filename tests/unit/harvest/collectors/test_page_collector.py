"""One web page and its files."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.cards import PageSource
from ogp_etl.errors import FetchFailed, LayoutUnknown
from ogp_etl.harvest.page import collect
from ogp_etl.harvest.reading import html_page
from ogp_etl.harvest.reading.download import decode, locator
from ogp_etl.model import Outcome, Reason

URL = "https://council.example/ogp/plan.html"


def source(**more):
    return PageSource(**{"id": "plan", "collector": "page", "url": URL, "select": "main#content", "files": ".files a", **more})


def test_a_page_and_each_of_its_files_is_a_document(site, page_file):
    site.put(URL, page_file("plan_page.html"))
    site.put("https://council.example/ogp/files/plan.pdf", b"%PDF", media_type="application/pdf")
    found = list(collect(source(), site))
    assert [one.locator for one in found] == [
        "https://council.example/ogp/plan.html",
        "https://council.example/ogp/files/plan.pdf",
        "https://cdn.example/%E5%90%8D%E5%96%AE.ods",
        "https://ws.council.example/001/relfile/0/14753/cccc.pdf",
    ]
    assert [one.title for one in found] == ["認識 國家行動方案", "行動方案", "委員名單", "會議紀錄.pdf"]
    assert [one.exchange.outcome for one in found] == [Outcome.FETCHED, Outcome.FETCHED, Outcome.FAILED, Outcome.FAILED]
    assert found[0].stated == date(2026, 3, 2)
    assert not any(one.sealed for one in found)


def test_an_unchanged_page_is_still_walked_for_its_files(site, page_file):
    site.put(URL, page_file("plan_page.html"), unchanged=True)
    assert len(list(collect(source(), site))) == 4


def test_a_redirect_to_a_new_host_makes_no_new_document_and_moves_relative_links(site, page_file):
    site.put(URL, page_file("plan_page.html"), final_url="https://new.example/plan/")
    found = list(collect(source(), site))
    assert found[0].locator == URL
    assert found[1].url == "https://new.example/plan/files/plan.pdf"


def test_a_selector_that_finds_nothing_is_named_and_the_page_is_not_taken(site, page_file):
    site.put(URL, page_file("plan_page.html"))
    with pytest.raises(LayoutUnknown, match="article#gone"):
        next(collect(source(select="article#gone"), site))


def test_a_files_selector_that_finds_nothing_is_named_after_the_page_was_taken(site, page_file):
    site.put(URL, page_file("plan_page.html"))
    walk = collect(source(files=".attachments a"), site)
    assert next(walk).locator == URL
    with pytest.raises(LayoutUnknown, match=r"\.attachments a"):
        next(walk)


def test_no_files_are_a_success_where_the_page_says_so(site):
    site.put(URL, "<main id=content><h1>名單</h1><p>目前無相關檔案</p></main>")
    assert [one.locator for one in collect(source(), site)] == [URL]


def test_a_page_that_is_not_had_is_a_faulty_visit(site):
    site.put(URL, "", status=503)
    with pytest.raises(FetchFailed) as failed:
        list(collect(source(), site))
    assert failed.value.reason == Reason.STATUS


@pytest.mark.parametrize(
    ("day", "head", "body"),
    [
        (date(2026, 9, 4), "", "<span>發布日期：115-09-04</span>"),
        (date(2026, 9, 4), "", "<th>公告日期</th><td>115.09.04</td>"),
        (date(2026, 9, 4), "", "<div title='發布日期'>115/09/04 10:00</div>"),
        (date(2026, 9, 5), "<meta property='article:published_time' content='2026-09-04T20:00:00Z'>", ""),
        (date(2026, 9, 4), "<meta name='DC.Date' content='2026-09-04'>", ""),
        (date(2026, 9, 4), "", "<time datetime='2026-09-04'>four days ago</time>"),
        (None, "", "<time datetime='2026-09-04'>start</time><time datetime='2026-09-05'>end</time>"),
        (None, "", "<p>會議於115年8月20日召開</p>"),
        (None, "", "<p>下版日期：120-09-04</p>"),
        (None, "", "<p>發布日期：如公文</p><p>115年8月20日召開</p>"),
    ],
)
def test_the_day_of_publication_is_only_what_the_page_states(site, day, head, body):
    site.put(URL, f"<html><head>{head}</head><body><main id=content><p>x</p>{body}</main></body></html>")
    assert next(collect(source(files=None), site)).stated == day


@pytest.mark.parametrize(
    ("day", "body"),
    [
        (date(2031, 9, 4), "<p>下版日期：120-09-04</p>"),
        (date(2031, 9, 4), "<div title='下架日期'>120/09/04</div>"),
        (None, "<p>本頁已下架，120-09-04</p>"),
        (None, "<span>發布日期：115-09-04</span>"),
    ],
)
def test_the_day_on_which_a_page_will_be_taken_down_is_what_it_states(site, day, body):
    site.put(URL, f"<html><body><main id=content><p>x</p>{body}</main></body></html>")
    assert next(collect(source(files=None), site)).until == day


def test_the_invented_day_of_one_ministry_is_not_believed(site):
    url = "https://www.moea.gov.tw/page"
    site.put(url, "<html><head><meta name='DC.Date' content='2017-01-01'></head><body><main id=content>x</main></body></html>")
    assert next(collect(source(url=url, files=None), site)).stated is None


def test_a_page_in_big5_that_does_not_say_so_is_read(site):
    text = "<title>開放政府國家行動方案</title><main id=content>推動小組會議紀錄與委員名單，公開於此頁面供各界參考。</main>"
    site.put(URL, text.encode("cp950"))
    assert next(collect(source(files=None), site)).title == "開放政府國家行動方案"


def test_one_file_has_one_name_however_its_link_is_written():
    one = "https://ws.council.example/Download.ashx?u=LzAwMS9yZWxmaWxlLzAvMTQ3NTMvY2NjYy5wZGY%3D&n=5pyD6K2w57SA6YyELnBkZg%3D%3D&icon=..pdf"
    other = (
        "https://ws.council.example/download.ashx?icon=&n=5pyD6K2w57SA6YyELnBkZg==&u=LzAwMS9yZWxmaWxlLzAvMTQ3NTMvY2NjYy5wZGY%3d"
    )
    direct = "https://ws.council.example/001/relfile/0/14753/cccc.pdf"
    assert locator(one) == locator(other) == locator(direct) == direct
    assert decode(one).name == "會議紀錄.pdf"
    assert decode(one).ending == decode(other).ending == ".pdf"


def test_a_plus_that_became_a_blank_and_missing_padding_are_decoded():
    assert decode("https://a.example/Download.ashx?u=L2EvPj4%20LnBkZg").path == "/a/>>>.pdf"


@pytest.mark.parametrize(
    "url", ["https://a.example/Download.ashx?u=%%%", "https://a.example/Download.ashx", "https://a.example/x"]
)
def test_a_link_that_cannot_be_decoded_is_an_ordinary_one(url):
    assert decode(url) is None


@pytest.mark.parametrize(
    ("form", "url"),
    [
        ("https://a.example/x?a=1&b=2", "HTTPS://A.example:443/x?b=2&utm_source=z&a=1#part"),
        ("https://a.example/x", "https://a.example/x;jsessionid=ABC?PHPSESSID=9"),
        ("https://a.example/%E6%96%B9%E6%A1%88%20~", "https://a.example/方案%20%7e"),
        ("http://a.example:8080/", "http://a.example:8080"),
    ],
)
def test_an_address_has_one_form(form, url):
    assert html_page.canonical(url) == form


@given(st.text(alphabet="abcXYZ019-._~/?&=%方 +;", max_size=40))
def test_the_one_form_is_stable(rest):
    once = html_page.canonical(f"https://a.example/{rest}")
    assert html_page.canonical(once) == once
