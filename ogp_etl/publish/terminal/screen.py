"""Text for a terminal: counted in the places a terminal gives each sign (two for Chinese), wrapped, and harmless."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

_CLOSING = "，。、；：！？）」』】》〉…—·,.;:!?)"
_OPENING = "（「『【《〈("
_NEVER_FIRST = re.compile(f"[{re.escape(_CLOSING)}]")


def columns(stream: TextIO) -> int | None:
    """Places of a line where a person watches; None where a file or another program reads, which gets whole lines."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def width(text: str) -> int:
    """Places a terminal gives a text: two for wide signs, none for combining ones."""
    return sum(_places(sign) for sign in text)


def _places(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf":
        return 0
    return 2 if _wide(sign) else 1


def _wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF"


def pad(text: str, places: int, *, right: bool = False) -> str:
    """Filled up with blanks; ``right``: they go before the text."""
    space = " " * (places - width(text))
    return space + text if right else text + space


def cut(text: str, places: int) -> str:
    """A text in at most so many places, its loss shown by an ellipsis."""
    if width(text) <= places:
        return text
    kept, used = [], 1
    for sign in text:
        used += _places(sign)
        if used > places:
            break
        kept.append(sign)
    return "".join(kept).rstrip() + "…"


def tame(text: str) -> str:
    """A text of one line that cannot steer a terminal: escapes, line breaks and direction signs become spaces."""
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in text).strip()


def wrapped(text: str, places: int | None, indent: str = "") -> str:
    """Broken into lines of so many places, every line after the first with the indent before it; None: left whole.

    Breaks stand at blanks and between Chinese signs, never before a closing sign or after an opening one. What cannot be
    broken, such as an address, stays whole and may be longer.
    """
    if places is None:
        return text
    return joined(_units(text), "", places, indent)


def joined(parts: Iterable[str], mark: str, places: int | None, indent: str = "") -> str:
    """Parts with a mark between them, none broken that fits a line; lines after the first have the indent before them."""
    lines: list[str] = []
    line, used = "", 0
    room = None if places is None else places - width(indent)
    for part in parts:
        if not line:
            line, used = part, width(part)
        elif room is not None and used + width(f"{mark}{part}".rstrip()) > (room if lines else places or 0):
            lines.append(f"{line}{mark}".rstrip())
            line = part.lstrip()
            used = width(line)
        else:
            line += mark + part
            used += width(mark + part)
    return f"\n{indent}".join([*lines, line if places is None else line.rstrip()])


def _units(text: str) -> Iterator[str]:
    """The pieces of a text that are never broken; a blank stands at the end of the piece before it."""
    piece = ""
    for before, sign in zip(" " + text, text, strict=False):
        if piece and _may_break(before, sign):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _may_break(before: str, sign: str) -> bool:
    if sign == " " or _NEVER_FIRST.match(sign) or before in _OPENING:
        return False
    return before == " " or _wide(before) or _wide(sign)


def aligned(rows: Sequence[Sequence[str]], gap: str = "  ", right: Sequence[int] = ()) -> list[str]:
    """Rows as lines whose cells stand under one another; ``right``: columns of numbers, aligned to that side."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        gap.join(
            pad(cell, places, right=column in right) for column, (cell, places) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
