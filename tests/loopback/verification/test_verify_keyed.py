"""Deposits in an object store, read at the address where the public reads them, or by ourselves alone."""

import functools
import http.server
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ogp_etl.archive import layout
from ogp_etl.archive.folder import folder_archive
from ogp_etl.archive.outside import Outside
from ogp_etl.archive.package import package_files
from ogp_etl.archive.store import CHUNK
from ogp_etl.archive.verify_keyed import private_side, verify_keyed
from ogp_etl.model import Found, Screened

NOW = datetime(2026, 11, 21, tzinfo=UTC)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the files of a folder below ``served``; answers what ``instead`` says otherwise."""

    def do_GET(self):
        self.answer(super().do_GET)

    def do_HEAD(self):
        self.answer(super().do_HEAD)

    def answer(self, usual):
        self.server.asked.append((self.command, self.path))
        status = next((status for part, status in self.server.instead.items() if part in self.path), None)
        if status == "no-head" and self.command == "HEAD":
            self.send_error(405)
        elif status == "no-head":
            usual()
        elif status == "login":
            body = b"<html>log in</html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if self.command == "GET" else b"")
        elif status is not None:
            self.send_error(status)
        elif self.path.startswith(self.server.served):
            usual()
        else:
            self.send_error(404)

    def log_message(self, *_):
        pass


@pytest.fixture
def store(tmp_path):
    return folder_archive(tmp_path / "archive")


@pytest.fixture
def web(tmp_path):
    """The archive's public side on the web; ``served`` says what else is."""
    (tmp_path / "archive").mkdir(exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(tmp_path / "archive")))
    server.served, server.instead, server.asked = "/public/", {}, []
    server.base = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def deposit(store, package):
    def make(*body, **facts):
        return store.deposit(package(*body, **facts), NOW)

    return make


@pytest.fixture
def look(store, web):
    def make(one, *, base="", last=None, every=30, days=0):
        at = one.deposited + timedelta(days=days)
        ((row),) = verify_keyed(store, [one], last or {}, at, base=web.base if base == "" else base, every=every)
        assert row.evidence == one.evidence
        return row.found, row.detail

    return make


def path_of(tmp_path, one, name):
    (file,) = (file for file in package_files(folder_archive(tmp_path / "archive").provenance(one)) if file.name == name)
    return tmp_path / "archive" / layout.file_key(one.key, name, public=file.public)


def test_what_anybody_can_read_is_open(deposit, look):
    assert look(deposit()) == (Found.OPEN, "")


def test_without_a_public_address_right_bytes_prove_no_publication(deposit, look):
    assert look(deposit(), base=None) == (Found.INTACT, "")


def test_a_sealed_original_without_a_public_address_is_intact(deposit, look):
    assert look(deposit(b"names", outcome=Screened.HOLD), base=None) == (Found.INTACT, "")


@pytest.mark.parametrize(("status", "found"), [(401, Found.CLOSED), (403, Found.CLOSED), (404, Found.MISSING)])
def test_a_file_that_the_web_refuses(deposit, look, web, status, found):
    web.instead["minutes.pdf"] = status
    assert look(deposit())[0] is found


def test_a_log_in_page_that_answers_200_is_no_evidence(deposit, look, web):
    web.instead["minutes.pdf"] = "login"
    found, detail = look(deposit())
    assert found is Found.ALTERED
    assert "text/html" in detail


def test_a_provenance_behind_a_log_in_is_closed(deposit, look, web):
    web.instead["provenance.json"] = 401
    assert look(deposit())[0] is Found.CLOSED


@pytest.mark.parametrize("base", ["", None])
def test_other_bytes_are_altered(deposit, look, tmp_path, base):
    one = deposit(b"minutes")
    path = path_of(tmp_path, one, "minutes.pdf")
    path.unlink()
    path.write_bytes(b"MINUTES")
    assert look(one, base=base)[0] is Found.ALTERED


@pytest.mark.parametrize("base", ["", None])
def test_a_file_that_is_gone_is_missing(deposit, look, tmp_path, base):
    one = deposit()
    path_of(tmp_path, one, "minutes.pdf").unlink()
    assert look(one, base=base)[0] is Found.MISSING


