"""Makes, finds again and repairs what deposits need: metadata schema and fields, the plan's community, its collections, and
the rights of the collection for what is held back. Safe to run any number of times; nothing is renamed or removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import language
from ogp_etl.archive.dspace.fields import IDENTIFIER, NAMESPACE, OWN_FIELDS, SCHEMA
from ogp_etl.archive.dspace.records import Container, Metadata, read_container, value, write_metadata
from ogp_etl.archive.dspace.session import Refused, Session
from ogp_etl.archive.dspace.structure import (
    SEALED_KEY,
    collection_id,
    community_id,
    oldest,
    open_defaults,
    parent_uuid,
    wanted,
    words,
)
from ogp_etl.cards import Plan
from ogp_etl.errors import RepositoryFault

ABSENT = "(to be made)"
"""Uuid of what a dry run would have made."""


class Preparation:
    """One run over a server. ``dry``: nothing is written. Every line that ``plan`` and ``registry`` give says one thing that
    was done, or would be; none: all is there. They raise RepositoryFault, with what the account lacks."""

    def __init__(self, session: Session, parent: str | None, *, dry: bool = False) -> None:
        self._session, self._dry = session, dry
        self._parent_named = parent

    def registry(self) -> Iterator[str]:
        """The metadata schema and its fields (site administrators only)."""
        schema = next(
            (one for one in self._session.pages("/core/metadataschemas", "metadataschemas") if one["prefix"] == SCHEMA), None
        )
        if schema is None:
            yield f"metadata schema {SCHEMA}: {self._done('made')}"
            schema = self._write(lambda: self._session.post("/core/metadataschemas", {"prefix": SCHEMA, "namespace": NAMESPACE}))
        there = set() if schema is None else {_name(one) for one in self._fields()}
        for field in OWN_FIELDS:
            if field.name not in there:
                yield f"metadata field {field.name}: {self._done('made')}"
                _, element, qualifier = field.parts
                said = {"element": element, "qualifier": qualifier, "scopeNote": field.note}
                self._write(lambda said=said: self._make_field(schema, said))  # type: ignore[misc]

    def plan(self, plan: Plan) -> Iterator[str]:
        """The community of a plan and its collections."""
        session = self._session
        parent = parent_uuid(session, self._parent_named)
        title = words(plan.title)
        communities = list(rest.communities(session, parent))
        community = oldest(communities, community_id(plan.id))
        yield from _doubles("community", communities, community_id(plan.id))
        if community is None:
            yield f"community {plan.id}: {self._done('made')}"
            community = self._container("/core/communities", community_id(plan.id), title, parent)
        else:
            yield from self._titles("communities", community, title)
        below = [] if community.uuid == ABSENT else list(rest.collections(session, community.uuid))
        for one in wanted(plan):
            name = collection_id(plan.id, one.key)
            found = oldest(below, name)
            yield from _doubles("collection", below, name)
            if found is None:
                yield f"collection {one.key} of {plan.id}: {self._done('made')}"
                found = self._container("/core/collections", name, one.titles, community.uuid)
            else:
                yield from self._titles("collections", found, one.titles)
            if one.key == SEALED_KEY:
                yield from self._close(found)

    def _close(self, collection: Container) -> Iterator[str]:
        """Takes the collection for originals held back from the public, before anything is in it."""
        if collection.uuid == ABSENT:
            yield f"collection {SEALED_KEY}: {self._done('closed to the public')}"
            return
        for group in open_defaults(self._session, collection.uuid):
            yield f"collection {SEALED_KEY}: {group}: {self._done('closed to the public')}"
            path = f"/core/collections/{collection.uuid}/{group}"
            self._write(lambda path=path: self._session.post(path, {"metadata": {}}))  # type: ignore[misc]
        if not self._dry and (still := open_defaults(self._session, collection.uuid)):
            raise RepositoryFault(
                f"{self._session.account.address}: {SEALED_KEY} is still open to anybody ({', '.join(still)})", again=False
            )

    def _titles(self, kind: str, container: Container, titles: Mapping[str, str]) -> Iterator[str]:
        """Adds a title in a language that has none. Where a person renamed it, in whatever language, that is its name."""
        there = container.metadata.get("dc.title", ())
        if any(text.strip() not in titles.values() for text, _ in there):
            return
        named = {code for _, code in there}
        for code, text in titles.items():
            if language(code) not in named:
                yield f"{container.value(IDENTIFIER)}: title in {language(code)}: {self._done('added')}"
                operations = rest.adding({"dc.title": [(text, language(code))]})
                path = f"/core/{kind}/{container.uuid}"
                self._write(lambda path=path, operations=operations: self._session.patch(path, operations))  # type: ignore[misc]

    def _container(self, path: str, name: str, titles: Mapping[str, str], parent: str | None) -> Container:
        metadata: Metadata = {IDENTIFIER: [(name, None)], "dc.title": [(text, language(code)) for code, text in titles.items()]}
        made = self._write(
            lambda: self._session.post(
                path,
                {"name": value(metadata, "dc.title"), "metadata": write_metadata(metadata)},
                **({"parent": parent} if parent else {}),
            )
        )
        return read_container(made) if made is not None else Container(uuid=ABSENT, handle="", metadata=metadata)

    def _fields(self) -> Iterator[Mapping[str, object]]:
        return self._session.pages("/core/metadatafields/search/bySchema", "metadatafields", schema=SCHEMA)

    def _make_field(self, schema: Mapping[str, object] | None, said: Mapping[str, object]) -> object:
        try:
            return self._session.post("/core/metadatafields", said, schemaId=schema["id"] if schema else None)
        except Refused as refusal:
            if refusal.status == 422:  # another run made it meanwhile
                return None
            raise

    def _write(self, call: Callable[[], object]) -> dict[str, object] | None:
        made = None if self._dry else call()
        return made if isinstance(made, dict) else None

    def _done(self, what: str) -> str:
        return f"to be {what}" if self._dry else what


def _doubles(kind: str, containers: list[Container], name: str) -> Iterator[str]:
    found = sorted(
        (one for one in containers if name in (text for text, _ in one.metadata.get(IDENTIFIER, ()))), key=lambda one: one.age
    )
    for other in found[1:]:
        yield f"{kind} {name} stands twice: {found[0].handle} is used; move what is in {other.handle} there, and remove it"


def _name(field: Mapping[str, object]) -> str:
    qualifier = field.get("qualifier")
    return f"{SCHEMA}.{field['element']}{f'.{qualifier}' if qualifier else ''}"
