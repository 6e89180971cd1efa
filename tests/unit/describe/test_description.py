"""Describing rules: for each field, who wins."""

from datetime import date

import pytest

from ogp_etl import decoding
from ogp_etl.cards import CcmsSource, Choice, Describe, Primary
from ogp_etl.describe.language import by_letters, normal

TRANSCRIPT = """<akomaNtoso><debate><debateBody><debateSection><heading>2020-10-28 推動小組第1次會議</heading>
<speech by="#a"><p>我們就準時開始，非常高興大家到行政院來參加會議。</p></speech></debateSection>
</debateBody></debate></akomaNtoso>"""
AGENDA = Describe(kind=(Choice(when="議程", give="agenda"),))
PLAIN = "<html><body><main>{}</main></body></html>"


def card(**fields):
    return CcmsSource(collector="ccms", id="minutes", url="https://www.example.gov.tw/News.aspx?n=27", **fields)


def choice(when, give):
    return (Choice(when=when, give=give),)


def field(described, name, **facts):
    found = described(**facts)
    return getattr(found, name), found.by[name]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"title": " 第7次\n會議 ", "filename": "a.pdf"}, ("第7次 會議", "listing")),
        ({"content": "page"}, ("開放政府推動小組第7次會議紀錄", "heading")),
        ({"content": PLAIN.format("<h1>標題<a href='/x'>一</a></h1><p>x</p>")}, ("標題一", "heading")),
        ({"content": TRANSCRIPT, "media_type": "application/akn+xml"}, ("2020-10-28推動小組第1次會議", "heading")),
        ({"content": "# 2020-10-28 會議\n\n文字\n", "media_type": "text/markdown"}, ("2020-10-28會議", "heading")),
        ({"filename": "會議紀錄.v2.pdf"}, ("會議紀錄.v2", "file name")),
        ({"url": "https://x.tw/files/%E6%9C%83%E8%AD%B0.odt?x=1"}, ("會議", "file name")),
        ({"url": "https://x.tw/Download.ashx?u=x"}, (None, "no rule")),
    ],
)
def test_title(described, page, facts, expected):
    if facts.get("content") == "page":
        facts = {**facts, "content": page()}
    assert field(described, "title", **facts) == expected


@pytest.mark.parametrize(
    ("fields", "facts", "expected"),
    [
        ({"kind": "minutes", "describe": AGENDA}, {"kind": "transcript", "title": "議程"},
         ("transcript", "named by the card")),
        ({"kind": "minutes", "describe": AGENDA}, {"title": "第7次會議議程"}, ("agenda", "pattern of the card")),
        ({"kind": "minutes", "describe": AGENDA}, {"title": "第7次會議"}, ("minutes", "source of the card")),
        ({}, {"content": PLAIN.format("統計資料集"), "title": "資料集"}, ("web-page", "default")),
        ({}, {}, ("web-page", "default")),
    ],
)  # fmt: skip
def test_kind(described, fields, facts, expected):
    assert field(described, "kind", source=card(**fields), **facts) == expected


def test_patterns_look_at_title_and_address_and_at_the_heading_where_no_title_is_listed(described, page):
    source = card(describe=Describe(kind=(*choice("s=38548$", "agenda"), *choice("會議紀錄", "minutes"))))
    assert described(source=source, title="會議紀錄").kind == "agenda"
    assert described(source=source, url="https://x.tw/", title="會議紀錄").kind == "minutes"
    assert described(source=source, url="https://x.tw/", content=page()).kind == "minutes"


@pytest.mark.parametrize(
    ("fields", "content", "expected"),
    [
        (
            {"language": "en", "describe": Describe(language=choice("nc_en", "zh_TW"))},
            "<html lang='en'>",
            ("en", "source of the card"),
        ),
        ({"language": "zh_TW"}, "<html lang='en'>", ("zh-Hant", "source of the card")),
        ({"describe": Describe(language=choice("News", "zh_TW"))}, "<html lang='en'>", ("zh-Hant", "pattern of the card")),
        ({}, "<html lang='zh-Hant-TW'>", ("zh-Hant", "lang attribute")),
        ({}, "<html lang='en-GB'>", ("en", "lang attribute")),
        ({}, "<html lang='zh'><body>國家發展委員會召開推動小組會議，討論開放政府國家行動方案", ("zh-Hant", "letters")),
        ({}, "<html><body>The task force met to discuss the progress of the action plan and the commitments.", ("en", "letters")),
        ({}, "<html><body>短", (None, "no rule")),
    ],
)
def test_language(described, fields, content, expected):
    assert field(described, "language", source=card(**fields), content=content) == expected


def test_the_letters_of_a_transcript_say_its_language(described):
    assert field(described, "language", content=TRANSCRIPT, media_type="application/akn+xml") == ("zh-Hant", "letters")


