"""Transcripts of a SayIt site: its index, old and new slugs, Akoma Ntoso and JSON."""

import json
from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.cards import NamedTranscript, SayitSource
from ogp_etl.errors import FetchFailed, LayoutUnknown
from ogp_etl.harvest.reading.page_text import Page
from ogp_etl.harvest.reading.sayit_text import dated_title, read, title_key
from ogp_etl.harvest.sayit import collect, entries, locator, names
from ogp_etl.model import Outcome

INDEX = "https://talk.example/api/speech_index.json"
FORUM = "2020-10-28-行政院開放政府國家行動方案推動小組第1次會議"


def entry(slug, title, **more):
    return {"filename": slug, "display_name": title, "isNested": False, "nest_filenames": "", "nest_display_names": "", **more}


ENTRIES = [
    entry("2022-08-15-推動小組第-7-次會議", "2022-08-15 「推動小組」第 7 次會議"),
    entry("2018-12-05-ocfg0v-社群夥伴談-ogp", "2018-12-05 OCF、g0v 社群夥伴談 OGP"),
    entry("2016-別的", "2016 別的"),
]


def source(**more):
    return SayitSource(**{"id": "transcripts", "collector": "sayit", "url": INDEX, "only": "推動小組", **more})


def named(slug, **more):
    return NamedTranscript(**{"slug": slug, "reason": "方案研擬前的背景", **more})


def put_index(site, rows):
    site.put(INDEX, json.dumps(rows), media_type="application/json")


def address(slug):
    return f"https://talk.example/{quote(slug)}.an"


def test_titles_that_match_and_named_ones_are_taken_and_what_is_not_had_is_known(site):
    put_index(site, ENTRIES)
    site.put(address("2018-12-05-ocfg0v-社群夥伴談-ogp"), "<akomaNtoso/>", media_type="application/xml")
    found = list(collect(source(named=[named("2018-12-05-ocfg0v-社群夥伴談-ogp", kind="baseline-document")]), site))
    assert [(one.locator, one.title, one.event_date, one.kind, one.note, one.exchange.outcome) for one in found] == [
        ("2022-08-15/推動小組第7次會議", "2022-08-15 「推動小組」第 7 次會議", date(2022, 8, 15), None, "", Outcome.FAILED),
        (
            "2018-12-05/ocfg0v社群夥伴談ogp",
            "2018-12-05 OCF、g0v 社群夥伴談 OGP",
            date(2018, 12, 5),
            "baseline-document",
            "方案研擬前的背景",
            Outcome.FETCHED,
        ),
    ]
    assert (
        found[0].url
        == "https://talk.example/2022-08-15-%E6%8E%A8%E5%8B%95%E5%B0%8F%E7%B5%84%E7%AC%AC-7-%E6%AC%A1%E6%9C%83%E8%AD%B0.an"
    )


def test_an_old_slug_names_the_entry_that_has_a_new_one(site):
    put_index(site, ENTRIES)
    old = "2018-12-05-OCF-g0v-社群夥伴談-OGP"
    assert [one.exchange.url for one in collect(source(only=None, named=[named(old)]), site)] == [
        address("2018-12-05-ocfg0v-社群夥伴談-ogp")
    ]


def test_a_changed_slug_makes_no_new_document(site):
    put_index(site, [entry("2022-08-15-第-7-次會議", "2022-08-15 「推動小組」第 7 次會議")])
    before = [one.locator for one in collect(source(), site)]
    put_index(site, [entry("2022-08-15-第-7-次-會議", "2022-08-15 『推動小組』第７次會議")])
    assert [one.locator for one in collect(source(), site)] == before


def test_a_named_transcript_that_the_index_lacks_is_fetched_by_its_slug(site):
    put_index(site, ENTRIES)
    slug = "2019-10-28-108年第3次開放政府政策協調聯繫會"
    body = (
        "<akomaNtoso><debateSection><heading>2019-10-28 108年第3次開放政府政策協調聯繫會</heading></debateSection></akomaNtoso>"
    )
    site.put(address(slug), body)
    found = list(collect(source(only=None, named=[named(slug)]), site))
    assert [(one.locator, one.title, one.event_date) for one in found] == [
        ("2019-10-28/108年第3次開放政府政策協調聯繫會", "2019-10-28 108年第3次開放政府政策協調聯繫會", date(2019, 10, 28))
    ]


