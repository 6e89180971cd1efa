"""From the register into the archive and back: what waits is deposited once, and the archive alone makes the register again."""

import os
import signal
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from ogp_etl.archive.folder import FolderStore
from ogp_etl.archive.keyed import KeyedArchive
from ogp_etl.errors import RepositoryFault
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.model import Exchange, Found, Notice, Objection, Outcome, Reason, Ruling, Sighting, Subject, Verdict, Verification
from ogp_etl.register import Register, tables
from ogp_etl.settings import Settings
from ogp_etl.steps import archive
from ogp_etl.steps.order import batched
from ogp_etl.steps.workshop import Workshop

T0 = datetime(2024, 5, 1, 4, 0, tzinfo=UTC)
NAMES = ("a", "b", "c")


@pytest.fixture
def open_shop():
    """A workshop below a folder; closed at the end."""
    opened = []

    def make(home, register="register.db"):
        shop = Workshop(Settings(home=home, register_url=f"sqlite:///{home / register}"), T0, "r1")
        opened.append(shop.__enter__())
        return shop

    yield make
    for shop in opened:
        shop.__exit__(None, None, None)


def listing(steps, site, text="第一版"):
    """Three documents, and one that is not to be had."""
    for name in NAMES:
        site.pages[f"https://a.example/{name}"] = steps.shown(f"{text} {name}")

    def collect(source, reader):
        for name in NAMES:
            url = f"https://a.example/{name}"
            yield Sighting(locator=name, url=url, exchange=reader.document(url), title=f"文件 {name}")
        gone = "https://a.example/gone"
        lost = Exchange(url=gone, started=T0, ended=T0, outcome=Outcome.FAILED, reason=Reason.NOT_FOUND, detail="404")
        yield Sighting(locator="gone", url=gone, exchange=lost)

    return collect


def road(steps, shop, site, now=T0, text="第一版"):
    """One run: visit, deposit, keep the records."""
    steps.visit(site, shop.register, now, listing(steps, site, text))
    deposited = archive.deposit(shop, {"xx": steps.PLAN}, "folder", shop.register.waiting("xx", shop.archive.name), now)
    return deposited, archive.keep_records(shop)


@pytest.fixture
def shop(tmp_path, open_shop):
    return open_shop(tmp_path / "home")


@pytest.fixture
def site_of(steps):
    return lambda shop: steps.Site(shop.spool)


def rows(home, register="register.db"):
    """Every table, in any order, without the order of insertion."""
    engine = create_engine(f"sqlite:///{home / register}")
    with engine.connect() as connection:
        found = {
            table.name: sorted(
                repr(sorted((key, value) for key, value in row.items() if key != "seq"))
                for row in connection.execute(text(f"select * from {table.name}")).mappings()  # noqa: S608 our own tables
            )
            for table in tables.metadata.sorted_tables
            # Who works just now is no record, and the next check puts the facts that were judged there again.
            if table is not tables.claim and not table.name.startswith("fact")
        }
    engine.dispose()
    return found


def test_what_waits_is_deposited_once(shop, steps, site_of):
    site = site_of(shop)
    assert road(steps, shop, site)[0] == 3
    assert road(steps, shop, site, T0 + timedelta(days=1))[0] == 0
    assert len(list(shop.archive.list())) == 3


def test_a_new_version_is_deposited_beside_the_first(shop, steps, site_of):
    site = site_of(shop)
    road(steps, shop, site)
    road(steps, shop, site, T0 + timedelta(days=1), "第二版")
    assert len(list(shop.archive.list())) == 6


def test_the_archive_alone_makes_the_register_again(tmp_path, shop, steps, site_of, open_shop):
    site = site_of(shop)
    road(steps, shop, site)
    road(steps, shop, site, T0 + timedelta(days=1), "第二版")
    shop.register.attest(
        {
            "id": "a1",
            "plan": "xx",
            "document": "d1",
            "field": "primary",
            "value": "yes",
            "person": "王小明",
            "reason": "read it",
            "made": T0,
            "until": None,
        }
    )
    shop.register.found(
        [
            {
                "id": "f1",
                "run": "r1",
                "plan": "xx",
                "as_of": T0.date(),
                "made": T0,
                "rule": "R19/x",
                "scope": "plan",
                "severity": "minimum",
                "verdict": "pass",
                "due": None,
                "body": "{}",
            }
        ]
    )
    said = {"rule": "R19/repo.updated", "scope": "plan", "person": "Ann", "made": T0}
    looked = {"repository": "folder", "key": "public/x", "at": T0, "found": Found.OPEN, "detail": ""}
    shop.register.verified([Verification(id="v1", evidence="c1", **looked)])
    shop.register.rule("xx", Ruling(id="r1", verdict=Verdict.WAIVED, until=date(2024, 6, 1), reason="w", **said))
    shop.register.dispute("xx", Objection(id="o1", why="w", **said))
    shop.register.answer({"id": "a1", "objection": "o1", "person": "Bo", "answer": "it has", "made": T0})
    subject = Subject("xx", "R19/repo.updated", "plan", "", None)
    shop.register.notified([Notice(subject=subject, mark=30, day=T0.date(), text={})], "mailto:a@b.example", "r1", T0)
    archive.keep_records(shop)
    home = tmp_path / "home"
    before = rows(home)
    assert all(before.values())

    again = open_shop(home, "again.db")
    archive.rebuild(again)

    assert rows(home, "again.db") == before


