"""Ending what ``ogp-etl up`` started: Airflow leaves its parts behind, we do not."""

import os
import signal
import subprocess
import sys

import pytest

from ogp_etl import local_airflow

PARENT = """
import os, signal, subprocess, sys
part = subprocess.Popen([sys.executable, "-c", {part!r}], stdout=subprocess.PIPE)
part.stdout.readline()
print("ready", flush=True)
part.wait()
"""
WILLING = "import signal; print('up', flush=True); signal.pause()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True)\nwhile True: signal.pause()"


@pytest.mark.parametrize("part", [WILLING, DEAF], ids=["a part that ends when told", "a part that does not listen"])
def test_no_part_outlives_its_leader(part, monkeypatch):
    monkeypatch.setattr(local_airflow, "ENDS_IN", 2)
    leader = subprocess.Popen([sys.executable, "-c", PARENT.format(part=part)], stdout=subprocess.PIPE, start_new_session=True)
    with leader:
        leader.stdout.readline()

        assert local_airflow._ended(leader) == -signal.SIGTERM

    with pytest.raises(ProcessLookupError):
        os.killpg(leader.pid, 0)
