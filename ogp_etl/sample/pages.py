"""Agency sites of one page with the files that it links to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

from ogp_etl.sample.answer import Answer, Ask, home, not_found, page
from ogp_etl.sample.files import media_type
from ogp_etl.sample.texts import File, read


class PageSite:
    """A page that is written anew from time to time; counters and share links around and inside it are not content."""

    def __init__(self, host: str) -> None:
        told: Mapping[str, Any] = read("pages")[host]
        self.host = host
        self._names: Mapping[str, str] = told["name"]
        self.path: str = told["path"]
        self._versions: list[Mapping[str, Any]] = told["versions"]
        self._files = [(one["path"], one["label"], File.read(one, one["since"], date.max)) for one in told["files"]]

    def answer(self, ask: Ask, day: date) -> Answer:
        if ask.path == "/":
            return home(self._names["zh-Hant"], self._names["en"])
        if ask.path == self.path:
            shown = [version for version in self._versions if version["since"] <= day]
            return self._page(shown[-1], ask, day) if shown else not_found()
        for path, _, file in self._files:
            if ask.path == path and file.on(day):
                return Answer(200, media_type(file.name), file.body, file.since)
        return not_found()

    def _page(self, version: Mapping[str, Any], ask: Ask, day: date) -> Answer:
        title, agency = escape(version["title"]), escape(self._names["zh-Hant"])
        text = "".join(f"<p>{escape(line)}</p>\n" for line in version["text"])
        # The link of a file that is gone stays: nobody took it off the page.
        links = "".join(
            f'<li><a href="{path}">{escape(label)}</a></li>\n' for path, label, file in self._files if file.since <= day
        )
        listed = f'<h2>相關檔案</h2>\n<ul class="files">\n{links}</ul>\n' if links else "<p>無相關檔案</p>\n"
        return page(
            f'<!DOCTYPE html>\n<html lang="zh-Hant"><head><meta charset="utf-8"><title>{title}｜{agency}</title></head>\n'
            f'<body data-token="{ask.hits:08x}"><nav><a href="/">首頁</a></nav>\n<main id="content">\n<h1>{title}</h1>\n'
            f'{text}{listed}<p class="visits">瀏覽人次：{4000 + ask.hits}</p>\n'
            f'<div class="share"><a href="/share?t={ask.hits}">分享</a></div>\n</main>\n'
            "<footer>本網站內容採開放授權。</footer></body></html>\n"
        )
