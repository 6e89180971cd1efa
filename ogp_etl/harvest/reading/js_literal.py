"""Values that a page's own script holds: JavaScript literals, read without running anything."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

DEEPEST = 100
SPACE = re.compile(r"(?:\s|/\*.*?\*/|//[^\n\r]*)*", re.DOTALL)
NUMBER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
NAME = re.compile(r"[A-Za-z_$][\w$]*")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`(?:[^`\\$]|\\.|\$(?!\{))*`', re.DOTALL)
ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL)
WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r": "", "\r\n": ""}


def literal(text: str, start: int = 0) -> tuple[Any, int]:
    """The value that begins at ``start`` (blanks and comments before it are passed over), and where it ends.

    Objects (keys quoted or not), arrays, strings in any quotes, numbers, true, false, null; also ``JSON.parse("…")`` and
    ``new Date(n)`` (as its number). Commas at the end are allowed. Raises ValueError for anything else.
    """
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text, _past(text, start))
    except (ValueError, RecursionError):
        return _value(text, start, 0)
    return value, end


def _past(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    at = _past(text, at)
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    sign = text[at : at + 1]
    if sign == "{":
        return _object(text, at + 1, depth)
    if sign == "[":
        return _array(text, at + 1, depth)
    if sign and sign in "\"'`":
        return _string(text, at)
    found = NUMBER.match(text, at)
    if found:
        return _number(found[0]), found.end()
    return _word(text, at, depth)


def _number(written: str) -> int | float:
    digits = written.lstrip("+-")
    if digits.isdigit() or digits[:2].lower() == "0x":
        return int(digits, 16 if "x" in digits.lower() else 10) * (-1 if written.startswith("-") else 1)
    return float(written)


def _string(text: str, at: int) -> tuple[str, int]:
    found = STRING.match(text, at)
    if not found:
        raise ValueError(f"a string without end at {at}")
    return ESCAPE.sub(_unescape, found[0][1:-1]), found.end()


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1 and code[0] in "ux":
        value = int(code[1:].strip("{}"), 16)
        return chr(value) if value < 0x110000 else "\ufffd"
    return ESCAPES.get(code, code)


def _word(text: str, at: int, depth: int) -> tuple[Any, int]:
    found = NAME.match(text, at)
    if not found:
        raise ValueError(f"no value at {at}: {text[at : at + 20]!r}")
    if found[0] in WORDS:
        return WORDS[found[0]], found.end()
    call = re.compile(r"(JSON\s*\.\s*parse|new\s+Date)\s*\(").match(text, at)
    if not call:
        raise ValueError(f"no literal at {at}: {found[0]}")
    value, end = _value(text, call.end(), depth + 1)
    end = _past(text, end)
    if text[end : end + 1] != ")":
        raise ValueError(f"no ) at {end}")
    if not call[1].startswith("JSON"):
        return value, end + 1
    try:
        return json.loads(value), end + 1
    except (TypeError, RecursionError) as error:
        raise ValueError(f"JSON.parse at {at}: {error}") from error


def _array(text: str, at: int, depth: int) -> tuple[list[Any], int]:
    values: list[Any] = []

    def one(at: int) -> int:
        value, end = _value(text, at, depth + 1)
        values.append(value)
        return end

    return values, _several(text, at, "]", one)


def _object(text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    values: dict[str, Any] = {}

    def one(at: int) -> int:
        if text[at] in "\"'":
            key, end = _string(text, at)
        else:
            found = NAME.match(text, at) or NUMBER.match(text, at)
            if not found:
                raise ValueError(f"no key at {at}: {text[at : at + 20]!r}")
            key, end = found[0], found.end()
        end = _past(text, end)
        if text[end : end + 1] != ":":
            raise ValueError(f"no : at {end}")
        values[key], end = _value(text, end + 1, depth + 1)
        return end

    return values, _several(text, at, "}", one)


def _several(text: str, at: int, close: str, one: Callable[[int], int]) -> int:
    """Reads members until ``close``, with commas between and perhaps after them; gives where it ends."""
    while True:
        at = _past(text, at)
        if text[at : at + 1] == close:
            return at + 1
        if not text[at : at + 1]:
            raise ValueError(f"no {close} before the end")
        at = _past(text, one(at))
        if text[at : at + 1] == ",":
            at += 1
        elif text[at : at + 1] != close:
            raise ValueError(f"no , or {close} at {at}: {text[at : at + 20]!r}")
