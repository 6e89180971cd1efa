"""Where the content of a page stands, by the source's card or by its family."""

from __future__ import annotations

from typing import Any

from ogp_etl.cards import CcmsSource, PageSource

CCMS = ("#CCMS_Content", ".page-content", ".area-essay", ".base-content", "main, article")
"""Of the CCMS family, the widest first: title, text, files and dates stand in it."""
OTHERS = ("main, article",)


def choices(source: Any) -> tuple[str, ...]:
    """CSS selectors in order: the first that finds something holds the content; none finding anything, the whole page."""
    if isinstance(source, PageSource):
        return (source.select,)
    return CCMS if isinstance(source, CcmsSource) else OTHERS


def left_out(source: Any) -> tuple[str, ...]:
    """CSS selectors of noise inside the content."""
    return source.drop if isinstance(source, PageSource) else ()


def settings(source: Any) -> str:
    """All that a card changes about how a page is read, as one text."""
    return "\n".join((*choices(source), "-", *left_out(source)))
