"""``repository.Ledger`` in any store: daily logs that only grow, and files that are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from ogp_etl.archive import layout
from ogp_etl.archive.checked import compare, opened
from ogp_etl.archive.store import Store, local_digest


class KeyedLedger:
    def __init__(self, store: Store) -> None:
        self._store = store

    def append_log(self, name: str, day: date, lines: Sequence[bytes]) -> int:
        if any(not line or b"\n" in line for line in lines):
            raise ValueError("a line of a log is not empty and holds no line feed")
        added = 0

        def change(content: bytes) -> bytes:
            nonlocal added
            grown, new = _grown(content, lines)
            added = new or added
            return grown

        self._store.merge(layout.log_key(name, day), change)
        return added

    def read_log(self, name: str) -> Iterator[bytes]:
        for key in self._store.keys(f"{layout.LOGS}{name}/"):
            if layout.log_name(key) == name:
                with opened(self._store, key) as file:
                    yield from (line for line in (raw.rstrip(b"\n") for raw in file) if line)

    def logs(self) -> Sequence[str]:
        return sorted({name for key in self._store.keys(layout.LOGS) if (name := layout.log_name(key))})

    def keep(self, name: str, path: Path) -> None:
        key, sha256 = layout.warc_key(name), local_digest(path)
        self._store.put(key, path, sha256)
        compare(self._store, key, sha256)

    def kept(self) -> Iterator[str]:
        return (key.removeprefix(layout.WARC) for key in self._store.keys(layout.WARC))

    def open_kept(self, name: str) -> BinaryIO:
        return opened(self._store, layout.warc_key(name))


def _grown(content: bytes, lines: Sequence[bytes]) -> tuple[bytes, int]:
    """``content`` with those lines at its end that are not in it, and how many these are."""
    standing = set(content.split(b"\n"))
    new = [line for line in dict.fromkeys(lines) if line not in standing]
    if not new:
        return content, 0
    ended = content if not content or content.endswith(b"\n") else content + b"\n"
    return ended + b"\n".join(new) + b"\n", len(new)
