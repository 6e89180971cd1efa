"""The server's socket side: reads requests, writes answers, cuts connections."""

import socket
import sys
import threading
from contextlib import suppress
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from . import uploads
from .faults import Cut
from .wire import Request

NO_BODY = (204, 304)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "double"
    timeout = 60

    def _serve(self):
        try:
            request = self._read()
            if request is not None:
                self._write(self.server.answer(request))
        except Cut as cut:
            self._break(cut.answer)
        except ConnectionError:
            self.close_connection = True

    def __getattr__(self, name):
        """``do_GET`` and the others: the base class asks for a method of that name."""
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _read(self):
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path.removeprefix("/server"), query, headers)
        length, chunked = int(headers.get("content-length", 0)), "chunked" in headers.get("transfer-encoding", "")
        content_type = headers.get("content-type", "")
        blocks = uploads.plain(self.rfile, length, chunked)
        if not content_type.startswith("multipart/form-data"):
            request.body = b"".join(blocks)
            return request
        if length > self.server.owner.upload_limit:
            request.too_large = True
            if self.server.owner.breaks_at_limit:
                self.server.owner.calls.add(request)
                next(blocks, None)
                raise Cut
            for _ in blocks:
                pass
            return request
        request.form, request.upload = uploads.form(blocks, content_type, self.server.owner.store.folder)
        request.too_large = request.upload is not None and request.upload.size > self.server.owner.upload_limit
        return request

    def _write(self, answer, *, half=False):
        sent = answer.part is not None and self.command != "HEAD"
        content = b"" if answer.part is not None else answer.content()
        length = answer.part[1] if answer.part is not None else len(content)
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status not in NO_BODY:
            if answer.body is not None:
                self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(length))
        shown = len(content) // 2 if half else len(content)
        self._headers_buffer += [b"\r\n", content[:shown] if self.command != "HEAD" else b""]  # one packet for both
        self.flush_headers()
        if sent:
            self._send_file(answer.body, answer.part[0], length // 2 if half else length)

    def _send_file(self, path, start, length):
        with path.open("rb") as file:
            file.seek(start)
            while length > 0 and (block := file.read(min(uploads.BLOCK, length))):
                self.wfile.write(block)
                length -= len(block)

    def _break(self, answer):
        self.close_connection = True
        if answer is not None:
            self._write(answer, half=True)
            self.wfile.flush()
        with suppress(OSError):  # the client may have gone first
            self.connection.shutdown(socket.SHUT_RDWR)

    def send_response(self, code, message=None):
        self.send_response_only(code, message)
        self.send_header("Date", format_datetime(self.server.owner.clock.now(), usegmt=True))
        self.send_header("Vary", self.server.vary(self.path))

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """``owner``: the double; ``answer``: what turns a request into an answer."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, owner, port=0):
        super().__init__(("127.0.0.1", port), Handler)
        self.owner, self.answer = owner, owner.answer
        self._open, self._lock = set(), threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def vary(self, path):
        vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
        return f"{vary}, Accept" if path.startswith("/server/oai") else vary

    def start(self):
        self._thread.start()

    def stop(self):
        """Ends what is under way, too: connections kept open by clients must not hold up a test."""
        self.shutdown()
        self._thread.join()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def get_request(self):
        connection, peer = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._open.add(connection)
        return connection, peer

    def shutdown_request(self, request):
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address):
        """A client that left is no defect of the double."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            self.owner.errors.append(sys.exc_info()[1])
