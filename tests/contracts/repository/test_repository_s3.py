"""What only S3 can meet: keys, servers that are down or lack something, several versions of the protocol."""

import hashlib
import logging
from datetime import UTC, date, datetime

import pytest
from botocore.exceptions import ClientError

from ogp_etl.archive.s3 import s3_archive
from ogp_etl.archive.s3_client import make_client
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Deposit

pytestmark = pytest.mark.services

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 21)


@pytest.fixture
def connect(s3_server):
    made = []

    def client(**more):
        made.append(s3_server.client(**more))
        return made[-1]

    yield client
    for one in made:
        one.close()


class Server:
    """A client of the real server that behaves as a lesser server would."""

    def __init__(self, client):
        self._client = client

    def __getattr__(self, name):
        return getattr(self._client, name)


class WithoutConditions(Server):
    """Answers conditional writes with 501, as OpenStack Swift does."""

    def put_object(self, **arguments):
        if "IfNoneMatch" in arguments or "IfMatch" in arguments:
            raise ClientError({"ResponseMetadata": {"HTTPStatusCode": 501}}, "PutObject")
        return self._client.put_object(**arguments)


class IgnoringConditions(Server):
    """Writes whatever the condition, as rclone does."""

    def put_object(self, **arguments):
        return self._client.put_object(
            **{name: value for name, value in arguments.items() if name not in ("IfNoneMatch", "IfMatch")}
        )


class MeetingOthers(Server):
    """Says at first that another conditional write is under way, as AWS does."""

    def __init__(self, client):
        super().__init__(client)
        self.met = set()

    def put_object(self, **arguments):
        if arguments["Key"] not in self.met:
            self.met.add(arguments["Key"])
            raise ClientError({"Error": {"Code": "ConditionalRequestConflict"}}, "PutObject")
        return self._client.put_object(**arguments)


@pytest.mark.parametrize("lesser", [WithoutConditions, IgnoringConditions, MeetingOthers])
def test_a_lesser_server_holds_the_same_archive(s3_place, make, tmp_path, lesser):
    expected = s3_place.fresh("")
    warc = tmp_path / "x.warc.gz"
    warc.write_bytes(b"records" * 400_000)
    for archive in (
        s3_archive(lesser(s3_place.client), s3_place.bucket, s3_place.prefix),
        s3_archive(lesser(s3_place.client), s3_place.bucket, s3_place.prefix),
        expected.archive(),
    ):
        archive.read_back(archive.deposit(make(b"names", sealed=True), NOW))
        archive.append_log("attempts", DAY, [b"1", b"2"])
        archive.append_log("attempts", DAY, [b"2", b"3"])
        archive.keep("x.warc.gz", warc)
    assert s3_place.content() == expected.content()


def test_sha256_checksums_can_be_sent(s3_place, make, make_large, connect):
    archive = s3_archive(connect(checksum=True), s3_place.bucket, s3_place.prefix, checksum=True)
    for package in (make(b"body"), make_large(70 << 20)):
        archive.read_back(archive.deposit(package, NOW))
    place = {"Bucket": s3_place.bucket, "Key": f"{s3_place.prefix}/{next(iter(archive.list())).key}/provenance.json"}
    assert "ChecksumSHA256" in s3_place.client.head_object(**place, ChecksumMode="ENABLED")


def test_a_wrong_secret_is_said_and_plainly(s3_place, make, connect, caplog):
    archive = s3_archive(connect(secret_key="wrong-secret"), s3_place.bucket)
    with caplog.at_level(logging.INFO), pytest.raises(RepositoryFault) as caught:
        archive.deposit(make(b"body"), NOW)
    assert s3_place.bucket in str(caught.value)
    assert "SignatureDoesNotMatch; check the access key" in str(caught.value)
    assert "wrong-secret" not in str(caught.value) + caplog.text
    assert "\n" not in str(caught.value)
    assert not caught.value.again


