"""How packages are dealt to the threads of a DSpace."""

from itertools import pairwise
from threading import Lock, Thread
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.archive.abreast import abreast
from ogp_etl.archive.dspace.batches import HEAVIEST, MOST, batches
from ogp_etl.errors import RepositoryFault

LIGHT, HEAVY = 1000, HEAVIEST + 1


def package(document, size=LIGHT):
    return SimpleNamespace(document=document, files=[SimpleNamespace(size=size)])


def made(documents):
    return [package(document) if isinstance(document, int) else package(*document) for document in documents]


def dealt(documents, threads=4):
    return [[one.document for one in batch.packages] for batch in batches(made(documents), threads)]


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


def test_of_each_document_one_version_at_a_time_is_worked_on_and_the_answers_stand_in_their_order():
    rounds = []

    def work(packages):
        rounds.append([one.document for one in packages])
        return [(one.document, len(rounds)) for one in packages]

    (batch,) = batches(made([1, 1, 2, 1, 3, 2, 4]), 1)
    assert batch.carried_out(work) == [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (4, 1)]
    assert rounds == [[1, 2, 3, 4], [1, 2], [1]]


def test_a_batch_waits_for_an_earlier_one_with_a_document_of_its_own_and_for_no_other():
    one, other, waits, last = batches(made([1, 2, 1, 2]), 4)
    assert (one.after, other.after) == ([], [])
    assert waits.after == [one.through]
    began = []
    thread = Thread(target=waits.carried_out, args=(lambda packages: began.append("waits") or list(packages),))
    thread.start()
    other.carried_out(lambda packages: began.append("other") or list(packages))
    one.carried_out(lambda packages: began.append("one") or list(packages))
    thread.join()
    assert began == ["other", "one", "waits"]
    assert last.after == [other.through]


def test_a_batch_that_fails_keeps_nobody_waiting():
    def fails(_):
        raise RepositoryFault("no")

    one, waits = batches(made([1, 1]), 2)
    with pytest.raises(RepositoryFault):
        one.carried_out(fails)
    assert waits.carried_out(list) == waits.packages


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
    whole = made(packages)
    found = list(batches(whole, threads))
    assert [one for batch in found for one in batch.packages] == whole
    for batch in found:
        assert len(batch.packages) <= MOST
        assert len(batch.packages) == 1 or sum(one.files[0].size for one in batch.packages) <= HEAVIEST


@given(st.lists(st.integers(0, 5), max_size=120), st.integers(1, 4))
def test_by_threads_versions_of_a_document_are_begun_one_after_the_other_in_their_order(documents, threads):
    whole, lock, busy, ended = made(documents), Lock(), set(), []

    def work(packages):
        with lock:
            assert busy.isdisjoint({one.document for one in packages})
            busy.update(one.document for one in packages)
        with lock:
            busy.difference_update(one.document for one in packages)
            ended.extend(packages)
        return packages

    answers = abreast(lambda batch: batch.carried_out(work), batches(whole, threads), threads)
    assert [one for batch in answers for one in batch] == whole
    places = {id(one): place for place, one in enumerate(whole)}
    for document in set(documents):
        mine = [places[id(one)] for one in ended if one.document == document]
        assert all(before < after for before, after in pairwise(mine))
