"""Documents that have to be there in several languages (R19 §4.1, §4.2; TW20 §7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Kind
from ogp_etl.check.answer import Answer, doubt, doubts_of, row_doubt
from ogp_etl.check.evidence.case import Case
from ogp_etl.check.evidence.rows import Known
from ogp_etl.check.measures.as_seen import as_seen
from ogp_etl.check.rule import CONFIG, Language, Rows, Rule
from ogp_etl.model import Doubt, Part, Verdict

Each = Literal["meeting", "commitment"]


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Languages(Rule):
    """Parameters: which languages, and which kinds have to be there in each of them once a row of the kind is known."""

    measure: Literal["languages"]
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    rows: Rows
    each: Annotated[dict[Kind, Each], Field(default_factory=dict)]
    """Kinds of which there is more than one document, each of which has to be there in every language: one for each meeting
    (of the process or of a commitment, by the event date), or one for each commitment. Other kinds are one document."""


class Document(NamedTuple):
    """What tells one document of a kind from another; empty where it has no say."""

    owner: str
    """Number of the commitment; empty for the process."""
    day: str
    """Of the meeting."""


class Astray(NamedTuple):
    """Rows of a kind of which it is not known to which document they belong."""

    rows: Sequence[Known]
    languages: Counter[str | None]


class Held(NamedTuple):
    """One document of which a row is known."""

    key: str
    rows: Sequence[Known]
    astray: Sequence[Known]
    """Rows of its kind that may be of it or of another."""
    missing: tuple[str, ...]
    """Languages in which no certain row is."""
    open: bool
    """Whether it may still turn out complete, or not to be there at all."""


def judge_languages(rule: Languages, case: Case) -> Answer:
    """``missing``: document and language, such as ``action-plan:en`` or ``minutes:2020-03-01:en``. Of kinds with more than one
    document a pass only where every document was seen."""
    threshold = {"languages": list(rule.languages)}
    found = [held for kind in rule.rows.kinds for held in _documents(rule, case, kind)]
    if not found:
        if case.plan.delivered is None or case.plan.delivered > case.day:
            return Answer(verdict=Verdict.NOT_APPLICABLE, threshold=threshold)
        doubts = (*(doubt(kind, "not-held") for kind in rule.rows.kinds), *doubts_of((), case.unseen_scopes(rule.rows)))
        return Answer(verdict=Verdict.UNKNOWN, threshold=threshold, doubts=doubts)
    lacking = [held for held in found if held.missing]
    not_looked = case.unseen_scopes(rule.rows)
    verdicts = [_verdict(held, bool(not_looked)) for held in found]
    pairs = zip(found, verdicts, strict=True) if rule.asked_of else ()
    parts = tuple(Part(key=held.key, verdict=verdict) for held, verdict in pairs)
    if not lacking:
        every = [one for held in found for one in held.rows]
        verdict, more = as_seen(Verdict.PASS, case, rule.rows, case.today) if rule.each else (Verdict.PASS, ())
        return Answer(verdict=verdict, threshold=threshold, evidence=every, doubts=more, parts=parts)
    unknown = Verdict.BREACH not in verdicts
    return Answer(
        verdict=Verdict.UNKNOWN if unknown else Verdict.BREACH,
        threshold=threshold,
        evidence=[one for held in lacking for one in held.rows],
        missing=tuple(f"{held.key}:{language}" for held in lacking for language in held.missing),
        doubts=(*_doubts(lacking, case.today), *doubts_of((), not_looked)) if unknown else (),
        parts=parts,
    )


def _verdict(held: Held, not_looked: bool) -> Verdict:
    if not held.missing:
        return Verdict.PASS
    return Verdict.UNKNOWN if not_looked or held.open else Verdict.BREACH


def _documents(rule: Languages, case: Case, kind: str) -> Iterator[Held]:
    """The documents of one kind, oldest meeting or first commitment first. Rows of which it is not known to which document
    they belong may complete any of them, and may be a document of their own."""
    rows = list(case.rows(replace(rule.rows, kinds=(kind,))))
    each = rule.each.get(kind)
    if each is None:
        if rows:
            yield _held(rule, case, kind, rows, Astray([], Counter()))
        return
    by_document: dict[Document | None, list[Known]] = {}
    for one in rows:
        by_document.setdefault(_document(one, each), []).append(one)
    unplaced = by_document.pop(None, [])
    astray = Astray(unplaced, Counter(one.row.language for one in unplaced))
    places = {commitment.number: place for place, commitment in enumerate(case.plan.commitments)}
    for document in sorted((one for one in by_document if one), key=lambda one: (places.get(one.owner, -1), one.day)):
        yield _held(rule, case, ":".join([kind, *filter(None, document)]), by_document[document], astray)
    if unplaced:
        yield _held(rule, case, kind, [], astray)


def _document(one: Known, each: Each) -> Document | None:
    """None when it is not known."""
    owner = one.row.commitment or ""
    if each == "commitment":
        return Document(owner, "") if owner else None
    return Document(owner, one.row.event_date.isoformat()) if one.row.event_date else None


def _held(rule: Languages, case: Case, key: str, rows: Sequence[Known], astray: Astray) -> Held:
    """A row without language may be in any one language. Where only possible rows are known, there may be nothing of the
    kind at all, and then nothing is missing."""
    sure = [one.row.language for one in rows if one.sure(case.today)]
    missing = tuple(language for language in rule.languages if language not in sure)
    there = Counter(one.row.language for one in rows)
    lacking = sum(not there[language] and not astray.languages[language] for language in rule.languages)
    completable = lacking <= there[None] + astray.languages[None]
    return Held(key, rows, astray.rows, missing, completable or not sure)


def _doubts(lacking: Sequence[Held], today: int) -> tuple[Doubt, ...]:
    """Rows that are not certain, of which the language is not known, or not to which document they belong."""
    found: dict[str, Doubt] = {}
    for one in (one for held in lacking for one in held.rows):
        if not one.sure(today) or one.row.language is None:
            found[one.row.id] = _doubt(one, today, "language-not-known")
    # The same rows are astray for every document of their kind.
    astray = {id(held.astray): held.astray for held in lacking}
    for one in (one for rows in astray.values() for one in rows):
        found[one.row.id] = _doubt(one, today, "document-not-known" if one.row.language else "language-not-known")
    return tuple(found.values())


def _doubt(one: Known, today: int, why: str) -> Doubt:
    return doubt(one.row.id, why) if one.sure(today) else row_doubt(one)
