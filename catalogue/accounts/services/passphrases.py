"""Signing in with a passphrase, and choosing a new one: by a mailed link, or signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from catalogue.accounts import rules
from catalogue.accounts.models import Account, Learner, SignInCode
from catalogue.accounts.rules import Purpose
from catalogue.accounts.secrets import hash_passphrase, passphrase_matches
from catalogue.accounts.services.codes import ensure_ours, usable
from catalogue.accounts.sessions import end_all_sessions
from catalogue.accounts.telling import write_to
from catalogue.core.db import db, rows_changed, transaction


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
    ensure_ours(token, Purpose.RESET)
    row = usable(token.partition(".")[0], now)
    if row is None or row.purpose != Purpose.RESET or row.account_id is None:
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
    """What shows that it is the owner who takes the account over or closes it, beside a browser that is signed in."""

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
    ensure_proven(account_id, proof, now)
    rules.ensure_good_passphrase(passphrase, about)
    _store_passphrase(account_id, hash_passphrase(passphrase), keep_session, now)


def ensure_proven(account_id: int, proof: Proof, now: datetime) -> None:
    """A browser that stayed signed in somewhere is not enough for what cannot be undone. Not inside a transaction.

    :raises PresentPassphraseWrong: the account has one, it was not given, and the sign-in is not recent.
    :raises ProofNeeded: the account has none and the sign-in is not recent.
    """
    stored = db.session.scalar(select(Account.password_hash).where(Account.id == account_id))
    db.session.rollback()  # hold no snapshot while hashing
    if rules.signed_in_recently(proof.signed_in_at, now):
        return
    if stored is None:
        raise rules.ProofNeeded
    if not passphrase_matches(stored, proof.present or ""):
        raise rules.PresentPassphraseWrong


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
    key = f"passphrase:{account.id}:{now.isoformat()}"
    write_to(account, "passphrase_changed", {}, dedupe_key=key, now=now)
