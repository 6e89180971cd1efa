"""The quick way to an S3 server: the same answers as boto3's, and boto3 whenever something is not plain success."""

import hashlib
import socket
import threading
from contextlib import suppress

import pytest
import trustme
from botocore.credentials import ReadOnlyCredentials
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


@pytest.mark.parametrize("key", ["folder/", "/a", "a//b", "a/../b", "./a"])
def test_a_key_that_is_no_path_is_left_as_it_is(quick, bucket, key):
    quick.put_object(Bucket=bucket, Key="folder", Body=b"other")
    with suppress(ClientError):  # some servers take none of these
        quick.put_object(Bucket=bucket, Key=key, Body=b"")
    assert quick.get_object(Bucket=bucket, Key="folder")["Body"].read() == b"other"
    with suppress(ClientError):
        quick.get_object(Bucket=bucket, Key=key)
    assert quick.asked_of_boto3 == ["put_object", "get_object"]


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


@pytest.fixture
def wire(s3_server):
    """A line between the quick way and the server, on which what passes can be seen, altered and cut."""
    line = Wire(s3_server.port)
    yield line
    line.close()


class Wire:
    def __init__(self, port):
        self.sent = []
        self.alter = lambda data: data
        self.cut = False
        """Whether the server's answer is lost."""
        self._to = ("127.0.0.1", port)
        self._ends = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._to)
                self._ends += [near, far]
                threading.Thread(target=self._up, args=(near, far), daemon=True).start()
                threading.Thread(target=self._down, args=(near, far), daemon=True).start()

    def _up(self, near, far):
        with suppress(OSError):
            while data := near.recv(1 << 16):
                self.sent.append(data)
                far.sendall(self.alter(data))
        _shut(near, far)

    def _down(self, near, far):
        with suppress(OSError):
            while data := far.recv(1 << 16):
                if self.cut:
                    break
                near.sendall(data)
        _shut(near, far)

    def close(self):
        _shut(self._listener, *self._ends)
        for end in (self._listener, *self._ends):
            end.close()


def _shut(*ends):
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def over_wire(s3_place, s3_server, wire):
    """The quick way takes the line; boto3 asks the server itself, and its calls are written down."""
    client = s3_server.client()
    client._endpoint = wire.endpoint
    client.asked_of_boto3 = []
    for name in ("put_object", "get_object"):
        setattr(client._client, name, _noted(client.asked_of_boto3, name, getattr(client._client, name)))
    yield client
    client.close()


def test_an_answer_that_is_lost_is_asked_for_again_by_boto3(over_wire, bucket, wire):
    """The server had acted before the connection broke."""
    wire.cut = True
    over_wire.put_object(Bucket=bucket, Key="k", Body=b"body")
    assert over_wire.get_object(Bucket=bucket, Key="k")["Body"].read() == b"body"
    assert over_wire.asked_of_boto3 == ["put_object", "get_object"]
    assert wire.sent


def test_bytes_altered_on_the_quick_way_never_stand(over_wire, bucket, wire):
    wire.alter = lambda data: data.replace(b"body of the file", b"body of a thief!")
    over_wire.put_object(Bucket=bucket, Key="k", Body=b"body of the file")
    assert any(b"body of the file" in data for data in wire.sent)
    assert over_wire.asked_of_boto3 == ["put_object"]
    wire.alter = lambda data: data
    assert over_wire.get_object(Bucket=bucket, Key="k")["Body"].read() == b"body of the file"


def test_the_secret_is_never_sent(over_wire, bucket, wire, s3_server):
    over_wire.put_object(Bucket=bucket, Key="k", Body=b"body")
    assert over_wire.asked_of_boto3 == []
    assert s3_server.access_key.encode() in b"".join(wire.sent)
    assert s3_server.secret_key.encode() not in b"".join(wire.sent)


def test_keys_that_are_lent_for_a_while_are_asked_for_anew(s3_server, wire):
    lent = iter(["first", "second"])
    client = s3_server.client()
    client._credentials = _Lending(lent)
    client._endpoint = wire.endpoint
    monotonous = [client._keys()["token"], client._keys()["token"]]
    client.close()
    assert monotonous == ["first", "second"]


class _Lending:
    def __init__(self, tokens):
        self._tokens = tokens

    def get_frozen_credentials(self):
        return ReadOnlyCredentials("key", "secret", next(self._tokens))


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
    monkeypatch.setattr(client._client, "put_object", None)
    monkeypatch.setattr(client._client, "get_object", None)
    client.put_object(Bucket="bucket", Key="k", Body=b"body")
    assert client.get_object(Bucket="bucket", Key="k")["Body"].read() == b"body"
    client.close()


def test_behind_a_proxy_boto3_is_asked(monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert possible("http://127.0.0.1:7070")
    assert not possible(None)
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    assert not possible("https://s3.example")
