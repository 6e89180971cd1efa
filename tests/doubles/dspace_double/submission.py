"""The way of those who are no site administrators: a draft in the workspace, its form, its licence, the deposit.

The collections have no reviewers, so that a deposit is in the archive at once."""

import hashlib

from . import hal, metadata
from .clock import second
from .drafts import FORMS, errors, shown
from .files import attach, drop
from .items import install, tell
from .rights import inherit_bundle, is_site_admin, may, refuse
from .store import new_uuid
from .things import Account, Bundle, Collection, Item, Value
from .wire import Answer, Problem, Refused, Upload

TEXT = b"The licence of this collection.\n"
OWN = ("READ", "WRITE", "ADD", "REMOVE", "DELETE")  # what a submitter may do to a draft


def create(ctx):
    """``POST /api/submission/workspaceitems?owningCollection=``"""
    collection = ctx.store.get(Collection, ctx.request.one("owningCollection"))
    if collection is None or not may(ctx.store, ctx.account, collection, "ADD"):
        refuse(ctx.account)
    item = ctx.store.add(Item(new_uuid(), collection=collection, submitter=ctx.account, modified=ctx.store.clock.now()))
    for action in OWN:
        ctx.store.add_policy(item, action, account=ctx.account, type="TYPE_SUBMISSION")
    draft = ctx.store.add_draft(item, collection)
    return Answer(201, shown(ctx, draft))


def _draft(ctx, action):
    draft = ctx.store.drafts.get(int(ctx.args["number"]))
    if draft is None:
        raise Refused(404)
    if not may(ctx.store, ctx.account, draft.item, action):
        refuse(ctx.account)
    return draft


def get(ctx):
    return Answer(body=shown(ctx, _draft(ctx, "READ")))


def by_submitter(ctx):
    """``GET …/search/findBySubmitter?uuid=``"""
    account = ctx.store.get(Account, ctx.request.one("uuid"))
    if ctx.account is None or (account is not ctx.account and not is_site_admin(ctx.store, ctx.account)):
        refuse(ctx.account)
    return _page(ctx, [draft for draft in ctx.store.drafts.values() if draft.item.submitter is account])


def by_item(ctx):
    """``GET …/search/item?uuid=``; 204 when the item is no draft"""
    found = [draft for draft in ctx.store.drafts.values() if draft.item.uuid == ctx.request.one("uuid")]
    if not found:
        return Answer(204)
    if not may(ctx.store, ctx.account, found[0].item, "READ"):
        refuse(ctx.account)
    return Answer(body=shown(ctx, found[0]))


def listed(ctx):
    if not is_site_admin(ctx.store, ctx.account):
        refuse(ctx.account)
    return _page(ctx, list(ctx.store.drafts.values()))


def _page(ctx, drafts):
    size, number = ctx.request.number("size", 20) or 20, ctx.request.number("page", 0)
    page = hal.paged(len(drafts), number, size)
    part = [shown(ctx, draft) for draft in drafts[number * size : (number + 1) * size]]
    body = {"_links": hal.page_links(ctx.own, ctx.request.query, page), "page": page}
    return Answer(body={**body, **({"_embedded": {"workspaceitems": part}} if part else {})})


def upload(ctx):
    """``POST /api/submission/workspaceitems/<id>``, a form with ``file``"""
    draft = _draft(ctx, "WRITE")
    if ctx.request.upload is None:
        raise Problem(400, "Required part 'file' is not present.")
    file = attach(ctx, _bundle(ctx, draft.item, "ORIGINAL"), ctx.request.upload, {})
    file.metadata["dc.source"] = [Value(ctx.request.upload.filename)]
    return Answer(201, shown(ctx, draft))


def _bundle(ctx, item, name):
    found = next((bundle for bundle in item.bundles if bundle.name == name), None)
    if found is None:
        found = ctx.store.add(Bundle(new_uuid(), {"dc.title": [Value(name)]}, item=item))
        item.bundles.append(found)
        inherit_bundle(ctx.store, found)
    return found


