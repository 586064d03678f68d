"""Looking after somebody without an account: adding, inviting another guardian, ending, handing the record over."""

from __future__ import annotations

import hmac
import secrets as random_secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from flask import current_app
from sqlalchemy import delete, select, update

from catalogue.accounts import rules
from catalogue.accounts.household import guardians_of, household, may_act
from catalogue.accounts.models import Account, Consent, GuardianInvitation, Guardianship, Learner, RecordClaim
from catalogue.accounts.queries import language_of
from catalogue.accounts.rules import Purpose
from catalogue.accounts.secrets import token_matches
from catalogue.accounts.services.assisting import end_assistance
from catalogue.accounts.services.opening import CONSENT_VERSION
from catalogue.accounts.services.particulars import Particulars
from catalogue.accounts.telling import write_to
from catalogue.core.db import PUBLIC_ALPHABET, db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.core.outbox import post
from catalogue.core.reader import reader

GUARDIANSHIP_PURPOSE = "guardianship"
CLAIM_LETTERS = 12
_NOT_THE_KEY: Any = {"key_share": True}
"""A lock for which nobody waits who only writes a row that points here."""


@dataclass(frozen=True)
class Care:
    """As what somebody looks after a learner: one of the kinds of `Guardianship`."""

    account_id: int
    kind: str


@transaction
def add_dependant(about: Particulars, care: Care, now: datetime) -> str:
    """A learner without an account of her own, looked after by this account, with the consent recorded.

    Somebody of this name and birth date whom it looks after already is not added twice.

    :returns: the learner's public id.
    :raises BirthDateMissing: the date of birth is unknown.
    :raises TooManyDependants: the account looks after as many as it may.
    """
    if about.birth_date is None:
        raise rules.BirthDateMissing
    # The same form sent twice waits here for itself, and then finds the person.
    db.session.get_one(Account, care.account_id, with_for_update=_NOT_THE_KEY)
    if known := _added_already(about, care.account_id):
        return known
    if len(household(care.account_id)) > rules.DEPENDANTS_MOST:
        raise rules.TooManyDependants
    learner = Learner(**vars(about), created_at=now)
    db.session.add(learner)
    db.session.flush()
    _begin_care(learner.id, care, now)
    return learner.public_id


def _added_already(about: Particulars, account_id: int) -> str | None:
    """The public id of somebody in the household with the same name and birth date."""
    same = (about.full_name_ar, about.full_name_en, about.birth_date)
    return next(
        (
            one.public_id
            for one in household(account_id)
            if one.account_id is None and (one.full_name_ar, one.full_name_en, one.birth_date) == same
        ),
        None,
    )


def _begin_care(learner_id: int, care: Care, now: datetime) -> None:
    db.session.add(Guardianship(account_id=care.account_id, learner_id=learner_id, kind=care.kind, since=now))
    db.session.add(
        Consent(
            account_id=care.account_id,
            learner_id=learner_id,
            purpose=GUARDIANSHIP_PURPOSE,
            text_version=CONSENT_VERSION,
            language=reader().lang,
            given_at=now,
        )
    )
    db.session.flush()


@transaction
def invite_guardian(learner_id: int, email: str, *, invited_by: int, now: datetime) -> None:
    """Ask somebody by mail to look after the learner too. Whether the address has an account is told to nobody.

    :raises NotFound: this account does not look after the learner.
    """
    if not may_act(learner_id, invited_by):
        raise NotFound
    handle = random_secrets.token_urlsafe(12)
    db.session.add(
        GuardianInvitation(
            handle=handle, learner_id=learner_id, invited_by=invited_by, email=email,
            created_at=now, expires_at=now + rules.INVITATION_LIFETIME,
        )
    )  # fmt: skip
    post(
        "guardian_invitation", email, language=language_of(email),
        payload={"handle": handle, "purpose": Purpose.GUARDIAN}, dedupe_key=f"guardian:{handle}", now=now,
    )  # fmt: skip


def invitation(token: str, now: datetime) -> GuardianInvitation:
    """The invitation behind a mailed link.

    :raises LinkBroken: the link is none of ours. :raises LinkExpired: it was used or has expired.
    """
    handle = token.partition(".")[0]
    if not token_matches(token, handle, Purpose.GUARDIAN):
        raise rules.LinkBroken
    found = db.session.scalars(
        select(GuardianInvitation).where(
            GuardianInvitation.handle == handle,
            GuardianInvitation.used_at.is_(None),
            GuardianInvitation.expires_at > now,
        )
    ).one_or_none()
    if found is None or not may_act(found.learner_id, found.invited_by):
        raise rules.LinkExpired
    return found


@transaction
def accept_invitation(token: str, care: Care, now: datetime) -> str:
    """Look after the learner too. :returns: the learner's public id.

    :raises LinkExpired: it was used, has expired, or who invited looks after the learner no longer.
    :raises AlreadyGuardian: this account does already.
    """
    asked = invitation(token, now)
    learner_id = asked.learner_id
    _lock(learner_id)
    if not may_act(learner_id, asked.invited_by):  # the record was taken over while its row was waited for
        raise rules.LinkExpired
    if may_act(learner_id, care.account_id):
        raise rules.AlreadyGuardian
    used = rows_changed(
        update(GuardianInvitation)
        .where(GuardianInvitation.id == asked.id, GuardianInvitation.used_at.is_(None))
        .values(used_at=now)
    )
    if not used:
        raise rules.LinkExpired
    _tell_guardians("guardian_joined", learner_id, asked.handle, now)
    _begin_care(learner_id, care, now)
    return db.session.get_one(Learner, learner_id).public_id


