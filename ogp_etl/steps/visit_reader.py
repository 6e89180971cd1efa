"""What a collector reads with during one visit: the door, the register's memory, and a note of every attempt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from ogp_etl.errors import FetchFailed
from ogp_etl.harvest.reader import Page
from ogp_etl.harvest.reading.drops import StillChanging, still_changing
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.harvest.web import Door
from ogp_etl.model import Exchange, Memory, Outcome, Reason, Validators


class VisitReader:
    """What a collector reads with: the door, the register's memory, and a record of every attempt."""

    def __init__(self, door: Door | None, spool: Spool, memory: Memory, *, now: datetime, zone: ZoneInfo) -> None:
        self.now = now
        self.zone = zone
        self.spool = spool
        self.pending: list[tuple[str, Exchange]] = []
        """Attempts that no sighting has claimed yet, with their purpose."""
        self._door = door
        self._memory = memory

    def listing(self, url: str) -> Page:
        exchange = self._ask(url)
        self.pending.append(("listing", exchange))
        if not exchange.outcome.good or exchange.body is None:
            raise FetchFailed(url, exchange.reason or Reason.EMPTY, exchange.detail)
        return Page(exchange.final_url or url, exchange.body, exchange.media_type, exchange.charset)

    def document(self, url: str) -> Exchange:
        exchange = self._ask(url)
        self.pending.append(("document", exchange))
        return exchange

    def dropped(self, url: str, validators: Validators, open_file: Callable[[], BinaryIO]) -> Exchange:
        seen = self._memory.seen.get(url)
        started = self.now
        if seen is not None and seen.sha256 is not None and seen.validators == validators:
            exchange = Exchange(
                url=url, started=started, ended=started, outcome=Outcome.UNCHANGED, sha256=seen.sha256, validators=validators,
                body=self.spool.find(seen.sha256),
            )  # fmt: skip
        else:
            exchange = self._take_file(url, validators, open_file)
        self.pending.append(("document", exchange))
        return exchange

    def not_a_file(self, url: str, detail: str) -> None:
        exchange = Exchange(
            url=url, started=self.now, ended=self.now, outcome=Outcome.REFUSED, reason=Reason.NOT_A_FILE, detail=detail,
        )  # fmt: skip
        self.pending.append(("document", exchange))

    def _take_file(self, url: str, validators: Validators, open_file: Callable[[], BinaryIO]) -> Exchange:
        try:
            with open_file() as file:
                body, sha256, size = self.spool.write(iter(lambda: file.read(1 << 20), b""))
        except StillChanging as error:
            return still_changing(url, self.now, str(error))
        except OSError as error:
            return Exchange(
                url=url, started=self.now, ended=self.now, outcome=Outcome.FAILED, reason=Reason.ACCESS,
                detail=f"cannot be read: {error.strerror or error}",
            )  # fmt: skip
        return Exchange(
            url=url, started=self.now, ended=self.now, outcome=Outcome.FETCHED, size=size, sha256=sha256, body=body,
            validators=validators, final_url=url,
        )  # fmt: skip

    def _ask(self, url: str) -> Exchange:
        """Ask whether it has changed only where the earlier body is at hand: a collector may need to read it again."""
        if self._door is None:
            raise FetchFailed(url, Reason.ACCESS, "a drop folder asks nothing of the web")
        seen = self._memory.seen.get(url)
        body = self.spool.find(seen.sha256) if seen is not None and seen.sha256 is not None else None
        if seen is None or body is None:
            return self._door.get(url)
        exchange = self._door.get(url, seen.validators)
        if exchange.outcome is not Outcome.UNCHANGED:
            return exchange
        return replace(
            exchange, sha256=seen.sha256, body=body, media_type=seen.media_type, charset=seen.charset,
            final_url=exchange.final_url or seen.final_url,
        )  # fmt: skip
