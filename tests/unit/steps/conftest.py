"""A site that answers from a table, a plan with one source on it, and a register: what visits are tried on."""

from contextlib import closing
from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from ogp_etl.cards import Plan
from ogp_etl.harvest import page
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.model import Exchange, Outcome, Reason, Validators
from ogp_etl.register import Register
from ogp_etl.steps.intake import Ledger, SourceVisit, walk
from ogp_etl.steps.visit_reader import VisitReader

T0 = datetime(2024, 5, 1, 4, 0, tzinfo=UTC)
URL = "https://a.example/plan"
HTML = """<html lang="zh-Hant"><head><title>行動方案</title></head><body><nav>home</nav>
<main><h1>行動方案</h1><p>{text}</p></main><footer>瀏覽人次：{hits}</footer></body></html>"""
PLAN = TypeAdapter(Plan).validate_python(
    {
        "id": "xx",
        "title": {"en": "Plan"},
        "zone": "Asia/Taipei",
        "start": date(2024, 1, 1),
        "end": date(2025, 12, 31),
        "drafting": {"start": date(2023, 6, 1), "end": date(2023, 12, 31)},
        "rule_sets": ["R19"],
        "commitments": [
            {
                "number": "1-1",
                "title": {"en": "One"},
                "sources": [{"id": "page", "collector": "page", "url": URL, "kind": "decision"}],
            }
        ],
    }
)


class Site:
    """A door that answers from a table, as the real one does: spools bodies, honours validators, never raises."""

    def __init__(self, spool):
        self.spool = spool
        self.pages = {}
        self.asked = []
        self.now = T0

    def get(self, url, validators=None):
        self.asked.append((url, validators))
        answer = self.pages.get(url, Reason.NOT_FOUND)
        facts = {"url": url, "started": self.now, "ended": self.now}
        if isinstance(answer, Reason):
            return Exchange(**facts, outcome=Outcome.FAILED, reason=answer, detail="it said no")
        body, etag = answer
        if validators is not None and etag is not None and validators.etag == etag:
            return Exchange(**facts, outcome=Outcome.UNCHANGED, status=304, validators=validators, final_url=url)
        path, sha256, size = self.spool.write([body])
        return Exchange(
            **facts,
            outcome=Outcome.FETCHED,
            status=200,
            final_url=url,
            media_type="text/html",
            charset="utf-8",
            body=path,
            sha256=sha256,
            size=size,
            validators=Validators(etag),
        )


@pytest.fixture
def site(tmp_path):
    return Site(Spool(tmp_path / "spool"))


@pytest.fixture
def register(tmp_path):
    with closing(Register(f"sqlite:///{tmp_path / 'register.db'}")) as opened:
        opened.prepare()
        yield opened


def visit(site, register, now, collect):
    """One visit at an instant; gives the visit as recorded."""
    site.now = now
    memory = register.memory("xx", "1-1/page")
    reader = VisitReader(site, site.spool, memory, now=now, zone=ZoneInfo("Asia/Taipei"))
    source = PLAN.commitments[0].sources[0]
    facts = SourceVisit(PLAN, "1-1", source, "r1", now, memory, Ledger(register), lambda held: site.spool.find(held.sha256))
    return walk(facts, reader, collect)


@pytest.fixture
def look(site, register):
    """One visit at an instant; gives the visit as recorded."""
    return lambda now=T0, collect=page.collect: visit(site, register, now, collect)


def shown(text="第一版", hits=1, etag=None):
    return HTML.format(text=text, hits=hits).encode(), etag


@pytest.fixture
def steps():
    """Names that tests share: ``Site``, ``PLAN``, ``visit``, ``shown``."""
    return SimpleNamespace(Site=Site, PLAN=PLAN, visit=visit, shown=shown, page=page)
