"""An address that a provider names, looked at before it is kept: what can be judged at once is refused at once.

The fetch itself looks again, at what it really connects to (`fetching`): a name may lead elsewhere by then.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from catalogue.offerings.uploads import fetching
from catalogue.offerings.uploads.public_net import ensure_public
from catalogue.offerings.uploads.rules import (
    AddressInside,
    AddressNotAllowed,
    AddressNotFetched,
    AddressWithPassword,
    PortNotAllowed,
    SchemeNotAllowed,
)

INSIDE_NAMES = ("localhost", "local", "internal", "localdomain", "home.arpa")
"""Ends of names that lead nowhere but inside."""


def ensure_allowed(url: str) -> None:
    """Nothing is fetched; a name is resolved once. One that nobody answers for today may be kept: it may tomorrow.

    :raises AddressNotAllowed: which of its kinds says what is wrong.
    """
    parts = _split(url)
    if parts.username is not None or parts.password is not None:
        raise AddressWithPassword
    host = (parts.hostname or "").rstrip(".")
    if not host or not url.isprintable():
        raise AddressNotAllowed
    if _port(parts) not in (None, fetching.PORTS[parts.scheme]):
        raise PortNotAllowed
    if any(f".{host}".endswith(f".{end}") for end in INSIDE_NAMES):
        raise AddressInside
    try:
        for address in _addresses(host, fetching.PORTS[parts.scheme]):
            ensure_public(address)
    except AddressNotFetched as trouble:
        raise AddressInside(why=trouble.about.get("why")) from trouble


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError as trouble:
        raise AddressNotAllowed from trouble
    if parts.scheme not in fetching.PORTS or "://" not in url:
        raise SchemeNotAllowed
    return parts


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError as trouble:
        raise PortNotAllowed from trouble


def _addresses(host: str, port: int) -> list[str]:
    """Where it leads; an address that stands there itself is asked of nobody."""
    try:
        return [str(ipaddress.ip_address(host.partition("%")[0]))]
    except ValueError:
        pass
    try:  # 127.1 and 0x7f000001 are read here, too, as a connection would read them
        return [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []
