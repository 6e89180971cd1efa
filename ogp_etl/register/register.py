"""The verbs of the register."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from ogp_etl.model import (
    Attempt,
    Capture,
    Deposit,
    Document,
    EvidenceRow,
    Memory,
    Notice,
    Objection,
    Ruling,
    Seen,
    SourceState,
    Subject,
    Validators,
    Verification,
    Visit,
    WarcRef,
)
from ogp_etl.register import bodies, figures, rows, sayings, store, tables, told


class Register:
    """What was tried, seen, held, deposited, attested and found, in one database.

    Safe to use from several processes at once; every method is one transaction. Every method may raise ``RegisterFault``
    (locked, full, missing, of another version) with what to do.
    """

    def __init__(self, url: str) -> None:
        """``url``: ``sqlite:///<path>`` or ``postgresql+psycopg://…``. Nothing is opened yet."""
        self._engine = store.open_engine(url)

    def migrate(self) -> None:
        """Make the register, or bring it to this version."""
        store.migrate(self._engine)

    def prepare(self) -> None:
        """Make a SQLite register that is not there yet; raise RegisterFault when this is one of another version."""
        if store.is_new_file(self._engine):
            self.migrate()
        store.check_version(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    # --- what a visit reads and writes

    def memory(self, plan: str, source: str) -> Memory:
        """What is remembered of one source."""
        with store.transaction(self._engine) as connection:
            values = {"plan": plan, "source": source}
            seen = {
                row["url"]: Seen(
                    url=row["url"],
                    document=row["document"],
                    at=rows.known_instant(row["ended"]),
                    sha256=row["sha256"],
                    validators=Validators(row["etag"], row["last_modified"]),
                    media_type=row["media_type"],
                    charset=row["charset"],
                    final_url=row["final_url"],
                )
                for row in _ask(connection, "memory", values)
            }
            captures = {row["document"]: rows.capture_of(row) for row in _ask(connection, "current_captures", values)}
            documents = {row["id"]: rows.instant(row["unseen_at"]) for row in _ask(connection, "known_documents", values)}
            whole = select(func.max(tables.visit.c.ended)).where(
                tables.visit.c.plan == plan, tables.visit.c.source == source, tables.visit.c.whole == 1
            )
            last = connection.execute(whole).scalar()
        return Memory(seen=seen, captures=captures, documents=documents, last_whole=rows.instant(last))

    def take(
        self,
        *,
        attempts: Sequence[Attempt] = (),
        documents: Sequence[Document] = (),
        captures: Sequence[Capture] = (),
        visits: Sequence[Visit] = (),
    ) -> None:
        """Add rows, all or none. A document or capture that is there already stays as it is (two workers, a re-run)."""
        with store.transaction(self._engine) as connection:
            _add(connection, tables.document, [rows.document_row(document) for document in documents])
            _add(connection, tables.attempt, [rows.attempt_row(attempt) for attempt in attempts])
            _add(connection, tables.capture, [rows.capture_row(capture) for capture in captures])
            _add(connection, tables.visit, [rows.visit_row(visit) for visit in visits])

    # --- archive

    def waiting(self, plan: str, repository: str) -> list[str]:
        """Ids of accepted captures that the repository does not hold yet, oldest first."""
        with store.transaction(self._engine) as connection:
            values = {"plan": plan, "repository": repository}
            return [row["id"] for row in _ask(connection, "waiting_captures", values)]

    def capture(self, capture: str) -> tuple[Document, Capture, dict[str, Any]]:
        """A capture with its document and the row of the attempt that fetched it. KeyError when there is none."""
        with store.transaction(self._engine) as connection:
            found = connection.execute(select(tables.capture).where(tables.capture.c.id == capture)).mappings().one_or_none()
            if found is None:
                raise KeyError(capture)
            version = rows.capture_of(found)
            document = connection.execute(select(tables.document).where(tables.document.c.id == version.document))
            attempt = connection.execute(select(tables.attempt).where(tables.attempt.c.id == version.attempt))
            fetched = attempt.mappings().one_or_none()
            return rows.document_of(document.mappings().one()), version, _plain(fetched) if fetched is not None else {}

    def holds(self, capture: str) -> bool:
        """Whether there is a capture with this id."""
        asked = select(tables.capture.c.id).where(tables.capture.c.id == capture)
        with store.transaction(self._engine) as connection:
            return connection.execute(asked).first() is not None

    def deposited(self, deposits: Sequence[Deposit]) -> None:
        """Remember deposits that were read back; one that is known already stays as it is, unless it stands elsewhere now."""
        added = [rows.deposit_row(deposit) for deposit in deposits]
        with store.transaction(self._engine) as connection:
            _add(connection, tables.deposit, added, key=("evidence", "repository"))
            _move(connection, added)

    def moved(self, deposit: Deposit) -> None:
        """Remember where a deposit stands now; nothing happens when it is not known."""
        with store.transaction(self._engine) as connection:
            _move(connection, [rows.deposit_row(deposit)])

    def deposits(self, plan: str, repository: str) -> dict[str, Deposit]:
        """Deposits of a plan in one repository, by capture id."""
        asked = (
            select(tables.deposit)
            .join(tables.capture, tables.deposit.c.evidence == tables.capture.c.id)
            .join(tables.document, tables.capture.c.document == tables.document.c.id)
            .where(tables.document.c.plan == plan, tables.deposit.c.repository == repository)
        )
        with store.transaction(self._engine) as connection:
            return {row["evidence"]: rows.deposit_of(row) for row in connection.execute(asked).mappings()}

    def spent_bodies(self, candidates: Iterable[str], repository: str, unarchived: Collection[str]) -> set[str]:
        """Those of the digests whose bytes stand safely elsewhere and are needed here no more: all their captures are in the
        repository, or they were kept in a WARC file that is not among ``unarchived``; and neither the newest version of a
        document nor the next conditional request is among them."""
        with store.transaction(self._engine) as connection:
            return bodies.spent(connection, candidates, repository, unarchived)

    def verified(self, verifications: Sequence[Verification]) -> None:
        """Remember what was found in the repositories."""
        with store.transaction(self._engine) as connection:
            _add(connection, tables.verification, [rows.verification_row(one) for one in verifications])

    def verifications(self, plan: str, repository: str) -> dict[str, Verification]:
        """The newest verification of each deposit of a plan in one repository, by capture id."""
        with store.transaction(self._engine) as connection:
            values = {"plan": plan, "repository": repository}
            return {row["evidence"]: rows.verification_of(row) for row in _ask(connection, "last_verifications", values)}

    def first_open(self, plan: str) -> dict[str, datetime]:
        """By capture id: the first instant at which anybody read it from one of our repositories (docs/judging.md §2)."""
        with store.transaction(self._engine) as connection:
            found = _ask(connection, "first_open", {"plan": plan})
            return {row["evidence"]: rows.known_instant(row["first_at"]) for row in found}

    def shut_since(self, plan: str, repositories: Collection[str]) -> dict[str, datetime]:
        """By capture id, of those that anybody could once read: since when none of our repositories lets anybody read it. One
        that is open in some repository, or was never open, is absent.

        ``repositories``: names of those in use. In one that was given up nobody looks any more: what was last seen open there
        counts as open until that look, and no longer.
        """
        with store.transaction(self._engine) as connection:
            ends: dict[str, list[int | None]] = {}
            for row in _ask(connection, "shut_since", {"plan": plan}):
                given_up = row["repository"] not in repositories
                end = row["last_good"] if given_up and row["first_bad"] is None else row["first_bad"]
                ends.setdefault(row["evidence"], []).append(end)
        return {
            evidence: rows.known_instant(max(known))
            for evidence, found in ends.items()
            if len(known := [end for end in found if end is not None]) == len(found)
        }

    # --- claims

    def claim(self, name: str, holder: str, now: int, until: int) -> str | None:
        """Take a name for a while (epoch seconds); None when it is ours now, else who has it. What ended is taken over."""
        with store.transaction(self._engine) as connection:
            table = tables.claim
            ended = delete(table).where(table.c.name == name, or_(table.c.until < now, table.c.holder == holder))
            connection.execute(ended)
            _add(connection, table, [{"name": name, "holder": holder, "until": until}], key=("name",))
            found = connection.execute(select(table.c.holder).where(table.c.name == name)).scalar_one()
            return None if found == holder else str(found)

    def release(self, name: str, holder: str) -> None:
        """Give a name back; nothing happens when it is not ours."""
        with store.transaction(self._engine) as connection:
            connection.execute(delete(tables.claim).where(tables.claim.c.name == name, tables.claim.c.holder == holder))

    def warc_files(self) -> set[str]:
        """Names of all WARC files that attempts refer to."""
        asked = select(tables.attempt.c.warc_file).where(tables.attempt.c.warc_file.is_not(None)).distinct()
        with store.transaction(self._engine) as connection:
            return set(connection.execute(asked).scalars())

    @property
    def logs(self) -> tuple[str, ...]:
        """Names of the logs that the archive keeps of this register."""
        return tuple(table.name for table, _ in tables.LOGGED)

    def unlogged(self) -> dict[tuple[str, date], list[bytes]]:
        """Rows that the archive's logs do not hold yet: by log name and UTC day, one JSON line each, in order."""
        waiting: dict[tuple[str, date], list[bytes]] = {}
        with store.transaction(self._engine) as connection:
            for table, clock in tables.LOGGED:
                asked = select(table).where(table.c.logged == 0).order_by(table.c.seq)
                for row in connection.execute(asked).mappings():
                    day = datetime.fromtimestamp(row[clock], UTC).date()
                    line = json.dumps(_plain(row), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                    waiting.setdefault((table.name, day), []).append(line.encode())
        return waiting

    def logged(self, name: str, lines: Iterable[bytes]) -> None:
        """Mark rows as standing in the archive's logs."""
        table = _logged_table(name)
        ids = [json.loads(line)["id"] for line in lines]
        with store.transaction(self._engine) as connection:
            for start in range(0, len(ids), 500):
                part = ids[start : start + 500]
                connection.execute(update(table).where(table.c.id.in_(part)).values(logged=1))

    def restore(self, name: str, lines: Iterable[bytes]) -> int:
        """Add rows from an archived log; rows that are there stay. Returns how many were read."""
        table = _logged_table(name)
        known = {column.name for column in table.columns} - {"seq", "logged"}
        restored = [{key: value for key, value in json.loads(line).items() if key in known} | {"logged": 1} for line in lines]
        with store.transaction(self._engine) as connection:
            _add(connection, table, restored)
        return len(restored)

    # --- attestations

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
            _add(connection, tables.attestation, [values])

    def attestations(self, plan: str, as_of: date) -> dict[tuple[str, str], dict[str, Any]]:
        """The newest attestation by (document id, field) that still holds on the day."""
        with store.transaction(self._engine) as connection:
            asked = _ask(connection, "attestations", {"plan": plan, "as_of": as_of.isoformat()})
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
            return [dict(row) for row in _ask(connection, "earlier_expired", {"plan": plan, "made": made})]

    # --- notices

    def told(self, plan: str, channel: str) -> dict[Subject, int]:
        """What a channel was told of a plan: by subject the last mark (days before the due day, 0 for missed)."""
        with store.transaction(self._engine) as connection:
            return told.told(connection, plan, channel)

    def notified(self, notices: Sequence[Notice], channel: str, run: str, sent: datetime) -> None:
        """Remember notices that the channel took."""
        with store.transaction(self._engine) as connection:
            _add(connection, tables.notice, told.notice_rows(notices, channel, run, sent))

    def last_good(self, plan: str) -> dict[tuple[str, str], date]:
        """By (rule, scope): the last day for which a check found neither that it was missed nor that nobody can say."""
        with store.transaction(self._engine) as connection:
            return told.last_good(connection, plan)

    # --- checks

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
            return [_plain(row) for row in _ask(connection, "evidence", {"plan": plan})]

    def last_whole_visits(self, plan: str) -> dict[str, datetime]:
        """By source key: the last visit without fault. A source that never had one is absent."""
        with store.transaction(self._engine) as connection:
            asked = _ask(connection, "last_visits", {"plan": plan})
            return {row["source"]: rows.known_instant(row["last_whole"]) for row in asked}

    def source_states(self, plan: str) -> dict[str, SourceState]:
        """By source key; a source that was never tried is absent."""
        with store.transaction(self._engine) as connection:
            not_taken: dict[str, list[str]] = {}
            for row in _ask(connection, "not_taken", {"plan": plan}):
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
                for row in _ask(connection, "sources", {"plan": plan})
            }

    def found(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Add findings: ``id, run, plan, as_of, made, rule, scope, severity, verdict, due, body`` (``as_of``, ``due`` days,
        ``made`` an instant, ``body`` the finding as JSON text). Never rewritten."""
        values = [
            {**row, "as_of": rows.iso(row["as_of"]), "made": rows.epoch(row["made"]), "due": rows.iso(row["due"])}
            for row in findings
        ]
        with store.transaction(self._engine) as connection:
            _add(connection, tables.finding, values)

    def findings(self, plan: str, run: str) -> list[dict[str, Any]]:
        """What one run found of a plan: ``began, made`` (epoch seconds), ``rule, scope, severity, verdict, due, body``. Of a run
        that judged twice what it found last; ``began`` is when it first did."""
        with store.transaction(self._engine) as connection:
            return [dict(row) for row in _ask(connection, "findings_of_run", {"plan": plan, "run": run})]

    def attempt_counts(self, plan: str) -> list[dict[str, Any]]:
        """Rows of ``sql/queries/attempt_counts.sql``."""
        with store.transaction(self._engine) as connection:
            return [dict(row) for row in _ask(connection, "attempt_counts", {"plan": plan})]

    def warc_records(self, plan: str) -> dict[str, WarcRef]:
        """By capture id: where the response record of its attempt stands. Captures of drop folders are absent."""
        with store.transaction(self._engine) as connection:
            return {
                row["id"]: WarcRef(row["warc_file"], row["warc_offset"], row["warc_record"])
                for row in _ask(connection, "warc_records", {"plan": plan})
            }

    def watched_since(self, plan: str) -> datetime | None:
        """When a source of the plan was first visited; None when none ever was."""
        with store.transaction(self._engine) as connection:
            asked = select(func.min(tables.visit.c.started)).where(tables.visit.c.plan == plan)
            return rows.instant(connection.execute(asked).scalar())

    def judged(self, plan: str, as_of: date, evidence: Iterable[EvidenceRow]) -> None:
        """Keep the rows that were judged, in the place of those of the judging before: the figures are asked of them."""
        with store.transaction(self._engine) as connection:
            figures.keep(connection, plan, as_of, evidence)

    def figure(self, name: str, plan: str) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
        """Names of the columns and the rows of one figure (``sql/queries/figure_<name>.sql``); days are ISO 8601."""
        with store.transaction(self._engine) as connection:
            return figures.ask(connection, name, plan)

    def earlier_verdicts(self, plan: str, made: int) -> dict[tuple[str, str], str]:
        """By (rule, scope): the verdicts of the newest check made before ``made`` (epoch seconds); empty when there was none."""
        with store.transaction(self._engine) as connection:
            asked = _ask(connection, "earlier_verdicts", {"plan": plan, "made": made})
            return {(row["rule"], row["scope"]): row["verdict"] for row in asked}


def _move(connection: Connection, deposits: Sequence[Mapping[str, Any]]) -> None:
    table = tables.deposit
    for row in deposits:
        mine = (table.c.evidence == row["evidence"], table.c.repository == row["repository"], table.c.key != row["key"])
        connection.execute(update(table).where(*mine).values(row))


def _ask(connection: Connection, name: str, values: Mapping[str, Any]) -> Iterable[rows.Row]:
    return connection.execute(text(store.query(name)), values).mappings().all()


def _plain(row: rows.Row) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("seq", "logged")}


def _logged_table(name: str) -> Table:
    return next(table for table, _ in tables.LOGGED if table.name == name)


def _add(connection: Connection, table: Table, values: Sequence[Mapping[str, Any]], key: tuple[str, ...] = ("id",)) -> None:
    if not values:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing(index_elements=list(key))
    connection.execute(statement, [dict(value) for value in values])
