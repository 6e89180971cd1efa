"""Bundles, the files in them, and which of them is the primary one."""

from . import metadata
from .containers import remove
from .formats import media_type
from .rights import inherit_bundle, inherit_file, may_read_facts, need, need_admin, need_site_admin, refuse
from .store import new_uuid
from .things import Bitstream, Bundle, Item, Value
from .wire import Answer, Problem, Refused, loads


def create_bundle(ctx):
    """``POST /api/core/items/<uuid>/bundles``; a second one of the same name is refused"""
    item = ctx.find(Item)
    need(ctx, item, "ADD")
    body = ctx.request.json()
    name = body.get("name")
    if not name:
        raise Refused(500)
    if any(bundle.name == name for bundle in item.bundles):
        raise Refused(400)
    bundle = ctx.store.add(Bundle(new_uuid(), metadata.stated(ctx.store, body.get("metadata")), item=item))
    bundle.metadata["dc.title"] = [Value(name)]
    item.bundles.append(bundle)
    inherit_bundle(ctx.store, bundle)
    ctx.store.touch(item)
    return ctx.one(bundle, 201)


def upload(ctx):
    """``POST /api/core/bundles/<uuid>/bitstreams``, a form of ``properties`` and ``file``.

    Any name is taken, one that is there already, one that climbs out of folders, an empty file too."""
    kind = ctx.request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        raise Problem(415, f"Content-Type '{kind}' is not supported.")
    bundle = ctx.find(Bundle)
    need(ctx, bundle, "ADD")
    need(ctx, bundle.item, "WRITE")
    if ctx.request.upload is None:
        raise Problem(400, "Required part 'file' is not present.")
    text = ctx.request.form.get("properties", "")
    properties = loads(text) if text.strip() else {}
    file = attach(ctx, bundle, ctx.request.upload, properties)
    return ctx.one(file, 201)


def attach(ctx, bundle, sent, properties):
    """Makes the file that was sent one of the bundle."""
    if not isinstance(properties, dict):
        raise Refused(422)
    facts = metadata.stated(ctx.store, properties.get("metadata"))
    file = ctx.store.add(Bitstream(new_uuid(), facts, bundle=bundle, content=sent.path, size=sent.size, md5=sent.md5))
    name = (properties.get("name") or "").strip() and properties["name"]
    file.metadata["dc.title"] = [Value(name or sent.filename)]
    file.media_type = media_type(file.name)
    file.sequence = 1 + sum(len(one.bitstreams) for one in bundle.item.bundles)
    file.modified = ctx.store.clock.now()
    bundle.bitstreams.append(file)
    inherit_file(ctx.store, file)
    ctx.store.touch(file)
    return file


def get_bundle(ctx):
    bundle = ctx.find(Bundle)
    need(ctx, bundle, "READ")
    return ctx.one(bundle)


def patch_bundle(ctx):
    """Metadata only: the order of files cannot be changed here."""
    bundle = ctx.find(Bundle)
    need(ctx, bundle, "WRITE")
    metadata.patch(ctx.store, bundle, ctx.request.json(), {})
    return ctx.one(bundle)


def delete_bundle(ctx):
    bundle = ctx.find(Bundle)
    need_admin(ctx, bundle)
    bundle.item.bundles.remove(bundle)
    remove(ctx.store, bundle)
    ctx.store.touch(bundle.item)
    return Answer(204)


def get_file(ctx):
    """``GET /api/core/bitstreams/<uuid>``: its metadata, also when its content may not be read but item and bundle may."""
    file = ctx.find(Bitstream)
    if not may_read_facts(ctx.store, ctx.account, file):
        refuse(ctx.account)
    return ctx.one(file)


def patch_file(ctx):
    file = ctx.find(Bitstream)
    need(ctx, file, "WRITE")
    metadata.patch(ctx.store, file, ctx.request.json(), {})
    return ctx.one(file)


def delete_file(ctx):
    file = ctx.find(Bitstream)
    need_admin(ctx, file)
    drop(ctx, file)
    return Answer(204)


def drop(ctx, file):
    bundle = file.bundle
    bundle.bitstreams.remove(file)
    if bundle.primary is file:
        bundle.primary = None
    remove(ctx.store, file)
    ctx.store.touch(bundle.item)


def patch_files(ctx):
    """``PATCH /api/core/bitstreams``: removes several at once"""
    need_site_admin(ctx)
    for operation in ctx.request.json():
        file = ctx.store.get(Bitstream, str(operation.get("path", "")).removeprefix("/bitstreams/"))
        if operation.get("op") != "remove":
            raise Refused(400)
        if file is None:
            raise Refused(422)
        drop(ctx, file)
    return Answer(204)


# --- The primary file ------------------------------------------------------------------------------------------------------


def _named(ctx):
    """The file that the body's address names."""
    lines = [line for line in ctx.request.body.decode("utf-8", "replace").splitlines() if line.strip()]
    file = ctx.store.get(Bitstream, lines[0].strip().rstrip("/").rsplit("/", 1)[-1]) if len(lines) == 1 else None
    if file is None:
        raise Refused(422)
    return file


def _set_primary(*, anew):
    def put(ctx):
        bundle = ctx.find(Bundle)
        need(ctx, bundle, "WRITE")
        kind = ctx.request.headers.get("content-type", "")
        if kind.split(";")[0] != "text/uri-list":
            raise Problem(415, f"Content-Type '{kind}' is not supported.")
        file = _named(ctx)
        if (bundle.primary is not None) is anew:
            raise Refused(400)
        if file not in bundle.bitstreams:
            raise Refused(422)
        bundle.primary = file
        return ctx.one(bundle, 201 if anew else 200)

    return put


def delete_primary(ctx):
    bundle = ctx.find(Bundle)
    need(ctx, bundle, "WRITE")
    if bundle.primary is None:
        raise Refused(400)
    bundle.primary = None
    return Answer(204)


ROUTES = [
    ("POST", "/api/core/items/{uuid}/bundles", create_bundle),
    ("GET", "/api/core/bundles/{uuid}", get_bundle),
    ("PATCH", "/api/core/bundles/{uuid}", patch_bundle),
    ("DELETE", "/api/core/bundles/{uuid}", delete_bundle),
    ("POST", "/api/core/bundles/{uuid}/bitstreams", upload),
    ("POST", "/api/core/bundles/{uuid}/primaryBitstream", _set_primary(anew=True)),
    ("PUT", "/api/core/bundles/{uuid}/primaryBitstream", _set_primary(anew=False)),
    ("DELETE", "/api/core/bundles/{uuid}/primaryBitstream", delete_primary),
    ("PATCH", "/api/core/bitstreams", patch_files),
    ("GET", "/api/core/bitstreams/{uuid}", get_file),
    ("PATCH", "/api/core/bitstreams/{uuid}", patch_file),
    ("DELETE", "/api/core/bitstreams/{uuid}", delete_file),
]
