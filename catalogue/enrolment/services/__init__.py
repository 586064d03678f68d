"""Enrolling, cancelling, taking a record over; each one transaction."""

from catalogue.enrolment.services.acting import ensure_may_act
from catalogue.enrolment.services.cancelling import cancel
from catalogue.enrolment.services.claiming import claim_record
from catalogue.enrolment.services.enrolling import Enrolled, Wish, enrol, enrol_together

__all__ = ["Enrolled", "Wish", "cancel", "claim_record", "enrol", "enrol_together", "ensure_may_act"]
