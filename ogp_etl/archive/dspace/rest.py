"""What we ask of a DSpace server, one verb for each question. A session is given to each: it belongs to one thread."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from ogp_etl.archive.dspace import answers
from ogp_etl.archive.dspace.records import (
    Container,
    Item,
    Metadata,
    StoredFile,
    read_container,
    read_file,
    read_item,
    uuid_of,
    write_metadata,
    write_values,
)
from ogp_etl.archive.dspace.session import Refused, Session

EVERYTHING = "administrativeView"
"""The search that also shows an administrator what the public's does not."""
WALKS = 3
"""So often at most all items are walked, while some were pushed from page to page."""
ORIGINAL = "ORIGINAL"
OWNER = "owningCollection"
"""Told with an item, it costs no call of its own."""

log = logging.getLogger(__name__)

# --- items


def items_with(session: Session, fields: Sequence[str], wanted: Collection[str], scope: str | None = None) -> list[Item]:
    """The items one of whose values in one of ``fields`` is exactly one of ``wanted``, withdrawn ones too, oldest first;
    without their files, but with their collections. ``scope``: uuid of the community that they are below.

    The server's search finds by parts of a value, and its index may be late: what was made a moment ago can be missing. Below
    a community it also finds what is only mapped there, and where there is no such community any more it finds everything: see
    ``Collections.holds``.
    """
    asked = {"dsoType": "item", "configuration": EVERYTHING, "query": " OR ".join(_phrases(fields, wanted)), "embed": OWNER}
    hits = session.pages("/discover/search/objects", "objects", **asked, **({"scope": scope} if scope else {}))
    found = (read_item(hit["_embedded"]["indexableObject"]) for hit in hits)
    exact = {item.uuid: item for item in found if any(one in wanted for field in fields for one in item.values(field))}
    return sorted(exact.values(), key=lambda item: item.age)


def _phrases(fields: Sequence[str], wanted: Collection[str]) -> Iterator[str]:
    for field in fields:
        for text in wanted:
            quoted = text.replace("\\", "\\\\").replace('"', '\\"')
            yield f'{field}:"{quoted}"'


def items_below(session: Session, scope: str, *, configuration: str | None = EVERYTHING) -> Iterator[Item]:
    """All items of a community or collection, each once, without their files, as the search's index has them; also those that
    are only mapped there.

    What is written while we walk moves within the index, and pushes others over the border of a page that we have read. So
    the walk is in the order of accession, and is made again while the server counts more than we have met.
    """
    asked = {"dsoType": "item", "scope": scope, "sort": "dc.date.accessioned,ASC", "embed": OWNER}
    asked |= {} if configuration is None else {"configuration": configuration}
    met: set[str] = set()
    for _ in range(WALKS):
        counted = 0
        for answer in session.each_page("/discover/search/objects", **asked):
            counted = answers.page_of(answer).get("totalElements", 0)
            for hit in answers.embedded(answer, "objects"):
                found = read_item(hit["_embedded"]["indexableObject"])
                if found.uuid not in met:
                    met.add(found.uuid)
                    yield found
        if len(met) >= counted:
            return
    line = "the search counts %d items below %s and shows %d of them; run dspace index-discovery -b on the server"
    log.warning(line, counted, scope, len(met))


def item(session: Session, uuid: str) -> Item | None:
    """An item with its collection, its bundles and all their files; None when there is none."""
    answer = session.get(f"/core/items/{uuid}", embed=["bundles/bitstreams", OWNER])
    if answer is None:
        return None
    for bundle in _paged(answer, "bundles"):
        page = ((bundle.get("_embedded") or {}).get("bitstreams") or {}).get("page") or {}
        if page.get("totalPages", 1) > 1:
            listed = list(session.pages(f"/core/bundles/{uuid_of(bundle, 'a bundle')}/bitstreams", "bitstreams"))
            bundle["_embedded"]["bitstreams"] = {"_embedded": {"bitstreams": listed}}
    return read_item(answer)


def create_item(session: Session, collection: str, metadata: Metadata, lost: int) -> Item:
    """An item that the public does not find yet, and that was looked for when ``session.lost`` was ``lost``. Raises Refused
    with 403 for an account that is no site administrator."""
    title = metadata["dc.title"][0][0]
    said = {"name": title, "inArchive": True, "discoverable": False, "withdrawn": False, "type": "item"}
    answer = session.create("/core/items", {**said, "metadata": write_metadata(metadata)}, lost, owningCollection=collection)
    uuid_of(answer, f"the item {title!r}")
    return read_item(answer)


