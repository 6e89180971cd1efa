"""A DSpace after crashes, lost answers and races: one item a document, whole, or the next run makes it so and says so."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from dspace_double import ClientKilled, kill_switch

from ogp_etl.model import Deposit

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture(params=["dspace", "dspace_submitter"])
def place(request):
    """The double, on both ways of depositing."""
    return request.getfixturevalue(f"{request.param}_place")


def first_version(make, locator):
    return [], make(b"body", locator)


def second_version(make, locator):
    return [make(b"old", locator)], make(b"body", locator)


def sealed_one(make, locator):
    return [], make(b"names", locator, sealed=True)


def sealed_version_of_an_open_one(make, locator):
    return [make(b"old", locator)], make(b"names", locator, sealed=True)


CASES = [first_version, second_version, sealed_one, sealed_version_of_an_open_one]


def must_be_whole(place, packages):
    """One item for each document and side, discoverable if it is public; every file right; nothing half, no draft left."""
    archive = place.archive()
    items = place.items_of(packages)
    standing = [item for item in items if not item.withdrawn]
    wanted = {(package.document, not file.public) for package in packages for file in package.files}
    ids = sorted(item.value("ogp.evidence.id") for item in standing)
    assert ids == sorted(document + ("#sealed" if sealed else "") for document, sealed in wanted)
    assert [item.discoverable for item in standing] == [
        not item.value("ogp.evidence.id").endswith("#sealed") for item in standing
    ]
    told = sorted(
        (file.value("ogp.capture.id"), file.value("ogp.file.name"), file.value("ogp.file.sha256"))
        for item in standing
        for file in item.files
        if file.bundle == "ORIGINAL"
    )
    assert told == sorted((package.evidence, file.name, file.sha256) for package in packages for file in package.files)
    for package in packages:
        archive.read_back(archive.find(package.evidence))
    archive.close()
    must_be_read_by_those_who_may(place, packages)


def must_be_read_by_those_who_may(place, packages, whole=True):
    """Anybody, but for what is held back, from the first moment on."""
    private = {file.sha256 for package in packages for file in package.files if not file.public}
    talker = place.double.talker()
    for item in place.items_of(packages):
        for file in item.files:
            if file.bundle == "ORIGINAL" and (whole or item.value("ogp.evidence.id").endswith("#sealed")):
                expected = 401 if file.value("ogp.file.sha256") in private or item.withdrawn else 200
                assert talker.get(f"/core/bitstreams/{file.uuid}/content").status_code == expected
    talker.close()


def must_have_no_drafts(place, make):
    """An hour later the next submission takes what was left empty."""
    place.double.clock.advance(minutes=61)
    deposit_all(place, [make(b"next", "next")], LATER)
    place.talker().login()
    assert place.talker().get("/submission/workspaceitems").json()["page"]["totalElements"] == 0


def deposit_all(place, packages, now=NOW):
    archive = place.archive()
    for package in packages:
        archive.deposit(package, now)
    archive.close()


@pytest.mark.parametrize("case", CASES)
def test_a_client_that_dies_at_any_call_is_finished_by_the_next_run(place, make, case):
    """Before each call, which is after the one before it: an answer that was not read changes nothing on the server."""
    number, survived = 0, False
    while not survived:
        number += 1
        earlier, package = case(make, str(number))
        deposit_all(place, earlier)
        archive = place.archive()
        with kill_switch(place.address, before=number) as switch, suppress(ClientKilled):
            archive.deposit(package, NOW)
        archive.close()
        survived = not switch.dead
        must_be_read_by_those_who_may(place, [package], whole=False)
        deposit_all(place, [package], LATER)
        must_be_whole(place, [*earlier, package])
    assert number > 8
    assert [one.evidence for one in place.archive().list()] == sorted(
        file.value("ogp.capture.id")
        for item in place.standing()
        for file in item.files
        if file.value("ogp.file.name") == "會議紀錄.pdf"
    )
    must_have_no_drafts(place, make)


@pytest.mark.parametrize("acted", [False, True])
@pytest.mark.parametrize("fault", ["cut", "500"])
def test_any_writing_call_may_fail_before_or_after_the_server_acted(place, make, fault, acted):
    double, number, fired = place.double, 0, True
    while fired:
        number += 1
        packages = [make(b"old", str(number)), make(b"names", str(number), sealed=True)]
        archive = place.archive()
        archive.find("c0")  # logs in
        add = double.faults.cut if fault == "cut" else lambda *where, **more: double.faults.answer(int(fault), *where, **more)
        rules = [add(None, "^(?!.*(authn|search/objects))", nth=number, acted=acted)]
        answers = list(archive.deposit_many(packages[:1], NOW)) + list(archive.deposit_many(packages[1:], NOW))
        fired = rules[0].fired == 1
        double.faults.clear()
        archive.close()
        if not fired:
            assert all(isinstance(answer, Deposit) for answer in answers)
        must_be_read_by_those_who_may(place, packages, whole=False)
        deposit_all(place, packages, LATER)
        must_be_whole(place, packages)
    assert number > 15
    must_have_no_drafts(place, make)


def test_a_process_killed_in_the_middle_of_twenty_items_is_finished_by_one_run(place, make, run):
    """SIGKILL of a real process before some of its writing calls, each time with twenty new documents."""
    packages = [make(f"body {number}".encode(), f"untouched {number}", sealed=number % 5 == 0) for number in range(20)]
    steps = run({"place": place.order(), "packages": packages})["steps"]
    assert steps > 80
    must_be_whole(place, packages)
    for step in range(2, steps, 23):
        packages = [make(f"body {number}".encode(), f"{step} {number}", sealed=number % 5 == 0) for number in range(20)]
        assert run({"place": place.order(), "packages": packages, "kill_before": step}) is None, f"step {step} was not reached"
        must_be_read_by_those_who_may(place, packages, whole=False)
        answers = list(place.archive().deposit_many(packages, LATER))
        assert [str(answer) for answer in answers if not isinstance(answer, Deposit)] == []
        must_be_whole(place, packages)
