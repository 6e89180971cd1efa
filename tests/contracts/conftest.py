"""Places in a DSpace for the suites that every archive must pass: in its double, and in a live one where it is named."""

import os
import secrets
import shutil

import pytest
from dspace_place import DspacePlace

from ogp_etl.archive.dspace.session import Account, api_address
from ogp_etl.register import Register

LIVE = api_address(os.environ.get("LIVE_OGP_DSPACE_URL", ""))
"""A real server, with OGP_DSPACE_USER and OGP_DSPACE_PASSWORD, its site administrator."""


@pytest.fixture(scope="session")
def empty_register(tmp_path_factory):
    """The file of a register that holds nothing."""
    path = tmp_path_factory.mktemp("register") / "empty.db"
    register = Register(f"sqlite:///{path}")
    register.migrate()
    register.close()
    return path


@pytest.fixture
def register_url(tmp_path, empty_register):
    """An empty register, which holds the claims."""
    return f"sqlite:///{shutil.copy(empty_register, tmp_path / 'claims.db')}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def url(request, tmp_path):
    """Of a database that holds nothing yet: on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.db'}"
    return request.getfixturevalue("new_database")()


@pytest.fixture
def register(url):
    opened = Register(url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def prepared():
    """Doubles that are ready for deposits, by who deposits: (all there is, the community)."""
    return {}


@pytest.fixture
def dspace_place(dspace, register_url, prepared):
    """On the double, as its site's administrator: items are made in the archive at once."""
    place = _on_double(dspace, register_url, prepared, "admin")
    yield place
    place.close()


@pytest.fixture
def dspace_submitter_place(dspace, register_url, prepared):
    """On the double, as administrator of one community: items are submitted."""
    place = _on_double(dspace, register_url, prepared, "community_admin")
    yield place
    place.close()


def _on_double(dspace, register, prepared, role):
    accounts = (dspace.accounts.admin, getattr(dspace.accounts, role))
    admin, user = (Account(dspace.address, one.user, one.password) for one in accounts)
    if role in prepared:
        moment, parent = prepared[role]
        dspace.go_back(moment)
        return DspacePlace(dspace.address, admin, user, register, parent, dspace)
    place = DspacePlace.make(admin, user, register, dspace)
    prepared[role] = dspace.moment(), place.parent
    dspace.calls.clear()
    return place


@pytest.fixture
def dspace_live_place(register_url):
    admin = Account(LIVE, os.environ["LIVE_OGP_DSPACE_USER"], os.environ["LIVE_OGP_DSPACE_PASSWORD"])
    place = DspacePlace.make(admin, admin, register_url)
    yield place
    place.close()


@pytest.fixture
def dspace_live_submitter_place(register_url):
    admin = Account(LIVE, os.environ["LIVE_OGP_DSPACE_USER"], os.environ["LIVE_OGP_DSPACE_PASSWORD"])
    user = Account(LIVE, f"contract-{secrets.token_hex(4)}@example.org", "contract-Secret-1")
    place = DspacePlace.make(admin, user, register_url)
    yield place
    place.close()
