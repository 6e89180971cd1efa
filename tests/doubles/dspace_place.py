"""An archive in a DSpace, double or live, for the contract suite: what is in it, and what a stranger can do to it."""

import json
import secrets
from dataclasses import dataclass, field, replace

from dspace_double import Talker

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import Subject
from ogp_etl.archive.dspace.prepare import Preparation
from ogp_etl.archive.dspace.repository import DspaceRepository
from ogp_etl.archive.dspace.session import Account, Session
from ogp_etl.catalog import read_plans
from ogp_etl.register import Register
from ogp_etl.steps.claims import PATIENCE, RegisterClaims

PLAN = "tw-2021"


def describe(found):
    """What the cards would say."""
    return Subject(
        zone="Asia/Taipei",
        plan={"zh-Hant": "國家行動方案", "en": "Action plan"},
        commitment={"zh-Hant": "1-1 開放", "en": "1-1 Open"},
        kind={"zh-Hant": "會議紀錄", "en": "Minutes"},
        publisher={"zh-Hant": "國家發展委員會"},
    )


def open_archive(order, register, patience=PATIENCE, claims=None, **more):
    """The archive that an order of ``archive_process`` names."""
    account = Account(order["address"], order["user"], order["password"])
    return DspaceRepository(account, claims or RegisterClaims(register, patience), describe, parent=order["parent"], **more)


@dataclass
class DspacePlace:
    """Everything is below one community. ``user`` deposits; ``admin`` is the site's administrator: the suite itself."""

    address: str
    admin: Account
    user: Account
    register: str
    parent: str
    double: object = None
    opened: list = field(default_factory=list)
    _session: object = None
    _talker: object = None
    name = "dspace"

    @classmethod
    def make(cls, admin, user, register, double=None, below=None):
        """A community that is ready for deposits. ``user``: an account, or the talker's way to make one."""
        talker = Talker(admin.address, admin.user, admin.password)
        parent = talker.community(f"Contract {secrets.token_hex(4)}", below)
        if user != admin:
            _make_administrator(talker, parent, user)
        place = cls(admin.address, admin, user, register, parent, double)
        place.prepare()
        talker.close()
        return place

    def prepare(self):
        plan = read_plans(())[0][PLAN]
        session = self.session()
        for step in (Preparation(session, self.parent).registry(), Preparation(session, self.parent).plan(small(plan))):
            list(step)

    def archive(self, **more):
        register = Register(self.register)
        archive = open_archive(self.order(), register, **more)
        self.opened += [archive, register]
        return archive

    def order(self):
        who = {"user": self.user.user, "password": self.user.password}
        return {"kind": "dspace", "address": self.address, **who, "register": self.register, "parent": self.parent}

    def session(self):
        """Of the site's administrator."""
        if self._session is None:
            self._session = Session(self.admin)
            self.opened.append(self._session)
        return self._session

    def talker(self):
        if self._talker is None:
            self._talker = Talker(self.address, self.admin.user, self.admin.password)
            self.opened.append(self._talker)
        return self._talker

    # --- what is there

    @property
    def community(self):
        """Uuid of the plan's."""
        return next(one.uuid for one in rest.communities(self.session(), self.parent))

    def items(self):
        """All items, withdrawn ones too, with their files; as the site's administrator sees them."""
        session = self.session()
        return [rest.item(session, one.uuid) for one in rest.items_below(session, self.parent)]

    def items_of(self, packages):
        """Those of some documents."""
        session = self.session()
        wanted = {name for package in packages for name in (package.document, f"{package.document}#sealed")}
        return [rest.item(session, one.uuid) for one in rest.items_with(session, ["ogp.evidence.id"], wanted, self.parent)]

    def standing(self):
        return [item for item in self.items() if not item.withdrawn]

    def state(self):
        return {item.uuid: item for item in self.items()}

    def stored(self, deposit, name):
        """(item, file) of a deposit, on whichever side it is."""
        return next(
            (item, file)
            for item in self.items()
            for file in item.files
            if (file.value("ogp.capture.id"), file.value("ogp.file.name")) == (deposit.evidence, name)
        )

    # --- what an administrator of the server may do to it

    def tamper(self, deposit, name, content):
        """Other bytes under a file's name, or another provenance."""
        session, talker = self.session(), self.talker()
        if name == "provenance.json":
            for item in self.items():
                for file in item.files:
                    if file.value("ogp.capture.id") == deposit.evidence:
                        operation = {"op": "replace", "path": "/metadata/ogp.capture.provenance/0/value"}
                        rest.change_file(session, file.uuid, [{**operation, "value": content.decode()}])
            return
        item, file = self.stored(deposit, name)
        properties = {
            "name": file.name,
            "metadata": {key: [{"value": text} for text, _ in values] for key, values in file.metadata.items()},
        }
        talker.delete(f"/core/bitstreams/{file.uuid}")
        files = {"properties": (None, json.dumps(properties)), "file": ("sent", content)}
        assert talker.send("POST", f"/core/bundles/{item.bundles['ORIGINAL']}/bitstreams", files=files).status_code == 201

    def lose(self, deposit, name):
        if name == "provenance.json":
            session = self.session()
            for item in self.items():
                for file in item.files:
                    if file.value("ogp.capture.id") == deposit.evidence:
                        rest.change_file(session, file.uuid, [{"op": "remove", "path": "/metadata/ogp.capture.provenance"}])
            return
        assert self.talker().delete(f"/core/bitstreams/{self.stored(deposit, name)[1].uuid}").status_code == 204

    def close(self):
        """Removes what was made here; a double goes with all it holds."""
        if self.double is None:
            talker = self.talker()
            talker.send("DELETE", f"/core/communities/{self.parent}", timeout=300)
            if self.user != self.admin:  # it may go once nothing is left that it submitted
                person = _account(talker, self.user).json()["uuid"]
                assert talker.delete(f"/eperson/epersons/{person}").status_code == 204
        for one in self.opened:
            one.close()


def small(plan):
    """With one commitment: a server takes its time to make a collection."""
    return replace(plan, commitments=tuple(one for one in plan.commitments if one.number == "1-1"))


def _account(talker, user):
    return talker.get(f"/eperson/epersons/search/byEmail?email={user.user}")


def _make_administrator(talker, community, user):
    """Sees to it that an account is there, and administers the community."""
    found = _account(talker, user)
    if found.status_code == 204:
        facts = {"eperson.firstname": [{"value": "A"}], "eperson.lastname": [{"value": "B"}]}
        body = {"email": user.user, "password": user.password, "canLogIn": True, "requireCertificate": False, "metadata": facts}
        found = talker.post("/eperson/epersons", body)
    person = found.json()["uuid"]
    group = talker.post(f"/core/communities/{community}/adminGroup", {"metadata": {}}).json()["uuid"]
    talker.uris("POST", f"/eperson/groups/{group}/epersons", f"{talker.address}/eperson/epersons/{person}")


__all__ = ["PLAN", "DspacePlace", "describe", "open_archive", "small"]
