"""The double of DSpace says what a real DSpace 9.3 said: its recorded exchanges are played through the double in order.

What differs by nature is mapped: uuids and numbers of things and tokens (one recorded stands for one of the double's, always
the same), moments, the server's address. All else must agree: status, headers, keys and values."""

import base64
import json
import re
from pathlib import Path

import pytest
import requests

RECORDED = sorted((Path(__file__).parents[1] / "recorded" / "dspace-9.3").glob("*.json"))
SERVER = "http://localhost:8080/server"
MEANT = {"vary", "dspace-xsrf-token", "set-cookie", "authorization", "www-authenticate", "content-type", "etag", "last-modified"}
MEANT |= {"accept-ranges", "content-disposition", "content-range", "location"}
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
NUMBERED = r"(?<=metadataschemas/)\d+|(?<=metadatafields/)\d+|(?<=resourcepolicies/)\d+|(?<=schemaId=)\d+"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?=Z|\+)|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d(?= GMT)"
NAME = re.compile(f"({UUID}|{NUMBERED})")
LIMIT = 100_000

# Whose session an exchange belonged to, by number: cookies were not recorded.
ACTORS = {
    "visitor": range(1, 4),
    "admin": [*range(4, 19), *range(27, 32), 33, *range(35, 38), 39],
    "anonymous": [*range(19, 27), 38, 40],
    "admin without cookies": [32],
    "nobody": [34],
    "harvester": range(41, 44),
}


class Player:
    """Plays exchanges; ``live``: by recorded uuid, number or token what stands for it in the double."""

    def __init__(self, dspace):
        self.dspace, self.server = dspace, dspace.address.removesuffix("/api")
        self.live, self.seen = {}, {}
        self.clients = {actor: requests.Session() for actor in ACTORS}
        self.bearers = {}

    def close(self):
        for client in self.clients.values():
            client.close()

    def play(self, exchange, number):
        asked = exchange["request"]
        actor = next(actor for actor, numbers in ACTORS.items() if number in numbers)
        headers = self.headers(asked["headers"], actor, number)
        body = asked["body"]
        if number == 35:
            boundary = asked["headers"]["Content-Type"].partition("boundary=")[2]
            head = 'Content-Disposition: form-data; name="file"; filename="x"'
            body = f"--{boundary}\r\n{head}\r\n\r\n{'x' * LIMIT}\r\n--{boundary}--"
        elif isinstance(body, dict | list):
            body = json.dumps(body)
        url = self.sent(asked["url"])
        content = body.encode() if body else None
        answer = self.clients[actor].request(asked["method"], url, headers=headers, data=content, timeout=10)
        if answer.headers.get("Authorization"):
            self.bearers[actor] = answer.headers["Authorization"]
        if actor == "admin without cookies":  # who then went on with the token it was given
            self.clients["admin"].cookies.update(answer.cookies)
        return answer

    def headers(self, recorded, actor, number):
        headers = dict(recorded)
        token = headers.get("X-XSRF-TOKEN")
        if token not in (None, "stale"):
            if token not in self.live:
                self.begin(token, actor)
            headers["X-XSRF-TOKEN"] = self.live[token]
        if "Authorization" in headers:
            headers["Authorization"] = forged() if number == 33 else self.bearers[actor.split()[0]]
        return headers

    def begin(self, token, actor):
        """The start of a session that was not recorded."""
        client = self.clients[actor]
        given = client.get(f"{self.dspace.address}/security/csrf", timeout=10).headers["DSPACE-XSRF-TOKEN"]
        if actor == "nobody":
            account = {"user": self.dspace.accounts.nobody.user, "password": self.dspace.accounts.nobody.password}
            answer = client.post(f"{self.dspace.address}/authn/login", account, headers={"X-XSRF-TOKEN": given}, timeout=10)
            given, self.bearers[actor] = answer.headers["DSPACE-XSRF-TOKEN"], answer.headers["Authorization"]
        self.learn(token, given)

    def sent(self, text):
        """A recorded address as the double knows it."""
        mapped = NAME.sub(lambda match: self.live.get(match[0], match[0]), text)
        return mapped.replace(SERVER, self.server)

    def learn(self, recorded, live):
        """Whether the two may be the same thing."""
        return self.live.setdefault(recorded, live) == live and self.seen.setdefault(live, recorded) == recorded

    # --- Comparing ---------------------------------------------------------------------------------------------------------

    def differences(self, recorded, live, where=""):
        """What is not the same, in words, with where it is."""
        if isinstance(recorded, dict) and isinstance(live, dict):
            if recorded.keys() != live.keys():
                yield f"{where}: keys {sorted(recorded.keys() ^ live.keys())}"
            for key in recorded.keys() & live.keys():
                yield from self.differences(recorded[key], live[key], f"{where}/{key}")
        elif isinstance(recorded, list) and isinstance(live, list):
            if len(recorded) != len(live):
                yield f"{where}: {len(recorded)} recorded, {len(live)} here"
            for place, (one, other) in enumerate(zip(recorded, live, strict=False)):
                yield from self.differences(one, other, f"{where}/{place}")
        elif not self.same(recorded, live, where.endswith("/id")):
            yield f"{where}: {recorded!r} recorded, {live!r} here"

    def same(self, recorded, live, is_id):
        if type(recorded) is not type(live):
            return False
        if isinstance(recorded, str):
            return self.same_text(recorded, live)
        return self.learn(str(recorded), str(live)) if is_id and recorded is not None else recorded == live

    def same_text(self, recorded, live):
        pieces, others = (NAME.split(plain(text, server)) for text, server in ((recorded, SERVER), (live, self.server)))
        if len(pieces) != len(others) or pieces[::2] != others[::2]:
            return False
        return all(self.learn(one, other) for one, other in zip(pieces[1::2], others[1::2], strict=True))

    def header_differences(self, recorded, live):
        recorded = {name.lower(): value for name, value in recorded.items()}
        names = {name.lower() for name in live} & MEANT
        if recorded.keys() - {"content-length"} != names:
            yield f"headers: {sorted((recorded.keys() - {'content-length'}) ^ names)}"
        for name in sorted(recorded.keys() & {*names, "content-length"}):
            value = re.sub("Bearer .+", "Bearer <jwt>", live.get(name, "absent"))
            if not self.same_text(recorded[name], value):
                yield f"header {name}: {recorded[name]!r} recorded, {value!r} here"


