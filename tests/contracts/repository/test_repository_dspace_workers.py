"""Several workers on one DSpace, whose server keeps nothing unique: threads, processes, killed ones; each document one item."""

import threading
import time
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive.dspace import depositing
from ogp_etl.errors import RepositoryFault
from ogp_etl.model import Deposit
from ogp_etl.register import Register
from ogp_etl.steps.claims import LEASE, RegisterClaims

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def place(request, dspace_place):
    """The double; claims in a real register."""
    if request.param == "sqlite":
        return dspace_place
    url = request.getfixturevalue("new_database")()
    register = Register(url)
    register.migrate()
    register.close()
    return replace(dspace_place, register=url)


def ids(place):
    return sorted(item.value("ogp.evidence.id") for item in place.standing())


def test_two_processes_at_once_make_one_item_each_document(place, make, race):
    place.double.index.lag_requests = 3
    packages = [make(f"body {number}".encode(), locator=str(number), sealed=number % 3 == 0) for number in range(12)]
    first, second = race([{"place": place.order(), "many": packages, "now": now} for now in (NOW, LATER)])
    assert first["answers"] == second["answers"]
    assert [answer["evidence"] for answer in first["answers"]] == [package.evidence for package in packages]
    held_back = [f"{package.document}#sealed" for package in packages if len(package.files) > 1]
    assert ids(place) == sorted([*(package.document for package in packages), *held_back])
    assert place.double.calls.count("POST", "/core/items$") == 12 + 4


def test_two_threads_with_two_versions_of_one_document_make_one_item(place, make):
    packages = [make(f"body {number}".encode(), locator="1") for number in range(8)]
    answers = list(place.archive().deposit_many(packages, NOW))
    assert len({answer.key for answer in answers}) == 1
    assert ids(place) == [packages[0].document]


def test_what_another_worker_is_at_comes_last_and_is_waited_for_holding_nothing_else(place, make):
    """Else two workers could wait for each other."""
    packages = [make(f"body {number}".encode(), locator=str(number)) for number in range(8)]  # two for each thread
    register, other, taken = Register(place.register), ExitStack(), []
    others = RegisterClaims(register, patience=0)
    other.enter_context(others.hold(packages[0].document))

    class Asking(RegisterClaims):
        def hold(self, name, *, wait=True):
            if wait:
                with others.hold(packages[1].document) as taken_over:
                    taken.append((name, taken_over))
                other.close()
            return super().hold(name, wait=wait)

    archive = place.archive(claims=Asking(register))
    answers = list(archive.deposit_many(packages, NOW))
    register.close()
    assert [answer.evidence for answer in answers] == [package.evidence for package in packages]
    assert taken == [(packages[0].document, False)]


def test_after_one_wait_in_vain_the_others_of_a_batch_are_not_waited_for(place, make):
    """A machine that was lost leaves the claims of whole batches until their lease ends."""
    packages = [make(f"body {number}".encode(), locator=str(number)) for number in range(12)]  # three for each thread
    register, waits = Register(place.register), []

    class Asking(RegisterClaims):
        def hold(self, name, *, wait=True):
            waits.append(wait)
            return super().hold(name, wait=wait)

    with ExitStack() as lost:
        for package in packages[:3]:
            lost.enter_context(RegisterClaims(register).hold(package.document))
        answers = list(place.archive(claims=Asking(register, patience=0)).deposit_many(packages, NOW))
    register.close()
    assert [isinstance(answer, RepositoryFault) for answer in answers] == [True] * 3 + [False] * 9
    assert waits.count(True) == 1


def test_without_the_claim_there_would_be_doubles(dspace_place, make, monkeypatch):
    """The server does nothing of the kind: if this fails, the tests above prove nothing."""
    place, meet = dspace_place, threading.Barrier(2)
    monkeypatch.setattr(RegisterClaims, "hold", lambda *_, **__: nullcontext())
    created = depositing.rest.create_item

    def together(*arguments):
        meet.wait(10)
        return created(*arguments)

    monkeypatch.setattr(depositing.rest, "create_item", together)
    archive, package = place.archive(), make(b"body")
    threads = [threading.Thread(target=archive.deposit, args=(package, NOW)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ids(place) == [package.document] * 2
    assert archive.deposit(make(b"newer"), LATER).key == archive.find(package.evidence).key
    assert ids(place) == [package.document]


def test_the_claim_of_a_killed_process_is_taken_over_at_once_and_its_item_finished(place, make, run):
    """Killed right after the server made the item, which its search does not know yet."""
    place.double.index.lag_requests = 6
    package = make(b"body")
    assert run({"place": place.order(), "packages": [package], "kill_before": 2}) is None
    assert place.double.calls.count("POST", "/core/items$") == 1
    began = time.monotonic()
    place.archive().deposit(package, NOW)
    assert time.monotonic() - began < 60
    assert ids(place) == [package.document]
    (item,) = place.standing()
    assert item.discoverable


def test_the_claim_of_another_machine_is_waited_for_until_its_lease_ends(place, make):
    register, package = Register(place.register), make(b"body")
    long_ago = int(time.time()) - LEASE
    assert register.claim(package.document, "other-machine 1 aaaa", long_ago, int(time.time()) + 60) is None
    archive = place.archive(patience=0)
    with pytest.raises(RepositoryFault, match="is being deposited by another worker") as caught:
        archive.deposit(package, NOW)
    assert caught.value.again
    assert place.double.calls.writes() == []
    register.release(package.document, "other-machine 1 aaaa")
    assert register.claim(package.document, "other-machine 1 aaaa", long_ago, int(time.time()) - 1) is None
    assert isinstance(archive.deposit(package, NOW), Deposit)
    register.close()


def test_the_claim_of_a_living_process_is_left_alone(place, make):
    """This one's own: a thread beside."""
    package = make(b"body")
    register = Register(place.register)
    with RegisterClaims(register).hold(package.document), pytest.raises(RepositoryFault, match="another worker"):
        place.archive(patience=0).deposit(package, NOW)
    place.archive(patience=0).deposit(package, NOW)
    register.close()
