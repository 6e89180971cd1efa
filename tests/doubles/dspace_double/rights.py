"""Who may do what: administrators of the site, a community, a collection; submitters; policies of groups and people."""

from .things import Account, Bitstream, Bundle, Collection, Community, Group, Item, Policy
from .wire import Refused


def parents(thing):
    """The thing itself and what holds it, from the inside out."""
    while thing is not None:
        yield thing
        thing = _parent(thing)


def _parent(thing):
    if isinstance(thing, Bitstream):
        return thing.bundle
    if isinstance(thing, Bundle):
        return thing.item
    if isinstance(thing, Item):
        return thing.collection
    return getattr(thing, "parent", None)


def groups_of(store, account):
    """Ids of the groups somebody is in; Anonymous always."""
    mine = {store.anonymous.uuid}
    if account is not None:
        mine |= {group.uuid for group in store.of(Group) if account.uuid in group.members}
    return mine


def is_site_admin(store, account):
    return account is not None and account.uuid in store.administrators.members


def is_admin(store, account, thing):
    """Of the thing or of what holds it. An item still being submitted has no administrator but the site's."""
    if account is None or is_site_admin(store, account):
        return account is not None
    if isinstance(thing, Policy):
        thing = thing.resource
    if any(isinstance(one, Item) and not (one.archived or one.withdrawn) for one in parents(thing)):
        return False
    groups = [one.groups.get("adminGroup") for one in parents(thing) if isinstance(one, Community | Collection)]
    return any(account.uuid in group.members for group in groups if group)


def administers(store, account, kind):
    """Whether somebody is administrator of any container of that kind, by its group or that of what holds it."""
    return account is not None and any(is_admin(store, account, one) for one in store.of(kind))


def administers_any(store, account):
    return administers(store, account, Community) or administers(store, account, Collection)


def may(store, account, thing, action):
    """By being its administrator, or by a policy of the thing."""
    if is_admin(store, account, thing):
        return True
    mine = groups_of(store, account)
    for policy in store.policies_of(thing, action):
        if policy.group and policy.group.uuid in mine:
            return True
        if account is not None and policy.account is account:
            return True
    return False


def may_read_facts(store, account, thing):
    """Whether the metadata may be read: of a file also when item and bundle may, though the file may not."""
    if may(store, account, thing, "READ"):
        return True
    if isinstance(thing, Bitstream):
        return may(store, account, thing.bundle, "READ") and may(store, account, thing.bundle.item, "READ")
    return False


def refuse(account):
    raise Refused(403 if account else 401)


def need(ctx, thing, action):
    if not may(ctx.store, ctx.account, thing, action):
        refuse(ctx.account)


def need_admin(ctx, thing):
    if not is_admin(ctx.store, ctx.account, thing):
        refuse(ctx.account)


def need_site_admin(ctx):
    if not is_site_admin(ctx.store, ctx.account):
        refuse(ctx.account)


def need_login(ctx):
    if not isinstance(ctx.account, Account):
        refuse(ctx.account)


# --- How policies come to be -----------------------------------------------------------------------------------------------


def inherit_defaults(store, item):
    """What an item gets when it comes into the archive: the collection's default READ for it and all it holds."""
    for draft in [item, *item.bundles, *(file for bundle in item.bundles for file in bundle.bitstreams)]:
        store.drop_policies(draft)
        kind = "DEFAULT_BITSTREAM_READ" if isinstance(draft, Bitstream) else "DEFAULT_ITEM_READ"
        for policy in store.policies_of(item.collection, kind):
            store.add_policy(draft, "READ", policy.group, type="TYPE_INHERITED")


def inherit_bundle(store, bundle):
    """A new bundle gets what its item has."""
    for policy in store.policies_of(bundle.item):
        store.add_policy(bundle, policy.action, policy.group, account=policy.account, type=policy.type)


def inherit_file(store, file):
    """A new file gets what its bundle has; but its READ comes from the collection, where the collection states one."""
    for policy in store.policies_of(file.bundle):
        store.add_policy(file, policy.action, policy.group, account=policy.account, type=policy.type)
    item = file.bundle.item
    defaults = store.policies_of(item.collection, "DEFAULT_BITSTREAM_READ") if item.archived else []
    if defaults:
        store.drop_policies(file, "READ")
    for policy in defaults:
        store.add_policy(file, "READ", policy.group, type="TYPE_INHERITED")


def switch_read(store, item, before, after):
    """READ of an item and all it holds becomes WITHDRAWN_READ, and back."""
    things = {item, *item.bundles, *(file for bundle in item.bundles for file in bundle.bitstreams)}
    for policy in [policy for thing in things for policy in store.policies_of(thing, before)]:
        policy.action = after
