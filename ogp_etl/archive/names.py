"""File names that are safe on every file system and in every key. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ogp_etl.archive.extensions import with_fitting_extension

LONGEST = 150
"""Bytes of UTF-8 in one name; file systems end at 255."""
FALLBACK = "file"

_EXTENSION = re.compile(r"(?<=.)(?:\.tar)?\.[0-9A-Za-z]{1,12}$")
_FORBIDDEN = frozenset('<>:"|?*')
_SPACES = frozenset({"Zs", "Zl", "Zp"})
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
"""Names that Windows keeps for itself."""


def clean_name(name: str, media_type: str | None = None) -> str:
    """A name for people from one that a stranger gave: the last part of its path, in NFC, at most ``LONGEST`` bytes.

    Letters of every script stay, and so does the extension. Control and format characters (also those that turn the
    reading direction) go; what some system forbids becomes ``_``. Never empty, never hidden, without ``/`` and ``..``;
    a clean name stays as it is. ``media_type``: type of the content, to see to an ending that fits it; None: the ending
    is left as it is.
    """
    parts = [part for part in re.split(r"[/\\]", name) if part.strip(" .")]
    text = unicodedata.normalize("NFC", "".join(_clean_character(character) for character in parts[-1])) if parts else ""
    text = with_fitting_extension(re.sub(r" {2,}", " ", text).strip(" .") or FALLBACK, media_type)
    if _DEVICES.match(text):
        text = f"_{text}"
    return _shortened(text, LONGEST)


def apart(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """The names in their order, cleaned, with a number put to those that would meet another or one of ``taken``.

    Two names meet also when only their case differs, because some file systems hold those for the same.
    """
    used = {_meeting(name) for name in taken}
    given = []
    for name in names:
        clean = clean_name(name)
        unique, number = clean, 1
        while _meeting(unique) in used:
            number += 1
            unique = _numbered(clean, number)
        used.add(_meeting(unique))
        given.append(unique)
    return given


def _clean_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Cf"}:
        return " " if character in "\t\n\r\v\f" else ""
    if category in _SPACES:
        return " "
    return "_" if character in _FORBIDDEN or category == "Cs" else character


def _meeting(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def _numbered(name: str, number: int) -> str:
    stem, extension = _split(name)
    mark = f"-{number}"
    return _cut(stem, LONGEST - len((mark + extension).encode())) + mark + extension


def _shortened(name: str, size: int) -> str:
    if len(name.encode()) <= size:
        return name
    stem, extension = _split(name)
    return _cut(stem, size - len(extension.encode())) + extension


def _split(name: str) -> tuple[str, str]:
    found = _EXTENSION.search(name)
    return (name[: found.start()], found.group()) if found else (name, "")


def _cut(text: str, size: int) -> str:
    """The first characters of ``text`` that fit in ``size`` bytes of UTF-8."""
    return text.encode()[:size].decode(errors="ignore").rstrip(" .")
