"""The archive in an S3 bucket. One client for all threads; see ``s3_client``."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ogp_etl.archive.keyed import KeyedArchive
from ogp_etl.archive.s3_client import ABSENT, BUSY, STANDS, UNSUPPORTED, code, told
from ogp_etl.archive.store import CHUNK, agree, hashed, local_chunks, local_digest, local_size
from ogp_etl.errors import RepositoryFault

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

IN_MEMORY = 1 << 20
"""Bytes; smaller files are read once and sent from memory."""
ONE_CALL = 64 << 20
"""Bytes; larger files go up in parts."""
PART = 16 << 20
PARTS_AT_ONCE = 2
TRIES = 60
"""How often a log is merged anew because another writer was faster."""


def s3_archive(client: S3Client, bucket: str, prefix: str = "", *, threads: int = 8, checksum: bool = False) -> KeyedArchive:
    """An archive below ``prefix`` of a bucket that exists. Nothing is asked of the server yet. ``threads``: deposits at
    once in ``deposit_many``. ``checksum``: as for ``make_client``."""
    return KeyedArchive(S3Store(client, bucket, prefix, threads=threads, checksum=checksum))


class S3Store:
    """``store.Store`` in a bucket. Objects are written with ``If-None-Match``; where a server lacks it, they are looked
    for before. Keys hold the digest of what they name, so that writing twice does no harm."""

    name = "s3"

    def __init__(
        self,
        client: S3Client,
        bucket: str,
        prefix: str = "",
        *,
        threads: int = 8,
        checksum: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client, self._bucket = client, bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self.threads = threads
        self._extra: dict[str, Any] = {"ChecksumAlgorithm": "SHA256"} if checksum else {}
        self._sleep = sleep

    @property
    def where(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def put(self, key: str, content: bytes | Path, sha256: str) -> bool:
        if isinstance(content, bytes):
            return self._once(key, content)
        size = local_size(content)
        if size <= IN_MEMORY:
            return self._once(key, b"".join(local_chunks(content, sha256)))
        if self._stands(key):
            return False
        agree(content, sha256, local_digest(content))
        if size > ONE_CALL:
            return self._upload(key, content)
        with content.open("rb") as file:
            return self._once(key, file)

    def replace(self, key: str, content: bytes | Path, sha256: str) -> None:
        place: dict[str, Any] = {"Bucket": self._bucket, "Key": self._prefix + key, **self._extra}
        if isinstance(content, bytes):
            with told(self.where, key):
                self._client.put_object(**place, Body=content)
            return
        agree(content, sha256, local_digest(content))
        if local_size(content) > ONE_CALL:
            self._upload(key, content)
            return
        with told(self.where, key), content.open("rb") as file:
            self._client.put_object(**place, Body=file)

    def digest(self, key: str) -> tuple[str, int] | None:
        with told(self.where, key):
            found = self._get(key)
            return None if found is None else hashed(found["Body"])

    def read(self, key: str) -> bytes | None:
        with told(self.where, key):
            found = self._get(key)
            return None if found is None else found["Body"].read()

    def open(self, key: str) -> BinaryIO | None:
        with told(self.where, key):
            found = self._get(key)
        return None if found is None else io.BufferedReader(_Body(found["Body"], self.where, key), CHUNK)

    def keys(self, prefix: str) -> Iterator[str]:
        with told(self.where, prefix):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix + prefix)
            for page in pages:
                yield from (entry["Key"].removeprefix(self._prefix) for entry in page.get("Contents", ()))

    def merge(self, key: str, change: Callable[[bytes], bytes]) -> None:
        for _ in range(TRIES):
            with told(self.where, key):
                found = self._get(key)
                content = found["Body"].read() if found else b""
                condition = {"IfMatch": found["ETag"]} if found else {"IfNoneMatch": "*"}
                changed = change(content)
                if changed == content:
                    return
                written = self._write(key, changed, condition)
            if not written:
                self._pause()
        raise RepositoryFault(f"{self.where}: {key}: other writers were faster {TRIES} times; the next run tries again")

    def _once(self, key: str, body: Any) -> bool:
        """Writes unless something stands there; False when something does."""
        with told(self.where, key):
            for _ in range(TRIES):
                if self._write(key, body, {"IfNoneMatch": "*"}):
                    return True
                if self._stands(key):
                    return False
                self._pause()  # another writer's write is under way, and may yet come to nothing
        raise RepositoryFault(f"{self.where}: {key}: another writer was in the way {TRIES} times; the next run tries again")

    def _write(self, key: str, body: Any, condition: dict[str, Any]) -> bool:
        """False when the condition does not hold or another conditional write is under way. A server without conditional
        writes is written to all the same, unless what must not be there stands there."""
        from botocore.exceptions import ClientError

        place: dict[str, Any] = {"Bucket": self._bucket, "Key": self._prefix + key, "Body": body, **self._extra}
        try:
            _rewind(body)
            self._client.put_object(**place, **condition)
        except ClientError as error:
            if code(error) in STANDS | BUSY | ABSENT:
                return False
            if code(error) not in UNSUPPORTED:
                raise
            if "IfNoneMatch" in condition and self._stands(key):
                return False
            _rewind(body)
            self._client.put_object(**place)
        return True

    def _get(self, key: str) -> GetObjectOutputTypeDef | None:
        from botocore.exceptions import ClientError

        try:
            return self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
        except ClientError as error:
            if code(error) in ABSENT:
                return None
            raise

    def _stands(self, key: str) -> bool:
        from botocore.exceptions import ClientError

        with told(self.where, key):
            try:
                self._client.head_object(Bucket=self._bucket, Key=self._prefix + key)
            except ClientError as error:
                if code(error) in ABSENT:
                    return False
                raise
        return True

    def _upload(self, key: str, path: Path) -> bool:
        """In parts, a few at once; memory does not grow with the file."""
        from boto3.exceptions import S3UploadFailedError
        from boto3.s3.transfer import TransferConfig

        parts = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, max_concurrency=PARTS_AT_ONCE)
        with told(self.where, key):
            try:
                self._client.upload_file(str(path), self._bucket, self._prefix + key, ExtraArgs=self._extra, Config=parts)
            except S3UploadFailedError:
                if self._stands(key):
                    return False  # another worker had it whole first, and dropped our parts
                raise
            self._drop_parts(key)
        return True

    def _drop_parts(self, key: str) -> None:
        """Parts that killed processes left of an object that is now whole; they cost room and nobody sees them."""
        from botocore.exceptions import ClientError

        try:
            found = self._client.list_multipart_uploads(Bucket=self._bucket, Prefix=self._prefix + key)
            for upload in found.get("Uploads", ()):
                if upload["Key"] == self._prefix + key:
                    self._client.abort_multipart_upload(Bucket=self._bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        except ClientError as error:
            if code(error) not in UNSUPPORTED | {"AccessDenied", "NoSuchUpload"}:
                raise

    def _pause(self) -> None:
        self._sleep(random.uniform(0.01, 0.2))  # noqa: S311 keeps writers apart, guards nothing


def _rewind(body: Any) -> None:
    if not isinstance(body, bytes):
        body.seek(0)


class _Body(io.RawIOBase):
    """An object's bytes as they come; its read errors are faults of the repository."""

    def __init__(self, body: StreamingBody, where: str, key: str) -> None:
        self._body, self._where, self._key = body, where, key

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        with told(self._where, self._key):
            chunk = self._body.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        self._body.close()
        super().close()
