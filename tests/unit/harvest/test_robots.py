"""What a robots.txt lets us ask for (RFC 9309)."""

import pytest

from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.harvest.door.robots import LARGEST, Robots, RobotsAnswer, rules_of
from ogp_etl.model import Reason

SITE = "https://example.tw"


def verdict(body, path, status=200):
    return rules_of(RobotsAnswer(status, body)).verdict(SITE + path)


@pytest.mark.parametrize(
    ("said", "path", "body"),
    [
        ("allowed", "/a", b""),
        ("allowed", "/a", b"User-agent: *\nDisallow:\n"),
        ("forbidden", "/a", b"User-agent: *\nDisallow: /\n"),
        ("forbidden", "/private/x", b"User-agent: *\nDisallow: /private/\n"),
        ("allowed", "/privately", b"User-agent: *\nDisallow: /private/\n"),
        # the longest match decides, not the first
        ("allowed", "/files/open/x", b"User-agent: *\nDisallow: /files/\nAllow: /files/open/\n"),
        ("forbidden", "/files/x", b"User-agent: *\nAllow: /\nDisallow: /files/\n"),
        ("allowed", "/page", b"User-agent: *\nDisallow: /page\nAllow: /page\n"),
        # wildcards
        ("forbidden", "/a/b/secret.pdf", b"User-agent: *\nDisallow: /*.pdf$\n"),
        ("allowed", "/a/b/secret.pdf?v=1", b"User-agent: *\nDisallow: /*.pdf$\n"),
        ("forbidden", "/News.aspx?page=2", b"User-agent: *\nDisallow: /*?page=\n"),
        # our own group comes before that for all
        ("allowed", "/a", b"User-agent: *\nDisallow: /\n\nUser-agent: ogp-etl\nAllow: /\n"),
        ("forbidden", "/a", b"User-agent: *\nAllow: /\n\nUser-agent: OGP-ETL\nDisallow: /\n"),
        ("allowed", "/a", b"User-agent: otherbot\nDisallow: /\n"),
        # as sites write them
        ("forbidden", "/a", b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /a\r\n"),
        ("forbidden", "/%E5%85%AC", "User-agent: *\nDisallow: /公\n".encode()),
        ("forbidden", "/%E5%85%AC", b"User-agent: *\nDisallow: /%e5%85%ac\n"),
        ("forbidden", "/a", b"\xff\xfe garbage \x00\nUser-agent: *\nDisallow: /a\n"),
    ],
)
def test_verdict(said, path, body):
    assert verdict(body, path) == said


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 429])
def test_no_file_allows_all(status):
    assert verdict(b"User-agent: *\nDisallow: /\n", "/a", status) == "no-file"
    assert rules_of(RobotsAnswer(status)).trouble is None


@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_a_server_in_trouble_disallows_all(status):
    rules = rules_of(RobotsAnswer(status, b"User-agent: *\nAllow: /\n"))
    assert rules.said == "unreachable"
    assert rules.trouble.reason is Reason.STATUS
    assert str(status) in rules.note


def test_no_answer_disallows_all_and_keeps_the_reason():
    rules = rules_of(RobotsAnswer(None, trouble=NotHad(Reason.TIMEOUT, "silence")))
    assert (rules.said, rules.trouble.reason) == ("unreachable", Reason.TIMEOUT)


def test_half_a_file_is_not_taken_for_the_whole():
    rules = rules_of(RobotsAnswer(200, b"User-agent: *\n", NotHad(Reason.CUT_SHORT, "broke off")))
    assert (rules.said, rules.trouble.reason) == ("unreachable", Reason.CUT_SHORT)


def test_redirects_without_end_are_no_file():
    assert rules_of(RobotsAnswer(None, trouble=NotHad(Reason.REDIRECTS, "round and round"))).said == "no-file"


def test_a_recording_without_robots_says_so():
    assert rules_of(RobotsAnswer(None, trouble=NotHad(Reason.NOT_IN_REPLAY, ""))).verdict(SITE) == "not-recorded"


@pytest.mark.parametrize("page", [b"<!DOCTYPE html><title>x</title>", b"\xef\xbb\xbf\r\n <html>User-agent: *\nDisallow: /\n"])
def test_a_web_page_holds_no_rules(page):
    rules = rules_of(RobotsAnswer(200, page))
    assert rules.verdict(f"{SITE}/a") == "no-file"
    assert "web page" in rules.note


def test_of_a_file_that_is_too_large_its_whole_lines_count():
    """What is left of ``Disallow: /late`` when it is cut must not forbid everything."""
    start, end = b"User-agent: *\nDisallow: /early\n#", b"\nDisallow: /"
    body = start + b"x" * (LARGEST - len(start) - len(end)) + end
    assert verdict(body, "/early") == "forbidden"
    assert verdict(body, "/other") == "allowed"


@pytest.mark.parametrize(
    ("seconds", "body"), [(10.0, b"User-agent: *\nCrawl-delay: 10\n"), (None, b"User-agent: *\n"), (None, b"")]
)
def test_crawl_delay(seconds, body):
    assert rules_of(RobotsAnswer(200, body)).delay == seconds


class Site:
    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []
        self.now = 0.0
        self.robots = Robots(self.fetch, lambda: self.now)

    def fetch(self, url):
        self.asked.append(url)
        return self.answers.pop(0)


def test_rules_are_asked_for_once_a_site_and_a_day():
    site = Site(RobotsAnswer(404), RobotsAnswer(200, b"User-agent: *\nDisallow: /\n"))
    assert site.robots.rules(f"{SITE}/a").said == "no-file"
    site.now = 23 * 3600
    assert site.robots.rules(f"{SITE}/b?c=d").said == "no-file"
    assert site.asked == [f"{SITE}/robots.txt"]
    site.now = 25 * 3600
    assert site.robots.rules(f"{SITE}/a").verdict(f"{SITE}/a") == "forbidden"


def test_unreachable_rules_are_asked_for_again_sooner():
    site = Site(RobotsAnswer(503), RobotsAnswer(404))
    assert site.robots.rules(f"{SITE}/a").said == "unreachable"
    site.now = 500
    assert site.robots.rules(f"{SITE}/a").said == "unreachable"
    site.now = 700
    assert site.robots.rules(f"{SITE}/a").said == "no-file"


def test_scheme_host_and_port_each_have_their_own():
    site = Site(*[RobotsAnswer(404)] * 4)
    for url in ("http://a.tw/x", "https://a.tw/x", "https://a.tw:8443/x", "https://b.tw/?x", "https://b.tw/y"):
        site.robots.rules(url)
    assert site.asked == [f"{place}/robots.txt" for place in ("http://a.tw", "https://a.tw", "https://a.tw:8443", "https://b.tw")]
