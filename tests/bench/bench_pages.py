"""2,000 pages of 48 kB on a loopback nginx: a first run, a second run, and a run after a fifth got new noise."""

from __future__ import annotations

import random
import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

PAGES = 2000
SIZE = 48_000
WORDS = [
    "開放政府",
    "承諾事項",
    "里程碑",
    "佐證",
    "會議紀錄",
    "資料開放",
    "公共參與",
    "透明",
    "課責",
    "機關",
    "民眾",
    "意見",
    "平臺",
    "報告",
    "進度",
    "檢討",
    "期程",
    "辦理情形",
]
PAGE = """<!doctype html><html lang="zh-Hant"><head><meta charset="utf-8"><title>第 {number} 頁</title>
<script>window.token = "{token}";</script></head><body><nav>{nav}</nav><main><h1>第 {number} 頁</h1>{body}
<div class="share-bar"><a href="https://share.example/?id={token}">分享</a></div></main>
<footer>瀏覽人次：{hits}</footer></body></html>"""


def page(number: int, hits: int = 1, token: str = "a") -> bytes:  # noqa: S107 a token that a page shows, no secret
    chance = random.Random(number)  # noqa: S311 a repeatable page, nothing secret
    body, size = [], 0
    while size < SIZE - 1600:
        text = f"<p>{'，'.join(chance.choice(WORDS) for _ in range(40))}。</p>\n"
        body.append(text)
        size += len(text.encode())
    nav = "".join(f'<a href="/p{each}.html">連結</a>' for each in range(20))
    return PAGE.format(number=number, nav=nav, body="".join(body), hits=hits, token=token).encode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def nginx(work: Path) -> Iterator[tuple[str, Path]]:
    """Serves ``work/www``; gives the address and the folder."""
    port, www = free_port(), work / "www"
    www.mkdir()
    (work / "nginx.conf").write_text(
        f"daemon off; pid {work}/nginx.pid; error_log {work}/error.log; worker_processes 1;\n"
        "events { worker_connections 64; }\n"
        f"http {{ types {{ text/html html; }} access_log {work}/access.log; keepalive_requests 1000000; sendfile on;\n"
        f"  client_body_temp_path {work}/b; proxy_temp_path {work}/p; fastcgi_temp_path {work}/f; uwsgi_temp_path {work}/u;\n"
        f"  scgi_temp_path {work}/s; server {{ listen 127.0.0.1:{port}; root {www}; }} }}\n"
    )
    for number in range(PAGES):
        (www / f"p{number}.html").write_bytes(page(number))
    links = "\n".join(f'<a href="/p{number}.html">第 {number} 頁</a>' for number in range(PAGES))
    (www / "index.html").write_text(f"<html><body><main><h1>All</h1>{links}</main></body></html>", encoding="utf-8")
    server = subprocess.Popen(["nginx", "-c", str(work / "nginx.conf"), "-e", str(work / "error.log")])
    try:
        time.sleep(1)
        yield f"127.0.0.1:{port}", www
    finally:
        server.terminate()
        server.wait()


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run(work: Path, peers: Path) -> None:
    if not shutil.which("nginx") or not shutil.which("wget"):
        print("skipped: nginx and wget are needed (Debian: nginx-light, wget)")
        return
    with nginx(work) as (place, www):
        listed = work / "urls.txt"
        listed.write_text("\n".join(f"http://{place}/p{number}.html" for number in range(PAGES)))
        wget = timed(lambda: wget_warc(work, listed))
        bare_first, bare_second = bare_loop(work, place)
        scrapy_first, scrapy_second = scrapy(work, peers, place)
        mirror = wget_mirror(work, listed)
        ours = Ours(work, place)
        first, reading = ours.visit()
        second, _ = ours.visit()
        chance = random.Random(1)  # noqa: S311 a repeatable choice
        for number in chance.sample(range(PAGES), PAGES // 5):
            (www / f"p{number}.html").write_bytes(page(number, hits=number + 2, token=f"t{number}"))
        third, _ = ours.visit()
        print(f"first run   wget --warc-file {wget:.1f} s, bare loop with WARC {bare_first:.1f} s, Scrapy {scrapy_first:.1f} s")
        share = wget / (first - reading)
        alone = first - reading
        print(f"            ours, fetching and recording {alone:.1f} s: {share:.2f} of wget's pages a second (wanted: 0.8)")
        print(f"            ours, reading text and type {reading:.1f} s: {PAGES / reading:.0f} pages a second")
        print(
            f"second run  Scrapy with its HTTP cache {scrapy_second:.1f} s, bare loop {bare_second:.1f} s,"
            f" wget -N without any record {mirror:.2f} s"
        )
        print(f"            ours {second:.1f} s = {second / scrapy_second:.2f} of Scrapy (wanted: at most 0.5); {ours.told(1)}")
        print(f"noise       a fifth with new counter, token, share bar: {third:.1f} s; {ours.told(2)} (wanted: no revised)")


def wget_warc(work: Path, listed: Path) -> None:
    target = work / "wget"
    target.mkdir()
    subprocess.run(
        ["wget", "-q", "-i", str(listed), f"--warc-file={target}/w", "-P", str(target), "--no-warc-keep-log"], check=True
    )


def wget_mirror(work: Path, listed: Path) -> float:
    target = work / "mirror"
    command = ["wget", "-q", "-N", "-i", str(listed), "-P", str(target)]
    subprocess.run(command, check=True)
    return timed(lambda: subprocess.run(command, check=True))


def bare_loop(work: Path, place: str) -> tuple[float, float]:
    """The least that keeps a WARC: one session, warcio's capture, validators in a dict."""
    from warcio.capture_http import capture_http  # isort: skip  must come before requests is used
    import requests

    known: dict[str, dict[str, str]] = {}

    def once(name: str) -> None:
        with capture_http(str(work / name)), requests.Session() as session:
            for number in range(PAGES):
                url = f"http://{place}/p{number}.html"
                answer = session.get(url, headers=known.get(url, {}), timeout=30)
                if answer.status_code == 200:
                    known[url] = {"If-None-Match": answer.headers["ETag"], "If-Modified-Since": answer.headers["Last-Modified"]}

    return timed(lambda: once("bare1.warc.gz")), timed(lambda: once("bare2.warc.gz"))


SPIDER = """
import scrapy
class Pages(scrapy.Spider):
    name = "pages"
    custom_settings = {{
        "HTTPCACHE_ENABLED": True, "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy", "HTTPCACHE_DIR": {cache!r},
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False, "AUTOTHROTTLE_ENABLED": False,
    }}
    async def start(self):
        for number in range({pages}):
            yield scrapy.Request("http://{place}/p%d.html" % number)
    def parse(self, response):
        pass
"""


def scrapy(work: Path, peers: Path, place: str) -> tuple[float, float]:
    spider = work / "spider.py"
    spider.write_text(SPIDER.format(cache=str(work / "httpcache"), pages=PAGES, place=place))
    command = [str(peers / "scrapy"), "runspider", "--nolog", str(spider)]
    return tuple(timed(lambda: subprocess.run(command, check=True, cwd=work)) for _ in range(2))  # type: ignore[return-value]


class Ours:
    """A page source with 2,000 linked pages, visited with everything recorded: WARC, spool, register."""

    def __init__(self, work: Path, place: str) -> None:
        from pydantic import TypeAdapter

        from ogp_etl.cards import Plan

        self.home = work / "ours"
        self.place = place
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.plan = TypeAdapter(Plan).validate_python(
            {
                "id": "bench",
                "title": {"en": "Bench"},
                "zone": "UTC",
                "start": date(2026, 1, 1),
                "end": date(2026, 12, 31),
                "drafting": {"start": date(2025, 1, 1), "end": date(2025, 12, 31)},
                "rule_sets": ["R19"],
                "process": {
                    "sources": [{"id": "pages", "collector": "page", "url": f"http://{place}/index.html", "files": "main a"}]
                },
            }
        )
        self.visits: list[str] = []

    def visit(self) -> tuple[float, float]:
        """One run; gives its seconds, and how many of them went into reading text and type."""
        from ogp_etl.settings import Settings
        from ogp_etl.steps import intake
        from ogp_etl.steps.harvest import visit
        from ogp_etl.steps.workshop import Workshop

        reading = 0.0

        def clocked(real: Callable[..., Any]) -> Callable[..., Any]:
            def timed_call(*args: Any, **named: Any) -> Any:
                nonlocal reading
                began = time.perf_counter()
                try:
                    return real(*args, **named)
                finally:
                    reading += time.perf_counter() - began

            return timed_call

        real = {name: getattr(intake, name) for name in ("screen", "substance", "describe")}
        for name, function in real.items():
            setattr(intake, name, clocked(function))
        self.now += timedelta(days=1)
        settings = Settings(home=self.home, contact="bench@ogp-etl.example", loopback={})
        began = time.perf_counter()
        with Workshop(settings, self.now, f"bench-{self.now:%d}", loopback={self.place: self.place}) as shop:
            done = visit(shop, self.plan, "process", self.plan.process.sources[0], self.now, "bench")
        taken = time.perf_counter() - began
        for name, function in real.items():
            setattr(intake, name, function)
        assert done.whole, done.reason
        assert done.listed == PAGES + 1, done.listed
        self.visits.append(done.id)
        return taken, reading

    def told(self, number: int) -> str:
        """What the register says of one visit."""
        import sqlite3

        asked = "select outcome, change, count(*), sum(case when outcome = 'fetched' then size else 0 end) from attempt"
        with sqlite3.connect(self.home / "register.db") as connection:
            rows = connection.execute(f"{asked} where visit = ? group by 1, 2", [self.visits[number]]).fetchall()
        counted = Counter({f"{outcome} {change or ''}".strip(): count for outcome, change, count, _ in rows})
        return f"{dict(counted)}, {sum(size or 0 for *_, size in rows):,} body bytes"
