"""
### Inbox: what ministries dropped

Lists the drop folders and buckets that the cards name, takes in what is new or changed, and remembers the rest.
A file that is still being written is left for the next run.

**Triage.** As for `ogp_harvest`: a red task is a fault of our machine or settings (`OGP_DROPS`, the credentials of the drop
buckets). A folder that cannot be read shows on the board as the source's last attempt.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import dag, get_current_context, task

from ogp_etl.dag_facts import CAPTURES, usual


@dag(
    dag_id="ogp_inbox",
    schedule=timedelta(minutes=15),
    **usual(__doc__, retries=1, minutes=2),
)
def ogp_inbox() -> None:
    @task
    def inboxes() -> list[str]:
        """Drop folders and buckets that the cards name."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.inboxes()

    @task(map_index_template="{{ inbox }}", outlets=[CAPTURES])
    def take_in(inbox: str) -> list[str]:
        """Take in what is new or changed in one of them; gives the ids of the visits."""
        from ogp_etl import pipeline

        context: dict[str, Any] = get_current_context()
        context["inbox"] = inbox
        with pipeline.open_for(context["params"], run=context["run_id"]) as job:
            return job.harvest(inbox)

    take_in.expand(inbox=inboxes())


ogp_inbox()
