"""The board of ``ogp-etl check`` inside Airflow: one read-only page, for those who may see assets.

Airflow mounts the app at ``/ogp`` and shows it under Browse. Every route is guarded; nothing here writes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from airflow.api_fastapi.core_api.security import requires_access_asset
from airflow.plugins_manager import AirflowPlugin
from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse

from ogp_etl import pipeline
from ogp_etl.errors import InputInvalid, OgpError
from ogp_etl.publish.html import board as board_html

app = FastAPI(
    title="OGP evidence",
    docs_url=None,
    redoc_url=None,
    openapi_url=None,
    dependencies=[Depends(requires_access_asset("GET"))],
)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "Cache-Control": "no-store",
}


@app.get("/", response_class=HTMLResponse)
def boards() -> HTMLResponse:
    """The boards of all plans, as the register stands now."""
    return _page(None)


@app.get("/plan/{plan}", response_class=HTMLResponse)
def board(plan: str) -> HTMLResponse:
    """The board of one plan."""
    return _page(plan)


def _page(plan: str | None) -> HTMLResponse:
    try:
        with pipeline.open_job([plan] if plan else [], now=datetime.now(UTC), run="board") as job:
            return HTMLResponse(job.board_page(), headers=HEADERS)
    except OgpError as error:
        status = 404 if isinstance(error, InputInvalid) else 503
        return HTMLResponse(board_html.fault_page(str(error)), status_code=status, headers=HEADERS)


class OgpBoard(AirflowPlugin):
    """Registers the page and its place in the menu."""

    name = "ogp_board"
    fastapi_apps: ClassVar = [{"app": app, "url_prefix": "/ogp", "name": "OGP evidence"}]
    external_views: ClassVar = [
        {
            "name": "OGP evidence",
            "href": "ogp/",
            "destination": "nav",
            "category": "browse",
            "url_route": "ogp-evidence",
        }
    ]
