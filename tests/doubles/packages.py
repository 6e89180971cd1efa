"""Packages for tests of what archives do with them: of a body, with the facts that a capture has when it is deposited."""

import hashlib
from datetime import UTC, datetime

from ogp_etl.archive.package import make_package
from ogp_etl.model import (
    Capture,
    Change,
    Description,
    Document,
    PackageFile,
    Screened,
    Screening,
    Substance,
    capture_id,
    document_id,
)

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
ROWS = b"time,text\n"


class Packages:
    """Makes packages of one plan. ``spool``: a folder for the bodies, which must not be there yet; the others are what a
    package has where a call names nothing else."""

    def __init__(self, spool, plan="tw-2021", locator="1001", title="會議紀錄", filename="會議紀錄.pdf", language=None):
        self._spool, self._plan, self._language = spool, plan, language
        self._locator, self._title, self._filename = locator, title, filename
        spool.mkdir()

    def __call__(
        self, body=b"minutes", locator=None, *, sealed=False, outcome=Screened.ACCEPT, title=None, filename=None, rows=ROWS
    ):
        """Of a ``sealed`` one the public sees the dataset ``rows``."""
        sha256 = hashlib.sha256(body).hexdigest()
        (self._spool / sha256).write_bytes(body)
        document = self._document(locator or self._locator, self._title if title is None else title)
        capture = Capture(
            id=capture_id(document.id, sha256),
            document=document.id,
            sha256=sha256,
            size=len(body),
            captured=NOW,
            attempt="a1",
            change=Change.NEW,
            substance=Substance("text", 1, sha256),
            screening=Screening(outcome=outcome, media_type="application/pdf", detector="libmagic 5.45"),
            description=Description(
                title=document.title,
                kind=document.kind,
                language=self._language,
                event_date=None,
                milestone=None,
                stated=None,
                primary=None,
                primary_reason="",
                by={},
            ),
            filename=filename or self._filename,
            sealed=sealed,
            url=document.url,
            seen_before=None,
        )
        return make_package(document, capture, {"status": 200}, self._spool / sha256, (dataset(rows),) if sealed else ())

    def _document(self, locator, title):
        return Document(
            id=document_id(self._plan, "1-1/page", locator),
            plan=self._plan,
            source="1-1/page",
            commitment="1-1",
            locator=locator,
            url=f"https://moda.example/{locator}",
            title=title,
            kind="minutes",
            event_date=None,
            stated=None,
            first_listed=NOW,
            unseen_at=None,
        )


def dataset(content):
    return PackageFile(
        name="comments.csv", sha256=hashlib.sha256(content).hexdigest(), size=len(content), public=True, content=content
    )
