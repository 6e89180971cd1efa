"""One measure a module: rule types with their parameters, and for each a pure function from a rule and a case to an answer.

A rule file names its measure by the word that the rule type has in ``measure``. ``ANSWERS`` is the registry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from ogp_etl.check.answer import Answer
from ogp_etl.check.case import Case
from ogp_etl.check.measures.cadence import Cadence, judge_cadence
from ogp_etl.check.measures.complete import Groups, Kinds, judge_groups, judge_kinds
from ogp_etl.check.measures.deadline import Deadline, judge_deadline
from ogp_etl.check.measures.delivered import Delivered, judge_delivered
from ogp_etl.check.measures.facts import Announced, Length, Size, judge_announced, judge_length, judge_size
from ogp_etl.check.measures.languages import Languages, judge_languages
from ogp_etl.check.measures.linked import Linked, judge_linked
from ogp_etl.check.measures.times import Times, judge_times
from ogp_etl.check.rule import Rule

AnyRule = Annotated[
    Cadence | Times | Deadline | Delivered | Groups | Kinds | Linked | Length | Announced | Languages | Size,
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
}


def answer(rule: Rule, case: Case) -> Answer:
    """What the rule's measure says of the case."""
    return ANSWERS[type(rule)](rule, case)
