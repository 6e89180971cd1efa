"""
### Verify: can anybody still read what was deposited?

Once a week looks at every deposit in every repository from outside, without a log-in: is it there, open, not withdrawn, with
the size and digest that were deposited, offered to harvesters; and is what is held back still closed?

**Triage.** A red `gate` names each deposit that somebody must act on, the worst first. `leaking` is urgent: something that is
held back can be read by anybody; close it first, then look who opened it. `withdrawn` and `closed`: ask the repository's
administrator. `missing` and `altered`: `ogp_archive` runs next and puts them back from the spool or another repository; look in
the log of its `put_back` whether it could, and find out who deleted or changed them. A repository that does not answer turns
`verify` red; nothing is concluded from that.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from ogp_etl.dag_facts import LOOKS, usual
from ogp_etl.settings import schedule_zone


@dag(
    dag_id="ogp_verify",
    schedule=CronTriggerTimetable("0 4 * * 6", timezone=schedule_zone()),
    **usual(__doc__, retries=2, minutes=30),
)
def ogp_verify() -> None:
    @task
    def places() -> list[str]:
        """Repositories that hold something, as `plan/repository`."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.deposit_places()

    @task(map_index_template="{{ place }}")
    def verify(place: str) -> None:
        """Look at each deposit of one plan in one repository, and remember what was found."""
        from ogp_etl import pipeline

        context: dict[str, Any] = get_current_context()
        context["place"] = place
        with pipeline.open_for(context["params"]) as job:
            job.verify(place, datetime.now(UTC)).must_be_answered()

    @task(trigger_rule="none_failed", retries=0)
    def gate() -> None:
        """Red when a deposit is not as it should be: gone, closed, altered, or open though it is held back."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            wrong = job.wrong_deposits()
        if wrong:
            raise AirflowFailException("\n".join(wrong))

    @task(trigger_rule="all_done", outlets=[LOOKS])
    def keep_records() -> int:
        """Archive the log of verifications, whatever was found."""
        from ogp_etl import pipeline

        with pipeline.open_for(get_current_context()["params"]) as job:
            return job.keep_records()

    looked = verify.expand(place=places())
    looked >> [gate(), keep_records()]


ogp_verify()
