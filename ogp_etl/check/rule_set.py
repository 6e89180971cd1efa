"""One version of the rules, with its texts and the places of the text it rests on."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Plain
from ogp_etl.check.measures import AnyRule
from ogp_etl.check.rule import CONFIG, InForce


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Text:
    """A text people see, always in both languages."""

    zh_hant: Annotated[Plain, Field(alias="zh-Hant")]
    en: Plain

    def by_language(self) -> dict[str, str]:
        return {"zh-Hant": self.zh_hant, "en": self.en}


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Clause:
    """A place of the set's text, by reference."""

    title: Text
    lines: Plain
    """Lines of the Chinese text, such as ``1472-1476``, or the page."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class RuleSet:
    """One version of the rules. ``texts`` (by code) and ``clauses`` (by number, ``§5.1.3``) come from the files beside it."""

    id: Annotated[str, Field(pattern=r"^[A-Z]+[0-9]*$")]
    title: Text
    in_force: InForce = Field(default_factory=InForce)
    provisional: bool = False
    """No stored text stands behind these rules."""
    rules: tuple[AnyRule, ...]
    texts: Annotated[dict[str, Text], Field(json_schema_extra={"readOnly": True})] = Field(default_factory=dict)
    clauses: Annotated[dict[str, Clause], Field(json_schema_extra={"readOnly": True})] = Field(default_factory=dict)
