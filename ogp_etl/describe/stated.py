"""Day of publication that the source states. Never the day of the visit, never a meta element (some hold a fixed fake)."""

from __future__ import annotations

import re
from datetime import date

from ogp_etl.dates import find_dates
from ogp_etl.describe.facts import Facts, Rule
from ogp_etl.describe.reading import PUBLISHED

CLOSE = 2
"""Characters between the label and its day."""


def _listing(facts: Facts) -> date | None:
    return facts.sighting.stated


def _page(facts: Facts) -> date | None:
    for line in facts.reading.published if facts.reading else ():
        for label in re.finditer(PUBLISHED, line, re.IGNORECASE):
            found = find_dates(line[label.end() : label.end() + 40])
            if found and found[0].start <= CLOSE:
                return found[0].day
    return None


RULES: tuple[Rule[date], ...] = (("listing", _listing), ("label on the page", _page))
