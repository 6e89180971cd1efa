"""One thing that was found of a DSpace, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """Deposits work; something is less than it could be, or could not be told."""
    FAULT = "fault"
    """Deposits fail, or the public does not get what it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    check: str
    """Code of what was looked at."""
    level: Level
    found: Mapping[str, str]
    """By language."""
    do: Mapping[str, str] = field(default_factory=dict)
    """By language; empty when there is nothing to do."""


def ok(check: str, *, zh: str, en: str) -> Line:
    return Line(check=check, level=Level.OK, found={"zh-Hant": zh, "en": en})


def warning(check: str, *, zh: str, en: str, do_zh: str, do_en: str) -> Line:
    return Line(check=check, level=Level.WARNING, found={"zh-Hant": zh, "en": en}, do={"zh-Hant": do_zh, "en": do_en})


def fault(check: str, *, zh: str, en: str, do_zh: str, do_en: str) -> Line:
    return Line(check=check, level=Level.FAULT, found={"zh-Hant": zh, "en": en}, do={"zh-Hant": do_zh, "en": do_en})
