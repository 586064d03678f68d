"""How often something may be tried: counted in the database, so that every process and node counts together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from sqlalchemy import delete, select, update

from catalogue.accounts.models import Attempt
from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import TooManyAttempts
from catalogue.core.outbox import insert_if_new


@dataclass(frozen=True)
class Limit:
    """At most so many in a window."""

    name: str
    most: int
    window: timedelta


SIGN_IN_PER_ADDRESS = Limit("sign_in_address", 10, timedelta(minutes=5))
SIGN_IN_PER_NETWORK = Limit("sign_in_network", 100, timedelta(minutes=5))
CODES_PER_ADDRESS = Limit("codes_address", 5, timedelta(minutes=15))
REPORTS_PER_NETWORK = Limit("reports_network", 10, timedelta(hours=1))
WISHES_PER_NETWORK = Limit("wishes_network", 30, timedelta(minutes=15))
INVITATIONS_PER_ACCOUNT = Limit("invitations_account", 20, timedelta(hours=1))
INVITATIONS_PER_ADDRESS = Limit("invitations_address", 5, timedelta(days=1))
CLAIMS_PER_ACCOUNT = Limit("claims_account", 10, timedelta(hours=1))
CERTIFICATES_PER_NETWORK = Limit("certificates_network", 30, timedelta(minutes=15))
ASSISTED_PER_ACCOUNT = Limit("assisted_account", 60, timedelta(hours=1))
FINDS_PER_ACCOUNT = Limit("finds_account", 120, timedelta(hours=1))
MESSAGES_PER_RUN = Limit("messages_run", 5, timedelta(days=1))
PUTS_PER_PROVIDER = Limit("puts_provider", 300, timedelta(minutes=1))
CODES_PER_NETWORK = Limit("codes_network", 60, timedelta(minutes=15))


def network(address: str | None) -> str:
    """What stands for a visitor's network: a whole IPv4 address, the first 64 bits of an IPv6 one.

    Who has an IPv6 network has 2^64 addresses, written in many ways; an IPv4 one written as IPv6 stays what it is.
    """
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return (address or "unknown")[:100]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)


def ensure_within(limit: Limit, subject: str, now: datetime) -> None:
    """Ask without counting: for what is counted only when it fails.

    :raises TooManyAttempts: the window already holds as many as the limit allows.
    """
    found = select(Attempt.count, Attempt.window_ends_at).where(Attempt.key_hash == _key(limit, subject))
    counted, ends_at = db.session.execute(found).tuples().one_or_none() or (0, now)
    if ends_at > now and counted >= limit.most:
        raise TooManyAttempts(seconds=ceil((ends_at - now).total_seconds()))


def _key(limit: Limit, subject: str) -> str:
    return sha256(f"{limit.name}\0{subject}".encode()).hexdigest()


@transaction
def count_attempt(limit: Limit, subject: str, now: datetime) -> None:
    """Count one attempt; the subject (a typed address, a network) is kept as a hash only.

    :raises TooManyAttempts: the window already holds as many as the limit allows.
    """
    key = _key(limit, subject)
    db.session.execute(delete(Attempt).where(Attempt.key_hash == key, Attempt.window_ends_at <= now))
    db.session.execute(insert_if_new(Attempt).values(key_hash=key, window_ends_at=now + limit.window, count=0))
    db.session.execute(update(Attempt).where(Attempt.key_hash == key).values(count=Attempt.count + 1))
    counted, ends_at = db.session.execute(
        select(Attempt.count, Attempt.window_ends_at).where(Attempt.key_hash == key)
    ).one()
    if counted > limit.most:
        raise TooManyAttempts(seconds=ceil((ends_at - now).total_seconds()))


@transaction
def purge_attempts(now: datetime) -> int:
    """Forget windows that have passed.

    :returns: how many.
    """
    return rows_changed(delete(Attempt).where(Attempt.window_ends_at <= now))
