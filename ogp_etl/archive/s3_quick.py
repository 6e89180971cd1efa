"""Small reads and writes of S3 by obstore: most of what boto3 does for one costs more than the exchange itself.

Only what goes well is done here. Whatever does not (another status, a broken connection, a certificate that is not known)
is asked again through boto3, which repeats, waits, follows and explains. An unconditional repetition does no harm: keys
are written once, and a write that had arrived after all is then found to stand.
"""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit
from urllib.request import getproxies

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from mypy_boto3_s3 import S3Client
    from obstore import UpdateVersion
    from obstore.store import ClientConfig, S3Credential, S3Store

LARGEST = 8 << 20
"""Bytes; larger bodies are left to boto3, which streams them."""
CONNECT, READ = timedelta(seconds=5), timedelta(seconds=60)
FRESH = timedelta(minutes=5)
"""After this, keys that change are asked for anew."""

_Mode = Literal["create", "overwrite"]


class QuickClient:
    """A boto3 client of an S3 server at ``endpoint`` (path style), safe to share among threads. What is not told here is
    the client's own."""

    def __init__(self, client: S3Client, endpoint: str, region: str, credentials: Credentials) -> None:
        """Raises ValueError or OSError for an endpoint or a file of certificates that cannot be used."""
        parts = urlsplit(endpoint)
        if not parts.hostname or parts.port == 0:
            raise ValueError(f"{endpoint!r} is no address of a server")
        self._client, self._endpoint, self._region, self._credentials = client, endpoint, region, credentials
        self._options: ClientConfig = {
            "allow_http": parts.scheme == "http", "connect_timeout": CONNECT, "timeout": READ, "user_agent": "ogp-etl",
        }  # fmt: skip
        if bundle := os.environ.get("AWS_CA_BUNDLE"):
            self._options["root_certificate"] = Path(bundle).read_bytes()
        self._stores: dict[str, S3Store] = {}
        self._making = Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def put_object(self, **said: Any) -> Any:
        body = said.get("Body")
        mode = _mode(said)
        if isinstance(body, bytes) and len(body) <= LARGEST and mode is not None and _is_path(said["Key"]):
            import obstore

            try:
                done = obstore.put(self._store(said["Bucket"]), said["Key"], body, mode=mode, use_multipart=False)
            except _trouble():
                pass
            else:
                return {"ETag": done["e_tag"]}
        return self._client.put_object(**said)

    def get_object(self, **said: Any) -> Any:
        if said.keys() == {"Bucket", "Key"} and _is_path(said["Key"]):
            import obstore

            try:
                found = obstore.get(self._store(said["Bucket"]), said["Key"])
                if found.meta["size"] <= LARGEST:
                    body = found.bytes().to_bytes()
                    return {"ETag": found.meta["e_tag"], "ContentLength": len(body), "Body": io.BytesIO(body)}
            except _trouble():
                pass
        return self._client.get_object(**said)

    def close(self) -> None:
        self._stores.clear()
        self._client.close()

    def _store(self, bucket: str) -> S3Store:
        with self._making:
            if bucket not in self._stores:
                from obstore.store import S3Store

                self._stores[bucket] = S3Store(
                    bucket, endpoint=self._endpoint, region=self._region, virtual_hosted_style_request=False,
                    client_options=self._options, retry_config={"max_retries": 0}, credential_provider=self._keys,
                )  # fmt: skip
            return self._stores[bucket]

    def _keys(self) -> S3Credential:
        keys = self._credentials.get_frozen_credentials()
        return {
            "access_key_id": keys.access_key or "",
            "secret_access_key": keys.secret_key or "",
            "token": keys.token,
            "expires_at": datetime.now(UTC) + FRESH if keys.token else None,
        }


def possible(endpoint: str | None) -> bool:
    """Whether an endpoint can be asked directly: one that is named, and no proxy is set."""
    return endpoint is not None and not getproxies()


def _is_path(key: str) -> bool:
    """Whether obstore asks for this very key; it takes keys for paths, and mends what is none (``folder/``, ``a//b``)."""
    return all(part not in ("", ".", "..") for part in key.split("/"))


def _mode(said: dict[str, Any]) -> _Mode | UpdateVersion | None:
    """The condition of a write as obstore says it; None when boto3 must see to it."""
    match {name: value for name, value in said.items() if name not in ("Bucket", "Key", "Body")}:
        case {"IfNoneMatch": "*", **more} if not more:
            return "create"
        case {"IfMatch": str(tag), **more} if not more:
            return {"e_tag": tag}
        case {**more} if not more:
            return "overwrite"
    return None


def _trouble() -> tuple[type[Exception], ...]:
    from obstore.exceptions import BaseError

    return (BaseError, OSError, ValueError)
