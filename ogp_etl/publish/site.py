"""The pages: one folder for each plan, put in place whole, and the page that lists the plans.

A plan's folder is ``<site>/<plan id>/`` with ``index.html``, ``process.html``, ``commitments/<number>.html``,
``documents/<document id>.html``, ``data.html``, ``data/`` (the tables), ``plan.json`` (the facts of the list of plans),
``catalog.jsonld`` (for data catalogues) and its style sheet. All links are relative, so the folder works from a disk too.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ogp_etl.cards import PROCESS
from ogp_etl.errors import LocalFault
from ogp_etl.model import Verdict
from ogp_etl.publish.data import catalogue, formats
from ogp_etl.publish.data.files import data_files
from ogp_etl.publish.edition import Edition
from ogp_etl.publish.html import board as board_html
from ogp_etl.publish.html import markup, pages
from ogp_etl.publish.swap import write_file, write_folder
from ogp_etl.publish.texts import of_title
from ogp_etl.publish.updates import waiting_lines

FACTS = "plan.json"
STYLES = ("board.css", "site.css")


def publish_plan(target: Path, edition: Edition) -> Path:
    """Write ``<target>/<plan id>/`` anew and give its path. Readers see the old folder or the new one, never half of each.

    Raises LocalFault when the disk does not allow it; the old folder then still stands.
    """
    folder = target / edition.plan.id
    write_folder(folder, plan_files(edition))
    return folder


def plan_files(edition: Edition) -> dict[str, bytes]:
    """Every file of a plan's folder by its name. The same edition gives the same bytes."""
    tables, data = data_files(edition)
    made = {name: page.encode() for name, page in pages.plan_pages(edition, tables, data).items()}
    made |= {f"data/{name}": content for name, content in data.items()}
    made[FACTS] = formats.as_json(facts(edition))
    made[catalogue.FILE] = formats.as_json(catalogue.catalogue(edition, data))
    made["site.css"] = markup.style(*STYLES).encode()
    return made


def facts(edition: Edition) -> dict[str, Any]:
    """What the list of plans says of one plan."""
    plan, board = edition.plan, edition.board
    return {
        "id": plan.id,
        "title": dict(of_title(plan.title)),
        "status": plan.status,
        "start": plan.start.isoformat(),
        "end": plan.end.isoformat(),
        "zone": plan.zone,
        "as_of": board.as_of.isoformat(),
        "made": formats.instant(edition.now),
        "running": board.running,
        "commitments": len(plan.commitments),
        "verdicts": {verdict.value: number for verdict, number in board_html.tally(board)},
        "waiting": waiting_lines(board),
        "process": next((line.verdict.value for line in board.lines if line.scope == PROCESS), None),
    }


def publish_index(target: Path, now: datetime, address: str | None = None) -> Path:
    """Write ``<target>/index.html``, the list of the plans whose pages stand there, the latest period first, and its catalogue.
    ``address``: where the public reads the pages.

    It tells what those pages tell, also of plans that were published earlier by another run. Raises LocalFault when the
    disk does not allow it or a plan's facts cannot be read.
    """
    cards = [_card(path) for path in sorted(target.glob(f"*/{FACTS}")) if not path.parent.name.startswith(".")]
    cards.sort(key=lambda card: (card["start"], card["id"]), reverse=True)
    page = markup.render("index.html.j2", up="", now=now, zone="UTC", as_of=None, cards=cards)
    write_file(target / "site.css", markup.style(*STYLES).encode())
    write_file(target / catalogue.FILE, formats.as_json(catalogue.index(cards, now, address)))
    write_file(target / "index.html", page.encode())
    return target / "index.html"


def _card(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_bytes())
        return {
            **told,
            "start": date.fromisoformat(told["start"]),
            "end": date.fromisoformat(told["end"]),
            "as_of": date.fromisoformat(told["as_of"]),
            "made": datetime.fromisoformat(told["made"]).astimezone(UTC),
            "waiting": int(told.get("waiting", 0)),  # of pages that were written before it was told
            "tally": [(Verdict(verdict), number) for verdict, number in told["verdicts"].items()],
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LocalFault(
            f"{path}: the facts of the published plan cannot be read ({error!r}); publish that plan again"
        ) from error
