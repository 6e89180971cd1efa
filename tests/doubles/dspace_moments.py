"""A place in the double of DSpace at some moment, to come back to; and whether all there is in it is right.

What is right is read from the double's own memory and disk: no answer of its REST API is taken on trust, and nothing that no
search finds is overlooked.
"""

import hashlib
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from dspace_double.rights import may
from dspace_double.things import Bitstream, Bundle, Item

SEALED = "#sealed"


class Moment:
    """What the double holds and what the register knows of claims, as both are now. The register is a file of SQLite."""

    def __init__(self, place):
        self._double, self._register = place.double, Path(place.register.removeprefix("sqlite:///"))
        self._held = self._double.moment()
        self._files = {path: path.read_bytes() for path in self._beside()}

    def come_back(self):
        """Nobody may be at work there."""
        self._double.go_back(self._held)
        for path in self._beside():
            path.unlink()
        for path, content in self._files.items():
            path.write_bytes(content)

    def _beside(self):
        return list(self._register.parent.glob(f"{self._register.name}*"))


def must_be_whole(place, packages, *, doubles=False):
    """One item for each document and side, discoverable if it is public, with every file of every version and no other; no
    item, bundle, file or draft besides. ``doubles``: there may be items that were withdrawn and marked, each with one that
    replaces it."""
    store = place.double.store
    assert list(store.drafts.values()) == []
    items = {item for item in store.of(Item) if not item.withdrawn}
    withdrawn = [item for item in store.of(Item) if item.withdrawn]
    assert doubles or withdrawn == []
    handles = {item.handle for item in items}
    assert all(texts(item, "dc.relation.isreplacedby")[0] in handles for item in withdrawn)
    wanted = {_name(package, file.public) for package in packages for file in package.files}
    assert sorted(texts(item, "ogp.evidence.id")[0] for item in items) == sorted(wanted)
    for item in items:
        _must_be_right(item, [one for one in packages if one.document == name_of(item).removesuffix(SEALED)])
    bundles = {bundle for item in (*items, *withdrawn) for bundle in item.bundles}
    assert set(store.of(Bundle)) == bundles
    assert set(store.of(Bitstream)) == {file for bundle in bundles for file in bundle.bitstreams}
    must_be_closed(place, packages)
    for item in items:
        for file in originals(item):
            assert may(store, None, file, "READ") is not name_of(item).endswith(SEALED)


def _must_be_right(item, packages):
    public = not name_of(item).endswith(SEALED)
    assert (item.archived, item.discoverable) == (True, public)
    assert texts(item, "dc.identifier.other").count(name_of(item)) == 1
    assert texts(item, "ogp.evidence.id") == [name_of(item)]
    here = [package for package in packages if any(file.public is public for file in package.files)]
    assert sorted(texts(item, "ogp.capture.id")) == sorted(package.evidence for package in here)
    assert [bundle.name for bundle in item.bundles].count("ORIGINAL") == 1
    assert {bundle.name for bundle in item.bundles} <= {"ORIGINAL", "LICENSE"}
    facts = ("ogp.capture.id", "ogp.file.name", "ogp.file.sha256")
    stored = sorted((*(texts(file, name)[0] for name in facts), sha256(file)) for file in originals(item))
    files = ((package.evidence, file) for package in here for file in package.files if file.public is public)
    assert stored == sorted((evidence, file.name, file.sha256, file.sha256) for evidence, file in files)
    provenance = {package.evidence: package.provenance.decode() for package in here}
    for file in originals(item):
        assert texts(file, "ogp.capture.provenance") == [provenance[texts(file, "ogp.capture.id")[0]]]


NOBODY = "nobody knows what it is"


def picture(place, packages, *, claimed=False):
    """What is there of each document, which somebody may have left half: items, drafts, claims; as texts without the names and
    numbers in which documents differ, so that documents of which there is the same are one text. ``claimed``: only of those
    that somebody has claimed, and of drafts that say nothing yet."""
    store = place.double.store
    drafts = {draft.item: (draft.collection.name, draft.granted is not None) for draft in store.drafts.values()}
    found = {package.document: [] for package in packages}
    for item in store.of(Item):
        ids = [*texts(item, "ogp.evidence.id"), *texts(item, "dc.identifier.other"), NOBODY]
        found.setdefault(ids[0].removesuffix(SEALED), []).append((_seen(store, item), drafts.get(item)))
    with closing(sqlite3.connect(place.register.removeprefix("sqlite:///"))) as register:
        at_work = {document for (document,) in register.execute("select name from claim")}
    return frozenset(
        _nameless(document, repr((seen, document in at_work)), packages)
        for document, seen in found.items()
        if not claimed or document in {*at_work, NOBODY}
    )


def _nameless(document, text, packages):
    text = text.replace(document, "DOCUMENT")
    for number, package in enumerate(package for package in packages if package.document == document):
        text = text.replace(package.evidence, f"VERSION {number}")
    return _NUMBERS.sub(r"\1", text)


_NUMBERS = re.compile(r"""(123456789/|moda\.example/|"locator": "|'ogp\.source\.locator', \[\(')\d+""")


def _seen(store, thing):
    metadata = sorted((key, [(one.value, one.language) for one in values]) for key, values in thing.metadata.items())
    who = [(one.action, one.group and one.group.title, one.account and one.account.user) for one in store.policies_of(thing)]
    if isinstance(thing, Item):
        flags = (thing.collection.name, thing.archived, thing.discoverable, thing.withdrawn)
        return flags, metadata, who, [_seen(store, bundle) for bundle in thing.bundles]
    if isinstance(thing, Bundle):
        primary = thing.primary and thing.bitstreams.index(thing.primary)
        return primary, metadata, who, [_seen(store, file) for file in thing.bitstreams]
    return sha256(thing), thing.media_type, metadata, who


def must_be_closed(place, packages):
    """What is held back is read by nobody, however far a deposit came."""
    held_back = {file.sha256 for package in packages for file in package.files if not file.public}
    store = place.double.store
    for file in store.of(Bitstream):
        if sha256(file) in held_back:
            assert not may(store, None, file, "READ")


def name_of(item):
    return texts(item, "ogp.evidence.id")[0]


def originals(item):
    return [file for bundle in item.bundles if bundle.name == "ORIGINAL" for file in bundle.bitstreams]


def texts(thing, field):
    return [value.value for value in thing.metadata.get(field, ())]


def sha256(file):
    return hashlib.sha256(file.content.read_bytes()).hexdigest()


def _name(package, public):
    return package.document if public else f"{package.document}{SEALED}"
