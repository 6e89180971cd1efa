"""Documents, captures and packages to deposit."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ogp_etl.model import (
    Capture,
    Change,
    Description,
    Document,
    Screened,
    Screening,
    Substance,
    capture_id,
    document_id,
)


@pytest.fixture
def describe_document():
    def make(locator="1001", **more):
        facts = {
            "plan": "tw-2021",
            "source": "1-1/ministry-page",
            "commitment": "1-1",
            "locator": locator,
            "url": f"https://moda.example/{locator}",
            "title": "會議紀錄",
            "kind": "minutes",
            "event_date": date(2021, 5, 4),
            "stated": None,
            "first_listed": datetime(2021, 5, 5, 1, 2, 3, tzinfo=UTC),
            "unseen_at": None,
            **more,
        }
        return Document(id=document_id(facts["plan"], facts["source"], locator), **facts)

    return make


@pytest.fixture
def describe_capture():
    def make(document, body, **more):
        sha256 = hashlib.sha256(body).hexdigest()
        outcome = more.pop("outcome", Screened.ACCEPT)
        capture = Capture(
            id=capture_id(document.id, sha256),
            document=document.id,
            sha256=sha256,
            size=len(body),
            captured=datetime(2021, 5, 6, 7, 8, 9, tzinfo=UTC),
            attempt="a1",
            change=Change.NEW,
            substance=Substance("text", 1, sha256),
            screening=Screening(outcome=outcome, media_type="application/pdf", detector="libmagic 5.45"),
            description=Description(
                title="會議紀錄",
                kind="minutes",
                language="zh-Hant",
                event_date=None,
                milestone="m1",
                stated=date(2021, 5, 5),
                primary=True,
                primary_reason="published by the ministry",
                by={"kind": "card", "title": "listing"},
            ),
            filename="會議紀錄.pdf",
            sealed=False,
            url=document.url,
            seen_before=None,
        )
        return replace(capture, **more)

    return make
