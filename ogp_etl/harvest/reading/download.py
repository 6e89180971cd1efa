"""Links to files of the CCMS family: ``Download.ashx?u=…&n=…&icon=…``, with a server path and a file name in Base64.

Order of the parameters, spelling of percent codes and ``icon`` differ from page to page for one file, so files are told
apart by the decoded path, never by the address.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from ogp_etl.harvest.reading.html_page import canonical, heading


@dataclass(frozen=True, slots=True)
class Download:
    host: str
    path: str
    """Path of the file on the server. Its last part changes whenever the file is uploaded again."""
    name: str | None
    """Name for people, with its ending where the site gives one; None when the link has none."""
    ending: str
    """``.pdf``, from name, path or icon; empty when none says."""


def decode(url: str) -> Download | None:
    """None when the address is no such link, or its ``u`` cannot be read."""
    parts = urlsplit(url)
    if not parts.path.lower().endswith("/download.ashx"):
        return None
    given = {name.lower(): unquote(value) for name, _, value in (pair.partition("=") for pair in parts.query.split("&"))}
    path = heading(_text(given.get("u", "")))
    if not path:
        return None
    name = heading(_text(given.get("n", ""))) or None
    return Download((parts.hostname or "").lower(), path, name, _ending(name or "", path, given.get("icon", "")))


def locator(url: str) -> str:
    """What names a linked file: host and decoded path for ``Download.ashx``, the same as of its direct form
    (``ws.ndc.gov.tw/001/…/x.pdf``); for any other address its canonical form."""
    found = decode(url)
    if found is None:
        return canonical(url)
    return canonical(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/{quote(found.path.lstrip('/'), safe='/')}")


def _text(value: str) -> str:
    """Base64 as sites write it: with + turned into a blank, in the URL alphabet, without padding. Empty when it is none."""
    signs = value.replace(" ", "+").replace("-", "+").replace("_", "/").rstrip("=")
    try:
        raw = base64.b64decode(signs + "=" * (-len(signs) % 4), validate=True)
    except (binascii.Error, ValueError):
        return ""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp950", errors="replace")


def _ending(*names: str) -> str:
    for name in names:
        found = re.fullmatch(
            r"\.[a-z0-9]{1,5}", PurePosixPath("x" + name.lower() if name.startswith(".") else name.lower()).suffix
        )
        if found:
            return found[0]
    return ""
