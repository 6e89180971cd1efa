"""Running the real DAGs on one machine without services: SQLite, one process, one DAG after the other (``dag.test()``).

Airflow is imported only when a run is asked for.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

ROAD = ("ogp_harvest", "ogp_inbox", "ogp_archive", "ogp_check", "ogp_publish")
"""The DAGs in the order in which their assets start them."""

ENDS_IN = 20
"""Seconds that Airflow has to end its parts before they are killed."""


@dataclass(frozen=True, slots=True)
class DagResult:
    """How one DAG run ended."""

    dag: str
    run: str
    """Airflow's run id."""
    failed_tasks: tuple[str, ...]
    """``task_id`` or ``task_id[map index]`` of each task that failed."""


def dags_folder() -> Path:
    """Folder of the DAG files: inside the installed package, or at the top of a checkout."""
    return _beside("dags")


def plugins_folder() -> Path:
    """Folder of the plugins, likewise."""
    return _beside("plugins")


def _beside(name: str) -> Path:
    package = Path(__file__).resolve().parent
    installed = package / f"_{name}"
    return installed if installed.is_dir() else package.parent / name


def environment(home: Path) -> dict[str, str]:
    """Airflow's settings for one machine: its own SQLite database below ``home``, our DAGs, nothing else."""
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags_folder()),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(plugins_folder()),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    }


def run_road(
    home: Path, conf: Mapping[str, Any], road: Sequence[str] = ROAD, say: Callable[[str], None] = lambda _line: None
) -> list[DagResult]:
    """Run the DAGs in order, each once, with ``conf`` as their parameters; ``say`` is told each one's end.

    What Airflow prints goes to ``<home>/road.log``. Call it once in a process: Airflow reads its settings at import.
    """
    os.environ.update(environment(home))
    home.mkdir(parents=True, exist_ok=True)
    results = []
    with (home / "road.log").open("a", encoding="utf-8") as log:
        with _into(log):
            bag = _dag_bag()
        for name in road:
            with _into(log):
                result = _run(bag.dags[name], conf)
            say(f"  {name}: {'red: ' + ', '.join(result.failed_tasks) if result.failed_tasks else 'done'}")
            results.append(result)
    return results


@contextmanager
def _into(log: TextIO) -> Iterator[None]:
    with redirect_stdout(log), redirect_stderr(log), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _dag_bag() -> Any:
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    bag = DagBag(str(dags_folder()))
    if bag.import_errors:
        raise RuntimeError("; ".join(f"{name}: {error}" for name, error in bag.import_errors.items()))
    return bag


def standalone(home: Path, port: int) -> int:
    """Airflow's scheduler, processor, triggerer and page on 127.0.0.1 until it is stopped; gives its exit code.

    ``airflow standalone`` starts its parts by name, so the folder of this Python's programs goes first on PATH.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = {
        **os.environ,
        **environment(home),
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    print(
        f"Airflow starts on http://127.0.0.1:{port} (about 20 seconds).\n"
        f"User admin; its password is in {home / 'simple_auth_manager_passwords.json.generated'}. Stop with Ctrl-C.",
        file=sys.stderr,
    )
    with subprocess.Popen([sys.executable, "-m", "airflow", "standalone"], env=settings, start_new_session=True) as process:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.default_int_handler)
        try:
            return process.wait()
        except KeyboardInterrupt:
            return _ended(process)


def _ended(leader: subprocess.Popen[bytes]) -> int:
    """End Airflow with all its parts, which it would leave behind itself; gives its exit code."""
    for each in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(leader.pid, each)
        for _ in range(ENDS_IN):
            leader.poll()
            if not _there(leader.pid):
                return leader.wait()
            time.sleep(1)
    return leader.wait()


def _there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _run(dag: Any, conf: Mapping[str, Any]) -> DagResult:
    for task in dag.tasks:
        task.retries = 0  # somebody waits at the terminal: say at once what is wrong
    run = dag.test(run_conf=dict(conf), logical_date=None)
    failed = [
        task.task_id if task.map_index < 0 else f"{task.task_id}[{task.rendered_map_index or task.map_index}]"
        for task in run.get_task_instances()
        if task.state == "failed"
    ]
    return DagResult(dag.dag_id, run.run_id, tuple(failed))
