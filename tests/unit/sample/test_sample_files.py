"""The files that the sample's ministries publish are what their names say, and the same on every machine."""

import hashlib
import zipfile
from io import BytesIO

import magic
import pytest

from ogp_etl.sample import files


def test_an_odt_is_known_by_its_first_bytes_and_holds_its_text():
    body = files.odt("標題", ["第一段", "a < b"])
    assert magic.from_buffer(body, mime=True) == "application/vnd.oasis.opendocument.text"
    with zipfile.ZipFile(BytesIO(body)) as parts:
        content = parts.read("content.xml").decode()
    assert "<text:p>第一段</text:p><text:p>a &lt; b</text:p>" in content


def test_a_pdf_has_a_table_of_its_objects_that_is_right():
    body = files.pdf("標題 (1)", ["一二三 abc \\ )", "長" * 100])
    assert magic.from_buffer(body, mime=True) == "application/pdf"
    start = int(body.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert body[start:].startswith(b"xref\n")
    entries = body[start:].split(b"\n")[3:]
    places = [int(entry[:10]) for entry in entries if entry.endswith(b" n ")]
    assert [body[place:].split(b" ", 1)[0] for place in places] == [b"%d" % number for number in range(1, len(places) + 1)]


@pytest.mark.parametrize("lines", [1, 33, 34, 90])
def test_a_long_pdf_has_several_pages(lines):
    body = files.pdf("標題", ["行"] * lines)
    assert body.count(b"/Type /Page ") == -(-(lines + 2) // 34)


def test_a_table_for_offices_has_a_byte_order_mark_and_one_in_big5_has_none():
    assert files.table([["甲", "1,2"]]) == b'\xef\xbb\xbf\xe7\x94\xb2,"1,2"\r\n'
    assert files.table([["甲", "1,2"]], "big5") == b'\xa5\xd2,"1,2"\r\n'


def test_the_same_text_gives_the_same_bytes_on_every_machine():
    made = files.odt("標題", ["一"]) + files.pdf("標題", ["一"])
    assert hashlib.sha256(made).hexdigest() == "c480469ba4a33ec11df2c7a5bedbd618be06e025187513a385f5ac14747b4644"
