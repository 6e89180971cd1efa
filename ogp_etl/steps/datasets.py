"""Datasets that stand for bodies the public must not see as they are."""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path
from typing import Any

from ogp_etl.cards import Plan, source_key
from ogp_etl.harvest.reading.comments import files
from ogp_etl.model import Document, PackageFile

WITH_COMMENTS = ("join_policy", "join_idea")
"""Collectors whose sealed bodies hold public comments, each with ``comments(source, body)``."""


def source_of(plan: Plan, key: str) -> Any:
    """The source with this key. KeyError when the cards name it no longer."""
    for commitment, source in plan.sources():
        if source_key(commitment, source) == key:
            return source
    raise KeyError(key)


def comment_files(plan: Plan, document: Document, body: Path) -> tuple[PackageFile, ...]:
    """The comments in a sealed body, without names of persons, as CSV and Parquet; none where the body holds none.

    Raises LayoutUnknown when the body's layout is not known: a dataset is never silently short.
    """
    source = source_of(plan, document.source)
    if source.collector not in WITH_COMMENTS:
        return ()
    comments = import_module(f"ogp_etl.harvest.{source.collector}").comments(source, body)
    if not comments:
        return ()
    return tuple(
        PackageFile(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content), public=True, content=content)
        for name, content in files(comments).items()
    )
