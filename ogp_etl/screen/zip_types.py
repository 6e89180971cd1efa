"""What a ZIP really is: office files, books and programs are ZIP files with telling entries."""

from __future__ import annotations

import zipfile
from typing import IO

from ogp_etl.screen.signatures import JAR
from ogp_etl.screen.unpack import Flow
from ogp_etl.screen.zips import STORED, read_entry

ZIP = "application/zip"
APK = "application/vnd.android.package-archive"
OOXML = "application/vnd.openxmlformats-officedocument."
OFFICE = (
    ("word/", OOXML + "wordprocessingml.document", "application/vnd.ms-word.document.macroenabled.12"),
    ("xl/", OOXML + "spreadsheetml.sheet", "application/vnd.ms-excel.sheet.macroenabled.12"),
    ("ppt/", OOXML + "presentationml.presentation", "application/vnd.ms-powerpoint.presentation.macroenabled.12"),
)
MACROS = "vbaproject.bin"
DECLARED = ("application/vnd.oasis.opendocument.", "application/epub+zip")
"""Types that a first entry called ``mimetype`` may declare (ODF 1.3 part 2, 3.3)."""


def type_of_zip(file: IO[bytes], archive: zipfile.ZipFile) -> str:
    """``archive`` is opened over ``file``. Raises Refusal when the ``mimetype`` entry is damaged."""
    names = [entry.filename for entry in archive.infolist()]
    lower = {name.lower() for name in names}
    if "mimetype" in lower and (declared := _declared(file, archive)):
        return declared
    if "[content_types].xml" in lower:
        for folder, plain, with_macros in OFFICE:
            if any(name.startswith(folder) for name in lower):
                return with_macros if any(name.endswith(MACROS) for name in lower) else plain
    if "androidmanifest.xml" in lower and "classes.dex" in lower:
        return APK
    if "meta-inf/manifest.mf" in lower and any(name.endswith(".class") for name in lower):
        return JAR
    return ZIP


def _declared(file: IO[bytes], archive: zipfile.ZipFile) -> str | None:
    entry = next(entry for entry in archive.infolist() if entry.filename.lower() == "mimetype")
    if entry.compress_type != STORED or entry.flag_bits & 1 or entry.file_size > 200:
        return None
    text = Flow(read_entry(file, entry)).peek(200).decode("ascii", "replace").strip()
    return text if text.startswith(DECLARED) and text.isprintable() else None
