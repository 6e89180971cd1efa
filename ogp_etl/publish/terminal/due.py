"""What falls due as letters, one an agency, in Chinese or English: to be sent as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from ogp_etl.cards import Plan
from ogp_etl.publish.data.due import PLAN, DueRow
from ogp_etl.publish.figures import measured
from ogp_etl.publish.terminal.screen import tame, wrapped
from ogp_etl.publish.texts import LANGUAGES, Text, clause_text, of_title, phrase, word
from ogp_etl.publish.what_if import scopes

_INDENT = "   "
BETWEEN = "\n\n* * *\n\n"
"""Stands between two letters."""


def due_text(
    plan: Plan,
    rows: Sequence[DueRow],
    *,
    today: date,
    until: date,
    close: date,
    unseen: Mapping[str | None, date | None],
    language: str,
    contact: str | None = None,
    places: int | None = None,
) -> str:
    """``rows`` in the order of ``due_rows``. ``close``: last day of the plan's reporting. ``contact``: whom an agency answers;
    None: whoever sends the letter. ``places``: of a line of the terminal; None: any number. Raises ValueError for another
    language than zh-Hant and en."""
    if language not in LANGUAGES:
        raise ValueError(f"{language!r}: write zh-Hant or en")
    teller = _Teller(plan, language, today, until, contact, places)
    bodies = [teller.letter(list(group)) for _, group in groupby(rows, key=lambda row: (row.agency, row.scope == PLAN))]
    if not bodies:
        bodies = [teller.line("over" if today > close else "nothing", close=close)]
    paged = any(row.page for row in rows)
    letters = ["\n\n".join([teller.heading(), body, teller.end(list(unseen), paged=paged)]) for body in bodies]
    return BETWEEN.join(letters) + "\n"


def _items(rows: Sequence[DueRow]) -> list[list[DueRow]]:
    """Parts of one finding that fall due on one day, and are told alike, are one item."""
    found: dict[tuple[object, ...], list[DueRow]] = {}
    for place, row in enumerate(rows):
        one = row.one
        alike = (row.scope, one.finding.rule, one.state, one.due, one.red) if one.part else (place,)
        found.setdefault(alike, []).append(row)
    return list(found.values())


class _Teller:
    def __init__(self, plan: Plan, language: str, today: date, until: date, contact: str | None, places: int | None) -> None:
        self._plan, self._language, self._today, self._until, self._places = plan, language, today, until, places
        reply = self._in(phrase("due", "reply")).format(contact=contact) if contact else self._in(phrase("due", "reply-sender"))
        self._facts = {"until": until, "today": today, "reply": reply}
        self._colon, self._comma, self._stop = ("：", "、", "；") if language == "zh-Hant" else (": ", ", ", "; ")

    def _in(self, text: Text) -> str:
        return tame(text.get(self._language) or next(iter(text.values()), ""))

    def line(self, key: str, **figures: object) -> str:
        return wrapped(self._said(key, **figures), self._places)

    def _said(self, key: str, **figures: object) -> str:
        return self._in(phrase("due", key)).format(**self._facts, **figures)

    def heading(self) -> str:
        return f"{self.line('title')}\n{self._in(of_title(self._plan.title))} ({self._plan.id})"

    def letter(self, rows: Sequence[DueRow]) -> str:
        whole, nobody = rows[0].scope == PLAN, rows[0].agency is None and rows[0].scope != PLAN
        # Who is not known is not addressed.
        head = self.line("greeting-nobody") if nobody else self._said("greeting", name=self._in(rows[0].agency_name))
        intro = "intro-plan" if whole else "intro-nobody" if nobody else "intro"
        items = (self._item(place, alike) for place, alike in enumerate(_items(rows), start=1))
        return "\n".join([head, self.line(intro, plan=self._in(of_title(self._plan.title))), *items])

    def _item(self, place: int, alike: Sequence[DueRow]) -> str:
        row = alike[0]
        title = self._in(row.title)
        head = f"{place}. {title if row.scope == PLAN else f'{row.scope} {title}'}"
        lines = self._details(row, [text for each in alike for text in each.missing])
        details = "\n".join(_INDENT + wrapped(line, self._room()).replace("\n", f"\n{_INDENT}") for line in lines)
        return f"\n{wrapped(head, self._places, _INDENT)}\n{details}"

    def _room(self) -> int | None:
        return None if self._places is None else max(self._places - len(_INDENT), 1)

    def _details(self, row: DueRow, missing: Sequence[Text]) -> Iterator[str]:
        finding = row.one.finding
        severity = self._in(word("severities", finding.severity))
        brackets = "（{}）" if self._language == "zh-Hant" else " ({})"
        clause = brackets.format(self._stop.join([self._in(clause_text(finding.clause)), finding.rule, severity]))
        yield f"{self._named('when')}{self._when(row)}"
        yield f"{self._named('rule')}{self._in(finding.text)}{clause}"
        if not finding.in_force:
            yield self._said("not-in-force")
        if missing:
            yield f"{self._named('missing')}{self._stop.join(self._in(text) for text in missing)}"
        if row.do:
            yield f"{self._named('do')}{self._in(row.do)}"
        if row.unseen:
            yield self._said("unseen-since" if row.unseen_since else "unseen-ever", since=row.unseen_since)
        if row.page:
            yield f"{self._named('page')}{row.page}"

    def _named(self, key: str) -> str:
        return self._in(phrase("due", key)) + self._colon

    def _when(self, row: DueRow) -> str:
        told = [self._day(row)]
        if row.one.red and row.one.state in ("uncertain", "due"):
            told.append(self.line("red", red=row.one.red))
        if row.one.finding.severity == "advice":
            told.append(self.line("advice"))
        return self._stop.join(told)

    def _day(self, row: DueRow) -> str:
        days = row.days_left
        figures = {"due": row.one.due, "days": abs(days or 0)}
        if row.one.state in ("missed", "unsettled") and days is None:
            return self._undated(row)
        if row.one.state == "late":
            left = (row.last - self._today).days if row.last else 0
            figures |= {"last": row.last, "left": left}
            key = "late-one" if left == 1 else "late"
        elif row.one.state == "due":
            key = {0: "due-today", 1: "due-one"}.get(days or 0, "due")
        else:
            key = "missed-one" if (row.one.state, days) == ("missed", -1) else row.one.state
        return self._said(key, **figures)

    def _undated(self, row: DueRow) -> str:
        """Of a rule that names no day: since when it is missed where the history tells, else what is there on the day."""
        finding = row.one.finding
        since = next((late.start for late in finding.history if late.end is None), None)
        if row.one.state == "missed" and since is not None:
            return self._said("missed-since", since=since)
        figure = self._in(measured(finding))
        brackets = "（{}）" if self._language == "zh-Hant" else " ({})"
        return self._said(f"{row.one.state}-undated") + (brackets.format(figure) if figure else "")

    def end(self, unseen: Sequence[str | None], *, paged: bool) -> str:
        lines = [self.line("assumption")]
        if unseen:
            lines.append(self.line("not-seen", scopes=scopes(unseen)[self._language]))
        lines += [wrapped(self._in({"": note}), self._places) for note in self._plan.notes]
        return "\n".join([*lines, *([self.line("closing")] if paged else []), self.line("close")])
