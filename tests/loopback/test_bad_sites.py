"""A source that was read well and then goes wrong, walked by the command line: what people read on the board afterwards,
and that the earlier good version stays the current one."""

import gzip
import json
import os
from contextlib import closing
from datetime import datetime
from functools import partial

import pytest
from typer.testing import CliRunner

from ogp_etl.cli.main import app
from ogp_etl.harvest import web
from ogp_etl.harvest.door.limits import Limits
from ogp_etl.register import Register

PLAN = """\
id: zz-2024
title: {en: A plan}
zone: Asia/Taipei
start: 2024-01-01
end: 2025-12-31
drafting: {start: 2023-06-01, end: 2023-12-31}
rule_sets: [R19]
"""
CARD = """\
number: "1-1"
title: {en: One}
sources:
  - {id: page, collector: page, url: "http://ministry.example/page", kind: decision}
  - {id: drop, collector: folder, path: moda}
"""
GOOD = "<html><head><title>行動方案</title></head><body><main><h1>行動方案</h1><p>第一版的辦理情形。</p></main></body></html>"
OTHER = GOOD.replace("第一版", "第二版")
FIRST, SECOND = "2024-05-01T05:30:00+08:00", "2024-05-02T05:30:00+08:00"
BLOCK = (
    b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your"
    b" administrator.<br><br>Your support ID is: 1234567890123456789</body></html>"
)


@pytest.fixture
def home(tmp_path, site, monkeypatch):
    """An operator's settings and plan, with limits that a test can wait for."""
    folder = tmp_path / "plans" / "zz-2024"
    (folder / "commitments").mkdir(parents=True)
    (folder / "plan.yml").write_text(PLAN)
    (folder / "commitments" / "1-1.yml").write_text(CARD)
    (tmp_path / "drops" / "moda").mkdir(parents=True)
    for name in [name for name in os.environ if name.startswith("OGP_")]:
        monkeypatch.delenv(name)
    settings = {"HOME": tmp_path / "home", "PLANS": tmp_path / "plans", "DROPS": tmp_path / "drops"}
    for name, value in (settings | {"CONTACT": "tests@example.tw", "LOOPBACK": f"ministry.example={site.host}"}).items():
        monkeypatch.setenv(f"OGP_{name}", str(value))
    monkeypatch.setattr(web, "Limits", partial(Limits, connect=2.0, read=0.3, total=5.0, max_bytes=1 << 20, retries=0))
    return tmp_path


def ogp(*arguments):
    told = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return told.stdout


def gather(now):
    """One morning of an operator."""
    ogp("harvest", "zz-2024", "--now", now)
    ogp("archive", "zz-2024", "--now", now)


def board(now):
    """What people read afterwards, and the line of the commitment as data."""
    text = " ".join(ogp("check", "zz-2024", "--now", now).split())
    told = json.loads(ogp("check", "zz-2024", "--now", now, "--json"))
    return text, next(line for line in told[0]["board"]["lines"] if line["scope"] == "1-1")


def register(home):
    return closing(Register(f"sqlite:///{home / 'home' / 'register.db'}"))


def current(home, source="1-1/page"):
    with register(home) as opened:
        return list(opened.memory("zz-2024", source).captures.values())


def last(home, source="1-1/page"):
    with register(home) as opened:
        return opened.source_states("zz-2024")[source]


def silent(wire):
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html>")
    wire.recv(1)
    return False


def endless(wire):
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        wire.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def announced(size, sent=b"x" * 1000):
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (size, sent)


def cut_short(wire):
    wire.sendall(announced(5000, b"<html>"))
    return False


def bomb(reply):
    packed = gzip.compress(bytes(200 << 20), compresslevel=9)
    return reply(packed, content_encoding="gzip")


def bad_answers(reply):
    """By case: what the board says, and what the site answers from the second day on."""
    return {
        "slow": ("timed out", silent),
        "cut short": ("cut short", cut_short),
        "block page with status 200": ("blocked by the site's defence", reply(BLOCK)),
        "redirect loop": ("redirects without end", reply(status="302 Found", location="/page")),
        "ten gigabytes announced": ("too large", announced(10 << 30)),
        "without end": ("too large", endless),
        "gzip bomb": ("too large", bomb(reply)),
        "gone": ("no such page", reply(status="404 Not Found")),
        "error": ("answered with an error", reply(b"sorry", status="500 Oops")),
        "empty": ("empty answer", reply()),
        "error page with status 200": ("fetched", reply(b"<html><body><p>System busy</p></body></html>")),
    }


