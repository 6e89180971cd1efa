"""
### Archive: what waits goes into the repository

Packages every accepted capture that the repository does not hold yet, deposits it, reads it back, and then writes the WARC
files and the daily logs there too, so that the register can be made again from the archive alone.

**Triage.** A red `deposit` names the file and what the repository answered. Nothing is lost: the bodies wait in the spool and
the next run takes them up where this one stopped. Two runs at once, or one twice, leave the same deposits.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, Param, dag, get_current_context, task

CAPTURES = Asset(name="ogp-captures", uri="ogp://captures")
DEPOSITS = Asset(name="ogp-deposits", uri="ogp://deposits")


@dag(
    dag_id="ogp_archive",
    schedule=[CAPTURES],
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["ogp"],
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
    params={
        "plans": Param([], type="array", description="Plan ids; empty: all"),
        "now": Param(None, type=["null", "string"], description="Instant to work at (ISO 8601); empty: now"),
    },
)
def ogp_archive() -> None:
    @task
    def batches() -> list[list[str]]:
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.waiting_batches()

    @task
    def deposit(captures: list[str]) -> int:
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.deposit(captures)

    @task(outlets=[DEPOSITS])
    def keep_records() -> int:
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.keep_records()

    # A teardown runs whatever became of the deposits, and does not hide that one of them failed.
    deposit.expand(captures=batches()) >> keep_records().as_teardown(on_failure_fail_dagrun=True)


ogp_archive()
