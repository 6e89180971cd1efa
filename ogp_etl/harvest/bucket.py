"""Collector ``bucket``: what a ministry dropped into an S3 bucket.

Every object below the card's prefix is a document, named by its key below it. Objects appear whole, so none is ever found
half written; one that is replaced between listing and reading is taken at the next visit.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from ogp_etl.cards import BucketSource
from ogp_etl.errors import FetchFailed, one_line
from ogp_etl.harvest.reader import Reader
from ogp_etl.harvest.reading.drops import StillChanging, address, ignored, locator_for, sighting, watched
from ogp_etl.model import Reason, Sighting, Validators

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectTypeDef

_log = logging.getLogger(__name__)

_ACCESS = "check our access key and what the bucket's policy allows us (list, read)"
_REASONS: dict[str, tuple[Reason, str]] = {
    "NoSuchBucket": (Reason.NOT_FOUND, "make the bucket or mend its name in the card"),
    "InvalidBucketName": (Reason.NOT_FOUND, "mend the bucket's name in the card"),
    "AccessDenied": (Reason.ACCESS, _ACCESS),
    "InvalidAccessKeyId": (Reason.ACCESS, _ACCESS),
    "SignatureDoesNotMatch": (Reason.ACCESS, _ACCESS),
    "403": (Reason.ACCESS, _ACCESS),
}


def collect(source: BucketSource, reader: Reader, *, client: S3Client) -> Iterator[Sighting]:
    """Yields each object below the prefix, in the order of keys. ``client``: of the store that ministries drop into.

    Raises FetchFailed when the bucket cannot be listed to its end.
    """
    prefix = f"{source.prefix.rstrip('/')}/" if source.prefix else ""
    taken: set[str] = set()
    left_aside = 0
    for entry in _listed(client, source.bucket, prefix):
        key = entry["Key"]
        name = key.removeprefix(prefix)
        if not name or name.endswith("/"):
            continue  # what consoles make to show a folder
        if any(ignored(part) for part in name.split("/")):
            left_aside += 1
            continue
        validators = Validators(etag=entry.get("ETag"), last_modified=entry["LastModified"].isoformat())
        open_file = watched(partial(_open, client, source.bucket, entry), partial(_whole, entry))
        exchange = reader.dropped(address("s3://", f"{source.bucket}/{key}"), validators, open_file)
        yield sighting(locator_for(name.encode(), taken), exchange)
    if left_aside:
        _log.info("s3://%s/%s: left aside %d hidden, locking or unfinished files", source.bucket, prefix, left_aside)


def _listed(client: S3Client, bucket: str, prefix: str) -> Iterator[ObjectTypeDef]:
    from botocore.exceptions import BotoCoreError, ClientError

    url = f"s3://{bucket}/{prefix}"
    pages = iter(client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix))
    while True:
        try:
            page = next(pages, None)
        except ClientError as error:
            reason, do = _REASONS.get(_code(error), (Reason.STATUS, "look at the store's log"))
            raise FetchFailed(url, reason, f"the store answered {_code(error)}; {do}") from error
        except BotoCoreError as error:
            raise FetchFailed(url, Reason.CONNECT, f"{one_line(error)}; is the store up and its address right?") from error
        if page is None:
            return
        yield from page.get("Contents", ())


def _open(client: S3Client, bucket: str, entry: ObjectTypeDef) -> _Body:
    from botocore.exceptions import BotoCoreError, ClientError

    condition: dict[str, Any] = {"IfMatch": entry["ETag"]} if "ETag" in entry else {}
    try:
        return _Body(client.get_object(Bucket=bucket, Key=entry["Key"], **condition)["Body"])
    except ClientError as error:
        if _code(error) in ("PreconditionFailed", "412", "NoSuchKey", "404"):
            raise StillChanging("was replaced or removed while we read it; taken at the next visit") from error
        _, do = _REASONS.get(_code(error), (Reason.STATUS, "look at the store's log"))
        raise OSError(f"the store answered {_code(error)}; {do}") from error
    except BotoCoreError as error:
        raise OSError(one_line(error)) from error


def _whole(entry: ObjectTypeDef, _: Any, read: int) -> None:
    if read != entry["Size"]:
        raise StillChanging(f"has {read} bytes, not {entry['Size']} as listed; taken at the next visit")


class _Body:
    """An object's bytes as they come; its errors are those of a file."""

    def __init__(self, body: StreamingBody) -> None:
        self._body = body

    def read(self, size: int, /) -> bytes:
        from botocore.exceptions import BotoCoreError

        try:
            return self._body.read(size)
        except BotoCoreError as error:
            raise OSError(one_line(error)) from error

    def close(self) -> None:
        self._body.close()


def _code(error: ClientError) -> str:
    said = error.response.get("Error", {}).get("Code")
    return said or str(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", "unknown"))
