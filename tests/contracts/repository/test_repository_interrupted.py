"""An archive after crashes, and with several processes at once."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ogp_etl.archive.layout import index_key
from ogp_etl.model import Deposit

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
DAY = date(2026, 11, 21)


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.services)])
def place(request):
    return request.getfixturevalue(f"{request.param}_place")


def digests(content):
    """What is where, but for the index, whose entries hold the instant of the deposit."""
    return {key: hashlib.sha256(body).hexdigest() for key, body in content.items() if not key.startswith("private/index/")}


def test_an_index_that_was_lost_is_mended(place, make):
    archive = place.archive()
    whole = archive.deposit(make(b"whole", sealed=True), NOW)
    broken = archive.deposit(make(b"broken", locator="2"), NOW)
    before = place.content()
    place.remove(index_key(whole.evidence))
    place.remove(index_key(broken.evidence))
    place.write(f"{broken.key}/會議紀錄.pdf", b"")
    assert list(archive.list()) == []
    assert archive.mend(LATER) == 1
    assert list(archive.list()) == [replace(whole, deposited=LATER)]
    place.write(f"{broken.key}/會議紀錄.pdf", b"broken")
    assert archive.mend(NOW) == 1
    assert archive.mend(NOW) == 0
    assert digests(place.content()) == digests(before)


def test_a_half_deposit_is_finished_by_a_package_described_otherwise(place, make):
    archive = place.archive()
    first = archive.deposit(make(b"names", sealed=True), NOW)
    place.remove(index_key(first.evidence))
    other = make(b"names", sealed=True, title="另一標題", rows=b"time,text,side\n")
    assert archive.deposit(other, LATER) == replace(first, deposited=LATER)
    archive.read_back(first)


def _work(make, tmp_path):
    warc = tmp_path / "run.warc.gz"
    warc.write_bytes(b"warc" * 1000)
    return {
        "packages": [make(b"body"), make(b"names", locator="2", sealed=True)],
        "logs": [("attempts", DAY, [b'{"id": 1}', b'{"id": 2}']), ("attempts", DAY, [b'{"id": 3}'])],
        "keep": [("run.warc.gz", warc)],
    }


def test_a_process_killed_before_any_step_is_finished_by_the_next(place, make, run, tmp_path):
    """SIGKILL of a real process before each call that changes something; then one whole run."""
    work = _work(make, tmp_path)
    elsewhere = place.fresh("untouched")
    untouched = run({**work, "place": elsewhere.order()})
    expected = elsewhere.content()
    assert untouched["steps"] > 8
    for step in range(1, untouched["steps"] + 1):
        here = place.fresh(f"step-{step}")
        assert run({**work, "place": here.order(), "kill_before": step}) is None, f"step {step} was not reached"
        archive = here.archive()
        for seen in archive.list():
            archive.read_back(seen)
        for package in work["packages"]:
            archive.read_back(archive.deposit(package, NOW))
        for name, day, lines in work["logs"]:
            archive.append_log(name, day, lines)
        for name, path in work["keep"]:
            archive.keep(name, path)
        archive.append_log("swept", DAY, [b"the next write takes what the killed process left half written"])
        here.remove("private/logs/swept/2026-11-21.jsonl")
        assert here.content() == expected, f"killed before step {step}"


@pytest.mark.services
def test_a_large_upload_killed_between_its_parts_is_finished_and_leaves_no_parts(s3_place, make_large, run):
    package = make_large(70 << 20)
    steps = run({"packages": [package], "place": s3_place.order()})["steps"]
    assert steps > 6
    for step in (2, 4, steps - 3):
        here = s3_place.fresh(step)
        assert run({"packages": [package], "place": here.order(), "kill_before": step}) is None
        assert list(here.archive().list()) == []
        (deposit,) = here.archive().deposit_many([package], NOW)
        here.archive().read_back(deposit)
        assert len(here.content()) == 3


def test_two_workers_at_once_make_one_deposit_each(place, make, race):
    packages = [make(f"body {number}".encode(), locator=str(number), sealed=number % 3 == 0) for number in range(30)]
    orders = [{"place": place.order(), "many": packages, "now": now} for now in (NOW, LATER)]
    first, second = race(orders)
    assert first["answers"] == second["answers"]
    assert [answer["evidence"] for answer in first["answers"]] == [package.evidence for package in packages]
    archive = place.archive()
    assert len(list(archive.list())) == 30
    for deposit in archive.list():
        archive.read_back(deposit)
    assert len(place.content()) == 30 * 3 + 10


def test_writers_of_one_log_at_once_lose_nothing(place, race):
    orders = [
        {"place": place.order(), "now": NOW, "logs": [("visits", DAY, [f"{writer} {line}".encode()]) for line in range(25)]}
        for writer in range(3)
    ]
    race(orders)
    lines = list(place.archive().read_log("visits"))
    assert sorted(lines) == sorted(f"{writer} {line}".encode() for writer in range(3) for line in range(25))
    for writer in range(3):
        own = [line for line in lines if line.startswith(b"%d " % writer)]
        assert own == [f"{writer} {line}".encode() for line in range(25)]


def test_memory_does_not_grow_with_a_file(place, make_large, run):
    used = {}
    for megabytes in (70, 280):
        package = make_large(megabytes << 20)
        answer = run({"place": place.order(), "packages": [package]})
        used[megabytes] = answer["kilobytes"] >> 10
        place.archive().read_back(Deposit(**{**answer["answers"][0], "deposited": NOW}))
    assert used[280] - used[70] < 16
    assert used[280] < 160
