"""Which endings of file names fit which content. Pure; the same on every machine, unlike the system's table."""

from __future__ import annotations

import re

_FITS: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "text/html": ("html", "htm", "xhtml"),
    "application/xhtml+xml": ("xhtml", "html", "htm"),
    "application/json": ("json", "geojson", "jsonld"),
    "application/xml": ("xml", "an", "xsd", "rss", "atom", "kml", "gml", "html", "htm", "xhtml", "svg"),
    "text/xml": ("xml", "an", "xsd", "rss", "atom", "kml", "gml", "html", "htm", "xhtml", "svg"),
    "text/csv": ("csv", "tsv", "txt"),
    "application/zip": ("zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "kmz", "wacz"),
    "application/x-7z-compressed": ("7z",),
    "application/x-rar": ("rar",),
    "application/vnd.rar": ("rar",),
    "application/gzip": ("gz", "tgz", "warc.gz"),
    "application/msword": ("doc", "dot"),
    "application/vnd.ms-excel": ("xls", "xlt"),
    "application/vnd.ms-powerpoint": ("ppt", "pps"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("pptx",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "application/vnd.oasis.opendocument.presentation": ("odp",),
    "application/rtf": ("rtf",),
    "text/rtf": ("rtf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/gif": ("gif",),
    "image/tiff": ("tif", "tiff"),
    "image/svg+xml": ("svg",),
    "audio/mpeg": ("mp3",),
    "video/mp4": ("mp4", "m4v"),
}
"""The first is the one to put when none of them is there. Types that are not named say too little to judge a name by."""

_PROGRAMS = frozenset({"asp", "aspx", "ashx", "php", "jsp", "do", "action", "cgi", "axd", "svc"})
"""Endings that name the program that answered, not what it answered with."""
_EXTENSION = re.compile(r"(?<=.)\.([0-9A-Za-z]{1,12})$")


def with_fitting_extension(name: str, media_type: str | None) -> str:
    """``name`` with an ending that fits the content: kept when it does or when the type says too little, put in the place
    of a program's (``Download.ashx``), else put behind (``report.doc.docx``: the wrong one is what the source said)."""
    fits = _FITS.get(media_type or "", ())
    found = _EXTENSION.search(name)
    said = found[1].lower() if found else ""
    if not fits or said in fits:
        return name
    return f"{name[: found.start()] if found and said in _PROGRAMS else name}.{fits[0]}"
