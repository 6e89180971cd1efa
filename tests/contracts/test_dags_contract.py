"""What every DAG keeps to: it parses alone, explains itself, and passes only ids."""

import ast
import json
import os
import subprocess
import sys

import pytest

from ogp_etl.local_airflow import ROAD, dags_folder, environment

FILES = sorted(dags_folder().glob("*.py"))
INSPECT = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
print("FACTS" + json.dumps({
    "errors": bag.import_errors,
    "dags": {
        dag.dag_id: {
            "doc": dag.doc_md, "tags": sorted(dag.tags), "catchup": dag.catchup, "runs": dag.max_active_runs,
            "tasks": {
                task.task_id: {
                    "retries": task.retries,
                    "then": sorted(task.downstream_task_ids),
                    "outlets": sorted(one.name for one in task.outlets),
                }
                for task in dag.tasks
            },
            "starts": sorted(asset.name for asset in getattr(dag.schedule, "objects", [dag.schedule]) if hasattr(asset, "uri")),
        } for dag in bag.dags.values()
    },
}))
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    home = tmp_path_factory.mktemp("airflow")
    told = subprocess.run(
        [sys.executable, "-c", INSPECT, str(dags_folder())],
        env=os.environ | environment(home),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(next(line for line in told.stdout.splitlines() if line.startswith("FACTS")).removeprefix("FACTS"))


def test_all_dags_parse_and_are_those_of_the_road_and_the_weekly_look(facts):
    assert (facts["errors"], sorted(facts["dags"])) == ({}, sorted([*ROAD, "ogp_verify"]))


def test_every_dag_tells_what_to_do_when_it_is_red(facts):
    assert [name for name, dag in facts["dags"].items() if "**Triage.**" not in dag["doc"]] == []


def test_every_dag_runs_once_at_a_time_and_never_catches_up(facts):
    assert {(dag["runs"], dag["catchup"], "ogp" in dag["tags"]) for dag in facts["dags"].values()} == {(1, False, True)}


def test_every_task_but_the_gates_tries_again(facts):
    tasks = [(task, facts_["retries"]) for dag in facts["dags"].values() for task, facts_ in dag["tasks"].items()]
    assert sorted(task for task, retries in tasks if retries == 0) == ["gate", "gate"]


def test_what_a_look_found_lost_is_put_back_by_the_archive_that_starts_after_it(facts):
    archive, looks = facts["dags"]["ogp_archive"], facts["dags"]["ogp_verify"]
    assert looks["tasks"]["keep_records"]["outlets"] == ["ogp-looks"]
    assert archive["starts"] == ["ogp-captures", "ogp-looks"]
    ends = {name: task["then"] for name, task in archive["tasks"].items()}
    assert (ends["lost"], ends["put_back"]) == (["put_back"], ["keep_records"])
    assert ends["deposit"] == ["keep_records"]  # and waits for nothing that is put back


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_dag_file_imports_only_airflow_and_our_package(file):
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= {"__future__", "airflow", "datetime", "ogp_etl", "typing"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_task_is_given_a_text_that_airflow_would_render(file):
    """A string constant handed to a task is a Jinja template to Airflow; ours hand on only what other tasks returned."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    expanded = [
        keyword.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("expand", "partial")
        for keyword in node.keywords
    ]
    assert expanded
    assert all(isinstance(value, ast.Call | ast.Name) for value in expanded)
