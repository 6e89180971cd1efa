"""How things look on the wire: HAL JSON as the real server spells it."""

from urllib.parse import parse_qsl, urlencode

from .clock import instant
from .rights import is_admin, is_site_admin
from .things import Bundle, Collection, Item

PLURAL = {
    "community": "core/communities",
    "collection": "core/collections",
    "item": "core/items",
    "bundle": "core/bundles",
    "bitstream": "core/bitstreams",
    "group": "eperson/groups",
    "eperson": "eperson/epersons",
    "resourcepolicy": "authz/resourcepolicies",
    "metadataschema": "core/metadataschemas",
    "metadatafield": "core/metadatafields",
    "workspaceitem": "submission/workspaceitems",
}
RELATIONS = {
    "community": "collections logo subcommunities parentCommunity adminGroup",
    "collection": "harvester itemtemplate license logo mappedItems parentCommunity adminGroup submittersGroup itemReadGroup"
    " bitstreamReadGroup",
    "item": "accessStatus bundles identifiers mappedCollections owningCollection relationships version templateItemOf thumbnail"
    " submitter",
    "bundle": "item bitstreams primaryBitstream",
    "bitstream": "content bundle accessStatus format thumbnail",
    "group": "subgroups epersons object",
    "eperson": "groups",
    "resourcepolicy": "eperson group resource",
    "metadataschema": "",
    "metadatafield": "schema",
    "workspaceitem": "collection item submissionDefinition submitter supervisionOrders",
}
HIDDEN = "dc.description.provenance"


def address(api, thing):
    return f"{api}/{PLURAL[thing.kind]}/{thing.id}"


def links(api, thing):
    own = address(api, thing)
    found = {relation: {"href": f"{own}/{relation}"} for relation in RELATIONS[thing.kind].split()}
    return {**found, "self": {"href": own}}


def values(metadata):
    """Metadata by field, in the order of the names, each value with its place."""
    return {
        key: [
            {
                "value": value.value,
                "language": value.language,
                "authority": value.authority,
                "confidence": value.confidence,
                "place": place,
            }
            for place, value in enumerate(metadata[key])
        ]
        for key in sorted(metadata)
        if metadata[key]
    }


def visible(ctx, thing):
    """A withdrawn item shows nothing but to its administrators; provenance is for the site's only."""
    if isinstance(thing, Item) and thing.withdrawn and not is_admin(ctx.store, ctx.account, thing):
        return {}
    if is_site_admin(ctx.store, ctx.account):
        return thing.metadata
    return {key: found for key, found in thing.metadata.items() if key != HIDDEN}


def shown(ctx, thing):
    """The thing itself, without what may be embedded."""
    body = _SHAPES[thing.kind](ctx, thing)
    return {**body, "type": thing.kind, "_links": {**links(ctx.api, thing), **_more_links(ctx.api, thing)}}


def _named(ctx, thing):
    facts = {"uuid": thing.uuid, "name": thing.name, "handle": getattr(thing, "handle", None)}
    return {**({} if isinstance(thing, Bundle) else {"id": thing.uuid}), **facts, "metadata": values(visible(ctx, thing))}


def _container(ctx, thing):
    return {**_named(ctx, thing), "archivedItemsCount": -1}


def _item(ctx, item):
    return {
        **_named(ctx, item),
        "inArchive": item.archived,
        "discoverable": item.discoverable,
        "withdrawn": item.withdrawn,
        "lastModified": instant(item.modified),
        "entityType": None,
    }


def _bitstream(ctx, file):
    return {
        **_named(ctx, file),
        "bundleName": file.bundle.name,
        "sizeBytes": file.size,
        "checkSum": {"checkSumAlgorithm": "MD5", "value": file.md5},
        "sequenceId": file.sequence,
    }


def _group(ctx, group):
    return {**_named(ctx, group), "permanent": group.permanent}


def _eperson(ctx, account):
    names = {"eperson.firstname": account.first, "eperson.lastname": account.last, "eperson.language": "en"}
    stated = {
        key: [{"value": name, "language": None, "authority": None, "confidence": -1, "place": 0}] for key, name in names.items()
    }
    return {
        **_named(ctx, account),
        "metadata": stated,
        "netid": None,
        "lastActive": instant(account.last_login) if account.last_login else None,
        "canLogIn": True,
        "email": account.user,
        "requireCertificate": False,
        "selfRegistered": False,
    }


def _policy(ctx, policy):
    return {
        "id": policy.id,
        "name": policy.name,
        **({"policyType": policy.type} if policy.type else {}),
        "description": policy.description,
        "action": policy.action,
        "startDate": policy.start,
        "endDate": policy.end,
        "_embedded": {
            "eperson": policy.account and shown(ctx, policy.account),
            "resource": shown(ctx, policy.resource),
            "group": policy.group and shown(ctx, policy.group),
        },
    }


def _schema(_, schema):
    return {"id": schema.id, "prefix": schema.prefix, "namespace": schema.namespace}


def _field(ctx, field):
    stated = {"id": field.id, "element": field.element, "qualifier": field.qualifier, "scopeNote": field.note}
    return {**stated, "_embedded": {"schema": shown(ctx, field.schema)}}


def _more_links(api, thing):
    if not isinstance(thing, Collection):
        return {}
    own = f"{address(api, thing)}/workflowGroups"
    return {"workflowGroups": [{"href": f"{own}/{role}", "name": role} for role in ("reviewer", "editor", "finaleditor")]}


_SHAPES = {
    "community": _container,
    "collection": _container,
    "item": _item,
    "bundle": _named,
    "bitstream": _bitstream,
    "group": _group,
    "eperson": _eperson,
    "resourcepolicy": _policy,
    "metadataschema": _schema,
    "metadatafield": _field,
}


def paged(total, number, size):
    return {"number": number, "size": size, "totalPages": -(-total // size) if size else 0, "totalElements": total}


def page_links(own, query, page, *, embedded=False):
    """``self``, and where there is more than one page the way to the others.

    ``embedded``: as lists of a relation and searches have it, which lead to the first page only from another one and to the
    last only from one before it."""
    found = {"self": {"href": f"{own}?{query}" if query else own}}
    number, last = page["number"], page["totalPages"] - 1
    pages = {}
    if number > 0:
        pages["prev"] = number - 1
    if number < last:
        pages["next"] = number + 1
    if last > 0 and (number > 0 or not embedded):
        pages["first"] = 0
    if last > 0 and (number < last or not embedded):
        pages["last"] = last
    asked = [(key, value) for key, value in parse_qsl(query, keep_blank_values=True) if key not in ("page", "size")]
    for relation, other in pages.items():
        found[relation] = {"href": f"{own}?{urlencode([*asked, ('page', other), ('size', page['size'])])}"}
    return found
