"""What people write about a plan: the types of ``plan.yml``, ``process.yml`` and the commitment cards.

These are pydantic dataclasses (checked at birth, frozen); ``catalog`` reads YAML into them and reports every fault with
its line. The fields that the rules read are those of the judging page (docs/judging.md §1); the others say where
evidence is published and how to walk there. Days are dates in the plan's zone.
"""

from ogp_etl.cards.facts import Amendment, Cycle, Recommendation, Successor
from ogp_etl.cards.hosts import HostRule, TlsException
from ogp_etl.cards.plan import PROCESS, Agency, Area, Commitment, Duty, Licence, Milestone, Plan, Process, Publisher, Role
from ogp_etl.cards.sources import (
    COLLECTORS,
    DROPS,
    BucketSource,
    CcmsSource,
    Choice,
    Describe,
    FolderSource,
    JoinIdeaSource,
    JoinPolicySource,
    NamedTranscript,
    PageSource,
    Primary,
    SayitSource,
    Source,
    source_key,
)
from ogp_etl.cards.texts import Span, Title

__all__ = [
    "COLLECTORS",
    "DROPS",
    "PROCESS",
    "Agency",
    "Amendment",
    "Area",
    "BucketSource",
    "CcmsSource",
    "Choice",
    "Commitment",
    "Cycle",
    "Describe",
    "Duty",
    "FolderSource",
    "HostRule",
    "JoinIdeaSource",
    "JoinPolicySource",
    "Licence",
    "Milestone",
    "NamedTranscript",
    "PageSource",
    "Plan",
    "Primary",
    "Process",
    "Publisher",
    "Recommendation",
    "Role",
    "SayitSource",
    "Source",
    "Span",
    "Successor",
    "Title",
    "TlsException",
    "source_key",
]
