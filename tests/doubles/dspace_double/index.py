"""The search index: it hears of a change some time after the change."""

from dataclasses import dataclass, field
from datetime import timedelta

from .rights import parents
from .things import Collection, Community, Item
from .words import positions

HIDDEN = "dc.description.provenance"


@dataclass
class Document:
    """What the index knows of a thing; nothing of what happened since."""

    thing: object
    metadata: dict
    withdrawn: bool
    discoverable: bool
    scopes: set
    cjk: bool
    _words: dict = field(default_factory=dict)

    def words(self, name):
        """Words and their places in a field; in all of them for None."""
        if name not in self._words:
            lists = self.metadata.values() if name in (None, "*") else [self.metadata.get(name, [])]
            self._words[name] = positions([text for texts in lists for text in texts], cjk=self.cjk)
        return self._words[name]

    def keywords(self, name):
        thing = self.thing
        return {
            "search.resourceid": {thing.uuid},
            "search.resourcetype": {type(thing).__name__},
            "handle": {thing.handle},
            "location.coll": self.scopes,
            "location.comm": self.scopes,
            "withdrawn": {str(self.withdrawn).lower()},
            "discoverable": {str(self.discoverable).lower()},
        }[name]


class Index:
    """``lag``: seconds of the double's clock until a change is found; ``lag_requests``: so many later requests instead.

    ``cjk``: whether the operator has cured the core; takes effect with :meth:`rebuild`."""

    def __init__(self, store):
        self.store = store
        self.lag, self.lag_requests, self.cjk = 0.0, 0, False
        self.documents = {}
        self._due = []  # (moment, request number, thing)
        self._requests = 0

    def request(self):
        """One more request has come: what is due is taken in as it is now, before the request changes it."""
        self._requests += 1
        self._catch_up()

    def changed(self, things):
        moment = self.store.clock.now() + timedelta(seconds=self.lag)
        self._due += [(moment, self._requests + self.lag_requests, thing) for thing in things]

    def at_once(self, thing):
        """A withdrawal is in the index without delay."""
        self._take(thing)

    def rebuild(self):
        """What ``dspace index-discovery -b`` does."""
        self.documents, self._due = {}, []
        for thing in list(self.store.things.values()):
            self._take(thing)

    def state(self):
        """What it knows and has yet to hear of."""
        return {"documents": self.documents, "_due": self._due, "_requests": self._requests}

    def found(self):
        """The documents of all things that are still there."""
        return [one for uuid, one in self.documents.items() if uuid in self.store.things]

    def _catch_up(self):
        now, waiting = self.store.clock.now(), []
        for moment, number, thing in self._due:
            if moment <= now and number <= self._requests:
                self._take(thing)
            else:
                waiting.append((moment, number, thing))
        self._due = waiting

    def _take(self, thing):
        if not isinstance(thing, Community | Collection | Item) or (isinstance(thing, Item) and not thing.handle):
            return
        metadata = {key: [value.value or "" for value in values] for key, values in thing.metadata.items() if key != HIDDEN}
        files = [file for bundle in getattr(thing, "bundles", ()) if bundle.name == "ORIGINAL" for file in bundle.bitstreams]
        metadata["original_bundle_filenames"] = [file.name or "" for file in files]
        scopes = {parent.uuid for parent in parents(thing) if parent is not thing}
        shown = (getattr(thing, "withdrawn", False), getattr(thing, "discoverable", True))
        self.documents.pop(thing.uuid, None)  # what is written again stands last in the index
        self.documents[thing.uuid] = Document(thing, metadata, *shown, scopes, self.cjk)
