"""Reads about certificates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.enrolment import queries as enrolments
from catalogue.enrolment.certificates.models import Certificate, SigningKey
from catalogue.enrolment.certificates.rules import CertificateState
from catalogue.enrolment.certificates.sealing import genuine


def by_code(code: str) -> Certificate | None:
    """The certificate of a code, for everybody who has the code.

    :raises CertificateDamaged: its content is not what was signed.
    """
    found = select(Certificate).where(Certificate.code == code)
    options = (joinedload(Certificate.key), joinedload(Certificate.enrolment))
    certificate = db.session.scalars(found.options(*options)).one_or_none()
    return genuine(certificate) if certificate else None


def certificate_for(code: str, account_id: int) -> Certificate:
    """The certificate of the account's own learner, or of one whom it looks after.

    :raises NotFound: there is none with this code, or it is somebody else's: both look alike.
    """
    certificate = by_code(code)
    if certificate is None:
        raise NotFound
    enrolments.enrolment_for(certificate.enrolment.public_id, account_id)
    return certificate


def newest_of(enrolment_id: int) -> Certificate | None:
    """The certificate that was issued last for an enrolment, whether or not it stands."""
    found = select(Certificate).where(Certificate.enrolment_id == enrolment_id).order_by(Certificate.id.desc())
    return db.session.scalars(found.limit(1)).first()


def standing_codes(enrolment_ids: Collection[int]) -> Mapping[int, str]:
    """Enrolment → the code of its certificate, where one stands."""
    found = select(Certificate.enrolment_id, Certificate.code).where(
        Certificate.enrolment_id.in_(enrolment_ids), Certificate.state == CertificateState.ISSUED
    )
    return dict(db.session.execute(found).tuples().all())


def signing_keys() -> Sequence[SigningKey]:
    """Every key that ever signed, the present one first."""
    order = (SigningKey.retired_at.is_not(None), SigningKey.created_at.desc(), SigningKey.kid)
    return db.session.scalars(select(SigningKey).order_by(*order)).all()


def revoked_places(number: int) -> list[int]:
    """Which bits of a status list are set. :raises NotFound: there is no such list."""
    rows = db.session.execute(
        select(Certificate.list_index, Certificate.state).where(Certificate.list_number == number)
    ).all()
    if not rows:
        raise NotFound
    return [index for index, state in rows if state == CertificateState.REVOKED]
