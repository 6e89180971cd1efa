"""The client of an S3 server, and what its errors mean to an operator. boto3 is loaded when a client is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, cast

from ogp_etl.archive.s3_quick import QuickClient, possible
from ogp_etl.errors import RepositoryFault, SettingsInvalid, one_line

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_s3 import S3Client

ABSENT = frozenset({"NoSuchKey", "NotFound", "404"})
STANDS = frozenset({"PreconditionFailed", "412"})
"""A conditional write met something else than it was to meet."""
BUSY = frozenset({"ConditionalRequestConflict", "OperationAborted"})
"""Two conditional writes met each other; ask again."""
UNSUPPORTED = frozenset({"NotImplemented", "501"})

_ACCESS = "check the access key, the secret key and what the bucket's policy allows (list, read, write), then run again"
_DO: dict[str, str] = {
    "NoSuchBucket": "make the bucket or mend OGP_ARCHIVE, then run again",
    "InvalidBucketName": "mend OGP_ARCHIVE; a bucket's name has 3 to 63 small letters, digits and hyphens",
    "AccessDenied": _ACCESS,
    "InvalidAccessKeyId": _ACCESS,
    "SignatureDoesNotMatch": _ACCESS,
    "ExpiredToken": _ACCESS,
    "InvalidToken": _ACCESS,
    "403": _ACCESS,
    "RequestTimeTooSkewed": "set this machine's clock, then run again",
    "QuotaExceeded": "the quota is used up; raise it, then run again",
    "EntityTooLarge": "the server takes no file of that size; raise its limit, then run again",
    "InvalidObjectState": "the object lies in cold storage; restore it, then run again",
    "MissingContentLength": "the server knows no trailing checksums; unset OGP_S3_CHECKSUM, then run again",
    "NotImplemented": "the server lacks this; see what it offers in docs/operating.md",
}
"""What to do for errors that stay until somebody acts."""


def make_client(
    endpoint: str | None = None,
    *,
    checksum: bool = False,
    threads: int = 8,
    attempts: int = 5,
    access_key: str | None = None,
    secret_key: str | None = None,
    region: str | None = None,
    quick: bool = True,
) -> S3Client:
    """A client with time-outs and retries, safe to share among threads.

    ``endpoint``: address of an S3 server other than AWS. ``checksum``: send and check SHA-256 checksums, which AWS and
    newer servers know and older ones refuse. ``attempts``: how often a call is tried before it is a fault. Keys and
    region that are None are those boto3 finds by itself. ``quick``: small reads and writes of a named endpoint skip most
    of boto3's work, see ``s3_quick``. Raises SettingsInvalid when endpoint, region or certificates cannot be used.
    """
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    when: Literal["when_supported", "when_required"] = "when_supported" if checksum else "when_required"
    config = Config(
        request_checksum_calculation=when,
        response_checksum_validation=when,
        s3={"payload_signing_enabled": True, "addressing_style": "path" if endpoint else "auto"},
        retries={"mode": "standard", "max_attempts": attempts},
        connect_timeout=5,
        read_timeout=60,
        max_pool_connections=max(10, threads + 2),
        user_agent="ogp-etl",
    )
    try:
        session = boto3.Session(access_key, secret_key, region_name=region)
        client = session.client("s3", endpoint_url=endpoint, config=config)
        credentials = session.get_credentials()
        if endpoint is None or credentials is None or not (quick and possible(endpoint)):
            return client
        return cast("S3Client", QuickClient(client, endpoint, session.region_name or client.meta.region_name, credentials))
    except (BotoCoreError, ValueError, OSError) as error:
        raise SettingsInvalid(
            f"no S3 client can be made: {one_line(error)}; check OGP_S3_ENDPOINT, AWS_REGION, AWS_PROFILE and AWS_CA_BUNDLE"
        ) from error


def code(error: ClientError) -> str:
    """The server's word for an error, or its HTTP status; servers leave out much."""
    said = error.response.get("Error", {}).get("Code")
    return said or str(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", "unknown"))


@contextmanager
def told(where: str, key: str) -> Iterator[None]:
    """Errors of S3 become a RepositoryFault that names bucket, key and what to do."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

    try:
        yield
    except ClientError as error:
        what = code(error)
        do = _DO.get(what)
        raise RepositoryFault(
            f"{where}: {key}: the server answered {what}; {do or 'look at its log; the next run tries again'}", again=do is None
        ) from error
    except NoCredentialsError as error:
        raise RepositoryFault(
            f"{where}: no access key; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, then run again", again=False
        ) from error
    except (BotoCoreError, Boto3Error) as error:
        raise RepositoryFault(
            f"{where}: {key}: {one_line(error)}; is the server up, and is OGP_S3_ENDPOINT right? The next run tries again"
        ) from error
