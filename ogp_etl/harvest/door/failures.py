"""Why an exchange went wrong, on its way from the place that noticed to the Door, which records it."""

from __future__ import annotations

from ogp_etl.errors import OgpError
from ogp_etl.model import Reason


class NotHad(OgpError):
    """Raised inside the door only; ``Door.get`` turns it into an Exchange.

    Neither an OSError nor one of requests' errors, so that urllib3 and requests let it through as it is.
    ``again`` says whether asking the same once more, a little later, may help.
    """

    def __init__(self, reason: Reason, detail: str, *, again: bool = False) -> None:
        self.reason = reason
        self.detail = detail
        self.again = again
        super().__init__(detail)
