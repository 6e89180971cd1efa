"""What named persons say of verdicts: rulings in the machine's place, objections beside it (docs/rules.md §2). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ogp_etl.check.answer import doubt
from ogp_etl.model import Finding, Objection, Observation, Ruling, Verdict

ALWAYS = (Verdict.WAIVED, Verdict.EQUIVALENT)
"""What a person may say of every rule that has a verdict."""
OF_ASSISTED = (Verdict.PASS, Verdict.BREACH, Verdict.NOT_APPLICABLE)
"""What a person may say of a rule that the machine does not decide by itself."""
AS_MEASURED = "as-measured"
"""How tables and commands write a ruling that takes back the one before (``Ruling.verdict`` None)."""
NEEDS_NOBODY = (Verdict.PASS, Verdict.NOT_APPLICABLE)
"""Of what the machine itself says so, an expired ruling is nobody's business any more."""
EXPIRED = "ruling-expired"
"""Code of the doubt, and of the alarm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is known beside the evidence: by persons, and by looks at the repository."""

    rulings: Sequence[Ruling] = ()
    """Of two of one instant the later in the table is the newer."""
    objections: Sequence[Objection] = ()
    observations: Sequence[Observation] = ()


def allowed(way: str) -> tuple[Verdict, ...]:
    """The verdicts that a person may give on a rule of this way (``rule.Way``); none of one that is left to the reviewer."""
    if way == "show":
        return ()
    return ALWAYS if way == "decided" else (*OF_ASSISTED, *ALWAYS)


class Voices:
    """Rulings and objections as they were known, by (rule, scope)."""

    def __init__(self, said: Said, day: date, known_at: datetime | None, zone: ZoneInfo) -> None:
        def heard(made: datetime) -> bool:
            return _day(made, zone) <= day and (known_at is None or made <= known_at)

        self._day = day
        self._rulings: dict[tuple[str, str], Ruling] = {}
        for ruling in sorted(said.rulings, key=lambda one: one.made):
            if heard(ruling.made):
                self._rulings[ruling.rule, ruling.scope] = ruling
        self._objections: dict[tuple[str, str], list[Objection]] = {}
        for objection in sorted(said.objections, key=lambda one: one.made):
            if heard(objection.made) and (objection.answered is None or not heard(objection.answered)):
                self._objections.setdefault((objection.rule, objection.scope), []).append(objection)

    def over(self, finding: Finding) -> Finding:
        """The finding with what persons say of it."""
        against = tuple(self._objections.get((finding.rule, finding.scope), ()))
        said = replace(_unsaid(finding), objections=against)
        ruling = self._rulings.get((finding.rule, finding.scope))
        if ruling is None or ruling.verdict not in allowed(finding.way):
            return said
        if ruling.until is None or self._day <= ruling.until:
            return replace(_ruled(said, finding, ruling, self._day), ruling=ruling)
        if said.verdict in NEEDS_NOBODY:
            return replace(said, ruling=ruling)
        return replace(said, ruling=ruling, doubts=(*said.doubts, doubt(ruling.id, EXPIRED)))


def expired(finding: Finding) -> Ruling | None:
    """The ruling that has run out and has to be made anew or taken back; None where there is none."""
    return finding.ruling if any(one.why == EXPIRED for one in finding.doubts) else None


def states(rulings: Sequence[Ruling], day: date) -> list[tuple[Ruling, str]]:
    """Each ruling, oldest first, with ``stands``, ``expired``, ``replaced`` or ``taken-back`` (it takes the one before back and
    is the newest)."""
    ordered = sorted(rulings, key=lambda one: one.made)
    newest = {(one.rule, one.scope): one for one in ordered}
    return [(one, _state(one, day) if newest[one.rule, one.scope] is one else "replaced") for one in ordered]


def _state(ruling: Ruling, day: date) -> str:
    if ruling.verdict is None:
        return "taken-back"
    return "stands" if ruling.until is None or day <= ruling.until else "expired"


def newest_looks(observations: Iterable[Observation], day: date) -> Mapping[tuple[str, str], Observation]:
    """The newest look at each thing, none after the day; of two of one day the later in the table."""
    found: dict[tuple[str, str], Observation] = {}
    for one in observations:
        before = found.get((one.what, one.key))
        if one.day <= day and (before is None or before.day <= one.day):
            found[one.what, one.key] = one
    return found


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def _unsaid(finding: Finding) -> Finding:
    """As long as no person said more: that it is there is decided, that its content does what is asked is not."""
    if finding.way == "decided-then-assist" and finding.verdict is Verdict.PASS:
        waits = doubt(finding.rule, "content-not-confirmed")
        return replace(finding, verdict=Verdict.UNKNOWN, doubts=(*finding.doubts, waits))
    return finding


def _ruled(said: Finding, measured: Finding, ruling: Ruling, day: date) -> Finding:
    """A person who confirms content cannot make a document that is not there, nor say that something is missed which is not
    due; a rule that does not apply stays so."""
    verdict = ruling.verdict
    absent = measured.way == "decided-then-assist" and measured.verdict is not Verdict.PASS and verdict not in ALWAYS
    early = verdict is Verdict.BREACH and _not_due(measured, day)
    if verdict is None or absent or early or measured.verdict is Verdict.NOT_APPLICABLE:
        return said
    if verdict is Verdict.BREACH and measured.severity == "advice":
        verdict = Verdict.GAP
    doubts = tuple(one for one in said.doubts if one.why not in ("content-not-confirmed", "person-needed"))
    return replace(said, verdict=verdict, measured=said.verdict, doubts=doubts, good_to=None, while_drafting=None)


def _not_due(measured: Finding, day: date) -> bool:
    """Also of what is there before its last day: better may follow in time. What stopped before that day never became due."""
    at = day if measured.stopped is None else measured.stopped
    early = measured.last_day is not None and at <= measured.last_day
    return early or measured.verdict is Verdict.PENDING
