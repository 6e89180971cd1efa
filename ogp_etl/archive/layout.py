"""Where things stand in an archive: keys, the same in a folder and in a bucket. Pure.

``public/<plan>/<commitment or process>/<document id>/<sha256 of the capture>/<files>``, ``provenance.json`` last;
``private/…``                       the same tree for what must not be read by everybody;
``private/index/<xx>/<capture id>.json``  where a capture stands: a capture is there when its index entry is;
``private/warc/<file>``             recorded exchanges;
``private/logs/<name>/<yyyy-mm-dd>.jsonl``  append-only logs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from ogp_etl.archive.names import clean_name
from ogp_etl.archive.provenance import PROVENANCE, canonical
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Deposit, Package, capture_id

PUBLIC = "public/"
PRIVATE = "private/"
INDEX = "private/index/"
WARC = "private/warc/"
LOGS = "private/logs/"

_SEGMENT = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TREE = re.compile(
    rf"(?P<prefix>(?:{PUBLIC}|{PRIVATE})[^/]+/[^/]+/(?P<document>d[0-9a-f]{{24}})/(?P<sha256>[0-9a-f]{{64}}))/{re.escape(PROVENANCE)}"
)
_LOG = re.compile(rf"{LOGS}(?P<name>[a-z][a-z0-9-]*)/(?P<day>\d{{4}}-\d\d-\d\d)\.jsonl")


def package_prefix(package: Package) -> str:
    """The key below which a package's provenance stands: public when any of its files is, else private."""
    side = PUBLIC if any(file.public for file in package.files) else PRIVATE
    found = [file.sha256 for file in package.files if capture_id(package.document, file.sha256) == package.evidence]
    if not found or not _SHA256.fullmatch(found[0]):
        raise ValueError(f"package {package.evidence} does not hold its capture's body")
    return side + "/".join((_segment(package.plan), _segment(package.commitment), _segment(package.document), found[0]))


def file_key(prefix: str, name: str, *, public: bool) -> str:
    """The key of a file of the package whose provenance stands below ``prefix``; raises ValueError for a name that is
    not clean."""
    if any(part != clean_name(part) for part in name.split("/")):
        raise ValueError(f"{name!r} is no clean file name")
    return f"{PUBLIC if public else PRIVATE}{prefix.partition('/')[2]}/{name}"


def provenance_key(prefix: str) -> str:
    return f"{prefix}/{PROVENANCE}"


def index_key(evidence: str) -> str:
    """Spread by the two digits after the letter of the id."""
    return f"{INDEX}{_segment(evidence)[1:3]}/{evidence}.json"


def indexed(keys: Iterator[str]) -> Iterator[str]:
    """The capture ids whose index entries are among ``keys``."""
    return (key.rpartition("/")[2].removesuffix(".json") for key in keys if key.endswith(".json"))


def standing(key: str) -> tuple[str, str] | None:
    """Prefix and capture id, when ``key`` is that of a provenance in the tree of packages; else None."""
    found = _TREE.fullmatch(key)
    return (found["prefix"], capture_id(found["document"], found["sha256"])) if found else None


def warc_key(name: str) -> str:
    if name != clean_name(name):
        raise ValueError(f"{name!r} is no clean file name")
    return WARC + name


def log_key(name: str, day: date) -> str:
    key = f"{LOGS}{name}/{day.isoformat()}.jsonl"
    if log_name(key) != name:
        raise ValueError(f"{name!r} is no name of a log; use small letters, digits and hyphens")
    return key


def log_name(key: str) -> str | None:
    """The log whose daily file stands at ``key``; None when it is none."""
    found = _LOG.fullmatch(key)
    return found["name"] if found else None


def index_entry(deposit: Deposit) -> bytes:
    return canonical({"evidence": deposit.evidence, "key": deposit.key, "deposited": deposit.deposited, "sha256": deposit.sha256})


def read_index_entry(content: bytes, key: str, repository: str) -> Deposit:
    """Raises RepositoryFault when the entry at ``key`` is damaged."""
    try:
        return _entry(json.loads(content), key, repository)
    except (ValueError, KeyError, TypeError) as error:
        raise RepositoryFault(
            f"index entry {key} is damaged ({error!r}); remove it and let the archive be mended, which makes it again",
            again=False,
        ) from error


def _entry(said: Any, key: str, repository: str) -> Deposit:
    if index_key(said["evidence"]) != key:
        raise ValueError(f"it names {said['evidence']}")
    return Deposit(
        evidence=said["evidence"],
        repository=repository,
        key=said["key"],
        deposited=datetime.fromisoformat(said["deposited"]),
        sha256=said["sha256"],
    )


def _segment(text: str) -> str:
    if not _SEGMENT.fullmatch(text) or ".." in text:
        raise ValueError(f"{text!r} cannot be part of a key")
    return text
