"""A file of 2 GB, and one of 200 MB, from a site to the archive by the command line: memory must not grow with the file."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BLOCK = os.urandom(1 << 20)
CHILD = """
import runpy, sys
sys.argv = ["ogp-etl", *sys.argv[1:]]
try:
    runpy.run_module("ogp_etl", run_name="__main__")
finally:
    for line in open("/proc/self/status"):  # ru_maxrss would be the parent's
        if line.startswith("VmHWM"):
            print("RSS", int(line.split()[1]) // 1024, file=sys.stderr)
"""


@contextmanager
def site(megabytes: int) -> Iterator[str]:
    """Serves one file of that size, without keeping it anywhere."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/octet-stream")
            self.send_header("Content-Length", str(megabytes << 20))
            self.end_headers()
            for number in range(megabytes):
                self.wfile.write(number.to_bytes(8, "big") + BLOCK[8:])

        def log_message(self, *_facts: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def run(work: Path, _peers: Path) -> None:
    for megabytes in (200, 2048):
        with site(megabytes) as place:
            home = work / str(megabytes)
            plan = home / "plans" / "big"
            (plan / "commitments").mkdir(parents=True)
            (plan / "plan.yml").write_text(
                "id: big\ntitle: {en: Big}\nzone: UTC\nstart: 2026-01-01\nend: 2026-12-31\n"
                "drafting: {start: 2025-01-01, end: 2025-12-31}\nrule_sets: [R19]\n"
            )
            (plan / "process.yml").write_text(
                "sources:\n  - {id: file, collector: page, url: 'http://big.example/film.bin', kind: dataset}\n"
            )
            settings = os.environ | {
                "OGP_HOME": str(home / "data"),
                "OGP_PLANS": str(home / "plans"),
                "OGP_CONTACT": "bench@ogp-etl.example",
                "OGP_LOOPBACK": f"big.example={place}",
            }
            for verb in ("harvest", "archive"):
                told = subprocess.run(
                    [sys.executable, "-c", CHILD, verb, "big"], env=settings, capture_output=True, text=True, check=False
                )
                rss = next((line.split()[1] for line in told.stderr.splitlines() if line.startswith("RSS")), "?")
                ended = f"{told.stdout.strip()} (exit code {told.returncode})"
                print(f"{megabytes} MB, {verb}: {rss} MiB resident at most (wanted: under 250, flat); {ended}")
