"""What may go from the spool, and that nothing goes that is not safe in the archive or is needed again."""

import os
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.model import Outcome, Sighting, WarcRef
from ogp_etl.settings import Settings
from ogp_etl.steps import archive
from ogp_etl.steps.spool_care import BETWEEN, UNUSED, care
from ogp_etl.steps.workshop import Workshop

T0 = datetime(2024, 5, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://a.example/plan"
OTHER = "https://a.example/other"
LONG_AGO = time.time() - UNUSED - 60


@pytest.fixture
def shop(tmp_path):
    with Workshop(Settings(home=tmp_path / "home"), T0, "r1") as opened:
        yield opened


class Recorded:
    """A site whose answers stand in a WARC file too, as those of the real door do; without a file, as those of a folder."""

    def __init__(self, site, file):
        self.site, self.file, self.spool, self.now = site, file, site.spool, site.now

    def get(self, url, validators=None):
        warc = WarcRef(self.file, 0, "urn:uuid:1") if self.file else None
        return replace(self.site.get(url, validators), warc=warc)


@pytest.fixture
def look(shop, steps):
    """One visit to the page as it then is; gives the digest of the body that was brought."""

    def visit(text, number=0, hits=1, warc="gone.warc.gz", collect=steps.page.collect):
        site = steps.Site(shop.spool)
        site.pages[URL] = site.pages[OTHER] = steps.shown(text, hits)
        site.now = T0 + number * DAY
        brought = []

        def noting(source, reader):
            for sighting in collect(source, reader):
                brought.append(sighting.exchange.sha256)
                yield sighting

        steps.visit(Recorded(site, warc), shop.register, T0 + number * DAY, noting)
        return brought[0]

    return visit


def deposit(shop, steps):
    archive.deposit(shop, {"xx": steps.PLAN}, "folder", shop.register.waiting("xx", shop.archive.name), T0)


def aged(shop):
    """All that lies in the spool was last used long ago, and nobody cared for it since."""
    for path in shop.spool.root.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))


def cared(shop, clock=None):
    """Digests that are still here after the spool was looked through."""
    aged(shop)
    care(shop, clock or time.time())
    return {path.name for path in shop.spool.root.glob("??/*")}


def test_an_earlier_version_that_the_archive_holds_goes_and_the_newest_stays(shop, steps, look):
    old, new = look("第一版"), look("第二版", 1)
    deposit(shop, steps)
    assert cared(shop) == {new}
    assert old != new


def test_nothing_goes_before_it_is_deposited(shop, steps, look):
    bodies = {look("第一版", 0), look("第二版", 1), look("第三版", 2)}
    assert cared(shop) == bodies


def test_of_two_versions_the_one_that_was_deposited_alone_goes(shop, steps, look):
    first = look("第一版")
    deposit(shop, steps)
    second, third = look("第二版", 1), look("第三版", 2)
    assert cared(shop) == {second, third}
    assert first not in (second, third)


def test_the_same_bytes_stay_while_one_of_their_captures_waits(shop, steps, look):
    def elsewhere(source, reader):
        yield Sighting(locator="other", url=OTHER, exchange=reader.document(OTHER))

    first = look("第一版")
    deposit(shop, steps)
    look("第一版", 1, collect=elsewhere)
    newest = {look("第二版", 2), look("第二版", 3, collect=elsewhere)}
    assert cared(shop) == {first, *newest}
    deposit(shop, steps)
    assert cared(shop) == newest


def test_copies_and_lists_go_once_their_recording_is_archived(shop, steps, look):
    body = look("第一版", hits=1)
    copies = [look("第一版", number, hits=number, warc="w.warc.gz") for number in (2, 3, 4)]
    deposit(shop, steps)
    shop.warc_folder.mkdir(parents=True)
    (shop.warc_folder / "w.warc.gz").write_bytes(b"")
    assert cared(shop) == {body, *copies}
    (shop.warc_folder / "w.warc.gz").unlink()
    assert cared(shop) == {body, copies[-1]}


