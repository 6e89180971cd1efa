"""Texts and spans of days, as every card writes them."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from ogp_etl.cards.values import Day, Plain

CONFIG = ConfigDict(extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True, populate_by_name=True)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Title:
    """A text people see, in one or both languages. A language that is not known is left out, never made up."""

    zh_hant: Annotated[Plain | None, Field(alias="zh-Hant")] = None
    """Traditional Chinese; None when not known."""
    en: Plain | None = None
    """English; None when no official English text is known."""

    @model_validator(mode="after")
    def _one_at_least(self) -> Title:
        if self.zh_hant is None and self.en is None:
            raise ValueError("has no text; write it under zh-Hant, under en, or under both")
        return self

    def __str__(self) -> str:
        return self.zh_hant or self.en or ""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class Span:
    """Two days, both included."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.end < self.start:
            raise ValueError(f"end {self.end} is before start {self.start}; write an end from {self.start} on")
        return self
