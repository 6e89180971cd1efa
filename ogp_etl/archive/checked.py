"""Reads that must succeed: what is missing or other than deposited is a fault that names the file and both digests."""

from __future__ import annotations

from typing import BinaryIO

from ogp_etl.archive.repository import HOW_TO_PUT_BACK
from ogp_etl.archive.store import Store
from ogp_etl.errors import RepositoryFault


class Missing(RepositoryFault):
    """Something that was deposited is not there."""


class Altered(RepositoryFault):
    """Something has other bytes than were deposited."""


def required(store: Store, key: str) -> bytes:
    content = store.read(key)
    if content is None:
        raise _missing(store, key)
    return content


def opened(store: Store, key: str) -> BinaryIO:
    file = store.open(key)
    if file is None:
        raise _missing(store, key)
    return file


def compare(store: Store, key: str, sha256: str, size: int | None = None) -> None:
    """Reads every byte. ``size``: bytes that are expected; None when only the digest is known."""
    found = store.digest(key)
    if found is None:
        raise _missing(store, key)
    more = f" ({found[1]} bytes, not {size})" if size not in (None, found[1]) else ""
    agree(store, key, sha256, found[0], more)


def agree(store: Store, key: str, expected: str, found: str, more: str = "") -> None:
    if found != expected:
        raise Altered(
            f"{store.where}: {key} has SHA-256 {found}, not {expected}{more}; find out who wrote there; {HOW_TO_PUT_BACK}",
            again=False,
        )


def _missing(store: Store, key: str) -> Missing:
    return Missing(f"{store.where}: {key} is missing; {HOW_TO_PUT_BACK}", again=False)
