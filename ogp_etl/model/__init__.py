"""The frozen types that travel between the stages, and the two derived ids. Imports nothing of ours.

Instants are aware ``datetime`` in UTC (epoch seconds in the register); days are ``date`` in the plan's zone; sizes are
bytes; digests are lower-case hexadecimal SHA-256 of the body as received (transfer and content encodings undone).
"""

from ogp_etl.model.deposited import WRONG, Deposit, Found, Package, PackageFile, Verification
from ogp_etl.model.harvested import Comment, Exchange, Outcome, Reason, Sighting, Validators, WarcRef
from ogp_etl.model.judged import (
    WORST_FIRST,
    Alarm,
    Board,
    BoardLine,
    Doubt,
    Entry,
    EvidenceRow,
    Finding,
    LateSpan,
    Part,
    Report,
    SourceState,
    Verdict,
)
from ogp_etl.model.kinds import DRAFTING_GROUPS, IMPLEMENTATION_KINDS, KINDS, OTHER_KINDS, Period, capture_id, document_id
from ogp_etl.model.registered import (
    Attempt,
    Capture,
    Change,
    Description,
    Document,
    Memory,
    Screened,
    Screening,
    Seen,
    Substance,
    Visit,
)

__all__ = [
    "DRAFTING_GROUPS",
    "IMPLEMENTATION_KINDS",
    "KINDS",
    "OTHER_KINDS",
    "WORST_FIRST",
    "WRONG",
    "Alarm",
    "Attempt",
    "Board",
    "BoardLine",
    "Capture",
    "Change",
    "Comment",
    "Deposit",
    "Description",
    "Document",
    "Doubt",
    "Entry",
    "EvidenceRow",
    "Exchange",
    "Finding",
    "Found",
    "LateSpan",
    "Memory",
    "Outcome",
    "Package",
    "PackageFile",
    "Part",
    "Period",
    "Reason",
    "Report",
    "Screened",
    "Screening",
    "Seen",
    "Sighting",
    "SourceState",
    "Substance",
    "Validators",
    "Verdict",
    "Verification",
    "Visit",
    "WarcRef",
    "capture_id",
    "document_id",
]