@pytest.mark.parametrize(("base", "sealed"), [(None, False), (None, True), ("", False), ("", True)])
def test_between_whole_readings_a_file_that_is_gone_is_missed(deposit, look, tmp_path, base, sealed):
    one = deposit(b"names", sealed=sealed)
    (look_of_yesterday,) = verify_keyed(folder_archive(tmp_path / "archive"), [one], {}, one.deposited, base=None)
    path_of(tmp_path, one, "minutes.pdf").unlink()
    found, detail = look(one, base=base, last={one.evidence: look_of_yesterday}, days=1)
    assert (found, "minutes.pdf" in detail) == (Found.MISSING, True)


def test_a_provenance_that_was_rewritten_is_altered(deposit, look):
    assert look(replace(deposit(), sha256="0" * 64))[0] is Found.ALTERED


def test_what_is_held_back_and_refused_is_sealed(deposit, look):
    assert look(deposit(b"names", outcome=Screened.HOLD)) == (Found.SEALED, "")


def test_a_public_dataset_beside_a_sealed_original_is_open(deposit, look):
    assert look(deposit(b"names", sealed=True)) == (Found.OPEN, "")


@pytest.mark.parametrize("kind", [{"outcome": Screened.HOLD}, {"sealed": True}])
def test_an_original_that_anybody_can_read_is_leaking(deposit, look, web, kind):
    web.served = "/"
    assert look(deposit(b"names", **kind))[0] is Found.LEAKING


def test_a_leak_is_looked_for_each_time(store, deposit, look, web):
    one = deposit(b"names", sealed=True)
    last = {row.evidence: row for row in verify_keyed(store, [one], {}, one.deposited, base=web.base)}
    web.served = "/"
    assert look(one, last=last, every=10_000)[0] is Found.LEAKING


def test_a_log_in_page_in_place_of_an_original_is_no_leak(deposit, look, web):
    web.served, web.instead["/private/"] = "/", "login"
    assert look(deposit(b"names", sealed=True)) == (Found.OPEN, "")


def test_a_sealed_original_that_is_gone_is_missing(deposit, look, tmp_path):
    one = deposit(b"names", sealed=True)
    path_of(tmp_path, one, "minutes.pdf").unlink()
    assert look(one)[0] is Found.MISSING


def test_a_web_server_that_fails_is_our_failure(deposit, look, web):
    web.instead["/public/"] = 500
    assert look(deposit())[0] is Found.UNANSWERED


def test_a_web_server_that_is_down_is_our_failure(deposit, look):
    assert look(deposit(), base="http://127.0.0.1:9/")[0] is Found.UNANSWERED


def test_between_whole_readings_only_headers_are_asked(store, deposit, look, web):
    one = deposit()
    last = {row.evidence: row for row in verify_keyed(store, [one], {}, one.deposited, base=web.base)}
    web.asked.clear()
    assert look(one, last=last, every=10_000)[0] is Found.OPEN
    assert [verb for verb, path in web.asked if path.endswith("minutes.pdf")] == ["HEAD"]


def test_a_web_server_that_does_not_know_head_is_asked_otherwise(store, deposit, look, web):
    one = deposit()
    last = {row.evidence: row for row in verify_keyed(store, [one], {}, one.deposited, base=web.base)}
    web.instead["minutes.pdf"] = "no-head"
    assert look(one, last=last, every=10_000)[0] is Found.OPEN


def test_no_more_is_read_than_a_file_should_have(tmp_path, web):
    (tmp_path / "archive" / "public").mkdir()
    (tmp_path / "archive" / "public" / "large").write_bytes(bytes(5 * CHUNK))
    outside = Outside()
    read = outside.read(f"{web.base}public/large", whole=True, most=10)
    outside.close()
    assert 10 < read.size <= CHUNK


def test_names_with_signs_of_their_own_are_asked_for_as_they_are(store, package, web):
    made = package()
    name = "會議 紀錄#1.pdf"
    files = tuple(replace(file, name=name) for file in made.files)
    provenance = made.provenance.replace(b'"name": "minutes.pdf"', f'"name": "{name}"'.encode())
    one = store.deposit(replace(made, files=files, provenance=provenance), NOW)
    ((row),) = verify_keyed(store, [one], {}, NOW, base=web.base)
    assert (row.found, row.detail) == (Found.OPEN, "")


def test_a_private_side_that_is_served_is_told(deposit, web):
    one = deposit()
    assert private_side(web.base, [one]) == ()
    web.served = "/"
    (alarm,) = private_side(web.base, [one])
    assert alarm.code == "leaking"
