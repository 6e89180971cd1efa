"""A site of prepared answers, and a reader of it: what the pipeline gives to collectors, without a network."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ogp_etl.dates import TAIPEI
from ogp_etl.errors import FetchFailed, OgpError
from ogp_etl.harvest.reader import Page
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.model import Exchange, Outcome, Reason, Sighting

PAGES = Path(__file__).parents[1] / "pages"


@dataclass
class Answer:
    body: bytes
    media_type: str | None = "text/html"
    charset: str | None = None
    final_url: str | None = None
    status: int = 200
    unchanged: bool = False


@dataclass
class Site:
    """Answers by address; any other address is 404. Plays the part of the pipeline's reader."""

    spool: Spool
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    now: datetime = datetime(2026, 9, 5, 20, 0, tzinfo=UTC)  # already the 6th in Taipei
    zone: ZoneInfo = TAIPEI

    def put(self, url: str, body: bytes | str, **more) -> None:
        self.answers[url] = Answer(body.encode() if isinstance(body, str) else body, **more)

    def document(self, url: str) -> Exchange:
        self.asked.append(url)
        answer = self.answers.get(url)
        common = {"url": url, "started": self.now, "ended": self.now}
        if answer is None or answer.status >= 400:
            status = answer.status if answer else 404
            reason = Reason.NOT_FOUND if status in (404, 410) else Reason.STATUS
            return Exchange(**common, outcome=Outcome.FAILED, reason=reason, status=status, final_url=url)
        path, sha256, size = self.spool.write([answer.body])
        return Exchange(
            **common,
            outcome=Outcome.UNCHANGED if answer.unchanged else Outcome.FETCHED,
            status=304 if answer.unchanged else 200,
            final_url=answer.final_url or url,
            media_type=answer.media_type,
            charset=answer.charset,
            body=path,
            sha256=sha256,
            size=size,
        )

    def listing(self, url: str) -> Page:
        exchange = self.document(url)
        if exchange.body is None:
            raise FetchFailed(url, str(exchange.reason))
        return Page(exchange.final_url or url, exchange.body, exchange.media_type, exchange.charset)

    def dropped(self, url, validators, open_file):
        raise AssertionError("a web collector looked into a drop folder")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(Spool(tmp_path / "spool"))


@pytest.fixture
def page_file() -> Callable[[str], bytes]:
    """A page of ``tests/unit/harvest/pages``."""
    return lambda name: (PAGES / name).read_bytes()


class NoFlag(zipfile.ZipInfo):
    """An entry whose name is written byte for byte, without saying in what encoding, as Big5 programs do."""

    def _encodeFilenameFlags(self):  # noqa: N802 the name zipfile calls
        return self.filename.encode("cp437"), self.flag_bits & ~0x800


@pytest.fixture
def make_zip(tmp_path: Path) -> Callable[..., Path]:
    def make(files: Mapping[str, bytes], *, big5: bool = False) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in files.items():
                info = NoFlag(name.encode("cp950").decode("cp437")) if big5 else zipfile.ZipInfo(name)
                archive.writestr(info, data, compress_type=zipfile.ZIP_DEFLATED)
        return path

    return make


@pytest.fixture
def walked() -> Callable[[Iterator[Sighting]], tuple[list[Sighting], OgpError | None]]:
    """What a walk yields before it ends, and the fault it ends with."""

    def walk(sightings: Iterator[Sighting]) -> tuple[list[Sighting], OgpError | None]:
        found: list[Sighting] = []
        try:
            for sighting in sightings:
                found.append(sighting)  # noqa: PERF402 what was yielded before a fault is the point
        except OgpError as fault:
            return found, fault
        return found, None

    return walk