def test_a_page_in_place_of_a_transcript_is_left_to_screening(site):
    put_index(site, ENTRIES)
    site.put(address("2022-08-15-推動小組第-7-次會議"), "<!doctype html><p>登入", media_type="text/html")
    assert [one.exchange.outcome for one in collect(source(), site)] == [Outcome.FETCHED]


def test_a_meeting_of_several_parts_is_one_document_also_when_a_part_is_named(site):
    parts = entry("2019-07-10-office-hour", "2019-07-10 Office Hour", isNested=True, nest_filenames="mark,范羽翔")
    put_index(site, [parts])
    found = list(collect(source(only=None, named=[named("2019-07-10-office-hour/mark")]), site))
    assert [(one.locator, one.exchange.url) for one in found] == [("2019-07-10/officehour", address("2019-07-10-office-hour"))]


def test_transcripts_of_one_day_and_title_stay_apart(site):
    twins = [entry("2020-11-02-來訪-2", "2020-11-02 來訪"), entry("2020-11-02-來訪", "2020-11-02 來訪")]
    put_index(site, twins)
    assert [one.locator for one in collect(source(only="來訪"), site)] == ["2020-11-02/來訪/2020-11-02-來訪-2", "2020-11-02/來訪"]


def test_documents_lie_on_the_host_that_answers_with_the_index(site):
    site.put(INDEX, json.dumps(ENTRIES), final_url="https://new.example/api/speech_index.json")
    assert next(collect(source(document="/api/speech/{slug}"), site)).url.startswith("https://new.example/api/speech/2022-08-15-")


def test_a_group_that_has_not_met_is_no_fault(site):
    put_index(site, ENTRIES)
    assert list(collect(source(only="尚未成立的小組"), site)) == []


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"results": []}', "<html>", '[{"slug": "a"}]', '[{"filename": "", "display_name": "x"}]', "[1]"]
)
def test_an_index_of_another_shape_is_of_unknown_layout(site, body):
    site.put(INDEX, body)
    with pytest.raises(LayoutUnknown, match="filename and display_name"):
        list(collect(source(), site))


def test_an_index_nested_without_end_is_refused(site):
    site.put(INDEX, "[" * 100_000)
    with pytest.raises(LayoutUnknown):
        list(collect(source(), site))


def test_titles_hold_no_control_characters_and_no_novel(site):
    put_index(site, [entry("2022-08-15-a", "2022-08-15 推動小組\x00\ud83d\n第1次會議" + "長" * 900)])
    (found,) = collect(source(), site)
    assert found.title.startswith("2022-08-15 推動小組 第1次會議長")
    assert len(found.title) == 300


def test_a_slug_never_leads_to_another_host(site):
    put_index(site, [entry("//evil.example/x", "2022-08-15 推動小組")])
    assert [one.url for one in collect(source(document="{slug}"), site)] == ["https://talk.example/api/evil.example/x"]


def test_an_index_that_is_not_had_is_a_faulty_visit(site):
    with pytest.raises(FetchFailed):
        list(collect(source(), site))


@pytest.mark.parametrize(
    ("day", "rest", "heading"),
    [
        (date(2020, 10, 28), "「推動小組」第1次會議", "2020-10-28 「推動小組」第1次會議"),
        (date(2019, 12, 24), "Interview", "2019‑12‑24 Interview"),
        (date(2017, 1, 20), "《企業資產擔保法》諮詢會議", "2017-1-20 《企業資產擔保法》諮詢會議"),
        (date(2019, 12, 24), "interview", "20191224-interview"),
        (None, "2016 vTaiwan", "2016 vTaiwan"),
        (None, "會議 2020-10-28", "會議 2020-10-28"),
    ],
)
def test_a_heading_begins_with_its_day_or_has_none(day, rest, heading):
    assert dated_title(heading) == (day, rest)


