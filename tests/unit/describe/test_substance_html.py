"""Pages: what counts as content, and what does not."""

import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ogp_etl.describe.css import compile_simple
from ogp_etl.describe.html_text import parse, select
from ogp_etl.errors import LayoutUnknown

SHARE_BAR = (
    '<div class="share-bar"><span>分享：</span>'
    '<a href="https://www.facebook.com/sharer/sharer.php?u=x" title="分享至Facebook">Facebook</a>'
    '<a href="https://social-plugins.line.me/lineit/share?url=x">LINE</a><a href="javascript:window.print()">友善列印</a></div>'
)
SHARE_LIST = (
    '<ul class="share"><li><a href="#" onclick="fbShare()">分享到Facebook</a></li>'
    '<li><a href="mailto:?subject=x&body=y">轉寄友人</a></li></ul>'
)

# The seven edits on which the extractor was chosen: four of noise, three real.


@pytest.mark.parametrize(
    "noise",
    [{"NAV": "新選單"}, {"HITS": "99,999"}, {"SCRIPT": "f00ba4", "VIEWSTATE": "zzz"}, {"SHARE": SHARE_BAR}],
    ids=["navigation", "counter", "token", "share bar"],
)
def test_noise_is_no_change(page, content_of, noise):
    assert content_of(page(**noise)) == content_of(page())


@pytest.mark.parametrize("real", [{"CELL": "百分之九十"}, {"WORD": "尚未完成"}], ids=["table cell", "paragraph"])
def test_a_changed_word_is_a_change(page, content_of, real):
    assert content_of(page(**real)) != content_of(page())


def test_a_replaced_file_is_a_change_though_no_word_changes(page, content_of):
    assert content_of(page().replace("LzAwMS9h", "LzAwMS9i")) != content_of(page())


@pytest.mark.parametrize(
    "noise",
    [
        {"DOWNLOADS": "13"},
        {"REVIEWED": "113-01-01"},
        {"UPDATED": "113-01-01 10:30"},
        {"SID": "f" * 32},
        {"QUERY": "00000000-0000-0000-0000-000000000000"},
        {"ASIDE": "<a href='/new'>新連結</a>"},
        {"SHARE": SHARE_LIST},
        {"SHARE": '<div class="share"><a href="/share?t=17">分享</a></div>'},
        {"SHARE": '<div class="social-links"><a href="/go/17"><img src="/f.png" alt="Facebook"></a></div>'},
        {"SHARE": '<div class="sns"><a href="/go/18" title="LINE"></a></div>'},
        {"SHARE": '<div class="share">分享 Facebook LINE</div>'},
        {"SHARE": '<span data-ccms_hitcount="7">點閱人數：1001</span>'},
        {"SHARE": "<p>瀏覽人次：1,234 人次</p>"},
        {"SHARE": '<div class="views-count">點閱次數 <b>12</b></div>'},
        {"SHARE": '<a href="https://twitter.com/intent/tweet?text=x">推文</a>'},
        {"SHARE": "<p>:::</p><p>回上一頁</p>"},
    ],
)
def test_more_noise_is_no_change(page, content_of, noise):
    assert content_of(page(**noise)) == content_of(page())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("第7次會議紀錄</h3>", "第8次會議紀錄</h3>"),
        ("發布日期：112-05-02", "發布日期：112-05-03"),
        ("資料維護：社會發展處", "資料維護：綜合規劃處"),
        ("/nc_27_38548?", "/nc_27_38549?"),
        ("chart-1.png", "chart-2.png"),
        ('alt="進度圖"', 'alt="進度圖（更正）"'),
        ("114.60 KB", "115.60 KB"),
        ("<td>1-1</td>", "<td>1-2</td>"),
    ],
)
def test_every_other_edit_of_the_content_is_a_change(page, content_of, old, new):
    assert old in page()
    assert content_of(page().replace(old, new)) != content_of(page())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("icon=.pdf", "icon=..pdf"),
        ("u=LzAwMS9h&amp;n=5pyD6K2w", "n=5pyD6K2w&amp;u=LzAwMS9h"),
        ("LzAwMS9h", "LzAwMS%39h"),
        ("<b>中華民國112年4月21日</b>", "中華民國112年4月21日"),
        ("1-1的", "1-1 的"),
        ("本會於", "本會\n   於"),
        ("112年", "１１２年"),
        ("<td>1-1</td>", '<td class="new" data-x="1">1-1</td>'),
        ("</table>", "</table><!-- made at 10:30 -->"),
    ],
)
def test_the_same_written_otherwise_is_no_change(page, content_of, old, new):
    if old != "1-1的":
        assert old in page()
    assert content_of(page().replace(old, new)) == content_of(page())


