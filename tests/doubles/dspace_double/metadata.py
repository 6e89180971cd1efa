"""Metadata as people send it: at creation, and by JSON Patch."""

from .things import Value
from .wire import UNREADABLE, Refused


def stated(store, metadata):
    """Values from a body's ``metadata``. A field nobody registered makes the server stumble: 500, no hint."""
    found = {}
    for key, given in (metadata or {}).items():
        if store.field(key) is None:
            raise Refused(500)
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            raise Refused(422)
        found[key] = [_value(one) for one in given]
    return {key: kept for key, kept in found.items() if kept}


def _value(given, confidence=-1):
    if isinstance(given, str):
        return Value(given, confidence=confidence)
    return Value(given.get("value"), given.get("language"), given.get("authority"), confidence)


def patch(store, thing, operations, flags):
    """Carries out a JSON Patch; all of it or, when one operation is refused, nothing.

    ``flags``: by path ("/withdrawn"), a function that sets it. Of an array as value only the first entry is taken."""
    if not isinstance(operations, list):
        raise Refused(400, UNREADABLE)
    before = {key: list(found) for key, found in thing.metadata.items()}
    try:
        for operation in operations:
            _one(store, thing, operation, flags)
    except Refused:
        thing.metadata = before
        raise
    store.touch(thing)


def _one(store, thing, operation, flags):
    if not isinstance(operation, dict) or not isinstance(operation.get("path"), str):
        raise Refused(400)
    path, verb = operation["path"].strip(), str(operation.get("op", "")).strip().lower()
    if path in flags and verb == "replace":
        flags[path](_yes_or_no(operation.get("value")))
    elif path.startswith("/metadata") and verb in _VERBS:
        key, index, part = [*path.split("/")[2:5], None, None, None][:3]
        _VERBS[verb](store, thing, _Where(key or None, index or None, part), operation.get("value"))
    elif verb in ("add", "replace", "remove"):
        raise Refused(400)
    else:
        raise Refused(400, UNREADABLE) if "from" in operation else Refused(500)


class _Where:
    def __init__(self, key, index, part):
        self.key, self.index, self.part = key, index, part

    def number(self, entries):
        try:
            number = int(self.index)
        except ValueError:
            raise Refused(400, UNREADABLE) from None
        if not 0 <= number < len(entries):
            raise Refused(422)
        return number


def _entries(store, thing, where):
    if where.key is None:
        raise Refused(400)
    if store.field(where.key) is None:
        raise Refused(422)
    return thing.metadata.setdefault(where.key, [])


def _first(given):
    if isinstance(given, list):
        given = given[0] if given else None
    if given is None or not isinstance(given, str | dict):
        raise Refused(400)
    return given


def _add(store, thing, where, given):
    entries = _entries(store, thing, where)
    value = _value(_first(given))
    # Any index but "-" means the first place; the others move right.
    entries.insert(len(entries) if where.index == "-" else 0, value)


def _replace(store, thing, where, given):
    if where.key is None:
        thing.metadata = {}
        return
    entries = _entries(store, thing, where)
    if where.index is None:
        entries[:] = [_value(_first(given))]
    elif where.part is None:
        entries[where.number(entries)] = _value(_first(given), confidence=0)
    elif where.part in ("value", "language", "authority"):
        setattr(entries[where.number(entries)], where.part, given)


def _remove(store, thing, where, _):
    entries = _entries(store, thing, where)
    if where.index is None:
        entries.clear()
    else:
        del entries[where.number(entries)]


def _yes_or_no(given):
    if isinstance(given, bool):
        return given
    if str(given).lower() in ("true", "false"):
        return str(given).lower() == "true"
    raise Refused(400)


_VERBS = {"add": _add, "replace": _replace, "remove": _remove}
