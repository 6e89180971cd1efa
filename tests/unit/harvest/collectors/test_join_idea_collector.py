"""One petition: its page with the embedded object, its attachments, the official ZIP."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.cards import JoinIdeaSource
from ogp_etl.errors import FetchFailed, LayoutUnknown
from ogp_etl.harvest.join_idea import collect, comments
from ogp_etl.harvest.reading import join_export, join_object
from ogp_etl.harvest.reading.js_literal import literal
from ogp_etl.model import Outcome

IDEA = "2f9b6c14-7d3a-4e85-9c20-6a1f8e5d3b77"
PAGE = f"https://join.example/idea/detail/{IDEA}"
EXPORT = f"https://join.example/idea/files/zip/{IDEA}/export_20260906000000.zip"  # the visit's day in Taipei
HEADER = '\ufeff"序號",標題,網址,留言者名稱,留言內容,留言時間,贊成論點/其他想法,贊成數量,反對數量\r\n'
ROWS = (
    'M-1,題,/idea/detail/x,王小明,"一,\r\n二 🤡",2025-09-13 08:01:16,贊成論點,"1,257",0\r\n'
    "M-2,題,/idea/detail/x,,=1+1,2025-09-13 08:39:34,其他想法,,1\r\n"
)
DISCUSSION = (HEADER + ROWS).encode()


def source(**more):
    return JoinIdeaSource(**{"id": "petition", "collector": "join_idea", "url": "https://join.example", "idea": IDEA, **more})


def test_the_page_its_attachments_and_the_export_are_documents(site, page_file, make_zip):
    site.put(PAGE, page_file("join_idea_page.html"))
    site.put(EXPORT, make_zip({"討論區留言.csv": DISCUSSION, "附議名單.csv": b""}).read_bytes(), media_type="application/zip")
    found = list(collect(source(), site))
    assert [(one.locator, one.title, one.stated, one.sealed, one.exchange.outcome) for one in found] == [
        (f"idea/{IDEA}", '政府開會 紀錄應附原始資料 }; {" </script>', date(2025, 1, 1), True, Outcome.FETCHED),
        (f"idea/{IDEA}/attachment/a224ad62", "(附件)會議摘要", date(2025, 2, 1), False, Outcome.FAILED),
        (f"idea/{IDEA}/attachment/b1", "舊版附件", None, False, Outcome.FAILED),
        (f"idea/{IDEA}/export", "討論區留言、附議名單", None, True, Outcome.FETCHED),
    ]
    assert (
        found[1].url
        == "https://join.example/attachments/A224ad62/download/(%E9%99%84%E4%BB%B6)%E6%9C%83%E8%AD%B0%E6%91%98%E8%A6%81.pdf"
    )
    assert found[2].url == "https://join.example/attachments/b1"


def test_the_cards_stamp_is_used_where_it_has_one(site, make_zip):
    url = EXPORT.replace("20260906000000", "202509260000")
    site.put(url, make_zip({"討論區留言.csv": DISCUSSION}).read_bytes())
    assert [one.url for one in collect(source(parts=["export"], stamp="202509260000"), site)] == [url]


def test_the_export_is_had_even_where_the_page_is_not(site, walked, make_zip):
    site.put(PAGE, "", status=403)
    site.put(EXPORT, make_zip({"討論區留言.csv": DISCUSSION}).read_bytes())
    found, fault = walked(collect(source(), site))
    assert [one.locator for one in found] == [f"idea/{IDEA}/export"]
    assert isinstance(fault, FetchFailed)


@pytest.mark.parametrize(
    ("why", "script"),
    [
        ("no script sets idea", "var other = {};"),
        ("without title", f'var idea = {{"id": "{IDEA}"}};'),
        ("that of another petition", 'var idea = {"id": "x", "title": "y"};'),
        ("cannot be read", "var idea = {id: f()};"),
        ("cannot be read", "var idea = {" + "a:{" * 200),
    ],
)
def test_a_page_without_the_petitions_object_is_of_unknown_layout(site, walked, why, script):
    site.put(PAGE, f"<html><script>{script}</script></html>")
    found, fault = walked(collect(source(parts=["page"]), site))
    assert found == []
    assert isinstance(fault, LayoutUnknown)
    assert why in str(fault)


def test_an_error_page_in_place_of_the_export_is_not_taken(site, walked):
    site.put(EXPORT, "<html>系統忙碌中</html>")
    found, fault = walked(collect(source(parts=["export"]), site))
    assert found == []
    assert "a ZIP file" in str(fault)


def test_an_export_without_the_discussion_names_what_it_holds(site, walked, make_zip):
    site.put(EXPORT, make_zip({"附議名單.csv": b""}).read_bytes())
    found, fault = walked(collect(source(parts=["export"]), site))
    assert found == []
    assert "附議名單.csv" in str(fault)


@pytest.mark.parametrize("big5", [False, True])
def test_comments_of_the_export_keep_everything_but_names(make_zip, big5):
    found = comments(source(), make_zip({"討論區留言.csv": DISCUSSION}, big5=big5))
    assert [(one.position, one.made, one.side, one.text, one.agree, one.disagree, one.anonymous) for one in found] == [
        (1, datetime(2025, 9, 13, 0, 1, 16, tzinfo=UTC), "for", "一,\r\n二 🤡", 1257, 0, False),
        (2, datetime(2025, 9, 13, 0, 39, 34, tzinfo=UTC), "other", "=1+1", None, 1, True),
    ]
    assert "王小明" not in repr(found)


def test_a_csv_in_big5_is_read(make_zip):
    text = (HEADER.removeprefix("\ufeff") + ROWS.replace("🤡", "")).encode("cp950")
    assert comments(source(), make_zip({"討論區留言.csv": text}))[0].text == "一,\r\n二 "


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("留言內容", HEADER.replace("留言內容", "內容")),
        ("9 cells", HEADER + "M-1,題\r\n"),
        ("留言時間", HEADER + ROWS.replace("2025-09-13 08:39:34", "15天前")),
        ("贊成論點", HEADER + ROWS.replace("其他想法", "反對論點")),
        ("贊成數量", HEADER + ROWS.replace('"1,257"', "很多")),
        ("as CSV", HEADER + 'M-1,"題\r\n'),
    ],
)
def test_a_row_that_cannot_be_read_is_a_fault_not_a_loss(make_zip, what, text):
    with pytest.raises(LayoutUnknown, match=what):
        comments(source(), make_zip({"討論區留言.csv": text.encode()}))


@pytest.mark.parametrize("spelled", ["附議人暱稱", "附議人匿稱"])
def test_endorsements_are_read_in_both_spellings_without_names_or_places(make_zip, spelled):
    text = f"編號,附議時間,居住縣市,鄉鎮市區,{spelled},附議原因\r\nNo.1,2017-05-01 12:00:00,臺北市,大安區,王小明,支持\r\n"
    found = join_export.endorsements(make_zip({"附議名單.csv": text.encode("utf-8-sig")}), EXPORT)
    assert [(one.made, one.side, one.text, one.anonymous) for one in found] == [
        (datetime(2017, 5, 1, 4, 0, tzinfo=UTC), "for", "支持", False)
    ]
    assert "王小明" not in repr(found)
    assert "臺北市" not in repr(found)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(make_zip):
    with pytest.raises(LayoutUnknown, match="unpacks to more"):
        comments(source(), make_zip({"討論區留言.csv": b"0" * 3_000_000}))


def test_a_zip_of_too_many_entries_is_refused(make_zip):
    with pytest.raises(LayoutUnknown, match="at most 20 entries"):
        comments(source(), make_zip({f"{n}.csv": b"" for n in range(21)}))


def test_the_petition_is_a_comment_with_the_answer_that_is_more_than_a_calendar(page_file, tmp_path):
    path = tmp_path / "page"
    path.write_bytes(page_file("join_idea_page.html"))
    (found,) = comments(source(), path)
    assert found.text == "每次會議 的資料\n應一併公開"
    assert found.made == datetime(2025, 1, 1, tzinfo=UTC)
    assert found.agree == 5210
    assert found.replied == datetime(2025, 2, 1, tzinfo=UTC)
    assert found.reply == "【樣本會 2025-02-01】\n一、分析\n○○○所提，本會同意"
    assert "王小明" not in repr(found)


# The petition's object as the platform wrote it in 2018, put into a page.


def test_real_objects_are_found_in_a_page_whatever_their_texts_hold(real):
    ideas = json.loads((real / "join" / "idea-objects-completed-2018.json").read_text())
    assert len(ideas) == 14
    for idea in ideas:
        script = json.dumps(idea, ensure_ascii=False).replace("</", "<\\/")
        page = f"<html><script>var a = 1; var idea = {script};\nvar b = {{}};</script></html>"
        assert join_object.embedded(page, idea["id"], PAGE) == idea


def test_real_petitions_have_an_answer_later_than_the_announcement(real):
    ideas = json.loads((real / "join" / "idea-objects-completed-2018.json").read_text())
    hours = [(one.replied - one.made).total_seconds() / 3600 for one in (join_object.petition(idea, PAGE) for idea in ideas)]
    assert len(hours) == 14
    assert min(hours) > 24
    first = min(response["responseTime"] for response in ideas[0]["govResponses"])
    answer = join_object.petition(ideas[0], PAGE)
    assert answer.replied > datetime.fromtimestamp(first / 1000, UTC)
    assert "請各位靜候我們的正式回應" not in answer.reply


def test_real_attachments_have_an_id_an_address_and_a_day(real, site):
    ideas = json.loads((real / "join" / "idea-objects-completed-2018.json").read_text())
    found = [file for idea in ideas for file in join_object.attachments(idea, PAGE, site.zone)]
    assert len(found) == 52
    assert all(file.uid and file.url.startswith("https://join.example/attachments/") and file.uploaded for file in found)
    assert all(file.url.isascii() and " " not in file.url for file in found)


def test_real_comments_are_all_there_whole_and_nameless(real, make_zip):
    data = (real / "join" / "idea-45e4b677-討論區留言.csv").read_bytes()
    found = comments(source(), make_zip({"討論區留言.csv": data}))
    assert len(found) == 1559
    assert sum(one.anonymous for one in found) == 234
    assert sum("\n" in one.text for one in found) == 610
    assert sum(any(ord(sign) > 0xFFFF for sign in one.text) for one in found) == 93
    assert (found[0].made, found[0].agree, found[0].disagree) == (datetime(2025, 9, 13, 0, 1, 16, tzinfo=UTC), 257, 62)
    assert {one.side for one in found} == {"for", "other"}
    assert "使用者" not in "".join(str(vars_of(one)) for one in found[:5])


def vars_of(one):
    return [getattr(one, name) for name in one.__slots__]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=12),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
        max_leaves=12,
    )
)
def test_a_literal_ends_where_it_ends_and_is_what_it_says(value):
    written = "  /* } */ " + json.dumps(value, ensure_ascii=False)
    assert literal(written + "; }") == (value, len(written))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"a": "x'y"}, "{a: 'x\\'y',}"),
        ([1, 0.5, -2, 255], "[1, .5, -2, 0xff,]"),
        ("a\nb", "`a\nb`"),
        ({"a": {"b": None}}, 'JSON.parse(\'{"a": {"b": null}}\')'),
        ({"t": 1736000000000}, "{t: new Date(1736000000000)}"),
        ("一A☃", r"'\u4e00\x41\u{2603}'"),
    ],
)
def test_literals_that_are_no_json_are_read(value, written):
    assert literal(written)[0] == value


NO_LITERALS = ["", "{", "{a:}", "[1", "'x", "`${a}`", "fetch('/x')", "{a: 1 b: 2}", "JSON.parse('{')", "[" * 300, "{'a'}"]


@pytest.mark.parametrize("written", NO_LITERALS)
def test_what_is_no_literal_is_refused(written):
    with pytest.raises(ValueError):  # noqa: PT011 any reason will do
        literal(written)
