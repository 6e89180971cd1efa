"""Small reads and writes of S3 without most of boto3's work, which costs five times the exchange itself.

Only what goes well is done here. Whatever does not (another status, a broken connection, a certificate that is not known)
is asked again through boto3, which repeats, waits, follows and explains. An unconditional repetition does no harm: keys
are written once, and a write that had arrived after all is then found to stand.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import io
import os
import ssl
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from urllib.request import getproxies

if TYPE_CHECKING:
    from botocore.credentials import Credentials, ReadOnlyCredentials
    from mypy_boto3_s3 import S3Client

LARGEST = 8 << 20
"""Bytes; larger bodies are left to boto3, which streams them."""
CONNECT, READ = 5, 60
"""Seconds."""

_HEADERS = {"IfNoneMatch": "if-none-match", "IfMatch": "if-match"}
_TROUBLE = (OSError, http.client.HTTPException)


class QuickClient:
    """A boto3 client of an S3 server at ``endpoint`` (path style), safe to share among threads. What is not told here is
    the client's own."""

    def __init__(
        self,
        client: S3Client,
        endpoint: str,
        region: str,
        credentials: Credentials,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Raises ValueError or OSError for an endpoint or a file of certificates that cannot be used."""
        parts = urlsplit(endpoint)
        self._client, self._region, self._credentials, self._clock = client, region, credentials, clock
        if not parts.hostname or parts.port == 0:
            raise ValueError(f"{endpoint!r} is no address of a server")
        self._host, self._base = parts.netloc, parts.path.rstrip("/")
        self._secure = _trust() if parts.scheme == "https" else None
        self._idle: deque[http.client.HTTPConnection] = deque()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def put_object(self, **said: Any) -> Any:
        body = said.get("Body")
        if isinstance(body, bytes) and len(body) <= LARGEST and said.keys() <= {"Bucket", "Key", "Body", *_HEADERS}:
            conditions = {header: said[name] for name, header in _HEADERS.items() if name in said}
            answer = self._ask("PUT", said["Bucket"], said["Key"], body, conditions)
            if answer is not None:
                return {"ETag": answer[0]}
        return self._client.put_object(**said)

    def get_object(self, **said: Any) -> Any:
        if said.keys() == {"Bucket", "Key"}:
            answer = self._ask("GET", said["Bucket"], said["Key"], b"", {})
            if answer is not None:
                return {"ETag": answer[0], "ContentLength": len(answer[1]), "Body": io.BytesIO(answer[1])}
        return self._client.get_object(**said)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()
        self._client.close()

    def _ask(self, method: str, bucket: str, key: str, body: bytes, more: dict[str, str]) -> tuple[str, bytes] | None:
        """Tag and body of an answer 200; None when boto3 must see to it."""
        path = f"{self._base}/{bucket}/{quote(key, safe='/-_.~')}"
        headers = self._signed(method, path, hashlib.sha256(body).hexdigest(), more)
        connection = self._connection()
        try:
            connection.request(method, path, body=body if method == "PUT" else None, headers=headers)
            if connection.sock is not None:
                connection.sock.settimeout(READ)
            answer = connection.getresponse()
            if answer.status != 200 or int(answer.headers.get("content-length") or 0) > LARGEST:
                connection.close()
                return None
            content = answer.read()
        except _TROUBLE:
            connection.close()
            return None
        self._idle.append(connection)
        return answer.headers.get("etag", ""), content

    def _connection(self) -> http.client.HTTPConnection:
        with suppress(IndexError):  # another thread may have taken the last one
            return self._idle.pop()
        if self._secure is not None:
            return http.client.HTTPSConnection(self._host, timeout=CONNECT, context=self._secure)
        return http.client.HTTPConnection(self._host, timeout=CONNECT)

    def _signed(self, method: str, path: str, sha256: str, more: dict[str, str]) -> dict[str, str]:
        """Headers with AWS Signature Version 4; the digest of the body is signed too, so that it cannot be altered."""
        keys: ReadOnlyCredentials = self._credentials.get_frozen_credentials()
        at = self._clock().strftime("%Y%m%dT%H%M%SZ")
        headers = {"host": self._host, "x-amz-content-sha256": sha256, "x-amz-date": at, **more}
        if keys.token:
            headers["x-amz-security-token"] = keys.token
        names = ";".join(sorted(headers))
        told = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        request = hashlib.sha256(f"{method}\n{path}\n\n{told}\n{names}\n{sha256}".encode()).hexdigest()
        scope = f"{at[:8]}/{self._region}/s3/aws4_request"
        key = _key(keys.secret_key or "", scope)
        signature = hmac.new(key, f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{request}".encode(), hashlib.sha256).hexdigest()
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={keys.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
        )
        return headers


def possible(endpoint: str | None) -> bool:
    """Whether an endpoint can be asked directly: one that is named, and no proxy is set."""
    return endpoint is not None and not getproxies()


@lru_cache(maxsize=4)
def _key(secret: str, scope: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _trust() -> ssl.SSLContext:
    """The system's certificates, or those that boto3 is told to use. Where they do not suffice boto3 is asked."""
    return ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE"))
