"""Kinds of evidence, spans of time, and the ids that any machine makes alike."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

DRAFTING_GROUPS: dict[str, tuple[str, ...]] = {
    "programme": ("consultation-plan", "timeline", "open-invitation", "interagency-letter"),
    "forum-founding": ("forum-remit", "founding-minutes", "member-list"),
    "consultation": ("consultation-notice", "written-proposal", "baseline-document", "consultation-result"),
    "forum-meetings": ("meeting-invitation", "agenda", "minutes", "attendance", "transcript"),
    "feedback": ("reasoned-response",),
    "review-response": ("review-response",),
    "review-reaction": ("review-reaction",),
}
"""Groups of drafting evidence, R19 §5.1.2, first list (docs/judging.md §5)."""

IMPLEMENTATION_KINDS = (
    "bill",
    "decision",
    "procurement",
    "technical-document",
    "strategy",
    "monitoring",
    "budget",
    "third-party-analysis",
    "audit",
    "media",
    "usage-statistics",
)
"""R19 §5.1.2, second list, in its order."""

OTHER_KINDS = (
    "action-plan",
    "commitment-form",
    "progress-report",
    "self-assessment",
    "review-report",
    "forum-evaluation",
    "comment-export",
    "official-reply",
    "dataset",
    "news",
    "contact-page",
    "content-guideline",
    "web-page",
)

KINDS: tuple[str, ...] = (
    *(kind for group in DRAFTING_GROUPS.values() for kind in group),
    *IMPLEMENTATION_KINDS,
    *OTHER_KINDS,
)

_MEETING = ("government", "civil-society", "quorum")
"""Sides that a list of people shows to be there; that more than half of the members were."""
COVERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "progress-report": ("milestones", "delays", "next-steps"),
        "commitment-form": ("dates", "agency", "problem", "content", "contribution", "values", "indicators", "groups"),
        **dict.fromkeys(("member-list", "founding-minutes", "minutes", "attendance", "transcript"), _MEETING),
    }
)
"""What a document of a kind can be said to cover: of a progress report R19 §5.1.3, of a commitment's form R19 §4.1.3 and TW20
§5, of people R19 §6.2(2). In the order in which tables show them."""
COVER_WORDS: tuple[str, ...] = tuple(dict.fromkeys(word for words in COVERS.values() for word in words))


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in calendar months or in days, as cards and rules write it: P3M, P1Y, P1W, P14D."""

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Raises ValueError when ``text`` is no such period or is of no length."""
        found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", text)
        years, months, weeks, days = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
        period = cls(12 * years + months, 7 * weeks + days)
        if not period.months and not period.days:
            raise ValueError(f"{text!r} is no period; write it like P1D, P1W, P4M or P1Y")
        return period

    @property
    def words(self) -> dict[str, str]:
        """Its length for people, by language: 3 個月, 3 months; whole years as years."""
        years, months = divmod(self.months, 12) if self.months % 12 == 0 else (0, self.months)
        units = [(years, "年", "year"), (months, "個月", "month"), (self.days, "天", "day")]
        told = [unit for unit in units if unit[0]]
        return {
            "zh-Hant": "又 ".join(f"{number} {name}" for number, name, _ in told),
            "en": " and ".join(f"{number} {name}{'' if number == 1 else 's'}" for number, _, name in told),
        }

    @property
    def each(self) -> dict[str, str]:
        """Once in that time, by language: 每 3 個月, every 3 months; 每天, every day."""
        chinese = self.words["zh-Hant"].removeprefix("1 ")
        return {
            "zh-Hant": f"每 {chinese}" if chinese[0].isdigit() else f"每{chinese}",
            "en": f"every {self.words['en'].removeprefix('1 ')}",
        }


def document_id(plan: str, source: str, locator: str) -> str:
    """Id of a document: what people cite. ``source`` is the source's key within the plan (``process/transcripts``),
    ``locator`` what names the document stably within its source. The same on every machine."""
    return "d" + hashlib.sha256(f"{plan}\n{source}\n{locator}".encode()).hexdigest()[:24]


def capture_id(document: str, sha256: str) -> str:
    """Id of one version of a document: the document and its content digest."""
    return "c" + hashlib.sha256(f"{document}\n{sha256}".encode()).hexdigest()[:24]