@pytest.mark.parametrize(
    ("tag", "language"),
    [("zh-TW", "zh-Hant"), ("zh_TW", "zh-Hant"), ("zh-Hant-TW", "zh-Hant"), ("ZH-HANT", "zh-Hant"), ("zh-CN", "zh-Hans"),
     ("en-US", "en"),
     ("zh", None), ("", None), (None, None), ("chinese traditional", None), ("und", None)],
)  # fmt: skip
def test_language_tags_have_one_form(tag, language):
    assert normal(tag) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("国家发展委员会召开会议，讨论开放政府国家行动方案的办理情形", "zh-Hans"),
        ("開放政府パートナーシップの行動計画について、会議が行われました。", "ja"),
        ("Gesetz über die Öffentlichkeit der Verwaltung und ihrer Akten", None),
        ("1,024 2,048 4,096", None),
        ("OGP IRM CSO PO API CSV JSON XML HTML CSS", None),
    ],
)
def test_letters_do_not_guess(text, language):
    assert by_letters(text) == language


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"event_date": date(2020, 1, 2), "title": "112年4月21日會議"}, (date(2020, 1, 2), "listing")),
        ({"title": "112年4月21日會議紀錄"}, (date(2023, 4, 21), "title")),
        ({"title": "2020-10-28 第1次會議"}, (date(2020, 10, 28), "title")),
        ({"title": "諮詢 109-02-21 至 109-03-06"}, (None, "no rule")),
        ({"title": "110年國家行動方案"}, (None, "no rule")),
        ({"content": TRANSCRIPT, "media_type": "application/akn+xml"}, (date(2020, 10, 28), "heading")),
        ({"content": PLAIN.format("<p>會議時間：112年4月21日（五）14時</p>")}, (date(2023, 4, 21), "labelled line")),
        ({"content": PLAIN.format("<p>一、 時 間：中華民國112年4月21日</p>")}, (date(2023, 4, 21), "labelled line")),
        (
            {"content": PLAIN.format("<table><tr><th>開會日期</th><td>112.04.21</td></tr></table>")},
            (date(2023, 4, 21), "labelled line"),
        ),
        ({"content": PLAIN.format("<p>Date: 21 April 2023</p>")}, (date(2023, 4, 21), "labelled line")),
        ({"content": "會議日期：112-04-21\n".encode("big5"), "media_type": "text/plain"}, (date(2023, 4, 21), "labelled line")),
        ({"content": PLAIN.format("<p>發布日期：112-04-21</p>")}, (None, "no rule")),
        ({"content": PLAIN.format("<p>時間緊迫，應於112年4月21日前完成</p>")}, (None, "no rule")),
        ({"content": PLAIN.format("<p>字</p>" * 80 + "<p>會議時間：112年4月21日</p>")}, (None, "no rule")),
    ],
)
def test_event_date(described, facts, expected):
    assert field(described, "event_date", **facts) == expected


@pytest.mark.parametrize("shift", ["", "x", "xx"])
def test_of_a_long_text_only_the_start_is_read_without_cutting_a_character(described, monkeypatch, shift):
    monkeypatch.setattr(decoding, "_looks_like", None)  # nothing is left to guess
    text = f"會議日期：112-04-21\n{shift}" + ("開放政府國家行動方案" * 9 + "\n") * 2_000
    found = described(content=text, media_type="text/plain")
    assert (found.event_date, found.language) == (date(2023, 4, 21), "zh-Hant")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"stated": date(2020, 1, 2), "content": "page"}, (date(2020, 1, 2), "listing")),
        ({"content": "page"}, (date(2023, 5, 2), "label on the page")),
        ({"content": PLAIN.format("x") + "<div title='發布日期'>112/05/02</div>"}, (date(2023, 5, 2), "label on the page")),
        ({"content": PLAIN.format("<p>更新日期：112-05-02</p>")}, (None, "no rule")),
        ({"content": PLAIN.format("<p>發布日期未定，會議於112年4月21日召開</p>")}, (None, "no rule")),
        ({"content": PLAIN.format("<p>下版日期：113-05-02</p>")}, (None, "no rule")),
        ({"content": "<html><head><meta name='DC.Date' content='2013-01-01'></head><body>x</body></html>"}, (None, "no rule")),
    ],
)
def test_stated_day_of_publication(described, page, facts, expected):
    if facts.get("content") == "page":
        facts = {**facts, "content": page()}
    assert field(described, "stated", **facts) == expected


def test_a_milestone_needs_a_pattern_of_the_card_and_to_exist(described):
    source = card(describe=Describe(milestone=(*choice("立法", "m1"), *choice("公告", "m9"))))
    assert field(described, "milestone", source=source, title="立法進度", milestones=("m1", "m2")) == (
        "m1",
        "pattern of the card",
    )
    assert field(described, "milestone", source=source, title="公告", milestones=("m1", "m2")) == (None, "no rule")
    assert field(described, "milestone", title="m1", milestones=("m1",)) == (None, "no rule")


def test_primary_is_only_what_a_person_said_with_the_reason(described):
    found = described(source=card(primary=Primary(value=False, reason="a bare statement")), content=TRANSCRIPT)
    assert (found.primary, found.primary_reason, found.by["primary"]) == (False, "a bare statement", "source of the card")
    assert (described(content=TRANSCRIPT).primary, described().primary_reason) == (None, "")


def test_every_field_says_who_decided(described, page):
    assert described(content=page()).by.keys() == {
        "title",
        "kind",
        "language",
        "event_date",
        "milestone",
        "stated",
        "primary",
        "until",
    }


@pytest.mark.parametrize("media_type", ["text/html", "application/akn+xml", "application/json", "text/plain", "application/pdf"])
@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"<", b"<a>" * 9000, b"[" * 9000, "會".encode("utf-16")])
def test_describing_never_raises_on_content(described, sayit, media_type, content):
    assert described(content=content, media_type=media_type, source=sayit).kind == "web-page"


def test_real_transcripts_are_described_from_themselves(real, described, sayit):
    days = set()
    for file in (real / "sayit").glob("*.an.xml"):
        found = described(content=file.read_bytes(), media_type="application/akn+xml", source=sayit)
        assert found.language == "zh-Hant"
        days.add(found.event_date)
    assert days == {date(2018, 12, 5), date(2019, 10, 28), date(2020, 10, 28)}
