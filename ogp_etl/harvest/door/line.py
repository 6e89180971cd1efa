"""Asking over the network: one requests Session, our own connections, one exchange at a time."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import requests
from requests.cookies import RequestsCookieJar
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from ogp_etl.errors import one_line
from ogp_etl.harvest.door.codings import ACCEPTED
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.harvest.door.guard import Gate, GuardedAdapter
from ogp_etl.harvest.door.limits import Limits
from ogp_etl.harvest.door.wire import Wire
from ogp_etl.model import Reason, WarcRef


@dataclass(slots=True)
class Answer:
    """Status and headers are there, the body is still to be read from ``raw``. Whoever gets one closes it."""

    url: str
    raw: HTTPResponse
    wire: Wire | None = None
    """None in replay."""
    warc: WarcRef | None = None
    """Where it stands already; None when it came over the network."""
    truncated: str = ""
    """Why the recorded body is known not to be whole (replay only)."""

    @property
    def status(self) -> int:
        return self.raw.status

    def header(self, name: str) -> str | None:
        return self.raw.headers.get(name)

    def close(self) -> None:
        self.raw.close()
        self.raw.release_conn()
        if self.wire is not None:
            self.wire.close()


class Transport(Protocol):
    def ask(self, url: str, headers: Mapping[str, str], seconds: float) -> Answer:
        """Sends one GET. ``url`` is cleaned. Raises NotHad when there is no answer within ``seconds`` (of the whole
        exchange, the body too)."""

    def close(self) -> None: ...


class Line:
    """The live transport. Keeps cookies as a browser would for as long as it lives, because some sites loop without them."""

    def __init__(
        self,
        *,
        user_agent: str,
        gate: Gate,
        context_of: Callable[[str, int], ssl.SSLContext],
        limits: Limits,
        keep: Path | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gate = gate
        self._limits = limits
        self._keep = keep
        self._clock = clock
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": ACCEPTED, "Accept": "*/*", "Connection": "keep-alive"}
        self._session = _Session()
        self._session.trust_env = False  # an environment proxy would dial for us, unjudged; a .netrc would send passwords
        adapter = GuardedAdapter(gate, context_of)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def ask(self, url: str, headers: Mapping[str, str], seconds: float) -> Answer:
        wire = Wire(
            keep=self._keep,
            clock=self._clock,
            deadline=self._clock() + seconds,
            read=self._limits.read,
            most=self._limits.max_bytes + (1 << 20),
        )
        self._gate.wire = wire
        try:
            response = self._session.send(
                self._prepared(url, headers),
                stream=True,
                verify=True,
                cert=None,
                proxies={},
                timeout=(self._limits.connect, self._limits.read),
                allow_redirects=False,
            )
        except NotHad:
            wire.close()
            raise
        except (requests.RequestException, HTTPError, UnicodeError) as error:
            wire.close()
            raise NotHad(Reason.CONNECT, f"the exchange failed: {one_line(error)}", again=True) from error
        return Answer(url=url, raw=response.raw, wire=wire)

    def close(self) -> None:
        self._session.close()

    def _prepared(self, url: str, headers: Mapping[str, str]) -> requests.PreparedRequest:
        """Made by hand: the address is clean already, and the session's own preparing costs as much as the exchange."""
        request = requests.PreparedRequest()
        request.method = "GET"
        request.url = url
        request.headers = CaseInsensitiveDict({**self._headers, **headers})
        request.hooks = {"response": []}
        if self._session.cookies:
            request.prepare_cookies(self._session.cookies)
        return request


class _Session(requests.Session):
    cookies: RequestsCookieJar

    def get_redirect_target(self, resp: requests.Response) -> None:
        """The Door follows redirects itself; requests would read the whole body of each one into memory."""
