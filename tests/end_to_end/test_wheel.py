"""The wheel works outside the checkout: plans, rules, sample, SQL, DAGs and templates travel inside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.end_to_end
CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The wheel as an installer lays it out, first on the path."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(CHECKOUT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def from_wheel(unpacked, home, *arguments):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OGP_", "AIRFLOW"))}
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        env=kept | {"PYTHONPATH": str(unpacked), "OGP_HOME": str(home)},
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_runs_is_what_was_built(unpacked, tmp_path):
    where = (
        "import ogp_etl, ogp_etl.local_airflow as local, ogp_etl.register.store as store;"
        "print(ogp_etl.__file__, local.dags_folder(), store.sql_folder())"
    )
    told = from_wheel(unpacked, tmp_path, "-c", where)

    assert all(path.startswith(str(unpacked)) for path in told.stdout.split()), told.stderr


def test_the_plans_are_inside(unpacked, tmp_path):
    told = from_wheel(unpacked, tmp_path, "-m", "ogp_etl", "plan", "check")

    assert told.returncode == 0, told.stderr
    assert "tw-2021: 19 commitments" in told.stdout


def test_a_register_can_be_made_and_a_board_be_shown(unpacked, tmp_path):
    told = from_wheel(unpacked, tmp_path, "-m", "ogp_etl", "check", "tw-2025")

    assert told.returncode == 0, told.stderr
    assert (tmp_path / "register.db").is_file()


def test_pages_are_published(unpacked, tmp_path):
    told = from_wheel(unpacked, tmp_path, "-m", "ogp_etl", "publish", "tw-2025")

    assert told.returncode == 0, told.stderr
    assert (tmp_path / "site" / "tw-2025" / "index.html").is_file()
