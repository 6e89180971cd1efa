"""Keeping the spool small: what the archive holds and nobody needs here any more goes.

A body goes only when the register says positively that its bytes stand elsewhere (``Register.spent_bodies``) and nobody
brought it or asked for it for a week, so that a visit or a deposit that is under way in another process keeps what it
works on. Each removal stands by itself: a process that is killed in between has removed some, and the next goes on.
"""

from __future__ import annotations

import logging

from ogp_etl.steps.workshop import Workshop

UNUSED = 7 * 24 * 3600.0
"""Seconds without use before a body may go. No visit and no deposit takes as long."""
BETWEEN = 24 * 3600.0
"""Seconds from one look through the spool to the next."""

_log = logging.getLogger(__name__)


def care(shop: Workshop, clock: float) -> int:
    """Removes what may go, at most once a day; gives how many files. ``clock``: this machine's clock in epoch seconds,
    which the files are dated by; never the instant of a replayed job."""
    if 0 <= clock - shop.spool.cared_for() < BETWEEN:
        return 0
    before = clock - UNUSED
    halves = shop.spool.sweep(before)
    old = set(shop.spool.unused(before))
    # Asked after the files were listed, and not of files that came since.
    spent = shop.register.spent_bodies(old, shop.archive.name, _unarchived(shop)) if old else set()
    sizes = [size for name in sorted(spent) if (size := shop.spool.remove(name, before)) is not None]
    shop.spool.mark_cared_for()
    if halves or sizes:
        _log.info(
            "spool: removed %d bodies that the archive holds (%.1f MB) and %d half-written files; %d unused bodies stay",
            len(sizes), sum(sizes) / 1e6, halves, len(old) - len(sizes),
        )  # fmt: skip
    return halves + len(sizes)


def _unarchived(shop: Workshop) -> set[str]:
    """WARC files that still wait for the archive."""
    return {path.name for path in shop.warc_folder.glob("*")}
