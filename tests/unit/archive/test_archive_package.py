import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import UnionType
from typing import get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.archive.layout import package_prefix
from ogp_etl.archive.package import exchange_facts, make_package, package_files, read_provenance
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import (
    Capture,
    Document,
    Exchange,
    Outcome,
    PackageFile,
    Screened,
    Validators,
    WarcRef,
    capture_id,
)

BODY = Path("/spool/ab/abcd")
NOW = datetime(2021, 5, 6, 7, 8, 9, tzinfo=UTC)
INSTANTS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 hypothesis puts the zone
HEX = st.text("0123456789abcdef", min_size=1, max_size=64)
TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)  # also lone surrogates, as names in odd bytes have


def dataset(name="comments.csv", *, public=True):
    return PackageFile(name=name, sha256="0" * 64, size=1, public=public, content=b"x")


def sides(package):
    return {file.name: file.public for file in package.files}


def test_the_body_and_its_provenance_say_who_stands_where(describe_document, describe_capture):
    document = describe_document()
    capture = describe_capture(document, b"body")
    package = make_package(document, capture, {}, BODY)
    assert sides(package) == {"會議紀錄.pdf": True}
    assert (package.evidence, package.document, package.plan, package.commitment) == (capture.id, document.id, "tw-2021", "1-1")
    assert package.files[0].path == BODY
    assert package_prefix(package) == f"public/tw-2021/1-1/{document.id}/{capture.sha256}"


def test_a_sealed_body_is_private_and_its_dataset_public(describe_document, describe_capture):
    document = describe_document()
    capture = describe_capture(document, b"names", sealed=True, filename="export.zip")
    package = make_package(document, capture, {}, BODY, (dataset("comments.csv"), dataset("comments.parquet")))
    assert sides(package) == {"export.zip": False, "comments.csv": True, "comments.parquet": True}
    assert package_prefix(package).startswith("public/")


def test_a_sealed_body_without_a_dataset_leaves_nothing_public(describe_document, describe_capture):
    document = describe_document()
    package = make_package(document, describe_capture(document, b"names", sealed=True), {}, BODY)
    assert package_prefix(package).startswith("private/")


def test_of_a_capture_on_hold_nothing_is_public(describe_document, describe_capture):
    document = describe_document()
    package = make_package(document, describe_capture(document, b"?", outcome=Screened.HOLD), {}, BODY, (dataset(),))
    assert sides(package) == {"會議紀錄.pdf": False, "comments.csv": False}
    assert package_prefix(package).startswith("private/")


def test_a_capture_in_quarantine_is_never_packaged(describe_document, describe_capture):
    document = describe_document()
    with pytest.raises(ValueError, match="quarantine"):
        make_package(document, describe_capture(document, b"virus", outcome=Screened.QUARANTINE), {}, BODY)


def test_a_capture_of_another_document_is_refused(describe_document, describe_capture):
    other = describe_capture(describe_document("other"), b"body")
    with pytest.raises(ValueError, match="no capture of"):
        make_package(describe_document("this"), other, {}, BODY)


def test_files_that_would_meet_are_told_apart(describe_document, describe_capture):
    document = describe_document()
    capture = describe_capture(document, b"x", filename="provenance.json")
    package = make_package(document, capture, {}, BODY, (dataset("../a.csv"), dataset("A.csv")))
    assert [file.name for file in package.files] == ["provenance-2.json", "a.csv", "A-2.csv"]


def test_the_same_capture_makes_the_same_bytes(describe_document, describe_capture):
    document = describe_document()
    capture = describe_capture(document, b"body")
    turned = replace(
        capture,
        captured=capture.captured.astimezone(timezone(timedelta(hours=8))),
        description=replace(capture.description, by=dict(reversed(capture.description.by.items()))),
    )
    assert make_package(document, turned, {"b": 1, "a": 2}, BODY) == make_package(document, capture, {"a": 2, "b": 1}, BODY)


def test_provenance_is_readable_json_with_sorted_keys(describe_document, describe_capture):
    document = describe_document()
    content = make_package(document, describe_capture(document, b"body"), {"status": 200}, BODY).provenance
    said = json.loads(content)
    assert content.endswith(b"}\n")
    assert "會議紀錄".encode() in content
    assert list(said) == sorted(said)
    assert said["capture"]["captured"] == "2021-05-06T07:08:09Z"
    assert said["files"] == [
        {"name": "會議紀錄.pdf", "public": True, "sha256": said["capture"]["sha256"], "size": 4},
    ]


def test_facts_of_an_exchange_name_no_path_of_this_machine():
    exchange = Exchange(
        url="https://a.example/",
        started=NOW,
        ended=NOW,
        outcome=Outcome.FETCHED,
        body=Path("/home/operator/spool/ab"),
        validators=Validators('"e"', None),
        warc=WarcRef("x.warc.gz", 12, "<urn:uuid:1>"),
    )
    facts = exchange_facts(exchange)
    assert "/home/operator" not in json.dumps(facts)
    assert facts["warc"] == {"file": "x.warc.gz", "offset": 12, "record_id": "<urn:uuid:1>"}
    assert facts["started"] == "2021-05-06T07:08:09Z"


def test_what_has_no_place_in_json_is_refused(describe_document, describe_capture):
    document = describe_document()
    with pytest.raises(TypeError, match="no place in a provenance"):
        make_package(document, describe_capture(document, b"x"), {"body": Path("/x")}, BODY)


def any_of(kind, **fixed):
    """Any value of a dataclass, its fields by their declared types."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: fixed.get(field.name, any_value(hints[field.name])) for field in fields(kind)})


def any_value(kind):
    if isinstance(kind, UnionType):
        return st.one_of([any_value(choice) for choice in get_args(kind)])
    if get_origin(kind) is Mapping:
        return st.dictionaries(TEXTS, TEXTS, max_size=3)
    known = {str: TEXTS, datetime: INSTANTS}
    return any_of(kind) if is_dataclass(kind) else known.get(kind, st.from_type(kind))


def captures_of(document):
    found = any_of(Capture, sha256=HEX).map(
        lambda made: replace(made, document=document.id, id=capture_id(document.id, made.sha256))
    )
    return st.tuples(st.just(document), found)


@given(
    any_of(Document, id=HEX).flatmap(captures_of),
    st.dictionaries(TEXTS, st.none() | st.booleans() | st.integers() | TEXTS, max_size=4),
)
def test_document_and_capture_come_back_exactly(pair, facts):
    document, capture = pair
    accepted = replace(capture, screening=replace(capture.screening, outcome=Screened.ACCEPT))
    package = make_package(document, accepted, facts, BODY)
    assert read_provenance(package.provenance) == (document, accepted, facts)
    found = read_provenance(package.provenance)[1]
    assert type(found.change) is type(accepted.change)
    assert found.captured.tzinfo is UTC
    assert [replace(file, path=BODY) for file in package_files(package.provenance)] == list(package.files)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"\xff", b'{"format": "ogp-etl provenance 9"}', b'{"format": "ogp-etl provenance 1", "files": []}'],
)
def test_what_is_no_provenance_is_a_plain_fault(content):
    with pytest.raises(RepositoryFault, match="provenance cannot be read") as caught:
        read_provenance(content)
    assert not caught.value.again
