"""Programs, scripts, test viruses, passwords, macros."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.model import Screened
from ogp_etl.screen.programs import TEST_VIRUS
from ogp_etl.screen.reasons import GROUNDS, Objection, code_of
from ogp_etl.screen.screening import SCREENERS, screen

PE = b"MZ" + b"\x00" * 58 + struct.pack("<L", 128) + b"\x00" * 64 + b"PE\x00\x00\x64\x86" + b"\x00" * 200
PROGRAMS = {
    "windows": PE,
    "linux": b"\x7fELF\x02\x01\x01" + b"\x00" * 9 + b"\x03\x00\x3e\x00" + b"\x00" * 100,
    "mac": b"\xcf\xfa\xed\xfe\x07\x00\x00\x01\x03\x00\x00\x00\x02\x00\x00\x00" + b"\x00" * 100,
    "mac, universal": b"\xca\xfe\xba\xbe\x00\x00\x00\x02" + b"\x00" * 100,
    "java": b"\xca\xfe\xba\xbe\x00\x00\x00\x34" + b"\x00" * 100,
    "shortcut": b"L\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46" + b"\x00" * 60,
}
SCRIPTS = {
    "shell": b"#!/bin/sh\nrm -r x\n",
    "python": b"#! /usr/bin/env python3\nprint(1)\n",
    "php": b"<?php system($_GET['c']); ?>",
    "batch": b"\xef\xbb\xbf@echo off\r\ndel *\r\n",
    "asp": b'<%@ Page Language="C#" %>',
}


@pytest.mark.parametrize("content", PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.parametrize("name", ["minutes.pdf", None])
def test_a_program_is_quarantined_whatever_it_is_called(verdict, content, name):
    assert verdict(content, "application/pdf", name) == ("quarantine", "executable")


@pytest.mark.parametrize("content", SCRIPTS.values(), ids=SCRIPTS)
def test_a_script_is_quarantined_whatever_it_is_called(verdict, content):
    assert verdict(content, "application/pdf", "minutes.pdf") == ("quarantine", "script")


def test_a_script_that_only_its_name_tells_is_quarantined(verdict):
    assert verdict(b'Set x = CreateObject("WScript.Shell")\r\n', None, "read me.vbs") == ("quarantine", "script")


def test_a_page_at_an_address_that_ends_like_a_script_is_a_page(verdict):
    assert verdict(b"<!DOCTYPE html><html><body>x</body></html>", "text/html", "index.sh") == ("accept", "")


def test_a_text_that_begins_like_a_program_is_a_text(verdict):
    assert verdict("MZ 是縮寫。\n".encode(), "text/plain", "a.txt") == ("accept", "")


def test_the_test_pattern_of_virus_scanners_is_quarantined(verdict, zipped, tarred):
    assert verdict(TEST_VIRUS, "text/plain", "eicar.txt") == ("quarantine", "test-virus")
    assert verdict(zipped({"a/b.txt": TEST_VIRUS})) == ("quarantine", "test-virus")
    assert verdict(zipped({"inner.zip": zipped({"b.txt": TEST_VIRUS})})) == ("quarantine", "test-virus")
    assert verdict(tarred({"b.txt": TEST_VIRUS}, "w:gz")) == ("quarantine", "test-virus")


def test_a_page_about_the_test_pattern_is_a_page(verdict):
    page = b"<!DOCTYPE html><html><body>" + b"<p>x</p>" * 1000 + TEST_VIRUS + b"</body></html>"
    assert verdict(page, "text/html") == ("accept", "")


def test_a_program_in_an_archive_is_quarantined(verdict, zipped, tarred):
    assert verdict(zipped({"minutes.pdf": PE})) == ("quarantine", "executable-in-archive")
    assert verdict(zipped({"a.docx": zipped({"word/embeddings/x.bin": PE})})) == ("quarantine", "executable-in-archive")
    assert verdict(tarred({"a": PE}, "w:bz2")) == ("quarantine", "executable-in-archive")


def test_worse_found_later_wins_over_a_reason_to_hold(verdict, zipped):
    assert verdict(zipped({"a.sh": b"#!/bin/sh\n"})) == ("hold", "script-in-archive")
    assert verdict(zipped({"a.sh": b"#!/bin/sh\n", "b": PE})) == ("quarantine", "executable-in-archive")


def test_a_java_archive_is_a_program(verdict, zipped):
    jar = {"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\n", "a/B.class": b"x"}
    assert verdict(zipped(jar)) == ("quarantine", "executable")
    assert verdict(zipped({"lib.pdf": zipped(jar)})) == ("quarantine", "executable-in-archive")


def test_macros_hold_an_office_file(verdict, zipped):
    word = {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}
    assert verdict(zipped(word)) == ("accept", "")
    assert verdict(zipped({**word, "word/vbaProject.bin": b"x"})) == ("hold", "macros")
    text = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
    assert verdict(zipped(text)) == ("accept", "")
    assert verdict(zipped({**text, "Basic/Standard/Module1.xml": b"x"})) == ("hold", "macros")


@pytest.mark.parametrize(("stream", "code"), [("_VBA_PROJECT", "macros"), ("EncryptedPackage", "encrypted")])
@pytest.mark.parametrize("at", [600, (1 << 20) - 3])
def test_old_office_files_are_searched_to_their_end_also_across_pieces(verdict, stream, code, at):
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert verdict(header + b"\x01" * (at - 8) + stream.encode("utf-16-le") + b"\x01" * 9000) == ("hold", code)
    assert verdict(header + b"\x01" * (at + 9000)) == ("accept", "")


def test_an_encrypted_zip_is_held(verdict, zipped):
    content = bytearray(zipped({"a.csv": "a,b\n" * 9, "b.csv": "x"}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + flags] |= 1
    assert verdict(bytes(content)) == ("hold", "encrypted")


def test_an_encrypted_open_document_is_held(verdict, zipped):
    entries = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": b"\x93\x01\xfe" * 50,
        "META-INF/manifest.xml": "<manifest>" + "<x/>" * 3000 + "<manifest:encryption-data/></manifest>",
    }
    assert verdict(zipped(entries)) == ("hold", "encrypted")


def test_xml_with_entities_of_its_own_is_held_and_never_expanded(verdict):
    lol = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{lol}]><x>&l12;</x>'
    assert verdict(bomb.encode()) == ("hold", "xml-entities")
    assert verdict(bomb.encode("utf-16")) == ("hold", "xml-entities")
    outside = b'<?xml version="1.0"?><!DOCTYPE akomaNtoso [<!ENTITY x SYSTEM "file:///etc/passwd">]><akomaNtoso>&x;</akomaNtoso>'
    assert verdict(outside) == ("hold", "xml-entities")


def test_a_new_screener_is_one_more_function(tmp_path):
    def ministry(subject):
        return Objection("encrypted", "said the ministry") if b"secret" in subject.ends.head else None

    body = tmp_path / "body"
    body.write_bytes(b"secret\n")
    assert screen(body, None, None, (*SCREENERS, ministry)).outcome is Screened.HOLD
    body.write_bytes(b"open\n")
    assert screen(body, None, None, (*SCREENERS, ministry)).outcome is Screened.ACCEPT


def test_every_reason_has_both_languages_and_an_outcome_that_stops():
    for code, ground in GROUNDS.items():
        assert ground.outcome is not Screened.ACCEPT
        assert ground.en.endswith(".")
        assert ground.zh_hant.endswith("。")
        assert code_of(str(Objection(code, "x: y"))) == code


def test_a_reason_is_one_short_line_whatever_an_entry_is_called(look, zipped):
    reason = look(zipped({"../\n\x1b[31m" + "名" * 500: b"x"})).reason
    assert reason.startswith("path-escape: ")
    assert reason.isprintable()
    assert len(reason) < 300


@given(st.binary(max_size=3000))
def test_screening_never_raises_on_content(tmp_path_factory, content):
    body = tmp_path_factory.getbasetemp() / "any"
    for start in (b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"<?xml ", b"%PDF-"):
        body.write_bytes(start + content)
        assert screen(body, None, None).media_type


@given(at=st.integers(0, 400), value=st.integers(0, 255))
def test_a_zip_with_any_one_byte_changed_never_raises(tmp_path_factory, at, value):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x>開放政府</x>" * 20)
    content = bytearray(buffer.getvalue())
    content[at % len(content)] = value
    body = tmp_path_factory.getbasetemp() / "mutant"
    body.write_bytes(content)
    assert screen(body, None, None).outcome in Screened
