"""``GET /api/discover/search/objects`` and the facets that come with it."""

from urllib.parse import quote

from . import hal, query
from .context import LARGEST_PAGE
from .rights import administers_any, is_site_admin, may
from .things import Collection, Community, Item
from .wire import Answer, Refused

KINDS = {"item": Item, "collection": Collection, "community": Community}
PLAIN = {"author": "dc.contributor.author", "subject": "dc.subject"}
SORTABLE = {"score", "dc.title", "dc.date.issued", "dc.date.accessioned", "lastModified"}
FACETS = (
    ("author", "text", 5, True),
    ("subject", "hierarchical", 5, False),
    ("dateIssued", "date", 5, False),
    ("has_content_in_original_bundle", "standard", 2, False),
    ("entityType", "text", 5, False),
    ("access_status", "text", 10, False),
)


def objects(ctx):
    found = _found(ctx)
    asked = ctx.request
    size = min(asked.number("size", 20) or 20, LARGEST_PAGE)
    number = asked.number("page", 0)
    page = hal.paged(len(found), number, size)
    hits = [_hit(ctx, document.thing) for document in found[number * size : (number + 1) * size]]
    own = f"{ctx.api}/discover/search/objects"
    body = {
        "id": None,
        "scope": asked.one("scope"),
        "query": asked.one("query"),
        "appliedFilters": None,
        "sort": _order(asked.one("sort")),
        "configuration": asked.one("configuration"),
        "type": "discover",
        # The real server escapes what is escaped already, here and nowhere else.
        "_links": {"self": {"href": f"{own}?{asked.query.replace('%', '%25')}" if asked.query else own}},
        "_embedded": {
            "searchResult": {"_embedded": {"objects": hits}, "page": page, "_links": _page_links(ctx, own, page)},
            "facets": [_facet(ctx, facet, found) for facet in FACETS],
        },
    }
    return Answer(body=body)


def _page_links(ctx, own, page):
    """Page and size come last, and as the server took them."""
    parts = [part for part in ctx.request.query.split("&") if part and part.split("=")[0] not in ("page", "size")]
    parts += [f"{name}={page[key]}" for name, key in (("page", "number"), ("size", "size")) if ctx.request.number(name, 0)]
    return hal.page_links(own, "&".join(parts), page, embedded=True)


def _found(ctx):
    asked = ctx.request
    documents = [one for one in ctx.server.index.found() if _shown(ctx, one)]
    if asked.one("scope") in ctx.store.things:  # a scope that is not there is none at all: everything is found
        documents = [one for one in documents if asked.one("scope") in one.scopes]
    kinds = [kind.lower() for kind in asked.asked.get("dsoType", []) if kind]
    if any(kind not in KINDS for kind in kinds):
        raise Refused(400)
    if kinds:
        documents = [one for one in documents if isinstance(one.thing, tuple(KINDS[kind] for kind in kinds))]
    if (asked.one("query") or "").strip():
        matches = query.parse(asked.one("query"), cjk=ctx.server.index.cjk)
        documents = [one for one in documents if matches(one)]
    return _sorted(documents, _order(asked.one("sort")))


def _shown(ctx, document):
    """Withdrawn and not discoverable things are no hits, whoever asks, but in the views made for them."""
    view, admin = ctx.request.one("configuration") or "default", is_site_admin(ctx.store, ctx.account)
    if view == "administrativeView":
        if not document.discoverable and not (admin or administers_any(ctx.store, ctx.account)):
            return False
    elif view == "undiscoverable":
        if not admin or not (document.withdrawn or not document.discoverable):
            return False
    elif document.withdrawn or not document.discoverable:
        return False
    if view in ("administrativeView", "undiscoverable") and not isinstance(document.thing, Item):
        return False
    return may(ctx.store, ctx.account, document.thing, "READ")


def _order(stated):
    if not stated:
        return None
    by, _, order = stated.partition(",")
    if by not in SORTABLE:
        raise Refused(422, "Invalid search request")
    return {"by": by, "order": (order or "asc").lower()}


def _sorted(documents, order):
    if order is None or order["by"] == "score":
        return documents
    # Equals stay in the order of the index.
    return sorted(documents, key=lambda one: one.metadata.get(order["by"], [""])[0].lower(), reverse=order["order"] == "desc")


def _hit(ctx, thing):
    return {
        "hitHighlights": None,
        "type": "discover",
        "_links": {"indexableObject": {"href": hal.address(ctx.api, thing)}},
        "_embedded": {"indexableObject": ctx.show(thing)},
    }


def _facet(ctx, facet, found):
    name, kind, limit, is_open = facet
    counts = {}
    for document in found:
        for label in _labels(ctx, name, document):
            counts[label] = counts.get(label, 0) + 1
    own, asked = f"{ctx.api}/discover/facets/{name}", ctx.request.query
    body = {"name": name, "facetType": kind, "facetLimit": limit}
    if name == "dateIssued":
        body |= _range(ctx)
    body["openByDefault"] = is_open
    link = f"{own}?{asked}" if asked else own
    if counts:
        body["page"] = {"number": 0, "size": limit}
        link = f"{link}{'&' if asked else '?'}size={limit}"
    body["_links"] = {"self": {"href": link}}
    body["_embedded"] = {"values": [_value(ctx, name, label, counts[label]) for label in sorted(counts)[:limit]]}
    return body


def _labels(ctx, name, document):
    if name in PLAIN:
        return document.metadata.get(PLAIN[name], [])
    if name == "dateIssued":
        return {text[:4] for text in document.metadata.get("dc.date.issued", [])}
    if name == "entityType" or not isinstance(document.thing, Item):
        return []
    files = [file for bundle in document.thing.bundles if bundle.name == "ORIGINAL" for file in bundle.bitstreams]
    if name == "has_content_in_original_bundle":
        return [str(bool(files)).lower()]
    public = files and may(ctx.store, None, files[0], "READ")
    return ["open.access" if public else "restricted" if files else "metadata.only"]


def _value(ctx, name, label, count):
    query = ctx.request.query.replace("%", "%25")
    link = f"{ctx.api}/discover/search/objects?{query}{'&' if query else ''}f.{name}={quote(label)},equals"
    return {"label": label, "count": count, "authorityKey": None, "type": "discover", "_links": {"search": {"href": link}}}


def _range(ctx):
    """First year and last date of all there is, whatever was asked."""
    dates = sorted(date for one in ctx.server.index.documents.values() for date in one.metadata.get("dc.date.issued", []))
    return {"minValue": dates[0][:4], "maxValue": dates[-1]} if dates else {}


ROUTES = [("GET", "/api/discover/search/objects", objects)]
