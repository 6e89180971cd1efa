"""Many faults are told as their causes, and no cause is hidden by another."""

from ogp_etl.errors import RepositoryFault
from ogp_etl.steps.faults import MOST, causes, unfinished

WITHDRAWN = "https://d.example: db3a2d00aa11 was withdrawn (items/5f0c0f9e-1111-2222-3333-444455556666, 123/{0}); leave it"


def test_one_fault_is_told_as_it_is():
    told = str(unfinished([RepositoryFault("the disk is full")], "deposited"))
    assert told == "the disk is full; whatever else there was is deposited. Put this right, then run again"


def test_each_cause_is_told_once_with_how_many_more_are_like_it():
    faults = [RepositoryFault(WITHDRAWN.format(7)), RepositoryFault("a file is too large"), RepositoryFault(WITHDRAWN.format(88))]
    assert str(unfinished(faults, "copied")).splitlines() == [
        "3 faults; whatever else there was is copied. Put these right, then run again:",
        f"- {WITHDRAWN.format(7)} (and 1 more like it)",
        "- a file is too large",
    ]


def test_of_very_many_causes_the_first_are_told_and_the_others_counted():
    lines = causes(f"cause {'x' * number}" for number in range(MOST + 5))
    assert (len(lines), lines[-1]) == (MOST + 1, "and 5 other causes")
