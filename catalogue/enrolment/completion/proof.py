"""What an enrolment's page says once it is over: the certificate, and the learner's own rating."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.enrolment.certificates.queries import newest_of
from catalogue.enrolment.certificates.rules import WITHOUT_CERTIFICATE
from catalogue.enrolment.completion.models import Rating
from catalogue.enrolment.completion.queries import rating_of
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import EnrolmentState
from catalogue.offerings.models import Offering


@dataclass(frozen=True)
class Proof:
    """The code of the certificate, whether that was withdrawn, and what was said of the course."""

    code: str | None
    withdrawn: bool
    rating: Rating | None


def without_certificate(offering: Offering) -> bool:
    """Whether nobody gets one, however the course ends."""
    return offering.credential in WITHOUT_CERTIFICATE


def proof_of(enrolment: Enrolment) -> Proof | None:
    """None while it is not completed."""
    if enrolment.state != EnrolmentState.COMPLETED:
        return None
    newest = newest_of(enrolment.id)
    return Proof(newest.code if newest else None, newest is not None and newest.revoked, rating_of(enrolment.id))
