"""The connection to a DSpace server: log-in, CSRF, time-outs, what is repeated and what never, and what is said of it."""

import io
import logging
import socket
import subprocess
import sys
import threading
import warnings
from contextlib import contextmanager

import pytest

from ogp_etl.archive.dspace import session as session_module
from ogp_etl.archive.dspace.records import uuid_of
from ogp_etl.archive.dspace.session import Account, LoggedOut, Refused, Session, Sessions
from ogp_etl.errors import RepositoryFault

ITEM = "/core/items/0b87e9a2-8de8-4da2-a827-f203dbd9005d"


@pytest.fixture
def account(dspace):
    return Account(dspace.address, dspace.accounts.admin.user, dspace.accounts.admin.password)


@pytest.fixture
def open_session():
    opened = []

    def make(account, **more):
        opened.append(Session(account, **more))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def session(account, open_session):
    return open_session(account)


@pytest.fixture
def quick(monkeypatch):
    """Reads are repeated without pauses, and time-outs are short."""
    monkeypatch.setattr("ogp_etl.archive.dspace.client.READ_TRIES", 0)
    for name in ("CONNECT", "READ", "WRITE"):
        monkeypatch.setattr(session_module, name, 0.2)


def new_community(session, title="x"):
    return session.post("/core/communities", {"metadata": {"dc.title": [{"value": title}]}})


def log_ins(dspace):
    """Those that were answered with a token."""
    return [call.status for call in dspace.calls.all if call.path.endswith("/authn/login")].count(200)


# --- log-in


def test_a_session_logs_in_once(dspace, session):
    for _ in range(3):
        new_community(session)
    assert log_ins(dspace) == 1


def test_a_session_logs_in_anew_before_its_token_ends(dspace, account, open_session):
    """The token is good for thirty minutes; a read with one that has ended is answered as the public's, without a word."""
    now = [0.0]
    session = open_session(account, clock=lambda: now[0])
    new_community(session)
    for _ in range(4):
        now[0] += 26 * 60
        dspace.clock.advance(minutes=26)
        assert session.get("/authn/status")["authenticated"]
    assert log_ins(dspace) == 5


def test_a_token_that_ended_before_its_time_is_replaced_once(dspace, session):
    new_community(session)
    dspace.faults.expire_tokens()
    assert uuid_of(new_community(session), "community")
    assert (log_ins(dspace), session.lost) == (2, 1)


def test_a_forged_token_is_replaced_once(dspace, session):
    """The server answers 400 to one that names nobody by a proper id."""
    new_community(session)
    session._client.session.headers["Authorization"] = "Bearer eyJhbGciOiJIUzI1NiJ9.eyJlaWQiOiJ4In0.x"
    assert new_community(session)
    assert [call.status for call in dspace.calls.work()] == [201, 400, 201]
    assert log_ins(dspace) == 2


def test_a_token_that_is_refused_for_ever_is_not_asked_for_for_ever(dspace, session):
    new_community(session)
    dspace.faults.answer(401, "POST", "/core/communities$", times=100)
    with pytest.raises(Refused, match="401") as caught:
        new_community(session)
    assert not caught.value.again
    assert log_ins(dspace) == 2


def test_nothing_is_made_after_what_may_have_been_read_as_the_public(dspace, session):
    """Between looking and making, the log-in had ended: by the making itself, or by a call between."""
    community = new_community(session)["uuid"]
    lost = session.lost
    dspace.faults.expire_tokens()
    with pytest.raises(LoggedOut):
        session.create("/core/communities", {"metadata": {}}, lost, parent=community)
    with pytest.raises(LoggedOut):
        session.create("/core/communities", {"metadata": {}}, lost, parent=community)
    assert session.create("/core/communities", {"metadata": {}}, session.lost, parent=community)
    assert dspace.calls.count("POST", "/core/communities$") == 3


def test_a_wrong_password_is_one_clear_line_and_asked_for_once(dspace, account):
    sessions, said = Sessions(Account(account.address, account.user, "wrong-password")), []

    def work():
        try:
            sessions.mine.get(ITEM)
        except RepositoryFault as fault:
            said.append(fault)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sessions.close()
    assert len(said) == 4
    assert {fault.again for fault in said} == {False}
    assert len({str(fault) for fault in said}) == 1
    assert f"{account.user} could not log in; check OGP_DSPACE" in str(said[0])
    assert "OGP_DSPACE_PASSWORD" in str(said[0])
    assert "\n" not in str(said[0])
    assert [call.status for call in dspace.calls.all if call.path.endswith("/authn/login")] == [403, 401]


def test_a_server_that_stumbles_at_the_log_in_may_be_asked_again(dspace, session):
    dspace.faults.answer(503, "POST", "/authn/login", times=2)
    with pytest.raises(RepositoryFault, match="log-in: 503") as caught:
        session.get(ITEM)
    assert caught.value.again
    dspace.faults.clear()
    assert session.get(ITEM) is None


