"""What a draft asks for and how it looks: the form that a fresh DSpace has for everything."""

from . import hal
from .clock import instant, second
from .things import Draft

FORMS = {
    "traditionalpageone": {
        "dc.contributor.author",
        "dc.title",
        "dc.title.alternative",
        "dc.date.issued",
        "dc.publisher",
        "dc.identifier.citation",
        "dc.relation.ispartofseries",
        "dc.identifier.other",
        "dc.identifier.uri",
        "dc.identifier.isbn",
        "dc.type",
        "dc.language.iso",
    },
    "traditionalpagetwo": {"dc.subject", "dc.description.abstract", "dc.description.sponsorship", "dc.description"},
}
REQUIRED = ("dc.title", "dc.date.issued", "dc.type")


def errors(draft):
    """What keeps it out of the archive."""
    item = draft.item
    missing = [f"/sections/traditionalpageone/{key}" for key in REQUIRED if not item.metadata.get(key)]
    found = [{"message": "error.validation.required", "paths": missing}] if missing else []
    if draft.granted is None:
        found.append({"message": "error.validation.license.notgranted", "paths": ["/sections/license"]})
    if not any(bundle.bitstreams for bundle in item.bundles if bundle.name == "ORIGINAL"):
        found.append({"message": "error.validation.filerequired", "paths": ["/sections/upload"]})
    return found


def shown(ctx, draft: Draft):
    """A draft with its sections; what ``embed`` asks for, too."""
    item = draft.item
    sections = {
        name: hal.values({key: found for key, found in item.metadata.items() if key in fields}) for name, fields in FORMS.items()
    }
    files = [file for bundle in item.bundles if bundle.name == "ORIGINAL" for file in bundle.bitstreams]
    primary = next((bundle.primary for bundle in item.bundles if bundle.primary), None)
    text = next((one for bundle in item.bundles if bundle.name == "LICENSE" for one in bundle.bitstreams), None)
    accepted = draft.granted and second(draft.granted)
    licence = {"url": text and f"{hal.address(ctx.api, text)}/content", "acceptanceDate": accepted, "granted": bool(accepted)}
    definition = {"id": "traditional", "name": "traditional", "type": "submissiondefinition", "isDefault": True}
    own = f"{ctx.api}/config/submissiondefinitions/traditional"
    definition["_links"] = {name: {"href": f"{own}/{name}"} for name in ("collections", "sections")} | {"self": {"href": own}}
    return {
        "id": draft.id,
        "lastModified": instant(draft.modified),
        "sections": {
            **sections,
            "license": licence,
            "upload": {"primary": primary and primary.uuid, "files": [_shown_file(ctx, file) for file in files]},
            "collection": draft.collection.uuid,
        },
        "type": "workspaceitem",
        **({"errors": errors(draft)} if errors(draft) else {}),
        "_links": hal.links(ctx.api, draft),
        "_embedded": {"submissionDefinition": definition, **_embedded(ctx, draft)},
    }


def _embedded(ctx, draft):
    things = {"item": draft.item, "collection": draft.collection, "submitter": draft.item.submitter}
    return {name: ctx.show(thing, ctx.embeds[name]) for name, thing in things.items() if name in ctx.embeds}


def _shown_file(ctx, file):
    return {
        "uuid": file.uuid,
        "metadata": hal.values(file.metadata),
        "accessConditions": [],
        "format": {"mimetype": file.media_type, "type": "bitstreamformat"},
        "sizeBytes": file.size,
        "checkSum": {"checkSumAlgorithm": "MD5", "value": file.md5},
        "url": f"{hal.address(ctx.api, file)}/content",
    }