def test_a_deposit_that_no_log_knows_is_read_from_its_provenance(tmp_path, shop, steps, site_of, open_shop):
    site = site_of(shop)
    steps.visit(site, shop.register, T0, listing(steps, site))
    archive.deposit(shop, {"xx": steps.PLAN}, "folder", shop.register.waiting("xx", "folder"), T0)
    home = tmp_path / "home"

    again = open_shop(home, "again.db")
    archive.rebuild(again)

    before, after = rows(home), rows(home, "again.db")
    assert after["capture"] == before["capture"]
    assert after["deposit"] == before["deposit"]
    assert len(after["document"]) == 3


def test_what_waits_comes_a_document_after_the_other_each_as_it_was_received(shop, steps, site_of):
    site = site_of(shop)
    for day in range(3):
        steps.visit(site, shop.register, T0 + timedelta(days=day), listing(steps, site, f"第{day}版"))
    waiting = shop.register.waiting("xx", "folder")
    received = shop.register.received(waiting)
    assert len(waiting) == len(received) == 9
    documents = [document for document, _ in (received[one] for one in waiting)]
    assert [documents[place] for place in (0, 3, 6)] == sorted(set(documents))
    assert [(received[one][1] - T0).days for one in waiting] == [0, 1, 2] * 3
    assert list(batched(waiting, received, 4)) == [waiting[:3], waiting[3:6], waiting[6:]]
    assert shop.register.received(["c0", waiting[0]]) == {waiting[0]: received[waiting[0]]}


def test_one_refused_package_does_not_stop_the_others(shop, steps, site_of, monkeypatch):
    site = site_of(shop)
    steps.visit(site, shop.register, T0, listing(steps, site))
    waiting = shop.register.waiting("xx", "folder")
    real = KeyedArchive._deposit

    def refusing(self, package, now, found):
        if package.evidence == waiting[0]:
            raise RepositoryFault("s3://bucket: refused")
        return real(self, package, now, found)

    monkeypatch.setattr(KeyedArchive, "_deposit", refusing)
    with pytest.raises(RepositoryFault, match="refused; whatever else there was is deposited"):
        archive.deposit(shop, {"xx": steps.PLAN}, "folder", waiting, T0)
    monkeypatch.setattr(KeyedArchive, "_deposit", real)

    assert shop.register.waiting("xx", "folder") == waiting[:1]


def test_a_body_that_is_not_here_says_what_to_do(shop, steps, site_of):
    site = site_of(shop)
    steps.visit(site, shop.register, T0, listing(steps, site))
    waiting = shop.register.waiting("xx", "folder")
    shop.spool.find(shop.register.capture(waiting[0])[1].sha256).unlink()

    with pytest.raises(RepositoryFault, match="is not in the spool"):
        archive.deposit(shop, {"xx": steps.PLAN}, "folder", waiting, T0)

    assert shop.register.waiting("xx", "folder") == waiting[:1]


STEPS = (
    (Spool, "write"),
    (Register, "take"),
    (Register, "deposited"),
    (Register, "logged"),
    (FolderStore, "put"),
    (FolderStore, "merge"),
)
"""Everything on the road that changes something on disk."""


def killed_at(count, work):
    """Do ``work`` in a process of its own that kills itself before its ``count``-th step (after it, for a negative count).

    Gives whether it was killed. Nothing is closed and no handler runs: SIGKILL.
    """
    child = os.fork()
    if child == 0:
        left = abs(count)
        after = count < 0

        def watched(real):
            def step(*args, **named):
                nonlocal left
                left -= 1
                if left == 0 and not after:
                    os.kill(os.getpid(), signal.SIGKILL)
                done = real(*args, **named)
                if left == 0 and after:
                    os.kill(os.getpid(), signal.SIGKILL)
                return done

            return step

        for owner, name in STEPS:
            setattr(owner, name, watched(getattr(owner, name)))
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def held(home):
    """Documents, captures and digests, and what stands in the archive."""
    found = rows(home)
    public = sorted(str(path.relative_to(home)) for path in (home / "archive" / "public").rglob("*") if path.is_file())
    return (
        [row.split("'id', '")[1][:25] for row in found["document"]],
        sorted((row.split("('id', '")[1][:25], row.split("('sha256', '")[1][:64]) for row in found["capture"]),
        public,
    )


def run_once(home, steps):
    with Workshop(Settings(home=home), T0, "r1") as shop:
        road(steps, shop, steps.Site(shop.spool))


def test_a_kill_between_any_two_steps_leaves_nothing_that_the_next_run_does_not_mend(tmp_path, steps):
    whole = tmp_path / "whole"
    run_once(whole, steps)
    wanted = held(whole)
    assert len(wanted[1]) == 3

    kills = 0
    for count in [sign * number for number in range(1, 200) for sign in (1, -1)]:
        home = tmp_path / f"killed{count}"
        if not killed_at(count, lambda home=home: run_once(home, steps)):
            break
        kills += 1
        run_once(home, steps)
        assert held(home) == wanted, f"killed at step {count}"
        with Workshop(Settings(home=home), T0, "r1") as shop:
            for deposit in shop.archive.list():
                shop.archive.read_back(deposit)
    assert kills > 20
