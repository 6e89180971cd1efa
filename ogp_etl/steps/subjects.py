"""What the cards say of a document, as words for people who read it in a repository."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from ogp_etl.archive.dspace.crosswalk import Subject
from ogp_etl.archive.provenance import Provenance
from ogp_etl.cards import PROCESS, Commitment, Plan
from ogp_etl.model import DRAFTING_GROUPS, IMPLEMENTATION_KINDS
from ogp_etl.publish.texts import of_title, say, word

_DRAFTING = frozenset(kind for kinds in DRAFTING_GROUPS.values() for kind in kinds)


def subject_of(plan: Plan | None, found: Provenance) -> Subject:
    """``plan`` None, or a commitment that the cards no longer name: the ids stand for themselves."""
    document, capture = found.document, found.capture
    kind = word("kinds", capture.description.kind)
    if plan is None:
        return Subject(zone="UTC", plan={"": document.plan}, commitment={"": document.commitment}, kind=kind)
    day = capture.description.event_date or capture.captured.astimezone(ZoneInfo(plan.zone)).date()
    commitment = next((one for one in plan.commitments if one.number == document.commitment), None)
    return Subject(
        zone=plan.zone,
        plan=of_title(plan.title),
        commitment=_commitment_words(document.commitment, commitment),
        area=_area(plan, commitment),
        publisher=_lead(plan, commitment, day),
        kind=kind,
        milestone=_milestone(commitment, capture.description.milestone),
        phase=_phase(plan, capture.description.kind, capture.description.event_date),
    )


def _commitment_words(number: str, commitment: Commitment | None) -> Mapping[str, str]:
    if number == PROCESS:
        return say("process")
    if commitment is None:
        return {"": number}
    return {language: f"{number} {text}" for language, text in of_title(commitment.title).items()}


def _area(plan: Plan, commitment: Commitment | None) -> Mapping[str, str]:
    found = next((area for area in plan.areas if commitment is not None and area.id == commitment.area), None)
    return {} if found is None else of_title(found.title)


def _lead(plan: Plan, commitment: Commitment | None, day: date) -> Mapping[str, str]:
    """The agency that led on that day; duties move between agencies."""
    roles = () if commitment is None else commitment.lead
    for role in roles:
        if (role.since is None or role.since <= day) and (role.until is None or day <= role.until):
            return next((of_title(agency.name) for agency in plan.agencies if agency.id == role.agency), {})
    return {}


def _milestone(commitment: Commitment | None, milestone: str | None) -> Mapping[str, str]:
    found = None if commitment is None else next((one for one in commitment.milestones if one.id == milestone), None)
    return {} if found is None else of_title(found.title)


def _phase(plan: Plan, kind: str, day: date | None) -> str | None:
    """By kind where the manual lists it for one phase (R19 §5.1.2), else by the day that the document itself states."""
    if kind in _DRAFTING:
        return "drafting"
    if kind in IMPLEMENTATION_KINDS:
        return "implementation"
    if day is None:
        return None
    if plan.drafting.start <= day <= plan.drafting.end:
        return "drafting"
    return "implementation" if plan.start <= day <= plan.end else None
