"""What a host's certificate is judged by. Verification of chain, host name and dates is never off."""

from __future__ import annotations

import functools
import ssl
from datetime import date
from pathlib import Path

import certifi

from ogp_etl.cards import HostRule, TlsException
from ogp_etl.errors import Fault, InputInvalid

_LEVEL_1 = "ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM:@SECLEVEL=1"
"""Python's own list of ciphers, with OpenSSL's security level 1 in place of 2."""


def context_for(rule: HostRule | None, folder: Path | None, today: date) -> tuple[ssl.SSLContext, str | None]:
    """Context for one host, and what it tolerates or adds, with the reasons, as one line (None: nothing).

    ``folder`` is the plan's folder, below which extra certificates lie. An exception counts up to the day on which it
    expires (``today`` in UTC) and is as if it were not there afterwards. Raises InputInvalid when an extra certificate
    cannot be read.
    """
    exceptions = [exception for exception in rule.tls if today <= exception.expires] if rule else []
    if rule is None or (not exceptions and rule.extra_ca_file is None):
        return _ordinary(), None
    context = _fresh()
    said = [_tolerate(context, exception) for exception in exceptions]
    if rule.extra_ca_file is not None:
        _trust(context, rule, folder)
        said.append(f"extra certificate {rule.extra_ca_file}")
    return context, "; ".join(said)


@functools.cache
def _ordinary() -> ssl.SSLContext:
    return _fresh()


def _fresh() -> ssl.SSLContext:
    """The machine's own store of roots where it has one (it is kept by its vendor and still holds ePKI), else certifi's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Newer Pythons check by RFC 5280 to the letter; the same site must not pass on one machine and fail on another.
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    paths = ssl.get_default_verify_paths()
    if paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())):
        context.load_default_certs()
    else:
        context.load_verify_locations(certifi.where())
    return context


def _tolerate(context: ssl.SSLContext, exception: TlsException) -> str:
    if exception.tolerate == "missing-key-identifier":
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    else:
        context.set_ciphers(_LEVEL_1)
    return f"{exception.tolerate} until {exception.expires}: {exception.reason}"


def _trust(context: ssl.SSLContext, rule: HostRule, folder: Path | None) -> None:
    path = (folder or Path()) / (rule.extra_ca_file or "")
    try:
        context.load_verify_locations(path)
    except OSError as error:  # ssl.SSLError, for a file that is no PEM, is one too
        do = "put the reviewed certificate there in PEM form, or take extra_ca_file out"
        raise InputInvalid([Fault(str(path), f"cannot be read as certificates for {rule.host} ({error})", do)]) from error
