"""What falls due as letters, one an agency, in Chinese or English: to be sent as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from ogp_etl.cards import Plan
from ogp_etl.publish.data.due import PLAN, DueRow
from ogp_etl.publish.terminal.screen import tame, wrapped
from ogp_etl.publish.texts import LANGUAGES, Text, of_title, phrase, word
from ogp_etl.publish.what_if import scopes

_INDENT = "   "
_BETWEEN = "* * *"


def due_text(
    plan: Plan,
    rows: Sequence[DueRow],
    *,
    today: date,
    until: date,
    close: date,
    unseen: Mapping[str | None, date | None],
    language: str,
    places: int | None = None,
) -> str:
    """``rows`` in the order of ``due_rows``. ``close``: last day of the plan's reporting. ``places``: of a line of the terminal;
    None: any number. Raises ValueError for another language than zh-Hant and en."""
    if language not in LANGUAGES:
        raise ValueError(f"{language!r}: write zh-Hant or en")
    teller = _Teller(plan, language, today, until, places)
    bodies = [teller.letter(list(group)) for _, group in groupby(rows, key=lambda row: (row.agency, row.scope == PLAN))]
    if not bodies:
        bodies = [teller.line("over" if today > close else "nothing", close=close)]
    letters = ["\n\n".join([teller.heading(), body, teller.end(list(unseen))]) for body in bodies]
    return f"\n\n{_BETWEEN}\n\n".join(letters) + "\n"


class _Teller:
    def __init__(self, plan: Plan, language: str, today: date, until: date, places: int | None) -> None:
        self._plan, self._language, self._today, self._until, self._places = plan, language, today, until, places
        self._colon, self._comma, self._stop = ("：", "、", "；") if language == "zh-Hant" else (": ", ", ", "; ")

    def _in(self, text: Text) -> str:
        return tame(text.get(self._language) or next(iter(text.values()), ""))

    def line(self, key: str, **figures: object) -> str:
        told = self._in(phrase("due", key)).format(until=self._until, today=self._today, **figures)
        return wrapped(told, self._places)

    def heading(self) -> str:
        return f"{self.line('title')}\n{self._in(of_title(self._plan.title))} ({self._plan.id})"

    def letter(self, rows: Sequence[DueRow]) -> str:
        whole = rows[0].scope == PLAN
        head = self._in(phrase("due", "greeting")).format(self._in(rows[0].agency_name))
        intro = self.line("intro-plan" if whole else "intro", plan=self._in(of_title(self._plan.title)))
        return "\n".join([head, intro, *(self._item(place, row) for place, row in enumerate(rows, start=1))])

    def _item(self, place: int, row: DueRow) -> str:
        title = self._in(row.title)
        head = f"{place}. {title if row.scope == PLAN else f'{row.scope} {title}'}"
        details = "\n".join(_INDENT + wrapped(line, self._room()).replace("\n", f"\n{_INDENT}") for line in self._details(row))
        return f"\n{wrapped(head, self._places, _INDENT)}\n{details}"

    def _room(self) -> int | None:
        return None if self._places is None else max(self._places - len(_INDENT), 1)

    def _details(self, row: DueRow) -> Iterator[str]:
        finding = row.one.finding
        severity = self._in(word("severities", finding.severity))
        brackets = "（{}）" if self._language == "zh-Hant" else " ({})"
        clause = brackets.format(self._stop.join([finding.clause, finding.rule, severity]))
        yield f"{self._named('when')}{self._when(row)}"
        yield f"{self._named('rule')}{self._in(finding.text)}{clause}"
        if row.missing:
            yield f"{self._named('missing')}{self._stop.join(self._in(text) for text in row.missing)}"
        if row.do:
            yield f"{self._named('do')}{self._in(row.do)}"
        if row.unseen:
            since = "unseen-since" if row.unseen_since else "unseen-ever"
            yield self._in(phrase("due", since)).format(since=row.unseen_since)

    def _named(self, key: str) -> str:
        return self._in(phrase("due", key)) + self._colon

    def _when(self, row: DueRow) -> str:
        told = [self._day(row)]
        if row.one.red and row.one.state == "due":
            told.append(self.line("red", red=row.one.red))
        if row.one.finding.severity == "advice":
            told.append(self.line("advice"))
        return self._stop.join(told)

    def _day(self, row: DueRow) -> str:
        days = row.days_left
        figures = {"due": row.one.due, "days": abs(days or 0)}
        if row.one.state in ("missed", "unsettled") and days is None:
            key = f"{row.one.state}-undated"
        elif row.one.state == "late":
            left = (row.last - self._today).days if row.last else 0
            figures |= {"last": row.last, "left": left}
            key = "late-one" if left == 1 else "late"
        elif row.one.state == "due":
            key = {0: "due-today", 1: "due-one"}.get(days or 0, "due")
        else:
            key = "missed-one" if (row.one.state, days) == ("missed", -1) else row.one.state
        return self._in(phrase("due", key)).format(**figures)

    def end(self, unseen: Sequence[str | None]) -> str:
        lines = [self.line("assumption")]
        if unseen:
            lines.append(self.line("not-seen", scopes=scopes(unseen)[self._language]))
        lines += [wrapped(self._in({"": note}), self._places) for note in self._plan.notes]
        return "\n".join([*lines, self.line("closing"), self.line("close")])
