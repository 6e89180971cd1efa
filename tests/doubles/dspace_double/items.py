"""Items: made at once by a site administrator, changed by JSON Patch, withdrawn and brought back."""

from . import metadata
from .clock import second
from .containers import remove, ui_handle
from .rights import inherit_defaults, may, need, need_site_admin, refuse, switch_read
from .store import new_uuid
from .things import Collection, Item, Value
from .wire import Answer, Refused

INTERNAL = ("LICENSE", "CC-LICENSE", "METADATA", "TEXT", "THUMBNAIL")


def create(ctx):
    """``POST /api/core/items?owningCollection=``; nothing stops a second item with the same metadata"""
    need_site_admin(ctx)
    body = ctx.request.json()
    collection = ctx.store.get(Collection, ctx.request.one("owningCollection"))
    if not isinstance(body, dict):
        raise Refused(422)
    if not body.get("inArchive") or collection is None:
        raise Refused(400)
    item = Item(new_uuid(), collection=collection, submitter=ctx.account)
    item.metadata = metadata.stated(ctx.store, body.get("metadata"))
    item.discoverable = bool(body.get("discoverable"))
    ctx.store.add(item)
    install(ctx, item)
    return ctx.one(item, 201)


def install(ctx, item):
    """Takes an item into the archive: handle, dates, provenance, the collection's default policies."""
    item.handle, item.archived = ctx.store.handle(), True
    now = second(ctx.store.clock.now())
    item.metadata["dc.identifier.uri"] = [*item.metadata.get("dc.identifier.uri", []), *ui_handle(ctx, item.handle)]
    item.metadata["dc.date.accessioned"] = [*item.metadata.get("dc.date.accessioned", []), Value(now)]
    issued = item.metadata.get("dc.date.issued")
    before = f"  Previous issue date: {issued[0].value}" if issued else ""
    tell(item, f"Made available in DSpace on {now} (GMT). {_files(item)}{before}")
    inherit_defaults(ctx.store, item)
    ctx.store.touch(item)


def tell(item, text):
    """Adds to the provenance. The server cuts white space off the ends of what it stores."""
    item.metadata.setdefault("dc.description.provenance", []).append(Value(text.strip(), "en"))


def _files(item):
    kept = [file for bundle in item.bundles if bundle.name not in INTERNAL for file in bundle.bitstreams]
    lines = [f"{file.name}: {file.size} bytes, checksum: {file.md5} (MD5)\n" for file in kept]
    return f"No. of bitstreams: {len(kept)}\n{''.join(lines)}"


def _withdrawn(ctx, item):
    def put(wanted):
        if wanted == item.withdrawn:
            return
        if wanted and not item.archived:
            raise Refused(422)
        item.withdrawn, item.archived = wanted, not wanted
        who = f"{ctx.account.first} {ctx.account.last} ({ctx.account.user})"
        collection = f"{item.collection.name} (ID: {item.collection.uuid})"
        word = "withdrawn" if wanted else "reinstated"
        at = second(ctx.store.clock.now())
        tell(item, f"Item {word} by {who} on {at}\nItem was in collections:\n{collection}\n{_files(item)}")
        actions = ("READ", "WITHDRAWN_READ") if wanted else ("WITHDRAWN_READ", "READ")
        switch_read(ctx.store, item, *actions)
        ctx.server.index.at_once(item)

    return put


def _discoverable(item):
    def put(wanted):
        item.discoverable = wanted

    return put


def patch(ctx):
    """``PATCH /api/core/items/<uuid>``"""
    item = ctx.find(Item)
    need(ctx, item, "WRITE")
    flags = {"/withdrawn": _withdrawn(ctx, item), "/discoverable": _discoverable(item)}
    metadata.patch(ctx.store, item, ctx.request.json(), flags)
    return ctx.one(item)


def put(ctx):
    """``PUT /api/core/items/<uuid>``: all metadata anew"""
    item = ctx.find(Item)
    need(ctx, item, "WRITE")
    body = ctx.request.json()
    if body.get("id", body.get("uuid")) != item.uuid:
        raise Refused(400, "Request is invalid or incorrect")
    item.metadata = metadata.stated(ctx.store, body.get("metadata"))
    ctx.store.touch(item)
    return ctx.one(item)


def get(ctx):
    """``GET /api/core/items/<uuid>``. A withdrawn one answers anybody with 200, and says nothing but that."""
    item = ctx.find(Item)
    if not item.withdrawn and not may(ctx.store, ctx.account, item, "READ"):
        refuse(ctx.account)
    return ctx.one(item)


def listed(ctx):
    """``GET /api/core/items``: all of the archive, for site administrators"""
    need_site_admin(ctx)
    return ctx.page([item for item in ctx.store.of(Item) if item.archived], "items")


def delete(ctx):
    item = ctx.find(Item)
    need(ctx, item, "DELETE")
    if not item.archived and not item.withdrawn:
        raise Refused(422)
    remove(ctx.store, item)
    return Answer(204)


ROUTES = [
    ("POST", "/api/core/items", create),
    ("GET", "/api/core/items", listed),
    ("GET", "/api/core/items/{uuid}", get),
    ("PATCH", "/api/core/items/{uuid}", patch),
    ("PUT", "/api/core/items/{uuid}", put),
    ("DELETE", "/api/core/items/{uuid}", delete),
]
