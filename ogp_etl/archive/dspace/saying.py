"""Whether an item says of a version what was deposited, and whether the public finds its document twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import evidence_id, instant_text
from ogp_etl.archive.dspace.finding import IDS, is_sealed
from ogp_etl.archive.dspace.recording import wrongly_told
from ogp_etl.archive.dspace.records import Item
from ogp_etl.archive.dspace.session import Session
from ogp_etl.archive.dspace.structure import Collections
from ogp_etl.archive.provenance import Provenance


class Saying:
    """``public``: a session of nobody. Raises RepositoryFault."""

    def __init__(self, public: Session, collections: Collections) -> None:
        self._public, self._collections = public, collections
        self._found: dict[str, Sequence[Item]] = {}

    def wrong(self, item: Item, found: Provenance) -> Iterator[str]:
        """Each thing that is wrong, in one line. ``found``: the provenance of a version that should stand in ``item``."""
        ids = [evidence_id(found.document.id, sealed=sealed) for sealed in (False, True)]
        said = wrongly_told(item, found, instant_text(found.capture.captured), ids)
        if said:
            yield f"{item.handle} {said}"
        if is_sealed(item):
            return
        for other in self._with_id(ids[0]):
            if other.uuid != item.uuid and not other.withdrawn and self._collections.beside(self._public, item, [other]):
                yield f"{item.handle} stands a second time, as {other.handle}"

    def _with_id(self, name: str) -> Sequence[Item]:
        """Asked once for all versions of a document."""
        if name not in self._found:
            self._found[name] = rest.items_with(self._public, IDS, [name])
        return self._found[name]
