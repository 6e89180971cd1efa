"""
### Check: would it pass its reviewer today?

Judges every plan by its rule sets, stores and archives the findings (never rewritten), emits one asset event for each
commitment with its verdicts and figures in `extra` and, where Airflow's metrics are on, the figures as gauges; then tells the
channels of `OGP_NOTIFY` what is due in 30, 14 and 3 days, what was missed, and that harvesting has fallen silent: each thing
once. A check that finds a breach succeeds and says so; the `gate` after it is what turns red.

**Triage.** A red `gate` names the rule, the commitment and the due day of each **new** breach of a running plan: tell the agency
in charge. It names each ruling of a person that ran out, too: have it made anew or taken back. It is green again the day
after, because the breach is then known; the board keeps showing it. A red `notify` names the channel that did not take its
notices: mend the connection or the address; the others got theirs, and the next run sends the rest. A red `judge` is a fault
in a card or in the register: its last line says which.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import (
    Asset,
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    TriggerRule,
    dag,
    get_current_context,
    task,
)
from airflow.sdk.exceptions import AirflowFailException

from ogp_etl.dag_facts import COMMITMENTS, DEPOSITS, FINDINGS, usual
from ogp_etl.settings import schedule_zone


@dag(
    dag_id="ogp_check",
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("0 8 * * *", timezone=schedule_zone()), assets=[DEPOSITS]),
    **usual(__doc__, retries=1, minutes=2),
)
def ogp_check() -> None:
    @task(outlets=[FINDINGS])
    def judge() -> list[str]:
        """Ask every rule of every plan and store the findings; gives the commitments as `plan/number`."""
        from ogp_etl import pipeline

        context: dict[str, Any] = get_current_context()
        with pipeline.open_for(context["params"], run=context["run_id"]) as job:
            return job.judge()

    @task(map_index_template="{{ scope }}", outlets=[COMMITMENTS])
    def emit(scope: str) -> None:
        """One asset event for each commitment, with its verdicts and figures in `extra`, and the figures as gauges."""
        from ogp_etl import pipeline
        from ogp_etl.dag_metrics import gauges

        context: dict[str, Any] = get_current_context()
        context["scope"] = scope
        with pipeline.open_for(context["params"], run=context["run_id"]) as job:
            extra, reading = job.event(scope)
        context["outlet_events"][COMMITMENTS].add(Asset(name=f"ogp/{scope}", uri=f"ogp://commitments/{scope}"), extra=extra)
        gauges(extra["plan"], reading)

    @task(trigger_rule=TriggerRule.NONE_FAILED, retries=0)
    def gate() -> None:
        """Red when the check found a breach of a running plan that the check before it did not find, or a ruling that ran out."""
        from ogp_etl import pipeline

        context: dict[str, Any] = get_current_context()
        with pipeline.open_for(context["params"], run=context["run_id"]) as job:
            causes = job.why_red()
        if causes:
            raise AirflowFailException("; ".join(causes))

    @task(retries=3)
    def notify() -> int:
        """Tell each channel what it was not told yet; gives how many notices were taken."""
        from ogp_etl import pipeline
        from ogp_etl.dag_notices import OgpNotifier, configured

        context: dict[str, Any] = get_current_context()
        with pipeline.open_for(context["params"], run=context["run_id"]) as job:
            return job.notify(configured(), lambda place, message: OgpNotifier([place], message)(context)).sent

    @task
    def keep_records() -> int:
        """Archive the logs of findings, visits and notices."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.keep_records()

    scopes = judge()
    emit.expand(scope=scopes) >> gate()
    # A teardown runs whatever became of the notices, and does not hide that a channel failed.
    scopes >> notify() >> keep_records().as_teardown(on_failure_fail_dagrun=True)


ogp_check()
