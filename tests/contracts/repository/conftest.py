"""Archives in a folder and in a real S3 bucket, packages to deposit, and processes of their own that do it."""

import hashlib
import json
import os
import pickle
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from forks import Forks
from keyed_places import BucketPlace, FolderPlace
from packages import NOW, Packages

from ogp_etl.archive.package import make_package, read_provenance
from ogp_etl.model import capture_id

PROCESS = Path(__file__).with_name("archive_process.py")


@pytest.fixture
def folder_place(tmp_path):
    return FolderPlace(tmp_path / "archive")


@pytest.fixture
def s3_place(s3_server):
    client = s3_server.client()
    yield BucketPlace(s3_server, s3_server.new_bucket(), client)
    client.close()


@pytest.fixture
def boto3_place(s3_server):
    """A bucket that is asked through boto3 alone."""
    client = s3_server.client(quick=False)
    yield BucketPlace(s3_server, s3_server.new_bucket(), client)
    client.close()


KEYED = ["folder", *(pytest.param(name, marks=pytest.mark.services) for name in ("s3", "boto3"))]
DSPACE = ["dspace", "dspace_submitter"]
if "LIVE_OGP_DSPACE_URL" in os.environ:
    DSPACE += [pytest.param(name, marks=pytest.mark.services) for name in ("dspace_live", "dspace_live_submitter")]


@pytest.fixture(params=[*KEYED, *DSPACE])
def place(request):
    """Every kind of repository."""
    return request.getfixturevalue(f"{request.param}_place")


@pytest.fixture(params=KEYED)
def keyed_place(request):
    """Every archive that is a store of bytes under keys."""
    return request.getfixturevalue(f"{request.param}_place")


@pytest.fixture(params=DSPACE)
def any_dspace_place(request):
    """A DSpace, on both ways of depositing."""
    return request.getfixturevalue(f"{request.param}_place")


@pytest.fixture
def make(tmp_path):
    """Makes a package of a body; ``sealed`` ones have a public dataset."""
    return Packages(tmp_path / "spool")


@pytest.fixture
def make_large(make, tmp_path):
    """Makes a package with a body of so many zeros; a sparse file."""

    def package(size):
        path = tmp_path / f"{size}.zeros"
        with path.open("wb") as file:
            file.truncate(size)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        document, capture, facts = read_provenance(make(b"body").provenance)
        large = replace(capture, id=capture_id(document.id, sha256), sha256=sha256, size=size)
        return make_package(document, large, facts, path)

    return package


@pytest.fixture
def run(tmp_path):
    """Has a process of its own carry out an order; gives its answers, or None when it killed itself."""

    def carry_out(order):
        path = tmp_path / "order.pickle"
        path.write_bytes(pickle.dumps({"now": NOW, **order}))
        done = subprocess.run([sys.executable, PROCESS, path], capture_output=True, text=True, check=False)
        if done.returncode == -signal.SIGKILL:
            return None
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return carry_out


@pytest.fixture(scope="session")
def forks(tmp_path_factory):
    started = Forks(PROCESS.with_name("archive_forks.py"), tmp_path_factory.mktemp("forks"))
    yield started
    started.close()


@pytest.fixture(scope="session")
def struck_forks(tmp_path_factory):
    """Beside the others."""
    started = Forks(PROCESS.with_name("archive_forks.py"), tmp_path_factory.mktemp("struck"))
    yield started
    started.close()


@pytest.fixture
def race(tmp_path):
    """Starts a process for each order, lets all begin at once, gives their answers."""

    def carry_out(orders):
        processes = []
        for number, order in enumerate(orders):
            path = tmp_path / f"order-{number}.pickle"
            path.write_bytes(pickle.dumps({"wait": True, **order}))
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            processes.append(subprocess.Popen([sys.executable, PROCESS, path], **pipes))
        for process in processes:
            assert process.stdout.readline() == b"ready\n"
        for process in processes:
            process.stdin.write(b"go\n")
            process.stdin.flush()
        answers = []
        for process in processes:
            out, err = process.communicate()
            assert process.returncode == 0, err.decode()
            answers.append(json.loads(out.splitlines()[-1]))
        return answers

    return carry_out
