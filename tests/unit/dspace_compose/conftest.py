"""The scripts that travel with the checkout for the compose profile ``dspace``, run as the containers run them: by sh."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[3] / "ogp_etl" / "archive" / "dspace" / "compose"


@pytest.fixture
def run_script(tmp_path):
    """Runs a script with only these variables set; programs in ``tmp_path/bin`` are found first."""

    def run(name, *arguments, **environment):
        path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["sh", SCRIPTS / name, *arguments], env={"PATH": path, **environment}, capture_output=True, text=True, check=False,
            timeout=60,
        )  # fmt: skip

    return run


@pytest.fixture
def program(tmp_path):
    """Writes an executable sh script; ``name`` is below ``tmp_path``."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return write
