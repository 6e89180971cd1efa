"""``/api/authz/authorizations``: what somebody may do, asked feature by feature."""

from .hal import PLURAL, address
from .rights import administers, administers_any, is_admin, is_site_admin, may
from .things import Account, Bitstream, Bundle, Collection, Community, Item
from .wire import UNREADABLE, Answer, Refused

SITE = "core.site"


class Site:
    """What the features of the whole site are asked of."""

    kind = "site"

    def __init__(self, store):
        self.id = self.uuid = store.site


def _anywhere(kind, action):
    def allowed(store, account, thing):
        if isinstance(thing, Site):
            return any(may(store, account, one, action) for one in store.of(kind))
        return may(store, account, thing, action)

    return allowed


def _administrator(store, account, thing):
    return is_site_admin(store, account) if isinstance(thing, Site) else is_admin(store, account, thing)


def _of(kind):
    return lambda store, account, _: is_site_admin(store, account) or administers(store, account, kind)


def _create_community(store, account, thing):
    return _administrator(store, account, thing)


def _archived(store, account, item):
    return item.archived and is_admin(store, account, item)


def _may_or_admin(action):
    def allowed(store, account, thing):
        return is_site_admin(store, account) if isinstance(thing, Site) else may(store, account, thing, action)

    return allowed


def _may(action):
    return lambda store, account, thing: may(store, account, thing, action)


# By name: the kinds of things the feature is known for, and who has it.
FEATURES = {
    "administratorOf": ((Site, Community, Collection, Item), _administrator),
    "isCommunityAdmin": ((Site,), _of(Community)),
    "isCollectionAdmin": ((Site,), _of(Collection)),
    "isComColAdmin": ((Site,), lambda store, account, _: is_site_admin(store, account) or administers_any(store, account)),
    "canSubmit": ((Site, Collection), _anywhere(Collection, "ADD")),
    "canEditItem": ((Site, Item), _anywhere(Item, "WRITE")),
    "canCreateCommunities": ((Site, Community), _create_community),
    "canCreateCollections": ((Community,), _create_community),
    "canEditMetadata": ((Site, Community, Collection, Item, Bundle, Bitstream), _may_or_admin("WRITE")),
    "canManageGroups": ((Site,), lambda store, account, _: is_site_admin(store, account) or administers_any(store, account)),
    "canManagePolicies": ((Site, Community, Collection, Item, Bundle, Bitstream), _administrator),
    "canCreateBundle": ((Item,), _may("ADD")),
    "canCreateBitstream": ((Bundle,), _may("ADD")),
    "canDownload": ((Bitstream,), _may("READ")),
    "canDelete": ((Community, Collection, Item, Bundle, Bitstream), _administrator),
    "withdrawItem": ((Item,), _archived),
    "reinstateItem": ((Item,), lambda store, account, item: item.withdrawn and is_admin(store, account, item)),
    "canMakePrivate": ((Item,), _administrator),
    "canMakeDiscoverable": ((Item,), _administrator),
}


def by_object(ctx):
    """``GET …/search/object?uri=&feature=&eperson=``"""
    uri = ctx.request.one("uri")
    if not uri:
        raise Refused(400, "A required parameter is missing")
    features = [ctx.request.one("feature")] if ctx.request.one("feature") else list(FEATURES)
    return _page(ctx, [_thing(ctx, uri)], features)


def by_objects(ctx):
    """``GET …/search/objects?uuid=&type=&feature=``, uuid and feature any number of times"""
    uuids, features = ctx.request.asked.get("uuid", []), ctx.request.asked.get("feature", [])
    if not uuids or not ctx.request.one("type"):
        raise Refused(400, "A required parameter is missing")
    return _page(ctx, [_thing(ctx, f"{ctx.api}/{ctx.request.one('type')}s/{uuid}") for uuid in uuids], features)


def get(ctx):
    """``GET /api/authz/authorizations/<eperson>_<feature>_<kind>_<uuid>``"""
    parts = ctx.args["id"].split("_")
    account, (feature, kind, uuid) = (parts[0] if len(parts) == 4 else None), parts[-3:] if len(parts) > 2 else ("", "", "")
    thing = Site(ctx.store) if kind == SITE else ctx.store.things.get(uuid)
    somebody = ctx.store.get(Account, account) if account else None
    if thing is None or not _has(ctx, feature, thing, somebody):
        raise Refused(404)
    return Answer(body=_shown(ctx, feature, thing, somebody))


def _thing(ctx, uri):
    uuid = uri.rstrip("/").rsplit("/", 1)[-1]
    if not uri.startswith(ctx.api):
        raise Refused(400, UNREADABLE)
    if "/core/sites/" in uri or uuid == ctx.store.site:
        return Site(ctx.store)
    return ctx.store.things.get(uuid)


def _has(ctx, feature, thing, account):
    kinds, allowed = FEATURES.get(feature, ((), None))
    return isinstance(thing, kinds) and allowed(ctx.store, account, thing)


def _asked_for(ctx):
    """Whose rights: one's own; those of others only for site administrators."""
    uuid = ctx.request.one("eperson")
    if uuid is None:
        return ctx.account
    if ctx.account is None or (uuid != ctx.account.uuid and not is_site_admin(ctx.store, ctx.account)):
        ctx.refuse()
    return ctx.store.get(Account, uuid)


def _page(ctx, things, features):
    account = _asked_for(ctx)
    found = [(feature, thing) for thing in things if thing for feature in features if _has(ctx, feature, thing, account)]
    answer = ctx.page([], "authorizations")
    size = answer.body["page"]["size"]
    number = ctx.request.number("page", 0)
    total = len(found)
    answer.body["page"] = {"number": number, "size": size, "totalPages": -(-total // size), "totalElements": total}
    part = found[number * size : (number + 1) * size]
    if part:
        answer.body["_embedded"] = {"authorizations": [_shown(ctx, feature, thing, account) for feature, thing in part]}
    return answer


def _shown(ctx, feature, thing, account):
    kind = SITE if isinstance(thing, Site) else f"{PLURAL[thing.kind].split('/')[0]}.{thing.kind}"
    name = "_".join([*([account.uuid] if account else []), feature, kind, thing.id])
    own = f"{ctx.api}/authz/authorizations/{name}"
    links = {relation: {"href": f"{own}/{relation}"} for relation in ("eperson", "feature", "object")}
    body = {"id": name, "type": "authorization", "_links": {**links, "self": {"href": own}}}
    if "feature" in ctx.embeds:
        there = f"{ctx.api}/authz/features/{feature}"
        kinds = [SITE if one is Site else f"core.{one.kind}" for one in FEATURES[feature][0]]
        facts = {
            "id": feature,
            "description": None,
            "type": "feature",
            "resourcetypes": kinds,
            "_links": {"self": {"href": there}},
        }
        body["_embedded"] = {"feature": facts}
    if "object" in ctx.embeds and not isinstance(thing, Site):
        shown = {**ctx.show(thing, {}), "_links": {"self": {"href": address(ctx.api, thing)}}}
        body.setdefault("_embedded", {})["object"] = shown
    return body


ROUTES = [
    ("GET", "/api/authz/authorizations/search/object", by_object),
    ("GET", "/api/authz/authorizations/search/objects", by_objects),
    ("GET", "/api/authz/authorizations/{id}", get),
]
