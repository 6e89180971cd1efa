"""What was seen, held, deposited and verified, and who works on what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from ogp_etl.model import Attempt, Capture, Deposit, Document, Memory, Seen, Validators, Verification, Visit
from ogp_etl.register import bodies, rows, store, tables
from ogp_etl.register.opened import Opened, add, ask, plain


class Holdings(Opened):
    """Documents, captures, deposits and the looks at them."""

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
                for row in ask(connection, "memory", values)
            }
            captures = {row["document"]: rows.capture_of(row) for row in ask(connection, "current_captures", values)}
            documents = {row["id"]: rows.instant(row["unseen_at"]) for row in ask(connection, "known_documents", values)}
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
            add(connection, tables.document, [rows.document_row(document) for document in documents])
            add(connection, tables.attempt, [rows.attempt_row(attempt) for attempt in attempts])
            add(connection, tables.capture, [rows.capture_row(capture) for capture in captures])
            add(connection, tables.visit, [rows.visit_row(visit) for visit in visits])

    # --- archive

    def waiting(self, plan: str, repository: str) -> list[str]:
        """Ids of captures that the repository does not hold yet: the documents with the oldest ones first, and those of one
        document together, in the order in which they were received."""
        with store.transaction(self._engine) as connection:
            values = {"plan": plan, "repository": repository}
            return [row["id"] for row in ask(connection, "waiting_captures", values)]

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
            return rows.document_of(document.mappings().one()), version, plain(fetched) if fetched is not None else {}

    def holds(self, capture: str) -> bool:
        """Whether there is a capture with this id."""
        asked = select(tables.capture.c.id).where(tables.capture.c.id == capture)
        with store.transaction(self._engine) as connection:
            return connection.execute(asked).first() is not None

    def received(self, captures: Iterable[str]) -> dict[str, tuple[str, datetime]]:
        """By capture id: its document, and when it was received. Without those that are not known."""
        wanted = frozenset(captures)
        asked = select(tables.capture.c.id, tables.capture.c.document, tables.capture.c.captured)
        with store.transaction(self._engine) as connection:
            found = connection.execute(asked).mappings()
            return {row["id"]: (row["document"], rows.known_instant(row["captured"])) for row in found if row["id"] in wanted}

    def deposited(self, deposits: Sequence[Deposit]) -> None:
        """Remember deposits that were read back; one that is known already stays as it is, unless it stands elsewhere now."""
        added = [rows.deposit_row(deposit) for deposit in deposits]
        with store.transaction(self._engine) as connection:
            add(connection, tables.deposit, added, key=("evidence", "repository"))
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
            add(connection, tables.verification, [rows.verification_row(one) for one in verifications])

    def verifications(self, plan: str, repository: str) -> dict[str, Verification]:
        """The newest verification of each deposit of a plan in one repository, by capture id."""
        with store.transaction(self._engine) as connection:
            values = {"plan": plan, "repository": repository}
            return {row["evidence"]: rows.verification_of(row) for row in ask(connection, "last_verifications", values)}

    def first_open(self, plan: str) -> dict[str, datetime]:
        """By capture id: the first instant at which anybody read it from one of our repositories (docs/judging.md §2)."""
        with store.transaction(self._engine) as connection:
            found = ask(connection, "first_open", {"plan": plan})
            return {row["evidence"]: rows.known_instant(row["first_at"]) for row in found}

    def shut_since(self, plan: str, repositories: Collection[str]) -> dict[str, datetime]:
        """By capture id, of those that anybody could once read: since when none of our repositories lets anybody read it. One
        that is open in some repository, or was never open, is absent.

        ``repositories``: names of those in use. In one that was given up nobody looks any more: what was last seen open there
        counts as open until that look, and no longer.
        """
        with store.transaction(self._engine) as connection:
            ends: dict[str, list[int | None]] = {}
            for row in ask(connection, "shut_since", {"plan": plan}):
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
            found = None
            while found is None:  # whoever had it may give it back between the two
                add(connection, table, [{"name": name, "holder": holder, "until": until}], key=("name",))
                found = connection.execute(select(table.c.holder).where(table.c.name == name)).scalar_one_or_none()
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


def _move(connection: Connection, deposits: Sequence[Mapping[str, Any]]) -> None:
    table = tables.deposit
    for row in deposits:
        mine = (table.c.evidence == row["evidence"], table.c.repository == row["repository"], table.c.key != row["key"])
        connection.execute(update(table).where(*mine).values(row))
