"""What named persons say of verdicts: rulings in the machine's place, objections beside it (docs/rules.md). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ogp_etl.check.answer import doubt
from ogp_etl.check.rule import Rule
from ogp_etl.model import Finding, Objection, Observation, Ruling, Verdict

ALWAYS = (Verdict.WAIVED, Verdict.EQUIVALENT)
"""What a person may say of every rule that has a verdict, until a day."""
OF_ASSISTED = (Verdict.PASS, Verdict.BREACH, Verdict.NOT_APPLICABLE)
"""What a person may say of a rule that the machine does not decide by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is known beside the evidence: by persons, and by looks at the repository."""

    rulings: Sequence[Ruling] = ()
    objections: Sequence[Objection] = ()
    observations: Sequence[Observation] = ()


def allowed(rule: Rule) -> tuple[Verdict, ...]:
    """The verdicts that a person may give on a rule; none of one that is left to the reviewer."""
    if rule.way == "show":
        return ()
    return ALWAYS if rule.way == "decided" else (*OF_ASSISTED, *ALWAYS)


class Voices:
    """Rulings and objections as they were known, by (rule, scope)."""

    def __init__(self, said: Said, day: date, known_at: datetime | None, zone: ZoneInfo) -> None:
        def heard(made: datetime) -> bool:
            return made.astimezone(zone).date() <= day and (known_at is None or made <= known_at)

        self._day = day
        self._rulings: dict[tuple[str, str], Ruling] = {}
        for ruling in sorted(said.rulings, key=lambda one: (one.made, one.id)):
            if heard(ruling.made):
                self._rulings[ruling.rule, ruling.scope] = ruling
        self._objections: dict[tuple[str, str], list[Objection]] = {}
        for objection in sorted(said.objections, key=lambda one: (one.made, one.id)):
            if heard(objection.made) and (objection.answered is None or not heard(objection.answered)):
                self._objections.setdefault((objection.rule, objection.scope), []).append(objection)

    def over(self, finding: Finding) -> Finding:
        """The finding with what persons say of it."""
        if finding.verdict is Verdict.SHOWN:
            return replace(finding, objections=self._against(finding))
        ruling = self._rulings.get((finding.rule, finding.scope))
        said = _unsaid(finding)
        if ruling is None:
            return replace(said, objections=self._against(finding))
        if ruling.until is not None and ruling.until < self._day:
            expired = doubt(ruling.id, "ruling-expired")
            return replace(said, ruling=ruling, doubts=(*said.doubts, expired), objections=self._against(finding))
        return replace(_ruled(said, finding, ruling), ruling=ruling, objections=self._against(finding))

    def _against(self, finding: Finding) -> tuple[Objection, ...]:
        return tuple(self._objections.get((finding.rule, finding.scope), ()))


def _unsaid(finding: Finding) -> Finding:
    """As long as no person said more: that it is there is decided, that its content does what is asked is not."""
    if finding.way == "decided-then-assist" and finding.verdict is Verdict.PASS:
        waits = doubt(finding.rule, "content-not-confirmed")
        return replace(finding, verdict=Verdict.UNKNOWN, doubts=(*finding.doubts, waits))
    return finding


def _ruled(said: Finding, measured: Finding, ruling: Ruling) -> Finding:
    """A person who confirms content cannot make a document that is not there; a rule that does not apply stays so."""
    absent = measured.way == "decided-then-assist" and measured.verdict is not Verdict.PASS and ruling.verdict not in ALWAYS
    if absent or measured.verdict is Verdict.NOT_APPLICABLE:
        return said
    verdict = ruling.verdict
    if verdict is Verdict.BREACH and measured.severity == "advice":
        verdict = Verdict.GAP
    doubts = tuple(one for one in said.doubts if one.why not in ("content-not-confirmed", "person-needed"))
    return replace(said, verdict=verdict, measured=said.verdict, doubts=doubts)


def newest_looks(observations: Iterable[Observation], day: date) -> Mapping[tuple[str, str], Observation]:
    """The newest look at each thing, none after the day; of two of one day the later in the table."""
    found: dict[tuple[str, str], Observation] = {}
    for one in observations:
        before = found.get((one.what, one.key))
        if one.day <= day and (before is None or before.day <= one.day):
            found[one.what, one.key] = one
    return found
