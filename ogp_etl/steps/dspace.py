"""The DSpace that deposits go to: made ready for them, and looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from ogp_etl.archive.dspace.doctor import doctor as examine
from ogp_etl.archive.dspace.doctor import lines_json
from ogp_etl.archive.dspace.prepare import Preparation
from ogp_etl.archive.dspace.session import Session
from ogp_etl.cards import Plan
from ogp_etl.steps.workshop import Workshop


def prepare(shop: Workshop, plans: Iterable[Plan], *, dry: bool) -> Iterator[str]:
    """What was done, or would be, one line each. Raises SettingsInvalid, RepositoryFault."""
    session = Session(shop.dspace_account)
    try:
        preparation = Preparation(session, shop.settings.dspace_parent, dry=dry)
        yield from preparation.registry()
        for plan in plans:
            yield from preparation.plan(plan)
    finally:
        session.close()


def doctor(shop: Workshop, plans: Sequence[Plan], now: datetime) -> Iterator[dict[str, Any]]:
    """What an operator should know, and what to do, as ``doctor.lines_json`` gives it. Raises SettingsInvalid."""
    settings = shop.settings
    lines = examine(shop.dspace_account, plans, now, parent=settings.dspace_parent, limit=settings.dspace_limit)
    return (one for line in lines for one in lines_json([line]))