def patch(ctx):
    """Operations on ``/sections/<form>/<field>``, ``/sections/license/granted``, ``/sections/upload/files/<n>/metadata/<field>``.

    Unlike elsewhere, a list as value is taken whole."""
    draft = _draft(ctx, "WRITE")
    for operation in ctx.request.json():
        path, verb, value = operation.get("path", ""), operation.get("op"), operation.get("value")
        parts = path.strip("/").split("/")
        if len(parts) < 3 or parts[0] != "sections" or verb not in ("add", "replace", "remove"):
            raise Refused(400)
        if parts[1] == "license":
            _license(ctx, draft, verb != "remove" and str(value).lower() == "true")
        elif parts[1] in FORMS:
            if parts[2] not in FORMS[parts[1]]:
                raise Refused(422)
            _field(ctx, draft.item, parts[2:], verb, value)
        elif parts[1] == "upload":
            _file(ctx, draft.item, parts[2:], verb, value)
        else:
            raise Refused(422)
    draft.modified = ctx.store.clock.now()
    return Answer(body=shown(ctx, draft))


def _license(ctx, draft, granted):
    """Granting it puts its text into a bundle of the draft, which everybody may read with the rest later."""
    draft.granted = ctx.store.clock.now() if granted else None
    bundle = _bundle(ctx, draft.item, "LICENSE")
    for file in list(bundle.bitstreams):
        drop(ctx, file)
    if not granted:
        return
    path = ctx.store.folder / new_uuid()
    path.write_bytes(TEXT)
    sent = Upload(path, "license.txt", len(TEXT), hashlib.md5(TEXT, usedforsecurity=False).hexdigest())
    file = attach(ctx, bundle, sent, {})
    file.metadata["dc.source"] = [Value("Written by org.dspace.content.LicenseUtils")]
    file.metadata["dcterms.accessRights"] = [Value(second(draft.granted))]


def _field(ctx, thing, place, verb, value):
    """``place``: the field, and perhaps which of its values."""
    key, index = place[0], place[1] if len(place) > 1 else None
    if verb == "add" and index is None:
        thing.metadata[key] = metadata.stated(ctx.store, {key: value}).get(key, [])
        return
    path = "/".join(["/metadata", key, *([index] if index else [])])
    metadata.patch(ctx.store, thing, [{"op": verb, "path": path, "value": value}], {})


def _file(ctx, item, place, verb, value):
    files = [file for bundle in item.bundles if bundle.name == "ORIGINAL" for file in bundle.bitstreams]
    if place[0] == "primary":
        bundle = _bundle(ctx, item, "ORIGINAL")
        bundle.primary = next((file for file in files if file.uuid == value), None)
        return
    if place[0] != "files" or len(place) < 4 or not place[1].isdecimal() or int(place[1]) >= len(files):
        raise Refused(422)
    _field(ctx, files[int(place[1])], place[3:], verb, value)


def delete(ctx):
    draft = _draft(ctx, "DELETE")
    del ctx.store.drafts[draft.id]
    ctx.store.things.pop(draft.item.uuid, None)
    return Answer(204)


def deposit(ctx):
    """``POST /api/workflow/workflowitems``, the address of a draft in the body.

    201 without a body: the item is in the archive. 422 while something is missing."""
    lines = ctx.request.body.decode("utf-8", "replace").split()
    number = lines[0].rsplit("/", 1)[-1] if len(lines) == 1 and "/submission/workspaceitems/" in lines[0] else ""
    draft = ctx.store.drafts.get(int(number)) if number.isdecimal() else None
    if ctx.account is None:
        refuse(None)
    if draft is None:
        raise Refused(422)
    if not may(ctx.store, ctx.account, draft.item, "WRITE"):
        refuse(ctx.account)
    if errors(draft):
        raise Refused(422)
    item, who = draft.item, ctx.account
    at = second(ctx.store.clock.now())
    tell(item, f"Submitted by {who.first} {who.last} ({who.user}) on {at}")
    del ctx.store.drafts[draft.id]
    install(ctx, item)
    return Answer(201)


ROUTES = [
    ("POST", "/api/submission/workspaceitems", create),
    ("GET", "/api/submission/workspaceitems", listed),
    ("GET", "/api/submission/workspaceitems/search/findBySubmitter", by_submitter),
    ("GET", "/api/submission/workspaceitems/search/item", by_item),
    ("GET", "/api/submission/workspaceitems/{number:[0-9]+}", get),
    ("POST", "/api/submission/workspaceitems/{number:[0-9]+}", upload),
    ("PATCH", "/api/submission/workspaceitems/{number:[0-9]+}", patch),
    ("DELETE", "/api/submission/workspaceitems/{number:[0-9]+}", delete),
    ("POST", "/api/workflow/workflowitems", deposit),
]
