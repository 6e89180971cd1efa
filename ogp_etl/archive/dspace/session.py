"""One account's connection to a DSpace server: log-in, CSRF token, time-outs, and what a refusal means to an operator."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import requests
from requests_toolbelt import MultipartEncoder

from ogp_etl.archive.dspace import answers
from ogp_etl.archive.dspace.answers import Refused
from ogp_etl.archive.dspace.client import make_client
from ogp_etl.archive.per_thread import PerThread
from ogp_etl.errors import RepositoryFault

__all__ = ["Account", "LoggedOut", "Refused", "Session", "Sessions", "api_address"]

CONNECT, READ, WRITE = 10, 60, 600
"""Seconds. A write waits for the server's commit and index, an upload also for its store."""
RENEW = 25 * 60
"""Seconds after which a session logs in anew; the server's token is good for thirty minutes."""
PAGE = 100
"""Elements a page; the server gives no more."""


@dataclass(frozen=True, slots=True)
class Account:
    """``address``: of the REST API, ``https://…/server/api``. ``user`` None: nobody, as the public is."""

    address: str
    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        return f"Account({self.address!r}, {self.user!r})"


def api_address(text: str) -> str:
    """The address of a REST API from what people write for it: that of the server (``https://…/server``) will do."""
    address = text.rstrip("/")
    if not address or address.endswith("/api"):
        return address
    return f"{address}/api" if urlsplit(address).path else f"{address}/server/api"


class LoggedOut(RepositoryFault):
    """The log-in had ended, so that what was read just before may have been read as the public reads. Ask anew, then write."""


@dataclass(slots=True)
class Refusal:
    """That the server refused user and password, known to all sessions of an account: no second one asks in vain, and no
    account is locked by many tries."""

    words: str | None = None
    asking: threading.Lock = field(default_factory=threading.Lock)


