"""Transcripts, feeds, archives, office files: what counts as content."""

import hashlib
import io
import json
import zipfile

import pytest

from ogp_etl.cards import JoinIdeaSource, JoinPolicySource

AKN = "application/akn+xml"
TOPIC = "0f3d6a5e-0000-4000-8000-000000000001"


def transcript(said="開始開會。", by="唐鳳", meta=""):
    return f"""<akomaNtoso><debate><meta><references>{meta}</references></meta><debateBody><debateSection>
<heading>2020-10-28 第1次會議</heading>
<narrative><p><i>（開場）</i></p></narrative><speech by="#{by}"><p>{said}</p></speech></debateSection>
</debateBody></debate></akomaNtoso>"""


def zipped(entries, when=(2023, 1, 1, 0, 0, 0), compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name, when), content, compression)
    return buffer.getvalue()


def test_a_transcript_is_who_said_what(content_of, sayit):
    def seen(text):
        return content_of(text, sayit, AKN)

    assert seen(transcript()) == seen(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        + transcript(meta="<TLCPerson showAs='x'>新名</TLCPerson>").replace("<p>", "\n <p>\n ")
    )
    for other in (
        transcript(said="散會。"),
        transcript(by="彭啟明"),
        transcript().replace("（開場）", "（散場）"),
        transcript().replace("第1次", "第2次"),
    ):
        assert seen(other) != seen(transcript())


def test_a_transcript_in_json_is_who_said_what_without_numbers_of_rows(content_of, sayit):
    def seen(number=5, content="<p>開會</p>", speaker="%E5%94%90%E9%B3%B3"):
        section = {"section_id": number, "section_speaker": speaker, "section_content": content, "next_section_id": number + 1}
        found = content_of(json.dumps([section]), sayit, "application/json")
        assert found.extractor == "transcript"
        return found

    assert seen() == seen(number=900, content="<p> 開\n會</p>")
    assert seen() != seen(content="<p>散會</p>")
    assert seen() != seen(speaker="x")


