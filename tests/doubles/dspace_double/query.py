"""Search queries: fields, phrases, words, wild cards, AND, OR, NOT, brackets. Two terms side by side must both be there."""

import re

from .wire import Refused
from .words import fold, words

_END = r"(?=[\s()]|$)"
_FIELD = r"(?:(?P<field>(?:[\w.]|\\.)+|\*):)?"
_REST = r"""(?P<rest>"(?:\\.|[^"\\])*"|\[[^\]]+ TO [^\]]+\]|(?:\\.|[^\s()"\\:/^\[\]{}])+)(?:\^[\d.]+)?"""
_OPERATOR = rf"(?P<op>(?:AND|OR|NOT|&&|\|\|){_END}|[-+!](?=\S))"
_TOKEN = re.compile(rf"\s*(?:(?P<open>\()|(?P<close>\))|{_OPERATOR}|{_FIELD}(?:(?P<group>\()|{_REST}{_END}))")


def parse(text, *, cjk=False):
    """A function of a document (see :mod:`search`) that says whether it is found. Raises Refused(422) for what is no query."""
    tokens = list(_tokens(text))
    found, rest = _any(tokens, 0, None, cjk)
    if rest != len(tokens):
        raise Refused(422)
    return found


def _tokens(text):
    place, text = 0, text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.end() == place:
            raise Refused(422)
        place = match.end()
        yield match


def _any(tokens, place, field, cjk):
    found, place = _all(tokens, place, field, cjk)
    while place < len(tokens) and tokens[place]["op"] in ("OR", "||"):
        other, place = _all(tokens, place + 1, field, cjk)
        found = _either(found, other)
    return found, place


def _all(tokens, place, field, cjk):
    found, place = _term(tokens, place, field, cjk)
    while place < len(tokens) and not tokens[place]["close"] and tokens[place]["op"] not in ("OR", "||"):
        if tokens[place]["op"] in ("AND", "&&"):
            place += 1
        other, place = _term(tokens, place, field, cjk)
        found = _both(found, other)
    return found, place


def _term(tokens, place, field, cjk):
    if place >= len(tokens):
        raise Refused(422)
    token = tokens[place]
    if token["op"] in ("NOT", "-", "!"):
        found, place = _term(tokens, place + 1, field, cjk)
        return (lambda document: not found(document)), place
    if token["op"] == "+":
        return _term(tokens, place + 1, field, cjk)
    if token["open"] or token["group"]:
        found, place = _any(tokens, place + 1, _plain(token["field"]) or field, cjk)
        if place >= len(tokens) or not tokens[place]["close"]:
            raise Refused(422)
        return found, place + 1
    if token["close"] or token["op"]:
        raise Refused(422)
    return _match(_plain(token["field"]) or field, token["rest"], cjk), place + 1


def _match(field, rest, cjk):
    if rest == "*":
        return lambda document: field in (None, "*") or bool(document.words(field))
    if rest.startswith('"'):
        return _phrase(field, _plain(rest[1:-1]), cjk)
    if rest.startswith("["):
        first, last = (fold(end) for end in rest[1:-1].split(" TO "))
        return lambda document: any(first <= word <= last for word in document.words(field))
    if "*" in rest or "?" in rest:
        pattern = re.compile("".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in fold(_plain(rest))))
        return lambda document: any(pattern.fullmatch(word) for word in document.words(field))
    return _words(field, _plain(rest), cjk)


def _words(field, text, cjk):
    """All words cut from it, wherever they stand in the field: only quotation marks keep them together."""
    if field in KEYWORDS:
        return lambda document: text in document.keywords(field)
    wanted = words(text, cjk=cjk)
    return lambda document: bool(wanted) and all(word in document.words(field) for word in wanted)


def _phrase(field, text, cjk):
    """All words of it, one behind the other."""
    wanted = words(text, cjk=cjk)

    def found(document):
        if field in KEYWORDS:
            return text in document.keywords(field)
        places = document.words(field)
        starts = places.get(wanted[0], ()) if wanted else ()
        return any(all(start + step in places.get(word, ()) for step, word in enumerate(wanted)) for start in starts)

    return found


KEYWORDS = {"search.resourceid", "search.resourcetype", "handle", "location.coll", "location.comm", "withdrawn", "discoverable"}


def _plain(text):
    return re.sub(r"\\(.)", r"\1", text) if text else text


def _both(one, other):
    return lambda document: one(document) and other(document)


def _either(one, other):
    return lambda document: one(document) or other(document)
