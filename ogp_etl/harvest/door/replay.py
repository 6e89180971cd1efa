"""Answering from WARC and WACZ files instead of the network."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ogp_etl.errors import Fault, InputInvalid
from ogp_etl.harvest.door.addresses import clean
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.harvest.door.line import Answer
from ogp_etl.harvest.door.recorded import response_of
from ogp_etl.harvest.recording.warc_files import Record, WarcFile, block_at, records, warc_files
from ogp_etl.model import Reason, WarcRef

_STATUS = re.compile(rb"HTTP/[0-9.]+ +([0-9]{3})")


@dataclass(frozen=True, slots=True)
class _Kept:
    when: datetime
    file: WarcFile
    offset: int
    record_id: str
    status: int
    digest: str
    """Payload digest as written; empty when there is none."""
    revisit: bool
    asked_by: str
    """Id of its request record; empty when not said."""
    truncated: str


class Replay:
    """The newest recorded answer of each address. Never opens a socket; an address that is not recorded is not had.

    Reads all files once, at birth. Raises InputInvalid, naming the file, when one cannot be read or holds no response.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._kept: dict[str, _Kept] = {}
        self._by_digest: dict[str, _Kept] = {}
        for path in paths:
            self._read(path)
        if not self._kept:
            raise InputInvalid([Fault("replay", "no file was given", "name at least one WARC or WACZ file")])
        self.newest: datetime = max(kept.when for kept in self._kept.values())
        """Instant of the newest response record, UTC."""

    def __contains__(self, url: str) -> bool:
        return clean(url) in self._kept

    def ask(self, url: str, headers: Mapping[str, str], seconds: float) -> Answer:  # noqa: ARG002 as any Transport; a recording takes no time
        kept = self._kept.get(url)
        if kept is not None and kept.revisit:
            kept = self._by_digest.get(kept.digest)
        if kept is None:
            raise NotHad(Reason.NOT_IN_REPLAY, "the replay files hold no answer of this address")
        try:
            stream, block = block_at(kept.file, kept.offset)
        except (OSError, zipfile.BadZipFile) as error:
            raise InputInvalid([Fault(str(kept.file.path), f"cannot be read any more ({error})", "put the file back")]) from error
        place = WarcRef(file=kept.file.name, offset=kept.offset, record_id=kept.record_id)
        return Answer(url=url, raw=response_of(stream, block), warc=place, truncated=kept.truncated)

    def close(self) -> None:
        """Nothing is held open between two questions."""

    def _read(self, path: Path) -> None:
        not_got: set[str] = set()
        found: list[tuple[str, _Kept]] = []
        for file in warc_files(path):
            for record in records(file):
                if record.kind == "request" and not record.start.startswith(b"GET "):
                    not_got |= set(_ids(record, "WARC-Record-ID", "WARC-Concurrent-To"))
                elif record.kind in ("response", "revisit"):
                    found.extend(_entry(file, record))
        kept = [(url, entry) for url, entry in found if not not_got & {entry.record_id, entry.asked_by}]
        if not kept:
            raise InputInvalid([Fault(str(path), "holds no recorded answer of a web server", "give a WARC or WACZ file")])
        for url, entry in kept:
            self._keep(url, entry)

    def _keep(self, url: str, entry: _Kept) -> None:
        if entry.digest and not entry.revisit:
            self._by_digest[entry.digest] = entry
        known = self._kept.get(url)
        # A 304 says only that an earlier answer still holds, so it never takes that answer's place.
        if known is None or (entry.status != 304, entry.when) >= (known.status != 304, known.when):
            self._kept[url] = entry


def _entry(file: WarcFile, record: Record) -> Iterable[tuple[str, _Kept]]:
    status = _STATUS.match(record.start)
    get = record.fields.get_header
    revisit = record.kind == "revisit"
    not_modified = revisit and "server-not-modified" in (get("WARC-Profile") or "")
    try:
        url = clean((get("WARC-Target-URI") or "").strip("<>"))
        when = datetime.fromisoformat(get("WARC-Date") or "")
    except ValueError:
        return  # a record of something else than the web: dns:, urn:
    if status is None and not revisit:
        return
    yield (
        url,
        _Kept(
            when=when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC),
            file=file,
            offset=record.offset,
            record_id=get("WARC-Record-ID") or "",
            status=304 if not_modified else int(status.group(1)) if status else 200,
            digest=get("WARC-Payload-Digest") or "",
            revisit=revisit and not not_modified,
            asked_by=get("WARC-Concurrent-To") or "",
            truncated=get("WARC-Truncated") or "",
        ),
    )


def _ids(record: Record, *names: str) -> Iterable[str]:
    return filter(None, (record.fields.get_header(name) for name in names))
