"""A web server that does exactly as a test says, and a door to it."""

import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest
from pytest_socket import socket_allow_hosts

from ogp_etl.harvest.recording.spool import Spool
from ogp_etl.harvest.recording.warc import Recorder
from ogp_etl.harvest.web import Door

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _only_this_machine():
    """A test that reaches for another machine fails; the plugin lifts this after each test."""
    socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)


class RawSite:
    """``answers``: by path, the raw bytes of an answer, or a function of the connection that says whether it stays open."""

    def __init__(self, context=None):
        self.answers, self.requests, self.connections, self.failed_handshakes = {}, [], 0, 0
        self.gone = threading.Event()
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = f"{'https' if context else 'http'}://{self.host}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def stop(self):
        self.gone.set()
        # A blocked accept() is not woken by close() alone.
        with socket.create_connection(self._listener.getsockname()):
            pass
        self._thread.join()
        self._listener.close()

    def paths(self):
        return [path for path, _ in self.requests if path != "/robots.txt"]

    def _accept(self):
        while not self.gone.is_set():
            connection, _ = self._listener.accept()
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection):
        try:
            with self._wrapped(connection) as wire, wire.makefile("rb") as lines:
                self.connections += 1
                while self._one(wire, lines):
                    pass
        except ssl.SSLError:
            self.failed_handshakes += 1
        except OSError:
            pass

    def _wrapped(self, connection):
        return self._context.wrap_socket(connection, server_side=True) if self._context else connection

    def _one(self, wire, lines):
        first = lines.readline().split()
        if not first:
            return False
        headers = {}
        while line := lines.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        path = first[1].decode()
        self.requests.append((path, headers))
        answer = self.answers.get(path) or reply(b"nothing here", "404 Not Found")
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer):
            return answer(wire)
        wire.sendall(answer)
        return b"\r\ncontent-length:" in answer.lower() or b"\r\n0\r\n\r\n" in answer or answer.startswith(b"HTTP/1.1 304")


def reply(body=b"", status="200 OK", **headers):
    """Raw answer; a header given as None is left out, ``_`` in a name stands for ``-``."""
    stated = {"Content-Type": "text/html", "Content-Length": len(body)}
    stated |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in stated.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("utf-8") + body


@pytest.fixture(name="reply", scope="session")
def _reply():
    return reply


@pytest.fixture
def raw_site():
    """Starts a server of its own, over TLS when it is given a server's context."""
    started = []

    def start(context=None):
        started.append(RawSite(context))
        return started[-1]

    yield start
    for site in started:
        site.stop()


@pytest.fixture
def site(raw_site):
    return raw_site()


@pytest.fixture
def sleeps():
    """Pauses that the door made, in seconds; none of them really passes."""
    return []


@pytest.fixture
def open_door(tmp_path, sleeps):
    """Opens a door to the sites named; records into ``tmp_path/warc`` unless told otherwise."""
    opened = []

    def make(*sites, run="run", record=True, loopback=None, **options):
        places = {site.host: site.host for site in sites} | (loopback or {})
        recorder = Recorder(tmp_path / "warc", run, user_agent="tests") if record and "replay" not in options else None
        options = {
            "now": lambda: NOW,
            "sleep": sleeps.append,
            "spool": Spool(tmp_path / "spool"),
            "recorder": recorder,
            **options,
        }
        opened.append(Door(contact="tests@example.tw", loopback=places, **options))
        return opened[-1]

    yield make
    for door in opened:
        door.close()
