"""
### Harvest: due sources, host by host

Walks every source that is due, one mapped task a host, so that politeness to a site is the order inside one task.
Each attempt leaves a row in the register, also the empty and the failed ones.

**Triage.** A red `harvest_host` means that *our* machine could not go on (disk full, register locked); its log's last line
says what to do, and the next run finishes the rest. A site that is down, blocks us or has changed its layout does **not**
turn a task red: look at the board (`ogp-etl check`), column *last attempt*, and at the alarms below it.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, get_current_context, task

from ogp_etl.dag_facts import CAPTURES, usual
from ogp_etl.settings import schedule_zone


@dag(
    dag_id="ogp_harvest",
    schedule=CronTriggerTimetable("30 5 * * *", timezone=schedule_zone()),
    **usual(__doc__, retries=2, minutes=5),
)
def ogp_harvest() -> None:
    @task
    def due_hosts() -> list[str]:
        """Hosts with a source that is due for a visit."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.due_hosts()

    @task(map_index_template="{{ host }}", outlets=[CAPTURES])
    def harvest_host(host: str) -> list[str]:
        """Visit the due sources of one host, one after another; gives the ids of the visits."""
        from ogp_etl import pipeline

        context: dict[str, Any] = get_current_context()
        context["host"] = host
        with pipeline.open_for(context["params"], run=context["run_id"]) as job:
            return job.harvest(host)

    harvest_host.expand(host=due_hosts())


ogp_harvest()
