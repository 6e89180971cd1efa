"""The files that records are kept in: who still writes to them, and answers that begin with an interim one."""

import pytest
from warcio.archiveiterator import ArchiveIterator

from ogp_etl.harvest.door.replay import Replay
from ogp_etl.harvest.recording.warc import finished
from ogp_etl.model import Outcome, Validators

PAGE = b"<html><body>page</body></html>"


def names(paths):
    return [path.name for path in paths]


def blocks(folder, kind="response"):
    """Raw blocks of all records of a kind, their digests found right by another tool."""
    found = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.raw_stream.read()
        with path.open("rb") as stream:
            walk = ArchiveIterator(stream, no_record_parse=True)
            found += [record.raw_stream.read() for record in walk if record.rec_type == kind]
    return found


def test_a_file_that_is_still_written_is_not_finished(site, raw_site, open_door, reply, tmp_path):
    other = raw_site()
    site.answers["/"] = other.answers["/"] = reply(PAGE)
    assert finished(tmp_path / "warc") == []
    with open_door(site, run="first") as first:
        first.get(site.url)
        assert finished(tmp_path / "warc") == []
        with open_door(other, run="second") as second:
            second.get(other.url)
            assert finished(tmp_path / "warc") == []
        done = finished(tmp_path / "warc")
        assert [name.split("-")[0] for name in names(done)] == ["second"]
        first.get(site.url)
    assert names(finished(tmp_path / "warc")) == sorted(names((tmp_path / "warc").iterdir()))
    assert len(finished(tmp_path / "warc")) == 2


def test_looking_for_finished_files_does_not_hold_them(site, open_door, reply, tmp_path):
    site.answers["/"] = reply(PAGE)
    with open_door(site) as door:
        door.get(site.url)
    assert finished(tmp_path / "warc") == finished(tmp_path / "warc") != []


HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@pytest.mark.parametrize("interim", [CONTINUE, HINTS, HINTS + CONTINUE], ids=["continue", "hints", "both"])
@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
def test_an_interim_answer_is_passed_over_and_not_recorded(site, open_door, reply, tmp_path, interim, long):
    body = PAGE * 60_000 if long else PAGE
    answer = reply(body)
    site.answers["/"] = interim + answer
    with open_door(site) as door:
        got = door.get(site.url)
    assert (got.outcome, got.status, got.body.read_bytes()) == (Outcome.FETCHED, 200, body)
    assert blocks(tmp_path / "warc")[-1] == answer
    again = open_door(replay=Replay(finished(tmp_path / "warc"))).get(site.url)
    assert (again.sha256, again.size) == (got.sha256, len(body))


def test_the_request_is_recorded_as_it_was_sent(site, open_door, reply, tmp_path):
    site.answers["/"] = reply(PAGE)
    with open_door(site) as door:
        door.get(site.url, Validators('"a"'))
    sent = blocks(tmp_path / "warc", "request")[-1]
    head = sent.decode().split("\r\n")
    assert head[0] == "GET / HTTP/1.1"
    assert f"Host: {site.host}" in head
    assert 'If-None-Match: "a"' in head
    assert "User-Agent: ogp-etl/0.1.0 (+tests@example.tw)" in head
    assert head[-2:] == ["", ""]


def test_without_a_recorder_nothing_is_recorded(site, open_door, reply, tmp_path):
    site.answers["/"] = reply(PAGE)
    got = open_door(site, record=False).get(site.url)
    assert (got.outcome, got.warc) == (Outcome.FETCHED, None)
    assert not (tmp_path / "warc").exists()
