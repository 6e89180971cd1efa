"""What listens where a check is told of: web hooks (an OpenTelemetry collector is one), a mail server, a StatsD server."""

import gzip
import json
import socket
import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class WebHooks(ThreadingHTTPServer):
    """Keeps what is posted, by path; answers with the status that a test set for the path, else 200."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Post)
        self.posted, self.headers, self.statuses = {}, {}, {}

    def at(self, path):
        return f"http://127.0.0.1:{self.server_port}{path}"

    def documents(self, path):
        return [json.loads(body) for body in self.posted.get(path, [])]


class _Post(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        status = self.server.statuses.get(self.path, 200)
        if status == 200:
            self.server.posted.setdefault(self.path, []).append(body)
            self.server.headers[self.path] = dict(self.headers)
        self.send_response(status)
        if status in (301, 302, 307, 308):
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class MailServer(socketserver.ThreadingTCPServer):
    """Takes every mail (RFC 5321, without extensions), or refuses it at the end of its data."""

    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Mail)
        self.mails, self.refuses = [], False

    @property
    def port(self):
        return self.server_address[1]


class _Mail(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 here")
        to = []
        while line := self.rfile.readline():
            verb = line.strip().upper()
            if verb.startswith(b"RCPT"):
                to.append(line.decode().partition("<")[2].partition(">")[0])
            if verb == b"DATA":
                self._say("354 go on")
                self._data(to)
            elif verb == b"QUIT":
                self._say("221 bye")
                break
            else:
                self._say("250 fine")

    def _data(self, to):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        if self.server.refuses:
            self._say("554 not this one")
        else:
            self.server.mails.append((to, message_from_bytes(b"".join(lines), policy=policy.default)))
            self._say("250 taken")

    def _say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class StatsD:
    """Every line that comes in over UDP, in order."""

    def __init__(self):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self._socket.setblocking(False)
        self.port = self._socket.getsockname()[1]

    def lines(self):
        """What lies in the buffer: what was sent on this machine is there when the sender has ended."""
        found = []
        while True:
            try:
                found += self._socket.recv(65535).decode().splitlines()
            except BlockingIOError:
                return found

    def close(self):
        self._socket.close()


def otlp_gauges(bodies):
    """From posted OTLP requests: the last value of each gauge by (name, attributes)."""
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    found = {}
    for body in bodies:
        request = ExportMetricsServiceRequest()
        request.ParseFromString(body)
        for metric in (
            metric for resource in request.resource_metrics for scope in resource.scope_metrics for metric in scope.metrics
        ):
            for point in metric.gauge.data_points:
                attributes = tuple(sorted((one.key, one.value.string_value) for one in point.attributes))
                number = point.as_int if point.HasField("as_int") else point.as_double
                found[metric.name, attributes] = number
    return found
