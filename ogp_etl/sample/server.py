"""The sample country on loopback: one server on a free port of 127.0.0.1, told apart by the Host header."""

from __future__ import annotations

import hashlib
import sys
import threading
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from ogp_etl.sample.answer import Answer, Ask
from ogp_etl.sample.life import Country


class SampleServer:
    """Serves a country while the ``with`` block lasts. Move its life on with ``country.day``.

    Static files carry ETag and Last-Modified and are answered with 304 when they have not changed; what is made anew for
    every request (pages with counters) carries neither.
    """

    def __init__(self, country: Country) -> None:
        self.country = country
        self._hits = 0
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def address(self) -> tuple[str, int]:
        """IP address and port."""
        return "127.0.0.1", self._server.server_port

    @property
    def loopback(self) -> dict[str, str]:
        """By host name of the cards: ``127.0.0.1:port``, where it is served."""
        ip, port = self.address
        return dict.fromkeys(self.country.hosts, f"{ip}:{port}")

    def answer(self, host: str, target: str) -> Answer | None:
        """Answer to one request; counts it. None: the connection is to be closed without a word."""
        with self._lock:
            self._hits += 1
            hits = self._hits
        parts = urlsplit(target)
        return self.country.answer(Ask(host, unquote(parts.path), dict(parse_qsl(parts.query)), hits))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: SampleServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle of an answer is no fault."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # typeshed names no public type for them


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Sample"
    sys_version = ""
    timeout = 30
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._reply(body=True)

    def do_HEAD(self) -> None:
        self._reply(body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the signature of http.server
        """No access log."""

    def _reply(self, *, body: bool) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        answer = self.server.owner.answer(host, self.path)
        if answer is None:
            self.close_connection = True
            return
        validators = _validators(answer)
        if answer.status == 200 and self._known(validators):
            self.send_response(304)
            for name, value in validators.items():
                self.send_header(name, value)
            self.end_headers()
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in (*validators.items(), *answer.headers):
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(answer.body)

    def _known(self, validators: dict[str, str]) -> bool:
        if not validators:
            return False
        asked = self.headers.get("If-None-Match")
        if asked is not None:  # RFC 9110: the date has no say beside it
            return validators["ETag"] in [tag.strip().removeprefix("W/") for tag in asked.split(",")]
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and parsedate_to_datetime(validators["Last-Modified"]) <= parsedate_to_datetime(since)
        except ValueError:
            return False


def _validators(answer: Answer) -> dict[str, str]:
    if answer.changed is None:
        return {}
    return {
        "ETag": f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"',
        "Last-Modified": format_datetime(_midnight(answer.changed), usegmt=True),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
