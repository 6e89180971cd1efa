"""The real type, by content."""

import os
import subprocess
import sys
import textwrap

import pytest

from ogp_etl.screen import detect as detect_module
from ogp_etl.screen.libmagic import Library, library
from ogp_etl.screen.zip_types import OOXML

CSV = "日期,標題,內容\n2020-10-28,開放政府,國家行動方案\n2020-12-31,開放政府,第二次會議\n"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
MISSES = {
    "application/vnd.apache.parquet": b"PAR1" + b"\x15\x04" * 60 + b"PAR1",
    "application/akn+xml": b"<akomaNtoso><debate><debateBody><speech><p>x</p></speech></debateBody></debate></akomaNtoso>",
    "application/json": b'[\n  {"title": "' + "開放政府".encode() * 9000 + b'"}\n]',
}
KNOWN = {
    "application/pdf": PDF,
    "text/html": b"\xef\xbb\xbf\r\n\r\n<!DOCTYPE html><html lang='zh-TW'><head></head><body>x</body></html>",
    "text/csv": CSV.encode("utf-8-sig") * 5,
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40 + b"IEND\xaeB`\x82",
    "text/plain": "國家行動方案推動小組。\n".encode(),
    "application/rss+xml": b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>',
}


@pytest.fixture(params=["libmagic", "own signatures"])
def with_and_without_libmagic(request, monkeypatch):
    if request.param == "own signatures":
        monkeypatch.setattr(detect_module, "library", lambda: Library("", None, "no libmagic.so.1"))
    return request.param


@pytest.mark.usefixtures("with_and_without_libmagic")
@pytest.mark.parametrize(("media_type", "content"), [*KNOWN.items(), *MISSES.items()])
def test_a_type_is_told_by_content(look, media_type, content):
    assert look(content).media_type == media_type


@pytest.mark.usefixtures("with_and_without_libmagic")
def test_text_in_big5_that_nobody_declared_is_text(look):
    assert look((CSV * 5).encode("big5")).media_type == "text/csv"
    assert look("國家行動方案推動小組會議紀錄".encode("big5"), name="a.txt").media_type == "text/plain"


@pytest.mark.usefixtures("with_and_without_libmagic")
def test_a_page_in_utf16_is_a_page(look):
    assert look("<!DOCTYPE html><html><body>開放政府</body></html>".encode("utf-16")).media_type == "text/html"


@pytest.mark.usefixtures("with_and_without_libmagic")
@pytest.mark.parametrize("first", ["word/document.xml", "[Content_Types].xml", "docProps/app.xml"])
def test_a_word_file_is_one_whatever_entry_comes_first(look, zipped, first):
    names = {first: "<x/>", "[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", "docProps/app.xml": "<a/>"}
    assert look(zipped(names)).media_type == OOXML + "wordprocessingml.document"


def test_an_open_document_is_told_by_its_mimetype_entry_also_when_it_is_not_the_first(look, zipped):
    ods = "application/vnd.oasis.opendocument.spreadsheet"
    assert look(zipped({"content.xml": "<x/>", "mimetype": ods})).media_type == ods


def test_a_mimetype_entry_cannot_claim_just_anything(look, zipped):
    assert look(zipped({"mimetype": "text/html", "a": "b"})).media_type == "application/zip"


def test_the_name_only_decides_between_kinds_of_plain_text(look):
    assert look(b"# 2020-10-28\n\ntext\n", name="a.md").media_type == "text/markdown"
    assert look(PDF, name="a.md").media_type == "application/pdf"
    assert look(b"<html><body>x</body></html>", name="a.md").media_type == "text/html"


def test_a_text_that_looks_like_a_program_is_plain_text(look):
    assert look(b"import os\nimport sys\n\ndef a():\n    return 1\n").media_type == "text/plain"


def test_the_detector_is_named_with_its_version(look):
    assert look(PDF).detector == library().name
    assert look(MISSES["application/vnd.apache.parquet"]).detector.endswith(f"over {library().name} (application/octet-stream)")


def test_without_libmagic_the_detector_says_so(look, monkeypatch):
    monkeypatch.setattr(detect_module, "library", lambda: Library("", None, "no libmagic.so.1"))
    assert look(PDF).detector == "own signatures 1 (libmagic could not be loaded: no libmagic.so.1)"


def test_real_transcripts_and_feeds_are_accepted_as_what_they_are(real, verdict, look):
    for file in (real / "sayit").glob("*.an.xml"):
        assert (look(file.read_bytes()).media_type, *verdict(file.read_bytes())) == ("application/akn+xml", "accept", "")
    for file in (*(real / "sayit").glob("*.json"), real / "join" / "idea-objects-completed-2018.json"):
        assert (look(file.read_bytes()).media_type, *verdict(file.read_bytes())) == ("application/json", "accept", "")
    export = next((real / "join").glob("*.csv"))
    assert look(export.read_bytes(), name=export.name).media_type == "text/csv"


def test_loading_libmagic_leaves_the_environment_of_other_programs_alone():
    program = """
        import os
        before = dict(os.environ)
        from ogp_etl.screen.libmagic import library
        assert library().name.startswith("libmagic "), library().error
        assert dict(os.environ) == before
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True, env=dict(os.environ))


def test_a_missing_libmagic_is_noticed_when_it_is_loaded():
    program = """
        import sys
        sys.modules["pylibmagic"] = None
        from ogp_etl.screen.libmagic import library
        found = library()
        assert found.handle is None and "pylibmagic" in found.error, found
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True, env=dict(os.environ))


def test_importing_the_screen_loads_no_library():
    program = "import sys; import ogp_etl.screen; assert not {'magic', 'pylibmagic', 'lxml', 'bs4'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, env=dict(os.environ))
