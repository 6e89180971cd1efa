"""A plan with deposits in a double of DSpace, and what a stranger or an operator can do to them there."""

import hashlib
from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter

from ogp_etl.archive.dspace import rest
from ogp_etl.archive.dspace.crosswalk import Subject
from ogp_etl.archive.dspace.prepare import Preparation
from ogp_etl.archive.dspace.repository import DspaceRepository
from ogp_etl.archive.dspace.session import Account, Session
from ogp_etl.archive.dspace.verify import Place, verify
from ogp_etl.archive.package import make_package
from ogp_etl.cards import Plan
from ogp_etl.model import (
    Capture,
    Change,
    Description,
    Document,
    PackageFile,
    Screened,
    Screening,
    Substance,
    capture_id,
    document_id,
)

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
ROWS = b"time,text\n"
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
    def hold(self, _name):
        return nullcontext()


def describe(_found):
    return Subject(zone="Asia/Taipei", plan={"en": "Plan"}, commitment={"en": "1-1 Open data"})


@pytest.fixture
def package(tmp_path):
    """Makes a package of a body; of a sealed one the public sees a dataset."""
    spool = tmp_path / "spool"
    spool.mkdir()

    def make(body=b"minutes", locator="1", *, sealed=False, hold=False, title="國家行動方案推動小組會議紀錄"):
        sha256 = hashlib.sha256(body).hexdigest()
        (spool / sha256).write_bytes(body)
        document = Document(
            id=document_id(PLAN.id, "1-1/page", locator),
            plan=PLAN.id,
            source="1-1/page",
            commitment="1-1",
            locator=locator,
            url=f"https://a.example/{locator}",
            title=title,
            kind="minutes",
            event_date=None,
            stated=None,
            first_listed=NOW,
            unseen_at=None,
        )
        capture = Capture(
            id=capture_id(document.id, sha256),
            document=document.id,
            sha256=sha256,
            size=len(body),
            captured=NOW,
            attempt="a1",
            change=Change.NEW,
            substance=Substance("text", 1, sha256),
            screening=Screening(
                outcome=Screened.HOLD if hold else Screened.ACCEPT, media_type="application/pdf", detector="libmagic 5.45"
            ),
            description=Description(
                title=title,
                kind="minutes",
                language="zh-Hant",
                event_date=None,
                milestone=None,
                stated=None,
                primary=None,
                primary_reason="",
                by={},
            ),
            filename="minutes.pdf",
            sealed=sealed,
            url=document.url,
            seen_before=None,
        )
        rows = PackageFile(
            name="comments.csv", sha256=hashlib.sha256(ROWS).hexdigest(), size=len(ROWS), public=True, content=ROWS
        )
        return make_package(document, capture, {"status": 200}, spool / sha256, (rows,) if sealed else ())

    return make


class Archived:
    """``server``: the double; ``own``: the depositing account's session; ``admin``: a plain client of its administrator."""

    plan, now = PLAN, NOW

    def __init__(self, server, package):
        self.server, self.package = server, package
        boss = server.accounts.admin
        self.account = Account(server.address, boss.user, boss.password)
        self.own, self.admin = Session(self.account), server.talker(boss)
        preparation = Preparation(self.own, None)
        list(preparation.registry())
        list(preparation.plan(PLAN))
        self._opened = []

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


@pytest.fixture
def archived(dspace, package):
    made = Archived(dspace, package)
    yield made
    made.close()
