"""Single response headers, as strangers write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.harvest.door import headers

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "charset", "written"),
    [
        ("text/html", None, "text/html"),
        ("text/html", "utf-8", "Text/HTML; charset=utf-8"),
        ("text/html", "Big5", 'text/html;charset="Big5"'),
        ("text/html", "utf-8", "text/html; level=1; CHARSET = utf-8"),
        ("application/vnd.oasis.opendocument.text", None, "application/vnd.oasis.opendocument.text"),
        ("image/svg+xml", None, "image/svg+xml"),
        ("text/html", "utf-8", "text/html, text/html; charset=utf-8"),
        (None, None, None),
        (None, None, ""),
        (None, None, "html"),
        (None, "utf-8", ";charset=utf-8"),
    ],
)
def test_content_type(kind, charset, written):
    assert (headers.media_type(written), headers.charset(written)) == (kind, charset)


def _sent(text, encoding="utf-8"):
    """As http.client hands over raw bytes in a header."""
    return text.encode(encoding).decode("latin-1")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("report.pdf", "attachment; filename=report.pdf"),
        ("a report.pdf", 'attachment; filename="a report.pdf"'),
        ('a "b".pdf', 'attachment; filename="a \\"b\\".pdf"'),
        ("會議紀錄.odt", "attachment; filename*=UTF-8''%E6%9C%83%E8%AD%B0%E7%B4%80%E9%8C%84.odt"),
        ("會議紀錄.odt", "attachment; filename=x.odt; filename*=utf-8'zh-TW'%E6%9C%83%E8%AD%B0%E7%B4%80%E9%8C%84.odt"),
        ("會議紀錄.odt", 'attachment; filename="%E6%9C%83%E8%AD%B0%E7%B4%80%E9%8C%84.odt"'),
        ("會議紀錄.odt", _sent('attachment; filename="會議紀錄.odt"')),
        ("會議紀錄.odt", _sent('attachment; filename="會議紀錄.odt"', "cp950")),
        ("會議紀錄.odt", "attachment; filename*=Big5''%B7%7C%C4%B3%AC%F6%BF%FD.odt"),
        ("x.odt", "attachment; filename*=no-such-charset''x.odt"),
        (None, "attachment"),
        (None, 'attachment; filename=""'),
        (None, None),
    ],
)
def test_a_file_name_is_read_as_ministries_send_it(name, written):
    assert headers.filename(written) == name


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (120.0, "120"),
        (0.0, "0"),
        (90.0, "Sun, 01 Mar 2026 12:01:30 GMT"),
        (0.0, "Sun, 01 Mar 2026 11:00:00 GMT"),
        (None, "soon"),
        (None, "-5"),
        (None, "1.5"),
        (None, "٣"),
        (None, ""),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(seconds, written):
    assert headers.wait_stated(written, NOW) == seconds


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_no_header_raises(written):
    headers.media_type(written)
    headers.charset(written)
    headers.filename(f"attachment; {written}")
    headers.filename(f"filename*={written}")
    headers.wait_stated(written, NOW)
