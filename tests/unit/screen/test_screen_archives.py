"""Archives: bombs, lies, ways out, damage."""

import bz2
import gzip
import io
import struct
import tarfile
import tracemalloc
import zipfile

import pytest

from ogp_etl.screen import archives, unpack, zips
from ogp_etl.screen.screening import screen

NOTHING = b"\x00" * (unpack.FREE + 1)
"""One byte more than may be unpacked before the ratio counts."""


@pytest.fixture
def small_limits(monkeypatch):
    monkeypatch.setattr(unpack, "FREE", 10_000)
    monkeypatch.setattr(unpack, "MOST_UNPACKED", 200_000)
    monkeypatch.setattr(unpack, "MOST_ENTRIES", 50)
    monkeypatch.setattr(zips, "MOST_ENTRIES", 50)


def test_a_zip_bomb_is_quarantined(verdict, zipped):
    assert verdict(zipped({"a.csv": NOTHING})) == ("quarantine", "archive-bomb")


def test_a_gzip_bomb_is_quarantined(verdict):
    assert verdict(gzip.compress(NOTHING)) == ("quarantine", "archive-bomb")
    assert verdict(gzip.compress(gzip.compress(NOTHING))) == ("quarantine", "archive-bomb")


def test_a_bzip2_bomb_is_quarantined(verdict):
    assert verdict(bz2.compress(NOTHING)) == ("quarantine", "archive-bomb")


def test_a_bomb_in_a_tar_gz_is_quarantined(verdict, tarred):
    assert verdict(tarred({"a.csv": NOTHING}, "w:gz")) == ("quarantine", "archive-bomb")


def test_a_bomb_in_an_office_file_in_a_zip_is_quarantined(verdict, zipped):
    sheet = zipped({"[Content_Types].xml": "<x/>", "xl/worksheets/sheet1.xml": NOTHING})
    assert verdict(zipped({"report.xlsx": sheet})) == ("quarantine", "archive-bomb")


def test_an_ordinary_archive_is_accepted(verdict, zipped, tarred):
    files = {"資料/a.csv": "a,b\n1,2\n" * 9, "b.txt": "文字".encode("big5"), "c/": b""}
    assert verdict(zipped(files)) == ("accept", "")
    assert verdict(zipped({"in.zip": zipped(files)})) == ("accept", "")
    assert verdict(tarred({"a.csv": b"a,b\n" * 9, "long/" * 40 + "b": b"x"}, "w:gz")) == ("accept", "")
    assert verdict(tarred({"a.csv": b"a,b\n" * 9, "long/" * 40 + "b": b"x"}, form=tarfile.GNU_FORMAT)) == ("accept", "")
    assert verdict(gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n")) == ("accept", "")


def test_a_small_file_of_one_letter_is_no_bomb(verdict, zipped):
    assert verdict(zipped({"a.txt": b"a" * 1_000_000})) == ("accept", "")


def test_a_bomb_is_told_by_bytes_really_read_when_the_declared_sizes_lie(verdict, zipped):
    content = bytearray(zipped({"a.csv": b"\x00" * 2_000_000}))
    struct.pack_into("<L", content, content.find(b"PK\x01\x02") + 24, 10)
    struct.pack_into("<L", content, 22, 10)
    assert verdict(bytes(content)) == ("quarantine", "archive-bomb")


@pytest.mark.usefixtures("small_limits")
def test_overlapping_entries_are_counted_each_time_they_are_read(verdict, zipped):
    """One compressed body, named many times by the directory (the quoting bombs work like this)."""
    one = zipped({"a": b"\x00" * 50_000})
    start, end = one.find(b"PK\x01\x02"), one.find(b"PK\x05\x06")
    directory = one[start:end] * 40
    finish = bytearray(one[end:])
    struct.pack_into("<HHL", finish, 8, 40, 40, len(directory))
    assert verdict(one[:start] + directory + bytes(finish)) == ("quarantine", "archive-bomb")


@pytest.mark.usefixtures("small_limits")
def test_an_archive_larger_than_can_be_examined_is_held(verdict, zipped):
    incompressible = bytes(b * 7 % 251 for b in range(250)) * 4
    stored = {str(n): incompressible * 10 for n in range(25)}
    assert verdict(zipped(stored, zipfile.ZIP_STORED)) == ("hold", "archive-too-large")


@pytest.mark.usefixtures("small_limits")
def test_too_many_entries_are_held_before_the_directory_is_parsed(verdict, zipped, tarred, monkeypatch):
    assert verdict(tarred({str(n): b"x" for n in range(51)})) == ("hold", "archive-too-large")
    content = zipped({str(n): "" for n in range(51)})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert verdict(content) == ("hold", "archive-too-large")


def test_archives_in_archives_without_end_are_quarantined(verdict, zipped):
    content = zipped({"a.txt": "x"})
    for _ in range(unpack.DEEPEST - 1):
        content = zipped({"in.zip": content})
    assert verdict(content) == ("accept", "")
    assert verdict(zipped({"in.zip": content})) == ("quarantine", "archive-bomb")


def test_gzip_in_gzip_without_end_is_quarantined(verdict):
    content = b"text"
    for _ in range(40):
        content = gzip.compress(content)
    assert verdict(content) == ("quarantine", "archive-bomb")


@pytest.mark.parametrize("name", ["../etc/passwd", "a/../../b", "/etc/passwd", "C:\\x", "..\\x", "a\\..\\..\\b", "\\\\host\\x"])
def test_names_that_lead_outside_are_quarantined(verdict, zipped, tarred, name):
    assert verdict(zipped({name: "x"})) == ("quarantine", "path-escape")
    assert verdict(tarred({name: b"x"}, "w:gz")) == ("quarantine", "path-escape")


@pytest.mark.parametrize("name", ["a..b/c", "..a", "a/b..", "...", "附件:一.odt"])
def test_names_that_only_look_like_it_are_fine(verdict, zipped, name):
    assert verdict(zipped({name: "x"})) == ("accept", "")


def test_links_in_archives_are_held_and_quarantined_when_they_lead_outside(verdict, tarred):
    assert verdict(tarred({"a": "b"})) == ("hold", "link-in-archive")
    assert verdict(tarred({"a": "../../etc/passwd"})) == ("quarantine", "path-escape")


def test_a_link_in_a_zip_is_held(verdict):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("a")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "elsewhere")
    assert verdict(buffer.getvalue()) == ("hold", "link-in-archive")


