"""The text of an HTML page as lines, with link targets, in one form: what people read, whatever the markup around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ogp_etl.describe.css import compile_simple
from ogp_etl.describe.noise import is_noise
from ogp_etl.describe.safe_xml import Unreadable
from ogp_etl.describe.targets import counts, target
from ogp_etl.errors import LayoutUnknown

LARGEST = 12 * 1024**2
"""Bytes of a page that are parsed; a larger one is compared byte by byte. Ten megabytes of small elements take 160 MiB here."""
LARGEST_FOR_BS4 = 2 * 1024**2
"""Characters of a page whose selector needs bs4: its tree takes four times as much and is seven times slower."""
INLINE = frozenset(
    {
        *(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "data",
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "ins",
            "kbd",
        ),
        *("label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt"),
        *("u", "var", "wbr", "img", "input"),
    }
)
"""Elements that do not break a line; all others do."""
SHOWN = {
    "img": "src",
    "iframe": "src",
    "frame": "src",
    "embed": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
}
"""Elements that show something from another address, and the attribute that says which."""
LINK, END = "\x02", "\x03"
"""Stand round link targets within a line."""
_BREAK = "\x01"
_SPACE = re.compile(r"[\s\u200b-\u200d\u2060\ufeff\u00ad\u00a0]+")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3000-\u303f\U00020000-\U0003ffff"
_BESIDE_HAN = re.compile(rf" (?=[{_HAN}])|(?<=[{_HAN}]) ")
_PAGE_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]+")


def parse(text: str) -> Any:
    """The root element; None when there is none, or when elements are nested so deeply that the parser gives up on them."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    markup = _prepared(text).encode("utf-8", "replace")
    root = etree.fromstring(markup, parser) if markup.strip() else None
    # Beyond 2,048 levels the parser leaves out what it finds; a change there would not be seen.
    too_deep = any("depth" in str(entry.message) for entry in parser.error_log)
    return None if too_deep else root


def _prepared(text: str) -> str:
    """Without control characters, and without the end tags after which the parser stops reading though browsers go on
    (some ministries nest a whole document in the page)."""
    return _PAGE_END.sub("", _INVISIBLE.sub("", text))


def select(text: str, root: Any, choices: Sequence[str], drop: Sequence[str], url: str) -> tuple[list[Any], set[Any]]:
    """Elements that hold the content, the outermost only, and those inside them to be left out.

    ``choices``: selectors in order, the first that finds something decides; nothing found at all is the whole page.
    Raises LayoutUnknown when a selector is no selector, Unreadable when the page is too large for it.
    """
    compiled = [compile_simple(selector) for selector in (*choices, *drop)]
    if None in compiled:
        return _select_with_bs4(text, choices, drop, url), set()
    left_out = {node for xpath in compiled[len(choices) :] for node in xpath(root)}
    for xpath in compiled[: len(choices)]:
        found = [node for node in xpath(root) if isinstance(node.tag, str)]
        if found:
            every = set(found)
            return [node for node in found if not any(above in every for above in node.iterancestors())], left_out
    return [root], left_out


def _select_with_bs4(text: str, choices: Sequence[str], drop: Sequence[str], url: str) -> list[Any]:
    from bs4 import BeautifulSoup
    from soupsieve import SelectorSyntaxError

    if len(text) > LARGEST_FOR_BS4:
        raise Unreadable(f"a page of {len(text)} characters is too large for this selector; write a simpler one")
    soup = BeautifulSoup(_prepared(text), "lxml")

    def select_all(selector: str) -> list[Any]:
        try:
            return list(soup.select(selector))
        except SelectorSyntaxError as error:
            raise LayoutUnknown(url, selector, f"this is no CSS selector: {str(error).splitlines()[0]}") from error

    left_out = [tag for selector in drop for tag in select_all(selector)]
    found = next((tags for selector in choices if (tags := select_all(selector))), [soup])
    every = {id(tag) for tag in found}
    outermost = [tag for tag in found if not any(id(above) in every for above in tag.parents)]
    for tag in left_out:
        tag.decompose()
    return [node for tag in outermost if not tag.decomposed and (node := _again(str(tag))) is not None]


def _again(markup: str) -> Any:
    root = parse(markup)
    body = None if root is None else root.find("body")
    return body if body is not None else root


def lines(nodes: Iterable[Any], left_out: set[Any]) -> Iterator[str]:
    """The lines of these elements in one form: NFKC, no blank beside a Han character, link targets in ``LINK`` and ``END``."""
    for node in nodes:
        text = unicodedata.normalize("NFKC", "".join(_parts(node, left_out)))
        for line in text.split(_BREAK):
            tidy = _tidy(line)
            if tidy:
                yield tidy


def one_line(text: str) -> str:
    """Any text as one line of this form."""
    return _tidy(unicodedata.normalize("NFKC", text))


def _tidy(text: str) -> str:
    return _BESIDE_HAN.sub("", _SPACE.sub(" ", text)).strip()


def _parts(top: Any, left_out: set[Any]) -> Iterator[str]:
    """Text in the order of the page, without recursion: pages may be nested a thousand deep."""
    from lxml.etree import iterwalk

    walk = iterwalk(top, events=("start", "end"))
    for event, node in walk:
        tag = node.tag
        if event == "end":
            if tag == "a" and node not in left_out and (address := target(node.get("href"))):
                yield f"{LINK}{address}{END}"
            if tag not in INLINE:
                yield _BREAK
            if node is not top and node.tail:
                yield node.tail
        elif not isinstance(tag, str) or node in left_out or (node is not top and is_noise(node)):
            walk.skip_subtree()
            left_out.add(node)
        else:
            yield from _opening(node, tag)


def _opening(node: Any, tag: str) -> Iterator[str]:
    if tag not in INLINE or tag == "br":
        yield _BREAK
    if tag in SHOWN:
        yield from _shown(node, tag)
    if node.text:
        yield node.text


def _shown(node: Any, tag: str) -> Iterator[str]:
    """A picture with an empty description says of itself that it is decoration (WCAG 2.0, H67)."""
    source = node.get(SHOWN[tag])
    if node.get("alt") != "" and not counts(source) and (address := target(source)):
        yield f"{node.get('alt') or ''}{LINK}{address}{END}"