def test_nobody_logs_in_as_nobody(dspace, open_session):
    public = open_session(Account(dspace.address))
    assert public.get(ITEM) is None
    with pytest.raises(Refused, match="401"):
        new_community(public)
    assert [call.path for call in dspace.calls.all if "/authn/" in call.path] == []


# --- CSRF


def test_a_stale_csrf_token_is_repeated_once_with_the_new_one(dspace, session):
    new_community(session)
    dspace.faults.stale_csrf()
    dspace.calls.clear()
    assert new_community(session)
    assert [call.status for call in dspace.calls.all] == [403, 201]


def test_a_csrf_token_that_changes_with_every_answer_is_kept_up_with(dspace, session):
    dspace.csrf_every = 1
    for _ in range(3):
        new_community(session)
    assert [call.status for call in dspace.calls.work()] == [201] * 3


def test_a_csrf_token_that_is_stale_for_ever_is_not_repeated_for_ever(dspace, session):
    new_community(session)
    dspace.faults.stale_csrf(100)
    dspace.calls.clear()
    with pytest.raises(Refused, match="CSRF"):
        new_community(session)
    assert [call.status for call in dspace.calls.all] == [403, 403]


def test_a_403_of_rights_is_said_as_such_and_not_repeated(dspace, open_session):
    nobody = dspace.accounts.nobody
    session = open_session(Account(dspace.address, nobody.user, nobody.password))
    with pytest.raises(Refused, match=rf"as {nobody.user}: 403 .*the account has no right to this; docs/dspace.md") as caught:
        new_community(session)
    assert not caught.value.again
    assert [call.status for call in dspace.calls.work()] == [403]


# --- what is repeated


def test_a_read_is_repeated_and_a_write_never(dspace, session, monkeypatch):
    monkeypatch.setattr("urllib3.util.retry.Retry.sleep", lambda *_, **__: None)
    new_community(session)
    dspace.calls.clear()
    dspace.faults.answer(503, "GET", "/core/items", times=2)
    assert session.get(ITEM) is None
    dspace.faults.answer(503, "POST", "/core/communities", times=1)
    with pytest.raises(Refused, match="503") as caught:
        new_community(session)
    assert caught.value.again
    dspace.faults.cut("POST", "/core/communities", times=1, acted=True)
    with pytest.raises(RepositoryFault, match="next run finds what had arrived") as caught:
        new_community(session)
    assert caught.value.again
    assert [call.method for call in dspace.calls.all] == ["GET", "GET", "GET", "POST", "POST"]


@pytest.mark.parametrize("verb", ["get", "post", "patch", "delete", "upload", "content", "log-in"])
def test_a_server_that_accepts_and_never_answers_ends_in_a_fault(dspace, account, open_session, quick, verb):
    session = open_session(account)
    if verb != "log-in":
        new_community(session)
    dspace.faults.hang(longest=5)

    def content():
        with session.content(f"{ITEM}/content"):
            pass

    calls = {
        "get": lambda: session.get(ITEM),
        "post": lambda: new_community(session),
        "patch": lambda: session.patch(ITEM, []),
        "delete": lambda: session.delete(ITEM),
        "upload": lambda: session.upload("/core/bundles/x/bitstreams", "x", "text/plain", lambda: io.BytesIO(b"x"), None),
        "content": content,
        "log-in": lambda: session.get(ITEM),
    }
    with pytest.raises(RepositoryFault, match=r"[Tt]imed out.*is the server up") as caught:
        calls[verb]()
    dspace.faults.release()
    assert caught.value.again
    assert "\n" not in str(caught.value)


def test_a_server_that_is_not_there_is_said_plainly(open_session, quick):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/server/api"
    with pytest.raises(RepositoryFault) as caught:
        open_session(Account(address, "x", "y")).get(ITEM)
    assert str(caught.value) == f"{address}: log-in: Connection refused; is the server up, and is OGP_DSPACE_URL right?"
    assert caught.value.again


def test_a_server_whose_name_nobody_knows_is_said_plainly(open_session, quick):
    with pytest.raises(
        RepositoryFault, match=r"dspace\.invalid/server/api: GET .*: no machine of that name is known; is the"
    ) as caught:
        open_session(Account("http://dspace.invalid/server/api", None, None)).get(ITEM)
    assert "what had arrived" not in str(caught.value)


def test_a_connection_that_breaks_off_is_said_in_few_words(dspace, session):
    new_community(session)
    dspace.faults.cut("POST", "/core/communities", times=1)
    with pytest.raises(RepositoryFault, match=r"POST /core/communities: the connection broke off; is the server up"):
        new_community(session)


def test_content_that_breaks_off_is_a_fault(dspace, session):
    talker = dspace.talker(dspace.accounts.admin)
    file = talker.file(talker.bundle(talker.item(talker.collection())), b"x" * 3_000_000)
    dspace.faults.cut("GET", "/content$", midway=True)
    with session.content(f"/core/bitstreams/{file}/content") as pieces, pytest.raises(RepositoryFault, match="next run tries"):
        list(pieces)


# --- what an answer must be