def plain(text, server):
    """Without what differs from server to server and from day to day."""
    text = re.sub(MOMENT, lambda match: re.sub(r"\d+", "0", match[0].partition(".")[0]), text.replace(server, "{server}"))
    return re.sub(r"(?<=[^\w])(Mon|Tue|Wed|Thu|Fri|Sat|Sun), 0 \w{3} 0", "a day", f" {text}")


def forged():
    parts = (json.dumps(part).encode() for part in ({"alg": "HS256"}, {"eid": "somebody", "exp": 9999999999}))
    return "Bearer " + ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "c2lnbmVk"])


RECORD = re.compile(r"<record><header><identifier>oai:localhost:123456789/(\d+)</identifier>.*?</record>", re.DOTALL)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def filled(player):
    """What the recorded server held before: a plan, a community below it, a collection, and the items OAI-PMH tells of."""
    dspace, client = player.dspace, requests.Session()
    account = dspace.accounts.admin
    token = client.get(dspace.address, timeout=10).headers["DSPACE-XSRF-TOKEN"]
    login = {"user": account.user, "password": account.password}
    answer = client.post(f"{dspace.address}/authn/login", login, headers={"X-XSRF-TOKEN": token}, timeout=10)
    client.headers.update({"X-XSRF-TOKEN": answer.headers["DSPACE-XSRF-TOKEN"], "Authorization": answer.headers["Authorization"]})

    def post(path, body):
        return client.post(f"{dspace.address}/core/{path}", json=body, timeout=10).json()["uuid"]

    def titled(title, language=None, **more):
        return {"metadata": {"dc.title": [{"value": title, "language": language}], **more}}

    top = post("communities", titled("臺灣開放政府國家行動方案 2021–2024", "zh_TW"))
    below = post(f"communities?parent={top}", titled("below"))
    collection = post(f"collections?parent={below}", titled("collection"))
    dspace.store.next_handle(842)
    told = read(RECORDED[40])["response"]["body"]
    titles = {int(match[1]): re.search(r"<dc:title>(.*)</dc:title>", match[0])[1] for match in RECORD.finditer(told)}
    issued = {"dc.date.issued": [{"value": "2020-10-28", "language": None}]}
    for number in range(842, 863):
        facts = titled(titles.get(number, f"item {number}"), None, **issued)
        item = post(f"items?owningCollection={collection}", {"inArchive": True, "discoverable": True, **facts})
        bundle = post(f"items/{item}/bundles", {"name": "ORIGINAL"})
        file = {"properties": (None, '{"name": "a.pdf"}'), "file": ("a.pdf", b"%PDF")}
        client.post(f"{dspace.address}/core/bundles/{bundle}/bitstreams", files=file, timeout=10).raise_for_status()
    client.close()
    dspace.oai.take_in()


@pytest.fixture(scope="module")
def played():
    """All recorded exchanges, each with the double's answer and how the two differ."""
    from dspace_double import Double

    with Double() as dspace:
        dspace.accounts.admin.password = "admin"
        dspace.upload_limit, dspace.oai.identifier_host = LIMIT, "localhost"
        player = Player(dspace)
        filled(player)
        dspace.clock.advance(minutes=3)
        found = {}
        for path in RECORDED:
            exchange, number = read(path), int(path.name[:2])
            answer = player.play(exchange, number)
            found[path.stem] = list(compared(player, exchange["response"], answer))
        player.close()
    assert dspace.errors == []
    return found


def compared(player, recorded, answer):
    if answer.status_code != recorded["status"]:
        yield f"status {recorded['status']} recorded, {answer.status_code} here: {answer.text[:300]}"
        return
    yield from player.header_differences(recorded["headers"], answer.headers)
    if isinstance(recorded["body"], dict | list):
        yield from player.differences(recorded["body"], answer.json())
    elif not recorded["body"].endswith("_1<"):
        yield from player.differences(recorded["body"], answer.content.decode("utf-8", "replace"))
    else:
        yield from records_compared(player, recorded["body"], answer.text)


def records_compared(player, recorded, live):
    """The recorded list is cut off and in no order: each of its whole records must be among ours."""
    yield from player.differences(recorded.partition("<record>")[0], live.partition("<record>")[0])
    ours = {match[1]: match[0] for match in RECORD.finditer(live)}
    whole = list(RECORD.finditer(recorded))
    if len(whole) != 4:
        yield f"{len(whole)} whole records recorded, not 4"
    for match in whole:
        yield from player.differences(match[0], ours.get(match[1], "not listed"))


def test_there_are_forty_three():
    assert len(RECORDED) == 43


@pytest.mark.parametrize("name", [path.stem for path in RECORDED])
def test_the_double_answers_as_the_real_server_did(played, name):
    assert played[name] == []
