"""dspace-rest-client without its habits.

Used of it: log-in, and the keeping of the CSRF token. Its calls are not: they have no time-outs, repeat every 403, and go on
after a failure with an object that has no uuid. As it comes it would set up the root logger, log tokens, and send a token
file that lies in the folder we happen to run in.
"""

from __future__ import annotations

import logging
import threading
import warnings
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

if TYPE_CHECKING:
    from dspace_rest_client.client import DSpaceClient

READ_TRIES = 3
AGENT = "ogp-etl"

_IMPORTING = threading.Lock()


class _Timed(HTTPAdapter):
    """Gives calls that name no time-out one; the library's name none."""

    def __init__(self, timeout: tuple[float, float], **more: Any) -> None:
        self._timeout = timeout
        super().__init__(**more)

    def send(self, *arguments: Any, timeout: Any = None, **more: Any) -> requests.Response:
        return super().send(*arguments, timeout=timeout or self._timeout, **more)  # type: ignore[misc] # requests names it


def make_client(address: str, user: str, password: str, timeout: tuple[float, float]) -> DSpaceClient:
    """A client that reads no file and no environment variable of the library, and says nothing. ``timeout``: seconds to
    connect and to wait for an answer, for calls that name none."""
    library = _library()
    client = library.DSpaceClient.__new__(library.DSpaceClient)  # its constructor looks for the token file
    client.api_token = None
    client.API_ENDPOINT, client.LOGIN_URL = address, f"{address}/authn/login"
    client.USERNAME, client.PASSWORD, client.proxies = user, password, {}
    client.auth_request_headers = {"User-Agent": AGENT}
    client.request_headers = {"User-Agent": AGENT, "Content-type": "application/json"}
    client.session = _make_session(timeout)
    return client


def _library() -> Any:
    """The library's module, imported without what that does to others."""
    with _IMPORTING, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it brings cloud packages along that complain about versions
        root = logging.getLogger()
        handlers, level = list(root.handlers), root.level
        from dspace_rest_client import client as library

        root.handlers[:], root.level = handlers, level
        if library.logging is logging:  # its messages hold tokens, and go to the root logger, which they would set up
            library.logging = logging.Logger("dspace_rest_client", logging.CRITICAL + 1)
    return library


def _make_session(timeout: tuple[float, float]) -> requests.Session:
    """Reads are repeated, and what never left this machine; nothing else is."""
    session = requests.Session()
    session.auth = lambda request: request  # else a .netrc would stand in for our token, and for nobody
    again = Retry(
        total=READ_TRIES, backoff_factor=0.5, status_forcelist=(502, 503, 504), allowed_methods=("GET", "HEAD"),
        raise_on_status=False, respect_retry_after_header=False,  # it may ask for hours
    )  # fmt: skip
    adapter = _Timed(timeout, max_retries=again, pool_connections=2, pool_maxsize=2)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    session.headers["User-Agent"] = AGENT
    return session
