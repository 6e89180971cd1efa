"""The real recorded plan, where it is at hand: the road's main job begins with these answers."""

import hashlib
import json
import zipfile
from datetime import UTC, datetime

import pytest

from ogp_etl.harvest.door.replay import Replay
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.harvest.web import Door
from ogp_etl.model import Outcome, Reason

SITE = "https://sayit.archive.tw"
INDEX = "8b706f440db687aba79c08809a7aad670bc54966691b99499735a037d4efbdfe"
TRANSCRIPTS = {
    "2018-12-05-ocfg0v-社群夥伴談-ogp": "7857c7f46d018c4815bd21b83ee5239df902affc595e746cf1a80967f6addcd5",
    "2019-10-28-108年第3次開放政府政策協調聯繫會": "7326a7d7334aa5deab8744278b70f48bc2cada2b5d0a2af5e1cdad2a908cf94c",
    "2020-10-28-行政院開放政府國家行動方案推動小組第1次會議": "6b4640d18afeb9a1e2d0526fe243c5fcd9b4a77f121ab4825b035064b52db587",
}
EXPORT = "https://join.gov.tw/idea/files/zip/45e4b677-19d5-4b48-b1da-1afe3000a878/export_20250926000000.zip"


@pytest.fixture
def replay(real):
    return Replay([real / "replay-tw-2021.warc.gz"])


@pytest.fixture
def door(replay, tmp_path):
    return Door(contact="https://ogp.example/bot", spool=Spool(tmp_path), now=lambda: replay.newest, replay=replay)


def test_the_instant_of_the_replay_is_that_of_its_newest_answer(replay):
    assert replay.newest == datetime(2026, 11, 20, tzinfo=UTC)


def test_the_index_is_had_byte_for_byte(door):
    got = door.get(f"{SITE}/api/speech_index.json")
    assert (got.outcome, got.sha256, got.robots) == (Outcome.FETCHED, INDEX, "no-file")
    assert (got.media_type, got.charset) == ("application/json", "utf-8")
    assert hashlib.sha256(got.body.read_bytes()).hexdigest() == INDEX


@pytest.mark.parametrize("slug", TRANSCRIPTS)
def test_the_transcripts_are_had_byte_for_byte(slug, door, real):
    got = door.get(f"{SITE}/{slug}.an")
    assert (got.outcome, got.sha256) == (Outcome.FETCHED, TRANSCRIPTS[slug])
    assert got.body.read_bytes() in [path.read_bytes() for path in (real / "sayit").glob("*.an.xml")]


def test_ten_meetings_that_the_index_names_are_not_found(door):
    index = json.loads(door.get(f"{SITE}/api/speech_index.json").body.read_bytes())
    meetings = [entry["filename"] for entry in index if "國家行動方案推動小組" in str(entry)]
    assert len(meetings) == 11
    ends = [door.get(f"{SITE}/{slug}.an") for slug in meetings]
    assert sorted(got.reason for got in ends if got.reason) == [Reason.NOT_FOUND] * 10
    assert {got.status for got in ends} == {200, 404}
    assert all(got.warc.file == "replay-tw-2021.warc.gz" for got in ends)


def test_the_export_of_the_petition_is_a_whole_zip(door):
    got = door.get(EXPORT)
    assert got.outcome is Outcome.FETCHED
    with zipfile.ZipFile(got.body) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize("url", [f"{SITE}/", "https://join.gov.tw/", "https://www.ndc.gov.tw/robots.txt", "http://127.0.0.1/"])
def test_the_rest_of_the_web_is_not_in_the_file(url, door):
    got = door.get(url)
    assert (got.outcome, got.reason, got.status) == (Outcome.FAILED, Reason.NOT_IN_REPLAY, None)
