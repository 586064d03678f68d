"""Accounts come to be, are found by their address, and get roles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from catalogue.accounts import rules
from catalogue.accounts.models import Account, AccountRole, Consent, Learner
from catalogue.accounts.secrets import hash_passphrase
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.core.reader import reader

CONSENT_VERSION = "2026-11-26"
PRIVACY_PURPOSE = "privacy_notice"


def active_account(email: str) -> Account | None:
    """The account with this address, unless it was closed."""
    return db.session.scalars(select(Account).where(Account.email == email, Account.state == "active")).one_or_none()


def open_account(email: str, details: dict[str, Any], now: datetime) -> Account:
    """A new account with its owner as learner and the consent given at joining, inside the caller's transaction.

    :param details: ``name``, ``password_hash`` (or None) and ``language``.
    """
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
    return open_account(email, {"name": name, "password_hash": hashed, "language": language}, now).public_id


@transaction
def grant_role(email: str, role: str, now: datetime) -> None:
    """Give an account a role. :raises NotFound: no account has the address."""
    account = db.session.scalars(select(Account).where(Account.email == email)).one_or_none()
    if account is None:
        raise NotFound
    db.session.merge(AccountRole(account_id=account.id, role=role, granted_at=now))
