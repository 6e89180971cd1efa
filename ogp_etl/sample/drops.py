"""What the Ministry of Finance puts into its drop folder, day by day: good files, and what offices really drop by mistake."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from ogp_etl.sample import files

FOLDER = "samplia-finance"
"""As the card of commitment 1-1 names it, below the folder of all drops."""
BOMB_SIZE = 64 << 20
"""Bytes of zeros that the small ZIP unpacks to."""
_ZONE = ZoneInfo("Asia/Taipei")


@dataclass(frozen=True, slots=True)
class Drop:
    """A file that lies in the folder from the day ``since`` to the day before ``until``."""

    name: str
    since: date
    until: date
    body: Callable[[], bytes]

    def on(self, day: date) -> bool:
        return self.since <= day < self.until


def in_folder(day: date) -> list[Drop]:
    """What lies in the folder on a day."""
    return [drop for drop in DROPS if drop.on(day)]


def write(drops: Path, day: date) -> Path:
    """Makes ``drops/samplia-finance`` hold what the ministry had put there by ``day``; gives that folder.

    A file is written once, dated seven in the morning of the day it was dropped, and removed when the ministry removed it.
    Files that are not the ministry's are left alone.
    """
    folder = drops / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for drop in DROPS:
        path = folder / drop.name
        if not drop.on(day):
            path.unlink(missing_ok=True)
        elif not path.exists():
            path.write_bytes(drop.body())
            dropped = datetime.combine(drop.since, time(7), _ZONE).timestamp()
            os.utime(path, (dropped, dropped))
    return folder


def _settlement() -> bytes:
    return files.table(
        [
            ["機關", "科目", "預算數（元）", "決算數（元）"],
            ["財政部", "資料開放", "3900000", "3812460"],
            ["水環境署", "水質監測", "15200000", "14987310"],
            ["數位事務部", "公共程式碼", "5100000", "4420855"],
            ["廉政署", "採購廉政平臺", "2600000", "2598100"],
        ],
        "big5",
    )


def _explanation() -> bytes:
    return files.odt(
        "2025年度預算資料開放經費說明",
        [
            "本項經費編列四百二十萬元，用於欄位整理、資料上架與品質檢核。",
            "執行情形按季公布；本說明不含個人資料。",
            "Budget for open data in 2025: 4.2 million for preparing fields, publishing, and the quality check.",
        ],
    )


def _summary() -> bytes:
    return files.table(
        [
            ["機關", "科目", "金額（元）"],
            ["財政部", "資料開放", "4600000"],
            ["水環境署", "水質監測", "21400000"],
            ["數位事務部", "公共程式碼", "8100000"],
        ]
    )


def _execution() -> bytes:
    return files.table(
        [
            ["機關", "科目", "預算數（元）", "上半年執行數（元）"],
            ["財政部", "資料開放", "4600000", "2310500"],
            ["水環境署", "水質監測", "21400000", "5120000"],
        ]
    )


def _half_summary() -> bytes:
    """The same file while it was still being copied."""
    whole = _summary()
    return whole[: len(whole) // 2]


def _program() -> bytes:
    """The head of a Windows program, without a program: enough to be known as one, nothing that could run."""
    dos = b"MZ" + bytes(58) + struct.pack("<L", 64)
    header = b"PE\0\0" + struct.pack("<HHLLLHH", 0x14C, 0, 0, 0, 0, 224, 0x0102)
    optional = struct.pack("<H", 0x10B) + bytes(222)
    return (dos + header + optional).ljust(1024, b"\0")


@cache
def _bomb() -> bytes:
    """A ZIP of some 64 kB whose one entry is 64 MiB of zeros."""
    out = io.BytesIO()
    info = zipfile.ZipInfo("附件.bin", (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w") as made, made.open(info, "w") as entry:
        for _ in range(BOMB_SIZE >> 20):
            entry.write(bytes(1 << 20))
    return out.getvalue()


DROPS = (
    Drop("2025年度預算資料開放經費說明.odt", date(2025, 2, 26), date.max, _explanation),
    Drop("2024年度決算摘要.csv", date(2025, 6, 18), date.max, _settlement),
    Drop("決算表.pdf", date(2025, 9, 9), date(2026, 1, 1), _program),
    Drop("附件彙整.zip", date(2025, 12, 2), date(2026, 4, 1), _bomb),
    Drop("2026年度預算摘要.csv.part", date(2025, 12, 30), date(2026, 1, 5), _half_summary),
    Drop("2026年度預算摘要.csv", date(2026, 1, 5), date.max, _summary),
    Drop("2026年度上半年預算執行表.csv", date(2026, 6, 30), date.max, _execution),
)
"""In the order of their days."""
