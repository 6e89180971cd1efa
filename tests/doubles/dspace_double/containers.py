"""Communities and collections, and the groups that belong to them."""

from . import metadata
from .rights import is_admin, may, need, need_admin, need_site_admin
from .store import new_uuid
from .things import Collection, Community, Group, Item, Value
from .wire import Answer, Refused

READ_GROUPS = {"itemReadGroup": ("DEFAULT_ITEM_READ", "ITEM"), "bitstreamReadGroup": ("DEFAULT_BITSTREAM_READ", "BITSTREAM")}
ROLES = {"adminGroup": "ADMIN", "submittersGroup": "SUBMIT"}


def ui_handle(ctx, handle):
    """What ``dc.identifier.uri`` says: the address of the user interface, whatever the server's own is."""
    return [Value(f"{ctx.server.ui}/handle/{handle}")]


def create_community(ctx):
    """``POST /api/core/communities``, below ``?parent=`` or at the top"""
    parent = None
    if ctx.request.one("parent"):
        parent = ctx.store.get(Community, ctx.request.one("parent"))
        if parent is None:
            raise Refused(422)
        need_admin(ctx, parent)
    else:
        need_site_admin(ctx)
    return _created(ctx, Community(new_uuid(), parent=parent))


def create_collection(ctx):
    """``POST /api/core/collections?parent=``"""
    parent = ctx.store.get(Community, ctx.request.one("parent"))
    if parent is None:
        if ctx.account is None:
            ctx.refuse()
        raise Refused(422 if ctx.request.one("parent") else 400)
    need_admin(ctx, parent)
    return _created(ctx, Collection(new_uuid(), parent=parent))


def _created(ctx, container):
    body = ctx.request.json()
    if not isinstance(body, dict):
        raise Refused(422)
    container.metadata = metadata.stated(ctx.store, body.get("metadata"))
    container.handle = ctx.store.handle()
    container.metadata["dc.identifier.uri"] = ui_handle(ctx, container.handle)
    ctx.store.add(container)
    ctx.store.add_policy(container, "READ", ctx.store.anonymous)
    if isinstance(container, Collection):
        for action, _ in READ_GROUPS.values():
            ctx.store.add_policy(container, action, ctx.store.anonymous)
    ctx.store.touch(container)
    return ctx.one(container, 201)


def _shown(kind):
    def get(ctx):
        container = ctx.find(kind)
        need(ctx, container, "READ")
        return ctx.one(container)

    return get


def _listed(kind, relation):
    def get(ctx):
        return ctx.page([one for one in ctx.store.of(kind) if may(ctx.store, ctx.account, one, "READ")], relation)

    return get


def top(ctx):
    """``GET /api/core/communities/search/top``"""
    found = [one for one in ctx.store.of(Community) if one.parent is None and may(ctx.store, ctx.account, one, "READ")]
    return ctx.page(found, "communities")


def _found(kind, relation, action):
    """Containers in which the asker may do something; ``query`` is looked for in the names."""

    def get(ctx):
        text = (ctx.request.one("query") or "").lower()
        found = [one for one in ctx.store.of(kind) if text in (one.name or "").lower()]
        return ctx.page([one for one in found if _may(ctx, one, action)], relation)

    return get


def _may(ctx, thing, action):
    return is_admin(ctx.store, ctx.account, thing) if action == "ADMIN" else may(ctx.store, ctx.account, thing, action)


def _patched(kind):
    def patch(ctx):
        container = ctx.find(kind)
        need(ctx, container, "WRITE")
        metadata.patch(ctx.store, container, ctx.request.json(), {})
        return ctx.one(container)

    return patch


def _put(kind):
    def put(ctx):
        container = ctx.find(kind)
        need(ctx, container, "WRITE")
        container.metadata = metadata.stated(ctx.store, ctx.request.json().get("metadata"))
        ctx.store.touch(container)
        return ctx.one(container)

    return put


def _deleted(kind):
    def delete(ctx):
        container = ctx.find(kind)
        need_admin(ctx, container.parent or container)
        remove(ctx.store, container)
        return Answer(204)

    return delete


def remove(store, thing):
    """The thing and all it holds are gone."""
    inside = [one for kind in (Community, Collection) for one in store.of(kind) if one.parent is thing]
    inside += [one for one in store.of(Item) if one.collection is thing]
    for one in [*inside, *getattr(thing, "bundles", ()), *getattr(thing, "bitstreams", ())]:
        remove(store, one)
    store.things.pop(thing.uuid, None)
    store.drop_policies(thing)
    for group in getattr(thing, "groups", {}).values():
        store.things.pop(group.uuid, None)


