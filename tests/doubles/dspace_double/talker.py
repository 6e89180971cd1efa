"""A plain client for the tests of a DSpace server, double or real: a session, its tokens, and nothing clever."""

import json

import requests


class Talker:
    """Speaks for one account, or for anybody. Answers come as they are: nothing is repeated, nothing is raised."""

    def __init__(self, address, user=None, password=None):
        self.address, self.user, self.password = address, user, password
        self.session = requests.Session()
        self.token = None
        if user:
            self.login()

    def login(self):
        if self.token is None:
            self.get("/security/csrf")
        answer = self.send("POST", "/authn/login", data={"user": self.user, "password": self.password})
        if "Authorization" in answer.headers:
            self.session.headers["Authorization"] = answer.headers["Authorization"]
        return answer

    def send(self, method, path, **more):
        """``path`` behind ``/api``, or a whole address."""
        headers = {**({"X-XSRF-TOKEN": self.token} if self.token else {}), **more.pop("headers", {})}
        url = path if path.startswith("http") else f"{self.address}{path}"
        answer = self.session.request(method, url, headers=headers, timeout=more.pop("timeout", 10), **more)
        self.token = answer.headers.get("DSPACE-XSRF-TOKEN", self.token)
        return answer

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, body=None):
        return self.send("POST", path, json={} if body is None else body)

    def patch(self, path, *operations):
        """Operations as (op, path) or (op, path, value)."""
        names = ("op", "path", "value")
        return self.send("PATCH", path, json=[dict(zip(names, one, strict=False)) for one in operations])

    def delete(self, path):
        return self.send("DELETE", path)

    def uris(self, method, path, *addresses):
        """A body of addresses, one a line."""
        body = "\n".join(addresses).encode()
        return self.send(method, path, data=body, headers={"Content-Type": "text/uri-list"})

    # --- What most tests begin with; each gives the uuid ------------------------------------------------------------------

    def community(self, title="Plan", parent=None):
        return self.post("/core/communities" + (f"?parent={parent}" if parent else ""), titled(title)).json()["uuid"]

    def collection(self, title="1-1", parent=None):
        return self.post(f"/core/collections?parent={parent or self.community()}", titled(title)).json()["uuid"]

    def make_item(self, collection, title="Minutes", *, discoverable=True, **fields):
        """The answer to making an item; ``fields`` with ``__`` for the dots, each one text."""
        facts = titled(title)
        facts["metadata"] |= {name.replace("__", "."): [{"value": value}] for name, value in fields.items()}
        body = {"inArchive": True, "discoverable": discoverable, "withdrawn": False, "type": "item", **facts}
        return self.post(f"/core/items?owningCollection={collection}", body)

    def item(self, collection, title="Minutes", **more):
        return self.make_item(collection, title, **more).json()["uuid"]

    def bundle(self, item, name="ORIGINAL"):
        return self.post(f"/core/items/{item}/bundles", {"name": name}).json()["uuid"]

    def upload(self, bundle, content, name="minutes.pdf", **properties):
        files = {"properties": (None, json.dumps({"name": name, **properties})), "file": ("sent", content)}
        return self.send("POST", f"/core/bundles/{bundle}/bitstreams", files=files)

    def file(self, bundle, content=b"%PDF-1.7", name="minutes.pdf"):
        return self.upload(bundle, content, name).json()["uuid"]

    def hits(self, query="", **asked):
        """Uuids of one page of a search."""
        answer = self.get("/discover/search/objects", params={"query": query, "size": 100, **asked})
        found = answer.json()["_embedded"]["searchResult"]["_embedded"]["objects"]
        return [hit["_embedded"]["indexableObject"]["uuid"] for hit in found]

    def close(self):
        self.session.close()


def titled(title):
    return {"metadata": {"dc.title": [{"value": title, "language": None}]}}
