"""Copies where only what became public since some day counts: a copy brings out again what was public before."""

from __future__ import annotations

from collections.abc import Sequence

from ogp_etl.check.calendar import FIRST
from ogp_etl.check.evidence.rows import Known


def originals(rows: Sequence[Known]) -> list[Known]:
    """The rows without the copies of documents that another of them brought out. What is known only by a copy became public on
    its days or before them."""
    brought_out = {one.row.document for one in rows if one.row.substantive}
    return [
        one if one.row.substantive else Known(one.row, FIRST, one.last, one.place)
        for one in rows
        if one.row.substantive or one.row.document not in brought_out
    ]
