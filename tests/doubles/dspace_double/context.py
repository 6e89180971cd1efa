"""One request while it is carried out: who asks, for what, and how the answer is drawn."""

from dataclasses import dataclass, field

from . import hal, links
from .calls import UUID
from .rights import is_admin, refuse
from .wire import Answer, Refused

LARGEST_PAGE = 1000
SEARCHED = {
    "/api/core/items",
    "/api/core/communities",
    "/api/core/collections",
    "/api/core/metadatafields",
    "/api/eperson/groups",
}


@dataclass
class Context:
    """``api``: the address up to ``/api``; ``args``: what the path of the route names; ``account`` None: nobody logged in."""

    server: object
    request: object
    account: object
    api: str
    args: dict = field(default_factory=dict)

    @property
    def store(self):
        return self.server.store

    @property
    def secret(self):
        return self.server.secret

    @property
    def base(self):
        return self.api.removesuffix("/api")

    @property
    def own(self):
        """The address asked for, without its query."""
        return f"{self.base}{self.request.path}"

    def find(self, kind, name="uuid", message=None):
        """The thing the path names. Raises Refused: 404, or 401 to anybody who sends no uuid at all."""
        thing = self.store.get(kind, self.args[name])
        if thing is None:
            raise Refused(404 if self.account or UUID.fullmatch(self.args[name]) else 401, message)
        return thing

    def show(self, thing, tree=None):
        """The thing with what is to be embedded. ``tree``: relations by name, each with its own; None: what the query asks."""
        tree = self.embeds if tree is None else tree
        body = hal.shown(self, thing)
        for relation, below in tree.items():
            follow = links.LINKS.get(thing.kind, {}).get(relation)
            if follow is None:
                continue
            try:
                found = follow(self, thing)
            except Refused:
                continue  # what one may not read is left out
            embedded = body.setdefault("_embedded", {})
            if isinstance(found, list):
                where = f"{hal.address(self.api, thing)}/{relation}"
                embedded[relation] = self._list(found, relation, where, below, self._size_of(below))
            else:
                embedded[relation] = found and self.show(found, below)
        return body

    def _size_of(self, tree):
        return getattr(tree, "size", 20)

    def _list(self, things, relation, own, tree, size):
        page = hal.paged(len(things), 0, size)
        shown = [self.show(thing, tree) for thing in things[:size]]
        query = f"size={size}" if size != 20 else ""
        return {"_embedded": {relation: shown}, "page": page, "_links": hal.page_links(own, query, page, embedded=True)}

    @property
    def embeds(self):
        tree = Tree()
        for path in self.request.asked.get("embed", []):
            tree.grow(path)
        for stated in self.request.asked.get("embed.size", []):
            path, _, size = stated.partition("=")
            if size.isdecimal():
                tree.grow(path, int(size))
        return tree

    def one(self, thing, status=200):
        return Answer(status, self.show(thing))

    def page(self, things, relation, *, always=False, query=None, size=20):
        """One page of things. ``always``: an empty one still has ``_embedded`` (lists of a relation do, others do not)."""
        size = min(self.request.number("size", size) or size, LARGEST_PAGE)
        number = self.request.number("page", 0)
        page = hal.paged(len(things), number, size)
        part = [self.show(thing) for thing in things[number * size : (number + 1) * size]]
        query = self.request.query if query is None else query
        body = {"_links": hal.page_links(self.own, query, page, embedded=always), "page": page}
        if self.request.path in SEARCHED:
            body["_links"]["search"] = {"href": f"{self.own}/search"}
        if part or always:
            body["_embedded"] = {relation: part}
        return Answer(200, body)

    def refuse(self):
        refuse(self.account)

    def administers(self, thing):
        return is_admin(self.store, self.account, thing)


class Tree(dict):
    """What to embed; ``size``: how long a list may be."""

    size = 20

    def grow(self, path, size=None):
        branch = self
        for name in path.split("/"):
            branch = branch.setdefault(name, Tree())
        if size:
            branch.size = size
