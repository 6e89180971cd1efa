"""What a DSpace holds: containers, items, bundles, files, people, policies, the metadata registry."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path


@dataclass
class Value:
    """One value of a metadata field; language None when none was given."""

    value: str | None
    language: str | None = None
    authority: str | None = None
    confidence: int = -1


@dataclass(eq=False)
class Thing:
    """Anything with a uuid. ``metadata``: by field ("dc.title"), in order of place."""

    uuid: str
    metadata: dict[str, list[Value]] = field(default_factory=dict)
    kind = "thing"

    @property
    def id(self):
        return self.uuid

    @property
    def name(self):
        values = self.metadata.get("dc.title")
        return values[0].value if values else None


@dataclass(eq=False)
class Community(Thing):
    handle: str = ""
    parent: "Community | None" = None
    groups: dict[str, "Group"] = field(default_factory=dict)
    kind = "community"


@dataclass(eq=False)
class Collection(Thing):
    handle: str = ""
    parent: Community | None = None
    groups: dict[str, "Group"] = field(default_factory=dict)
    kind = "collection"


@dataclass(eq=False)
class Item(Thing):
    """``handle`` is None until it is in the archive."""

    handle: str | None = None
    collection: Collection | None = None
    submitter: "Account | None" = None
    bundles: list["Bundle"] = field(default_factory=list)
    archived: bool = False
    discoverable: bool = True
    withdrawn: bool = False
    modified: datetime | None = None
    kind = "item"


@dataclass(eq=False)
class Bundle(Thing):
    item: Item | None = None
    bitstreams: list["Bitstream"] = field(default_factory=list)
    primary: "Bitstream | None" = None
    kind = "bundle"


@dataclass(eq=False)
class Bitstream(Thing):
    bundle: Bundle | None = None
    content: Path | None = None
    size: int = 0
    md5: str = ""
    sequence: int = 1
    media_type: str = "application/octet-stream"
    modified: datetime | None = None
    kind = "bitstream"


@dataclass(eq=False)
class Group(Thing):
    title: str = ""
    permanent: bool = False
    members: set[str] = field(default_factory=set)
    kind = "group"

    @property
    def name(self):
        return self.title


@dataclass(eq=False)
class Account(Thing):
    """An eperson. ``salt`` is empty when no token of it is good."""

    user: str = ""
    password: str = field(default="", repr=False)
    first: str = "A"
    last: str = "B"
    salt: str = field(default="", repr=False)
    last_login: datetime | None = None
    kind = "eperson"

    @property
    def name(self):
        return f"{self.first} {self.last}"


@dataclass(eq=False)
class Policy:
    id: int
    resource: Thing
    action: str
    group: Group | None = None
    account: Account | None = None
    type: str | None = None
    name: str | None = None
    description: str | None = None
    start: str | None = None
    end: str | None = None
    kind = "resourcepolicy"


@dataclass(eq=False)
class Schema:
    id: int
    prefix: str
    namespace: str
    kind = "metadataschema"


@dataclass(eq=False)
class Field:
    id: int
    schema: Schema
    element: str
    qualifier: str | None
    note: str | None = None
    kind = "metadatafield"

    @cached_property
    def key(self):
        parts = (self.schema.prefix, self.element, self.qualifier)
        return ".".join(part for part in parts if part)


@dataclass(eq=False)
class Draft:
    """A workspace item; ``granted``: when the licence was, or None."""

    id: int
    item: Item
    collection: Collection
    modified: datetime
    granted: datetime | None = None
    kind = "workspaceitem"