def test_a_copy_that_no_recording_holds_stays(shop, steps, look):
    bodies = {look("第一版", number, hits=number, warc=None) for number in range(3)}
    deposit(shop, steps)
    assert cared(shop) == bodies


def test_what_the_next_conditional_request_goes_back_to_stays(shop, steps, look):
    held, copy = look("第一版", hits=1), look("第一版", 1, hits=2)
    deposit(shop, steps)
    assert cared(shop) == {held, copy}


def test_hostile_bodies_stay_apart(shop, steps):
    site = steps.Site(shop.spool)
    site.pages[URL] = (b"MZ" + bytes(200) + b"PE\0\0" + bytes(400), None)
    door = Recorded(site, "gone.warc.gz")
    kept = []

    def collect(source, reader):
        kept.append(reader.document(URL))
        yield Sighting(locator="a", url=URL, exchange=kept[-1])

    steps.visit(door, shop.register, T0, collect)
    site.pages[URL] = steps.shown("清白")
    steps.visit(door, shop.register, T0 + DAY, collect)
    deposit(shop, steps)
    assert [one.outcome for one in kept] == [Outcome.FETCHED] * 2
    assert cared(shop) == {one.sha256 for one in kept}


def test_a_body_that_the_register_does_not_know_stays(shop, steps, look):
    look("第一版")
    deposit(shop, steps)
    _, stranger, _ = shop.spool.write([b"of another register"])
    assert stranger in cared(shop)


def test_a_body_used_within_a_week_stays_whatever_the_register_says(shop, steps, look):
    old, new = look("第一版"), look("第二版", 1)
    deposit(shop, steps)
    aged(shop)
    assert shop.spool.find(old)
    assert care(shop, time.time()) == 0
    assert {path.name for path in shop.spool.root.glob("??/*")} == {old, new}


def test_half_written_files_of_killed_processes_go_with_it(shop, steps, look):
    look("第一版")
    (shop.spool.root / "partial" / "tmpx").write_bytes(b"half")
    assert {path.name for path in shop.spool.root.glob("partial/*")} == {"tmpx"}
    cared(shop)
    assert list(shop.spool.root.glob("partial/*")) == []


def test_it_is_looked_through_once_a_day(shop, steps, look):
    look("第一版")
    look("第二版", 1)
    deposit(shop, steps)
    aged(shop)
    shop.spool.mark_cared_for()
    assert care(shop, time.time()) == 0
    assert care(shop, time.time() + BETWEEN) == 1


def test_it_is_done_after_the_records_are_kept_and_said_in_the_log(shop, steps, look, caplog):
    look("第一版")
    new = look("第二版", 1)
    deposit(shop, steps)
    aged(shop)
    with caplog.at_level("INFO"):
        archive.keep_records(shop)
    assert "spool: removed 1 bodies that the archive holds" in caplog.text
    assert {path.name for path in shop.spool.root.glob("??/*")} == {new}


def test_the_instant_of_a_job_makes_no_file_older(tmp_path, steps, shop, look):
    look("第一版")
    look("第二版", 1)
    deposit(shop, steps)
    with Workshop(Settings(home=tmp_path / "home"), datetime(2199, 1, 1, tzinfo=UTC), "r2") as later:
        archive.keep_records(later)
    assert len(list(shop.spool.root.glob("??/*"))) == 2


def test_a_kill_between_two_removals_leaves_only_what_the_next_run_removes(tmp_path, steps, shop, look):
    for number in range(4):
        look(f"第{number}版", number)
    deposit(shop, steps)
    aged(shop)
    shop.register.close()
    child = os.fork()
    if child == 0:
        removed, remove = [], Spool.remove

        def killed(self, sha256, before):
            if len(removed) == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            removed.append(sha256)
            return remove(self, sha256, before)

        Spool.remove = killed
        care(shop, time.time())
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert len(list(shop.spool.root.glob("??/*"))) == 2
    assert care(shop, time.time()) == 1
    assert shop.register.waiting("xx", shop.archive.name) == []
    for stands in shop.archive.list():
        shop.archive.read_back(stands)
