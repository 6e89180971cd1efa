"""What a collector is given to read sources with. The pipeline supplies the real one, which also records attempts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO, Protocol
from zoneinfo import ZoneInfo

from ogp_etl.harvest.reading.page_text import Page
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.model import Exchange, Validators

__all__ = ["Page", "Reader"]


class Reader(Protocol):
    """A collector's view of the outside; one for each visit to one source."""

    @property
    def now(self) -> datetime:
        """Instant of the visit, UTC."""

    @property
    def zone(self) -> ZoneInfo:
        """The plan's zone, in which days are counted."""

    @property
    def spool(self) -> Spool:
        """Where bodies are kept."""

    def listing(self, url: str) -> Page:
        """A page the collector cannot go on without. When the site says it is unchanged, the earlier body is given
        again. Raises FetchFailed when it is not had."""

    def document(self, url: str) -> Exchange:
        """One attempt to get a document; never raises for what a site does."""

    def dropped(self, url: str, validators: Validators, open_file: Callable[[], BinaryIO]) -> Exchange:
        """A file in a drop folder or bucket: ``unchanged`` without opening it when ``validators`` are those the
        register has for ``url``, else its bytes are spooled, and ``waiting`` when it is still being written."""

    def not_a_file(self, url: str, detail: str) -> None:
        """Something in a drop folder that is never opened and is no evidence: recorded, and shown as not taken."""
