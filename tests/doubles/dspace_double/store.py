"""The state of the server: everything it holds, by uuid, and how new things come in."""

import secrets
import threading
import uuid
from collections import Counter

from .clock import Clock
from .things import Account, Bitstream, Draft, Field, Group, Item, Policy, Schema

PREFIX = "123456789"
# All of Dublin Core as a fresh 9.3 has it registered; the fields of its other schemas are left out.
FIELDS = """
contributor contributor.advisor contributor.author contributor.editor contributor.illustrator contributor.other coverage.spatial
coverage.temporal creator date date.accessioned date.available date.copyright date.created date.issued date.submitted
description description.abstract description.provenance description.sponsorship description.statementofresponsibility
description.tableofcontents description.uri format format.extent format.medium format.mimetype identifier identifier.citation
identifier.doi identifier.govdoc identifier.isbn identifier.ismn identifier.issn identifier.openalex identifier.other
identifier.scopus identifier.sici identifier.uri language language.iso provenance publisher relation relation.haspart
relation.hasversion relation.isbasedon relation.isformatof relation.ispartof relation.ispartofseries relation.isreferencedby
relation.isreplacedby relation.isversionof relation.replaces relation.requires relation.uri rights rights.license rights.uri
source source.uri subject subject.classification subject.ddc subject.lcc subject.lcsh subject.mesh subject.other title
title.alternative type
"""
SCHEMAS = (("dc", "http://dublincore.org/documents/dcmi-terms/"), ("dspace", "http://dspace.org/dspace"))
TERMS = (
    ("eperson", "http://dspace.org/eperson"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("local", "http://dspace.org/namespace/local/"),
)


OUTSIDE = ("folder", "clock", "lock", "touched")


class Grouped(dict):
    """A dictionary that also knows its values by something they have in common."""

    def __init__(self, common):
        super().__init__()
        self._common, self._groups = common, {}

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self._groups.setdefault(self._common(value), {})[key] = value

    def __delitem__(self, key):
        del self._groups[self._common(self[key])][key]
        super().__delitem__(key)

    def pop(self, key, default=None):
        if key not in self:
            return default
        value = self[key]
        del self[key]
        return value

    def group(self, common):
        return list(self._groups.get(common, {}).values())

    def __reduce__(self):
        return _grouped, (self._common, dict(self))


def _grouped(common, values):
    made = Grouped(common)
    for key, value in values.items():
        made[key] = value
    return made


def _resource(policy):
    return policy.resource


class Store:
    """All of it; ``lock`` is held while a request is carried out."""

    def __init__(self, folder, clock=None):
        self.folder, self.clock = folder, clock or Clock()
        self.lock = threading.RLock()
        self.things = Grouped(type)
        self.policies = Grouped(_resource)
        self.schemas: dict[int, Schema] = {}
        self.fields: dict[int, Field] = {}
        self.drafts: dict[int, Draft] = {}
        self.touched = []  # things changed by the request under way, for the index
        self._given = Counter()  # the last number of each kind of thing that has numbers
        self.anonymous = self.add(Group(new_uuid(), title="Anonymous", permanent=True))
        self.administrators = self.add(Group(new_uuid(), title="Administrator", permanent=True))
        self.site = new_uuid()
        for prefix, namespace in (*SCHEMAS, *TERMS):
            self.add_schema(prefix, namespace)
        for key in FIELDS.split():
            element, _, qualifier = key.partition(".")
            self.add_field(self.schemas[1], element, qualifier or None)

    def add(self, thing):
        self.things[thing.uuid] = thing
        return thing

    def of(self, kind):
        return self.things.group(kind)

    def get(self, kind, identifier):
        """The thing of that uuid, or None; None too for another kind of thing."""
        thing = self.things.get(identifier)
        return thing if isinstance(thing, kind) else None

    def handle(self):
        return f"{PREFIX}/{self._number('handle')}"

    def next_handle(self, number):
        """The next community, collection or item gets this number."""
        self._given["handle"] = number - 1

    def _number(self, kind):
        self._given[kind] += 1
        return self._given[kind]

    def state(self):
        """All it holds; files by their place in the folder, where they stay."""
        return {name: value for name, value in vars(self).items() if name not in OUTSIDE}

    def account(self, user, password, first="A", last="B"):
        return self.add(Account(new_uuid(), user=user, password=password, first=first, last=last))

    def by_user(self, user):
        return next((account for account in self.of(Account) if account.user == user), None)

    def add_policy(self, resource, action, group=None, **facts):
        policy = Policy(self._number("policy"), resource, action, group, **facts)
        self.policies[policy.id] = policy
        return policy

    def policies_of(self, thing, action=None):
        return [policy for policy in self.policies.group(thing) if action in (None, policy.action)]

    def drop_policies(self, thing, action=None):
        for policy in self.policies_of(thing, action):
            del self.policies[policy.id]

    def add_schema(self, prefix, namespace):
        schema = Schema(self._number("schema"), prefix, namespace)
        self.schemas[schema.id] = schema
        return schema

    def add_field(self, schema, element, qualifier, note=None):
        field = Field(self._number("field"), schema, element, qualifier, note)
        self.fields[field.id] = field
        return field

    def field(self, key):
        return next((field for field in self.fields.values() if field.key == key), None)

    def add_draft(self, item, collection):
        draft = Draft(self._number("draft"), item, collection, self.clock.now())
        self.drafts[draft.id] = draft
        return draft

    def touch(self, thing):
        """It has changed: an item gets a new date, and the index hears of it when the request is done."""
        if isinstance(thing, Bitstream) and thing.bundle:
            thing = thing.bundle.item
        if isinstance(thing, Item):
            thing.modified = self.clock.now()
        if thing not in self.touched:
            self.touched.append(thing)


def new_uuid():
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))
