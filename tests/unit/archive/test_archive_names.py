import string
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ogp_etl.archive.names import LONGEST, apart, clean_name

ANY_NAME = st.text(st.characters(exclude_categories=()), max_size=400) | st.text(
    st.sampled_from("./\\:.. \u202e\u0301é會.tarpdf~"), max_size=60
)


@pytest.mark.parametrize(
    ("expected", "given_name"),
    [
        ("會議紀錄.docx", "會議紀錄.docx"),
        ("passwd", "../../etc/passwd"),
        ("報告.pdf", "C:\\文件\\報告.pdf"),
        ("file", ""),
        ("file", "../.."),
        ("file", "\u200b"),
        ("hidden", ".hidden"),
        ("a b.txt", "a\r\n\tb.txt"),
        ("invoicefdp.exe", "invoice\u202efdp.exe"),
        ("a_b_.txt", "a:b?.txt"),
        ("_CON.txt", "CON.txt"),
        ("_nul", "nul"),
        ("console.txt", "console.txt"),
        ("\u00e9.txt", "e\u0301.txt"),
        ("_.txt", "\udcb3.txt"),
        ("\U0002000b.pdf", "\U0002000b.pdf"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(expected, given_name):
    assert clean_name(given_name) == expected


@pytest.mark.parametrize(
    ("expected", "given_name", "media_type"),
    [
        ("Download.pdf", "Download.ashx", "application/pdf"),
        ("紀錄.doc.docx", "紀錄.doc", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("紀錄.DOCX", "紀錄.DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("speech.an", "speech.an", "text/xml"),
        ("data.csv", "data.csv", "text/plain"),
        ("file.html", "", "text/html"),
        ("v1.2.pdf", "v1.2", "application/pdf"),
        ("x.bin", "x.bin", None),
    ],
)
def test_the_ending_fits_the_content(expected, given_name, media_type):
    assert clean_name(given_name, media_type) == expected


def test_a_long_name_is_cut_between_characters_and_keeps_its_extension():
    name = clean_name("會" * 400 + ".docx")
    assert name == "會" * 48 + ".docx"
    assert len(name.encode()) <= LONGEST


@given(ANY_NAME, st.none() | st.sampled_from(["application/pdf", "text/html", "application/zip"]))
@example("a" * 149 + "." + "b" * 12, None)
@example("." * 200 + "x", "application/pdf")
def test_a_clean_name_is_safe_and_stays_as_it_is(name, media_type):
    clean = clean_name(name, media_type)
    assert clean_name(clean, media_type) == clean
    assert clean_name(clean) == clean
    assert 0 < len(clean.encode()) <= LONGEST
    assert not set(clean) & set('/\\<>:"|?*\0\x7f')
    assert not clean.startswith(".")
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in clean)
    assert unicodedata.is_normalized("NFC", clean)


@given(
    st.text(st.sampled_from(string.ascii_letters + "會議"), min_size=1, max_size=300),
    st.sampled_from([".pdf", ".tar.gz", ".CSV"]),
)
def test_the_extension_is_kept(stem, extension):
    assert clean_name(stem + extension).endswith(extension)


@given(st.lists(ANY_NAME | st.sampled_from(["a.csv", "A.CSV", "provenance.json", "a-2.csv"]), max_size=12))
def test_no_two_names_meet_even_where_case_does_not_count(names):
    given_names = apart(names, taken=["provenance.json"])
    assert len(given_names) == len(names)
    assert len({name.casefold() for name in [*given_names, "provenance.json"]}) == len(names) + 1
    assert all(clean_name(name) == name for name in given_names)


def test_the_second_of_two_equal_names_gets_a_number():
    assert apart(["報告.pdf", "報告.pdf", "../報告.PDF"]) == ["報告.pdf", "報告-2.pdf", "報告-3.PDF"]
