"""Issuing, withdrawing and forgetting certificates; replacing the key that signs them."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from flask import current_app
from joserfc.jwk import OKPKey
from sqlalchemy import func, select, update

from catalogue.accounts.models import Learner
from catalogue.core import audit
from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.core.outbox import insert_if_new
from catalogue.enrolment.authority import ensure_may_conduct
from catalogue.enrolment.certificates import keys, rules
from catalogue.enrolment.certificates.content import content_of
from catalogue.enrolment.certificates.models import Certificate, SigningKey
from catalogue.enrolment.certificates.rules import CertificateState, RevocationReason
from catalogue.enrolment.certificates.sealing import sealed_part
from catalogue.enrolment.certificates.signing import seal
from catalogue.enrolment.certificates.status import PLACES
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run
from catalogue.settings import Settings

MOST_IN_A_LIST = PLACES // 2
"""Places are drawn at random, so that they tell nothing about order; in a list half full the second draw is free."""


@transaction
def issue(enrolment_id: int, *, completed_on: date, acted_by: int, now: datetime) -> str | None:
    """Certify a completion, inside the transaction that enters it.

    :returns: the code; None where the offering gives no certificate. One that stands already is left as it is.
    """
    enrolment = db.session.get_one(Enrolment, enrolment_id)
    run = db.session.get_one(Run, enrolment.run_id)
    if run.offering.credential in rules.WITHOUT_CERTIFICATE:
        return None
    standing = select(Certificate.code).where(
        Certificate.enrolment_id == enrolment_id, Certificate.state == CertificateState.ISSUED
    )
    if code := db.session.scalar(standing):
        return code
    key = signing_key(now)
    certificate = _signed(enrolment, run, completed_on, key, now)
    db.session.add(certificate)
    db.session.flush()
    _record(certificate, None, CertificateState.ISSUED, "completed", acted_by, now)
    return certificate.code


def signing_key(now: datetime) -> OKPKey:
    """The key that signs now, its public half on record. Inside a transaction.

    :raises KeyRetired: the file holds a key that was replaced.
    """
    key = keys.private_key(_settings())
    _enter(key, now)
    if db.session.scalar(select(SigningKey.retired_at).where(SigningKey.kid == key.thumbprint())):
        raise rules.KeyRetired(kid=key.thumbprint())
    return key


def _enter(key: OKPKey, now: datetime) -> None:
    row = {"kid": key.thumbprint(), "public_key": key.as_dict(private=False), "created_at": now}
    db.session.execute(insert_if_new(SigningKey).values(**row))


def _signed(enrolment: Enrolment, run: Run, completed_on: date, key: OKPKey, now: datetime) -> Certificate:
    learner = db.session.get_one(Learner, enrolment.learner_id)
    code, issued_at = rules.new_code(secrets.choice), now.replace(microsecond=0)
    content = content_of(learner, run, completed_on)
    number, index = _free_place()
    return Certificate(
        code=code,
        enrolment_id=enrolment.id,
        content=content,
        signature=seal(sealed_part(code, content, issued_at), key),
        key_id=key.thumbprint(),
        list_number=number,
        list_index=index,
        issued_at=issued_at,
    )


def _free_place() -> tuple[int, int]:
    """A place in the newest status list, or in a new one when that is half full."""
    number = db.session.scalar(select(func.max(Certificate.list_number))) or 1
    taken = set(db.session.scalars(select(Certificate.list_index).where(Certificate.list_number == number)))
    if len(taken) >= MOST_IN_A_LIST:
        number, taken = number + 1, set()
    while (index := secrets.randbelow(PLACES)) in taken:
        pass
    return number, index


@transaction
def revoke(code: str, reason: RevocationReason, *, acted_by: int, now: datetime) -> None:
    """Withdraw a certificate, for a reason that goes into the audit trail; from then on its code and badge say so.

    :raises NotFound: there is no such certificate, or the account is neither of the provider nor of the office.
    :raises AlreadyRevoked: it was withdrawn before.
    """
    certificate = db.session.scalars(select(Certificate).where(Certificate.code == code)).one_or_none()
    if certificate is None:
        raise NotFound
    run_id = select(Enrolment.run_id).where(Enrolment.id == certificate.enrolment_id)
    ensure_may_conduct(db.session.scalars(run_id).one(), acted_by)
    _revoke(certificate, reason, acted_by, now)


@transaction
def revoke_standing(enrolment_id: int, reason: RevocationReason, *, acted_by: int, now: datetime) -> None:
    """Withdraw what stands for an enrolment, if anything does; the caller has asked who acts."""
    found = select(Certificate).where(
        Certificate.enrolment_id == enrolment_id, Certificate.state == CertificateState.ISSUED
    )
    if certificate := db.session.scalars(found).one_or_none():
        _revoke(certificate, reason, acted_by, now)


def _revoke(certificate: Certificate, reason: RevocationReason, actor: int | None, now: datetime) -> None:
    changed = rows_changed(
        update(Certificate)
        .where(Certificate.id == certificate.id, Certificate.state == CertificateState.ISSUED)
        .values(state=CertificateState.REVOKED, revoked_at=now, revoked_by=actor, revocation_reason=reason)
    )
    if not changed:
        raise rules.AlreadyRevoked
    _record(certificate, CertificateState.ISSUED, CertificateState.REVOKED, reason, actor, now)


@transaction
def forget_person(learner_id: int, now: datetime) -> int:
    """Leave nothing of what a learner's certificates say; that there were some, and are no more, stays verifiable.

    :returns: how many.
    """
    found = select(Certificate).join(Enrolment).where(Enrolment.learner_id == learner_id)
    certificates = db.session.scalars(found).all()
    for certificate in certificates:
        if not certificate.revoked:
            _revoke(certificate, RevocationReason.PERSON_ERASED, None, now)
        erased = {"content": {}, "signature": "", "revocation_reason": RevocationReason.PERSON_ERASED}
        db.session.execute(update(Certificate).where(Certificate.id == certificate.id).values(**erased))
    return len(certificates)


@transaction
def rotate_key(now: datetime) -> str:
    """Sign with a new key from now on; what older ones signed stays verifiable, and the old private key is gone.

    :returns: the thumbprint of the new key.
    :raises KeyUnchanged: a setting names the key's file, and it still holds the present key.
    """
    key, put_in_place = keys.new_key(_settings())
    kid = key.thumbprint()
    known = db.session.scalar(select(SigningKey.kid).where(SigningKey.kid == kid))
    if known is not None:
        raise rules.KeyUnchanged(kid=kid)
    db.session.execute(update(SigningKey).where(SigningKey.retired_at.is_(None)).values(retired_at=now))
    _enter(key, now)
    audit.record("signing_key", 0, before=None, after="replaced", cause=kid, actor_id=None, now=now)
    put_in_place()
    return str(kid)


def _record(
    certificate: Certificate, before: str | None, after: str, cause: str, actor: int | None, now: datetime
) -> None:
    audit.record("certificate", certificate.id, before=before, after=after, cause=cause, actor_id=actor, now=now)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
