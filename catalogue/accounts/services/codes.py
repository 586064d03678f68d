"""Codes and links by mail, to join or to sign in with."""

from __future__ import annotations

import secrets as random_secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from catalogue.accounts import rules
from catalogue.accounts.models import SignInCode
from catalogue.accounts.rules import Purpose
from catalogue.accounts.secrets import code_matches, hash_passphrase, token_matches
from catalogue.accounts.services.opening import active_account, open_account
from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.outbox import post
from catalogue.core.reader import reader


@dataclass(frozen=True)
class Joining:
    """What somebody wrote who wants an account."""

    name: str
    email: str
    passphrase: str | None
    language: str


@dataclass(frozen=True)
class Browser:
    """Where a code or link is used: whether the request to join came from there, and the name typed there if not."""

    asked: bool = False
    name: str | None = None


ELSEWHERE = Browser()


def ask_to_join(who: Joining, now: datetime, *, then: str | None = None) -> str:
    """Send a code to the address; whether it has an account already is only told to its owner, in the mail.

    :param then: the page of this site that the mailed link goes on to.
    :returns: the handle under which the code is entered.
    :raises DomainError: the passphrase is too short or guessable.
    """
    if who.passphrase:
        rules.ensure_good_passphrase(who.passphrase, (who.name, who.email))
    # Hashed in any case: the same time whether or not a passphrase was chosen, and outside the transaction.
    password_hash = hash_passphrase(who.passphrase or "no passphrase was chosen")
    details: dict[str, Any] = {
        "name": who.name,
        "password_hash": password_hash if who.passphrase else None,
        "language": who.language,
    }
    return _send_code(Purpose.JOIN, who.email, details, then, now)


def ask_for_code(email: str, now: datetime, *, then: str | None = None) -> str:
    """Send a sign-in code. :returns: the handle under which it is entered."""
    return _send_code(Purpose.SIGN_IN, email, {}, then, now)


def ask_to_reset(email: str, now: datetime) -> str:
    """Send a link for choosing a new passphrase. :returns: its handle."""
    return _send_code(Purpose.RESET, email, {}, None, now)


@transaction
def _send_code(purpose: Purpose, email: str, details: dict[str, Any], then: str | None, now: datetime) -> str:
    account = active_account(email)
    kind = {
        (Purpose.JOIN, False): "join_code",
        (Purpose.JOIN, True): "already_joined",
        (Purpose.SIGN_IN, True): "sign_in_code",
        (Purpose.RESET, True): "reset_link",
    }.get((purpose, account is not None), "address_unknown")
    if purpose is Purpose.JOIN and account:
        purpose, details = Purpose.SIGN_IN, {}
    handle = random_secrets.token_urlsafe(12)
    lifetime = rules.RESET_LIFETIME if purpose is Purpose.RESET else rules.CODE_LIFETIME
    db.session.add(
        SignInCode(
            handle=handle,
            purpose=purpose,
            email=email,
            account_id=account.id if account else None,
            details=details,
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    language = account.language if account else reader().lang
    post(
        kind,
        email,
        language=language,
        payload={"handle": handle, "purpose": purpose, "next": then},
        dedupe_key=f"code:{handle}",
        now=now,
    )
    return handle


def use_code(handle: str, typed: str, now: datetime, browser: Browser = ELSEWHERE) -> str:
    """Sign in (or join) with a typed code.

    :returns: the public id of the account.
    :raises CodeRefused: wrong, used, expired, tried too often, or for an address without an account.
    :raises NameNeeded: it is right and opens an account, but another browser asked and no name was typed in this one.
    """
    _count_try(handle)
    return _use(handle, lambda row: code_matches(typed, row.handle, row.purpose), rules.CodeRefused, browser, now)


def use_link(token: str, now: datetime, browser: Browser = ELSEWHERE) -> str:
    """Sign in (or join) with a mailed link.

    :raises LinkExpired: it was used or has expired.
    :raises NameNeeded: it opens an account, but another browser asked and no name was typed in this one.
    """
    handle = token.partition(".")[0]
    return _use(handle, lambda row: token_matches(token, row.handle, row.purpose), rules.LinkExpired, browser, now)


def opens_an_account(token: str, now: datetime) -> bool:
    """Whether a mailed link would open an account rather than sign in to one."""
    row = usable(token.partition(".")[0], now)
    return (
        row is not None
        and row.purpose == Purpose.JOIN
        and token_matches(token, row.handle, row.purpose)
        and active_account(row.email) is None
    )


def ensure_sign_in_link(token: str) -> None:
    """:raises LinkBroken: the link is none of ours. Whether it was used is not asked here, only when it is used."""
    ensure_ours(token, Purpose.JOIN, Purpose.SIGN_IN)


def ensure_ours(token: str, *purposes: Purpose) -> None:
    """:raises LinkBroken: the token was not made here for one of these purposes."""
    handle = token.partition(".")[0]
    if not any(token_matches(token, handle, purpose) for purpose in purposes):
        raise rules.LinkBroken


@transaction
def _count_try(handle: str) -> None:
    """In a transaction of its own, so that a refusal does not roll the count back."""
    db.session.execute(update(SignInCode).where(SignInCode.handle == handle).values(attempts=SignInCode.attempts + 1))


@transaction
def _use(
    handle: str,
    matches: Callable[[SignInCode], bool],
    refusal: type[rules.CodeRefused | rules.LinkExpired],
    browser: Browser,
    now: datetime,
) -> str:
    row = usable(handle, now)
    if row is None or row.attempts > rules.CODE_ATTEMPTS or row.purpose == Purpose.RESET or not matches(row):
        raise refusal
    details = row.details  # the UPDATE empties the row that is held here too
    # The condition is in the UPDATE: of two at once, one wins.
    used = rows_changed(
        update(SignInCode).where(SignInCode.id == row.id, SignInCode.used_at.is_(None)).values(used_at=now, details={})
    )
    if not used:
        raise refusal
    account = active_account(row.email)
    if account is None and row.purpose == Purpose.JOIN:
        account = open_account(row.email, details if browser.asked else _details_from(browser), now)
    if account is None:
        raise refusal
    return account.public_id


def _details_from(browser: Browser) -> dict[str, Any]:
    """What a new account gets where another browser asked for it: nothing of what was typed there.

    Otherwise somebody could ask with the address of another, who opens the link, and keep a passphrase to her account.
    """
    if not browser.name:
        raise rules.NameNeeded
    return {"name": browser.name, "password_hash": None, "language": reader().lang}


def usable(handle: str, now: datetime) -> SignInCode | None:
    """The code of this handle, locked, if it was neither used nor has expired."""
    return db.session.scalars(
        select(SignInCode)
        .where(SignInCode.handle == handle, SignInCode.used_at.is_(None), SignInCode.expires_at > now)
        .with_for_update()
    ).one_or_none()


@transaction
def purge_codes(now: datetime) -> int:
    """Forget codes that have run out. :returns: how many."""
    return rows_changed(delete(SignInCode).where(SignInCode.expires_at <= now))
