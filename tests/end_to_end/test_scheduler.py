"""The DAGs under Airflow's own scheduler: one trigger, and the assets start the rest of the road."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
import requests

from ogp_etl.local_airflow import environment
from ogp_etl.sample import PLAN, PLANS, drops
from ogp_etl.sample.days import LAST_DAY
from ogp_etl.sample.life import Country
from ogp_etl.sample.server import SampleServer

pytestmark = pytest.mark.end_to_end
PATIENCE = 240
"""Seconds; the road takes about 60 on a quiet machine."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def airflow(tmp_path):
    """Airflow's scheduler, DAG processor and API on this machine, with the sample country served beside it."""
    home, ogp = tmp_path / "airflow", tmp_path / "ogp"
    ports = [free_port() for _ in range(3)]
    drops.write(ogp / "drops", LAST_DAY)
    with SampleServer(Country(LAST_DAY)) as server:
        settings = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("OGP_", "AIRFLOW"))},
            **environment(home),
            "AIRFLOW__API__PORT": str(ports[0]),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{ports[0]}/execution/",
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(ports[1]),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(ports[2]),
            "OGP_HOME": str(ogp),
            "OGP_PLANS": str(PLANS),
            "OGP_DROPS": str(ogp / "drops"),
            "OGP_CONTACT": "https://ogp-etl.example/test",
            "OGP_LOOPBACK": ",".join(f"{host}={place}" for host, place in server.loopback.items()),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        home.mkdir()
        with (home / "standalone.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "airflow", "standalone"], env=settings, stdout=log, stderr=log, start_new_session=True
            )
            try:
                yield home, ogp, settings
            finally:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()


def asked(home, question):
    try:
        with closing(sqlite3.connect(f"file:{home / 'airflow.db'}?mode=ro", uri=True, timeout=5)) as connection:
            return connection.execute(question).fetchall()
    except sqlite3.OperationalError:
        return []


def wait_for(home, question, wanted):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = asked(home, question)
        if wanted(found):
            return found
        time.sleep(1)
    log = (home / "standalone.log").read_text(errors="replace")[-4000:]
    pytest.fail(f"not within {PATIENCE} seconds: {question}; last: {asked(home, question)}\n{log}")


def the_board(home, settings):
    """Status of the board's page for a stranger, and for somebody signed in who then reads it."""
    base = f"http://127.0.0.1:{settings['AIRFLOW__API__PORT']}"
    stranger = requests.get(f"{base}/ogp/", timeout=30)
    password = json.loads((home / "simple_auth_manager_passwords.json.generated").read_text())["admin"]
    token = requests.post(f"{base}/auth/token", json={"username": "admin", "password": password}, timeout=30).json()[
        "access_token"
    ]
    reader = requests.get(f"{base}/ogp/", headers={"Authorization": f"Bearer {token}"}, timeout=30)
    assert "2-2" in reader.text
    assert "<script" not in reader.text
    return stranger.status_code, reader.status_code


def test_one_harvest_starts_the_rest_of_the_road(airflow):
    home, ogp, settings = airflow
    wait_for(home, "select dag_id from dag where is_paused = 0", lambda found: len(found) == 6)
    subprocess.run(
        [sys.executable, "-m", "airflow", "dags", "trigger", "ogp_harvest", "--conf", f'{{"plans": ["{PLAN}"]}}'],
        env=settings,
        check=True,
        capture_output=True,
    )

    # Runs that the timetables start by themselves go on beside it, so a published page alone says nothing of the archive.
    wait_for(
        home,
        "select state from dag_run where dag_id = 'ogp_harvest' and run_type = 'manual'",
        lambda found: found == [("success",)],
    )
    wait_for(
        home,
        "select state from dag_run where dag_id = 'ogp_publish' and state = 'success'",
        lambda found: found and len(list((ogp / "archive" / "public").rglob("provenance.json"))) > 20,
    )

    harvested = asked(
        home,
        "select t.map_index, t.state from task_instance t join dag_run r on r.run_id = t.run_id and r.dag_id = t.dag_id"
        " where t.task_id = 'harvest_host' and r.run_type = 'manual'",
    )
    assert len(harvested) > 3
    assert {state for _, state in harvested} == {"success"}
    assert (ogp / "site" / PLAN / "index.html").is_file()
    names = {name for (name,) in asked(home, "select a.name from asset a join asset_event e on e.asset_id = a.id")}
    assert the_board(home, settings) == (401, 200)
    assert {f"ogp/{PLAN}/1-1", f"ogp/{PLAN}/2-2", f"ogp/{PLAN}/plan"} <= names
