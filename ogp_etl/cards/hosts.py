"""How a host is to be treated: the pause between exchanges, and named weaknesses of its TLS."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from ogp_etl.cards.texts import CONFIG
from ogp_etl.cards.values import (
    Day,
    Host,
    Plain,
    RelativePath,
)


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class TlsException:
    """One named weakness of a host's TLS that is tolerated; verification itself is never off."""

    tolerate: Literal["missing-key-identifier", "weak-dh"]
    """missing-key-identifier clears VERIFY_X509_STRICT only; weak-dh lowers OpenSSL's security level to 1."""
    reason: Plain
    expires: Day
    """From the day after it the exception is gone and the host is judged as any other."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CONFIG)
class HostRule:
    """How one host is to be treated. A host that is not named gets the defaults."""

    host: Host
    seconds_between: Annotated[float, Field(ge=0.2, le=600)] = 1.0
    extra_ca_file: RelativePath | None = None
    """PEM file below the plan's folder with a reviewed intermediate certificate that the host fails to send."""
    tls: tuple[TlsException, ...] = ()
