"""Rules that ask something of all meetings, comments or documents that appear: one that nobody has seen is asked too."""

from __future__ import annotations

from ogp_etl.check.answer import doubts_of
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.rule import Rows
from ogp_etl.model import Doubt, Verdict


def as_seen(verdict: Verdict, case: Case, wanted: Rows, last: int) -> tuple[Verdict, tuple[Doubt, ...]]:
    """The verdict on all that was seen, and what it leaves in doubt: a pass is unknown where ``wanted`` can have brought more
    that is asked since we last looked. What is missed, or is still to come, stays so.

    ``last``: last day (ordinal) of which something is asked; a visit on it or after it settles the past.
    """
    first = case.unseen(wanted)
    if verdict is not Verdict.PASS or first is None or first > last:
        return verdict, ()
    return Verdict.UNKNOWN, doubts_of((), case.unseen_scopes(wanted))
