"""``/api/core/bitstreams/<uuid>/content``: the file itself, whole or in part."""

import re
import unicodedata
from email.utils import format_datetime
from urllib.parse import quote

from .rights import need
from .things import Bitstream
from .wire import Answer

INLINE = {"application/pdf", "image/gif", "image/jpeg", "image/png", "audio/mpeg", "video/mpeg", "video/mp4"}
THRESHOLD = 8388608


def get(ctx):
    """``GET`` and ``HEAD``; 401 to somebody who may not read it and has not logged in"""
    file = ctx.find(Bitstream, message="No message available")
    need(ctx, file, "READ")
    tag = f'"{file.md5}"'
    if ctx.request.headers.get("if-none-match") in (tag, file.md5, "*"):
        return Answer(304, headers=[("ETag", tag)])
    start, length = 0, file.size
    status, headers = 200, []
    wanted = _wanted(ctx.request.headers.get("range", ""), file.size)
    if wanted is not None:
        start, length = wanted
        if length <= 0:
            return Answer(416, headers=[("Content-Range", f"bytes */{file.size}")])
        status, headers = 206, [("Content-Range", f"bytes {start}-{start + length - 1}/{file.size}")]
    headers += [
        ("Last-Modified", format_datetime(file.modified, usegmt=True)),
        ("ETag", tag),
        ("Accept-Ranges", "bytes"),
        ("Content-Disposition", _disposition(file)),
    ]
    return Answer(status, file.content, headers, f"{file.media_type};charset=UTF-8", (start, length))


def _wanted(stated, size):
    """(first byte, how many) of a ``Range``, none for one that is not understood; None without one."""
    if not stated:
        return None
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", stated.strip())
    if match is None or not any(match.groups()):
        return 0, 0
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return size - length, length
    end = min(int(last), size - 1) if last else size - 1
    return int(first), end - int(first) + 1


def _disposition(file):
    inline = file.media_type in INLINE and file.size <= THRESHOLD
    plain = unicodedata.normalize("NFD", file.name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[\r\n\x00]", "", plain)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='*-._')}"


ROUTES = [("GET", "/api/core/bitstreams/{uuid}/content", get)]