# --- Groups ----------------------------------------------------------------------------------------------------------------


def _container(ctx):
    found = ctx.store.get(Community | Collection, ctx.args["uuid"])
    if found is None or (isinstance(found, Community) and ctx.args["role"] != "adminGroup"):
        raise Refused(404)
    need_admin(ctx, found)
    return found, ctx.args["role"]


def create_group(ctx):
    """``POST …/adminGroup``, ``…/submittersGroup``, ``…/itemReadGroup``, ``…/bitstreamReadGroup``; the body must name nothing."""
    container, role = _container(ctx)
    if role in READ_GROUPS and _own_read_group(ctx, container, role):
        raise Refused(422)
    if container.groups.get(role):
        raise Refused(422)
    body = ctx.request.json()
    if body.get("name") or body.get("permanent") or "dc.title" in (body.get("metadata") or {}):
        raise Refused(422)
    return ctx.one(new_group(ctx, container, role, metadata.stated(ctx.store, body.get("metadata"))), 201)


def new_group(ctx, container, role, facts=None):
    """Makes the group of that role, with the policy that gives it its right."""
    group = ctx.store.add(Group(new_uuid(), facts or {}))
    if role in READ_GROUPS:
        action, word = READ_GROUPS[role]
        group.title = f"COLLECTION_{container.uuid}_{word}_DEFAULT_READ"
        ctx.store.drop_policies(container, action)
        ctx.store.add_policy(container, action, group)
    else:
        group.title = f"{container.kind.upper()}_{container.uuid}_{ROLES[role]}"
        container.groups[role] = group
        ctx.store.add_policy(container, "ADMIN" if role == "adminGroup" else "ADD", group)
    return group


def delete_group(ctx):
    container, role = _container(ctx)
    group = _own_read_group(ctx, container, role) if role in READ_GROUPS else container.groups.pop(role, None)
    if group is None:
        raise Refused(422)
    for policy in [one for one in ctx.store.policies.values() if one.group is group]:
        del ctx.store.policies[policy.id]
    del ctx.store.things[group.uuid]
    if role in READ_GROUPS:
        ctx.store.add_policy(container, READ_GROUPS[role][0], ctx.store.anonymous)
    return Answer(204)


def _own_read_group(ctx, container, role):
    groups = [policy.group for policy in ctx.store.policies_of(container, READ_GROUPS[role][0])]
    return next((group for group in groups if group is not ctx.store.anonymous), None)


ROUTES = [
    ("POST", "/api/core/communities", create_community),
    ("GET", "/api/core/communities", _listed(Community, "communities")),
    ("GET", "/api/core/communities/search/top", top),
    ("GET", "/api/core/communities/search/findAdminAuthorized", _found(Community, "communities", "ADMIN")),
    ("GET", "/api/core/communities/{uuid}", _shown(Community)),
    ("PATCH", "/api/core/communities/{uuid}", _patched(Community)),
    ("PUT", "/api/core/communities/{uuid}", _put(Community)),
    ("DELETE", "/api/core/communities/{uuid}", _deleted(Community)),
    ("POST", "/api/core/collections", create_collection),
    ("GET", "/api/core/collections", _listed(Collection, "collections")),
    ("GET", "/api/core/collections/search/findAdminAuthorized", _found(Collection, "collections", "ADMIN")),
    ("GET", "/api/core/collections/search/findSubmitAuthorized", _found(Collection, "collections", "ADD")),
    ("GET", "/api/core/collections/{uuid}", _shown(Collection)),
    ("PATCH", "/api/core/collections/{uuid}", _patched(Collection)),
    ("PUT", "/api/core/collections/{uuid}", _put(Collection)),
    ("DELETE", "/api/core/collections/{uuid}", _deleted(Collection)),
    (
        "POST",
        "/api/core/{plural:communities|collections}/{uuid}/{role:adminGroup|submittersGroup|itemReadGroup|bitstreamReadGroup}",
        create_group,
    ),
    (
        "DELETE",
        "/api/core/{plural:communities|collections}/{uuid}/{role:adminGroup|submittersGroup|itemReadGroup|bitstreamReadGroup}",
        delete_group,
    ),
]
