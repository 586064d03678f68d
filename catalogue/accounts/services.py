"""Joining, signing in, a new passphrase, one's own particulars. Nothing here tells whether an address is known."""

from __future__ import annotations

import secrets as random_secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update

from catalogue.accounts import rules
from catalogue.accounts.models import Account, AccountRole, Consent, Learner, SignInCode
from catalogue.accounts.rules import Purpose
from catalogue.accounts.secrets import code_matches, hash_passphrase, passphrase_matches, token_matches
from catalogue.accounts.sessions import end_all_sessions
from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.core.outbox import post
from catalogue.core.reader import reader

CONSENT_VERSION = "2026-11"
PRIVACY_PURPOSE = "privacy_notice"


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
    account = _active_account(email)
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
    _count_try(handle, now)
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
    row = _usable(token.partition(".")[0], now)
    return (
        row is not None
        and row.purpose == Purpose.JOIN
        and token_matches(token, row.handle, row.purpose)
        and _active_account(row.email) is None
    )


@transaction
def _count_try(handle: str, now: datetime) -> None:
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
    row = _usable(handle, now)
    if row is None or row.attempts > rules.CODE_ATTEMPTS or row.purpose == Purpose.RESET or not matches(row):
        raise refusal
    details = row.details  # the UPDATE empties the row that is held here too
    # The condition is in the UPDATE: of two at once, one wins.
    used = rows_changed(
        update(SignInCode).where(SignInCode.id == row.id, SignInCode.used_at.is_(None)).values(used_at=now, details={})
    )
    if not used:
        raise refusal
    account = _active_account(row.email)
    if account is None and row.purpose == Purpose.JOIN:
        account = _create_account(row.email, details if browser.asked else _details_from(browser), now)
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


def _active_account(email: str) -> Account | None:
    return db.session.scalars(select(Account).where(Account.email == email, Account.state == "active")).one_or_none()


def _usable(handle: str, now: datetime) -> SignInCode | None:
    return db.session.scalars(
        select(SignInCode)
        .where(SignInCode.handle == handle, SignInCode.used_at.is_(None), SignInCode.expires_at > now)
        .with_for_update()
    ).one_or_none()


def _create_account(email: str, details: dict[str, Any], now: datetime) -> Account:
    account = Account(
        email=email, password_hash=details["password_hash"], language=details["language"], digits=reader().digits,
        calendar=reader().cal, created_at=now,
    )  # fmt: skip
    db.session.add(account)
    db.session.flush()
    db.session.add(Learner(account_id=account.id, created_at=now, **rules.name_columns(details["name"])))
    db.session.add(
        Consent(
            account_id=account.id,
            purpose=PRIVACY_PURPOSE,
            text_version=CONSENT_VERSION,
            language=details["language"],
            given_at=now,
        )
    )
    db.session.flush()
    return account


@transaction
def create_account(email: str, name: str, *, passphrase: str | None, language: str, now: datetime) -> str:
    """An account without a mail: for the operator's command line and the demonstration. :returns: its public id."""
    hashed = hash_passphrase(passphrase) if passphrase else None
    return _create_account(email, {"name": name, "password_hash": hashed, "language": language}, now).public_id


def sign_in_with_passphrase(email: str, passphrase: str) -> str:
    """:returns: the public id of the account.
    :raises SignInRefused: unknown address, no passphrase, or a wrong one: all alike.
    """
    row = db.session.execute(
        select(Account.public_id, Account.password_hash).where(Account.email == email, Account.state == "active")
    ).one_or_none()
    db.session.rollback()  # hold no snapshot while hashing
    if not passphrase_matches(row.password_hash if row else None, passphrase) or row is None:
        raise rules.SignInRefused
    return str(row.public_id)


def choose_passphrase(token: str, passphrase: str, now: datetime) -> str:
    """Set a new passphrase with a mailed link; ends every session and every other code of the account.

    :returns: the public id of the account.
    :raises LinkExpired: it was used or has expired.
    :raises DomainError: the passphrase is too short or guessable.
    """
    row = ensure_reset_usable(token, now)
    rules.ensure_good_passphrase(passphrase, _words_about(row.account_id))
    return _set_by_link(token, hash_passphrase(passphrase), now)


def ensure_reset_usable(token: str, now: datetime) -> SignInCode:
    """:raises LinkExpired: the link was used, has expired or was never sent."""
    row = _usable(token.partition(".")[0], now)
    if (
        row is None
        or row.purpose != Purpose.RESET
        or row.account_id is None
        or not token_matches(token, row.handle, row.purpose)
    ):
        raise rules.LinkExpired
    return row


