"""The sample country's evidence in a DSpace, when one is named and the demo is asked to use it."""

import os
import sqlite3
from contextlib import closing

import pytest

from ogp_etl.errors import SettingsInvalid
from ogp_etl.sample import demo
from ogp_etl.sample.days import demo_days


@pytest.fixture
def two_days(monkeypatch):
    """Only the first look is made; the second day is the one that the block stands on."""
    monkeypatch.setattr(demo, "demo_days", lambda: demo_days()[:2])


@pytest.fixture
def named(monkeypatch, dspace):
    admin = dspace.accounts.admin
    monkeypatch.setenv("OGP_DSPACE_URL", dspace.address)
    monkeypatch.setenv("OGP_DSPACE_USER", admin.user)
    monkeypatch.setenv("OGP_DSPACE_PASSWORD", admin.password)


def deposited(home):
    with closing(sqlite3.connect(home / "register.db")) as register:
        found = register.execute("select repository, evidence from deposit").fetchall()
    return {name: sorted(evidence for repository, evidence in found if repository == name) for name in ("folder", "dspace")}


def test_what_the_folder_holds_stands_in_the_dspace_too(tmp_path, two_days, named, dspace):
    with demo.replayed(tmp_path / "home", lambda line: None, dspace=True):
        pass

    there = deposited(tmp_path / "home")
    assert there["dspace"] == there["folder"] != []


def test_a_second_demo_finds_all_of_it_and_makes_nothing_twice(tmp_path, two_days, named, dspace):
    for home in ("one", "two"):
        with demo.replayed(tmp_path / home, lambda line: None, dspace=True):
            pass

    admin = dspace.talker(dspace.accounts.admin)
    listed = admin.get("/discover/search/objects?dsoType=item&size=100").json()["_embedded"]["searchResult"]["page"]
    assert listed["totalElements"] == len(deposited(tmp_path / "two")["dspace"])


def test_without_being_asked_the_demo_sends_nothing_to_the_dspace_that_is_named(tmp_path, two_days, named, dspace):
    with demo.replayed(tmp_path / "home", lambda line: None):
        assert "OGP_DSPACE_URL" not in os.environ

    assert deposited(tmp_path / "home")["dspace"] == []
    assert os.environ["OGP_DSPACE_URL"] == dspace.address


def test_asked_for_a_dspace_that_nothing_names_the_demo_says_what_is_not_set(tmp_path, two_days, monkeypatch):
    for name in ("URL", "USER", "PASSWORD"):
        monkeypatch.delenv(f"OGP_DSPACE_{name}", raising=False)

    with (
        pytest.raises(SettingsInvalid, match="OGP_DSPACE_URL, OGP_DSPACE_USER, OGP_DSPACE_PASSWORD: not set"),
        demo.replayed(tmp_path / "home", lambda line: None, dspace=True),
    ):
        pass
