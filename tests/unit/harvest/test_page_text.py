"""The text of a page, whatever encoding it is in and whatever it says about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.decoding import decode
from ogp_etl.harvest.reading.page_text import Page

TEXT = "行政院開放政府國家行動方案推動小組會議紀錄，委員發言如下。" * 5
PAGE = f"<html><head>%s<title>公開</title></head><body>{TEXT}</body></html>"


def page(meta=""):
    return PAGE % meta


@pytest.mark.parametrize("stated", [None, "big5", "utf-8", "iso-8859-1", "ISO-8859-1", "us-ascii", "windows-1252", "no-such"])
@pytest.mark.parametrize("meta", ["", '<meta charset="utf-8">', '<meta charset="iso-8859-1">'])
def test_big5_is_read_as_big5_whatever_is_stated(stated, meta):
    assert decode(page(meta).encode("cp950"), stated) == page(meta)


@pytest.mark.parametrize("stated", [None, "utf-8", "big5", "iso-8859-1", "gb2312", "", "base64", "rot13", "utf-16"])
def test_utf_8_is_read_as_utf_8_whatever_is_stated(stated):
    assert decode(page().encode(), stated) == page()


@pytest.mark.parametrize("body", ["開放", "開放 ", "<p>open", "<p>open "])
def test_a_page_that_can_say_utf_16_is_not_in_it(body):
    text = f'<meta charset="utf-16">{body}'
    assert decode(text.encode(), None) == text
    assert decode(text.encode(), "utf-16") == text


def test_what_is_stated_counts_where_every_byte_is_valid_in_it():
    assert decode("价格".encode("gb18030"), "gb2312") == "价格"
    assert decode("開放".encode("shift_jis"), "Shift_JIS") == "開放"


def test_the_header_comes_before_the_page():
    assert decode("開放".encode("cp950"), "big5") == "開放"
    body = '<meta charset="shift_jis">開放政府'.encode("cp950")
    assert decode(body, "big5") == '<meta charset="shift_jis">開放政府'


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="big5">',
        "<meta charset=Big5>",
        '<meta http-equiv="Content-Type" content="text/html; charset=big5">',
        "<script>" + "x" * 1500 + '</script><meta charset="big5">',
    ],
)
def test_a_page_may_state_its_own_encoding(meta):
    assert decode(f"<head>{meta}</head>開放".encode("cp950"), None).endswith("開放")


def test_an_xml_declaration_counts():
    text = '<?xml version="1.0" encoding="big5"?><a>開放</a>'
    assert decode(text.encode("cp950"), None) == text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("stated", [None, "big5", "utf-8", "utf-16"])
def test_a_byte_order_mark_decides(encoding, stated):
    assert decode(page().encode(encoding), stated) == page()


def test_big_endian_utf_16_with_its_mark():
    assert decode(b"\xfe\xff" + page().encode("utf-16-be"), None) == page()


def test_utf_16_without_a_mark_is_believed_when_the_header_says_so():
    assert decode(page().encode("utf-16-le"), "utf-16le") == page()


def test_characters_of_hong_kong_are_not_lost():
    assert decode(f"{page()}啫嘅咗".encode("big5hkscs"), "big5") == f"{page()}啫嘅咗"


def test_broken_bytes_cost_only_themselves():
    body = page().encode()
    text = decode(body[:200] + b"\xff\xfe\xff" + body[200:], "utf-8")
    assert text.count("�") == 6  # three strange bytes, and one character of three that they stand in
    assert text.endswith(page()[-80:])
    broken = page().encode("cp950")
    text = decode(broken[:200] + b"\xff" + broken[200:], "big5")
    assert text.endswith(page()[-80:])


@pytest.mark.parametrize("stated", ["iso-8859-1", "big5", "windows-1252", None])
def test_broken_utf_8_is_still_utf_8_whatever_is_stated(stated):
    assert decode(page().encode() + b"\xff", stated) == page() + "�"


@pytest.mark.parametrize("stated", ["iso-8859-1", "windows-1252"])
def test_western_pages_are_what_they_state(stated):
    text = "El señor Muñoz añadió que ningún compromiso será igual; la consulta pública terminó."
    assert decode(text.encode(stated), stated) == text
    assert decode(f'<meta charset="{stated}">{text}'.encode(stated), None).endswith(text)


def test_nothing_is_empty():
    assert decode(b"", None) == ""
    assert decode(b"", "big5") == ""


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["big5", "hex", "idna", "punycode"])))
def test_content_never_raises(body, stated):
    assert isinstance(decode(body, stated), str)


def test_a_page_reads_its_spooled_body(tmp_path):
    body = tmp_path / "body"
    body.write_bytes("開放".encode("cp950"))
    assert Page("https://a.tw/", body, "text/html", "big5").text() == "開放"
