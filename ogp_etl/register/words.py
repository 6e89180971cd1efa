"""What persons say: of documents, of verdicts; and what channels were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ogp_etl.model import Notice, Objection, Ruling, Subject
from ogp_etl.register import rows, sayings, store, tables, told
from ogp_etl.register.opened import Opened, add, ask


class Words(Opened):
    """Attestations, rulings, objections, notices."""

    def knows(self, plan: str, document: str) -> bool:
        """Whether a source of the plan has shown this document."""
        asked = select(tables.document.c.id).where(tables.document.c.plan == plan, tables.document.c.id == document)
        with store.transaction(self._engine) as connection:
            return connection.execute(asked).first() is not None

    def attest(self, row: Mapping[str, Any]) -> None:
        """Add what a named person says of a document: ``id, plan, document, field, value, person, reason, made, until``
        (``made`` an instant, ``until`` a day or None)."""
        values = {**row, "made": rows.epoch(row["made"]), "until": rows.iso(row["until"])}
        with store.transaction(self._engine) as connection:
            add(connection, tables.attestation, [values])

    def attestations(self, plan: str, as_of: date) -> dict[tuple[str, str], dict[str, Any]]:
        """The newest attestation by (document id, field) that still holds on the day."""
        with store.transaction(self._engine) as connection:
            asked = ask(connection, "attestations", {"plan": plan, "as_of": as_of.isoformat()})
            return {(row["document"], row["field"]): dict(row) for row in asked}

    # --- what persons say of verdicts

    def rule(self, plan: str, ruling: Ruling) -> None:
        """Add a ruling."""
        with store.transaction(self._engine) as connection:
            sayings.rule(connection, plan, ruling)

    def rulings(self, plan: str) -> list[Ruling]:
        """Every ruling on a plan's verdicts, oldest first; also those that have expired or were replaced."""
        with store.transaction(self._engine) as connection:
            return sayings.rulings(connection, plan)

    def dispute(self, plan: str, objection: Objection) -> None:
        """Add an objection; its answer is not stored with it, see ``answer``."""
        with store.transaction(self._engine) as connection:
            sayings.dispute(connection, plan, objection)

    def objections(self, plan: str) -> list[Objection]:
        """Every objection to a plan's verdicts, oldest first, with the first answer to each."""
        with store.transaction(self._engine) as connection:
            return sayings.objections(connection, plan)

    def disputed_plan(self, objection: str) -> str | None:
        """The plan whose verdict an objection disputes; None when there is no such objection."""
        with store.transaction(self._engine) as connection:
            return sayings.plan_of(connection, objection)

    def answer(self, row: Mapping[str, Any]) -> None:
        """Add an answer to an objection: ``id, objection, person, answer, made`` (``made`` an instant)."""
        with store.transaction(self._engine) as connection:
            sayings.answer(connection, dict(row))

    def earlier_expired(self, plan: str, made: int) -> list[dict[str, Any]]:
        """Rows of ``sql/queries/earlier_expired.sql``."""
        with store.transaction(self._engine) as connection:
            return [dict(row) for row in ask(connection, "earlier_expired", {"plan": plan, "made": made})]

    # --- notices

    def told(self, plan: str, channel: str) -> dict[Subject, int]:
        """What a channel was told of a plan: by subject the last mark (days before the due day, 0 for missed)."""
        with store.transaction(self._engine) as connection:
            return told.told(connection, plan, channel)

    def notified(self, notices: Sequence[Notice], channel: str, run: str, sent: datetime) -> None:
        """Remember notices that the channel took."""
        with store.transaction(self._engine) as connection:
            add(connection, tables.notice, told.notice_rows(notices, channel, run, sent))

    def last_good(self, plan: str) -> dict[tuple[str, str], date]:
        """By (rule, scope): the last day for which a check found neither that it was missed nor that nobody can say."""
        with store.transaction(self._engine) as connection:
            return told.last_good(connection, plan)
