"""What a verdict as of a day to come supposes, in one or two sentences. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ogp_etl.publish.needs import scope_name
from ogp_etl.publish.texts import LANGUAGES, Text, phrase

_MARKS = {"zh-Hant": "、", "en": ", "}


def supposed(today: date, as_of: date, unseen: Sequence[str | None]) -> list[Text]:
    """Empty for a day that is not to come. ``unseen``: owners (None: the process) whose sources are not seen today."""
    if as_of <= today:
        return []
    told: list[Text] = [{each: phrase("what-if", "future")[each].format(as_of=as_of, today=today) for each in LANGUAGES}]
    if unseen:
        names = scopes(unseen)
        told.append({each: phrase("what-if", "unseen")[each].format(today=today, scopes=names[each]) for each in LANGUAGES})
    return told


def scopes(owners: Sequence[str | None]) -> Text:
    """Commitments by their numbers, the process in words."""
    return {each: _MARKS[each].join(scope_name(owner or "process")[each] for owner in owners) for each in LANGUAGES}
