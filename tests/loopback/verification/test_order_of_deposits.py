"""Copied or put back, a document's versions arrive in a DSpace as they were received, and links go to where the archive is."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from ogp_etl.archive.dspace import writing
from ogp_etl.archive.package import make_package, read_provenance
from ogp_etl.model import Deposit
from ogp_etl.settings import Settings
from ogp_etl.steps import copying, restoring, verify
from ogp_etl.steps.workshop import Workshop


@pytest.fixture
def versions(package, archived):
    """Packages of some documents, each with its versions in the order in which they were received."""

    def make(documents, number):
        return [
            [_captured(package(f"{one} {two}".encode(), str(one)), archived.now, days=two - 90) for two in range(number)]
            for one in range(documents)
        ]

    return make


def _captured(package, now, days):
    document, capture, facts = read_provenance(package.provenance)
    return make_package(document, replace(capture, captured=now + timedelta(days=days)), facts, package.files[0].path)


@pytest.fixture
def open_shop(archived, tmp_path):
    opened = []

    def make(**more):
        boss = archived.account
        settings = Settings(
            home=tmp_path / "home", dspace_url=boss.address, dspace_user=boss.user, dspace_password=boss.password, **more
        )
        opened.append(Workshop(settings, archived.now, "r1"))
        return opened[-1].__enter__()

    yield make
    for shop in opened:
        shop.__exit__(None, None, None)


@pytest.fixture
def written(monkeypatch):
    """Ids of the versions in the order in which they were written."""
    found, complete = [], writing.complete

    def completed(session, item, placing, *more, **options):
        found.append(placing.capture)
        return complete(session, item, placing, *more, **options)

    monkeypatch.setattr(writing, "complete", completed)
    return found


def in_turn(written, documents):
    return all(
        [one for one in written if one in {package.evidence for package in document}]
        == [package.evidence for package in document]
        for document in documents
    )


@pytest.mark.parametrize("known", [True, False])
def test_what_a_folder_holds_is_copied_as_it_was_received_whatever_its_ids(open_shop, archived, versions, written, known):
    """``known``: to the register."""
    shop, documents = open_shop(), versions(6, 4)
    for package in (package for document in documents for package in reversed(document)):
        deposit = shop.archive.deposit(package, archived.now)
        if known:
            _remember(shop, package, deposit)
    answers = list(copying.copy(shop, shop.archive, shop.dspace, archived.now))
    assert all(isinstance(answer, Deposit) for answer in answers)
    assert len(written) == 24
    assert in_turn(written, documents)


def _remember(shop, package, *deposits):
    document, capture, _ = read_provenance(package.provenance)
    shop.register.take(documents=[document], captures=[capture])
    shop.register.deposited(deposits)


def test_what_was_lost_is_put_back_as_it_was_received(open_shop, archived, versions, written):
    shop, documents = open_shop(), versions(5, 4)
    for package in (package for document in documents for package in document):
        deposits = [repository.deposit(package, archived.now) for repository in shop.repositories.values()]
        _remember(shop, package, *deposits)
    known = shop.register.deposits(archived.plan.id, "dspace")
    for key in {deposit.key for deposit in known.values()}:
        archived.own.delete(f"/core/{key}")
    written.clear()
    verify.verify(shop, archived.plan, "dspace", archived.now)
    lost = restoring.lost(shop, archived.plan.id, "dspace")
    assert in_turn(lost, documents)
    done = restoring.put_back(shop, archived.plan, "dspace", sorted(lost), archived.now, archived.now)
    assert (len(done.done), done.left, done.waiting) == (20, (), ())
    assert in_turn(written, documents)


def test_links_follow_the_address_of_the_archive(open_shop, archived, package, raw_site, reply):
    site, large = raw_site(), package(secrets.token_bytes(500))
    one, two = (f"{site.url}/{name}" for name in ("one", "two"))
    shop = open_shop(archive_url=one, dspace_limit=100)
    deposits = [repository.deposit(large, archived.now) for repository in shop.repositories.values()]
    _remember(shop, large, *deposits)
    path = f"{deposits[0].key}/{large.files[0].name}"
    for place in ("one", "two"):
        site.answers[f"/{place}/{path}"] = reply(large.files[0].path.read_bytes(), content_type="application/pdf")
    assert verify.verify(shop, archived.plan, "dspace", archived.now).counts == {"open": 1}

    moved, later = open_shop(archive_url=two, dspace_limit=100), archived.now + timedelta(days=1)
    looked = verify.verify(moved, archived.plan, "dspace", later)
    looked.must_be_answered()
    (line,) = [line for line in looked.lines("en") if "OAI-PMH" not in line]
    assert f"the link of minutes.pdf goes to {one}/{path}, which is not below OGP_ARCHIVE_URL ({two}/)" in line
    done = restoring.put_back(moved, archived.plan, "dspace", restoring.lost(moved, archived.plan.id, "dspace"), later, later)
    (deposit,) = deposits[1:]
    assert done.done == (f"dspace: {deposit.key}: {deposit.evidence}: put back minutes.pdf (its link)",)
    assert archived.item(deposit).values("dc.relation.uri") == [f"{two}/{path} SHA-256 {large.files[0].sha256}"]
    assert verify.verify(moved, archived.plan, "dspace", later + timedelta(days=1)).counts == {"open": 1}