@pytest.mark.parametrize(
    "content",
    [
        '<article class="social"><p>社會創新的承諾：__WORD__。</p></article>',
        '<div class="share"><p>分享</p><a href="/files/__WORD__.pdf">資料分享辦法</a></div>',
        '<div class="share">' + "長" * 150 + "__WORD__</div>",
        '<div class="share"><a href="#">分享</a>注意__WORD__</div>',
        '<div class="social"><a href="#">分享</a><p>__WORD__</p></div>',
        '<a data-ccms_hitcount_relfile="1" href="/a.pdf">檔案__WORD__</a>',
        '<table class="counter">' + "<tr><td>1</td></tr>" * 99 + "<tr><td>__WORD__</td></tr></table>",
        "<p>本網站去年的瀏覽人次：12,345人次，__WORD__。</p>",
        "<table><tr><td>瀏覽人次</td><td>12,345__WORD__</td></tr></table>",
        "<article><header><h1>標題__WORD__</h1></header></article>",
        '<p>影片 <a href="https://www.youtube.com/watch?v=__WORD__">觀看</a></p>',
        '<iframe src="https://www.youtube.com/embed/__WORD__"></iframe>',
        '<a href="https://example.tw/topic?t=__WORD__&s=1">x</a>',
        '<a href="https://www.facebook.com/ndc.gov.tw/posts/__WORD__">貼文</a>',
        '<a href="mailto:__WORD__@example.gov.tw">信箱</a>',
    ],
)
def test_what_only_looks_like_noise_is_content(page, content_of, content):
    before, after = (page(SHARE=content.replace("__WORD__", word)) for word in ("one", "two"))
    assert content_of(before) != content_of(after)


NOISE = st.fixed_dictionaries(
    {
        "SCRIPT": st.text(st.sampled_from("abc012+/="), max_size=40),
        "VIEWSTATE": st.text(st.sampled_from("abc012+/="), max_size=40),
        "SID": st.text(st.sampled_from("abcdef0123456789"), min_size=24, max_size=40),
        "QUERY": st.uuids().map(str),
        "HITS": st.integers(0, 10**7).map("{:,}".format),
        "DOWNLOADS": st.integers(0, 10**7).map(str),
        "REVIEWED": st.dates().map(lambda day: f"{day.year % 200}-{day:%m-%d}"),
        "UPDATED": st.datetimes().map(lambda at: f"{at.year % 200}-{at:%m-%d %H:%M}"),
        "SHARE": st.sampled_from(["", SHARE_BAR, SHARE_LIST, "<p>點閱：7</p>"]),
        "NAV": st.sampled_from(["選單", "menu", "<b>新</b>"]),
        "ASIDE": st.text(st.sampled_from("開放政府abc "), max_size=20),
    }
)
WORDS = st.text(st.sampled_from("開放政府國家行動方案承諾事項完成落後部分公開資料abcxyz0123456789"), min_size=1, max_size=12)
LAW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LAW
@given(noise=NOISE, word=WORDS)
def test_no_noise_ever_makes_a_change(page, content_of, noise, word):
    assert content_of(page(**noise, WORD=word)) == content_of(page(WORD=word))


