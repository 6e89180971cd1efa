"""Ministry sites of the "CCMS" family: list pages, content pages in both generations of addresses, downloads."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import date, timedelta
from html import escape
from typing import Any
from urllib.parse import quote

from ogp_etl.sample.answer import Answer, Ask, home, moved, not_found, page
from ogp_etl.sample.files import media_type
from ogp_etl.sample.texts import File, Notice

_SHORT = re.compile(r"/nc_(\w+)_(\w+)")


class CcmsSite:
    """One ministry: ``host`` shows its lists, ``ws.host`` its files."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.host: str = told["host"]
        self.files_host = f"ws.{self.host}"
        self._names: Mapping[str, str] = told["name"]
        self._renewed: date = told.get("renewed", date.max)
        self._lists = {one["n"]: (one["title"], [Notice.read(notice) for notice in one["notices"]]) for one in told["lists"]}

    def answer(self, ask: Ask, day: date) -> Answer:
        if ask.host == self.files_host:
            return self._download(ask, day)
        if ask.path == "/":
            return home(self._names["zh-Hant"], self._names["en"])
        if ask.path == "/News.aspx":
            return self._list(ask, day)
        if ask.path == "/News_Content.aspx":
            n, s = ask.query.get("n", ""), ask.query.get("s", "")
            found = self._find(n, s, day)
            if found and day >= self._renewed:
                return moved(f"/nc_{n}_{s}")
            return self._content(found, ask, day) if found else not_found()
        short = _SHORT.fullmatch(ask.path)
        found = self._find(short[1], short[2], day) if short and day >= self._renewed else None
        return self._content(found, ask, day) if found else not_found()

    def _find(self, n: str, s: str, day: date) -> Notice | None:
        _, notices = self._lists.get(n, ("", []))
        return next((notice for notice in notices if notice.number and notice.number == s and notice.on(day)), None)

    def _list(self, ask: Ask, day: date) -> Answer:
        n = ask.query.get("n", "")
        if n not in self._lists:
            return not_found()
        title, notices = self._lists[n]
        shown = sorted((notice for notice in notices if notice.on(day)), key=lambda notice: notice.day, reverse=True)
        size = _number(ask, "PageSize", 20)
        pages = max(1, -(-len(shown) // size))
        number = min(_number(ask, "page", 1), pages)  # past the end, the last page comes again
        rows = "".join(self._row(n, notice, day) for notice in shown[(number - 1) * size : number * size])
        return self._framed(
            title,
            f'<h2 class="title">{escape(title)}</h2>\n<div class="page-info">共<span class="count">{len(shown)}</span>筆資料，'
            f"第{number}/{pages}頁</div>\n"
            '<table class="table"><thead><tr><th>日期</th><th>標題</th><th>發布單位</th></tr></thead>'
            f"<tbody>\n{rows}</tbody></table>",
            ask,
        )

    def _row(self, n: str, notice: Notice, day: date) -> str:
        address = notice.link or (
            f"nc_{n}_{notice.number}" if day >= self._renewed else f"News_Content.aspx?n={n}&s={notice.number}"
        )
        outside = ' target="_blank" rel="noopener noreferrer"' if notice.link else ""
        shown = escape(notice.title)
        return (
            f'<tr><td class="CCMS_jGridView_td_Class_0" data-title="日期"><span>{_years(notice.day)}</span></td>'
            f'<td class="CCMS_jGridView_td_Class_1" data-title="標題"><span><a href="{escape(address)}" title="{shown}"{outside}>'
            f"{shown}</a></span></td>"
            f'<td class="CCMS_jGridView_td_Class_2" data-title="發布單位"><span>{escape(notice.unit)}</span></td></tr>\n'
        )

    def _content(self, notice: Notice, ask: Ask, day: date) -> Answer:
        essay = "".join(f"<p>{escape(line)}</p>\n" for line in notice.text)
        items = "".join(f"<li>{self._link(file, notice)}</li>\n" for file in notice.files_shown(day))
        attached = (
            '<div class="group-list file-download-multiple"><h4>相關檔案</h4>'
            f'<ul class="list-text file-download-multiple">\n{items}</ul></div>\n'
            if items
            else ""
        )
        updated = notice.updated if day >= notice.updated else notice.day
        details = [
            f"發布日期：{_years(notice.day)}",
            f"資料更新：{_years(updated)} 14:01",
            f"資料檢視：{_years(updated)} 14:01",
            f"發布單位：{escape(notice.unit)}",
            *([f"下版日期：{_years(notice.until + timedelta(days=1))}"] if notice.until != date.max else []),
        ]
        return self._framed(
            notice.title,
            f'<div class="simple-text title"><h3>{escape(notice.title)}</h3></div>\n'
            f'<div class="area-essay page-caption-p"><div class="essay"><div class="p">\n{essay}</div></div></div>\n{attached}'
            f'<div class="area-editor system-info"><div class="in">{"".join(f"<span>{detail}</span>" for detail in details)}'
            f'<span data-ccms_hitcount="{notice.number}">點閱人數：{1000 + ask.hits}</span></div></div>',
            ask,
        )

    def _framed(self, title: str, content: str, ask: Ask) -> Answer:
        shown, ministry = escape(title), escape(self._names["zh-Hant"])
        return page(
            f'<!DOCTYPE html>\n<html lang="zh-Hant"><head><meta charset="utf-8"><title>{shown} - {ministry}</title>\n'
            f'<meta property="og:title" content="{shown}"></head>\n<body><div class="group sys-root">'
            f'<input type="hidden" id="__VIEWSTATE" value="{b64encode(f"view {ask.hits}".encode()).decode()}">\n'
            '<div class="group base-wrapper"><div class="base-content"><div id="CCMS_Content"><div class="group page-content">\n'
            f"{content}\n</div></div></div>\n"
            f'<div class="group page-footer"><span class="visitors">瀏覽人次：{250000 + ask.hits}</span></div>'
            "</div></div></body></html>\n"
        )

    def _link(self, file: File, notice: Notice) -> str:
        stem, ending = file.name.rsplit(".", 1)
        u, n = _encoded(self._path(file, notice)), _encoded(file.name)
        # As these sites really do it: percent codes in lower case here and there, two dots before some endings.
        u = u.replace("%3D", "%3d") if ending == "odt" else u
        icon = f"..{ending}" if ending == "pdf" else f".{ending}"
        title = f"[另開新視窗]{stem}({ending} 檔)({len(file.body) / 1024:.2f} KB)"
        address = f"http://{self.files_host}/Download.ashx?u={u}&n={n}&icon={icon}"
        return (
            f'<a href="{escape(address)}" title="{escape(title)}" target="_blank"'
            f' data-ccms_hitcount_relfile="{file.guid}">{escape(stem)}</a>'
        )

    def _path(self, file: File, notice: Notice) -> str:
        return f"/001/administrator/10/relfile/0/{notice.number}/{file.guid}.{file.name.rsplit('.', 1)[1]}"

    def _download(self, ask: Ask, day: date) -> Answer:
        wanted = _decoded(ask.query.get("u", "")) if ask.path == "/Download.ashx" else ask.path
        for _, notices in self._lists.values():
            for notice in notices:
                for file in notice.files:
                    if self._path(file, notice) == wanted and file.on(day):
                        named = f"attachment; filename*=UTF-8''{quote(file.name)}"
                        return Answer(200, media_type(file.name), file.body, file.since, (("Content-Disposition", named),))
        return not_found()


def _number(ask: Ask, name: str, otherwise: int) -> int:
    """At least 1; what is no number is passed over, as these sites do."""
    given = ask.query.get(name, "")
    return max(1, int(given)) if given.isascii() and given.isdecimal() else otherwise


def _years(day: date) -> str:
    """The date as these sites print it: years since 1911."""
    return f"{day.year - 1911}-{day:%m-%d}"


def _encoded(text: str) -> str:
    return quote(b64encode(text.encode()).decode(), safe="")


def _decoded(text: str) -> str:
    try:
        return b64decode(text, validate=True).decode()
    except (NotBase64, UnicodeDecodeError):
        return ""
