"""Public comments as a dataset without names of persons: CSV for people, Parquet for programs.

Columns: ``position`` (from 1, order of the source, no stable id), ``made`` (instant, UTC), ``made_taipei`` (the same,
Taipei time, ``yyyy-MM-dd HH:mm:ss``), ``side`` (``for``, ``other`` or empty), ``text``, ``agree``, ``disagree``,
``anonymous`` (the source shows no author name), ``reply`` (text of the official reply), ``replied`` (instant, UTC) and
``reply_latency_hours`` (``replied`` minus ``made``, two decimals). An empty cell means that the source has nothing there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ogp_etl.dates import TAIPEI
from ogp_etl.model import Comment

COLUMNS = (
    "position",
    "made",
    "made_taipei",
    "side",
    "text",
    "agree",
    "disagree",
    "anonymous",
    "reply",
    "replied",
    "reply_latency_hours",
)
FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
"""A cell that a spreadsheet might run, or that looks like one already made harmless."""
NO_TIME = "%Y-%m-%d %H:%M:%S"


def sound(text: str) -> str:
    """The text with every lone surrogate (half of a 4-byte character, as broken JSON holds it) as U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def instant(value: object) -> datetime | None:
    """An instant as JOIN writes it: ``yyyy-MM-dd HH:mm:ss`` (also with / or T, without seconds) in Taipei time, ISO 8601
    with its zone, or epoch milliseconds as a number or its text. In UTC; None when it is none of these."""
    if isinstance(value, bool) or not (isinstance(value, int | str) or (isinstance(value, float) and value.is_integer())):
        return None
    text = value.strip().replace("/", "-") if isinstance(value, str) else str(int(value))
    if re.fullmatch(r"\d{12,13}", text):
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(text))
    found = re.fullmatch(
        r"((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})[ T]+(\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s?(Z|[+-]\d\d:?\d\d)?", text
    )
    if not found:
        return None
    year, month, day, clock, zone = found.groups()
    try:
        moment = datetime.fromisoformat(
            f"{year}-{int(month):02}-{int(day):02}T{clock.zfill(5) if len(clock) < 6 else clock.zfill(8)}{zone or ''}"
        )
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=TAIPEI)).astimezone(UTC)


def neutral(cell: str) -> str:
    """A cell that no spreadsheet runs: ``'`` is put before a text that starts like a formula, and before one that already
    starts with ``'`` and a formula, so that ``restored`` gives back every text exactly."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """The text as it was before ``neutral``."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def latency_hours(comment: Comment) -> float | None:
    """Hours from the comment to its reply, two decimals; None when there is no reply."""
    return None if comment.replied is None else round((comment.replied - comment.made).total_seconds() / 3600, 2)


def records(comments: Sequence[Comment]) -> list[dict[str, Any]]:
    """One mapping a comment, keys as in ``COLUMNS``, in that order. Instants stay aware ``datetime``."""
    return [
        {
            "position": comment.position,
            "made": comment.made.astimezone(UTC),
            "made_taipei": comment.made.astimezone(TAIPEI).strftime(NO_TIME),
            "side": comment.side,
            "text": comment.text,
            "agree": comment.agree,
            "disagree": comment.disagree,
            "anonymous": comment.anonymous,
            "reply": comment.reply,
            "replied": comment.replied.astimezone(UTC) if comment.replied else None,
            "reply_latency_hours": latency_hours(comment),
        }
        for comment in comments
    ]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return neutral(value) if isinstance(value, str) else str(value)


def to_csv(comments: Sequence[Comment]) -> bytes:
    """RFC 4180 with CRLF between rows, UTF-8 with byte-order mark (spreadsheets need it); line breaks inside a text stay
    as they are. Only here are texts made harmless, see ``neutral``."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in record.values()] for record in records(comments))
    return file.getvalue().encode("utf-8-sig")


def to_parquet(comments: Sequence[Comment]) -> bytes:
    """The same rows with types; texts exactly as in the source. The same comments give the same bytes with one version of
    pyarrow."""
    import pyarrow as pa  # slow to import, and most commands write no table
    import pyarrow.parquet as pq  # see above

    instants = pa.timestamp("ms", tz="UTC")
    types = {
        "position": pa.int32(),
        "made": instants,
        "agree": pa.int32(),
        "disagree": pa.int32(),
        "anonymous": pa.bool_(),
        "replied": instants,
        "reply_latency_hours": pa.float64(),
    }
    schema = pa.schema([pa.field(name, types.get(name, pa.string())) for name in COLUMNS])
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(records(comments), schema=schema), sink, compression="zstd", store_schema=False)
    return sink.getvalue()


def files(comments: Sequence[Comment]) -> Mapping[str, bytes]:
    """The dataset's files by name: what may be published of a sealed body."""
    return {"comments.csv": to_csv(comments), "comments.parquet": to_parquet(comments)}
