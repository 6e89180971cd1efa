"""The sample country shows what its texts say, the same every time, with the markers and traps of the real site families."""

import json
import re
import zipfile
from datetime import date
from html import unescape
from io import BytesIO
from itertools import pairwise
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

import pytest

from ogp_etl.catalog import gaps, read_plan
from ogp_etl.sample import PLAN, PLANS
from ogp_etl.sample.answer import Ask
from ogp_etl.sample.days import DIGITAL_DOWN, INTEGRITY_BLOCKS, LAST_DAY, demo_days
from ogp_etl.sample.life import Country

COUNCIL = "http://council.samplia.example/News.aspx?n=5D0C3A1B7E924F68&sms=9B2E6A41C7D08F35"
FINANCE = "http://finance.samplia.example/News.aspx?n=9A1C0F27D3B84E65&sms=1F2E3D4C5B6A7988"
DIGITAL = "http://digital.samplia.example/News.aspx?n=27&sms=10"
FEED = "http://join.samplia.example/toOpenData/ey/policy"
INDEX = "http://talk.samplia.example/api/speech_index.json"
IDEA = "2f9b6c14-7d3a-4e85-9c20-6a1f8e5d3b77"
INTEGRITY = "http://integrity.samplia.example/procurement/platform.html"


@pytest.fixture(scope="module")
def plan():
    return read_plan(PLANS / PLAN, named=PLAN)


def ask(day, url, hits=1):
    parts = urlsplit(url)
    return Country(day).answer(Ask(parts.hostname, unquote(parts.path), dict(parse_qsl(parts.query)), hits))


def text(day, url, hits=1):
    return ask(day, url, hits).body.decode()


def hrefs(page, base):
    return [urljoin(base, unescape(href)) for href in re.findall(r'href="([^"]+)"', page)]


def files_of(day, list_url):
    """Addresses of the files by display name, as the content pages of a list link to them."""
    found = {}
    for page in hrefs(text(day, f"{list_url}&PageSize=50"), list_url):
        if "samplia.example/n" in page.lower():
            answer = ask(day, page)
            found |= {
                link[2]: unescape(link[1])
                for link in re.finditer(r'href="([^"]+Download[^"]+)"[^>]*>([^<]+)<', answer.body.decode())
            }
    return found


def test_the_plan_has_no_gap(plan):
    assert gaps(plan) == []
    assert [commitment.number for commitment in plan.commitments] == ["1-1", "1-2", "1-3", "2-1", "2-2"]
    assert len({commitment.area for commitment in plan.commitments}) == 2
    assert plan.start < LAST_DAY < plan.end


def test_every_family_of_sites_and_the_drop_folder_are_in_the_plan(plan):
    assert {source.collector for _, source in plan.sources()} == {"ccms", "page", "join_policy", "join_idea", "sayit", "folder"}


def test_every_address_of_the_cards_answers_on_the_last_day(plan):
    wanted = [source.url for _, source in plan.sources() if source.collector not in ("folder", "join_idea")]
    wanted += [agency.homepage for agency in plan.agencies]
    wanted += [
        f"http://join.samplia.example/idea/detail/{IDEA}",
        f"http://join.samplia.example/idea/files/zip/{IDEA}/export_20260630090000.zip",
    ]
    refusing = "integrity.samplia.example"
    assert {url: ask(LAST_DAY, url).status for url in wanted} == dict.fromkeys(wanted, 200)
    assert [url for url in wanted if b"Request Rejected" in ask(LAST_DAY, url).body] == [url for url in wanted if refusing in url]


def test_every_host_of_the_cards_is_one_of_the_country_and_the_other_way_round(plan):
    assert {rule.host for rule in plan.hosts} == set(Country(LAST_DAY).hosts)


def test_the_same_day_and_request_give_the_same_bytes_and_only_counters_differ():
    assert ask(LAST_DAY, COUNCIL) == ask(LAST_DAY, COUNCIL)
    one, two = text(LAST_DAY, COUNCIL, hits=1), text(LAST_DAY, COUNCIL, hits=2)
    assert one != two
    assert re.sub(r"瀏覽人次：\d+|value=\"\w+=*\"", "", one) == re.sub(r"瀏覽人次：\d+|value=\"\w+=*\"", "", two)


def test_files_are_the_same_bytes_at_every_request_and_have_a_day_of_change():
    for name, url in files_of(LAST_DAY, FINANCE).items():
        if name != "檢核明細":
            assert ask(LAST_DAY, url, hits=1) == ask(LAST_DAY, url, hits=2)
            assert ask(LAST_DAY, url).changed is not None


