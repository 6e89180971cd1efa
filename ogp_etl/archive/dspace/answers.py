"""What a DSpace server's answers say: its own words, its pages, the things in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import requests
import urllib3

from ogp_etl.errors import RepositoryFault, one_line

DO = {
    401: "this is for those who are logged in; check OGP_DSPACE_USER and OGP_DSPACE_PASSWORD",
    403: "the account has no right to this; docs/dspace.md says which rights each way of depositing needs",
    404: "it is gone, or OGP_DSPACE_URL is no address of a DSpace API",
    413: "the file is over the server's limit; raise spring.servlet.multipart.max-file-size and max-request-size there, or lower"
    " OGP_DSPACE_LIMIT here",
    422: "the server's form refuses this; see ogp-etl dspace doctor",
    429: "the server asks for patience; the next run tries again",
}
"""What to do, by status."""
NOT_REGISTERED = "are all metadata fields registered? ogp-etl dspace prepare makes them; else look at the server's log"
"""What to do about a 500 to what was written: the server says no more of a field that it does not know."""


class Refused(RepositoryFault):
    """The server answered, and not with success. ``status``: its HTTP status; ``said``: its own words, one line."""

    def __init__(self, message: str, *, status: int, said: str) -> None:
        self.status, self.said = status, said
        super().__init__(message, again=status >= 500 or status in (408, 429))


def refusal(address: str, user: str | None, method: str, path: str, response: requests.Response) -> Refused:
    """What to say of an answer that is no success."""
    status, words = response.status_code, said(response)
    who = f" as {user}" if user and status in (401, 403) else ""
    return Refused(
        f"{address}: {method} {path}{who}: {status}{f' ({words})' if words else ''}; {what_to_do(status, method)}",
        status=status,
        said=words,
    )


def is_csrf(response: requests.Response) -> bool:
    """Whether a 403 is about the CSRF token, and not about rights."""
    return "csrf token" in said(response).lower()


def is_log_in(response: requests.Response) -> bool:
    """Whether a 400 or 401 says that the log-in is over."""
    return response.status_code == 401 or "authentication" in said(response).lower()


def said(response: requests.Response) -> str:
    """The server's own message, one line; empty when there is none."""
    try:
        answer = response.json()
    except (ValueError, requests.RequestException, OSError):  # it may break off in the middle
        return ""
    message = (answer.get("message") or answer.get("detail")) if isinstance(answer, dict) else None
    return " ".join(str(message).split())[:300] if message else ""


def what_to_do(status: int, method: str = "GET") -> str:
    if status == 500 and method in ("POST", "PATCH"):
        return NOT_REGISTERED
    return DO.get(status, "look at the server's log; the next run tries again" if status >= 500 else "see docs/dspace.md")


def json_of(response: requests.Response) -> Any:
    """The JSON of an answer; None when it has none. Raises RepositoryFault for anything else, a web page above all."""
    if response.status_code == 204 or not response.content:
        return None
    try:
        return response.json()
    except ValueError as error:
        raise RepositoryFault(
            f"{response.url}: the answer is no JSON ({response.headers.get('content-type', 'no type')}); OGP_DSPACE_URL must be"
            " the address of the REST API (…/server/api), not of the user interface",
            again=False,
        ) from error


def page_of(answer: Any) -> Mapping[str, Any]:
    """Where a list says its pages: on top, or in a search's result."""
    if not isinstance(answer, dict):
        return {}
    found = answer.get("page") or answer.get("_embedded", {}).get("searchResult", {}).get("page") or {}
    return found if isinstance(found, dict) else {}


def embedded(answer: Any, name: str) -> Sequence[Any]:
    """The list ``name`` of an answer, also of a search's result."""
    if not isinstance(answer, dict):
        return ()
    inside = answer.get("_embedded", {})
    found = inside.get(name) or inside.get("searchResult", {}).get("_embedded", {}).get(name) or ()
    return found if isinstance(found, list) else ()


def pieces_of(response: requests.Response) -> Iterator[bytes]:
    """The content of an answer as it comes. Raises RepositoryFault when the connection breaks."""
    try:
        yield from response.iter_content(1 << 18)
    except (requests.RequestException, OSError) as error:
        raise RepositoryFault(f"{response.url}: {cause(error)}; the next run tries again") from error


def cause(error: BaseException) -> str:
    """Why an exchange failed, in few words: requests and urllib3 wrap the reason, with the address, several times over."""
    chain = list(_chain(error))
    if any(isinstance(one, urllib3.exceptions.NameResolutionError) for one in chain):
        return "no machine of that name is known"
    if any(isinstance(one, urllib3.exceptions.NewConnectionError | ConnectionRefusedError) for one in chain):
        system = next((one.strerror for one in chain if isinstance(one, OSError) and one.strerror), None)
        return system or "nobody answers at that address"
    if any(isinstance(one, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError) for one in chain):
        return "timed out"
    if any(isinstance(one, urllib3.exceptions.ProtocolError | requests.exceptions.ChunkedEncodingError) for one in chain):
        return "the connection broke off"
    return one_line(chain[-1], 300)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it wraps, outermost first."""
    met: set[int] = set()
    while error is not None and id(error) not in met:
        met.add(id(error))
        yield error
        held = [one for one in (getattr(error, "reason", None), *error.args) if isinstance(one, BaseException)]
        error = held[0] if held else error.__cause__ or error.__context__