@given(st.text(max_size=30), st.lists(st.sampled_from(list("「」『』《》 -－　（）()、‑")), max_size=30))
def test_signs_and_blanks_make_no_other_title(title, signs):
    half = len(title) // 2
    assert title_key(title[:half]) + title_key(title[half:]) == title_key(title[:half] + "".join(signs) + title[half:]) or any(
        ord(sign) > 0x2FF and not sign.isalnum() for sign in title
    )


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(title):
    assert title_key(title_key(title)) == title_key(title)


def test_entities_are_not_resolved_and_broken_markup_is_read():
    body = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><akomaNtoso><debateSection>'
        b'<heading>h</heading><speech by="#%E5%94%90"><p>a&nbsp;b &x;<br>c</p></speech></debateSection></akomaNtoso>'
    )
    found = read(body)
    assert found.heading == "h"
    assert [(one.speaker, one.text.split()) for one in found.speeches] == [("唐", ["a", "b", "c"])]


def test_nested_sections_keep_their_titles():
    body = (
        "<akomaNtoso><debateBody><debateSection><heading>全日會議</heading><debateSection><heading>上午</heading>"
        "<speech by='#a'><p>早</p></speech></debateSection><debateSection><heading>下午</heading>"
        "<narrative><p>（休息）</p></narrative></debateSection></debateSection></debateBody></akomaNtoso>"
    )
    found = read(body.encode())
    assert found.heading == "全日會議"
    assert [(one.section, one.speaker, one.text) for one in found.speeches] == [("上午", "a", "早"), ("下午", None, "（休息）")]
    assert found.text() == "全日會議\n\n上午\n\na：\n早\n\n下午\n\n（休息）"


@pytest.mark.parametrize("body", [b"", b"<html><p>x</p></html>", b"{}", b"[]", b"[", b"%PDF-1.7"])
def test_what_is_no_transcript_is_none(body):
    assert read(body) is None


# Recorded data.


def test_the_real_index_has_eleven_meetings_of_the_task_force(real, site):
    site.put(INDEX, (real / "sayit" / "speech_index.json").read_bytes())
    body = (real / "sayit" / "2020-10-28-「行政院開放政府國家行動方案推動小組」第1次會議.an.xml").read_bytes()
    site.put(address(FORUM), body, media_type="application/xml")
    early = [named("2018-12-05-ocfg0v-社群夥伴談-ogp"), named("2019-10-28-108年第3次開放政府政策協調聯繫會")]
    found = list(collect(source(only="國家行動方案推動小組", named=early), site))
    assert [one.event_date.isoformat() for one in found] == [
        *("2024-01-29", "2023-10-02", "2023-04-21", "2023-01-18", "2022-08-15", "2022-04-29", "2021-12-22", "2021-08-30"),
        *("2021-05-12", "2020-12-31", "2020-10-28", "2019-10-28", "2018-12-05"),
    ]
    assert [one.locator for one in found if one.exchange.outcome is Outcome.FETCHED] == [
        "2020-10-28/行政院開放政府國家行動方案推動小組第1次會議"
    ]


def test_every_entry_of_the_real_index_has_a_name_of_its_own(real):
    index = entries(Page(INDEX, real / "sayit" / "speech_index.json", None, None))
    assert len(index) == 2034
    assert len(set(names(index).values())) == 2034
    assert sum(locator(entry.slug) == locator(entry.title) for entry in index) > 1800
    assert sum(bool(entry.parts) for entry in index) == 59


def test_real_transcripts_are_read_in_both_forms(real):
    found = {path.name[:10]: read(path.read_bytes()) for path in sorted((real / "sayit").glob("*.an.xml"))}
    assert {day: (one.heading[:10], len(one.speeches)) for day, one in found.items()} == {
        "2018-12-05": ("2018-12-05", 238),
        "2019-10-28": ("2019-10-28", 114),
        "2020-10-28": ("2020-10-28", 257),
    }
    sections = read((real / "sayit" / "speech-2025-11-10.json").read_bytes())
    assert len(sections.speeches) == 46
    assert sections.speeches[1].speaker == "唐鳳-3"
    assert "柏林晚安" in sections.text()