def test_page_numbers_past_the_end_show_the_last_page_again():
    pages = [hrefs(text(LAST_DAY, f"{COUNCIL}&page={number}&PageSize=10"), COUNCIL) for number in (1, 2, 3, 9)]
    assert pages[1] == pages[2] == pages[3] != pages[0]
    assert '<span class="count">15</span>' in text(LAST_DAY, COUNCIL)
    assert len(pages[0]) + len(pages[1]) == 15


def test_an_empty_list_says_so():
    assert '<span class="count">0</span>' in text(date(2024, 12, 31), FINANCE)


def test_one_entry_leads_to_another_site_which_answers():
    [outside] = [url for url in hrefs(text(LAST_DAY, f"{COUNCIL}&PageSize=50"), COUNCIL) if "join.samplia" in url]
    assert ask(LAST_DAY, outside).status == 200


def test_a_notice_is_taken_down_on_the_day_that_its_page_announced():
    page = "http://council.samplia.example/News_Content.aspx?n=5D0C3A1B7E924F68&s=A4D8137C5B20E96F"
    assert "下版日期：114-07-01" in text(date(2025, 6, 30), page)
    assert ask(date(2025, 7, 1), page).status == 404
    assert "A4D8137C5B20E96F" not in text(date(2025, 7, 1), f"{COUNCIL}&PageSize=50")


def test_addresses_of_the_old_generation_lead_to_the_new_one_after_the_renewal():
    old = "http://digital.samplia.example/News_Content.aspx?n=27&s=38501"
    assert old in hrefs(text(date(2025, 6, 30), DIGITAL), DIGITAL)
    assert ask(date(2025, 6, 30), old).status == 200
    moved = ask(date(2025, 10, 1), old)
    assert (moved.status, moved.headers) == (301, (("Location", "/nc_27_38501"),))
    assert "http://digital.samplia.example/nc_27_38501" in hrefs(text(date(2025, 10, 1), DIGITAL), DIGITAL)
    assert "公共程式碼目錄規劃書" in text(date(2025, 10, 1), "http://digital.samplia.example/nc_27_38501")


def test_a_replaced_file_has_a_new_address_and_the_old_one_is_gone():
    name = "第一批資料集欄位說明"
    before, after = files_of(date(2025, 6, 30), FINANCE)[name], files_of(date(2025, 12, 31), FINANCE)[name]
    assert before != after
    assert ask(date(2025, 12, 31), before).status == 404
    assert ask(date(2025, 6, 30), before).body != ask(date(2025, 12, 31), after).body


def test_one_linked_file_was_never_put_there():
    links = files_of(LAST_DAY, FINANCE)
    assert [name for name, url in links.items() if ask(LAST_DAY, url).status == 404] == ["檢核明細"]


def test_a_file_vanishes_while_its_link_stays():
    url, page = "http://water.samplia.example/files/stations.csv", "http://water.samplia.example/zh-tw/river-quality.html"
    assert [ask(day, url).status for day in (date(2025, 2, 23), date(2025, 12, 7), date(2025, 12, 8), LAST_DAY)] == [
        404,
        200,
        404,
        404,
    ]
    assert url in hrefs(text(LAST_DAY, page), page)


def test_the_feed_has_two_generations_of_keys_and_only_the_older_holds_names():
    old, new = (json.loads(ask(day, FEED).body) for day in (date(2025, 9, 30), date(2025, 10, 1)))
    assert old[0].keys() >= {"url", "messages"}
    assert old[0]["url"].startswith("http://")
    assert len(old[0]["messages"]) == 10
    assert new[0].keys() >= {"標題", "發佈日期", "下線日期", "關注數量", "留言數量"}
    assert new[0]["留言數量"] == "10"
    assert "清溪居民" not in str(new)


def test_the_petitions_page_embeds_the_object_and_an_answer_appears_later():
    page = f"http://join.samplia.example/idea/detail/{IDEA}"
    [before], [after] = (re.findall(r"var idea = (\{.*\});", text(day, page)) for day in (date(2025, 5, 8), date(2025, 5, 9)))
    assert json.loads(before)["govResponses"] == []
    [answer] = json.loads(after)["govResponses"]
    assert answer["responseTime"] == 1746782400000  # 2025-05-09 17:20 in Taipei
    [file] = answer["relateAttachments"]
    assert ask(LAST_DAY, "http://join.samplia.example" + quote(file["downloadUrl"])).body.startswith(b"%PDF-")


