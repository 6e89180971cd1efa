"""People and groups."""

from . import metadata
from .rights import is_site_admin, need_login, need_site_admin
from .store import new_uuid
from .things import Account, Group
from .wire import Answer, Refused


def get_account(ctx):
    account = ctx.find(Account)
    if account is not ctx.account:
        need_site_admin(ctx)
    return ctx.one(account)


def by_email(ctx):
    """``GET /api/eperson/epersons/search/byEmail?email=``; 204 for nobody"""
    need_login(ctx)
    account = ctx.store.by_user(ctx.request.one("email"))
    if account is not ctx.account:
        need_site_admin(ctx)
    return ctx.one(account) if account else Answer(204)


def create_account(ctx):
    """``POST /api/eperson/epersons``"""
    need_site_admin(ctx)
    body = ctx.request.json()
    if not body.get("email") or ctx.store.by_user(body["email"]):
        raise Refused(422)
    return ctx.one(ctx.store.account(body["email"], body.get("password") or ""), 201)


def groups(ctx):
    need_site_admin(ctx)
    return ctx.page(ctx.store.of(Group), "groups")


def groups_by_text(ctx):
    """``GET /api/eperson/groups/search/byMetadata?query=``: a uuid, or a part of the name"""
    need_login(ctx)
    text = (ctx.request.one("query") or "").lower()
    return ctx.page([group for group in ctx.store.of(Group) if text in (group.uuid, "") or text in group.name.lower()], "groups")


def get_group(ctx):
    group = ctx.find(Group)
    need_login(ctx)
    return ctx.one(group)


def create_group(ctx):
    """``POST /api/eperson/groups``"""
    need_site_admin(ctx)
    body = ctx.request.json()
    if not body.get("name"):
        raise Refused(422)
    group = Group(new_uuid(), metadata.stated(ctx.store, body.get("metadata")), title=body["name"])
    return ctx.one(ctx.store.add(group), 201)


def delete_group(ctx):
    need_site_admin(ctx)
    group = ctx.find(Group)
    if group.permanent:
        raise Refused(422)
    del ctx.store.things[group.uuid]
    for policy in [one for one in ctx.store.policies.values() if one.group is group]:
        del ctx.store.policies[policy.id]
    return Answer(204)


def _group_to_change(ctx):
    group = ctx.find(Group)
    owners = [one for one in ctx.store.things.values() if group in getattr(one, "groups", {}).values()]
    if not is_site_admin(ctx.store, ctx.account) and not any(ctx.administers(one) for one in owners):
        ctx.refuse()
    return group


def add_members(ctx):
    """``POST /api/eperson/groups/<uuid>/epersons``, addresses of people, one a line"""
    group = _group_to_change(ctx)
    lines = ctx.request.body.decode("utf-8", "replace").split()
    accounts = [ctx.store.get(Account, line.rsplit("/", 1)[-1]) for line in lines]
    if not accounts or None in accounts:
        raise Refused(422)
    group.members |= {account.uuid for account in accounts}
    return Answer(204)


def remove_member(ctx):
    group = _group_to_change(ctx)
    if ctx.args["member"] not in ctx.store.things:
        raise Refused(422)
    group.members.discard(ctx.args["member"])
    return Answer(204)


ROUTES = [
    ("POST", "/api/eperson/epersons", create_account),
    ("GET", "/api/eperson/epersons/search/byEmail", by_email),
    ("GET", "/api/eperson/epersons/{uuid}", get_account),
    ("GET", "/api/eperson/groups", groups),
    ("POST", "/api/eperson/groups", create_group),
    ("GET", "/api/eperson/groups/search/byMetadata", groups_by_text),
    ("GET", "/api/eperson/groups/{uuid}", get_group),
    ("DELETE", "/api/eperson/groups/{uuid}", delete_group),
    ("POST", "/api/eperson/groups/{uuid}/epersons", add_members),
    ("DELETE", "/api/eperson/groups/{uuid}/epersons/{member}", remove_member),
]