@pytest.mark.parametrize("case", bad_answers(lambda *_, **__: b""))
def test_a_site_that_goes_wrong_leaves_the_good_version_and_says_what_happened(home, site, reply, case):
    site.answers = {"/page": reply(GOOD.encode())}
    gather(FIRST)
    (good,) = current(home)
    words, site.answers["/page"] = bad_answers(reply)[case]

    gather(SECOND)
    told, line = board(SECOND)

    assert words in told
    assert current(home) == [good]
    assert line["held"] == 1
    state = last(home)
    assert state.last_whole < datetime.fromisoformat(SECOND) <= state.last_visit
    assert "http://ministry.example/page" in state.last_reason


def test_a_host_that_is_down_leaves_the_good_version_and_says_so(home, site, reply, monkeypatch, raw_site):
    site.answers = {"/page": reply(GOOD.encode())}
    gather(FIRST)
    (good,) = current(home)
    down = raw_site()
    monkeypatch.setenv("OGP_LOOPBACK", f"ministry.example={down.host}")
    down.stop()

    gather(SECOND)
    told, line = board(SECOND)

    assert "no connection" in told
    assert (current(home), line["held"]) == ([good], 1)
    down.stop = lambda: None


@pytest.mark.parametrize(
    ("answer", "robots"),
    [
        ({"content_type": "image/png"}, None),
        ({"content_type": "application/pdf"}, None),
        ({"content_type": "text/html; charset=utf-8", "body": OTHER.encode("cp950")}, None),
        ({"content_type": "text/html", "body": OTHER.encode("cp950")}, None),
        ({}, ("200 OK", b"<!DOCTYPE html><html><p>User-agent: *<br>Disallow: /</p></html>")),
    ],
    ids=["html as image", "html as pdf", "big5 that says utf-8", "big5 that says nothing", "robots.txt is a web page"],
)
def test_a_page_that_is_wrong_about_itself_is_read_all_the_same(home, site, reply, answer, robots):
    site.answers = {"/page": reply(GOOD.encode())}
    gather(FIRST)
    site.answers["/page"] = reply(**{"body": OTHER.encode(), **answer})
    if robots:
        site.answers["/robots.txt"] = reply(robots[1], status=robots[0])

    gather(SECOND)
    told, line = board(SECOND)

    (held,) = current(home)
    assert held.screening.media_type == "text/html"
    assert (held.change, held.description.title) == ("revised", "行動方案")
    assert (line["held"], line["unseen"]) == (1, [])
    assert "fetched" in told


def test_robots_that_cannot_be_had_stop_the_visit_and_say_so(home, site, reply):
    site.answers = {"/page": reply(GOOD.encode()), "/robots.txt": reply(status="500 Oops")}
    gather(FIRST)
    told, line = board(FIRST)
    assert "robots.txt could not be had" in last(home).last_reason
    assert (line["held"], site.paths()) == (0, [])
    assert "answered with an error" in told


@pytest.fixture
def drop(home):
    """Puts a file into the drop folder; ``when``: the instant it was last written to."""

    def put(name, body=b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", when=FIRST):
        path = home / "drops" / "moda" / name
        path.write_bytes(body)
        written = datetime.fromisoformat(when).timestamp()
        os.utime(path, (written, written))

    return put


def test_a_dropped_file_that_is_still_written_is_no_fault_and_is_taken_at_the_next_visit(home, site, reply, drop):
    site.answers = {"/page": reply(GOOD.encode())}
    drop("report.pdf")

    gather(FIRST)
    told, line = board(FIRST)
    assert last(home, "1-1/drop").last_outcome == "waiting: changing"
    assert (last(home, "1-1/drop").last_reason, last(home, "1-1/drop").last_whole is not None) == ("", True)
    assert (line["held"], line["known"], line["unseen"]) == (1, 1, [])
    assert "1 +1" in told

    gather(SECOND)
    assert [held.filename for held in current(home, "1-1/drop")] == ["report.pdf"]
    assert last(home, "1-1/drop").last_outcome == "fetched"


def test_a_link_in_a_drop_folder_is_told_by_name_and_is_no_evidence(home, site, reply, drop):
    site.answers = {"/page": reply(GOOD.encode())}
    drop("real.pdf", when="2024-04-01T00:00:00+08:00")
    link = home / "drops" / "moda" / "link.pdf"
    link.symlink_to(home / "plans" / "zz-2024" / "plan.yml")
    os.mkfifo(home / "drops" / "moda" / "pipe.pdf")

    gather(FIRST)
    told, line = board(FIRST)
    assert "moda/link.pdf, moda/pipe.pdf; ask the agency" in told
    assert (line["held"], line["known"]) == (2, 0)
    assert last(home, "1-1/drop").last_whole is not None

    link.unlink()
    (home / "drops" / "moda" / "pipe.pdf").unlink()
    gather(SECOND)
    assert "ask the agency" not in board(SECOND)[0]
