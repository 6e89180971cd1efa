"""Processes of their own that work on an archive, many and soon: ``python archive_forks.py`` has imported everything once, and
for each path of an order that comes by line forks a process that carries it out as ``archive_process`` does.

Lines out, for each line in: the number of the process, then how it ended (below zero: the signal). What it said is beside its
order, as ``.out``. A process that is to be struck says more in between; see ``Struck``.
"""

import gc
import io
import json
import os
import pickle
import sys
import threading
import traceback
from pathlib import Path
from types import ModuleType

import archive_process
import requests
from urllib3.util.retry import Retry

from ogp_etl.archive.dspace import depositing, placing, repository
from ogp_etl.archive.dspace.session import Account, Session
from ogp_etl.errors import RepositoryFault

sys.path.insert(0, str(archive_process.DOUBLES))
sys.modules["smart_open"] = ModuleType("smart_open")  # we never use it; it brings 50 MB of cloud packages, slow to fork


class Struck:
    """Deposits on one thread, and at each call of the server says ``call METHOD PATH``, then does what it is told by line.
    ``fork S``: a process forked from it makes the call, gives up after S seconds, and goes on alone to the end of the deposit;
    says its number, then how it ended. ``go on``: it makes the call itself.
    """

    def __init__(self, say, told):
        self._say, self._told = say, told
        self._send, self._is_fork = requests.Session.send, False

    def carry_out(self, order):
        gone = os.fork() or os._exit(0)
        os.waitpid(gone, 0)
        os.getpid = lambda: gone  # its claims must be those of a process that is no more, as its forks are
        repository.THREADS = 1  # what is forked has but the thread that forked it
        placing.Upload.open = in_memory  # and shares the place in an open file
        requests.Session.send = lambda session, request, **more: self._sent(session, request, more)
        archive = archive_process.make_archive(order["place"])
        answers = [told_of(answer) for answer in archive.deposit_many(order["packages"], order["now"])]
        if self._is_fork:
            self._told.write_text(json.dumps(answers))

    def _sent(self, session, request, more):
        if self._is_fork:
            return self._send(session, request, **more)
        self._say(f"call {request.method} {request.path_url}")
        while (line := sys.stdin.readline()).startswith("fork "):
            child = os.fork()
            if not child:
                self._is_fork = True
                session.close()  # the connection is its parent's, too
                return self._send(session, request, **{**more, "timeout": (10, float(line.split()[1]))})
            self._say(child)
            self._say(ended(child))
        return self._send(session, request, **more) if line else os._exit(1)


def told_of(answer):
    if isinstance(answer, RepositoryFault):
        return {"fault": str(answer), "again": answer.again}
    return {"evidence": answer.evidence}


def in_memory(upload):
    return io.BytesIO(upload.source if isinstance(upload.source, bytes) else upload.source.read_bytes())


def ended(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def carry_out(path):
    said = os.fdopen(os.dup(1), "w")
    out = os.open(f"{path}.out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    code = 0
    try:
        order = pickle.loads(Path(path).read_bytes())  # noqa: S301 written by the test beside it
        if order.get("struck"):
            Struck(lambda line: print(line, file=said, flush=True), Path(f"{path}.told")).carry_out(order)
        else:
            archive_process.main(order)
    except BaseException:  # noqa: BLE001 what is forked must end here
        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main():
    import dspace_place  # noqa: F401 so that no process has to import it

    Session(Account("http://127.0.0.1:9/server/api")).close()  # imports what it needs, asks nobody
    depositing.LOOK_AGAIN = 0.001  # the double's search is late by calls, not by time
    Retry.sleep = lambda *_, **__: None
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        assert threading.active_count() == 1
        child = os.fork()
        if not child:
            carry_out(line.strip())
        print(child, flush=True)
        print(ended(child), flush=True)


if __name__ == "__main__":
    main()
