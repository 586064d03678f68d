"""Enrolling and cancelling, each one transaction."""

from catalogue.enrolment.services.acting import ensure_may_act
from catalogue.enrolment.services.cancelling import cancel
from catalogue.enrolment.services.enrolling import Enrolled, enrol

__all__ = ["Enrolled", "cancel", "enrol", "ensure_may_act"]
