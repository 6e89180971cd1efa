"""The quick way to an S3 server: the same answers as boto3's, and boto3 whenever something is not plain success."""

import hashlib
import http.client

import pytest
import trustme
from botocore.exceptions import ClientError, SSLError

from ogp_etl.archive.s3_client import make_client
from ogp_etl.archive.s3_quick import LARGEST, possible
from ogp_etl.errors import SettingsInvalid

pytestmark = pytest.mark.services

ODD_KEYS = ["a/會議 紀錄+%41#?&=~.pdf", "x/..y", "-_.!*'()"]


@pytest.fixture
def quick(s3_place, monkeypatch):
    """A client whose calls of boto3 are written down."""
    client, calls = s3_place.client, []
    for name in ("put_object", "get_object"):
        monkeypatch.setattr(client._client, name, _noted(calls, name, getattr(client._client, name)))
    client.asked_of_boto3 = calls
    return client


def _noted(calls, name, call):
    def noted(**arguments):
        calls.append(name)
        return call(**arguments)

    return noted


@pytest.fixture
def bucket(s3_place):
    return s3_place.bucket


@pytest.mark.parametrize("key", ODD_KEYS)
def test_what_is_written_quickly_is_what_boto3_reads_and_the_other_way_round(quick, bucket, key):
    tag = quick.put_object(Bucket=bucket, Key=key, Body=b"quick")["ETag"]
    assert quick._client.get_object(Bucket=bucket, Key=key)["Body"].read() == b"quick"
    quick.asked_of_boto3.clear()
    answer = quick.get_object(Bucket=bucket, Key=key)
    assert (answer["Body"].read(), answer["ETag"]) == (b"quick", tag)
    assert quick.asked_of_boto3 == []


@pytest.mark.parametrize("condition", [{"IfNoneMatch": "*"}, {"IfMatch": '"other"'}])
def test_a_condition_that_does_not_hold_is_told_by_boto3(quick, bucket, condition):
    quick.put_object(Bucket=bucket, Key="k", Body=b"first", IfNoneMatch="*")
    with pytest.raises(ClientError, match="PreconditionFailed"):
        quick.put_object(Bucket=bucket, Key="k", Body=b"second", **condition)
    assert quick.get_object(Bucket=bucket, Key="k")["Body"].read() == b"first"


def test_what_is_missing_is_told_by_boto3(quick, bucket):
    with pytest.raises(ClientError, match="NoSuchKey"):
        quick.get_object(Bucket=bucket, Key="nothing")
    assert quick.asked_of_boto3 == ["get_object"]


def test_large_bodies_and_other_arguments_are_left_to_boto3(quick, bucket):
    body = bytes(LARGEST + 1)
    quick.put_object(Bucket=bucket, Key="large", Body=body)
    quick.put_object(Bucket=bucket, Key="typed", Body=b"x", ContentType="text/plain")
    assert hashlib.sha256(quick.get_object(Bucket=bucket, Key="large")["Body"].read()).digest() == hashlib.sha256(body).digest()
    assert quick.asked_of_boto3 == ["put_object", "put_object", "get_object"]


@pytest.mark.parametrize(
    "trouble", [ConnectionResetError, TimeoutError, http.client.RemoteDisconnected, http.client.IncompleteRead(b"")]
)
def test_a_connection_that_breaks_is_tried_again_by_boto3(quick, bucket, monkeypatch, trouble):
    """Also when the server had acted before the connection broke."""
    answer = http.client.HTTPConnection.getresponse

    def broken(connection):
        answer(connection).read()
        raise trouble

    with monkeypatch.context() as breaking:
        breaking.setattr(type(quick), "_connection", lambda self: _Breaking(self._host, broken))
        quick.put_object(Bucket=bucket, Key="k", Body=b"body")
        assert quick.get_object(Bucket=bucket, Key="k")["Body"].read() == b"body"
    assert quick.asked_of_boto3 == ["put_object", "get_object"]
    assert not quick._idle


class _Breaking(http.client.HTTPConnection):
    def __init__(self, host, broken):
        super().__init__(host)
        self._broken = broken

    def getresponse(self):
        return self._broken(self)


def test_bytes_altered_on_the_quick_way_never_stand(quick, bucket, monkeypatch):
    request = http.client.HTTPConnection.request

    def altered(connection, method, path, body=None, **more):
        return request(connection, method, path, body=b"altered" if body else body, **more)

    with monkeypatch.context() as proxy:
        proxy.setattr(http.client.HTTPConnection, "request", altered)
        assert quick._ask("PUT", bucket, "k", b"body", {}) is None
    with pytest.raises(ClientError, match="NoSuchKey"):
        quick.get_object(Bucket=bucket, Key="k")


def test_the_secret_is_never_sent(quick, bucket, s3_server, monkeypatch):
    sent = []
    send = http.client.HTTPConnection.send
    monkeypatch.setattr(http.client.HTTPConnection, "send", lambda self, data: (sent.append(bytes(data)), send(self, data))[1])
    quick.put_object(Bucket=bucket, Key="k", Body=b"body")
    assert sent
    assert s3_server.secret_key.encode() not in b"".join(sent)


@pytest.mark.parametrize("endpoint", ["nonsense", "http://", "http://host:port"])
def test_an_endpoint_that_is_none_is_a_wrong_setting(endpoint):
    with pytest.raises(SettingsInvalid, match="OGP_S3_ENDPOINT"):
        make_client(endpoint, access_key="a", secret_key="b")


def test_the_certificates_that_boto3_is_told_to_trust_are_trusted(start_s3_server, tmp_path, monkeypatch):
    authority = trustme.CA()
    leaf = authority.issue_cert("127.0.0.1")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    leaf.private_key_pem.write_to_path(tmp_path / "key.pem")
    leaf.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    server = start_s3_server("--cert", str(tmp_path / "cert.pem"), "--key", str(tmp_path / "key.pem"))
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    stranger = server.client(attempts=1)
    with pytest.raises(SSLError):
        stranger.put_object(Bucket="bucket", Key="k", Body=b"body")
    stranger.close()
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    client = server.client()
    client.create_bucket(Bucket="bucket")
    assert client._ask("PUT", "bucket", "k", b"body", {}) is not None
    assert client._ask("GET", "bucket", "k", b"", {})[1] == b"body"
    client.close()


def test_behind_a_proxy_boto3_is_asked(monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert possible("http://127.0.0.1:7070")
    assert not possible(None)
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    assert not possible("https://s3.example")
