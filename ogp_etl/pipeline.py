"""The story in order: due, harvest, archive, check, publish. Each verb works on ids and may be run twice, at once, or late.

The DAGs and the command line call these verbs and nothing below them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from ogp_etl.cards import DROPS, Plan, source_key
from ogp_etl.catalog import no_such_plan
from ogp_etl.errors import InputInvalid, OgpError
from ogp_etl.model import Board, Reading, Report
from ogp_etl.model.completeness import Matrix
from ogp_etl.model.reviewed import Review, Upcoming
from ogp_etl.settings import read_settings
from ogp_etl.steps import ahead, archive, check, dspace, harvest, publish, restoring, telling, verify
from ogp_etl.steps.order import batched
from ogp_etl.steps.workshop import Workshop

BATCH = 100
"""Captures deposited by one task; more only of one document."""


@dataclass
class Job:
    """One piece of work at one instant: the plans it is about, and the tools to do it with."""

    shop: Workshop
    plans: Mapping[str, Plan]
    broken: Mapping[str, InputInvalid]
    """Plans with faults in their cards: nothing is harvested for them, the others go on."""
    now: datetime
    run: str

    # --- harvest

    def due_hosts(self) -> list[str]:
        """Hosts with a source that is due, sorted."""
        return sorted({host for plan in self.plans.values() for host in harvest.due_hosts(self.shop, plan, self.now)})

    def inboxes(self) -> list[str]:
        """Drop folders and buckets, as ``plan/commitment/source``. They are always due, but never part of a replay: what
        lies there now was not there when it was recorded."""
        if self.shop.settings.replay:
            return []
        return [
            f"{plan.id}/{source_key(commitment, source)}"
            for plan in self.plans.values()
            for commitment, source in plan.sources()
            if source.collector in DROPS
        ]

    def harvest(self, place: str) -> list[str]:
        """Visit what is due at a host, or one inbox; gives the ids of the visits."""
        return [visit.id for visit in harvest.harvest(self.shop, self.plans.values(), place, self.now, self.run)]

    # --- archive

    def waiting_batches(self) -> list[dict[str, Any]]:
        """Captures that a repository does not hold yet, oldest first, in batches: ``{"repository", "captures"}``.

        The archive that keeps the records comes first; another repository gets what stands there.
        """
        return [
            {"repository": name, "captures": captures}
            for name in self.shop.repositories
            for captures in self._batched([one for plan in self.plans for one in self.shop.register.waiting(plan, name)])
        ]

    def deposit(self, batch: Mapping[str, Any]) -> int:
        """Package and deposit captures; gives how many stand now. Raises RepositoryFault after all were tried."""
        return archive.deposit(self.shop, self.plans, batch["repository"], batch["captures"], self.now)

    def deposit_all(self, batch: Mapping[str, Any]) -> tuple[int, list[OgpError]]:
        """The same; gives the faults in place of raising them."""
        return archive.deposit_all(self.shop, self.plans, batch["repository"], batch["captures"], self.now)

    def lost_batches(self) -> list[dict[str, Any]]:
        """Captures that the newest look found missing or altered in a repository, in batches: ``{"place", "captures"}``, with
        ``plan/repository`` as the place."""
        return [
            {"place": f"{plan}/{name}", "captures": captures}
            for plan in self.plans
            for name in self.shop.repository_names
            for captures in self._batched(restoring.lost(self.shop, plan, name))
        ]

    def _batched(self, captures: Sequence[str]) -> Iterator[list[str]]:
        """The captures of one document in one batch: batches may be worked on at once."""
        return batched(captures, self.shop.register.received(captures), BATCH)

    def put_back(self, batch: Mapping[str, Any], at: datetime) -> restoring.Restored:
        """Put back what was lost, from the spool or another repository, and look at it again; what a repository refuses is
        in the result. ``at``: as for ``verify``."""
        plan, _, repository = batch["place"].partition("/")
        return restoring.put_back(self.shop, self.plans[plan], repository, batch["captures"], self.now, at)

    def keep_records(self) -> int:
        """Archive the WARC files and the daily logs; gives how many lines were added."""
        return archive.keep_records(self.shop)

    def prepare_dspace(self, *, dry: bool) -> Iterator[str]:
        """Make what deposits in the DSpace need; a line for each thing done, or to be done. Raises SettingsInvalid,
        RepositoryFault."""
        return dspace.prepare(self.shop, self.plans.values(), dry=dry)

    # --- verify

    def deposit_places(self) -> list[str]:
        """Repositories that hold something of these plans, as ``plan/repository``."""
        return verify.places(self.shop, self.plans.values())

    def verify(self, place: str, at: datetime) -> verify.Looked:
        """Look at each deposit of a plan in one repository as anybody would. ``at``: this moment, never the instant of a
        replayed job: what was seen open proves a day of publication."""
        plan, _, repository = place.partition("/")
        return verify.verify(self.shop, self.plans[plan], repository, at)

    def wrong_deposits(self) -> list[str]:
        """What somebody must act on by the newest look at each deposit, one line each, worst first."""
        return [line for place in self.deposit_places() for line in verify.wrong(self.shop, *place.split("/", 1))]

    def look_at_dspace(self) -> Iterator[dict[str, Any]]:
        """What an operator should know of the DSpace: ``check``, ``level``, ``found`` and ``do`` by language."""
        return dspace.doctor(self.shop, list(self.plans.values()), self.now)

    # --- check

    def judge(self) -> list[str]:
        """Judge every plan and store the findings; gives the scopes as ``plan/commitment``."""
        return [scope for plan in self.plans.values() for scope in check.judge_plan(self.shop, plan, self.now, self.run)]

    def event(self, scope: str) -> tuple[dict[str, Any], Reading]:
        """What the event of one commitment (``plan/commitment``) says, and its figures."""
        plan, _, commitment = scope.partition("/")
        return telling.event(self.shop, self.plans[plan], commitment, self.now, self.run)

    def notify(self, channels: Mapping[str, str], send: telling.Send) -> telling.Told:
        """Tell every channel what it was not told yet. Raises NoticeFault after all were tried."""
        return telling.notify(self.shop, self.plans.values(), self.now, self.run, channels, send)

    def why_red(self) -> list[str]:
        """Why the gate is red, one line a cause: what the check before did not find. Empty: it is not."""
        found = [check.reds(self.shop, plan, self.now, self.run) for plan in self.plans.values()]
        causes = {
            "new breach of a running plan": [line for each in found for line in each.breaches],
            "a ruling ran out": [line for each in found for line in each.ran_out],
        }
        return [f"{cause}: {'; '.join(lines)}" for cause, lines in causes.items() if lines]

    def report(self, plan: str) -> tuple[Board, Report]:
        """Board and findings of one plan as of now; stores nothing."""
        case = self.case(plan)
        return case.board, case.report

    def case(self, plan: str, as_of: date | None = None) -> check.Case:
        """All that the verdicts on one plan rest on, and the verdicts, as of today or another day; stores nothing. As of a day
        to come it is supposed that nothing new comes."""
        return check.case(self.shop, self.plans[plan], self.now, as_of)

    def matrices(self, case: check.Case) -> list[Matrix]:
        """Completeness as of the case's day, the process first."""
        return ahead.completeness(case)

    def upcoming(self, case: check.Case, until: date) -> list[Upcoming]:
        """What is missed on the case's day or falls due up to ``until``, when nothing new comes."""
        return ahead.upcoming(case, until)

    def review(self, case: check.Case) -> Review:
        """The reviewer's view."""
        return ahead.reviewed(case, ahead.completeness(case))

    def figures(self, plan: str, names: Sequence[str]) -> dict[str, tuple[Sequence[str], list[tuple[Any, ...]]]]:
        """By name: columns and rows of the figures of the last check, asked of the register."""
        return {name: self.shop.register.figure(name, plan) for name in names}

    # --- publish

    def publish(self, plan: str) -> str:
        """Write the pages and tables of one plan; gives their folder."""
        return publish.publish(self.shop, self.plans[plan], self.now)

    def publish_index(self) -> str:
        """Write the page that lists the plans; gives its path."""
        return publish.publish_index(self.shop, self.now)

    def board_page(self) -> str:
        """The boards of all plans of this job as one HTML page."""
        return publish.board_page([(plan, self.report(plan.id)[0]) for plan in self.plans.values()], self.now)


@contextmanager
def open_job(plans: Sequence[str], *, now: datetime, run: str) -> Iterator[Job]:
    """A job on the named plans (none named: all), with the settings of the environment.

    Raises SettingsInvalid, InputInvalid when a named plan is not there or has faults, RegisterFault.
    """
    settings = read_settings()
    with Workshop(settings, now, run) as shop:
        known, broken = shop.plans
        for name in plans:
            if name in broken and len(plans) == 1:
                raise broken[name]
            if name not in known and name not in broken:
                raise no_such_plan(name, known, "the folder that holds it in OGP_PLANS")
        chosen = {name: known[name] for name in (plans or known) if name in known}
        faulty = {name: error for name, error in broken.items() if not plans or name in plans}
        yield Job(shop, chosen, faulty, now, run)


@contextmanager
def open_for(params: Mapping[str, Any], run: str = "") -> Iterator[Job]:
    """A job for a DAG task: ``params`` are the run's ``plans`` and ``now`` (ISO 8601; None: this moment)."""
    given = params.get("now")
    now = datetime.fromisoformat(given).astimezone(UTC) if given else datetime.now(UTC)
    with open_job(list(params.get("plans") or ()), now=now, run=run) as job:
        yield job
