"""Connections that lead to public addresses only.

A name is looked up once; every address it has is judged; the judged address itself is dialled, so that a second answer of
the name server (rebinding) changes nothing. Each redirect passes here too, because each hop opens its connection here.
"""

from __future__ import annotations

import functools
import http.client
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import HTTPResponse

from ogp_etl.harvest.door.addresses import is_loopback, is_public, origin
from ogp_etl.harvest.door.failures import NotHad
from ogp_etl.harvest.door.wire import Wire, WireResponse
from ogp_etl.model import Reason

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to its IP addresses, best first; raises OSError or UnicodeError when the name has none."""


def system_resolver(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


class Gate:
    """Opens sockets. ``loopback``: for demos and tests, ``host:port`` to the ``127.0.0.1:port`` that serves it."""

    def __init__(self, resolve: Resolve, loopback: Mapping[str, str]) -> None:
        self._resolve = resolve
        self._loopback = loopback
        self.wire: Wire | None = None
        """Of the exchange under way."""

    def dial(self, host: str, port: int, connect: float) -> tuple[socket.socket, str]:
        """A connected socket and the address it leads to. Raises NotHad: dns, address, connect or timeout."""
        addresses = self._served(host, port) or [(address, port) for address in self._judged(host, port)]
        trouble = NotHad(Reason.CONNECT, f"{host} has no address")
        for address, at in addresses:
            patience = min(connect, self.wire.patience()) if self.wire else connect
            try:
                sock = socket.create_connection((address, at), timeout=patience)
            except TimeoutError:
                trouble = NotHad(Reason.TIMEOUT, f"{address} port {at} did not answer within {patience:g} seconds", again=True)
            except OSError as error:
                trouble = NotHad(Reason.CONNECT, f"{address} port {at}: {error.strerror or error}", again=True)
            else:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return sock, address
        raise trouble

    def _served(self, host: str, port: int) -> list[tuple[str, int]]:
        """Where this machine serves a host for a demo or a test; nothing else is ever opened on loopback."""
        place = self._loopback.get(f"{host}:{port}")
        if place is None:
            return []
        address, _, at = place.rpartition(":")
        if not is_loopback(address):
            raise NotHad(Reason.ADDRESS, f"{place} is no loopback address; nothing was asked")
        return [(address, int(at))]

    def _judged(self, host: str, port: int) -> list[str]:
        try:
            addresses = list(self._resolve(host, port))
        except (OSError, UnicodeError) as error:
            again = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
            what = error.strerror if isinstance(error, OSError) else error
            raise NotHad(Reason.DNS, f"the name {host} could not be looked up: {what}", again=again) from error
        for address in addresses:
            if not is_public(address):
                raise NotHad(Reason.ADDRESS, f"{host} leads to {address}, which is not a public address; nothing was asked")
        return addresses


class _Guarded(HTTPConnection):
    def __init__(self, *args: Any, gate: Gate, **options: Any) -> None:
        super().__init__(*args, **options)
        self._gate = gate
        self._peer: str | None = None

    def _new_conn(self) -> socket.socket:
        connect = self.timeout if isinstance(self.timeout, float | int) else 30.0
        sock, self._peer = self._gate.dial(self._dns_host, int(self.port or self.default_port), connect)
        return sock

    def send(self, data: Any) -> None:
        super().send(data)
        if self._gate.wire is not None:
            self._gate.wire.request += bytes(data)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # urllib3 gives its own response here
        wire = self._gate.wire
        if wire is not None:
            wire.peer = self._peer
            self.response_class = functools.partial(WireResponse, wire)  # type: ignore[assignment]  # called as the class would be
        try:
            return super().getresponse()
        except TimeoutError as error:
            raise NotHad(Reason.TIMEOUT, "no answer came in time") from error
        except (OSError, http.client.RemoteDisconnected) as error:
            raise NotHad(Reason.CONNECT, "the server closed the connection without an answer", again=True) from error
        except http.client.IncompleteRead as error:
            raise NotHad(Reason.CUT_SHORT, "the answer broke off within its headers") from error
        except http.client.HTTPException as error:
            raise NotHad(Reason.CONNECT, f"the answer is not HTTP: {_said(error)}") from error


class _GuardedTls(_Guarded, HTTPSConnection):
    def connect(self) -> None:
        try:
            super().connect()
        except ssl.SSLCertVerificationError as error:
            raise NotHad(Reason.TLS, f"the certificate of {self.host} is not accepted: {error.verify_message}") from error
        except TimeoutError as error:
            raise NotHad(Reason.TIMEOUT, "the TLS handshake was not done in time", again=True) from error
        except ssl.SSLError as error:
            raise NotHad(Reason.TLS, f"no TLS connection with {self.host}: {_said(error)}") from error
        except OSError as error:
            raise NotHad(Reason.CONNECT, f"the TLS handshake broke off: {_said(error)}", again=True) from error


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTls


class GuardedAdapter(HTTPAdapter):
    """requests' way to our connections: one pool of one connection for each host name, never a proxy."""

    def __init__(self, gate: Gate, context_of: Callable[[str, int], ssl.SSLContext]) -> None:
        self._gate = gate
        self._context_of = context_of
        self._pools: dict[str, HTTPConnectionPool] = {}
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(self, request: PreparedRequest, *_ours: object, **_judges: object) -> HTTPConnectionPool:
        scheme, host, port = origin(request.url or "")
        pool = self._pools.get(host)
        if pool is None or pool.scheme != scheme or pool.port != port:
            if pool is not None:
                pool.close()
            if scheme == "https":
                context = self._context_of(host, port)
                pool = _TlsPool(host, port, maxsize=1, ssl_context=context, cert_reqs="CERT_REQUIRED", gate=self._gate)
            else:
                pool = _Pool(host, port, maxsize=1, gate=self._gate)
            self._pools[host] = pool
        return pool

    def cert_verify(self, *_nothing: object, **_to_add: object) -> None:
        """The context of the pool verifies; requests would add its own roots to it."""

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()
        super().close()


def _said(error: Exception) -> str:
    return (
        " ".join(str(error.strerror if isinstance(error, OSError) and error.strerror else error).split()) or type(error).__name__
    )