@LAW
@given(noise=NOISE, words=st.lists(WORDS, min_size=2, max_size=2, unique=True), where=st.sampled_from(["WORD", "CELL"]))
def test_every_other_word_makes_a_change_whatever_the_noise(page, content_of, noise, words, where):
    assert content_of(page(**noise, **{where: words[0]})) != content_of(page(**{where: words[1]}))


@LAW
@given(noise=NOISE, files=st.lists(st.from_regex(r"[A-Za-z0-9]{4,20}", fullmatch=True), min_size=2, max_size=2, unique=True))
def test_every_other_link_target_makes_a_change_whatever_the_noise(page, content_of, noise, files):
    one, other = (page(**more).replace("LzAwMS9h", file) for more, file in zip((noise, {}), files, strict=True))
    assert content_of(one) != content_of(other)


# Selectors of cards.

DOCUMENT = """<html><body><main><div id="a" class="x y"><p>一</p><div class="x"><p>二</p></div></div><section><p lang="en">三</p>
<ul><li>四<li>五</ul></section></main><div class="x">六</div></body></html>"""


@pytest.mark.parametrize(
    "selector",
    ["main", "main, article", "#a", ".x", "div.x.y", "main > div", "main p", "section p[lang]", "p[lang=en]", "p[lang='en']",
     "*", "ul>li", "body > .x, #a .x", "div#a.x p", "html", "main div > p", "DIV.x"],
)  # fmt: skip
def test_both_ways_to_select_find_the_same(selector):
    """The fast one on lxml's tree, and bs4's."""
    assert compile_simple(selector) is not None
    assert texts(selector) == texts(f"{selector}:not(.nowhere)" if "," not in selector else f":is({selector})")


def texts(selector):
    nodes, _ = select(DOCUMENT, parse(DOCUMENT), (selector,), (), "https://example.tw")
    return ["".join("".join(node.itertext()).split()) for node in nodes]


@pytest.mark.parametrize(
    "selector", ["main:first-child", "a ~ b", "a + b", "p:not(.x)", "[href^='/x']", "[class~=x]", "a::before"]
)
def test_other_selectors_are_left_to_bs4(selector):
    assert compile_simple(selector) is None


def test_a_card_selects_and_drops(content_of, page_source):
    source = page_source(select="main", drop=(".date", "p:first-child"))
    before = "<html><body><h1>a</h1><main><p>x</p><p>one</p><i class='date'>1</i></main></body></html>"
    assert content_of(before, source) == content_of(
        before.replace("<h1>a", "<h1>b").replace("1</i>", "2</i>").replace(">x<", ">y<"), source
    )
    assert content_of(before, source) != content_of(before.replace("one", "two"), source)


def test_a_selector_that_finds_nothing_leaves_the_whole_page(content_of, page_source):
    source = page_source(select=".gone")
    assert content_of("<html><body><p>a</p></body></html>", source) != content_of("<html><body><p>b</p></body></html>", source)


def test_a_selector_that_is_none_is_named(content_of, page_source):
    with pytest.raises(LayoutUnknown, match=r"found nothing at p:is\(:nonsense"):
        content_of("<html><body><p>a</p></body></html>", page_source(select="p:is(:nonsense"))


def test_another_selector_is_another_extractor(content_of, page_source):
    one, other = (content_of("<main>a</main>", page_source(select=selector)) for selector in ("main", "body"))
    assert one.extractor != other.extractor


def test_a_page_without_a_marked_content_is_read_without_its_furniture(content_of, page_source):
    before = "<header>1</header><nav>1</nav><aside>1</aside><script>1</script>"
    page = f"<html><body>{before}<p>字__WORD__</p><footer>1</footer></body></html>"

    def seen(furniture, word):
        return content_of(page.replace(">1<", f">{furniture}<").replace("__WORD__", word), page_source())

    assert seen("一", "一") == seen("二", "一")
    assert seen("一", "一") != seen("一", "二")


