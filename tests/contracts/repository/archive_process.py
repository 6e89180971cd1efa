"""A process of its own that works on an archive, for the tests that race and kill: ``python archive_process.py ORDER.pickle``.

The order names the archive, the work, and perhaps the step before which this process kills itself with SIGKILL. Steps are
the calls that change something outside: system calls on files, or calls of the server. Answers are a line of JSON.
"""

import itertools
import json
import os
import pickle
import re
import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path

import obstore
import requests

from ogp_etl.archive.folder import folder_archive
from ogp_etl.archive.s3 import s3_archive
from ogp_etl.archive.s3_client import make_client
from ogp_etl.model import Deposit

FILE_CALLS = ("mkdir", "open", "write", "link", "replace", "rename", "unlink")
DOUBLES = Path(__file__).resolve().parents[2] / "doubles"
READS = {"GetObject", "HeadObject", "ListObjectsV2", "ListMultipartUploads"}


class Steps:
    def __init__(self, kill_before):
        self.kill_before = kill_before
        self.count = itertools.count(1)
        self.taken = 0
        self.lock = threading.Lock()

    def step(self):
        with self.lock:
            self.taken = next(self.count)
        if self.taken == self.kill_before:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch_files(self):
        for name in FILE_CALLS:
            setattr(os, name, self._counted(getattr(os, name)))

    def watch(self, client):
        """Both ways to the server: that of boto3 and the quick one."""
        call, put = client._client._make_api_call, obstore.put

        def counted(operation, arguments):
            if operation not in READS:
                self.step()
            return call(operation, arguments)

        def asked(*arguments, **more):
            self.step()
            return put(*arguments, **more)

        client._client._make_api_call, obstore.put = counted, asked

    def watch_http(self):
        """All writing calls but those of the log-in."""
        send = requests.Session.send

        def sent(session, request, **more):
            if request.method not in ("GET", "HEAD") and "/authn/" not in request.url:
                self.step()
            return send(session, request, **more)

        requests.Session.send = sent

    def _counted(self, call):
        def counted(*arguments, **more):
            self.step()
            return call(*arguments, **more)

        return counted


def make_archive(place, steps=None):
    """``steps``: counts what is done there; None: nothing is counted."""
    if place["kind"] == "folder":
        archive, watch = folder_archive(Path(place["root"])), "watch_files"
    elif place["kind"] == "dspace":
        sys.path.insert(0, str(DOUBLES))
        from dspace_place import Register, open_archive

        archive, watch = open_archive(place, Register(place["register"])), "watch_http"
    else:
        client = make_client(
            place["endpoint"], access_key=place["access_key"], secret_key=place["secret_key"], region="us-east-1"
        )
        if steps:
            steps.watch(client)
        return s3_archive(client, place["bucket"], place["prefix"])
    if steps:
        getattr(steps, watch)()
    return archive


def main(order):
    steps = Steps(order.get("kill_before"))
    archive = make_archive(order["place"], steps)
    if order.get("wait"):
        print("ready", flush=True)
        sys.stdin.readline()
    answers = [asdict(archive.deposit(package, order["now"])) for package in order.get("packages", ())]
    many = archive.deposit_many(order.get("many", ()), order["now"])
    answers += [asdict(answer) if isinstance(answer, Deposit) else {"fault": str(answer)} for answer in many]
    added = [archive.append_log(name, day, lines) for name, day, lines in order.get("logs", ())]
    for name, path in order.get("keep", ()):
        archive.keep(name, path)
    # Not ru_maxrss, which a process takes over from the one that started it.
    kilobytes = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1])
    print(json.dumps({"answers": answers, "added": added, "steps": steps.taken, "kilobytes": kilobytes}, default=str))


if __name__ == "__main__":
    main(pickle.loads(Path(sys.argv[1]).read_bytes()))  # noqa: S301 written by the test beside it
