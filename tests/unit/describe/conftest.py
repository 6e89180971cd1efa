"""Pages as the CCMS family makes them, by hand, so that each part can be changed by itself."""

from datetime import UTC, datetime

import pytest

from ogp_etl.cards import CcmsSource, PageSource, SayitSource
from ogp_etl.describe import describe
from ogp_etl.describe.substance import Opened, substance
from ogp_etl.model import Exchange, Outcome, Sighting

PAGE = """<!DOCTYPE html>
<html lang="zh-Hant-TW"><head><title>國家發展委員會</title>
<meta property="og:title" content="開放政府推動小組第7次會議紀錄">
<script>var token = "__SCRIPT__"; dataLayer = [];</script><style>.a{}</style></head>
<body class="sys-root"><form method="post" action="./News_Content.aspx?n=27&s=38548" id="aspnetForm">
<input type="hidden" name="__VIEWSTATE" value="__VIEWSTATE__">
<header><a href="/">首頁</a></header>
<nav><ul><li><a href="/a">__NAV__</a></li></ul></nav>
<div class="group base-wrapper"><div class="base-content">
<div id="CCMS_Content" class="group page-content">
<div class="simple-text title"><h3>開放政府推動小組第7次會議紀錄</h3></div>
__SHARE__
<div class="area-essay page-caption-p"><div class="essay"><div class="p">
<p>本會於<b>中華民國112年4月21日</b>召開會議，討論承諾事項一之一的辦理情形，__WORD__。</p>
<table><tr><th>承諾</th><th>進度</th></tr><tr><td>1-1</td><td>__CELL__</td></tr></table>
<p><a href="/nc_27_38548?sid=__SID__&amp;_Query=__QUERY__">前次會議</a></p>
<img src="/Upload/chart-1.png" alt="進度圖"><img src="/GetCounter.ashx?x=1" alt="">
</div></div></div>
<div class="list-text file-download-multiple"><ul><li>
<a href="https://ws.example.gov.tw/Download.ashx?u=LzAwMS9h&amp;n=5pyD6K2w&amp;icon=.pdf"
data-ccms_hitcount_relfile="9">會議紀錄(pdf 檔)(114.60 KB)</a>
<span data-ccms_hitcount_relfile="9">__DOWNLOADS__</span></li></ul></div>
<div class="area-editor system-info"><span>發布日期：112-05-02</span><span>資料更新：__UPDATED__</span>
<span>資料檢視：__REVIEWED__</span><span>資料維護：社會發展處</span>
<span>瀏覽人次：<i data-ccms_hitcount="1">__HITS__</i></span></div>
</div></div></div>
<aside>相關連結 __ASIDE__</aside><footer>累計瀏覽人次 __HITS__</footer></form></body></html>
"""
USUAL = {
    "SCRIPT": "a1",
    "VIEWSTATE": "dDw0NTY3",
    "NAV": "關於本會",
    "SHARE": "",
    "WORD": "完成",
    "CELL": "百分之八十",
    "SID": "0123456789abcdef0123456789abcdef",
    "QUERY": "5f4dcc3b-5aa7-65d6-1d83-27deb882cf99",
    "DOWNLOADS": "12",
    "UPDATED": "112-05-02 09:00",
    "REVIEWED": "112-05-02",
    "HITS": "1,024",
    "ASIDE": "",
}


@pytest.fixture(scope="session")
def page():
    """The page with some of its parts changed: ``page(WORD="…")``."""

    def made(**parts):
        text = PAGE
        for name, value in {**USUAL, **parts}.items():
            text = text.replace(f"__{name}__", value)
        return text

    return made


@pytest.fixture(scope="session")
def ccms():
    return CcmsSource(collector="ccms", id="minutes", url="https://www.example.gov.tw/News.aspx?n=27")


@pytest.fixture(scope="session")
def page_source():
    def made(**fields):
        return PageSource(collector="page", id="page", url="https://www.example.gov.tw/page", **fields)

    return made


@pytest.fixture(scope="session")
def sayit():
    return SayitSource(collector="sayit", id="transcripts", url="https://sayit.example.tw/api/speech_index.json", only=".")


@pytest.fixture(scope="session")
def content_of(tmp_path_factory, ccms):
    """Substance of a body."""

    def seen(content, source=None, media_type="text/html", charset=None):
        body = tmp_path_factory.getbasetemp() / "substance-body"
        body.write_bytes(content.encode() if isinstance(content, str) else content)
        return substance(Opened(body, source or ccms, charset), media_type)

    return seen


@pytest.fixture
def sighting():
    def made(filename=None, url="https://www.example.gov.tw/News_Content.aspx?n=27&s=38548", charset=None, **fields):
        instant = datetime(2023, 6, 1, tzinfo=UTC)
        exchange = Exchange(url=url, started=instant, ended=instant, outcome=Outcome.FETCHED, filename=filename, charset=charset)
        return Sighting(locator="x", url=url, exchange=exchange, **fields)

    return made


@pytest.fixture
def described(tmp_path, ccms, sighting):
    """Description of a body, of a document that nobody says anything about unless told."""

    def made(content=None, media_type="text/html", source=None, milestones=(), **facts):
        body = None
        if content is not None:
            body = tmp_path / "described"
            body.write_bytes(content.encode() if isinstance(content, str) else content)
        seen = sighting(**facts)
        opened = Opened(body, source or ccms, seen.exchange.charset) if body else None
        return describe(source or ccms, seen, opened, media_type if body else None, milestones)

    return made
