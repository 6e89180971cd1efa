"""What a measure answers, and why a row may be in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from ogp_etl.check.calendar import NEVER
from ogp_etl.check.case import Known
from ogp_etl.model import Doubt, LateSpan, Part, Verdict

DUE_SOON_DAYS = 30
"""``due-soon`` begins so many days before the due day (docs/judging.md §3)."""

WHY: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "day-not-certain": {"zh-Hant": "公開或發生的日子只知道範圍", "en": "its day is only known within a span"},
        "never-proven": {"zh-Hant": "無法證明何時公開", "en": "nothing proves by when it was public"},
        "public-not-known": {"zh-Hant": "不知道是否人人可讀", "en": "not known whether anyone may read it"},
        "primary-not-known": {"zh-Hant": "不知道是否為原始證據", "en": "not known whether it is primary evidence"},
        "covers-not-known": {"zh-Hant": "不知道報告涵蓋哪些內容", "en": "not known what the report covers"},
        "language-not-known": {"zh-Hant": "不知道是哪種語言", "en": "its language is not known"},
        "document-not-known": {
            "zh-Hant": "不知道屬於哪一次會議或哪一項承諾",
            "en": "not known of which meeting or commitment it is",
        },
        "not-visited": {
            "zh-Hant": "來源未完整查訪，之後可能另有公開",
            "en": "its sources were not visited since, so more may have appeared",
        },
        "not-held": {"zh-Hant": "證據表中沒有這種文件", "en": "the table holds no such document"},
        "plan-partial": {"zh-Hant": "計畫資料尚不完整", "en": "not all of the plan is known yet"},
    }
)
"""Codes of doubts in words, by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One measure's answer for one case. Fields as in ``model.Finding``; ``evidence`` in any order and number."""

    verdict: Verdict
    threshold: Mapping[str, Any]
    value: int | str | None = None
    due: date | None = None
    history: tuple[LateSpan, ...] = ()
    evidence: Iterable[Known] = ()
    missing: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    parts: tuple[Part, ...] = ()


def doubt(id_: str, why: str) -> Doubt:
    return Doubt(id=id_, why=why, text=WHY[why])


def row_doubt(one: Known) -> Doubt:
    """Why a row is only possible."""
    row = one.row
    if row.public is None:
        why = "public-not-known"
    elif row.published_by is None:
        why = "never-proven"
    elif one.last == NEVER:
        why = "primary-not-known"
    else:
        why = "day-not-certain"
    return doubt(row.id, why)


def doubts_of(rows: Iterable[Known], unseen: Iterable[str] = ()) -> tuple[Doubt, ...]:
    """Doubts of possible rows, and of scopes whose sources were not visited."""
    return (*map(row_doubt, rows), *(doubt(scope, "not-visited") for scope in unseen))


def until(due: date, day: date) -> Verdict:
    """Nothing is there yet and nothing is late: pending, or due-soon in the last days."""
    return Verdict.DUE_SOON if (due - day).days <= DUE_SOON_DAYS else Verdict.PENDING
