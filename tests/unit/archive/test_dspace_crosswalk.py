"""Documents and captures as DSpace metadata, held to docs/metadata.md, to the registered fields and to the register's tables."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ogp_etl.archive.dspace import fields as names
from ogp_etl.archive.dspace.crosswalk import (
    Subject,
    _clean,
    capture_metadata,
    file_metadata,
    issued,
    item_metadata,
    provenance_bytes,
    stored_name,
)
from ogp_etl.archive.dspace.records import read_metadata
from ogp_etl.archive.dspace.unpacking import parts_of
from ogp_etl.archive.names import clean_name
from ogp_etl.archive.package import make_package
from ogp_etl.archive.provenance import parse_provenance
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import PackageFile, Screened
from ogp_etl.register import tables

DOC = Path(__file__).parents[3] / "docs" / "metadata.md"
NOW = datetime(2026, 11, 21, 3, 0, 0, 5, tzinfo=UTC)
SUBJECT = Subject(
    zone="Asia/Taipei",
    plan={"zh-Hant": "方案", "en": "Plan"},
    commitment={"zh-Hant": "1-1 開放", "en": "1-1 Open"},
    area={"zh-Hant": "領域", "en": "Area"},
    publisher={"zh-Hant": "國發會", "en": "NDC"},
    kind={"zh-Hant": "會議紀錄", "en": "Minutes"},
    milestone={"zh-Hant": "里程碑", "en": "Milestone"},
    phase="implementation",
)
FACTS = {"attempt": {"warc_file": "x.warc.gz", "warc_record": "urn:uuid:1"}}


@pytest.fixture
def make_provenance(describe_document, describe_capture, tmp_path):
    """A provenance as deposited, with what is asked for."""

    def make(document=(), capture=(), description=(), facts=FACTS, derived=()):
        whole = describe_document(**dict(document))
        version = describe_capture(whole, b"body", **dict(capture))
        version = replace(version, description=replace(version.description, **dict(description)))
        path = tmp_path / "body"
        path.write_bytes(b"body")
        return parse_provenance(make_package(whole, version, facts, path, derived).provenance)

    return make


def flat(metadata):
    return {name: [text for text, _ in values] for name, values in metadata.items()}


def test_an_item_says_what_is_known_in_the_languages_in_which_it_is_known(make_provenance):
    found = make_provenance(document={"stated": date(2021, 5, 6)})
    assert item_metadata(found, SUBJECT, sealed=False) == {
        "dc.title": [("會議紀錄", "zh_TW")],
        "dc.date.issued": [("2021-05-05", None)],
        "dc.coverage.temporal": [("2021-05-04", None)],
        "dc.source": [("https://moda.example/1001", None)],
        "dc.language.iso": [("zh_TW", None)],
        "dc.identifier.other": [(found.document.id, None)],
        "dc.description.abstract": [
            (
                "「1-1 開放」的佐證資料（會議紀錄，國發會）；首次擷取於 2021-05-06T07:08:09Z，來源 https://moda.example/1001",
                "zh_TW",
            ),
            ("Evidence of “1-1 Open” (Minutes, NDC); first captured 2021-05-06T07:08:09Z from https://moda.example/1001", "en"),
        ],
        "dc.type": [("會議紀錄", "zh_TW"), ("Minutes", "en")],
        "dc.publisher": [("國發會", "zh_TW"), ("NDC", "en")],
        "dc.relation.ispartof": [("方案", "zh_TW"), ("Plan", "en")],
        "dc.rights": [
            ("著作權及授權條件依來源網站之規定，見 dc.source。", "zh_TW"),
            ("Copyright and licence as stated by the source; see dc.source.", "en"),
        ],
        "dc.subject": [
            ("1-1 開放", "zh_TW"),
            ("1-1 Open", "en"),
            ("領域", "zh_TW"),
            ("Area", "en"),
            ("里程碑", "zh_TW"),
            ("Milestone", "en"),
        ],
        "ogp.evidence.id": [(found.document.id, None)],
        "ogp.plan": [("tw-2021", None)],
        "ogp.commitment": [("1-1", None)],
        "ogp.milestone": [("m1", None)],
        "ogp.kind": [("minutes", None)],
        "ogp.phase": [("implementation", None)],
        "ogp.source.id": [("1-1/ministry-page", None)],
        "ogp.source.locator": [("1001", None)],
        "ogp.event.date": [("2021-05-04", None)],
        "ogp.stated.date": [("2021-05-05", None)],
        "ogp.issued.basis": [("stated", None)],
        "ogp.primary": [("yes", None)],
        "ogp.primary.reason": [("published by the ministry", None)],
        "ogp.warc.file": [("x.warc.gz", None)],
        "ogp.warc.record": [("urn:uuid:1", None)],
    }


def test_what_is_not_known_is_not_said(make_provenance):
    unknown = {"title": None, "language": None, "event_date": None, "milestone": None, "stated": None, "primary": None}
    found = make_provenance({"title": None, "event_date": None}, (), unknown, {"status": 200})
    said = item_metadata(found, Subject(zone="UTC", plan={"": "tw-2021"}, commitment={"": "1-1"}), sealed=False)
    assert said["dc.title"] == [("會議紀錄.pdf", None)]
    assert said["dc.type"] == [("minutes", None)]
    assert said["dc.subject"] == [("1-1", None)]
    assert said["dc.description.abstract"][0][0].startswith("「1-1」的佐證資料；")
    absent = {"dc.coverage.temporal", "dc.language.iso", "dc.publisher", "ogp.milestone", "ogp.phase", "ogp.event.date"}
    absent |= {"ogp.stated.date", "ogp.primary", "ogp.primary.reason", "ogp.warc.file", "ogp.warc.record"}
    assert absent & set(said) == set()
    assert all(text for values in said.values() for text, _ in values)


@pytest.mark.parametrize(
    ("stated", "event", "day"),
    [
        (date(2021, 5, 5), date(2021, 5, 4), (date(2021, 5, 5), "stated")),
        (None, date(2021, 5, 4), (date(2021, 5, 4), "event")),
        (None, None, (date(2021, 5, 7), "captured")),
    ],
)
def test_the_day_is_the_one_stated_else_the_events_else_that_of_the_capture_in_the_plans_zone(
    make_provenance, stated, event, day
):
    late = {"captured": datetime(2021, 5, 6, 20, 0, tzinfo=UTC)}
    found = make_provenance({"event_date": None}, late, {"stated": stated, "event_date": event})
    assert issued(found.document, found.capture, "Asia/Taipei") == day


def test_what_is_held_back_is_named_by_its_digest_on_the_public_side_alone(make_provenance):
    rows = PackageFile(name="comments.csv", sha256="0" * 64, size=1, public=True, content=b"x")
    found = make_provenance(capture={"sealed": True}, derived=(rows,))
    public, sealed = (capture_metadata(found, NOW, sealed=side) for side in (False, True))
    assert flat(public)["ogp.withheld.sha256"] == [found.capture.sha256]
    assert "ogp.withheld.sha256" not in sealed
    assert flat(item_metadata(found, SUBJECT, sealed=True))["ogp.evidence.id"] == [f"{found.document.id}#sealed"]


def test_instants_are_whole_seconds_of_utc(make_provenance):
    said = flat(capture_metadata(make_provenance(), NOW, sealed=False))
    assert (said["ogp.capture.date"], said["ogp.capture.deposited"]) == (["2021-05-06T07:08:09Z"], ["2026-11-21T03:00:00Z"])


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("a\0b\r\n\tc\x85 d", "a b c d"),
        ("\U0002000b會議 🗳", "\U0002000b會議 🗳"),
        ("\udcb3 half", "\ufffd half"),
        ("會" * 5000, "會" * 5000),
        ("\r\n\0", "會議紀錄.pdf"),
        ("", "會議紀錄.pdf"),
    ],
)
def test_titles_are_clean_and_never_empty(make_provenance, title, said):
    found = make_provenance({"title": None}, (), {"title": title})
    assert item_metadata(found, SUBJECT, sealed=False)["dc.title"] == [(said, "zh_TW")]


@given(st.text(min_size=1))
def test_whatever_a_site_says_comes_out_without_control_characters_and_can_be_sent(text):
    clean = _clean(text)
    assert clean == clean.strip()
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", clean)
    clean.encode()
    assert _clean(clean) == clean


@given(name=st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_stored_names_are_clean_short_and_tell_versions_apart(name, describe_document, describe_capture):
    capture = describe_capture(describe_document(), b"body")
    file = PackageFile(name=clean_name(name), sha256=capture.sha256, size=4, public=True)
    stored = stored_name(capture, file)
    assert stored == clean_name(stored)
    assert "/" not in stored
    assert "\\" not in stored
    assert len(stored.encode()) <= 255
    assert f".20210506T070809Z.{file.sha256[:12]}" in stored


def test_a_long_name_keeps_its_mark_and_its_ending(describe_document, describe_capture):
    capture = describe_capture(describe_document(), b"body")
    file = PackageFile(name="會" * 48 + ".pdf", sha256=capture.sha256, size=4, public=True)
    assert stored_name(capture, file) == f"{'會' * 38}.20210506T070809Z.{capture.sha256[:12]}.pdf"


def test_the_provenance_comes_back_as_it_was_whatever_the_server_did_to_its_ends(make_provenance):
    found = make_provenance({"title": "\udcb3 \0 🗳 \\u0041"})
    text = json.dumps({"a": ["\udcb3", "會 \0", {"b": 1.5}]})
    assert provenance_bytes(f"  {text}\n") == provenance_bytes(text)
    assert found.document.title == "\udcb3 \0 🗳 \\u0041"


def test_a_provenance_that_cannot_be_read_is_a_fault():
    with pytest.raises(RepositoryFault, match="put it back from another repository") as caught:
        provenance_bytes("{")
    assert not caught.value.again


def test_values_are_read_in_their_places():
    values = [{"value": "b", "language": "en", "place": 1}, {"value": "a", "language": None, "place": 0}]
    assert read_metadata({"metadata": {"dc.title": values}}) == {"dc.title": [("a", None), ("b", "en")]}


# --- docs/metadata.md, the registered fields and the register's tables


def rows(heading):
    """Cells of the table below a heading of the page."""
    text = DOC.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def documented(heading):
    return {row[0].strip("`") for row in rows(heading)}


@pytest.fixture
def written(make_provenance, describe_document, describe_capture, tmp_path):
    """All fields that any deposit writes: to items, and to files."""
    derived = (PackageFile(name="comments.csv", sha256="0" * 64, size=9, public=True, content=b"x"),)
    found = make_provenance(document={"stated": date(2021, 5, 6)}, capture={"sealed": True}, derived=derived)
    path = tmp_path / "large"
    path.write_bytes(b"body")
    document = describe_document()
    parts = parts_of(make_package(document, describe_capture(document, b"body"), {}, path), 3)
    large = parts.placing(SUBJECT, NOW, sealed=False, link=lambda _: "https://archive.example/x")
    items = set(item_metadata(found, SUBJECT, sealed=False)) | set(capture_metadata(found, NOW, sealed=False)) | set(large.commit)
    return items | {names.REPLACED_BY}, {"dc.title", *file_metadata(found, b"{}", derived[0])}


def test_the_page_names_every_field_that_is_written_and_no_other(written):
    assert (documented("On items"), documented("On files")) == written


def test_every_field_of_our_own_that_is_written_is_registered_and_no_other(written):
    assert {one for fields in written for one in fields if one.startswith("ogp.")} == {field.name for field in names.OWN_FIELDS}


def test_every_field_of_our_own_has_parts_that_the_server_takes():
    for field in names.OWN_FIELDS:
        schema, element, qualifier = field.parts
        assert (schema, f"{schema}.{element}" + (f".{qualifier}" if qualifier else "")) == ("ogp", field.name)
        assert re.fullmatch(r"[a-z0-9]{1,64}", element)
        assert qualifier is None or re.fullmatch(r"[a-z0-9]{1,64}", qualifier)


def test_every_column_of_the_register_has_its_place_or_the_reason_why_not():
    told = [row[0].strip("`") for row in rows("The register in DSpace")]
    wanted = {
        f"{table.name}.{column.name}" for table in (tables.document, tables.capture, tables.deposit) for column in table.columns
    }
    assert set(told) == wanted
    assert len(told) == len(wanted)


def test_the_places_of_the_columns_are_there(written, describe_document, describe_capture, tmp_path):
    document = describe_document()
    package = make_package(document, describe_capture(document, b"body", outcome=Screened.ACCEPT), {}, tmp_path / "body")
    provenance = json.loads(package.provenance)
    for column, path, field in rows("The register in DSpace"):
        if path.startswith("`"):
            step = provenance
            for name in path.strip("`").split("."):
                assert name in step, f"{column}: {path} is not in a provenance"
                step = step[name]
        if field.startswith("`"):
            assert field.strip("`") in written[0] | written[1], f"{column}: {field} is not written"
        places = [place for place in (path, field) if place.startswith("`")]
        assert places or path.startswith("none: "), f"{column} has neither a place nor a reason"
