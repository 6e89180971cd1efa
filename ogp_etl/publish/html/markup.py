"""Texts, days and addresses as HTML, and the templates. Everything that came from outside is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ogp_etl.cards import Title
from ogp_etl.model import EvidenceRow, Finding, LateSpan, Verdict
from ogp_etl.publish import figures, texts, updates
from ogp_etl.publish.texts import Text, in_order, language_of, of_title, say, word

MARKS = {
    Verdict.BREACH: "✕",
    Verdict.UNKNOWN: "?",
    Verdict.DUE_SOON: "!",
    Verdict.PENDING: "…",
    Verdict.PASS: "✓",
    Verdict.GAP: "△",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.WAIVED: "○",
    Verdict.EQUIVALENT: "≈",
    Verdict.SHOWN: "☰",
}
"""A sign beside the words, so that no verdict is told by colour alone."""
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def fit(text: str) -> str:
    """A text that may stand in HTML and in UTF-8: control signs and lone surrogates become U+FFFD."""
    return _UNFIT.sub("\ufffd", text)


def both(text: Text | Title | None) -> Markup:
    """A text in its languages, each marked with ``lang``; the English beside a Chinese text has the class ``en``."""
    worded = of_title(text) if isinstance(text, Title) or text is None else text
    parts = in_order(worded)
    spans = []
    for position, (language, words) in enumerate(parts):
        attributes = Markup(' lang="{}"').format(language) if language else Markup()
        beside = Markup(' class="en"') if position else Markup()
        spans.append(Markup("<span{}{}>{}</span>").format(attributes, beside, fit(words)))
    return Markup(" ").join(spans)


def free(text: str | None) -> Markup:
    """A text of unknown language that others wrote: isolated, so that its direction signs do not leak out."""
    if not text:
        return both(say("untitled"))
    return Markup('<bdi lang="{}">{}</bdi>').format(language_of(text), fit(text))


def badge(verdict: Verdict) -> Markup:
    return Markup('<span class="verdict v-{}"><span class="mark" aria-hidden="true">{}</span> {}</span>').format(
        verdict.value, MARKS[verdict], both(word("verdicts", verdict.value))
    )


def day(value: date | None) -> Markup:
    return Markup('<time datetime="{0}">{0}</time>').format(value.isoformat()) if value else Markup("–")


def moment(value: datetime | None, zone: str) -> Markup:
    """An instant to the minute in the plan's zone, the exact one in UTC beside it for machines."""
    if value is None:
        return both(say("never"))
    local = value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    return Markup('<time datetime="{}">{}</time>').format(value.astimezone(UTC).isoformat(), local)


def web(address: str | None) -> str | None:
    """An address that may be a link; None for anything but http and https (``javascript:``, a drop folder)."""
    return fit(address) if address and re.match(r"https?://[^\s/]", address) else None


def archived(address: str | None, root: str) -> str | None:
    """Link to a file of the archive from a page that is ``root`` (``../``) below the site's root. What an address that is
    not absolute may not hold is percent-encoded, what is encoded already stays; one with another scheme is no link."""
    if not address or web(address):
        return web(address)
    return None if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address) else root + quote(fit(address), safe="/%")


def public_days(row: EvidenceRow) -> Markup:
    """When a row became public, as far as it is known: never more sure than the row is."""
    first, last = row.published_from, row.published_by
    if row.public is False or (first is None and last is None):
        return both(say("not-public"))
    if first == last:
        told = day(first)
    elif first is None:
        told = Markup("{} {}").format(both(say("on-or-before")), day(last))
    elif last is None:
        told = Markup("{} {} {}").format(both(say("not-before")), day(first), both(say("unproven")))
    else:
        told = Markup("{} {} – {}").format(both(say("between")), day(first), day(last))
    if row.public_until is None:
        return told
    until = {language: words.format(row.public_until) for language, words in say("public-until").items()}
    return Markup('{}<br><span class="warn">{}</span>').format(told, both(until))


def span(late: LateSpan) -> Markup:
    return Markup("{} – {}").format(day(late.start), day(late.end) if late.end else both(say("still")))


def every(period: str) -> Markup:
    """A period of a card in words: P3M as 每 3 個月, every 3 months."""
    return both(figures.every(period))


def threshold(finding: Finding) -> Markup:
    """What the rule asks for, in words; empty when it has no figure."""
    return Markup("<br>").join(both(told) for told in figures.thresholds(finding))


def measured(finding: Finding) -> Markup:
    return both(figures.measured(finding))


def until_of(finding: Finding) -> Markup:
    """Until when the ruling holds, or that it has run out."""
    return both(figures.until(finding))


def more_rows(number: int) -> Markup:
    """How many rows a list does not show at once."""
    return both({language: words.format(number) for language, words in say("more-rows").items()})


def yes_no(value: bool | None) -> Markup:
    return both(say("not-known" if value is None else "yes" if value else "no"))


def anchor(text: str) -> str:
    """An HTML id for a rule, such as ``R19-forum.meets``."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", text)


@cache
def environment() -> Environment:
    """Autoescape is on for every template; a name that a template does not know is an error, never an empty text."""
    made = Environment(
        loader=PackageLoader("ogp_etl.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    helpers: Mapping[str, Callable[..., Any]] = {
        "anchor": anchor,
        "archived": archived,
        "badge": badge,
        "both": both,
        "cure": texts.cure,
        "day": day,
        "doubtful": texts.doubtful,
        "doubts_of": figures.doubts,
        "every": every,
        "fit": fit,
        "free": free,
        "measured": measured,
        "moment": moment,
        "more_rows": more_rows,
        "lacks": texts.finding_lacks,
        "last_update": updates.last_update,
        "name_of": texts.name_of,
        "value_of": texts.value_of,
        "outcome": texts.outcome,
        "public_days": public_days,
        "span": span,
        "threshold": threshold,
        "until_of": until_of,
        "waiting_among": updates.waiting_among,
        "waiting_beside": updates.waiting_beside,
        "web": web,
        "word": word,
        "yes_no": yes_no,
    }
    made.globals.update(helpers)
    made.globals["say"] = lambda key: both(say(key))
    made.globals["told"] = lambda section, key: both(texts.phrase(section, key))
    made.globals["Verdict"] = Verdict
    made.filters["language_of"] = language_of
    return made


def render(template: str, **facts: Any) -> str:
    return environment().get_template(template).render(**facts)


def style(*names: str) -> str:
    """The style sheets of these names, one after another."""
    folder = files("ogp_etl.publish") / "static"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
