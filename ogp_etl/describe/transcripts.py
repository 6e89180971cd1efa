"""Transcripts as lines: Akoma Ntoso and SayIt's JSON. Who spoke and what was said; never ids, order of attributes, layout."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from ogp_etl.describe.html_text import lines, one_line, parse
from ogp_etl.describe.safe_xml import Unreadable, local_name, parse_xml

SPOKEN = frozenset({"heading", "subheading", "num", "narrative", "scene", "summary", "question", "answer", "speech", "p", "li"})
"""Elements that begin a line (Akoma Ntoso 1.0, debates)."""


def akoma_lines(document: bytes) -> Iterator[str]:
    """Headings, narratives and speeches in order; a speech begins with ``id:`` of its speaker. ``meta`` is left out.

    Raises Unreadable when it is no Akoma Ntoso.
    """
    root = parse_xml(document)
    if local_name(root).lower() != "akomantoso":
        raise Unreadable("no Akoma Ntoso")
    for line in "".join(_parts(root)).split("\x01"):
        tidy = one_line(line)
        if tidy:
            yield tidy


def _parts(root: Any) -> Iterator[str]:
    from lxml.etree import iterwalk

    walk = iterwalk(root, events=("start", "end"))
    for event, node in walk:
        name = local_name(node)
        breaks = name in SPOKEN
        if event == "end":
            yield ("\x01" if breaks else "") + ((node.tail or "") if node is not root else "")
        elif name == "meta" or not name:
            walk.skip_subtree()
        else:
            by = f"{node.get('by', '').removeprefix('#')}:\x01" if name == "speech" else ""
            link = f" {node.get('href')} " if node.get("href") else ""
            yield ("\x01" if breaks else "") + by + link + (node.text or "")


def sayit_lines(document: bytes) -> Iterator[str]:
    """The same of SayIt's newer JSON: an array of sections with ``section_speaker`` and ``section_content`` (HTML).

    Raises Unreadable when it is of another shape.
    """
    for section in _sections(document):
        speaker = section.get("section_speaker")
        if isinstance(speaker, str):
            yield f"{one_line(unquote(speaker))}:"
        root = parse(str(section["section_content"] or ""))
        if root is not None:
            yield from lines([root], set())


def _sections(document: bytes) -> list[Mapping[str, Any]]:
    try:
        sections = json.loads(document.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    if not isinstance(sections, list) or not all(isinstance(one, dict) and "section_content" in one for one in sections):
        raise Unreadable("no sections of SayIt")
    return sections
