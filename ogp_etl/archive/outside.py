"""Reads from the web as anybody would: no log-in, no cookie kept, no password of this machine's files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from ogp_etl.archive.per_thread import PerThread
from ogp_etl.archive.store import CHUNK
from ogp_etl.archive.verifying import Read
from ogp_etl.errors import RepositoryFault, one_line

CONNECT, READ = 10, 60
"""Seconds."""
TRIES = 2
"""Times a read is repeated while a server says that it is not ready."""
LONGEST = 16 << 20
"""Bytes of an answer that is taken whole."""
AGENT = "ogp-etl"


class Outside:
    """Safe to share among threads. All verbs raise RepositoryFault when nothing answers, or the answer breaks off."""

    def __init__(self) -> None:
        self._sessions = PerThread(_new_session)

    def close(self) -> None:
        self._sessions.close()

    def read(self, url: str, *, whole: bool, most: int | None = None) -> Read:
        """A file. ``whole``: every byte, with its digest, but no more than ``most``; else only what is said of it."""
        with self._answer("GET" if whole else "HEAD", url) as response:
            if not whole and response.status_code in (405, 501):
                return self._headers(url)
            if not whole or response.status_code != 200:
                _finish(response)
                return _read(response, _announced(response), None)
            digest, size = hashlib.sha256(), 0
            for piece in response.iter_content(CHUNK):
                digest.update(piece)
                size += len(piece)
                if most is not None and size > most:
                    break
            return _read(response, size, digest.hexdigest())

    def status(self, url: str) -> int:
        """What a reader is answered who asks for the file itself; its bytes are not taken."""
        with self._answer("GET", url) as response:
            _finish(response)
            return response.status_code

    def page(self, url: str, params: Mapping[str, str] | None = None) -> tuple[int, bytes, Mapping[str, str]]:
        """Status, body and headers of something small."""
        with self._answer("GET", url, params) as response:
            content = b""
            for piece in response.iter_content(CHUNK):
                content += piece
                if len(content) > LONGEST:
                    raise RepositoryFault(f"{response.url}: the answer is longer than {LONGEST} bytes", again=False)
            return response.status_code, content, response.headers

    def _headers(self, url: str) -> Read:
        with self._answer("GET", url) as response:
            return _read(response, _announced(response), None)

    @contextmanager
    def _answer(self, method: str, url: str, params: Mapping[str, str] | None = None) -> Iterator[requests.Response]:
        try:
            with self._session.request(
                method, url, params=params, stream=True, allow_redirects=True, timeout=(CONNECT, READ)
            ) as response:
                yield response
        except (requests.RequestException, OSError) as error:
            raise RepositoryFault(f"{url}: {one_line(error, 300)}") from error

    @property
    def _session(self) -> requests.Session:
        found = self._sessions.mine
        found.cookies.clear()
        return found


def _new_session() -> requests.Session:
    session = requests.Session()
    session.auth = lambda request: request  # else requests sends what a .netrc holds for the host
    session.max_redirects = 5
    session.headers.update({"User-Agent": AGENT, "Accept-Encoding": "identity"})
    again = Retry(total=TRIES, backoff_factor=0.5, status_forcelist=(502, 503, 504), raise_on_status=False)
    adapter = HTTPAdapter(max_retries=again, pool_connections=2, pool_maxsize=2)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def _finish(response: requests.Response) -> None:
    """Takes a refusal's few words, so that the connection can be used again."""
    if response.status_code >= 400:
        next(response.iter_content(CHUNK), b"")


def _read(response: requests.Response, size: int | None, sha256: str | None) -> Read:
    return Read(
        url=response.url,
        status=response.status_code,
        size=size,
        sha256=sha256,
        etag=response.headers.get("ETag", "").removeprefix("W/").strip('"') or None,
        media_type=response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
    )


def _announced(response: requests.Response) -> int | None:
    length = response.headers.get("Content-Length", "")
    coded = response.headers.get("Content-Encoding", "identity") != "identity"
    return int(length) if length.isdigit() and not coded else None