@transaction
def end_care(learner_id: int, *, account_id: int, now: datetime) -> None:
    """This account looks after the learner no longer.

    :raises NotFound: it does not now. :raises LastGuardian: nobody else would.
    """
    guarded = select(Guardianship.id).where(
        Guardianship.learner_id == learner_id, Guardianship.account_id == account_id, Guardianship.state == "active"
    )
    _lock(learner_id)  # of two who leave at once one stays
    care_id = db.session.scalar(guarded)
    if care_id is None:
        raise NotFound
    if guardians_of(learner_id) < 2:
        raise rules.LastGuardian
    _end(learner_id, now, account_id=account_id)
    tell_of_leaving(learner_id, str(care_id), now)


def _lock(learner_id: int) -> None:
    """Whoever changes who looks after the learner comes one after the other."""
    db.session.get_one(Learner, learner_id, with_for_update=_NOT_THE_KEY)


def tell_of_leaving(learner_id: int, number: str, now: datetime) -> None:
    """Those who still look after the learner learn that somebody else does no longer.

    :param number: of the care that ended.
    """
    _tell_guardians("guardian_left", learner_id, number, now)


def _tell_guardians(kind: str, learner_id: int, number: str, now: datetime) -> None:
    """Everybody who looks after the learner now: nobody else comes or goes without their knowledge.

    :param number: of what happened, so that it is told once.
    """
    for account in _guardians_of(learner_id):
        key = f"{kind}:{number}:{account.public_id}"
        write_to(account, kind, {"learner": learner_id}, dedupe_key=key, now=now)


def _guardians_of(learner_id: int) -> Sequence[Account]:
    return db.session.scalars(
        select(Account)
        .join(Guardianship, Guardianship.account_id == Account.id)
        .where(Guardianship.learner_id == learner_id, Guardianship.state == "active", Account.state == "active")
        .order_by(Account.id)
    ).all()


def _end(learner_id: int, now: datetime, *, account_id: int | None = None) -> None:
    """End the care of one account, or of all; the consent that it rested on is withdrawn with it."""
    cares = update(Guardianship).where(Guardianship.learner_id == learner_id, Guardianship.state == "active")
    consents = update(Consent).where(Consent.learner_id == learner_id, Consent.withdrawn_at.is_(None))
    if account_id is not None:
        cares, consents = (
            cares.where(Guardianship.account_id == account_id),
            consents.where(Consent.account_id == account_id),
        )
    db.session.execute(cares.values(state="ended", ended_at=now))
    db.session.execute(consents.values(withdrawn_at=now))


@transaction
def make_claim_code(learner_id: int, *, made_by: int, of_age_at: int, today: date, now: datetime) -> str:
    """A one-time code for a learner who is of age; codes made before end.

    :returns: the code, shown once: only its hash is kept.
    :raises NotFound: this account does not look after the learner. :raises NotOfAge: too young.
    """
    if not may_act(learner_id, made_by):
        raise NotFound
    learner = db.session.get_one(Learner, learner_id)
    if learner.birth_date is not None and rules.age_on(learner.birth_date, today) < of_age_at:
        raise rules.NotOfAge
    return new_claim_code(learner_id, made_by=made_by, expires_at=now + rules.CLAIM_LIFETIME, now=now)


def new_claim_code(learner_id: int, *, made_by: int, expires_at: datetime, now: datetime) -> str:
    """A code, inside the caller's transaction, who has asked whether it may be made; codes made before end."""
    open_ones = update(RecordClaim).where(RecordClaim.learner_id == learner_id, RecordClaim.used_at.is_(None))
    db.session.execute(open_ones.values(used_at=now))
    code = "".join(random_secrets.choice(PUBLIC_ALPHABET) for _ in range(CLAIM_LETTERS))
    db.session.add(
        RecordClaim(
            code_hash=_claim_hash(code), learner_id=learner_id, made_by=made_by,
            created_at=now, expires_at=expires_at,
        )
    )  # fmt: skip
    return "-".join(code[at : at + 4] for at in range(0, CLAIM_LETTERS, 4))


def take_claim_code(typed: str, now: datetime) -> int:
    """Use a code up, inside the caller's transaction. :returns: the id of the learner whose record it opens.

    :raises ClaimCodeRefused: wrong, used or expired.
    """
    code_hash = _claim_hash("".join(sign for sign in typed.upper() if sign.isalnum()))
    open_one = RecordClaim.code_hash == code_hash, RecordClaim.used_at.is_(None), RecordClaim.expires_at > now
    claim = db.session.scalars(select(RecordClaim).where(*open_one)).one_or_none()
    if claim is None or not rows_changed(update(RecordClaim).where(*open_one).values(used_at=now)):
        raise rules.ClaimCodeRefused
    return claim.learner_id


def end_all_care(learner_id: int, now: datetime) -> None:
    """Nobody acts for the learner any more: she does it herself. Every guardian is told."""
    _lock(learner_id)
    guardians = _guardians_of(learner_id)
    _end(learner_id, now)
    end_assistance(learner_id, now)
    for account in guardians:
        key = f"claimed:{learner_id}:{account.public_id}:{now.isoformat()}"
        write_to(account, "record_claimed", {"learner": learner_id}, dedupe_key=key, now=now)


def _claim_hash(code: str) -> str:
    return hmac.new(current_app.config["SECRET_KEY"].encode(), code.encode(), sha256).hexdigest()


@transaction
def purge_family(now: datetime) -> int:
    """Forget invitations and codes that have run out. :returns: how many."""
    invitations = delete(GuardianInvitation).where(GuardianInvitation.expires_at <= now)
    claims = delete(RecordClaim).where(RecordClaim.expires_at <= now)
    return rows_changed(invitations) + rows_changed(claims)