def test_real_transcripts_are_read_as_transcripts_and_a_changed_word_is_seen(real, content_of, sayit):
    for file in (real / "sayit").glob("*.an.xml"):
        text = file.read_text()
        assert content_of(text, sayit, AKN).extractor == "transcript"
        assert content_of(text.replace("    ", " "), sayit, AKN) == content_of(text, sayit, AKN)
        middle = text.index("，", len(text) // 2)
        assert content_of(text[:middle] + "。" + text[middle + 1 :], sayit, AKN) != content_of(text, sayit, AKN)
    speech = (real / "sayit" / "speech-2025-11-10.json").read_text()
    assert content_of(speech, sayit, "application/json").extractor == "transcript"


def test_xml_with_entities_is_never_expanded_but_compared_byte_by_byte(content_of, sayit):
    lol = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    bomb = f'<!DOCTYPE akomaNtoso [<!ENTITY l0 "lol">{lol}]><akomaNtoso><p>&l12;</p></akomaNtoso>'
    assert content_of(bomb, sayit, AKN).extractor == "bytes"
    assert content_of(bomb.encode("utf-16"), sayit, AKN).extractor == "bytes"
    harmless = '<!DOCTYPE akomaNtoso [<!ENTITY x "y">]><akomaNtoso><p>a</p></akomaNtoso>'
    assert content_of(harmless, sayit, AKN).extractor == "bytes"


@pytest.mark.parametrize("text", ["<akomaNtoso><p>", "<other><p>x</p></other>", "<a>" * 5000, "", "x"])
def test_what_is_no_transcript_is_compared_byte_by_byte(content_of, sayit, text):
    assert content_of(text, sayit, AKN).extractor == "bytes"


def test_json_is_its_values(content_of, page_source):
    def seen(text):
        return content_of(text, page_source(), "application/json")

    assert seen('{"a": 1, "b": [1, 2]}') == seen('\ufeff{ "b":[1,2],\n"a":1 }')
    for other in ('{"a": 1, "b": [2, 1]}', '{"a": "1", "b": [1, 2]}', '{"a": 1}'):
        assert seen('{"a": 1, "b": [1, 2]}') != seen(other)
    assert seen("[" * 100_000).extractor == "bytes"


def test_of_a_feed_only_the_topic_of_the_card_counts(content_of):
    source = JoinPolicySource(
        collector="join_policy", id="topic", url="https://join.example.tw/toOpenData/ey/policy", topic=TOPIC
    )

    def seen(mine="標題", other="別的", watchers=1, comments=1):
        feed = [
            {
                "網址": f"https://join.example.tw/policies/detail/{TOPIC.upper()}",
                "標題": mine,
                "關注數量": watchers,
                "留言數量": comments,
            },
            {"網址": "https://join.example.tw/policies/detail/x", "標題": other, "內容": f"見 {TOPIC}"},
        ]
        found = content_of(json.dumps(feed), source, "application/json")
        assert found.extractor.startswith("feed:")
        return found

    assert seen() == seen(other="新的", watchers=99)
    assert seen() != seen(mine="新的標題")
    assert seen() != seen(comments=2)


@pytest.mark.parametrize(
    "form", ["var idea = {0};", "window.idea={0};", "var idea = {{id: 'x', title: 't', ...}};", "viewModel({{idea: {0}}})"]
)
def test_of_a_petition_the_embedded_object_counts_without_its_ticking_counts(content_of, form):
    source = JoinIdeaSource(collector="join_idea", id="idea", url="https://join.example.tw", idea="x")

    def seen(title="提案", answer="研議中", attention=5, endorsed=100):
        idea = {
            "id": "x",
            "title": title,
            "attentionCount": attention,
            "endorseCount": endorsed,
            "govResponses": [{"plan": answer}],
        }
        if "..." in form:
            script = form.replace("{{", "{").replace("}}", "}").replace("'t'", f"'{title}'")
            script = script.replace("...", f"attentionCount: {attention}, endorseCount: '{endorsed}', plan: '{answer}'")
        else:
            script = form.format(json.dumps(idea))
        tracker = "" if "..." in form else f"track({endorsed})"
        return content_of(
            f"<html><body><p>載入中</p><script>var n={attention}; {script}\n{tracker}</script></body></html>", source
        )

    assert seen() == seen(attention=6, endorsed=101)
    assert seen() != seen(title="別的提案")
    assert seen() != seen(answer="已納入")
    assert seen().extractor.startswith("idea:")


def test_an_archive_is_its_entries_without_times_order_and_compression(content_of):
    def seen(content):
        return content_of(content, media_type="application/zip")

    first = zipped({"a.csv": "1", "b.csv": "2"})
    assert seen(first) == seen(zipped({"b.csv": "2", "a.csv": "1", "c/": ""}, (2024, 5, 5, 1, 2, 4), zipfile.ZIP_STORED))
    for other in ({"a.csv": "1", "b.csv": "3"}, {"a.csv": "1", "c.csv": "2"}, {"a.csv": "1"}):
        assert seen(first) != seen(zipped(other))


def test_a_broken_encrypted_or_oddly_packed_archive_is_compared_byte_by_byte(content_of):
    whole = zipped({"a.csv": "1,2\n" * 90})
    encrypted = bytearray(whole)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.find(mark) + flags] |= 1
    damaged = bytearray(zipped({"a.csv": "1,2\n" * 90}, compression=zipfile.ZIP_STORED))
    damaged[60] ^= 0xFF
    for content in (
        whole[:-30],
        bytes(encrypted),
        bytes(damaged),
        zipped({"a": "x" * 99}, compression=zipfile.ZIP_BZIP2),
        b"PK\x05\x06",
    ):
        assert content_of(content, media_type="application/zip").extractor == "bytes"


ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("media_type", "entries", "resaved", "edited"),
    [
        (
            ODT,
            {"mimetype": ODT, "content.xml": '<p officeooo:rsid="1">文字</p>', "meta.xml": "a", "Pictures/1.png": "x"},
            {"content.xml": '<p officeooo:rsid="2">文字</p>', "meta.xml": "b", "Thumbnails/t.png": "z", "settings.xml": "q"},
            [{"content.xml": "<p>文句</p>"}, {"Pictures/1.png": "y"}],
        ),
        (
            DOCX,
            {
                "[Content_Types].xml": "a",
                "word/document.xml": '<w:p w:rsidR="00A1" w14:paraId="1"><w:t>文字</w:t></w:p>',
                "docProps/core.xml": "a",
            },
            {
                "word/document.xml": '<w:p w:rsidR="00B2" w14:paraId="2"><w:t>文字</w:t></w:p>',
                "docProps/core.xml": "b",
                "word/settings.xml": "c",
            },
            [{"word/document.xml": "<w:p><w:t>文句</w:t></w:p>"}, {"word/media/1.png": "y"}, {"word/footnotes.xml": "註"}],
        ),
    ],
)
def test_an_office_file_is_its_content_not_the_sitting_it_was_saved_in(content_of, media_type, entries, resaved, edited):
    held = content_of(zipped(entries), media_type=media_type)
    assert held.extractor == "office"
    assert content_of(zipped({**entries, **resaved}, (2024, 5, 5, 1, 2, 4)), media_type=media_type) == held
    for edit in edited:
        assert content_of(zipped({**entries, **edit}), media_type=media_type) != held


def test_everything_else_is_its_bytes(content_of):
    found = content_of(b"%PDF-1.7", media_type="application/pdf")
    assert (found.extractor, found.sha256[:8]) == ("bytes", hashlib.sha256(b"%PDF-1.7").hexdigest()[:8])
