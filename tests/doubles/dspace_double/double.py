"""A double of a DSpace 9.3 server, for tests: its REST API and its OAI-PMH on a loopback port, its state in memory.

It does what a real one was seen to do (the recorded exchanges in ``tests/recorded/dspace-9.3`` are played through it), the
unpleasant things above all: nothing is unique, the search is late and not exact, tokens end, a status of 200 may be a
withdrawn item. It is no DSpace and never stands for one outside the tests."""

import pickle
import re
import secrets
import tempfile
from pathlib import Path
from types import SimpleNamespace

from . import (
    authorizations,
    containers,
    content,
    files,
    items,
    links,
    oai,
    people,
    policies,
    registry,
    root,
    search,
    sessions,
    submission,
)
from .calls import Calls
from .clock import stamp
from .context import Context
from .faults import Faults
from .http_server import Server
from .index import Index
from .store import Store
from .talker import Talker
from .things import Account, Collection, Community
from .wire import Answer, Problem, Refused

REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
MODULES = (root, sessions, people, authorizations, containers, registry, items, files, content, policies, submission, search, oai)
DEFAULT_LIMIT = 512 * 1024 * 1024


class Double:
    """A running server. Use it as a context manager, or call :meth:`stop`.

    ``address``: of its REST API, ``http://127.0.0.1:<port>/server/api``; ``accounts``: people, see :meth:`grant`;
    ``clock``: its time; ``faults``, ``calls``: what is to go wrong, what was asked; ``index``: the search's lag and words;
    ``upload_limit``: bytes of a request with a file; ``breaks_at_limit``: it breaks the connection there instead of 413;
    ``csrf_every``: every so many answers carry a new CSRF token, 0: only those that must; ``errors``: its own defects, which
    a test wants to be none."""

    version = "9.3"
    ui = "http://localhost:4000"

    def __init__(self, clock=None, port=0):
        self._folder = tempfile.TemporaryDirectory(prefix="dspace-double-")
        self.store = Store(Path(self._folder.name), clock)
        self.secret = secrets.token_hex(16)
        self.clock, self.calls, self.index = self.store.clock, Calls(), Index(self.store)
        self.oai = oai.Harvestable(self.store)
        self.faults = Faults(self._end_tokens)
        self.upload_limit, self.breaks_at_limit, self.csrf_every = DEFAULT_LIMIT, False, 0
        self.errors = []
        self.accounts = SimpleNamespace(
            **{
                role: self.store.account(f"{role.replace('_', '-')}@example.org", f"{role}-password")
                for role in ("admin", "community_admin", "collection_admin", "submitter", "nobody")
            }
        )
        self.store.administrators.members.add(self.accounts.admin.uuid)
        self._routes = [(method, _pattern(path), carry_out) for module in MODULES for method, path, carry_out in module.ROUTES]
        self._routes += [(method, _pattern(path), carry_out) for method, path, carry_out in links.ROUTES]
        self._answered, self._talkers = 0, []
        self._server = Server(self, port)
        self.address = f"http://127.0.0.1:{self._server.server_port}/server/api"
        self.oai_address = self.address.replace("/server/api", "/server/oai/request")
        self._server.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.faults.release()
        for talker in self._talkers:
            talker.close()
        self._server.stop()
        self._folder.cleanup()

    def grant(self, account, uuid, role="admin"):
        """Makes somebody ``admin`` or ``submit``ter of a community or collection, as its groups would."""
        thing = self.store.get(Community | Collection, uuid)
        ctx = Context(self, None, self.accounts.admin, self.address)
        name = {"admin": "adminGroup", "submit": "submittersGroup"}[role]
        if name not in thing.groups:
            containers.new_group(ctx, thing, name)
        thing.groups[name].members.add(account.uuid)

    def talker(self, account=None):
        """A plain client that has logged in; without an account, anybody. It ends with the server."""
        talker = Talker(self.address, account and account.user, account and account.password)
        self._talkers.append(talker)
        return talker

    def read(self, uuid):
        """The content of a file, past all rights."""
        return self.store.things[uuid].content.read_bytes()

    def moment(self):
        """All that it holds now, its accounts and its time; for :meth:`go_back`, of this one or another."""
        with self.store.lock:
            return pickle.dumps((self.store.state(), self.index.state(), self.accounts, self.clock.now()))

    def go_back(self, moment):
        """Everything is as it was then. Content of files is not part of a moment: another one has only those of none."""
        state, index, accounts, now = pickle.loads(moment)  # noqa: S301 made by the method above
        with self.store.lock:
            vars(self.store).update(state)
            vars(self.index).update(index)
            self.accounts = accounts
            self.clock.set(now)

    def _end_tokens(self):
        for account in self.store.of(Account):
            account.salt = ""

    # --- One request -------------------------------------------------------------------------------------------------------

    def answer(self, request):
        """Raises Cut when the connection is to break."""
        call = self.calls.add(request)
        fault = self.faults.take(request.method, call.path)
        if fault and not fault.acted:
            answer = fault.happen(None)
            if answer is not None:
                call.status = answer.status
                return answer
        answer = self._carried_out(request)
        call.status = answer.status
        return fault.happen(answer) if fault and fault.acted else answer

    def _carried_out(self, request):
        with self.store.lock:
            self.index.request()
            self.store.touched.clear()
            headers = []
            try:
                headers = self._session(request)
                answer = self._routed(request)
            except Refused as refusal:
                answer = self._refusal(request, refusal)
            self.index.changed(self.store.touched)
        names = {name for name, _ in answer.headers}
        answer.headers = [*answer.headers, *([] if "DSPACE-XSRF-TOKEN" in names else headers)]
        return answer

    def _session(self, request):
        """Headers about the CSRF token that every answer carries. Raises Refused."""
        if not request.path.startswith(("/api", "/actuator")):
            return []
        headers = sessions.check_csrf(request, stale=self.faults.take_stale(request))
        self._answered += 1
        if not headers and self.csrf_every and self._answered % self.csrf_every == 0:
            return sessions.handed_out(sessions.new_uuid())
        return headers

    def _routed(self, request):
        account = sessions.account_of(self.store, self.secret, request)
        if request.too_large:
            return _problem(request, 413, "Payload Too Large", "Maximum upload size exceeded")
        method = "GET" if request.method == "HEAD" else request.method
        known = False
        for verb, pattern, carry_out in self._routes:
            match = pattern.fullmatch(request.path)
            if match and verb == method:
                return carry_out(Context(self, request, account, self.address, match.groupdict()))
            known = known or match is not None
        raise Problem(405, f"Method '{request.method}' is not supported.") if known else Refused(404)

    def _refusal(self, request, refusal):
        if isinstance(refusal, Problem):
            return _problem(request, refusal.status, REASONS[refusal.status], refusal.message)
        body = {
            "timestamp": stamp(self.clock.now()),
            "status": refusal.status,
            "error": REASONS[refusal.status],
            "message": refusal.message,
            "path": f"/server{request.path}",
        }
        return Answer(refusal.status, body, list(getattr(refusal, "headers", ())), "application/json;charset=UTF-8")


def _pattern(path):
    """``{name}`` is one part of a path; ``{name:expression}`` one that matches."""
    pieces = re.split(r"\{(\w+)(?::([^{}]*))?\}", path)
    text = ""
    for place in range(0, len(pieces), 3):
        text += re.escape(pieces[place])
        if place + 1 < len(pieces):
            text += f"(?P<{pieces[place + 1]}>{pieces[place + 2] or '[^/]+'})"
    return re.compile(text)


def _problem(request, status, title, detail):
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": f"/server{request.path}"}
    return Answer(status, body, content_type="application/problem+json;charset=UTF-8")
