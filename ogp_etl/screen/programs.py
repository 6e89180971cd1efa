"""Programs and scripts by their first bytes, whatever they are called; and scripts by name, where only the name tells."""

from __future__ import annotations

import re

from ogp_etl.screen.signatures import EXECUTABLES, type_by_signature
from ogp_etl.screen.subject import extension_of

_SCRIPT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:#!\s*/|<\?php[\s/]|<\?=|@echo\s+off\b|<job\b|<%@\s*(?:page|language|webhandler)\b)", re.IGNORECASE
)
SCRIPT_NAMES = frozenset({"bat", "cmd", "ps1", "psm1", "vbs", "vbe", "jse", "wsf", "wsh", "hta", "scr", "reg", "sh"})
"""Extensions of texts that a click runs. Not ``com``, which ends addresses, and not ``js``, which ends data files."""
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""In two parts, so that no scanner takes this file for it."""
WITHIN = 4096
"""The pattern is looked for in this many first bytes: a page that writes about it further down is a page."""


def is_program(head: bytes) -> bool:
    return type_by_signature(head[:1024]) in EXECUTABLES


def is_script(head: bytes, name: str | None, *, text: bool) -> bool:
    """``text``: the content is plain text, so that its name may tell (a page at an address in .hta is still a page)."""
    return _SCRIPT.match(head[:1024]) is not None or (text and extension_of(name) in SCRIPT_NAMES)


def is_test_virus(head: bytes) -> bool:
    return TEST_VIRUS in head[:WITHIN]
