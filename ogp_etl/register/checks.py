"""What a check reads and leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from ogp_etl.model import EvidenceRow, Outstanding, SourceState, WarcRef
from ogp_etl.model.completeness import Matrix
from ogp_etl.register import facts, figures, rows, store, tables, told
from ogp_etl.register.opened import Opened, add, ask, plain


class Checks(Opened):
    """Facts to be judged, and findings."""

    def judged_days(self, plan: str) -> dict[date, datetime]:
        """The days for which a plan was judged, each with the instant of its newest check."""
        with store.transaction(self._engine) as connection:
            return told.judged_days(connection, plan)

    def findings_of_day(self, plan: str, day: date) -> list[str]:
        """What the newest check for a day found of a plan: each finding as JSON text, in the order of the check."""
        with store.transaction(self._engine) as connection:
            return told.findings_of_day(connection, plan, day)

    def evidence(self, plan: str) -> list[dict[str, Any]]:
        """Rows of ``sql/queries/evidence.sql``."""
        with store.transaction(self._engine) as connection:
            return [plain(row) for row in ask(connection, "evidence", {"plan": plan})]

    def last_whole_visits(self, plan: str) -> dict[str, datetime]:
        """By source key: the last visit without fault. A source that never had one is absent."""
        with store.transaction(self._engine) as connection:
            asked = ask(connection, "last_visits", {"plan": plan})
            return {row["source"]: rows.known_instant(row["last_whole"]) for row in asked}

    def source_states(self, plan: str) -> dict[str, SourceState]:
        """By source key; a source that was never tried is absent."""
        with store.transaction(self._engine) as connection:
            not_taken: dict[str, list[str]] = {}
            for row in ask(connection, "not_taken", {"plan": plan}):
                not_taken.setdefault(row["source"], []).append(row["url"])
            return {
                row["source"]: SourceState(
                    source=row["source"],
                    commitment=row["source"].partition("/")[0],
                    last_whole=rows.instant(row["last_whole"]),
                    last_visit=rows.instant(row["last_visit"]),
                    last_reason=row["last_reason"] or "",
                    last_new=rows.instant(row["last_new"]),
                    last_attempt=rows.instant(row["last_attempt"]),
                    last_outcome=": ".join(part for part in (row["last_outcome"], row["last_failure"]) if part),
                    not_taken=tuple(not_taken.get(row["source"], ())),
                )
                for row in ask(connection, "sources", {"plan": plan})
            }

    def found(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Add findings: ``id, run, plan, as_of, made, rule, scope, severity, verdict, due, body`` (``as_of``, ``due`` days,
        ``made`` an instant, ``body`` the finding as JSON text). Never rewritten."""
        values = [
            {**row, "as_of": rows.iso(row["as_of"]), "made": rows.epoch(row["made"]), "due": rows.iso(row["due"])}
            for row in findings
        ]
        with store.transaction(self._engine) as connection:
            add(connection, tables.finding, values)

    def findings(self, plan: str, run: str) -> list[dict[str, Any]]:
        """What one run found of a plan: ``began, made`` (epoch seconds), ``rule, scope, severity, verdict, due, body``. Of a run
        that judged twice what it found last; ``began`` is when it first did."""
        with store.transaction(self._engine) as connection:
            return [dict(row) for row in ask(connection, "findings_of_run", {"plan": plan, "run": run})]

    def attempt_counts(self, plan: str) -> list[dict[str, Any]]:
        """Rows of ``sql/queries/attempt_counts.sql``."""
        with store.transaction(self._engine) as connection:
            return [dict(row) for row in ask(connection, "attempt_counts", {"plan": plan})]

    def warc_records(self, plan: str) -> dict[str, WarcRef]:
        """By capture id: where the response record of its attempt stands. Captures of drop folders are absent."""
        with store.transaction(self._engine) as connection:
            return {
                row["id"]: WarcRef(row["warc_file"], row["warc_offset"], row["warc_record"])
                for row in ask(connection, "warc_records", {"plan": plan})
            }

    def watched_since(self, plan: str) -> datetime | None:
        """When a source of the plan was first visited; None when none ever was."""
        with store.transaction(self._engine) as connection:
            asked = select(func.min(tables.visit.c.started)).where(tables.visit.c.plan == plan)
            return rows.instant(connection.execute(asked).scalar())

    def keep_facts(self, plan: str, as_of: date, evidence: Iterable[EvidenceRow], told: facts.Told | None = None) -> None:
        """Keep the rows that are judged, in the place of those of the judging before: findings and figures are asked of them.
        ``told``: which of them tell as much as all; None: nobody chose."""
        with store.transaction(self._engine) as connection:
            facts.keep(connection, plan, as_of, evidence, told)

    def keep_asked(self, plan: str, matrices: Iterable[Matrix], outstanding: Iterable[Outstanding]) -> None:
        """Keep what a check expected of a plan and what it found outstanding, for the figures that count these."""
        with store.transaction(self._engine) as connection:
            figures.keep_asked(connection, plan, matrices, outstanding)

    @contextmanager
    def kept_facts(self, plan: str) -> Iterator[facts.Kept | None]:
        """The rows that were kept last, as they stand while the block lasts; None when there never were any."""
        with store.transaction(self._engine) as connection:
            yield facts.kept(connection, plan)

    def figure(self, name: str, plan: str) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
        """Names of the columns and the rows of one figure (``sql/queries/figure_<name>.sql``); days are ISO 8601."""
        with store.transaction(self._engine) as connection:
            return figures.ask(connection, name, plan)

    def earlier_verdicts(self, plan: str, made: int) -> dict[tuple[str, str], str]:
        """By (rule, scope): the verdicts of the newest check made before ``made`` (epoch seconds); empty when there was none."""
        with store.transaction(self._engine) as connection:
            asked = ask(connection, "earlier_verdicts", {"plan": plan, "made": made})
            return {(row["rule"], row["scope"]): row["verdict"] for row in asked}
