"""What persons say of verdicts as plain text for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ogp_etl.cards import Plan
from ogp_etl.model import Objection, Ruling
from ogp_etl.publish.terminal.screen import tame, wrapped
from ogp_etl.publish.texts import Text, of_title, say, word

_GAP = "  "


def said_text(
    plan: Plan, rulings: Sequence[tuple[Ruling, str]], objections: Sequence[Objection], language: str, places: int | None = None
) -> str:
    """Rulings with their states (``check.rulings.states``) and objections, in ``zh-Hant`` or ``en``. ``places``: of a line of
    the terminal; None: any number."""
    teller = _Teller(plan, language, places)
    parts = [teller.wrap(f"{teller.said(of_title(plan.title))} ({plan.id})")]
    if rulings:
        parts.append("\n".join([teller.say("rulings"), *(teller.ruling(one, state) for one, state in rulings)]))
    if objections:
        parts.append("\n".join([teller.say("objections"), *map(teller.objection, objections)]))
    if len(parts) == 1:
        parts.append(teller.say("nothing-said"))
    return "\n\n".join(parts) + "\n"


class _Teller:
    def __init__(self, plan: Plan, language: str, places: int | None) -> None:
        self._language, self._places, self._zone = language, places, ZoneInfo(plan.zone)

    def said(self, text: Text) -> str:
        return tame(text.get(self._language) or next(iter(text.values()), ""))

    def say(self, key: str) -> str:
        return self.said(say(key))

    def wrap(self, text: str, indent: str = "") -> str:
        return wrapped(text, self._places, indent)

    def ruling(self, one: Ruling, state: str) -> str:
        verdict = self.say("as-measured") if one.verdict is None else self.said(word("verdicts", one.verdict.value))
        until = self.say("ruling-until").format(one.until) if one.until else ""
        head = _GAP.join(filter(None, [one.rule, one.scope, verdict, until, f"({self.say(f'said-{state}')})", one.id]))
        return self._told(head, self._by(one.person, one.made, one.reason))

    def objection(self, one: Objection) -> str:
        state = self.say("said-open" if one.answered is None else "said-answered")
        told = [self._by(one.person, one.made, one.why)]
        if one.answered is not None:
            told.append(self._by(one.answered_by, one.answered, one.answer))
        return self._told(_GAP.join([one.id, one.rule, one.scope, f"({state})"]), *told)

    def _told(self, head: str, *lines: str) -> str:
        inner = 3 * _GAP
        return "\n".join([self.wrap(_GAP + head, inner), *(self.wrap(inner + line, inner) for line in lines)])

    def _by(self, person: str, made: datetime, words: str) -> str:
        return self.say("said-by").format(tame(person), made.astimezone(self._zone).date(), tame(words))
