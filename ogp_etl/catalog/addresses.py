"""Addresses that cards may name: public web addresses, nothing inside a network, no names or passwords in them.

What a name leads to is checked again by the HTTP door at connect time; here only what is written is judged.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from ogp_etl.cards.values import SCHEMES

INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain")
"""Ends of names that never lead to a public site."""


def address_fault(url: str) -> tuple[str, str] | None:
    """What is wrong with a web address in a card and what to do; None when nothing is, and for a text that is no web
    address at all: the type of the value names that (``card_values.Url``)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if not host or parts.scheme not in SCHEMES:
        return None
    if "@" in parts.netloc:
        return "the address holds a user name or password", "remove what stands before @; secrets never stand in cards"
    return host_fault(host)


def host_fault(host: str) -> tuple[str, str] | None:
    """The same for a host alone, without port. A demo or a test opens addresses of its own machine through the door's
    constructor; a card never can."""
    do = "write the address that the public uses, such as www.example.gov.tw"
    return (f"{host} is not a public address", do) if _inside(host) else None


def _inside(host: str) -> bool:
    name = host.rstrip(".").lower()
    number = _number(name)
    if number is not None:
        return not number.is_global or number.is_multicast or number.is_reserved
    return "." not in name or any(name == end or name.endswith("." + end) for end in INSIDE)


def _number(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """A literal IP address in any way of writing that a resolver takes: ::1, 127.1, 0x7f000001, 2130706433."""
    if ":" in name:
        try:
            six = ipaddress.IPv6Address(name.partition("%")[0])
        except ValueError:
            return None
        return six.ipv4_mapped or six.sixtofour or six
    if not re.fullmatch(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}", name):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(name))
    except OSError:
        return None
