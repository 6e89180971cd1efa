"""Is it new, or only new bytes? The substance of a body, and what a fetched body is beside the one held."""

from __future__ import annotations

from collections.abc import Callable

from ogp_etl.describe.extractors import EXTRACTORS, Extractor, extractor_for
from ogp_etl.describe.opened import Opened
from ogp_etl.model import Change, Substance

__all__ = ["Extractor", "Opened", "change", "extractor_for", "substance"]


def substance(opened: Opened, media_type: str) -> Substance:
    """What counts as content in a body. ``media_type``: by content, from screening.

    Never called for a quarantined body, which nobody opens. Raises LocalFault when the body cannot be read, LayoutUnknown
    when a selector of the card is none.
    """
    return extractor_for(media_type, opened.source)(opened)


def change(previous: Substance | None, new: Substance, re_extract: Callable[[Extractor], Substance] | None) -> tuple[Change, str]:
    """What a fetched body is, and why: ``code: sentence``. Only asked when the bytes differ from the ones held.

    ``previous``: of the document's current capture; None when there is none. ``re_extract`` reads the held body with an
    extractor; None when that body cannot be had. It is called only when the two were read in different ways (another
    version, another selector on the card, another type of file).

    Where they were and the held body cannot be had, the answer is ``copy``, with a reason that says that nothing was
    compared: an upgrade must not look like news, and a version once made cannot be unmade, while a copy is compared again
    with the next body.
    """
    if previous is None:
        return Change.NEW, "first: The first version of this document."
    if _alike(previous, new):
        return _compared(previous, new, new.extractor, "")
    if re_extract is None:
        return Change.COPY, (
            f"not-compared: The version held was read by {_named(previous)}, this one by {_named(new)}, and the held body"
            " cannot be had to read it again; look at both."
        )
    again = re_extract(EXTRACTORS[new.extractor.partition(":")[0]])
    if not _alike(again, new):
        return Change.REVISED, f"other-type: It was read by {_named(again)} before and by {_named(new)} now."
    return _compared(again, new, new.extractor, f"; the held body, read by {_named(previous)} before, was read again")


def _alike(one: Substance, other: Substance) -> bool:
    return (one.extractor, one.version) == (other.extractor, other.version)


def _compared(held: Substance, new: Substance, extractor: str, remark: str) -> tuple[Change, str]:
    if held.sha256 == new.sha256:
        return Change.COPY, f"same-substance: Other bytes, the same content as {extractor} sees it{remark}."
    return Change.REVISED, f"other-substance: Other content as {extractor} sees it{remark}."


def _named(what: Substance) -> str:
    return f"{what.extractor} {what.version}"