@pytest.mark.parametrize(("bucket", "what"), [("no-such-bucket", "NoSuchBucket; make the bucket")])
def test_a_bucket_that_is_not_there_is_said_plainly(s3_place, make, make_large, bucket, what):
    archive = s3_archive(s3_place.client, bucket)
    for verb in (
        lambda: archive.deposit(make(b"body"), NOW),
        lambda: list(archive.list()),
        lambda: archive.append_log("attempts", DAY, [b"1"]),
    ):
        with pytest.raises(RepositoryFault, match=what) as caught:
            verb()
        assert f"s3://{bucket}" in str(caught.value)
        assert not caught.value.again


def test_no_access_key_is_said_plainly(s3_place, make, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = make_client(s3_place.server.endpoint)
    with pytest.raises(RepositoryFault, match="set AWS_ACCESS_KEY_ID"):
        s3_archive(client, s3_place.bucket).deposit(make(b"body"), NOW)
    client.close()


def test_a_server_that_goes_down_midway_is_finished_by_the_next_run(own_s3_server, make):
    server, bucket = own_s3_server, own_s3_server.new_bucket()
    client = server.client(attempts=1)
    archive = s3_archive(client, bucket, threads=2)
    packages = [make(f"body {number}".encode(), locator=str(number)) for number in range(60)]
    answers = []
    for answer in archive.deposit_many(packages, NOW):
        answers.append(answer)
        if len(answers) == 5:
            server.stop()
    assert len(answers) == 60
    assert all(isinstance(answer, Deposit) for answer in answers[:5])
    assert isinstance(answers[-1], RepositoryFault)
    assert answers[-1].again
    assert "not tried after 10 faults in a row" in str(answers[-1])
    assert "is the server up" in str(answers[-1])
    server.start()
    again = list(archive.deposit_many(packages, NOW))
    assert [answer.evidence for answer in again] == [package.evidence for package in packages]
    for deposit in again:
        archive.read_back(deposit)
    client.close()


def test_bytes_that_break_off_while_they_are_read_are_a_fault(boto3_place, make, monkeypatch):
    archive = boto3_place.archive()
    deposit = archive.deposit(make(b"body" * 1000), NOW)
    get = boto3_place.client.get_object

    def short(**arguments):
        answer = get(**arguments)
        answer["Body"]._content_length = 5000
        return answer

    monkeypatch.setattr(boto3_place.client, "get_object", short)
    with pytest.raises(RepositoryFault, match="next run tries again"):
        archive.read_back(deposit)


def test_bytes_changed_on_the_way_up_are_refused_by_the_server(boto3_place, make):
    """The client signs the body's digest, so a proxy that alters it is found before anything stands."""

    def alter(request, **_):
        request.body = b"altered"
        request.headers["Content-Length"] = "7"

    boto3_place.client.meta.events.register("before-send.s3.PutObject", alter)
    with pytest.raises(RepositoryFault, match="XAmzContentSHA256Mismatch"):
        boto3_place.archive().deposit(make(b"body"), NOW)
    boto3_place.client.meta.events.unregister("before-send.s3.PutObject", alter)
    assert boto3_place.content() == {}


def test_the_parts_of_a_killed_upload_do_not_stop_another(s3_place, make_large):
    package = make_large(70 << 20)
    archive = s3_place.archive()
    key = f"{s3_place.prefix}/public/tw-2021/1-1/{package.document}/{package.files[0].sha256}/{package.files[0].name}"
    left = s3_place.client.create_multipart_upload(Bucket=s3_place.bucket, Key=key)
    s3_place.client.upload_part(Bucket=s3_place.bucket, Key=key, UploadId=left["UploadId"], PartNumber=1, Body=b"x" * 100)
    archive.read_back(archive.deposit(package, NOW))
    body = s3_place.content()[key.removeprefix(f"{s3_place.prefix}/")]
    assert hashlib.sha256(body).hexdigest() == package.files[0].sha256
