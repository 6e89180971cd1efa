"""How packages are dealt to the threads of a DSpace."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.archive.dspace.batches import HEAVIEST, MOST, batches

LIGHT, HEAVY = 1000, HEAVIEST + 1


def package(document, size=LIGHT):
    return SimpleNamespace(document=document, files=[SimpleNamespace(size=size)])


def dealt(documents, threads=4):
    packages = [package(document) if isinstance(document, int) else package(*document) for document in documents]
    return [[one.document for one in batch] for batch in batches(packages, threads)]


@pytest.mark.parametrize(
    ("lengths", "documents"),
    [
        ([], []),
        ([1], [1]),
        ([2, 2, 2, 1], range(7)),
        ([10, 10, 10, 10], range(40)),
        ([10, 10, 10, 10, 1, 1], range(42)),
    ],
)
def test_few_are_dealt_evenly_and_many_in_batches_of_the_largest_size(lengths, documents):
    assert [len(batch) for batch in dealt(documents)] == lengths


def test_a_document_is_in_a_batch_once():
    assert dealt([1, 1, 2, 1, 3, 4, 5, 6, 7]) == [[1], [1, 2], [1, 3, 4], [5, 6, 7]]


def test_a_large_package_is_a_batch_alone():
    assert dealt([1, (2, HEAVY), 3], threads=1) == [[1], [2], [3]]


def test_large_packages_are_not_read_far_ahead():
    read = []

    def reading():
        for document in range(20):
            read.append(document)
            yield package(document, HEAVY)

    next(batches(reading(), 4))
    assert read == [0]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, HEAVY)), max_size=60), st.integers(1, 8))
def test_nothing_is_lost_and_each_batch_keeps_its_bounds(packages, threads):
    made = [package(*one) for one in packages]
    found = list(batches(made, threads))
    assert [one for batch in found for one in batch] == made
    for batch in found:
        assert len(batch) <= MOST
        assert len({one.document for one in batch}) == len(batch)
        assert len(batch) == 1 or sum(one.files[0].size for one in batch) <= HEAVIEST
