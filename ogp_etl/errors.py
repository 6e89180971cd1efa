"""Every error the program raises on purpose: one root, few leaves.

An error states facts; the edge (``cli``, a DAG task, the visit loop) decides what to record and what to print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in something a person wrote.

    ``where`` is ``file:line`` for a text file, ``file:line, column NAME`` for a table; ``do`` says what to write instead.
    """

    where: str
    what: str
    do: str

    def __str__(self) -> str:
        """One line whatever was written: control characters are shown as escapes, and long values lose their middle."""
        what = self.what if len(self.what) <= _LONGEST else f"{self.what[: _LONGEST - 80]} … {self.what[-75:]}"
        line = f"{self.where}: {what}; {self.do}"
        return line if line.isprintable() else "".join(one if one.isprintable() else repr(one)[1:-1] for one in line)


_LONGEST = 300
"""Characters of ``what`` that are shown."""


def one_line(error: BaseException, longest: int | None = None) -> str:
    """What an error of somebody else's says, without its line breaks; at most ``longest`` characters, None: all."""
    return " ".join(str(error).split())[:longest]


class OgpError(Exception):
    """Root of all errors of this program. ``str()`` is one line that says what, where and what to do next."""


class InputInvalid(OgpError):
    """A card, a rule file or a table has faults. Raised by ``catalog``, ``check.rulebook`` and ``check.table`` after
    everything was read, with all faults at once. Trying again does not help; the file must be mended."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class SettingsInvalid(OgpError):
    """A setting of the environment is missing or wrong. Raised by ``settings``. Trying again does not help."""


class FetchFailed(OgpError):
    """A page that the collector cannot go on without was not had (its listing, its feed). Raised by the reader.

    ``reason`` is the reason code of the attempt (``model.Reason``). Trying again at the next visit may help.
    """

    def __init__(self, url: str, reason: str, detail: str = "") -> None:
        self.url = url
        self.reason = reason
        self.detail = detail
        super().__init__(f"{url}: {reason}{': ' + detail if detail else ''}")


class LayoutUnknown(OgpError):
    """A page or file was had, but nothing stands where the card or the collector looks for it. Raised by collectors.

    Never an empty success: the visit ends as faulty with ``looked_for`` in its reason. Trying again does not help
    until the card or the collector is mended.
    """

    def __init__(self, url: str, looked_for: str, detail: str = "") -> None:
        self.url = url
        self.looked_for = looked_for
        self.detail = detail
        super().__init__(
            f"{url}: unknown layout, found nothing at {looked_for}{' (' + detail + ')' if detail else ''};"
            " compare the page with the source's card"
        )


class LocalFault(OgpError):
    """Our own machine cannot go on: disk full, spool not writable. Raised where it is met. Stops that piece of work;
    the next run finishes it once the cause is gone."""


class RepositoryFault(OgpError):
    """An archive refused, is down, or gave back other bytes than were deposited. Raised by ``archive``.

    ``again`` says whether the next run may succeed without anybody acting.
    """

    def __init__(self, message: str, *, again: bool = True) -> None:
        self.again = again
        super().__init__(message)


class RegisterFault(OgpError):
    """The register is locked, missing, or of another version. Raised by ``register``; the message says what to run."""


class NoticeFault(OgpError):
    """A channel could not be reached, or did not take what was sent. Raised by ``publish.channels`` and the notifier, after
    all channels were tried. Trying again may help; what was not taken is sent again by the next run."""
