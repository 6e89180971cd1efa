"""2,000 files of 50 kB into S3 (versitygw), each read back and compared, beside s5cmd, which compares nothing."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

FILES = 2000
SIZE = 50_000


def run(work: Path, peers: Path) -> None:
    binary = os.environ.get("VERSITYGW") or shutil.which("versitygw")
    if not binary:
        print("skipped: versitygw is needed (go install github.com/versity/versitygw/cmd/versitygw@v1.8.0)")
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = work / "data"
    data.mkdir()
    keys = {"ROOT_ACCESS_KEY": "bench", "ROOT_SECRET_KEY": secrets.token_hex(16)}
    server = subprocess.Popen(
        [binary, "--port", f"127.0.0.1:{port}", "--quiet", "--keep-alive", "posix", str(data)], env=os.environ | keys
    )
    os.environ.update(
        AWS_ACCESS_KEY_ID="bench", AWS_SECRET_ACCESS_KEY=keys["ROOT_SECRET_KEY"], AWS_DEFAULT_REGION="us-east-1",
        S3_ENDPOINT_URL=f"http://127.0.0.1:{port}",
    )  # fmt: skip
    try:
        time.sleep(1.5)
        measure(work, peers, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait()


def measure(work: Path, peers: Path, endpoint: str) -> None:
    from ogp_etl.archive.s3 import s3_archive
    from ogp_etl.archive.s3_client import make_client
    from ogp_etl.errors import RepositoryFault

    client = make_client(endpoint)
    client.create_bucket(Bucket="peer")
    client.create_bucket(Bucket="ours")
    files = work / "files"
    files.mkdir()
    for number in range(FILES):
        (files / f"{number:04}.pdf").write_bytes(os.urandom(SIZE))
    packages = [package(path) for path in sorted(files.iterdir())]

    s5cmd = str(peers / "s5cmd")
    bare = timed(lambda: subprocess.run([s5cmd, "--log", "error", "cp", f"{files}/", "s3://peer/"], check=True))
    back = work / "back"
    checked = bare + timed(
        lambda: (
            subprocess.run([s5cmd, "--log", "error", "cp", "s3://peer/*", f"{back}/"], check=True),
            subprocess.run("sha256sum " + str(back) + "/* > /dev/null", shell=True, check=True),  # noqa: S602 our own folder
        )
    )
    archive = s3_archive(client, "ours")
    answers: list[object] = []
    ours = timed(lambda: answers.extend(archive.deposit_many(packages, datetime(2026, 1, 1, tzinfo=UTC))))
    assert not [answer for answer in answers if isinstance(answer, RepositoryFault)]
    again = timed(lambda: list(archive.deposit_many(packages, datetime(2026, 1, 2, tzinfo=UTC))))
    print(f"s5cmd: up {bare:.1f} s; up, down again and sha256sum {checked:.1f} s")
    print(f"ours, with provenance, index and every digest read back: {ours:.1f} s")
    print(
        f"  = {ours / checked:.2f} of s5cmd with its digests checked (wanted: at most 1.5), {ours / bare:.2f} of its bare upload"
    )
    print(f"ours again, all there already: {again:.1f} s")


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def package(path: Path):  # type: ignore[no-untyped-def]
    import hashlib

    from ogp_etl.archive.package import make_package
    from ogp_etl.model import Capture, Change, Description, Document, Screened, Screening, Substance, capture_id, document_id

    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    name = document_id("bench", "1-1/files", path.name)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    document = Document(
        id=name, plan="bench", source="1-1/files", commitment="1-1", locator=path.name, url=f"https://a.example/{path.name}",
        title=path.stem, kind="decision", event_date=date(2026, 1, 1), stated=None, first_listed=now, unseen_at=None,
    )  # fmt: skip
    capture = Capture(
        id=capture_id(name, sha256), document=name, sha256=sha256, size=size, captured=now, attempt="a",
        change=Change.NEW, substance=Substance("bytes", 1, sha256), filename=path.name, sealed=False, url=document.url,
        screening=Screening(outcome=Screened.ACCEPT, media_type="application/pdf", detector="x"), seen_before=None,
        description=Description(
            title=path.stem, kind="decision", language=None, event_date=None, milestone=None, stated=None, primary=None,
            primary_reason="", by={},
        ),
    )  # fmt: skip
    return make_package(document, capture, {}, path)