def collection_of(session: Session, item: str) -> str:
    """Uuid of the collection that owns an item, wherever somebody moved it. Raises RepositoryFault when this account may not
    know it."""
    return uuid_of(session.get(f"/core/items/{item}/owningCollection"), "an item's collection")


def change_item(session: Session, uuid: str, operations: Sequence[Mapping[str, Any]]) -> Item:
    return read_item(session.patch(f"/core/items/{uuid}", operations))


def adding(metadata: Metadata) -> list[dict[str, Any]]:
    """Operations that put values at the end of fields."""
    return [
        {"op": "add", "path": f"/metadata/{field}/-", "value": one}
        for field, values in metadata.items()
        for one in write_values(values)
    ]


DISCOVERABLE = {"op": "replace", "path": "/discoverable", "value": True}
HIDDEN = {"op": "replace", "path": "/discoverable", "value": False}
WITHDRAWN = {"op": "replace", "path": "/withdrawn", "value": True}

# --- files


def bundle_for(session: Session, item_uuid: str, bundles: Mapping[str, str], name: str = ORIGINAL) -> str:
    """Uuid of an item's bundle, made when there is none."""
    if name in bundles:
        return bundles[name]
    try:
        return uuid_of(session.post(f"/core/items/{item_uuid}/bundles", {"name": name, "metadata": {}}), f"the bundle {name}")
    except Refused as refusal:
        if refusal.status != 400:
            raise
        for bundle in session.pages(f"/core/items/{item_uuid}/bundles", "bundles"):  # another worker may have made it
            if bundle.get("name") == name:
                return uuid_of(bundle, f"the bundle {name}")
        raise


def add_file(
    session: Session, bundle: str, name: str, media_type: str, open_file: Callable[[], BinaryIO], metadata: Metadata
) -> StoredFile:
    """A file at the end of a bundle, streamed."""
    properties = json.dumps({"name": name, "metadata": write_metadata(metadata)}, ensure_ascii=True)
    return read_file(session.upload(f"/core/bundles/{bundle}/bitstreams", name, media_type, open_file, properties), ORIGINAL)


def change_file(session: Session, uuid: str, operations: Sequence[Mapping[str, Any]], bundle: str = ORIGINAL) -> StoredFile:
    return read_file(session.patch(f"/core/bitstreams/{uuid}", operations), bundle)


def make_primary(session: Session, bundle: str, file: str, *, only_where_none: bool = False) -> None:
    path = f"/core/bundles/{bundle}/primaryBitstream"
    target = [session.href(f"/core/bitstreams/{file}")]
    if session.get(path) is None:
        session.post_uris(path, target)
    elif not only_where_none:
        session.put_uris(path, target)


def read_policies(session: Session, uuid: str) -> list[tuple[int, str | None]]:
    """Who may read a thing: policy and name of the group; None for a single person."""
    found = session.pages("/authz/resourcepolicies/search/resource", "resourcepolicies", uuid=uuid, embed="group")
    return [(policy["id"], _group(policy)) for policy in found if policy.get("action") == "READ"]


def remove_policy(session: Session, policy: int) -> None:
    session.delete(f"/authz/resourcepolicies/{policy}")


# --- communities and collections


def communities(session: Session, parent: str | None) -> Iterator[Container]:
    """Those on top, or below ``parent``."""
    path = "/core/communities/search/top" if parent is None else f"/core/communities/{parent}/subcommunities"
    name = "communities" if parent is None else "subcommunities"
    return (read_container(one) for one in session.pages(path, name))


def collections(session: Session, community: str) -> Iterator[Container]:
    return (read_container(one) for one in session.pages(f"/core/communities/{community}/collections", "collections"))


def community_above(session: Session, kind: str, uuid: str) -> Container | None:
    """The community that a collection (``kind``: ``collections``) or community (``communities``) is in; None on top, and when
    this account may not know it."""
    found = session.get(f"/core/{kind}/{uuid}/parentCommunity")
    return None if found is None else read_container(found)


def _group(policy: Mapping[str, Any]) -> str | None:
    group = (policy.get("_embedded") or {}).get("group")
    return group.get("name") if isinstance(group, dict) else None


def _paged(answer: Any, name: str) -> Sequence[Any]:
    found = ((answer.get("_embedded") or {}).get(name) or {}).get("_embedded") or {}
    listed = found.get(name) or ()
    return listed if isinstance(listed, list) else ()
