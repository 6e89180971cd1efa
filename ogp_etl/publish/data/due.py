"""What falls due, one row a thing and agency: for the letter, for JSON and for CSV. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ogp_etl.cards import PROCESS, Commitment, Plan, Role
from ogp_etl.model import Verdict
from ogp_etl.model.reviewed import Upcoming
from ogp_etl.publish.data import formats
from ogp_etl.publish.needs import milestone_need
from ogp_etl.publish.notice_text import page_of
from ogp_etl.publish.texts import LANGUAGES, Text, cure, finding_lacks, of_title, phrase

PLAN = "plan"
LINKED = "/repo.evidence-linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """One thing that one agency has to do."""

    plan: str
    agency: str | None
    """Id of the lead agency on the day it has to act; None: not known, or a matter of the whole plan."""
    agency_name: Text
    scope: str
    """Commitment's number, or ``plan``."""
    title: Text
    one: Upcoming
    days_left: int | None
    last: date | None
    """Last day on which it still keeps the verdict from a breach; None: none within these days, or past."""
    missing: tuple[Text, ...]
    do: Text
    unseen_since: date | None
    """Last day on which its sources were read whole, where that is too long ago."""
    unseen: bool
    page: str | None
    """Address of what the public pages say of it; None: nobody said where they are (``OGP_SITE_URL``)."""


def due_rows(
    plan: Plan,
    found: Sequence[Upcoming],
    today: date,
    unseen: Mapping[str | None, date | None],
    site: str | None = None,
) -> list[DueRow]:
    """One row a lead agency, agencies by their order in the cards, the whole plan last; within one as given. ``site``: address
    of the public pages."""
    rows = [row for one in found for row in _rows(plan, one, today, unseen, site)]
    order: dict[str | None, int] = {agency.id: place for place, agency in enumerate(plan.agencies)}
    last = len(order)
    return sorted(rows, key=lambda row: last + (row.scope == PLAN) if row.agency is None else order.get(row.agency, last))


def leads(commitment: Commitment, day: date) -> list[Role]:
    """Who leads on that day (both days of a role included; a role without a last day goes on)."""
    return [
        role
        for role in commitment.lead
        if (role.since is None or role.since <= day) and (role.until is None or day <= role.until)
    ]


def _rows(plan: Plan, one: Upcoming, today: date, unseen: Mapping[str | None, date | None], site: str | None) -> Iterator[DueRow]:
    commitment = next((each for each in plan.commitments if each.number == one.finding.scope), None)
    owner = commitment.number if commitment else None
    names = {agency.id: of_title(agency.name) for agency in plan.agencies}
    # Who led when it should have been done may lead no more; who leads now has to act.
    roles = leads(commitment, max(today, one.due or today)) if commitment else []
    facts: dict[str, Any] = {
        "plan": plan.id,
        "scope": one.finding.scope,
        "title": of_title(commitment.title) if commitment else phrase("due", "scope-plan"),
        "one": one,
        "days_left": one.days_left(today),
        "last": one.red - timedelta(days=1) if one.red else None,
        "missing": _missing(one, commitment, today),
        "do": cure(one.finding),
        "unseen_since": _since(commitment, unseen),
        "unseen": owner in unseen if commitment else one.state == "unsettled",
        "page": page_of(plan.id, one.finding.scope, one.finding.rule, site) if site else None,
    }
    if not roles:
        yield DueRow(agency=None, agency_name=phrase("due", "nobody" if commitment else "coordinator"), **facts)
    for role in roles:
        yield DueRow(agency=role.agency, agency_name=names.get(role.agency, {"": role.agency}), **facts)


def _since(commitment: Commitment | None, unseen: Mapping[str | None, date | None]) -> date | None:
    """Rules on the whole plan read the rows of all: the earliest of the last visits, None where one never was."""
    if commitment:
        return unseen.get(commitment.number)
    days = list(unseen.values())
    return min((day for day in days if day), default=None) if None not in days else None


def _missing(one: Upcoming, commitment: Commitment | None, today: date) -> tuple[Text, ...]:
    finding, part = one.finding, one.part
    if commitment and part and finding.rule.endswith(LINKED):
        due = one.due
        ahead = due is not None and due >= today
        title = next((of_title(each.title) for each in commitment.milestones if each.id == part), {})
        return (milestone_need(commitment.number, part, due, commitment.kinds, to_come=ahead, title=title),)
    # What a part lacks is told with the part (2020-03-01:agenda), else it is the part that lacks.
    of_part = [code for code in finding.missing if code.startswith(f"{part}:")] or [part]
    return tuple(finding_lacks(finding, code) for code in (of_part if part else finding.missing))


COLUMNS = (
    ("plan", "text"),
    ("agency", "text"),
    ("agency_zh", "free"),
    ("agency_en", "free"),
    ("commitment", "text"),
    ("title_zh", "free"),
    ("title_en", "free"),
    ("state", "text"),
    ("due", "day"),
    ("days_left", "count"),
    ("red", "day"),
    ("last", "day"),
    ("rule", "text"),
    ("clause", "text"),
    ("severity", "text"),
    ("verdict", "text"),
    ("part", "text"),
    ("asked_zh", "free"),
    ("asked_en", "free"),
    ("missing_zh", "free"),
    ("missing_en", "free"),
    ("do_zh", "free"),
    ("do_en", "free"),
    ("unseen", "flag"),
    ("unseen_since", "day"),
    ("in_force", "flag"),
    ("page", "text"),
)
_MARKS = {"zh-Hant": "；", "en": "; "}


def as_rows(rows: Sequence[DueRow]) -> list[list[Any]]:
    """By ``COLUMNS``. ``days_left`` is negative once the day is past; ``red`` is the first day of the breach."""
    return [_values(row) for row in rows]


def as_csv(rows: Sequence[DueRow]) -> bytes:
    return formats.as_csv(COLUMNS, as_rows(rows))


def as_records(rows: Sequence[DueRow]) -> list[dict[str, Any]]:
    return formats.records(COLUMNS, as_rows(rows))


def _values(row: DueRow) -> list[Any]:
    finding = row.one.finding
    return [
        row.plan,
        row.agency,
        *_both(row.agency_name),
        PROCESS if row.scope == PLAN else row.scope,
        *_both(row.title),
        row.one.state,
        row.one.due,
        row.days_left,
        row.one.red,
        row.last,
        finding.rule,
        finding.clause,
        finding.severity,
        row.one.now.told if row.one.now is not Verdict.SHOWN else None,
        row.one.part or None,
        *_both(finding.text),
        *(_MARKS[each].join(_in(text, each) for text in row.missing) or None for each in LANGUAGES),
        *_both(row.do),
        row.unseen,
        row.unseen_since,
        finding.in_force,
        row.page,
    ]


def _both(text: Text) -> list[str | None]:
    return [_in(text, each) or None for each in LANGUAGES]


def _in(text: Text, language: str) -> str:
    """In that language, or in none where it says nothing in it."""
    return text.get(language) or text.get("", "")