class Session:
    """A connection of one account, for one thread: token and cookie belong together.

    Paths are those below the API's address; answers are JSON as the server spells it. All verbs raise RepositoryFault when
    the server cannot be reached or answers something else than DSpace would, and Refused for any answer but success.
    """

    def __init__(self, account: Account, clock: Callable[[], float] = time.monotonic, refusal: Refusal | None = None) -> None:
        self.account = account
        self.lost = 0
        """How often the log-in had ended before its time. What was read before may have been read as the public reads."""
        self._clock = clock
        self._client = make_client(account.address, account.user or "", account.password or "", (CONNECT, READ))
        self._since: float | None = None
        self._refusal = refusal or Refusal()
        self._client.session.hooks["response"].append(self._note)
        self._status = 0
        """The highest of the answers to a log-in, which is two calls."""

    def get(self, path: str, **params: Any) -> Any:
        """A resource; None when there is none (404, or 204: a link that leads nowhere)."""
        response = self._send("GET", path, params=params, timeout=(CONNECT, READ), missing=True)
        return None if response.status_code in (204, 404) else answers.json_of(response)

    def pages(self, path: str, name: str, **params: Any) -> Iterator[Any]:
        """Every element of a list that is embedded as ``name``, over all its pages."""
        return (one for answer in self.each_page(path, **params) for one in answers.embedded(answer, name))

    def each_page(self, path: str, **params: Any) -> Iterator[Any]:
        """The answers that hold the pages of a list, each asked for when the one before it is done."""
        number, total = 0, 1
        while number < total:
            answer = self.get(path, page=number, size=PAGE, **params)
            yield answer
            number, total = number + 1, answers.page_of(answer).get("totalPages", 0)

    def post(self, path: str, body: Any = None, **params: Any) -> Any:
        return answers.json_of(self._send("POST", path, json=body, params=params))

    def create(self, path: str, body: Any, lost: int, **params: Any) -> Any:
        """A POST that makes something which was looked for before, when ``lost`` was so many. The server takes a reader whose
        log-in has ended for anybody and shows less, without a word: when that may have been so, raises LoggedOut (having
        logged in anew) instead."""
        if self.lost != lost:
            raise self._logged_out()
        return answers.json_of(self._send("POST", path, json=body, params=params, repeat=False))

    def post_uris(self, path: str, uris: Sequence[str], **params: Any) -> Any:
        """A POST of links, as the server wants them where it joins things."""
        return answers.json_of(
            self._send("POST", path, data="\n".join(uris), params=params, headers={"Content-Type": "text/uri-list"})
        )

    def put_uris(self, path: str, uris: Sequence[str]) -> Any:
        return answers.json_of(self._send("PUT", path, data="\n".join(uris), headers={"Content-Type": "text/uri-list"}))

    def patch(self, path: str, operations: Sequence[Mapping[str, Any]]) -> Any:
        """JSON Patch; the changed resource."""
        return answers.json_of(self._send("PATCH", path, json=list(operations)))

    def delete(self, path: str) -> None:
        self._send("DELETE", path)

    def upload(self, path: str, name: str, media_type: str, open_file: Callable[[], BinaryIO], properties: str | None) -> Any:
        """A file, streamed. ``properties``: JSON text of what the server is told of it; None: nothing."""
        with open_file() as file:

            def form() -> MultipartEncoder:
                file.seek(0)
                told = {} if properties is None else {"properties": properties}
                return MultipartEncoder({**told, "file": (name, file, media_type)})

            return answers.json_of(self._send("POST", path, form=form))

    @contextmanager
    def content(self, path: str) -> Iterator[Iterator[bytes]]:
        """The bytes of a file, in pieces. They raise RepositoryFault when the connection breaks."""
        response = self._send("GET", path, timeout=(CONNECT, READ), stream=True)
        try:
            yield answers.pieces_of(response)
        finally:
            response.close()

    def href(self, path: str) -> str:
        return f"{self.account.address}{path}"

    def close(self) -> None:
        self._client.session.close()

    def _send(
        self,
        method: str,
        path: str,
        *,
        missing: bool = False,
        repeat: bool = True,
        form: Callable[[], Any] | None = None,
        **more: Any,
    ) -> requests.Response:
        """One call, sent again once with the new CSRF token or after logging in anew when the server asks for that."""
        self._log_in(only_when_due=True)
        response = self._once(method, path, form, more)
        if response.status_code == 403 and answers.is_csrf(response):
            response = self._once(method, path, form, more)
        if response.status_code in (400, 401) and self.account.user is not None and answers.is_log_in(response):
            self.lost += 1
            self._log_in()
            if not repeat:
                raise self._logged_out()
            response = self._once(method, path, form, more)
        if response.status_code < 400 or (missing and response.status_code == 404):
            return response
        raise answers.refusal(self.account.address, self.account.user, method, path, response)

    def _once(self, method: str, path: str, form: Callable[[], Any] | None, more: Mapping[str, Any]) -> requests.Response:
        sent = {"timeout": (CONNECT, WRITE), **more}
        if form is not None:
            encoder = form()
            sent |= {"data": encoder, "headers": {"Content-Type": encoder.content_type}}
        url = path if path.startswith(f"{self.account.address}/") else self.href(path)
        try:
            response: requests.Response = self._client.session.request(method, url, allow_redirects=method == "GET", **sent)
        except (requests.RequestException, OSError) as error:
            asks = "is the file over the server's limit, " if form is not None else ""
            ends = "" if method == "GET" else " The next run finds what had arrived, and tries again"
            raise RepositoryFault(
                f"{self.account.address}: {method} {path}: {answers.cause(error)}; {asks}is the server up, and is OGP_DSPACE_URL"
                f" right?{ends}"
            ) from error
        return response

    def _log_in(self, *, only_when_due: bool = False) -> None:
        if self.account.user is None or (only_when_due and self._since is not None and self._clock() - self._since < RENEW):
            return
        with self._refusal.asking:
            if self._refusal.words is not None:
                raise RepositoryFault(self._refusal.words, again=False)
            self._client.session.headers.pop("Authorization", None)
            self._status = 0
            try:
                done = self._client.authenticate()
            except (requests.RequestException, OSError) as error:
                raise RepositoryFault(
                    f"{self.account.address}: log-in: {answers.cause(error)}; is the server up, and is OGP_DSPACE_URL right?"
                ) from error
            if not done:
                self._not_logged_in()
        self._since = self._clock()

    def _not_logged_in(self) -> None:
        """Raises what is the matter; what will not pass by itself is remembered."""
        if (self._status >= 500 and self._status != 501) or self._status == 429:
            raise RepositoryFault(f"{self.account.address}: log-in: {self._status}; {answers.what_to_do(self._status)}")
        self._refusal.words = (
            f"{self.account.address}: {self.account.user} could not log in; check OGP_DSPACE_URL (it ends with /server/api),"
            " OGP_DSPACE_USER and OGP_DSPACE_PASSWORD, then run again"
        )
        raise RepositoryFault(self._refusal.words, again=False)

    def _logged_out(self) -> LoggedOut:
        return LoggedOut(f"{self.account.address}: the log-in of {self.account.user} had ended; the next run looks again")

    def _note(self, response: requests.Response, **_: Any) -> None:
        """Of every answer: any may hold a new CSRF token."""
        self._client.update_token(response)
        if response.url.startswith(f"{self.account.address}/authn/"):
            self._status = max(self._status, response.status_code)


class Sessions(PerThread[Session]):
    """A session of one account for each thread."""

    def __init__(self, account: Account) -> None:
        self.account = account
        refusal = Refusal()
        super().__init__(lambda: Session(account, refusal=refusal))
