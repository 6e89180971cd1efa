"""Logs that only grow and files that are kept, in every archive."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest

from ogp_etl.errors import LocalFault, RepositoryFault

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
DAY = date(2026, 11, 21)


@pytest.fixture
def place(keyed_place):
    return keyed_place


def test_a_log_only_grows_and_takes_each_line_once(place):
    archive = place.archive()
    assert archive.append_log("attempts", DAY, [b"2", b"1", b"2"]) == 2
    assert place.archive().append_log("attempts", DAY, [b"3", b"1", "四".encode()]) == 2
    assert archive.append_log("attempts", DAY, [b"1"]) == 0
    assert archive.append_log("attempts", DAY, []) == 0
    assert place.content() == {"private/logs/attempts/2026-11-21.jsonl": "2\n1\n3\n四\n".encode()}
    assert list(archive.read_log("attempts")) == [b"2", b"1", b"3", "四".encode()]


def test_logs_are_read_day_after_day(place):
    archive = place.archive()
    archive.append_log("visits", date(2027, 1, 1), [b"c"])
    archive.append_log("visits", date(2026, 12, 31), [b"b"])
    archive.append_log("visits", date(2026, 2, 1), [b"a"])
    archive.append_log("visits-of-others", DAY, [b"x"])
    assert list(archive.read_log("visits")) == [b"a", b"b", b"c"]
    assert list(archive.logs()) == ["visits", "visits-of-others"]


def test_a_last_line_without_its_end_is_not_glued_to_the_next(place):
    place.write("private/logs/attempts/2026-11-21.jsonl", b"old")
    place.archive().append_log("attempts", DAY, [b"new"])
    assert list(place.archive().read_log("attempts")) == [b"old", b"new"]


@pytest.mark.parametrize(
    ("name", "lines"), [("attempts", [b"a\nb"]), ("attempts", [b""]), ("../x", [b"a"]), ("A", [b"a"]), ("", [b"a"])]
)
def test_lines_and_names_that_would_break_a_log_are_refused(place, name, lines):
    with pytest.raises(ValueError, match=r"a line of a log|no name of a log"):
        place.archive().append_log(name, DAY, lines)
    assert place.content() == {}


def test_a_kept_file_is_private_and_written_once(place, tmp_path):
    archive, path = place.archive(), tmp_path / "x.warc.gz"
    path.write_bytes(b"records")
    archive.keep("x.warc.gz", path)
    archive.keep("x.warc.gz", path)
    assert list(archive.kept()) == ["x.warc.gz"]
    assert place.content() == {"private/warc/x.warc.gz": b"records"}
    with archive.open_kept("x.warc.gz") as file:
        assert file.read() == b"records"
    path.write_bytes(b"others")
    with pytest.raises(RepositoryFault, match=hashlib.sha256(b"records").hexdigest()):
        archive.keep("x.warc.gz", path)
    assert place.content() == {"private/warc/x.warc.gz": b"records"}


def test_keeping_what_is_not_there_is_a_fault_of_our_machine(place, tmp_path):
    with pytest.raises(LocalFault, match="cannot read"):
        place.archive().keep("x.warc.gz", tmp_path / "nothing")
    with pytest.raises(RepositoryFault, match="missing"):
        place.archive().open_kept("x.warc.gz")