def test_the_export_has_the_traps_of_the_real_one():
    body = ask(LAST_DAY, f"http://join.samplia.example/idea/files/zip/{IDEA}/export_202606300900.zip").body
    with zipfile.ZipFile(BytesIO(body)) as export:
        assert export.namelist() == ["附議名單.csv", "討論區留言.csv"]
        comments = export.read("討論區留言.csv")
    assert comments.startswith(b'\xef\xbb\xbf"\xe5\xba\x8f\xe8\x99\x9f",')
    assert comments.count(b"\r\nM-") == 6
    assert "\r\n等一個月".encode() in comments  # a line break inside a cell
    assert max(comments.decode("utf-8-sig")) > "\uffff"
    assert ",=涉及".encode() in comments


def test_the_exports_bytes_differ_from_day_to_day_and_its_tables_do_not():
    def tables(day):
        body = ask(day, f"http://join.samplia.example/idea/files/zip/{IDEA}/export_202606300900.zip").body
        with zipfile.ZipFile(BytesIO(body)) as export:
            return body, [export.read(name) for name in export.namelist()]

    one, other = tables(date(2026, 6, 29)), tables(LAST_DAY)
    assert one[0] != other[0]
    assert one[1] == other[1]


def test_a_transcripts_slug_changes_and_one_is_named_but_never_there():
    index = json.loads(ask(LAST_DAY, INDEX).body)
    named = [entry["filename"] for entry in index if "開放政府推動小組" in entry["display_name"]]
    status = {slug: ask(LAST_DAY, f"http://talk.samplia.example/{quote(slug)}.an").status for slug in named}
    assert len(named) == 10
    assert [slug for slug, code in status.items() if code == 404] == ["2024-08-20-開放政府推動小組第-3-次會議"]
    old, new = "2025-02-11-開放政府推動小組第-5-次會議", "2025-02-11-開放政府推動小組第5次會議"
    assert new in named
    before = ask(date(2025, 9, 30), f"http://talk.samplia.example/{quote(old)}.an")
    assert ask(LAST_DAY, f"http://talk.samplia.example/{quote(old)}.an").status == 404
    assert ask(LAST_DAY, f"http://talk.samplia.example/{quote(new)}.an") == before


def test_robots_files_are_as_different_as_in_real_life():
    answers = {host: ask(LAST_DAY, f"http://{host}/robots.txt") for host in Country(LAST_DAY).hosts}
    assert answers["finance.samplia.example"].status == 404
    assert b"Disallow: /Upload" in answers["council.samplia.example"].body
    assert answers["digital.samplia.example"].media_type.startswith("text/html")
    page = "http://council.samplia.example/ogp/plan.html"
    assert "http://council.samplia.example/Upload/members.odt" in hrefs(text(LAST_DAY, page), page)


def test_a_host_is_down_in_one_quarter():
    days = {day: ask(day, DIGITAL) is None for day in demo_days()}
    assert [day for day, down in days.items() if down] == [date(2025, 9, 30)]
    assert all(DIGITAL_DOWN[0] <= day < DIGITAL_DOWN[1] for day, down in days.items() if down)


def test_an_agency_blocks_machines_in_one_quarter_with_status_200():
    blocked = [day for day in demo_days() if b"Request Rejected" in ask(day, INTEGRITY).body]
    assert blocked == [day for day in demo_days() if INTEGRITY_BLOCKS[0] <= day < INTEGRITY_BLOCKS[1]]
    assert len(blocked) == 7
    assert ask(LAST_DAY, INTEGRITY).status == 200


def test_the_demo_goes_there_every_quarter_and_each_day_of_the_last_week():
    days = demo_days()
    assert len(days) == 16
    assert days[0] == date(2024, 3, 31)
    assert days[-1] == LAST_DAY
    assert [(later - day).days for day, later in pairwise(days[-7:])] == [1] * 6
    assert max((later - day).days for day, later in pairwise(days)) <= 92
    assert list(days) == sorted(days)


def test_something_new_is_there_on_the_last_day():
    week = f"{COUNCIL}&PageSize=50"
    assert set(hrefs(text(LAST_DAY, week), COUNCIL)) - set(hrefs(text(demo_days()[-2], week), COUNCIL)) == {
        "http://council.samplia.example/News_Content.aspx?n=5D0C3A1B7E924F68&s=49E2A0D7C8B3651F"
    }


def test_a_files_day_of_change_moves_whenever_its_bytes_do():
    urls = [INDEX, "http://council.samplia.example/robots.txt", "http://water.samplia.example/files/standard.pdf"]
    for url in urls:
        seen = [ask(day, url) for day in demo_days() if ask(day, url).status == 200]
        for one, two in pairwise(seen):
            assert (one.body == two.body) == (one.changed == two.changed)
