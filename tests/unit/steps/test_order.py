"""The order in which captures go into a repository."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ogp_etl.steps.order import batched, by_document, in_order

T0 = datetime(2024, 5, 1, tzinfo=UTC)


def received(**captures):
    """By capture id: document and day of a month."""
    return {name: (document, T0 + timedelta(days=day)) for name, (document, day) in captures.items()}


def test_documents_with_the_oldest_captures_come_first_and_each_stays_together():
    known = received(a=("d1", 9), b=("d2", 3), c=("d1", 1), d=("d2", 2), e=("d3", 5))
    assert in_order("abcde", known) == ["c", "a", "d", "b", "e"]


def test_captures_of_the_same_second_go_by_their_ids_and_unknown_ones_last():
    assert in_order("xcbya", received(a=("d1", 1), b=("d1", 1), c=("d1", 1))) == ["a", "b", "c", "x", "y"]


def test_a_document_is_never_in_two_batches():
    known = received(a=("d1", 1), b=("d1", 2), c=("d2", 3), d=("d3", 4), e=("d3", 5), f=("d3", 6))
    assert list(batched("abcdefxy", known, 2)) == [["a", "b"], ["c"], ["d", "e", "f"], ["x", "y"]]


@given(st.dictionaries(st.integers(), st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40), st.integers(1, 9))
def test_nothing_is_lost_and_each_document_goes_as_it_was_received(captures, most):
    known = received(**{str(name): value for name, value in captures.items()})
    ordered = in_order(known, known)
    assert sorted(ordered) == sorted(known)
    assert [one for batch in batched(ordered, known, most) for one in batch] == ordered
    groups = by_document(ordered, known)
    assert len(groups) == len({document for document, _ in known.values()})
    for group in groups:
        assert [(known[one][1], one) for one in group] == sorted((known[one][1], one) for one in group)
