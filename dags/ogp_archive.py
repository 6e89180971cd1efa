"""
### Archive: what waits goes into the repository

Packages every accepted capture that the repository does not hold yet, deposits it, reads it back, and then writes the WARC
files and the daily logs there too, so that the register can be made again from the archive alone. What the newest look
(`ogp_verify`) found missing or altered is put back from the spool or another repository, and looked at again.

**Triage.** A red `deposit` names the file and what the repository answered. Nothing is lost: the bodies wait in the spool and
the next run takes them up where this one stopped. Two runs at once, or one twice, leave the same deposits. A red `put_back`
means that a repository did not answer; the next run tries again. What it could not put back for another reason stands in its
log as *not put back*, with what to do, and stays an alarm of the board until a person has acted.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import dag, get_current_context, task

from ogp_etl.dag_facts import CAPTURES, DEPOSITS, LOOKS, usual


@dag(
    dag_id="ogp_archive",
    schedule=CAPTURES | LOOKS,
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

    @task
    def lost() -> list[dict[str, Any]]:
        """Captures that the newest look did not find whole in a repository that should hold them."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.lost_batches()

    @task
    def put_back(batch: dict[str, Any]) -> int:
        """Put one batch back, and look at it again; gives how many stand as they should. The log has a line for each."""
        from ogp_etl import pipeline
        from ogp_etl.errors import RepositoryFault

        with pipeline.open_for(get_current_context()["params"]) as job:
            restored = job.put_back(batch, datetime.now(UTC))
        restored.log()
        if restored.waiting:
            raise RepositoryFault("\n".join(restored.waiting))
        return len(restored.done)

    @task(outlets=[DEPOSITS])
    def keep_records() -> int:
        """Archive the recorded exchanges (WARC) and the daily logs, whatever became of the deposits."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.keep_records()

    # A teardown runs whatever became of the deposits, and does not hide that one of them failed.
    stored = [deposit.expand(batch=batches()), put_back.expand(batch=lost())]
    stored >> keep_records().as_teardown(on_failure_fail_dagrun=True)


ogp_archive()
