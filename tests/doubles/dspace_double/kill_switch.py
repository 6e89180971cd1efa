"""Kills a client between two calls, inside this process. For a process of its own, see ``faults.call`` and ``os.kill``."""

import threading
from contextlib import contextmanager

import requests


class ClientKilled(BaseException):
    """What the client's thread meets instead of its next step. Nobody catches it by catching Exception."""


class _Switch:
    def __init__(self, address, before, after):
        self.address, self.before, self.after = address, before, after
        self.calls, self.dead = 0, False
        self.lock = threading.Lock()

    def sent(self, send, session, request, **more):
        if not request.url.startswith(self.address):
            return send(session, request, **more)
        with self.lock:
            self.calls += 1
            number = self.calls
        if self.dead or number == self.before:
            self.dead = True
            raise ClientKilled(number)
        answer = send(session, request, **more)
        if self.dead or number == self.after:
            self.dead = True
            answer.close()
            raise ClientKilled(number)
        return answer


@contextmanager
def kill_switch(address, *, before=None, after=None):
    """Within it, the nth call to ``address`` by any ``requests`` session ends in ClientKilled: ``before`` it is sent, or
    ``after`` its answer came but before the client sees it. So does every call from then on, in all threads: the process is
    dead. Gives the switch; its ``calls`` says how many there were, ``dead`` whether it struck."""
    switch, send = _Switch(address, before, after), requests.Session.send

    def sent(session, request, **more):
        return switch.sent(send, session, request, **more)

    requests.Session.send = sent
    try:
        yield switch
    finally:
        requests.Session.send = send
