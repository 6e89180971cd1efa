"""
### Publish: pages and tables for everybody

Writes the bilingual pages of each plan and the tables behind them (CSV, JSON, Parquet) from the last check.

**Triage.** A red `publish_plan` leaves the earlier pages standing, whole. The usual cause is a full disk or a site folder that
cannot be written (`OGP_SITE`).
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, get_current_context, task

from ogp_etl.dag_facts import FINDINGS, usual


@dag(
    dag_id="ogp_publish",
    schedule=[FINDINGS],
    **usual(__doc__, retries=1, minutes=2),
)
def ogp_publish() -> None:
    @task
    def plans() -> list[str]:
        """Plans whose cards are without fault."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return list(job.plans)

    @task(map_index_template="{{ plan }}")
    def publish_plan(plan: str) -> str:
        """Write the pages and tables of one plan; gives their folder."""
        from ogp_etl import pipeline

        context: dict[str, Any] = get_current_context()
        context["plan"] = plan
        with pipeline.open_for(context["params"]) as job:
            return job.publish(plan)

    @task
    def publish_index() -> str:
        """Write the page that lists all plans, whatever became of one of them."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.publish_index()

    # A teardown runs whatever became of the plans, and does not hide that one of them failed.
    publish_plan.expand(plan=plans()) >> publish_index().as_teardown(on_failure_fail_dagrun=True)


ogp_publish()
