"""An address that a provider names: how it must look, and what is refused as soon as somebody names it.

The fetch itself looks again, at what it really connects to (`fetching`): a name may lead elsewhere by then.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from catalogue.offerings.uploads.public_net import ensure_public
from catalogue.offerings.uploads.rules import (
    AddressInside,
    AddressNotAllowed,
    AddressNotFetched,
    AddressWithPassword,
    PortNotAllowed,
    SchemeNotAllowed,
)

PORTS = {"http": 80, "https": 443}
INSIDE_NAMES = ("localhost", "local", "internal", "localdomain", "home.arpa")
"""Ends of names that lead nowhere but inside."""


def parts_of(url: str) -> SplitResult:
    """The parts of a plain address of the web.

    :raises AddressNotAllowed: it is none; which of its kinds says what is wrong.
    """
    try:
        parts = urlsplit(url)
    except ValueError as trouble:
        raise AddressNotAllowed from trouble
    if parts.scheme not in PORTS or "://" not in url:
        raise SchemeNotAllowed
    if parts.username is not None or parts.password is not None:
        raise AddressWithPassword
    if not (parts.hostname or "").strip(".") or not url.isprintable():
        raise AddressNotAllowed
    if _port(parts) not in (None, PORTS[parts.scheme]):
        raise PortNotAllowed
    return parts


def ensure_allowed(url: str) -> None:
    """Nothing is fetched; a name is resolved once. One that nobody answers for today may be kept: it may tomorrow.

    :raises AddressNotAllowed: which of its kinds says what is wrong.
    """
    parts = parts_of(url)
    host = (parts.hostname or "").rstrip(".")
    if any(f".{host}".endswith(f".{end}") for end in INSIDE_NAMES):
        raise AddressInside
    try:
        for address in _addresses(host, PORTS[parts.scheme]):
            ensure_public(address)
    except AddressNotFetched as trouble:
        raise AddressInside(why=trouble.about.get("why")) from trouble


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
