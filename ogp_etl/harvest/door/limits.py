"""How long and how much the door puts up with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Times are seconds, sizes bytes."""

    connect: float = 10.0
    """For one connection, TLS included."""
    read: float = 30.0
    """Longest silence of a server that is answering."""
    total: float = 1800.0
    """One exchange, from the connection to the last byte; pauses for politeness do not count."""
    max_bytes: int = 3 << 30
    """Largest body, counted after its content encoding is undone, and on the wire."""
    redirects: int = 10
    retries: int = 2
    """Further tries after a connection that failed, and after 429, 502, 503 and 504."""
    backoff: float = 2.0
    """Pause before the first further try; doubled for each next one."""
    patience: float = 120.0
    """Longest Retry-After that we wait for; a host that asks for more is left alone until then, also by the next runs."""
    crawl_delay: float = 30.0
    """Longest Crawl-delay of a robots.txt that we keep to."""