def test_what_stands_beside_the_content_is_no_part_of_it(content_of, page_source):
    assert content_of("<div><main>a</main>b</div>", page_source()) == content_of("<div><main>a</main>c</div>", page_source())


@pytest.mark.parametrize("session", [";jsessionid=__X__", "/(S(__X__))"])
def test_a_session_in_the_path_of_a_link_is_no_change(content_of, page_source, session):
    one, other = (f"<main><a href='/a{session.replace('__X__', made)}/b'>x</a></main>" for made in ("0a1b", "9f8e"))
    assert content_of(one, page_source()) == content_of(other, page_source())
    assert content_of(one, page_source()) != content_of(one.replace("/b", "/c"), page_source())


def test_what_follows_the_end_of_a_page_is_part_of_it(content_of, page_source):
    inner = "<div><!DOCTYPE html><html><body>前</body></html></div>"
    nested = f"<html><body><main>{inner}<p>__WORD__</p></main></body></html><p>後__AFTER__</p>"

    def seen(word, after, select="main"):
        return content_of(nested.replace("__WORD__", word).replace("__AFTER__", after), page_source(select=select))

    assert seen("一", "一") != seen("二", "一")
    assert seen("一", "一", "body") != seen("一", "二", "body")
    assert seen("一", "一", "body:not(.x)") != seen("一", "二", "body:not(.x)")


# Bodies as they come.

CHINESE = "<html><body><main><p>開放政府國家行動方案，民國一百一十年。</p></main></body></html>"


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [("big5", None), ("cp950", "big5"), ("big5", "utf-8"), ("utf-16", None), ("utf-16-le", None),
     ("utf-8-sig", "big5"), ("utf-8", "iso-8859-1"),
     ("big5hkscs", None), ("utf-8", "no-such-charset"), ("utf-8", "rot13")],
)  # fmt: skip
def test_the_encoding_is_no_part_of_the_content(content_of, encoding, charset):
    assert content_of(CHINESE.encode(encoding), charset=charset) == content_of(CHINESE)


def test_zero_bytes_hide_nothing(content_of):
    assert content_of(CHINESE.replace("政府", "政\x00府")) == content_of(CHINESE)
    assert content_of(CHINESE.replace("政府", "\x00市府")) != content_of(CHINESE)


def test_a_page_nested_beyond_reason_is_compared_byte_by_byte(content_of):
    def deep(levels, word):
        return "<html><body>" + "<div>" * levels + word + "</div>" * levels + "</body></html>"

    assert (content_of(deep(1500, "a")).extractor[:4], content_of(deep(60_000, "a")).extractor) == ("html", "bytes")
    for levels in (1500, 60_000):
        assert content_of(deep(levels, "a")) != content_of(deep(levels, "b"))


def test_a_page_of_many_megabytes_in_one_line_is_read_in_bounded_memory(content_of):
    text = "<html><body><main>" + "<span>開放政府</span>" * 300_000
    tracemalloc.start()
    try:
        found = content_of(text + "</main></body></html>")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (found.extractor[:4], len(text.encode()) > 7_000_000, peak < 12 * len(text.encode())) == ("html", True, True)


def test_a_page_too_large_for_its_selector_is_compared_byte_by_byte(content_of, page_source):
    text = "<html><body><main>" + "開放政府" * 600_000 + "</main></body></html>"
    assert content_of(text, page_source(select="main")).extractor[:4] == "html"
    assert content_of(text, page_source(select="main:not(.x)")).extractor == "bytes"


@pytest.mark.parametrize("content", [b"", b"   ", b"\x00\x00", b"<", b"<!-- x", b"plain text", b"\xff\xfe", b"<html/>"])
def test_what_is_hardly_a_page_never_fails(content_of, content):
    assert content_of(content).sha256


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from([b"", b"<html><body>", b"<p>", b"\xfe\xff"]))
def test_extraction_never_raises_on_content(content_of, content, start):
    for media_type in ("text/html", "application/akn+xml", "application/json", "application/zip"):
        assert content_of(start + content, media_type=media_type).sha256
