"""Real processes killed (SIGKILL) at every call of a deposit to a DSpace: the next run finishes what they left, whole and once.

The double kills: while a process waits for the answer to a call, before the server does what was asked, or when it has and
nobody has heard of it.
"""

import signal
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

import pytest
from dspace_moments import must_be_closed, must_be_whole, picture
from forks import calls_of, kill

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture(params=["dspace", "dspace_submitter"])
def place(request):
    """The double, on both ways of depositing."""
    return request.getfixturevalue(f"{request.param}_place")


@pytest.fixture
def twenty(place, make):
    """Packages that make twenty items, and what stands before: first versions, second ones, originals held back, of which the
    dataset is an item beside, and versions held back of documents that are open."""
    sealed = (0, 4, 13, 14)
    packages = [make(b"name" if one in sealed else b"body", f"{one:02}", sealed=one in sealed) for one in range(16)]
    earlier = [make(b"old", f"{number:02}") for number in (2, 4, 12, 13)]
    archive = place.archive()
    for package in earlier:
        archive.deposit(package, NOW)
    archive.close()
    assert len({(package.document, file.public) for package in packages for file in package.files}) == 20
    return earlier, packages


def must_be_finished_by_one_run(place, forks, packages, *, there=(), doubles=False):
    """An hour later, when a draft that nobody filled in is nobody's any more."""
    place.double.clock.advance(minutes=61)
    answers = forks.run({"place": place.order(), "many": packages, "now": LATER})["answers"]
    assert [answer.get("evidence", answer) for answer in answers] == [package.evidence for package in packages]
    must_be_whole(place, [*there, *packages], doubles=doubles)


def test_a_process_killed_before_and_after_every_call_of_twenty_items_is_finished_by_one_run(place, twenty, forks, struck_forks):
    """One run for each state in which it may leave those that it had claimed. States that differ in nothing but the names of
    the documents, or in how many are in the same state, are one."""
    earlier, packages = twenty
    faults, struck, finished = place.double.faults, 0, set()
    for call in calls_of(place, struck_forks, packages):
        for acted in (False, True):
            code = call.fork(lambda process, acted=acted: faults.call(lambda: kill(process), acted=acted))
            assert code == -signal.SIGKILL
            struck += 1
            must_be_closed(place, packages)
            state = picture(place, [*earlier, *packages], claimed=True)
            if state not in finished:
                finished.add(state)
                must_be_finished_by_one_run(place, forks, packages, there=earlier)
            call.put_back()
    must_be_whole(place, [*earlier, *packages])
    assert struck > 150
    assert len(finished) > 20


@pytest.mark.parametrize("acted", [False, True])
def test_processes_killed_again_and_again_at_once_are_finished_by_one_that_lives(place, twenty, make, forks, acted):
    """Each deposits on four threads and comes some calls further than the one before; the search is late all the while."""
    earlier, packages = twenty
    place.double.index.lag_requests = 3
    survived, nth = False, 0
    while not survived:
        nth += 9
        process = Future()
        fault = place.double.faults.call(lambda process=process: kill(process), nth=nth, acted=acted)
        process.set_result(forks.start({"place": place.order(), "many": packages}))
        answers = forks.end()
        survived = fault.fired == 0
        assert (answers is not None) is survived
        place.double.faults.clear()
        must_be_closed(place, packages)
    assert nth > 50
    packages.append(make(b"next", "next"))  # it removes the drafts that were left empty
    must_be_finished_by_one_run(place, forks, packages, there=earlier, doubles=True)


def test_an_item_that_the_search_did_not_know_yet_is_found_twice_and_kept_once(dspace_place, make, forks):
    """The process that made it died at once, and the next one began at once."""
    place, packages = dspace_place, [make(b"body", f"{number:02}") for number in range(8)]
    place.double.index.lag_requests = 60
    process = Future()
    place.double.faults.call(lambda: kill(process), "POST", "/core/items$", nth=3, acted=True)
    process.set_result(forks.start({"place": place.order(), "many": packages}))
    assert forks.end() is None
    forks.run({"place": place.order(), "many": packages, "now": LATER})
    must_be_whole(place, packages, doubles=True)
    assert len(place.items()) > len(packages)
