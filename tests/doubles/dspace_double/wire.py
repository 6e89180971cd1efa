"""Requests, answers and refusals."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs


class Refused(Exception):
    """An answer that is no success; the message is what DSpace says to such a request."""

    def __init__(self, status, message=None):
        super().__init__(status, message)
        self.status, self.message = status, message or MESSAGES.get(status, "An exception has occurred")


MESSAGES = {
    401: "Authentication is required",
    403: "Access is denied",
    405: "Method is not allowed or supported",
    422: "Unprocessable or invalid entity",
}
CSRF = "Access is denied. Invalid CSRF token."
UNREADABLE = "Request is invalid or incorrect"


class Problem(Refused):
    """A refusal by the framework the server is built on; it has a body of another shape."""


@dataclass
class Upload:
    """A file that came with a form; its content lies at ``path``."""

    path: Path
    filename: str
    size: int
    md5: str


@dataclass
class Request:
    """``path`` begins behind ``/server``; ``query`` is the raw text behind the question mark."""

    method: str
    path: str
    query: str
    headers: dict
    body: bytes = b""
    form: dict = field(default_factory=dict)
    upload: Upload | None = None
    too_large: bool = False

    @cached_property
    def asked(self):
        return parse_qs(self.query, keep_blank_values=True)

    def one(self, name, default=None):
        return self.asked.get(name, [default])[0]

    def number(self, name, default):
        try:
            return max(0, int(self.one(name, default)))
        except ValueError:
            return default

    def json(self):
        """The first JSON value of the body; what follows it is not looked at (Jackson does not either)."""
        return loads(self.body.decode("utf-8", "replace"))


@dataclass
class Answer:
    """``body``: a dict becomes JSON; a path with a range (first byte, length) becomes a file."""

    status: int = 200
    body: object = None
    headers: list = field(default_factory=list)
    content_type: str = "application/hal+json;charset=UTF-8"
    part: tuple | None = None

    def content(self):
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body, ensure_ascii=False).encode("utf-8", "surrogatepass")


def loads(text):
    try:
        return json.JSONDecoder().raw_decode(text.lstrip())[0]
    except ValueError:
        raise Refused(422) from None
