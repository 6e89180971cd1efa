"""The official ZIP of a petition on JOIN: 討論區留言.csv (discussion) and 附議名單.csv (who endorsed it, from where and why).

The CSV starts with a byte-order mark before a quoted first header, has CRLF between rows and line breaks inside cells;
blank author names are anonymous; numbers such as ``M-1`` are row numbers, no ids; times are Taipei time. Nothing here
gives a name, a nickname or a place of residence.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from ogp_etl.errors import LayoutUnknown
from ogp_etl.harvest.reading.comments import instant, sound
from ogp_etl.model import Comment

DISCUSSION = "討論區留言.csv"
ENDORSEMENTS = "附議名單.csv"
SIDES = {"贊成論點": "for", "其他想法": "other", "": None}
NO_NAME = ("", "匿名")
LONGEST_CELL = 10_000_000
"""Characters; the csv module's own limit would refuse a long comment."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an export may hold. The real ones have two entries and compress five times at most."""

    entries: int = 20
    size: int = 200_000_000
    """Bytes of one entry, unpacked; counted while reading, whatever the file says of itself."""
    ratio: int = 200
    """Unpacked size to packed size."""


def is_zip(body: Path) -> bool:
    with body.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def entries(body: Path, url: str, limits: Limits = Limits()) -> dict[str, zipfile.ZipInfo]:
    """The export's files by their right names (without folders). Raises LayoutUnknown when it is no ZIP, or not one that
    can be read within the limits."""
    try:
        with zipfile.ZipFile(body) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise LayoutUnknown(url, "a ZIP file", str(error)) from error
    if len(infos) > limits.entries:
        raise LayoutUnknown(url, f"a ZIP file of at most {limits.entries} entries", f"it has {len(infos)}")
    return {PurePosixPath(entry_name(info)).name: info for info in infos if not info.is_dir()}


def entry_name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: UTF-8 where the entry says so, else the bytes as UTF-8 if they are, else as Big5."""
    if info.flag_bits & 0x800:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp950", "replace")


def discussion(body: Path, url: str) -> list[Comment]:
    """All comments of the discussion, in the export's order. Raises LayoutUnknown rather than lose one."""
    rows = _rows(
        body, DISCUSSION, url, ("序號", "留言者名稱", "留言內容", "留言時間", "贊成論點/其他想法", "贊成數量", "反對數量")
    )
    return [
        Comment(
            position=position,
            made=_when(row, "留言時間", position, url),
            side=_side(row, position, url),
            text=sound(row["留言內容"]),
            agree=_count(row, "贊成數量", position, url),
            disagree=_count(row, "反對數量", position, url),
            anonymous=row["留言者名稱"].strip() in NO_NAME,
        )
        for position, row in enumerate(rows, 1)
    ]


def endorsements(body: Path, url: str) -> list[Comment]:
    """Why people endorsed the petition, in the export's order; the text is empty where they gave no reason. In 2017 the
    header of the nicknames was spelled 附議人匿稱."""
    rows = _rows(body, ENDORSEMENTS, url, ("編號", "附議時間", "附議原因", "附議人暱稱|附議人匿稱"))
    return [
        Comment(
            position=position,
            made=_when(row, "附議時間", position, url),
            side="for",
            text=sound(row["附議原因"]),
            agree=None,
            disagree=None,
            anonymous=(row.get("附議人暱稱") or row.get("附議人匿稱") or "").strip() in NO_NAME,
        )
        for position, row in enumerate(rows, 1)
    ]


def _rows(body: Path, name: str, url: str, needed: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    """The rows under the header. ``needed``: headers that must be there; ``a|b`` means either."""
    infos = entries(body, url)
    if name not in infos:
        raise LayoutUnknown(url, name, f"the ZIP holds {', '.join(infos) or 'nothing'}")
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(_text(_unpacked(body, infos[name], url)), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        missing = [wanted for wanted in needed if not set(wanted.split("|")) & set(header)]
        if missing:
            raise LayoutUnknown(url, f"{name}, columns {', '.join(missing)}", f"its columns are {', '.join(header)}")
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                raise LayoutUnknown(url, f"{name}, {len(header)} cells in a row", f"line {reader.line_num} has {len(cells)}")
            yield dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise LayoutUnknown(url, f"{name} as CSV", f"line {reader.line_num}: {error}") from error


def _unpacked(body: Path, info: zipfile.ZipInfo, url: str, limits: Limits = Limits()) -> bytes:
    most = min(limits.size, max(info.compress_size, 1000) * limits.ratio)
    try:
        with zipfile.ZipFile(body) as archive, archive.open(info) as file:
            data = file.read(most + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise LayoutUnknown(url, f"{entry_name(info)} in the ZIP", str(error)) from error
    if len(data) > most:
        raise LayoutUnknown(url, f"{entry_name(info)} within {most} bytes", "it unpacks to more")
    return data


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp950", "replace")


def _when(row: Mapping[str, str], column: str, position: int, url: str) -> datetime:
    made = instant(row[column])
    if made is None:
        raise LayoutUnknown(url, column, f"row {position} has {row[column]!r}")
    return made


def _side(row: Mapping[str, str], position: int, url: str) -> str | None:
    written = row["贊成論點/其他想法"].strip()
    if written not in SIDES:
        raise LayoutUnknown(url, "贊成論點 or 其他想法", f"row {position} has {written!r}")
    return SIDES[written]


def _count(row: Mapping[str, str], column: str, position: int, url: str) -> int | None:
    written = re.sub(r"[,\s]", "", row[column])
    if written and not written.isdecimal():
        raise LayoutUnknown(url, column, f"row {position} has {row[column]!r}")
    return int(written) if written else None
