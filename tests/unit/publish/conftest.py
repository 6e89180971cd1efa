"""A made-up plan of two commitments with everything that a page may have to show, also what is hostile."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ogp_etl.cards import (
    Agency,
    Area,
    CcmsSource,
    Commitment,
    Duty,
    FolderSource,
    Milestone,
    PageSource,
    Plan,
    Process,
    Role,
    Span,
    Title,
)
from ogp_etl.check.rule_facts import listed, rule_json
from ogp_etl.check.rulebook import read_sets
from ogp_etl.check.views.matrix import matrices
from ogp_etl.check.views.outstanding import outstanding
from ogp_etl.check.views.report import as_json
from ogp_etl.check.views.review import review
from ogp_etl.model import (
    Alarm,
    Board,
    BoardLine,
    Capture,
    Change,
    Deposit,
    Description,
    Document,
    Doubt,
    Entry,
    EvidenceRow,
    Finding,
    LateSpan,
    Objection,
    Observation,
    Part,
    Report,
    Ruling,
    Screened,
    Screening,
    SourceState,
    Substance,
    Verdict,
    WarcRef,
    capture_id,
    document_id,
)
from ogp_etl.model.reviewed import Upcoming
from ogp_etl.publish.edition import AttemptCount, CaptureFacts, Edition

NOW = datetime(2024, 3, 1, 4, 30, tzinfo=UTC)
DAY = date(2024, 3, 1)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e會議"
FORMULA = '=HYPERLINK("http://evil.example","click")'
HOSTILE_URL = "javascript:alert(3)"


def title(zh=None, en=None):
    return Title(zh_hant=zh, en=en)


def make_plan():
    return Plan(
        id="xx-2022",
        title=title("範例國行動方案（2022-2024）", "Samplia action plan 2022-2024"),
        status="partial",
        zone="Asia/Taipei",
        start=date(2022, 1, 1),
        end=date(2024, 12, 31),
        drafting=Span(start=date(2021, 3, 1), end=date(2021, 12, 31)),
        rule_sets=("R19", "R22"),
        areas=(Area(id="open-data", title=title("資料開放")),),
        agencies=(
            Agency(id="council", name=title("發展委員會", "Development Council"), homepage="https://council.example/"),
            Agency(id="digital", name=title("數位部", "Ministry of Digital Affairs")),
        ),
        duties=(Duty(id="forms", title=title("填報表格", "Fill in the forms"), clause="Forum rules 7", due=date(2022, 3, 31)),),
        notes=("各項判定係類推適用。 / Verdicts apply the manuals by analogy.", "a <b>bold</b> note & more"),
        commitments=(
            Commitment(
                number="1-1",
                title=title("完備資料開放制度", "Complete the open-data system"),
                area="open-data",
                lead=(Role(agency="council", until=date(2022, 8, 26)), Role(agency="digital", since=date(2022, 8, 27))),
                kinds=("decision", "monitoring"),
                milestones=(
                    Milestone(id="m1", title=title("訂定規則", "Set the rules"), due=date(2022, 6, 30)),
                    Milestone(id="m2", title=title("開放專區", "Open the data area"), due=date(2023, 6, 30)),
                    Milestone(id="m3", title=title("檢討", "Review"), due=date(2024, 11, 30)),
                ),
                sources=(
                    CcmsSource(
                        id="news", collector="ccms", url="https://council.example/News.aspx?n=1", title=title("新聞", "News")
                    ),
                    PageSource(id="page", collector="page", url="https://digital.example/open"),
                ),
                notes=("說明一則",),
            ),
            Commitment(number="1-2", title=title("促進公共參與"), working_title=title(None, "Promote participation")),
        ),
        process=Process(sources=(FolderSource(id="drop", collector="folder", path="council/process"),)),
    )


def make_entry(
    locator,
    *,
    commitment="1-1",
    source="1-1/news",
    name="行政命令全文",
    kind="decision",
    days=(date(2022, 5, 2), date(2022, 5, 2)),
    version="a",
    held=True,
    why="failed: not-found",
    url="https://council.example/doc",
    **row,
):
    document = Document(
        id=document_id("xx-2022", source, locator),
        plan="xx-2022",
        source=source,
        commitment=commitment or "process",
        locator=locator,
        url=url,
        title=name,
        kind=kind,
        event_date=days[0],
        stated=None,
        first_listed=NOW - timedelta(days=300),
        unseen_at=None,
    )
    sha256 = version * 64
    capture = Capture(
        id=capture_id(document.id, sha256),
        document=document.id,
        sha256=sha256,
        size=48_211,
        captured=NOW - timedelta(days=200 - ord(version) % 10),
        attempt="a1",
        change=Change.NEW if version == "a" else Change.REVISED,
        substance=Substance("html-text", 1, "e" * 64),
        screening=Screening(outcome=Screened.ACCEPT, media_type="application/pdf", detector="libmagic 5.45"),
        description=Description(
            title=name,
            kind=kind,
            language="zh-Hant",
            event_date=days[0],
            milestone=row.get("milestone"),
            stated=None,
            primary=True,
            primary_reason="official document",
            by={},
        ),
        filename="order.pdf",
        sealed=False,
        url=url,
        seen_before=NOW - timedelta(days=230),
    )
    facts = {
        "milestone": None,
        "language": "zh-Hant",
        "event_date": days[0],
        "public_until": None,
        "recorded": capture.captured if held else document.first_listed,
        "substantive": True,
        "primary": True if held else None,
        "public": True,
        "covers": None,
        "title": name,
        "url": url,
        **row,
    }
    return Entry(
        row=EvidenceRow(
            id=capture.id if held else document.id,
            document=document.id,
            commitment=commitment,
            kind=kind,
            published_from=days[0],
            published_by=days[1],
            **facts,
        ),
        document=document,
        capture=capture if held else None,
        file=f"../archive/public/xx-2022/{capture.id}/order%20a.pdf" if held else None,
        provenance=f"../archive/public/xx-2022/{capture.id}/provenance.json" if held else None,
        why_not_held="" if held else why,
    )


def make_entries():
    return [
        make_entry("n1", milestone="m1"),
        make_entry("n1", milestone="m1", version="b", days=(date(2023, 1, 3), date(2023, 2, 10))),
        make_entry(
            "n2", name=HOSTILE, kind="monitoring", days=(None, date(2023, 8, 20)), version="c", url=HOSTILE_URL, primary=False
        ),
        make_entry(
            "n3",
            name=FORMULA,
            kind="progress-report",
            version="d",
            covers=("milestones", "delays"),
            public_until=date(2024, 1, 5),
        ),
        make_entry(
            "t1", commitment=None, source="process/drop", name="推動小組第一次會議紀錄", kind="minutes", version="f", public=None
        ),
        make_entry(
            "t2",
            commitment=None,
            source="process/drop",
            name="推動小組第二次會議",
            kind="minutes",
            days=(date(2022, 9, 9), None),
            held=False,
        ),
    ]


def make_findings(entries):
    first, last, process, unheld = entries[0].row.id, entries[3].row.id, entries[4].row.id, entries[5].row.id
    updated = {"zh-Hant": "證據每六個月更新一次", "en": "The evidence is updated every six months"}
    return (
        Finding(
            rule="R19/forum.meets",
            clause="R19 §6.2(1)",
            severity="standard",
            scope="plan",
            verdict=Verdict.BREACH,
            value=540,
            threshold={"every": "P3M"},
            due=date(2022, 12, 9),
            history=(LateSpan(start=date(2022, 8, 3), end=date(2022, 9, 8)), LateSpan(start=date(2022, 12, 10), end=None)),
            evidence=(process,),
            doubts=(
                Doubt(id=unheld, why="never-proven"),
                Doubt(id="process", why="not-visited"),
            ),
            text={"zh-Hant": "推動小組至少每三個月開會一次", "en": "The forum meets at least every three months"},
        ),
        Finding(
            rule="R19/plan.size",
            clause="R19 §3.1",
            severity="advice",
            scope="plan",
            verdict=Verdict.PASS,
            value=2,
            threshold={"commitments": 20, "milestones": 5},
            due=None,
            text={"zh-Hant": "承諾不超過二十項", "en": "At most twenty commitments"},
        ),
        Finding(
            rule="R19/repo.updated",
            clause="R19 §5.1.3",
            severity="standard",
            scope="1-1",
            verdict=Verdict.DUE_SOON,
            value=155,
            threshold={"every": "P6M"},
            due=date(2024, 3, 20),
            evidence=(last, first),
            text=updated,
        ),
        Finding(
            rule="R19/repo.evidence-linked",
            clause="R19 §5.1.2",
            severity="minimum",
            scope="1-1",
            verdict=Verdict.BREACH,
            value=None,
            threshold={"grace": "P6M"},
            due=date(2023, 12, 30),
            evidence=(first,),
            missing=("m2",),
            parts=(
                Part(key="m1", verdict=Verdict.PASS),
                Part(key="m2", verdict=Verdict.BREACH, due=date(2023, 12, 30)),
                Part(key="m3", verdict=Verdict.PENDING),
            ),
            text={"zh-Hant": "每個里程碑連到證據", "en": "Each milestone links to evidence"},
        ),
        Finding(
            rule="R22/repo.updated",
            clause="R22",
            severity="minimum",
            scope="1-2",
            verdict=Verdict.UNKNOWN,
            value=0,
            threshold={"times": 2, "within": "P1Y"},
            due=None,
            doubts=(Doubt(id="1-2", why="not-visited"),),
            in_force=False,
            text=updated,
        ),
    )


def make_ruling(**more):
    facts = {
        "id": "r1",
        "rule": "R19/forum.meets",
        "scope": "plan",
        "verdict": Verdict.WAIVED,
        "person": "王小明 <b>處長</b>",
        "reason": "=1+1, hindered by an epidemic",
        "made": NOW - timedelta(days=30),
        "until": date(2024, 6, 30),
    }
    return Ruling(**{**facts, **more})


def make_objection(**more):
    facts = {
        "id": "o1",
        "rule": "R19/forum.meets",
        "scope": "plan",
        "person": "Ann of an NGO",
        "why": "<script>alert(5)</script>they met",
        "made": NOW - timedelta(days=9),
    }
    return Objection(**{**facts, **more})


def make_line(scope, names, verdict, **more):
    facts = {
        "updated": None,
        "updated_possible": None,
        "due": None,
        "freshness": verdict,
        "kinds": None,
        "milestones": None,
        "missing": (),
        "held": 0,
        "known": 0,
        "unseen": (),
        "last_attempt": None,
        "last_outcome": "",
        **more,
    }
    return BoardLine(scope=scope, title=names, verdict=verdict, **facts)


def make_board():
    return Board(
        plan="xx-2022",
        as_of=DAY,
        running=True,
        lines=(
            make_line(
                "process",
                {"zh-Hant": "整個行動方案的過程", "en": "Process of the whole plan"},
                Verdict.BREACH,
                updated=date(2022, 5, 2),
                updated_possible=DAY,
                proven=date(2022, 6, 1),
                held=1,
                known=1,
                unseen=("process/drop",),
                missing=("programme",),
                kinds=(1, 5),
            ),
            make_line(
                "1-1",
                {"zh-Hant": "完備資料開放制度", "en": "Complete the open-data system"},
                Verdict.BREACH,
                updated=date(2023, 8, 20),
                updated_possible=date(2023, 8, 20),
                proven=date(2023, 8, 20),
                due=date(2024, 3, 20),
                freshness=Verdict.DUE_SOON,
                kinds=(1, 2),
                milestones=(1, 2),
                missing=("monitoring", "milestone:m2"),
                held=3,
                unseen=("1-1/page",),
                last_attempt=NOW - timedelta(hours=5),
                last_outcome="failed: timeout",
            ),
            make_line("1-2", {"zh-Hant": "促進公共參與"}, Verdict.UNKNOWN, waiting=("R19/form.complete",)),
        ),
        alarms=(
            Alarm(
                code="unvisited",
                source="1-1/page",
                since=None,
                text={"zh-Hant": "來源 1-1/page 從未完整讀到。", "en": "Source 1-1/page was never read whole."},
            ),
        ),
    )


def make_edition(**more):
    entries = make_entries()
    held = [entry for entry in entries if entry.capture]
    report = more.get("report", Report(plan="xx-2022", as_of=DAY, known_at=None, findings=make_findings(entries)))
    facts = {
        "plan": make_plan(),
        "board": make_board(),
        "report": report,
        "document": as_json(report),
        "entries": entries,
        "visits": {None: date(2024, 2, 28), "1-1": date(2024, 2, 1)},
        "rulings": [
            make_ruling(),
            replace(make_ruling(), id="r2", verdict=None, until=None, made=NOW),
        ],
        "objections": [make_objection()],
        "observations": [Observation(what="item", key=held[0].capture.id, day=DAY, found="open")],
        "states": [
            SourceState(
                source="1-1/news",
                commitment="1-1",
                last_whole=NOW - timedelta(hours=5),
                last_visit=NOW - timedelta(hours=5),
                last_reason="",
                last_new=NOW - timedelta(days=200),
                last_attempt=NOW - timedelta(hours=5),
                last_outcome="unchanged",
            )
        ],
        "captures": {
            held[0].capture.id: CaptureFacts(
                warc=WarcRef("ogp-20230801.warc.gz", 4711, "<urn:uuid:1>"),
                deposits=(
                    Deposit(
                        evidence=held[0].capture.id,
                        repository="folder",
                        key=f"public/xx-2022/{held[0].capture.id}",
                        deposited=NOW,
                        sha256="9" * 64,
                    ),
                ),
            )
        },
        "attempts": [
            AttemptCount(
                source="1-1/news",
                purpose="document",
                outcome="failed",
                reason="not-found",
                attempts=3,
                first=NOW - timedelta(days=9),
                last=NOW,
            )
        ],
        "gaps": [
            ("plan", {"zh-Hant": "不知道期限", "en": "The deadline is not known"}),
            ("1-1", {"zh-Hant": "不知道職務", "en": "The post is not known"}),
            ("1-2", {"zh-Hant": "不知道職務", "en": "The post is not known"}),
        ],
        "outstanding": outstanding(report),
        "matrices": made_matrices(entries),
        "rules": [
            {**rule_json(each, rule), "set_title": each.title.by_language()} for each, rule in listed(read_sets(["R19", "R22"]))
        ],
        "now": NOW,
        **more,
    }
    facts.setdefault("review", made_review(facts["plan"], report, facts["matrices"]))
    return Edition(**facts)


def made_matrices(entries):
    seen = {None: DAY, "1-1": DAY}
    return matrices(make_plan(), [entry.row for entry in entries], seen, DAY, None, read_sets(["R19", "R22"]))


def made_review(plan, report, matrices):
    """As of the day of the report, with one thing that is missed, one that turns red and one that is late."""
    linked, updated = report.findings[3:4], report.findings[2:3]
    ahead = [
        Upcoming(state="missed", part="m2", due=date(2023, 6, 30), red=None, now=Verdict.BREACH, finding=one) for one in linked
    ]
    ahead += [
        Upcoming(state="due", part="", due=date(2024, 3, 20), red=date(2024, 3, 21), now=Verdict.DUE_SOON, finding=one)
        for one in updated
    ]
    shares = {one.scope: one.share for one in matrices}
    return review(plan, report, DAY, shares, ahead, DAY + timedelta(days=60), ["1-2"])


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def edition_with():
    """Makes the edition with other facts in it."""
    return make_edition


@pytest.fixture
def ruling():
    return make_ruling


@pytest.fixture
def objection():
    return make_objection


@pytest.fixture
def entry_like():
    return make_entry
