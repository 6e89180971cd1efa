"""A plan of any size and the rows of its evidence, the same each time: most became public within a day, some on a known day, a
few are odd (not held, never proven, not known to be public, gone since)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from ogp_etl.cards import Commitment, Milestone, Plan, Span, Title
from ogp_etl.model import EvidenceRow, Observation

AS_OF = date(2023, 6, 1)
FIRST = date(2020, 2, 1)
DAY = timedelta(days=1)
BULK = ("decision", "monitoring", "budget", "procurement", "usage-statistics", "technical-document", "dataset")
FEW = ("progress-report", "minutes", "agenda", "attendance", "web-page", "commitment-form", "self-assessment", "media")
OF_PROCESS = ("minutes", "agenda", "attendance", "member-list", "consultation-notice", "reasoned-response", "action-plan")
SEED = 20230601


def title(text: str) -> Title:
    return Title(zh_hant=text, en=text)


def plan(commitments: int, milestones: int, sets: tuple[str, ...] = ("R19",)) -> Plan:
    return Plan(
        id="big",
        title=title("plan"),
        zone="Asia/Taipei",
        start=date(2021, 1, 1),
        end=date(2024, 5, 31),
        drafting=Span(start=FIRST, end=date(2020, 12, 31)),
        deadline=date(2021, 8, 31),
        delivered=date(2021, 1, 20),
        rule_sets=sets,
        commitments=tuple(
            Commitment(
                number=f"{place // 10 + 1}-{place % 10 + 1}",
                title=title("commitment"),
                kinds=("decision", "monitoring", "budget"),
                milestones=tuple(
                    Milestone(id=f"m{each}", title=title("milestone"), due=date(2021, 1, 1) + 1200 * DAY * each // milestones)
                    for each in range(milestones)
                ),
            )
            for place in range(commitments)
        ),
    )


class Rows:
    """May be gone through more than once, and is never a list."""

    def __init__(self, of: Plan, number: int) -> None:
        self._plan, self._number = of, number

    def __iter__(self) -> Iterator[EvidenceRow]:
        dice = random.Random(SEED)  # noqa: S311 no secret
        cards = self._plan.commitments
        for place in range(self._number):
            process = place % 500 == 0
            day = FIRST + timedelta(days=dice.randrange(1216))
            kind = dice.choice(OF_PROCESS if process else FEW if dice.random() < 0.006 else BULK)
            first, last, until, public = day, day + DAY if dice.random() < 0.8 else day, None, True
            if dice.random() < 0.02:
                odd = dice.randrange(4)
                first, last = (day, None) if odd == 0 else (None, day) if odd == 1 else (day, last)
                public = None if odd == 2 else True
                until = day + timedelta(days=dice.randrange(1, 900)) if odd == 3 else None
            milestone = None if process or dice.random() < 0.6 else f"m{dice.randrange(len(cards[0].milestones))}"
            yield EvidenceRow(
                id=f"c{place:07d}",
                document=f"d{place // 2:07d}",
                commitment=None if process else cards[dice.randrange(len(cards))].number,
                milestone=milestone,
                kind=kind,
                language=dice.choice(("zh-Hant", "zh-Hant", "en")),
                event_date=day - timedelta(days=dice.randrange(40)) if process or dice.random() < 0.5 else None,
                published_from=first,
                published_by=last,
                public_until=until,
                recorded=None,
                substantive=dice.random() < 0.95,
                primary=dice.choice((True, True, True, None, False)),
                public=public,
                covers=None,
            )


def looks(rows: Rows) -> list[Observation]:
    """At one row of 500, none of them found closed."""
    return [
        Observation(what="item", key=row.id, day=AS_OF - timedelta(days=place % 100), found="open")
        for place, row in enumerate(rows)
        if place % 500 == 1
    ]
