"""Bodies that are not what was promised, or not all of it."""

import pytest

from ogp_etl.errors import LocalFault
from ogp_etl.screen import screen

LOGIN = b"<!DOCTYPE html><html><head><title>Login</title></head><body><form><input type='password'></form></body></html>"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("application/pdf", None),
        (" Application/PDF", None),
        ("text/html", "會議紀錄.pdf"),
        ("application/vnd.oasis.opendocument.text; charset=utf-8", "Download.ashx"),
        ("application/octet-stream", "plan.ODT"),
        (None, "https://example.gov.tw/files/plan.docx"),
        (None, "C:\\files\\plan.docx"),
        ("application/json", None),
        ("text/csv", None),
        (None, "data.csv"),
    ],
)
def test_a_page_in_place_of_a_file_is_held(verdict, stated, name):
    assert verdict(LOGIN, stated, name) == ("hold", "page-instead-of-file")


@pytest.mark.parametrize(
    ("stated", "name"),
    [("text/html", None), (None, None), ("application/octet-stream", "News_Content.aspx"), ("text/plain", "x")],
)
def test_a_page_where_nothing_else_was_promised_is_accepted(verdict, stated, name):
    assert verdict(LOGIN, stated, name) == ("accept", "")


@pytest.mark.parametrize("content", [b"File not found\n", b'{"error": "not found"}', b'<?xml version="1.0"?><Error/>'])
def test_a_plain_text_in_place_of_a_document_is_held(verdict, content):
    assert verdict(content, None, "plan.pdf") == ("hold", "text-instead-of-file")


def test_other_disagreements_are_accepted_as_what_they_are(look):
    screening = look(PDF, "application/msword", "plan.docx")
    assert (screening.outcome.value, screening.media_type, screening.reason) == ("accept", "application/pdf", "")


def test_an_svg_is_no_broken_promise(verdict):
    assert verdict(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml", "a.svg") == ("accept", "")


def test_a_text_in_a_format_of_its_own_is_no_broken_promise(verdict):
    assert verdict(b'{"data": []}', "application/vnd.api+json", None) == ("accept", "")


def test_an_empty_file_is_held(verdict, look):
    assert verdict(b"") == ("hold", "empty")
    assert look(b"").media_type == "inode/x-empty"


def test_a_pdf_without_its_end_is_held_and_one_with_bytes_after_it_is_not(verdict):
    assert verdict(PDF) == ("accept", "")
    assert verdict(PDF + b"\r\n" * 700) == ("accept", "")
    assert verdict(PDF.replace(b"%%EOF", b"") + b" " * 100_000) == ("hold", "cut-short")
    # A PDF made for the web has an end mark near its start too.
    assert verdict(PDF + b"1 0 obj\n" * 9000) == ("hold", "cut-short")


def test_other_files_without_their_end_are_held(verdict):
    assert verdict(b"<akomaNtoso><debate><p>text</p></debate></akomaNtoso>\n") == ("accept", "")
    assert verdict(b"<akomaNtoso><debate><p>te") == ("hold", "cut-short")
    assert verdict(b'[{"title": "a"}, {"title": "b') == ("hold", "cut-short")
    assert verdict(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 400) == ("hold", "cut-short")
    assert verdict(b"PAR1" + b"\x15" * 400) == ("hold", "cut-short")


def test_a_body_that_is_not_there_is_a_fault_of_our_own(tmp_path):
    with pytest.raises(LocalFault, match="cannot read the spooled body"):
        screen(tmp_path / "gone", None, None)