def test_a_web_page_instead_of_json_says_which_address_is_wanted(httpserver, open_session):
    httpserver.expect_request("/server/api/core/x").respond_with_data("<html>", content_type="text/html")
    session = open_session(Account(httpserver.url_for("/server/api")))
    with pytest.raises(
        RepositoryFault, match=r"the answer is no JSON \(text/html\); OGP_DSPACE\w* must be the address"
    ) as caught:
        session.get("/core/x")
    assert not caught.value.again


@pytest.mark.parametrize("answer", [None, {}, {"uuid": None}, {"uuid": ""}, {"uuid": 7}, [], "x"])
def test_an_answer_without_a_uuid_is_a_fault(answer):
    with pytest.raises(RepositoryFault, match="without a uuid for the item"):
        uuid_of(answer, "the item")


# --- what is never said, and never touched


@contextmanager
def _everything_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        for name in ("urllib3", "requests", "dspace_rest_client", "ogp_etl"):
            caplog.set_level(logging.DEBUG, name)
        yield


def test_no_token_and_no_password_is_in_any_log_or_error(dspace, account, open_session, caplog, capfd):
    said = []
    with _everything_logged(caplog):
        session = open_session(account)
        new_community(session)
        tokens = [session._client.session.headers["Authorization"], session._client.session.headers["X-XSRF-Token"]]
        dspace.faults.stale_csrf()
        new_community(session)
        dspace.faults.expire_tokens()
        new_community(session)
        tokens += [session._client.session.headers["Authorization"], session._client.session.headers["X-XSRF-Token"]]
        for wrong in (Account(account.address, account.user, "wrong-password"), account):
            dspace.faults.answer(500, "POST", "/core/communities")
            with pytest.raises(RepositoryFault) as caught:
                new_community(open_session(wrong))
            said += [str(caught.value), repr(caught.value), repr(wrong), repr(open_session(wrong).__dict__)]
    out, err = capfd.readouterr()
    everything = "\n".join([caplog.text, out, err, *said])
    assert "/server/api/core/communities" in everything
    for secret in (*tokens, account.password, "wrong-password", tokens[0].removeprefix("Bearer ")):
        assert len(secret) > 8
        assert secret not in everything


def test_the_root_logger_and_the_warnings_are_as_they_were():
    """In a process of its own, as the library's import happens once."""
    code = """
import logging, sys, warnings
before = (list(logging.getLogger().handlers), logging.getLogger().level)
from ogp_etl.archive.dspace import client
from ogp_etl.archive.dspace.session import Account, Session
client.READ_TRIES = 0
for _ in range(2):
    session = Session(Account("http://127.0.0.1:9/server/api", "x", "y"))
    try:
        session._client.authenticate()
    except Exception:
        pass
import dspace_rest_client.client as library
library.parse_json(None)
library.logging.error("a word")
assert (list(logging.getLogger().handlers), logging.getLogger().level) == before, logging.getLogger().handlers
"""
    done = subprocess.run([sys.executable, "-W", "default", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "FutureWarning" not in done.stderr
    assert "google" not in done.stderr
    assert "a word" not in done.stderr


def test_no_token_file_of_the_folder_is_read_or_sent(dspace, account, open_session, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path, tmp_path / "home"):
        folder.mkdir(exist_ok=True)
        (folder / ".dspace-personal-api-token.secret").write_text("of-somebody-else")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PERSONAL_API_TOKEN_FILE", str(tmp_path / ".dspace-personal-api-token.secret"))
    opened = []
    read = type(tmp_path).read_text
    monkeypatch.setattr(type(tmp_path), "read_text", lambda path, *a, **k: opened.append(path) or read(path, *a, **k))
    session = open_session(account)
    new_community(session)
    assert [path for path in opened if "secret" in path.name] == []
    assert "of-somebody-else" not in str(session._client.session.headers)
    assert log_ins(dspace) == 1


def test_threads_have_sessions_of_their_own_and_they_are_closed_together(dspace, account):
    sessions, seen = Sessions(account), []
    threads = [threading.Thread(target=lambda: seen.append((sessions.mine, sessions.mine))) for _ in range(3)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len({id(one) for pair in seen for one in pair}) == 3
    sessions.close()


# --- uploads


def test_a_large_file_goes_up_without_filling_the_memory(dspace, account, tmp_path):
    """300 MB of nothing, from a sparse file, in a process of its own."""
    talker = dspace.talker(dspace.accounts.admin)
    bundle = talker.bundle(talker.item(talker.collection()))
    path = tmp_path / "zeros"
    with path.open("wb") as file:
        file.truncate(300 << 20)
    code = f"""
import re
from pathlib import Path
from ogp_etl.archive.dspace.session import Account, Session
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) >> 10
session = Session(Account({account.address!r}, {account.user!r}, {account.password!r}))
session.get("/authn/status")
before = peak()
zeros = lambda: open({str(path)!r}, "rb")
answer = session.upload("/core/bundles/{bundle}/bitstreams", "zeros", "application/octet-stream", zeros, None)
print(answer["sizeBytes"], peak() - before, peak())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    size, grown, peak = map(int, done.stdout.split())
    assert size == 300 << 20
    assert grown < 16
    assert peak < 150
