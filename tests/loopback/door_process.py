"""A process of its own with a door: ``python door_process.py HOME HOST PAUSE PATH…`` asks for the paths, one after the other.

Answers are a line each: outcome and reason.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from ogp_etl.cards import HostRule
from ogp_etl.harvest.door.turns import SharedTurns
from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.harvest.web import Door

home, host, pause, *paths = sys.argv[1:]
with Door(
    contact="tests@example.tw",
    spool=Spool(Path(home) / "spool"),
    now=lambda: datetime.now(UTC),
    hosts={host: HostRule(host=host, seconds_between=float(pause))},
    loopback={host: host},
    turns=SharedTurns(Path(home) / "hosts"),
) as door:
    for path in paths:
        got = door.get(f"http://{host}{path}")
        print(got.outcome, got.reason, flush=True)
