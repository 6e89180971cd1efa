"""A small plan, rows that say only what matters, and the question asked of them."""

from datetime import date

import pytest

from ogp_etl.cards import Commitment, Milestone, Plan, Span, Title
from ogp_etl.check.judge import judge
from ogp_etl.check.rulings import Said
from ogp_etl.model import EvidenceRow, Observation


def _day(text):
    return date.fromisoformat(text) if isinstance(text, str) else text


def _title(text):
    return Title(**{"zh-Hant": text}, en=text)


def _commitment(number="1-1", *, milestones=(), **more):
    made = tuple(Milestone(id=name, title=_title(name), due=_day(due)) for name, due in milestones)
    return Commitment(number=number, title=_title(number), milestones=made, **more)


def _plan(**more):
    facts = {
        "id": "xx-2021",
        "title": _title("plan"),
        "zone": "Asia/Taipei",
        "start": date(2021, 1, 1),
        "end": date(2024, 5, 31),
        "drafting": Span(start=date(2020, 2, 1), end=date(2020, 12, 31)),
        "rule_sets": ("R19",),
        "commitments": (_commitment(),),
    }
    return Plan(**{**facts, **more})


def _row(name="a", on=None, by=None, **more):
    """A row certainly public on ``on``, or on a day from ``on`` to ``by``. ``by="never"``: not proven."""
    facts = {
        "document": name,
        "commitment": "1-1",
        "milestone": None,
        "kind": "decision",
        "language": "zh-Hant",
        "event_date": None,
        "published_from": _day(on),
        "published_by": None if by == "never" else _day(by or on),
        "public_until": None,
        "recorded": None,
        "substantive": True,
        "primary": True,
        "public": True,
        "covers": None,
    }
    return EvidenceRow(
        id=name, **{**facts, **{key: _day(value) if key.endswith(("date", "until")) else value for key, value in more.items()}}
    )


@pytest.fixture(scope="session")
def plan():
    return _plan


@pytest.fixture(scope="session")
def commitment():
    return _commitment


@pytest.fixture(scope="session")
def row():
    return _row


@pytest.fixture(scope="session")
def ask():
    """The finding on one rule (``R19/repo.updated``) for one scope, as of a day."""

    def asked(rule, day, rows=(), *, scope="plan", plan=None, visits=None, known_at=None, looks=(), rulings=(), sets=()):
        """``looks``: what, key, day, what was found."""
        seen = None if visits is None else {key: _day(value) for key, value in visits.items()}
        found = [Observation(what=what, key=key, day=_day(on), found=word) for what, key, on, word in looks]
        said = Said(observations=found, rulings=rulings)
        judged = judge(plan or _plan(), list(rows), seen, _day(day), known_at, sets or [rule.split("/")[0]], said)
        (found,) = [one for one in judged.findings if (one.rule, one.scope) == (rule, scope)]
        return found

    return asked
