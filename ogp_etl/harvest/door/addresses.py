"""Web addresses: cleaned for asking, normalised for comparing, and what counts as a public IP address."""

from __future__ import annotations

import functools
import ipaddress
import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SAFE = "!#$%&'()*+,/:;=?@[]~"
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")


def clean(url: str) -> str:
    """The one form of an http(s) address in which we ask for it and look it up.

    Host lower case and ASCII (IDNA), default port and fragment gone, an empty path as ``/``, percent-escapes in upper case
    and only where needed, everything else escaped as UTF-8. User names are dropped: nothing is asked with credentials
    from a page. Raises ValueError with a line for people.
    """
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise ValueError(f"only http and https addresses are asked, not {url!r}")
    if not parts.hostname:
        raise ValueError(f"the address {url!r} names no host")
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError(f"the address {url!r} has no valid port") from error
    host = _host(parts.hostname)
    place = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, place, _escape(parts.path) or "/", _escape(parts.query), ""))


@functools.lru_cache(maxsize=64)
def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of a cleaned address."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]


def redirected(base: str, location: str) -> str:
    """Cleaned address that a Location header (as http.client decodes it, Latin-1) leads to; raises ValueError."""
    return clean(urljoin(base, quote(location.strip().encode("latin-1", "replace"), safe=_SAFE)))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet. Addresses that carry an IPv4 address (mapped, 6to4, NAT64)
    are judged by the one they carry."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        carried = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            carried = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(str(carried))
        if found not in _GLOBAL_V6:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _host(name: str) -> str:
    name = name.lower()
    if name.isascii():
        if ":" in name:
            return f"[{name}]"
        if not re.fullmatch(r"[a-z0-9._-]+", name):
            raise ValueError(f"{name!r} is no host name")
        return name
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"{name!r} is no host name: {error}") from error


def _escape(text: str) -> str:
    return _ESCAPE.sub(_escaped, quote(text, safe=_SAFE))


def _escaped(found: re.Match[str]) -> str:
    byte = int(found.group(1), 16)
    return chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"
