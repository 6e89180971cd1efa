"""The bucket collector against a real S3 server."""

import hashlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ogp_etl.cards import BucketSource
from ogp_etl.errors import FetchFailed
from ogp_etl.harvest import bucket
from ogp_etl.harvest.reading.drops import StillChanging
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.model import Exchange, Outcome, Reason

pytestmark = pytest.mark.services

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


class Register:
    """Plays the pipeline's reader: knows the validators of what it has spooled."""

    def __init__(self, spool):
        self.now, self.zone, self.spool = NOW, ZoneInfo("Asia/Taipei"), Spool(spool)
        self.seen = {}
        self.before_opening = lambda url: None

    def dropped(self, url, validators, open_file):
        common = {"url": url, "started": NOW, "ended": NOW, "validators": validators}
        if self.seen.get(url) == validators:
            return Exchange(**common, outcome=Outcome.UNCHANGED)
        self.before_opening(url)
        try:
            with open_file() as file:
                body, sha256, size = self.spool.write(iter(lambda: file.read(1 << 16), b""))
        except OSError as error:
            if isinstance(error, StillChanging):
                return Exchange(**common, outcome=Outcome.WAITING, reason=Reason.CHANGING, detail=str(error))
            return Exchange(**common, outcome=Outcome.FAILED, reason=Reason.ACCESS, detail=str(error))
        self.seen[url] = validators
        return Exchange(**common, outcome=Outcome.FETCHED, body=body, sha256=sha256, size=size)


@pytest.fixture
def reader(tmp_path):
    return Register(tmp_path / "spool")


@pytest.fixture
def client(s3_server):
    client = s3_server.client()
    yield client
    client.close()


@pytest.fixture
def source(s3_server):
    return BucketSource(collector="bucket", id="drop", bucket=s3_server.new_bucket(), prefix="moda/2026")


@pytest.fixture
def drop(client, source):
    return lambda key, body=b"body": client.put_object(Bucket=source.bucket, Key=key, Body=body)


def outcomes(sightings):
    return {found.locator: (found.exchange.outcome, found.exchange.reason) for found in sightings}


def test_each_object_below_the_prefix_is_a_document(reader, client, source, drop):
    drop("moda/2026/會議/紀錄 1+%#.docx", b"first")
    drop("moda/2026/a.pdf", b"second")
    drop("moda/2026x/other.pdf")
    drop("moda/2026/folder/", b"")
    found = list(bucket.collect(source, reader, client=client))
    assert [(one.locator, one.url, one.title) for one in found] == [
        ("a.pdf", f"s3://{source.bucket}/moda/2026/a.pdf", "a"),
        ("會議/紀錄 1+%#.docx", f"s3://{source.bucket}/moda/2026/會議/紀錄%201+%25%23.docx", "紀錄 1+%#"),
    ]
    assert [one.exchange.sha256 for one in found] == [hashlib.sha256(body).hexdigest() for body in (b"second", b"first")]


def test_what_has_not_changed_is_not_fetched_again(reader, client, source, drop):
    drop("moda/2026/same.pdf")
    drop("moda/2026/new.pdf", b"old")
    list(bucket.collect(source, reader, client=client))
    drop("moda/2026/new.pdf", b"new")
    fetched = []
    reader.before_opening = fetched.append
    assert outcomes(bucket.collect(source, reader, client=client)) == {
        "new.pdf": (Outcome.FETCHED, None),
        "same.pdf": (Outcome.UNCHANGED, None),
    }
    assert fetched == [f"s3://{source.bucket}/moda/2026/new.pdf"]


def test_a_list_of_more_than_one_page_is_read_whole(reader, client, source, drop):
    for number in range(1003):
        drop(f"moda/2026/{number:04}.txt", b"")
    reader.dropped = lambda url, validators, open_file: Exchange(url=url, started=NOW, ended=NOW, outcome=Outcome.UNCHANGED)
    assert len(list(bucket.collect(source, reader, client=client))) == 1003


def test_litter_is_left_aside(reader, client, source, drop):
    for name in (".DS_Store", "~$a.docx", "x.part", "__MACOSX/a.pdf", "a.pdf"):
        drop(f"moda/2026/{name}")
    assert list(outcomes(bucket.collect(source, reader, client=client))) == ["a.pdf"]


@pytest.mark.parametrize("change", ["replaced", "removed"])
def test_an_object_that_changes_between_list_and_fetch_is_taken_later(reader, client, source, drop, change):
    drop("moda/2026/a.pdf", b"old")

    def interfere(url):
        if change == "replaced":
            drop("moda/2026/a.pdf", b"new")
        else:
            client.delete_object(Bucket=source.bucket, Key="moda/2026/a.pdf")

    reader.before_opening = interfere
    assert outcomes(bucket.collect(source, reader, client=client)) == {"a.pdf": (Outcome.WAITING, Reason.CHANGING)}


def test_an_empty_bucket_is_an_empty_success(reader, client, source):
    assert list(bucket.collect(source, reader, client=client)) == []


def test_a_bucket_that_is_not_there_is_a_failure_that_says_so(reader, client):
    source = BucketSource(collector="bucket", id="drop", bucket="no-such-bucket")
    with pytest.raises(FetchFailed, match="NoSuchBucket; make the bucket") as caught:
        list(bucket.collect(source, reader, client=client))
    assert (caught.value.url, caught.value.reason) == ("s3://no-such-bucket/", "not-found")


def test_a_wrong_secret_is_a_failure_that_says_what_to_check(reader, s3_server, source):
    client = s3_server.client(secret_key="wrong")
    with pytest.raises(FetchFailed, match="check our access key") as caught:
        list(bucket.collect(source, reader, client=client))
    assert caught.value.reason == "access"
    client.close()


def test_a_store_that_is_down_is_a_failure_to_connect(reader, own_s3_server, source):
    client = own_s3_server.client(attempts=1)
    own_s3_server.stop()
    with pytest.raises(FetchFailed, match="is the store up") as caught:
        list(bucket.collect(source, reader, client=client))
    assert caught.value.reason == "connect"
    client.close()