def _words_about(account_id: int | None) -> tuple[str, ...]:
    """Address and names of an account: what everybody may know of its owner."""
    found = db.session.execute(
        select(Account.email, Learner.full_name_ar, Learner.full_name_en)
        .outerjoin(Learner, Learner.account_id == Account.id)
        .where(Account.id == account_id)
    ).one_or_none()
    return tuple(filter(None, found or ()))


@transaction
def _set_by_link(token: str, password_hash: str, now: datetime) -> str:
    ensure_reset_usable(token, now)
    handle = token.partition(".")[0]
    used = rows_changed(
        update(SignInCode).where(SignInCode.handle == handle, SignInCode.used_at.is_(None)).values(used_at=now)
    )
    if not used:
        raise rules.LinkExpired
    account = db.session.scalars(
        select(Account).join(SignInCode, SignInCode.account_id == Account.id).where(SignInCode.handle == handle)
    ).one()
    account.password_hash = password_hash
    _end_everything(account, now)
    return account.public_id


@dataclass(frozen=True)
class Proof:
    """What shows that it is the owner who changes the passphrase, beside a browser that is signed in."""

    present: str | None = None
    signed_in_at: datetime | None = None


def change_passphrase(
    account_id: int, passphrase: str, proof: Proof, *, keep_session: str | None, now: datetime
) -> None:
    """Set a new passphrase while signed in; every other session ends.

    :raises PresentPassphraseWrong: the account has one, it was not given, and the sign-in is not recent.
    :raises ProofNeeded: the account has none and the sign-in is not recent.
    :raises DomainError: the passphrase is too short or guessable.
    """
    about = _words_about(account_id)
    stored = db.session.scalar(select(Account.password_hash).where(Account.id == account_id))
    db.session.rollback()  # hold no snapshot while hashing
    if not rules.signed_in_recently(proof.signed_in_at, now):
        if stored is None:
            raise rules.ProofNeeded
        if not passphrase_matches(stored, proof.present or ""):
            raise rules.PresentPassphraseWrong
    rules.ensure_good_passphrase(passphrase, about)
    _store_passphrase(account_id, hash_passphrase(passphrase), keep_session, now)


@transaction
def _store_passphrase(account_id: int, password_hash: str, keep_session: str | None, now: datetime) -> None:
    account = db.session.get_one(Account, account_id)
    account.password_hash = password_hash
    _end_everything(account, now, but=keep_session)


def _end_everything(account: Account, now: datetime, *, but: str | None = None) -> None:
    end_all_sessions(account.id, but=but)
    db.session.execute(
        update(SignInCode).where(SignInCode.email == account.email, SignInCode.used_at.is_(None)).values(used_at=now)
    )
    post(
        "passphrase_changed", account.email, language=account.language, payload={},
        dedupe_key=f"passphrase:{account.id}:{now.isoformat()}", now=now,
    )  # fmt: skip


@dataclass(frozen=True)
class Particulars:
    """What a learner says about herself; None is unknown."""

    full_name_ar: str | None
    full_name_en: str | None
    birth_date: date | None
    gender: str | None
    district_id: int | None


@transaction
def change_particulars(learner_id: int, about: Particulars, *, account_id: int) -> None:
    """:raises NotFound: the learner is not this account's own."""
    changed = rows_changed(
        update(Learner).where(Learner.id == learner_id, Learner.account_id == account_id).values(**vars(about))
    )
    if not changed:
        raise NotFound


@transaction
def change_reading(account_id: int, *, language: str, digits: str, calendar: str) -> None:
    """How the account's pages and mails are written."""
    db.session.execute(
        update(Account).where(Account.id == account_id).values(language=language, digits=digits, calendar=calendar)
    )


@transaction
def grant_role(email: str, role: str, now: datetime) -> None:
    """Give an account a role. :raises NotFound: no account has the address."""
    account = db.session.scalars(select(Account).where(Account.email == email)).one_or_none()
    if account is None:
        raise NotFound
    db.session.merge(AccountRole(account_id=account.id, role=role, granted_at=now))


@transaction
def purge_codes(now: datetime) -> int:
    """Forget codes that have run out. :returns: how many."""
    return rows_changed(delete(SignInCode).where(SignInCode.expires_at <= now))
