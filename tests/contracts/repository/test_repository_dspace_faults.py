"""Every call of a deposit to a DSpace goes wrong in every way: the run ends at once, or mends it; the next one makes all right.

A lost answer makes no double, what is held back is never open, and nobody asks again and again.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from dspace_moments import Moment, must_be_closed, must_be_whole, picture
from forks import calls_of

from ogp_etl.archive.dspace import rest

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
RETRY_AFTER = [("Retry-After", "3600")]
TINY = 0.05
"""Seconds that the client waits for an answer that the server holds back."""
MORE = 5
"""Calls that a run may make beyond those it would have made: a read is repeated three times, a list looked at."""

MENDED = ("503", "503 with Retry-After", "no answer in time", "a broken connection")
"""What a read is repeated after, and the deposit goes on as if nothing had been: tried once for each kind of read."""
SESSION = re.compile("/authn/|/communities/")
"""What begins every run, whatever it deposits: tried with a first version alone."""


@pytest.fixture(params=["dspace", "dspace_submitter"])
def place(request):
    """The double, on both ways of depositing."""
    return request.getfixturevalue(f"{request.param}_place")


@pytest.fixture(scope="module")
def reads():
    """(way of depositing, kind of read, what went wrong and was mended) so far."""
    return set()


def first_version(_place, make):
    return [], [make(b"body")]


def second_version(_place, make):
    return [make(b"old")], [make(b"body")]


def sealed_one(_place, make):
    return [], [make(b"names", sealed=True)]


def sealed_version_of_an_open_one(_place, make):
    return [make(b"old")], [make(b"names", sealed=True)]


def one_of_which_a_half_double_stands(place, make):
    package, talker = make(b"body"), place.talker()
    collection = next(
        one.uuid
        for one in rest.collections(place.session(), place.community)
        if one.value("dc.identifier.other") == "ogp:tw-2021/1-1"
    )
    for _ in range(2):
        talker.item(collection, "half", discoverable=False, dc__identifier__other=package.document)
    return [], [package]


def some_in_one_batch(_place, make):
    return [make(b"old", "2")], [make(b"names", "1", sealed=True), make(b"body", "2"), make(b"body", "3")]


CASES = [
    first_version,
    second_version,
    sealed_one,
    sealed_version_of_an_open_one,
    one_of_which_a_half_double_stands,
    some_in_one_batch,
]

ONCE = {
    "500": lambda faults, acted: faults.answer(500, acted=acted),
    "503": lambda faults, acted: faults.answer(503, acted=acted),
    "503 with Retry-After": lambda faults, acted: faults.answer(503, acted=acted, headers=RETRY_AFTER),
    "no answer in time": lambda faults, acted: faults.hang(acted=acted),
    "a broken connection": lambda faults, acted: faults.cut(acted=acted),
    "half an answer": lambda faults, _: faults.cut(midway=True),
}
FROM_THEN_ON = {
    "503": lambda faults: faults.answer(503, times=1000, headers=RETRY_AFTER),
    "a broken connection": lambda faults: faults.cut(times=1000, acted=False),
}


def ways(case, method):
    """(what goes wrong, what does it, whether once). A read changes nothing, be it carried out or not. In a batch it matters
    which of the documents it hits, not what it is."""
    for name, add in ONCE.items():
        if case is not some_in_one_batch or name == "a broken connection":
            for acted in (False,) if method == "GET" or name == "half an answer" else (False, True):
                yield name, lambda faults, add=add, acted=acted: add(faults, acted), True
    for name, add in FROM_THEN_ON.items():
        yield name, add, False


def calls_undisturbed(place, forks, packages):
    """How many a deposit makes; afterwards all is as it was."""
    before = Moment(place)
    made = sum(1 for _ in calls_of(place, forks, packages))
    before.come_back()
    return made


def shapes(calls):
    return [f"{call.method} {call.path} {call.status}" for call in calls.all]


@pytest.mark.parametrize("case", CASES)
def test_a_call_that_goes_wrong_ends_in_one_whole_item(place, make, forks, struck_forks, reads, case):
    earlier, packages = case(place, make)
    doubles = case is one_of_which_a_half_double_stands
    archive = place.archive()
    for one in earlier:
        archive.deposit(one, NOW)
    archive.close()
    faults, calls, finished = place.double.faults, place.double.calls, set()
    left = calls_undisturbed(place, struck_forks, packages)
    for call in calls_of(place, struck_forks, packages):
        left -= 1
        if case is not first_version and SESSION.search(call.path):
            continue
        for name, add, once in ways(case, call.method):
            if call.method == "GET" and once and name in MENDED:
                read = (place.user.user, call.shape, name)
                if read in reads:
                    continue
                reads.add(read)
            timeout = {"timeout": TINY} if name == "no answer in time" else {}
            assert call.fork(lambda _, add=add: add(faults), **timeout) == 0, struck_forks.said()
            told = struck_forks.told()
            assert all(answer.get("again", True) for answer in told), f"{name}: {told}"
            assert len(calls.all) <= (left + 1 + MORE if once else MORE * len(packages)), f"{name}: {shapes(calls)}"
            must_be_closed(place, packages)
            if all("evidence" in answer for answer in told):
                assert once
                assert name != "500"  # it is no answer, and nothing is repeated after it
                must_be_whole(place, [*earlier, *packages], doubles=doubles)
            state = picture(place, [*earlier, *packages])
            if state not in finished:
                finished.add(state)
                place.double.clock.advance(minutes=61)
                answers = forks.run({"place": place.order(), "many": packages, "now": LATER})["answers"]
                assert [answer.get("evidence", answer) for answer in answers] == [package.evidence for package in packages]
                must_be_whole(place, [*earlier, *packages], doubles=doubles)
            call.put_back()
    assert left == 0
    assert len(finished) > 3
