"""Texts cut into words the way the search core of a fresh DSpace does it.

Cut at white space, then at everything that is neither letter nor digit, between letters and digits, and before a capital after
a small letter. A run of Chinese has none of these: it stays one long word, unless the core was cured (``cjk``), when it
becomes overlapping pairs. English stems are not modelled."""

import re
import unicodedata

_PART = re.compile(r"[^\W\d_]+|\d+")
_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HAN = re.compile(r"([\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]+)")
GAP = 100  # between the values of a field, so that no phrase reaches over


def fold(text):
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def words(text, *, cjk=False):
    """Words in order, folded."""
    found = []
    for chunk in unicodedata.normalize("NFKC", text).split() if cjk else text.split():
        for part in _PART.findall(chunk):
            for word in _CASE.split(part):
                found += _pairs(word) if cjk else [word]
    return [fold(word) for word in found]


def _pairs(word):
    found = []
    for run in filter(None, _HAN.split(word)):
        if _HAN.fullmatch(run) and len(run) > 1:
            found += [run[place : place + 2] for place in range(len(run) - 1)]
        else:
            found.append(run)
    return found


def joined(text):
    """What the core adds at index time: parts of one chunk that are all letters, or all digits, put together."""
    found = set()
    for chunk in text.split():
        run = []
        for part in [*_PART.findall(chunk), ""]:
            if run and (not part or part.isdigit() != run[-1].isdigit()):
                found.add(fold("".join(run)))
                run = []
            run.append(part)
    return found


def positions(values, *, cjk=False):
    """Words of several values with their places: {word: {place, …}}."""
    found, place = {}, 0
    for value in values:
        for word in words(value, cjk=cjk):
            found.setdefault(word, set()).add(place)
            place += 1
        for word in () if cjk else joined(value):
            found.setdefault(word, set()).add(place - 1)
        place += GAP
    return found
