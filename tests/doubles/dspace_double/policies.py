"""``/api/authz/resourcepolicies``: who may do what to one thing."""

from .rights import need_admin
from .things import Account, Group, Policy
from .wire import Answer, Refused

ACTIONS = {"READ", "WRITE", "DELETE", "ADD", "REMOVE", "DEFAULT_BITSTREAM_READ", "DEFAULT_ITEM_READ", "ADMIN", "WITHDRAWN_READ"}


def of_resource(ctx):
    """``GET …/search/resource?uuid=&action=``; the address of the page names nothing else of what was asked"""
    uuid = ctx.request.one("uuid")
    if not uuid:
        raise Refused(400, "A required parameter is missing")
    thing = ctx.store.things.get(uuid)
    if thing is None:
        return ctx.page([], "resourcepolicies")
    need_admin(ctx, thing)
    action = ctx.request.one("action")
    query = f"uuid={uuid}" + (f"&action={action}" if action else "")
    return ctx.page(ctx.store.policies_of(thing, action), "resourcepolicies", query=query)


def of_group(ctx):
    """``GET …/search/group?uuid=&resource=``"""
    group = ctx.store.get(Group, ctx.request.one("uuid"))
    if ctx.account is None:
        ctx.refuse()
    wanted = ctx.request.one("resource")
    found = [one for one in ctx.store.policies.values() if one.group is group and wanted in (None, one.resource.uuid)]
    return ctx.page(found, "resourcepolicies")


def _policy(ctx):
    policy = ctx.store.policies.get(int(ctx.args["number"]))
    if policy is None:
        raise Refused(404)
    need_admin(ctx, policy.resource)
    return policy


def get(ctx):
    return ctx.one(_policy(ctx))


def create(ctx):
    """``POST /api/authz/resourcepolicies?resource=`` and ``&group=`` or ``&eperson=``"""
    asked = ctx.request
    if not asked.one("resource") or (asked.one("group") is None) == (asked.one("eperson") is None):
        raise Refused(400, "A required parameter is missing")
    if ctx.account is None:
        ctx.refuse()
    thing = ctx.store.things.get(asked.one("resource"))
    if thing is None:
        raise Refused(422)
    need_admin(ctx, thing)
    body = asked.json()
    group = ctx.store.get(Group, asked.one("group")) if asked.one("group") else None
    account = ctx.store.get(Account, asked.one("eperson")) if asked.one("eperson") else None
    if (group is None and account is None) or body.get("action") not in ACTIONS:
        raise Refused(422)
    facts = {
        "type": body.get("policyType"),
        "name": body.get("name"),
        "description": body.get("description"),
        "start": body.get("startDate"),
        "end": body.get("endDate"),
    }
    return ctx.one(ctx.store.add_policy(thing, body["action"], group, account=account, **facts), 201)


def patch(ctx):
    """Name, description, action, dates and kind of a policy."""
    policy = _policy(ctx)
    places = {"/name": "name", "/description": "description", "/action": "action", "/policyType": "type"}
    places |= {"/startDate": "start", "/endDate": "end"}
    for operation in ctx.request.json():
        if operation.get("path") not in places or operation.get("op") not in ("add", "replace", "remove"):
            raise Refused(400)
        setattr(policy, places[operation["path"]], None if operation["op"] == "remove" else operation.get("value"))
    return ctx.one(policy)


def set_group(ctx):
    """``PUT …/<id>/group``, the group's address in the body"""
    policy = _policy(ctx)
    group = ctx.store.get(Group, ctx.request.body.decode("utf-8", "replace").strip().rsplit("/", 1)[-1])
    if group is None or policy.group is None:
        raise Refused(422)
    policy.group = group
    return Answer(204)


def delete(ctx):
    policy: Policy = _policy(ctx)
    del ctx.store.policies[policy.id]
    return Answer(204)


ROUTES = [
    ("GET", "/api/authz/resourcepolicies/search/resource", of_resource),
    ("GET", "/api/authz/resourcepolicies/search/group", of_group),
    ("POST", "/api/authz/resourcepolicies", create),
    ("GET", "/api/authz/resourcepolicies/{number:[0-9]+}", get),
    ("PATCH", "/api/authz/resourcepolicies/{number:[0-9]+}", patch),
    ("PUT", "/api/authz/resourcepolicies/{number:[0-9]+}/group", set_group),
    ("DELETE", "/api/authz/resourcepolicies/{number:[0-9]+}", delete),
]
