"""
### Archive: what waits goes into the repository

Packages every accepted capture that the repository does not hold yet, deposits it, reads it back, and then writes the WARC
files and the daily logs there too, so that the register can be made again from the archive alone.

**Triage.** A red `deposit` names the file and what the repository answered. Nothing is lost: the bodies wait in the spool and
the next run takes them up where this one stopped. Two runs at once, or one twice, leave the same deposits.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, get_current_context, task

from ogp_etl.dag_facts import CAPTURES, DEPOSITS, usual


@dag(
    dag_id="ogp_archive",
    schedule=[CAPTURES],
    **usual(__doc__, retries=2, minutes=5),
)
def ogp_archive() -> None:
    @task
    def batches() -> list[dict[str, Any]]:
        """Captures that a repository does not hold yet, oldest first."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.waiting_batches()

    @task
    def deposit(batch: dict[str, Any]) -> int:
        """Deposit one batch and read it back; gives how many captures stand now."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.deposit(batch)

    @task(outlets=[DEPOSITS])
    def keep_records() -> int:
        """Archive the recorded exchanges (WARC) and the daily logs, whatever became of the deposits."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.keep_records()

    # A teardown runs whatever became of the deposits, and does not hide that one of them failed.
    deposit.expand(batch=batches()) >> keep_records().as_teardown(on_failure_fail_dagrun=True)


ogp_archive()
