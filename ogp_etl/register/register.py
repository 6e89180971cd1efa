"""The verbs of the register."""

from __future__ import annotations

from ogp_etl.register.checks import Checks
from ogp_etl.register.holdings import Holdings
from ogp_etl.register.logs import Logs
from ogp_etl.register.words import Words


class Register(Holdings, Logs, Words, Checks):
    """What was tried, seen, held, deposited, attested and found, in one database.

    Safe to use from several processes at once; every method is one transaction. Every method may raise ``RegisterFault``
    (locked, full, missing, of another version) with what to do.
    """
