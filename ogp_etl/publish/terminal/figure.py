"""One figure as lines for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ogp_etl.publish.terminal.screen import cut, pad, width
from ogp_etl.publish.texts import say, word


def figure_text(name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], language: str, places: int | None) -> str:
    """Title, the names of the columns as the SQL gives them, and the rows under one another."""
    title = word("figures", f"figure_{name}")[language]
    if not rows:
        return f"{title}\n  {say('no-rows')[language]}\n"
    cells = [list(heads), *([_cell(one) for one in row] for row in rows)]
    widths = [max(width(row[place]) for row in cells) for place in range(len(heads))]
    lines = ["  " + "  ".join(pad(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([title, *(cut(line, places) if places else line for line in lines), ""])


def _cell(value: Any) -> str:
    return "–" if value is None else str(value)
