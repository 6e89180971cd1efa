"""New, a copy, or revised; and an upgrade is none of them."""

import pytest

from ogp_etl.describe.extractors import EXTRACTORS
from ogp_etl.describe.substance import Opened, change, substance
from ogp_etl.model import Change, Substance

OLD = Substance("html:aaaaaaaa", 1, "1" * 64)


def never(_extractor):
    raise AssertionError("the held body is only read again when it was read in another way")


def code(answer):
    return answer[0], answer[1].partition(":")[0]


def test_the_first_version_is_new():
    assert code(change(None, OLD, None)) == (Change.NEW, "first")


def test_read_in_the_same_way_the_digests_decide():
    assert code(change(OLD, OLD, never)) == (Change.COPY, "same-substance")
    assert code(change(OLD, Substance(OLD.extractor, 1, "2" * 64), never)) == (Change.REVISED, "other-substance")


@pytest.mark.parametrize("new", [Substance("html:aaaaaaaa", 2, "2" * 64), Substance("html:bbbbbbbb", 1, "2" * 64)])
def test_an_upgrade_or_another_selector_is_compared_after_reading_the_held_body_again(new):
    asked = []

    def again(digest):
        def read(extractor):
            asked.append(extractor.name)
            return Substance(new.extractor, new.version, digest)

        return read

    assert code(change(OLD, new, again(new.sha256))) == (Change.COPY, "same-substance")
    assert code(change(OLD, new, again("3" * 64))) == (Change.REVISED, "other-substance")
    assert asked == ["html", "html"]
    assert "html:aaaaaaaa 1 before, was read again" in change(OLD, new, again(new.sha256))[1]


def test_an_upgrade_without_the_held_body_never_looks_like_news():
    what, why = change(OLD, Substance("html:aaaaaaaa", 2, "2" * 64), None)
    assert what is Change.COPY
    assert why.startswith("not-compared: The version held was read by html:aaaaaaaa 1, this one by html:aaaaaaaa 2")


def test_another_type_of_file_is_a_revision(tmp_path, ccms):
    page, pdf = tmp_path / "page", tmp_path / "pdf"
    page.write_text("<html><body>a</body></html>")
    pdf.write_bytes(b"%PDF-1.7")
    held, new = substance(Opened(page, ccms), "text/html"), substance(Opened(pdf, ccms), "application/pdf")
    assert code(change(held, new, lambda extractor: extractor(Opened(page, ccms)))) == (Change.REVISED, "other-substance")
    assert code(change(new, held, lambda extractor: extractor(Opened(pdf, ccms)))) == (Change.REVISED, "other-substance")


def test_a_held_body_that_the_new_extractor_cannot_read_is_of_another_type(tmp_path, ccms, sayit):
    text, speech = tmp_path / "text", tmp_path / "speech"
    text.write_text("not found")
    speech.write_text("<akomaNtoso><p>a</p></akomaNtoso>")
    held, new = substance(Opened(text, sayit), "text/plain"), substance(Opened(speech, sayit), "application/akn+xml")
    assert code(change(held, new, lambda extractor: extractor(Opened(text, sayit)))) == (Change.REVISED, "other-type")


def test_a_real_page_read_by_a_mended_card_is_a_copy(tmp_path, page_source):
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("<html><body><p>1</p><main>a</main></body></html>")
    other.write_text("<html><body><p>2</p><main>a</main></body></html>")
    wide, narrow = page_source(select="body"), page_source(select="main")
    held, new = substance(Opened(one, wide), "text/html"), substance(Opened(other, narrow), "text/html")
    assert code(change(held, new, lambda extractor: extractor(Opened(one, narrow)))) == (Change.COPY, "same-substance")
    assert code(change(held, substance(Opened(other, wide), "text/html"), never)) == (Change.REVISED, "other-substance")


def test_every_extractor_can_be_found_by_the_name_it_writes(ccms):
    for name, extractor in EXTRACTORS.items():
        assert EXTRACTORS[extractor.full_name(ccms).partition(":")[0]] is extractor
        assert extractor.name == name