def test_an_archive_that_stops_too_early_is_held(verdict, zipped, tarred):
    content = zipped({"a.csv": bytes(range(256)) * 40})
    assert verdict(content[:-30]) == ("hold", "cut-short")
    assert verdict(gzip.compress(bytes(range(256)) * 40)[:-12]) == ("hold", "cut-short")
    assert verdict(bz2.compress(bytes(range(256)) * 40)[:-12]) == ("hold", "cut-short")
    assert verdict(tarred({"a": b"x" * 3000})[:2000]) == ("hold", "cut-short")


def test_a_damaged_archive_is_held(verdict, zipped, tarred):
    content = bytearray(zipped({"a.csv": bytes(range(256)) * 40}, zipfile.ZIP_STORED))
    content[500] ^= 0xFF
    assert verdict(bytes(content)) == ("hold", "broken-archive")
    broken = bytearray(tarred({"a": b"x", "b": b"y"}))
    broken[1024 + 5] ^= 0xFF
    assert verdict(bytes(broken)) == ("hold", "broken-archive")


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_a_long_name_in_a_tar_is_read_too(verdict, tarred, form):
    assert verdict(tarred({"a/" * 90 + "b": b"x"}, form=form)) == ("accept", "")
    assert verdict(tarred({"a/" * 90 + "../" * 99 + "b": b"x"}, form=form)) == ("quarantine", "path-escape")


def test_a_directory_beyond_all_limits_is_not_read(verdict, zipped, monkeypatch):
    content = zipped({str(n): "" for n in range(9)})
    monkeypatch.setattr(zips, "LARGEST_DIRECTORY", 300)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert verdict(content) == ("hold", "archive-too-large")


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_empty_streams_one_after_the_other_end_too(verdict, pack):
    assert verdict(pack(b"") * 40 + pack(b"text")) == ("accept", "")
    assert verdict(pack(b"") * 51) == ("hold", "archive-too-large")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_bomb_is_never_unpacked_into_memory(tmp_path, pack):
    body = tmp_path / "body"
    body.write_bytes(pack(NOTHING))
    screen(body, None, None)
    tracemalloc.start()
    try:
        screening = screen(body, None, None)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (screening.outcome.value, peak < 2_000_000) == ("quarantine", True)


def test_a_tar_header_of_any_size_is_not_read_into_memory(verdict):
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    assert verdict(header.tobuf(tarfile.GNU_FORMAT) + b"a" * 9000) == ("hold", "broken-archive")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_entries_packed_in_unbounded_ways_are_held_unread(verdict, zipped, method):
    assert verdict(zipped({"a": b"\x00" * 9000}, method)) == ("hold", "archive-unreadable")


@pytest.mark.parametrize("start", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"])
def test_formats_that_cannot_be_examined_are_held_also_inside_others(verdict, zipped, start):
    assert verdict(start + b"\x00" * 60) == ("hold", "archive-unreadable")
    assert verdict(zipped({"a": start + b"\x00" * 60})) == ("hold", "archive-unreadable")


def test_memory_stays_flat_while_a_large_archive_is_read(tmp_path, zipped, monkeypatch):
    monkeypatch.setattr(archives, "IN_MEMORY", 100_000)
    piece = bytes(b * 7 % 251 for b in range(251)) * 400
    inner = zipped({str(n): piece for n in range(200)}, zipfile.ZIP_STORED)
    body = tmp_path / "body"
    body.write_bytes(zipped({"in.zip": inner}, zipfile.ZIP_STORED))
    del inner
    screen(body, None, None)
    tracemalloc.start()
    try:
        screening = screen(body, None, None)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (screening.outcome.value, body.stat().st_size > 20_000_000, peak < 4_000_000) == ("accept", True, True)


def test_a_large_file_is_not_read_whole(tmp_path):
    body = tmp_path / "body"
    with body.open("wb") as file:
        file.truncate(3 * 1024**3)  # sparse
    tracemalloc.start()
    try:
        screening = screen(body, None, None)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (screening.outcome.value, peak < 2_000_000) == ("accept", True)
