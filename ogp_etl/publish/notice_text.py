"""Notices in words: which commitment, clause and due day, what is missing, what to do, and where to look. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ogp_etl.cards import PROCESS, Commitment, Plan
from ogp_etl.model import Finding, Message, Notice
from ogp_etl.publish import texts
from ogp_etl.publish.html.markup import anchor
from ogp_etl.publish.places import scope_page
from ogp_etl.publish.texts import LANGUAGES, Text, of_title, word

AT_ONCE = 20
"""A message holds at most so many notices, so that no channel cuts it short."""
WHOLE = "plan"
"""Scope of findings on the whole plan."""
_BETWEEN = {"zh-Hant": "、", "en": ", "}


@cache
def _words() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = yaml.safe_load(files("ogp_etl.publish").joinpath("notices.yml").read_text(encoding="utf-8"))
    return read


def say(key: str, language: str, **facts: object) -> str:
    return _words()[key][language].format(**facts)


def page_of(plan: str, scope: str, rule: str, site: str | None) -> str:
    """Address of what the pages say of a rule for a scope (``plan`` or a number); below the site's root when ``site`` is
    None. Of an empty ``rule`` the page as a whole."""
    page = f"{plan}/{scope_page(PROCESS if scope == WHOLE else scope)}{'#' + anchor(rule) if rule else ''}"
    return f"{site.rstrip('/')}/{page}" if site else page


def messages(plan: Plan, notices: Sequence[Notice], site: str | None) -> list[tuple[Message, Sequence[Notice]]]:
    """The notices of one plan in as few messages as may be, in their order, each with the notices that it holds."""
    groups = [notices[start : start + AT_ONCE] for start in range(0, len(notices), AT_ONCE)]
    return [(_message(plan, group, site, place + 1, len(groups)), group) for place, group in enumerate(groups)]


def _message(plan: Plan, notices: Sequence[Notice], site: str | None, part: int, parts: int) -> Message:
    subject = {language: _subject(plan, notices, part, parts, language) for language in LANGUAGES}
    blocks = {language: "\n\n".join("\n".join(_lines(plan, one, site, language)) for one in notices) for language in LANGUAGES}
    return Message(
        subject=" / ".join(subject.values()),
        text="\n\n".join(f"{subject[language]}\n\n{blocks[language]}" for language in LANGUAGES) + "\n",
        document={
            "plan": plan.id,
            "as_of": notices[0].day.isoformat(),
            "subject": subject,
            "notices": [_document(plan, one, site) for one in notices],
        },
    )


def _subject(plan: Plan, notices: Sequence[Notice], part: int, parts: int, language: str) -> str:
    name = of_title(plan.title).get(language) or plan.id
    missed = sum(one.mark == 0 and one.finding is not None for one in notices)
    ahead = sum(one.mark > 0 for one in notices)
    said = (
        say("subject", language, plan=name, missed=missed, ahead=ahead)
        if missed or ahead
        else say("silence", language, plan=name)
    )
    return said + (say("part-of", language, part=part, parts=parts) if parts > 1 else "")


def _lines(plan: Plan, notice: Notice, site: str | None, language: str) -> Iterator[str]:
    finding = notice.finding
    yield _head(notice, language) + _named(plan, notice, language)
    if finding is None:
        yield notice.text[language]
        yield say("do", language, do=say("look-silent", language))
        yield say("page", language, page=page_of(plan.id, WHOLE, "", site))
        return
    severity = word("severities", finding.severity)[language]
    clause = texts.clause_text(finding.clause)[language]
    yield say("rule", language, text=finding.text[language], clause=clause, severity=severity)
    yield from _due(notice, language)
    missing = _BETWEEN[language].join(_in(texts.finding_lacks(finding, code), language) for code in _missing(finding, notice))
    if missing:
        yield say("missing", language, missing=missing)
    yield say("do", language, do=texts.cure(finding).get(language) or say("look", language))
    yield say("page", language, page=page_of(plan.id, finding.scope, finding.rule, site))


def _head(notice: Notice, language: str) -> str:
    if notice.finding is None:
        return say("head-silent", language)
    days = _left(notice)
    if notice.mark == 0 or days is None:
        return say("head-missed", language)
    return say({0: "head-today", 1: "head-tomorrow"}.get(days, "head-ahead"), language, days=days)


def _left(notice: Notice) -> int | None:
    """Days up to the due day, negative once it is past; None without one."""
    about = notice.subject.about
    return None if notice.finding is None or about is None or _due_day(notice) is None else (about - notice.day).days


def _due_day(notice: Notice) -> str | None:
    """The due day; None of what is missed without one, whose subject holds another day."""
    finding, part = notice.finding, notice.subject.part
    if finding is None:
        return None
    due = finding.last_in_time if not part else next((one.due for one in finding.parts if one.key == part), None)
    return None if due is None else due.isoformat()


def _due(notice: Notice, language: str) -> Iterator[str]:
    due, left = _due_day(notice), _left(notice)
    if due is None or left is None:
        return
    if left >= 0:
        yield say("due", language, due=due)
    else:
        yield say("since-yesterday" if left == -1 else "since", language, due=due, days=-left)


def _missing(finding: Finding, notice: Notice) -> Sequence[str]:
    part = notice.subject.part
    return [part] if part and part in finding.missing else () if part else finding.missing


def _named(plan: Plan, notice: Notice, language: str) -> str:
    """The commitment with its title, and the part of it that the notice is about."""
    commitment = _commitment(plan, notice)
    if commitment is None:
        return of_title(plan.title).get(language) or plan.id
    title = _in(of_title(commitment.title), language)
    part = next((one for one in commitment.milestones if one.id == notice.subject.part), None)
    after = f" · {_in(texts.name_of(f'milestone:{part.id}'), language)} {_in(of_title(part.title), language)}" if part else ""
    return f"{commitment.number} {title}{after}".rstrip()


def _commitment(plan: Plan, notice: Notice) -> Commitment | None:
    return next((one for one in plan.commitments if one.number == notice.subject.scope), None)


def _in(text: Text, language: str) -> str:
    """In this language, else in whichever there is."""
    return text.get(language) or next(iter(text.values()), "")


def _document(plan: Plan, notice: Notice, site: str | None) -> Mapping[str, Any]:
    finding = notice.finding
    return {
        "id": notice.id,
        "what": "no-harvest" if finding is None else "missed" if notice.mark == 0 else "ahead",
        "scope": notice.subject.scope,
        "title": {language: _named(plan, notice, language) for language in LANGUAGES},
        "rule": notice.subject.rule,
        "clause": finding.clause if finding else None,
        "severity": finding.severity if finding else None,
        "part": notice.subject.part or None,
        "due": _due_day(notice),
        "days_left": _left(notice),
        "missing": list(_missing(finding, notice)) if finding else [],
        "text": dict(notice.text),
        "page": page_of(plan.id, notice.subject.scope, notice.subject.rule if finding else "", site),
    }


def failure(task: str, said: str, log: str | None) -> Message:
    """That a task of Airflow failed. ``said``: the error in one line; ``log``: address of its log."""
    subject = {language: say("failure", language, task=task) for language in LANGUAGES}
    blocks = [
        "\n".join(line for line in (subject[one], said, say("failure-do", one), say("log", one, page=log) if log else "") if line)
        for one in LANGUAGES
    ]
    return Message(
        subject=" / ".join(subject.values()),
        text="\n\n".join(blocks) + "\n",
        document={"task": task, "error": said, "log": log, "subject": subject},
    )
