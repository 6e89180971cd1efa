"""What a DSpace offers to harvesters over OAI-PMH: who is listed, and how new the list is.

The server lists what its last import took in. Records of withdrawn items are listed as deleted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ogp_etl.archive.outside import Outside
from ogp_etl.errors import RepositoryFault

PAGES = 10_000
"""A list that is longer goes round in circles."""
_ENTITY = re.compile(rb"<!ENTITY")
_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


@dataclass(frozen=True, slots=True)
class Listing:
    """The records of one set."""

    handles: frozenset[str] = frozenset()
    """Of those that are not deleted."""
    newest: datetime | None = None
    """Newest datestamp of any record seen, also of other sets: an import ran after it. None: nothing was ever imported, or it
    cannot be told."""
    problem: str = ""
    """Why there is no list, one line; empty when there is one."""
    absent: bool = False
    """There is no OAI-PMH at all."""

    def lacks(self, handle: str, modified: datetime | None) -> bool:
        """Whether an item should be listed and is not. One that was changed after the newest record may only wait for the next
        import: nothing is said of it."""
        if self.problem or handle in self.handles or self.newest is None or modified is None:
            return False
        return modified.replace(microsecond=0) < self.newest


@dataclass(slots=True)
class _Walk:
    handles: set[str] = field(default_factory=set)
    newest: datetime | None = None

    def take(self, root: Any) -> str:
        """Takes the records of a page in; gives the token of the next, empty when it was the last."""
        for header in _all(root, "header"):
            stamp = _text(header, "datestamp")
            moment = datetime.fromisoformat(stamp if "T" in stamp else f"{stamp}T00:00:00Z")
            self.newest = moment if self.newest is None else max(moment, self.newest)
            if header.get("status") != "deleted":
                self.handles.add(_text(header, "identifier").partition(":")[2].partition(":")[2])
        return next((one.text or "" for one in _all(root, "resumptionToken")), "").strip()


def oai_address(api: str) -> str:
    """Where a server answers harvesters, from the address of its REST API."""
    return f"{api.removesuffix('/').removesuffix('/api')}/oai/request"


def set_of(handle: str) -> str:
    """Name of a community's set."""
    return f"com_{handle.replace('/', '_')}"


def listing(outside: Outside, api: str, community: str | None) -> Listing:
    """Walks the set of a community (its handle; None: the community is not there) once. Never raises: what went wrong is told."""
    try:
        return _listing(outside, oai_address(api), community)
    except RepositoryFault as fault:
        return Listing(problem=str(fault))
    except (ValueError, LookupError) as error:
        return Listing(problem=f"{oai_address(api)}: the answer is no OAI-PMH ({error})")


def _listing(outside: Outside, address: str, community: str | None) -> Listing:
    walk = _Walk()
    if community is not None:
        asked = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", "set": set_of(community)}
        for _ in range(PAGES):
            root = _asked(outside, address, asked)
            if root is None:
                return Listing(problem=f"{address}: there is no OAI-PMH", absent=True)
            token = walk.take(root)
            if not token:
                break
            if token == asked.get("resumptionToken"):
                raise ValueError("the same page comes again and again")
            asked = {"verb": "ListIdentifiers", "resumptionToken": token}
    rest = _Walk(newest=walk.newest)
    since = {} if walk.newest is None else {"from": walk.newest.strftime("%Y-%m-%dT%H:%M:%SZ")}
    root = _asked(outside, address, {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", **since})
    if root is None:
        return Listing(problem=f"{address}: there is no OAI-PMH", absent=True)
    rest.take(root)
    return Listing(handles=frozenset(walk.handles), newest=rest.newest)


def _asked(outside: Outside, address: str, params: dict[str, str]) -> Any:
    """Root of the answer; None when there is no OAI-PMH. Raises RepositoryFault, ValueError."""
    status, content, _ = outside.page(address, params)
    if status == 404:
        return None
    if status != 200:
        raise RepositoryFault(f"{address}: {params['verb']} was answered {status}")
    root = _parsed(content)
    if _local(root) != "OAI-PMH":
        raise ValueError(f"its root is {_local(root)}")
    for error in _all(root, "error"):
        if error.get("code") != "noRecordsMatch":
            raise ValueError(f"{error.get('code')}: {' '.join((error.text or '').split())[:200]}")
    return root


def _parsed(content: bytes) -> Any:
    from lxml import etree

    if _ENTITY.search(content):
        raise ValueError("it declares entities")
    try:
        return etree.fromstring(content, etree.XMLParser(**_SAFE))
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)[:200]) from error


def _all(root: Any, name: str) -> list[Any]:
    return list(root.iter(f"{{*}}{name}"))


def _text(node: Any, name: str) -> str:
    return next((one.text or "" for one in _all(node, name)), "").strip()


def _local(node: Any) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
