"""What an item says of its document, by whichever version comes first, and what a person wrote."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.archive.dspace.describing import ABSTRACT, Version, telling
from ogp_etl.archive.dspace.records import Item

TITLE, DAY, SUBJECT, STATED = "dc.title", "dc.date.issued", "dc.subject", "ogp.stated.date"


def version(day, **more):
    """``more``: values by field, with ``_`` for ``.``."""
    fields = {
        "dc.identifier.other": [("d1", None)],
        ABSTRACT: [(f"首次擷取於 {day}", "zh_TW"), (f"first captured {day}", "en")],
        DAY: [(f"2024-01-{day:02}", None)],
        **{name.replace("_", "."): values for name, values in more.items()},
    }
    return Version(
        f"2024-01-{day:02}T00:00:00Z", f"c{day}", {name: values for name, values in fields.items() if values}, "0" * 64
    )


def item(metadata=(), captures=()):
    return Item(
        uuid="u",
        handle="1/2",
        metadata={**dict(metadata), **({"ogp.capture.id": [(one, None) for one in captures]} if captures else {})},
        discoverable=True,
        withdrawn=False,
        archived=True,
        bundles={},
        files=(),
    )


def changed(there, operations):
    """The item once the server carried out the operations."""
    metadata = {name: list(values) for name, values in there.metadata.items()}
    for one in operations:
        _, _, field, place, *part = one["path"].split("/")
        values = metadata.setdefault(field, [])
        match one["op"], place:
            case "add", "-":
                values.append((one["value"]["value"], one["value"]["language"]))
            case "replace", _:
                assert part == ["value"]
                values[int(place)] = (one["value"], values[int(place)][1])
            case "remove", _:
                del values[int(place)]
    return replace(there, metadata={name: values for name, values in metadata.items() if values})


def arrived(there, arriving, standing):
    """An item once a version stands in it."""
    told = changed(there, telling(there, arriving, standing))
    return replace(
        told, metadata={**told.metadata, "ogp.capture.id": [*told.metadata.get("ogp.capture.id", ()), (arriving.id, None)]}
    )


def deposited(versions):
    first, *others = versions
    there, standing = item(first.metadata, [first.id]), [first]
    for one in others:
        there = arrived(there, one, standing)
        standing.append(one)
    return there


def said(there):
    return {name: sorted(values, key=str) for name, values in there.metadata.items() if name != "ogp.capture.id"}


TITLES = st.sampled_from([(), [("甲", "zh_TW")], [("乙", "zh_TW")], [("乙", None)]])
SUBJECTS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, "en", "zh_TW"])), max_size=4)


@given(st.lists(st.tuples(TITLES, SUBJECTS, TITLES), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_any_order_of_deposits_says_what_the_order_of_capture_says(facts, random):
    whole = [
        version(day, dc_title=title, dc_subject=subject, ogp_stated_date=stated)
        for day, (title, subject, stated) in enumerate(facts, 1)
    ]
    mixed = random.sample(whole, len(whole))
    assert said(deposited(mixed)) == said(item(whole[0].metadata)) == said(deposited(whole))


@pytest.mark.parametrize("order", permutations((1, 2, 3)))
def test_what_a_person_wrote_stays_and_the_rest_is_put_right(order):
    first, *others = [version(day, dc_title=[(f"title {day}", None)]) for day in order]
    edited = {TITLE: [("by a person", None)], ABSTRACT: [("人寫的", "zh_TW"), first.metadata[ABSTRACT][1]]}
    there, standing = item({**first.metadata, **edited}, [first.id]), [first]
    for one in others:
        there = arrived(there, one, standing)
        standing.append(one)
    assert there.metadata[TITLE] == [("by a person", None)]
    assert there.metadata[DAY] == [("2024-01-01", None)]
    assert there.metadata[ABSTRACT] == [("人寫的", "zh_TW"), ("first captured 1", "en")]


def test_a_title_that_a_person_took_from_a_later_version_stays():
    one, two, three = [version(day, dc_title=[(f"title {day}", None)]) for day in (1, 2, 3)]
    there = deposited([two, one])
    there = replace(there, metadata={**there.metadata, TITLE: [("title 2", None)]})
    assert arrived(there, three, [two, one]).metadata[TITLE] == [("title 2", None)]


def test_an_item_described_by_the_wrong_version_before_is_put_right_with_the_next_one():
    one, two, three = [version(day, dc_title=[(f"title {day}", None)]) for day in (1, 2, 3)]
    wrong = item(two.metadata, [two.id, one.id])
    assert said(arrived(wrong, three, [two, one])) == said(item(one.metadata))


def test_a_field_that_was_emptied_is_filled_with_what_the_first_version_said():
    one, two = version(1, dc_title=[("title 1", None)]), version(2, dc_title=[("title 2", None)], ogp_stated_date=[("x", None)])
    emptied = item({name: values for name, values in one.metadata.items() if name != TITLE}, [one.id])
    assert said(arrived(emptied, two, [one])) == said(item(one.metadata))


def test_a_version_that_stands_already_changes_nothing_that_is_said():
    one, two = version(1), version(2)
    assert telling(item(two.metadata, [two.id, one.id]), one, [two, one]) == []


def test_an_item_begun_for_another_version_is_put_right_when_that_one_arrives():
    one, two = (
        version(1, dc_title=[("title 1", None)], dc_subject=[("a", None)]),
        version(2, dc_title=[("title 2", None)], ogp_stated_date=[("x", None)]),
    )
    begun = arrived(item(two.metadata), one, [])
    assert (begun.metadata[TITLE], begun.metadata[DAY]) == ([("title 2", None)], [("2024-01-02", None)])
    assert said(arrived(begun, two, [one])) == said(item(one.metadata))


def test_a_version_whose_provenance_is_gone_is_not_guessed_at():
    one, two, three = [version(day) for day in (1, 2, 3)]
    assert said(arrived(deposited([one, two]), three, [two])) == said(item(one.metadata))
