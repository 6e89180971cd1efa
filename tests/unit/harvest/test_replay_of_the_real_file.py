"""Replaying the real recording of the plan 2021 to 2024: what it holds comes out byte for byte."""

import hashlib
from datetime import UTC, datetime

import pytest

from ogp_etl.harvest.replay import Replay
from ogp_etl.harvest.spool import Spool
from ogp_etl.harvest.web import Door
from ogp_etl.model import Outcome, Reason

SITE = "https://sayit.archive.tw"
HELD = (
    "2018-12-05-ocfg0v-社群夥伴談-ogp",
    "2019-10-28-108年第3次開放政府政策協調聯繫會",
    "2020-10-28-行政院開放政府國家行動方案推動小組第1次會議",
)


@pytest.fixture
def replay(real):
    return Replay([real / "replay-tw-2021.warc.gz"])


@pytest.fixture
def ask(replay, tmp_path):
    with Door(contact="a@b.tw", spool=Spool(tmp_path), now=lambda: datetime(2026, 11, 21, tzinfo=UTC), replay=replay) as door:
        yield door.get


def test_the_index_is_had(ask, real):
    index = ask(f"{SITE}/api/speech_index.json")
    assert index.body.read_bytes() == (real / "sayit" / "speech_index.json").read_bytes()
    assert (index.media_type, index.charset, index.robots) == ("application/json", "utf-8", "no-file")


def test_the_three_transcripts_are_had(ask, real):
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (real / "sayit").glob("*.an.xml")}
    assert len(digests) == 3
    assert {ask(f"{SITE}/{slug}.an").sha256 for slug in HELD} == digests


def test_a_transcript_that_is_gone_is_not_found(ask):
    gone = ask(f"{SITE}/2020-12-31-行政院開放政府國家行動方案推動小組第2次會議.an")
    assert (gone.outcome, gone.reason, gone.status) == (Outcome.FAILED, Reason.NOT_FOUND, 404)


def test_a_site_that_was_never_asked_is_not_in_it(ask):
    unasked = ask("https://www.ndc.gov.tw/Content_List.aspx?n=478D4A6E6EABF2D4")
    assert (unasked.reason, unasked.robots) == (Reason.NOT_IN_REPLAY, "not-recorded")


def test_its_newest_answer_is_of_that_day(replay):
    assert replay.newest == datetime(2026, 11, 20, tzinfo=UTC)
