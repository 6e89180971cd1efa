"""Relations between things: what ``…/items/<uuid>/bundles`` leads to, and what ``embed=bundles`` puts in.

A function gives a list, one thing, or None; it raises Refused when the asker may not know."""

from .rights import is_admin, may, may_read_facts, refuse
from .things import Account, Bitstream, Bundle, Collection, Community, Draft, Field, Group, Item, Policy
from .wire import Answer, Refused


def _readable(ctx, thing):
    if not may_read_facts(ctx.store, ctx.account, thing):
        refuse(ctx.account)


def _subcommunities(ctx, community):
    return [one for one in ctx.store.of(Community) if one.parent is community and may(ctx.store, ctx.account, one, "READ")]


def _collections(ctx, community):
    return [one for one in ctx.store.of(Collection) if one.parent is community and may(ctx.store, ctx.account, one, "READ")]


def _parent(ctx, thing):
    _readable(ctx, thing)
    return thing.parent if thing.parent is not None and may(ctx.store, ctx.account, thing.parent, "READ") else None


def _role(role):
    def group(ctx, thing):
        if not is_admin(ctx.store, ctx.account, thing):
            refuse(ctx.account)
        return thing.groups.get(role)

    return group


def _default_read(action):
    def group(ctx, collection):
        if not is_admin(ctx.store, ctx.account, collection):
            refuse(ctx.account)
        groups = [policy.group for policy in ctx.store.policies_of(collection, action) if policy.group]
        return groups[0] if groups else None

    return group


def _bundles(ctx, item):
    _readable(ctx, item)
    return [bundle for bundle in item.bundles if may(ctx.store, ctx.account, bundle, "READ")]


def _owning_collection(ctx, item):
    _readable(ctx, item)
    return item.collection if may(ctx.store, ctx.account, item.collection, "READ") else None


def _submitter(ctx, item):
    return item.submitter if is_admin(ctx.store, ctx.account, item) else None


def _thumbnail(ctx, item):
    _readable(ctx, item)


def _files(ctx, bundle):
    _readable(ctx, bundle)
    return [file for file in bundle.bitstreams if may_read_facts(ctx.store, ctx.account, file)]


def _primary(ctx, bundle):
    _readable(ctx, bundle)
    return bundle.primary


def _item_of(ctx, bundle):
    _readable(ctx, bundle)
    return bundle.item


def _bundle_of(ctx, file):
    _readable(ctx, file)
    return file.bundle


def _members(ctx, group):
    if ctx.account is None:
        refuse(ctx.account)
    return [ctx.store.things[member] for member in sorted(group.members)]


def _none(_ctx, _thing):
    return []


def _groups(ctx, account):
    if ctx.account is None:
        refuse(ctx.account)
    return [group for group in ctx.store.of(Group) if account.uuid in group.members]


LINKS = {
    "community": {
        "subcommunities": _subcommunities,
        "collections": _collections,
        "parentCommunity": _parent,
        "adminGroup": _role("adminGroup"),
    },
    "collection": {
        "parentCommunity": _parent,
        "adminGroup": _role("adminGroup"),
        "submittersGroup": _role("submittersGroup"),
        "itemReadGroup": _default_read("DEFAULT_ITEM_READ"),
        "bitstreamReadGroup": _default_read("DEFAULT_BITSTREAM_READ"),
    },
    "item": {
        "bundles": _bundles,
        "owningCollection": _owning_collection,
        "submitter": _submitter,
        "thumbnail": _thumbnail,
        "mappedCollections": _none,
        "relationships": _none,
    },
    "bundle": {"bitstreams": _files, "primaryBitstream": _primary, "item": _item_of},
    "bitstream": {"bundle": _bundle_of, "thumbnail": _thumbnail},
    "group": {"epersons": _members, "subgroups": _none},
    "eperson": {"groups": _groups},
    "resourcepolicy": {
        "group": lambda _, policy: policy.group,
        "eperson": lambda _, policy: policy.account,
        "resource": lambda _, policy: policy.resource,
    },
    "metadatafield": {"schema": lambda _, field: field.schema},
    "workspaceitem": {
        "collection": lambda _, draft: draft.collection,
        "item": lambda _, draft: draft.item,
        "submitter": lambda _, draft: draft.item.submitter,
    },
}
KINDS = {
    "core/communities": Community,
    "core/collections": Collection,
    "core/items": Item,
    "core/bundles": Bundle,
    "core/bitstreams": Bitstream,
    "eperson/groups": Group,
    "eperson/epersons": Account,
}
NUMBERED = {"authz/resourcepolicies": (Policy, "policies"), "core/metadatafields": (Field, "fields")}
NUMBERED["submission/workspaceitems"] = (Draft, "drafts")


def follow(ctx):
    """``GET /api/<category>/<kind>/<id>/<relation>``"""
    plural = f"{ctx.args['category']}/{ctx.args['plural']}"
    if plural in KINDS:
        thing = ctx.find(KINDS[plural], "id")
    else:
        _, table = NUMBERED.get(plural, (None, None))
        identifier = ctx.args["id"]
        thing = getattr(ctx.store, table).get(int(identifier)) if table and identifier.isdecimal() else None
    relation = LINKS.get(thing.kind, {}).get(ctx.args["relation"]) if thing else None
    if relation is None:
        raise Refused(404)
    found = relation(ctx, thing)
    if isinstance(found, list):
        return ctx.page(found, ctx.args["relation"], always=True)
    return ctx.one(found) if found else Answer(204)


ROUTES = [("GET", "/api/{category}/{plural}/{id}/{relation}", follow)]
