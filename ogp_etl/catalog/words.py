"""Faults and gaps as plain text, for a terminal or a log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from ogp_etl.cards import PROCESS, Plan
from ogp_etl.catalog.gaps import PLAN, Gap
from ogp_etl.errors import Fault

HEADINGS = {PLAN: {"zh-Hant": "行動方案", "en": "Plan"}, PROCESS: {"zh-Hant": "推動過程", "en": "Process"}}
NOTHING = {"zh-Hant": "沒有缺漏。", "en": "Nothing is missing."}
COUNT = {"zh-Hant": "{plan}：{gaps} 項未知", "en": "{plan}: {gaps} not known"}


def render_faults(faults: Sequence[Fault]) -> str:
    """One fault a line (``file:line: what is wrong; what to write``) and how many there are; empty when there are none."""
    if not faults:
        return ""
    files = {re.sub(r":[0-9]+$", "", fault.where) for fault in faults}
    count = f"{_number(len(faults), 'fault')} in {_number(len(files), 'file')}"
    return "\n".join([*(str(fault) for fault in faults), "", f"{count}; a plan whose cards cannot be read is not harvested"])


def render_gaps(plan: Plan, gaps: Iterable[Gap], language: str = "en") -> str:
    """What is not known, grouped by the file where the answer would be written. ``language``: en or zh-Hant."""
    titles = {commitment.number: str(commitment.title) for commitment in plan.commitments}
    lines: list[str] = []
    count = 0
    for (file, scope), group in groupby(gaps, key=lambda gap: (gap.file, gap.scope)):
        heading = HEADINGS[scope][language] if scope in HEADINGS else f"{scope} {titles.get(scope, '')}"
        lines.append(f"{heading}  ({file})")
        for gap in group:
            lines.append(f"  {gap.field}: {gap.text[language]}")
            count += 1
    if not count:
        return NOTHING[language]
    return "\n".join([COUNT[language].format(plan=plan.id, gaps=count), *lines])


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
