"""Places in a DSpace for the suites that every archive must pass: in its double, and in a live one where it is named."""

import os

import pytest
from dspace_place import DspacePlace

from ogp_etl.archive.dspace.session import Account, api_address
from ogp_etl.register import Register

LIVE = api_address(os.environ.get("LIVE_OGP_DSPACE_URL", ""))
"""A real server, with OGP_DSPACE_USER and OGP_DSPACE_PASSWORD, its site administrator."""


@pytest.fixture
def register_url(tmp_path):
    """An empty register, which holds the claims."""
    url = f"sqlite:///{tmp_path / 'claims.db'}"
    register = Register(url)
    register.migrate()
    register.close()
    return url


@pytest.fixture
def dspace_place(dspace, register_url):
    """On the double, as its site's administrator: items are made in the archive at once."""
    admin = Account(dspace.address, dspace.accounts.admin.user, dspace.accounts.admin.password)
    place = DspacePlace.make(admin, admin, register_url, dspace)
    dspace.calls.clear()
    yield place
    place.close()


@pytest.fixture
def dspace_submitter_place(dspace, register_url):
    """On the double, as administrator of one community: items are submitted."""
    admin, user = (
        Account(dspace.address, one.user, one.password) for one in (dspace.accounts.admin, dspace.accounts.community_admin)
    )
    place = DspacePlace.make(admin, user, register_url, dspace)
    dspace.calls.clear()
    yield place
    place.close()


@pytest.fixture
def dspace_live_place(register_url):
    admin = Account(LIVE, os.environ["LIVE_OGP_DSPACE_USER"], os.environ["LIVE_OGP_DSPACE_PASSWORD"])
    place = DspacePlace.make(admin, admin, register_url)
    yield place
    place.close()


@pytest.fixture
def dspace_live_submitter_place(register_url):
    admin = Account(LIVE, os.environ["LIVE_OGP_DSPACE_USER"], os.environ["LIVE_OGP_DSPACE_PASSWORD"])
    place = DspacePlace.make(admin, Account(LIVE, "contract@example.org", "contract-Secret-1"), register_url)
    yield place
    place.close()
