"""A plan with deposits in a double of DSpace, and what a stranger or an operator can do to them there."""

from contextlib import nullcontext
from datetime import date

import pytest
from packages import NOW, Packages
from pydantic import TypeAdapter

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import Subject
from ogp_etl.archive.dspace.prepare import Preparation
from ogp_etl.archive.dspace.repository import DspaceRepository
from ogp_etl.archive.dspace.session import Account, Session
from ogp_etl.archive.dspace.verify import Place, verify
from ogp_etl.cards import Plan

PLAN = TypeAdapter(Plan).validate_python(
    {
        "id": "xx-2021",
        "title": {"zh-Hant": "行動方案", "en": "Plan"},
        "zone": "Asia/Taipei",
        "start": date(2021, 1, 1),
        "end": date(2024, 5, 31),
        "drafting": {"start": date(2020, 2, 1), "end": date(2020, 12, 31)},
        "rule_sets": ["R19"],
        "record": "archive",
        "commitments": [{"number": "1-1", "title": {"zh-Hant": "資料開放", "en": "Open data"}}],
    }
)


class Free:
    def hold(self, _name, *, wait=True):
        return nullcontext()


def describe(_found):
    return Subject(zone="Asia/Taipei", plan={"en": "Plan"}, commitment={"en": "1-1 Open data"})


@pytest.fixture
def package(tmp_path):
    """Makes a package of a body; of a sealed one the public sees a dataset."""
    title = "國家行動方案推動小組會議紀錄"
    return Packages(tmp_path / "spool", PLAN.id, locator="1", title=title, filename="minutes.pdf", language="zh-Hant")


class Archived:
    """``server``: the double; ``own``: the depositing account's session; ``admin``: a plain client of its administrator."""

    plan, now = PLAN, NOW

    def __init__(self, server, package):
        self.server, self.package = server, package
        boss = server.accounts.admin
        self.account = Account(server.address, boss.user, boss.password)
        self.own, self.admin = Session(self.account), server.talker(boss)
        self._opened = []

    def prepare(self):
        preparation = Preparation(self.own, None)
        list(preparation.registry())
        list(preparation.plan(PLAN))

    def close(self):
        for one in [self.own, *self._opened]:
            one.close()

    def repository(self, **options):
        made = DspaceRepository(self.account, Free(), describe, **options)
        self._opened.append(made)
        return made

    def deposit(self, *body, now=NOW, options=None, **facts):
        return self.repository(**(options or {})).deposit(self.package(*body, **facts), now)

    def verify(self, *deposits, last=None, at=NOW, account=None, **options):
        """(what was found and its detail, for each deposit; codes of the alarms)"""
        every = {"every": options.pop("every")} if "every" in options else {}
        place = Place(account=account or self.account, plan=PLAN.id, **options)
        audit = verify(place, deposits, last or {}, at, **every)
        rows = {row.evidence: row for row in audit.verifications}
        assert len(rows) == len(deposits)
        return [(rows[one.evidence].found, rows[one.evidence].detail) for one in deposits], [one.code for one in audit.alarms]

    def look(self, deposit, **more):
        """What was found of one deposit, and its detail."""
        ((seen,), _) = self.verify(deposit, **more)
        return seen

    def rows(self, *deposits, at=NOW):
        audit = verify(Place(account=self.account, plan=PLAN.id), deposits, {}, at)
        return {row.evidence: row for row in audit.verifications}

    def item(self, deposit):
        return rest.item(self.own, deposit.key.removeprefix("items/"))

    def file(self, deposit, bundle="ORIGINAL"):
        return next(file for file in self.item(deposit).files if file.bundle == bundle)

    def sealed_item(self, deposit):
        """The item of the original held back of a deposit whose dataset is public."""
        document = self.item(deposit).value("ogp.evidence.id")
        (found,) = rest.items_with(self.own, ("ogp.evidence.id",), [f"{document}#sealed"])
        return rest.item(self.own, found.uuid)

    def close_reading(self, uuid):
        for policy, _ in rest.read_policies(self.own, uuid):
            rest.remove_policy(self.own, policy)

    def open_reading(self, uuid):
        """Lets anybody read a thing."""
        groups = self.own.get("/eperson/groups/search/byMetadata", query="Anonymous")["_embedded"]["groups"]
        anybody = next(one for one in groups if one["name"] == "Anonymous")["uuid"]
        body = {"name": None, "action": "READ", "policyType": "TYPE_CUSTOM", "type": {"value": "resourcepolicy"}}
        answer = self.admin.post(f"/authz/resourcepolicies?resource={uuid}&group={anybody}", body)
        assert answer.status_code in (200, 201), answer.text

    def tamper(self, uuid, content):
        """Other bytes on the server's disk, past the server."""
        self.server.store.things[uuid].content.write_bytes(content)


@pytest.fixture(scope="session")
def prepared():
    """A moment of a double that is ready for deposits, once one was made so."""
    return []


@pytest.fixture
def archived(dspace, package, prepared):
    for moment in prepared:
        dspace.go_back(moment)
    made = Archived(dspace, package)
    if not prepared:
        made.prepare()
        prepared.append(dspace.moment())
    yield made
    made.close()
