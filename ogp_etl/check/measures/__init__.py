"""One measure a module: rule types with their parameters, and for each a pure function from a rule and a case to an answer.

A rule file names its measure by the word that the rule type has in ``measure``. ``ANSWERS`` is the registry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from ogp_etl.check.answer import Answer
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.measures.assisted import Candidates, judge_candidates
from ogp_etl.check.measures.cadence import Cadence, judge_cadence
from ogp_etl.check.measures.calendar_facts import (
    Amended,
    NextPlan,
    PlanLength,
    judge_amended,
    judge_next_plan,
    judge_plan_length,
)
from ogp_etl.check.measures.complete import Groups, Kinds, judge_groups, judge_kinds
from ogp_etl.check.measures.confirmed_parts import ConfirmedParts, judge_confirmed_parts
from ogp_etl.check.measures.consulted import Consulted, judge_consulted
from ogp_etl.check.measures.dashboard import Dashboard, judge_dashboard
from ogp_etl.check.measures.deadline import Deadline, judge_deadline
from ogp_etl.check.measures.delivered import Delivered, judge_delivered
from ogp_etl.check.measures.documents import Documents, judge_documents
from ogp_etl.check.measures.facts import Announced, Length, Size, judge_announced, judge_length, judge_size
from ogp_etl.check.measures.form import Form, judge_form
from ogp_etl.check.measures.gathered import Claimed, Delay, Progress, judge_claimed, judge_delay, judge_progress
from ogp_etl.check.measures.languages import Languages, judge_languages
from ogp_etl.check.measures.linked import Linked, judge_linked
from ogp_etl.check.measures.looks import Folders, Looked, judge_folders, judge_looked
from ogp_etl.check.measures.meeting_minutes import MeetingMinutes, judge_minutes
from ogp_etl.check.measures.meeting_papers import MeetingPapers, judge_papers
from ogp_etl.check.measures.months import EachMonth, judge_months
from ogp_etl.check.measures.of_findings import AFTER, Found, OfFindings, SameAs, SideBySide, TwoCycles
from ogp_etl.check.measures.open_meetings import OpenMeetings, judge_open_meetings
from ogp_etl.check.measures.people import BothSides, Lists, judge_both_sides, judge_lists
from ogp_etl.check.measures.promises import Extended, Responsible, Yearly, judge_extended, judge_responsible, judge_yearly
from ogp_etl.check.measures.replies import Replies, judge_replies
from ogp_etl.check.measures.reviews import Reviews, judge_reviews
from ogp_etl.check.measures.times import Times, judge_times
from ogp_etl.check.measures.working_groups import WorkingGroups, judge_working_groups
from ogp_etl.check.rule import Rule

AnyRule = Annotated[
    Cadence
    | Times
    | Deadline
    | Delivered
    | Groups
    | Kinds
    | Linked
    | Length
    | Announced
    | Languages
    | Size
    | Candidates
    | Consulted
    | Documents
    | MeetingMinutes
    | MeetingPapers
    | EachMonth
    | OpenMeetings
    | Replies
    | WorkingGroups
    | Form
    | Looked
    | Folders
    | Dashboard
    | PlanLength
    | Amended
    | NextPlan
    | Responsible
    | Yearly
    | Extended
    | ConfirmedParts
    | BothSides
    | Lists
    | Delay
    | Claimed
    | Progress
    | Reviews
    | SameAs
    | SideBySide
    | TwoCycles,
    Field(discriminator="measure"),
]
ANSWERS: dict[type[Any], Callable[[Any, Any], Answer]] = {
    Cadence: judge_cadence,
    Times: judge_times,
    Deadline: judge_deadline,
    Delivered: judge_delivered,
    Groups: judge_groups,
    Kinds: judge_kinds,
    Linked: judge_linked,
    Length: judge_length,
    Announced: judge_announced,
    Languages: judge_languages,
    Size: judge_size,
    Candidates: judge_candidates,
    Consulted: judge_consulted,
    Documents: judge_documents,
    MeetingMinutes: judge_minutes,
    MeetingPapers: judge_papers,
    EachMonth: judge_months,
    OpenMeetings: judge_open_meetings,
    Replies: judge_replies,
    WorkingGroups: judge_working_groups,
    Form: judge_form,
    Looked: judge_looked,
    Folders: judge_folders,
    Dashboard: judge_dashboard,
    PlanLength: judge_plan_length,
    Amended: judge_amended,
    NextPlan: judge_next_plan,
    Responsible: judge_responsible,
    Yearly: judge_yearly,
    Extended: judge_extended,
    ConfirmedParts: judge_confirmed_parts,
    BothSides: judge_both_sides,
    Lists: judge_lists,
    Delay: judge_delay,
    Claimed: judge_claimed,
    Progress: judge_progress,
    Reviews: judge_reviews,
}


def answer(rule: Rule, case: Case, found: Found) -> Answer:
    """What the rule's measure says of the case. ``found``: what stands of the rules that were judged before it."""
    if isinstance(rule, OfFindings):
        return AFTER[type(rule)](rule, case, found)
    return ANSWERS[type(rule)](rule, case)
