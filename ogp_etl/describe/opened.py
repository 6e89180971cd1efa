"""A body while it is read, first for its substance and then for its description: decoded, parsed and laid out once."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

from ogp_etl.cards import Source
from ogp_etl.decoding import decode
from ogp_etl.describe.content import choices, left_out
from ogp_etl.describe.html_text import LARGEST, lines, parse, select
from ogp_etl.describe.safe_xml import Unreadable, small_enough


class Opened:
    """Nothing is read before it is asked for. What is given stays as it is; the tree is never changed.

    ``charset``: as the site states it. Every property raises Unreadable where the body is too large or no page, OSError
    where the disk fails, LayoutUnknown where a selector of the card is none.
    """

    def __init__(self, body: Path, source: Source, charset: str | None = None) -> None:
        self.body = body
        self.source = source
        self.charset = charset

    @cached_property
    def text(self) -> str:
        """The whole body as text."""
        return decode(small_enough(self.body, LARGEST), self.charset)

    @cached_property
    def root(self) -> Any:
        """The page's root element."""
        root = parse(self.text)
        if root is None:
            raise Unreadable("no page, or nested too deeply")
        return root

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The lines of the content, in one form (see ``html_text``), without what the card leaves out."""
        return self._lines(left_out(self.source))

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The same with what the card leaves out of comparisons."""
        return self._lines(()) if left_out(self.source) else self.content

    def _lines(self, drop: tuple[str, ...]) -> tuple[str, ...]:
        nodes, dropped = select(self.text, self.root, choices(self.source), drop, str(getattr(self.source, "url", "")))
        return tuple(lines(nodes, dropped))
