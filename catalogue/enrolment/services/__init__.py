"""Enrolling, waiting, offers, decisions and cancelling, each one transaction."""

from catalogue.enrolment.authority import OPERATOR, ensure_may_act, ensure_may_run
from catalogue.enrolment.services.assisting import Visit, cancel_here, end_here, enrol_here, make_slip_code
from catalogue.enrolment.services.cancelling import cancel
from catalogue.enrolment.services.capacity import change_capacities, change_capacity
from catalogue.enrolment.services.changed import listing_changed
from catalogue.enrolment.services.claiming import claim_record
from catalogue.enrolment.services.closing import close_lists
from catalogue.enrolment.services.deciding import Decision, decide
from catalogue.enrolment.services.ending import cancel_run
from catalogue.enrolment.services.enrolling import Enrolled, Wish, enrol, enrol_together
from catalogue.enrolment.services.offers import accept, decline, lapse_offers, offer_what_is_free
from catalogue.enrolment.services.waiting import wait

__all__ = [
    "OPERATOR",
    "Decision",
    "Enrolled",
    "Visit",
    "Wish",
    "accept",
    "cancel",
    "cancel_here",
    "cancel_run",
    "change_capacities",
    "change_capacity",
    "claim_record",
    "close_lists",
    "decide",
    "decline",
    "end_here",
    "enrol",
    "enrol_here",
    "enrol_together",
    "ensure_may_act",
    "ensure_may_run",
    "lapse_offers",
    "listing_changed",
    "make_slip_code",
    "offer_what_is_free",
    "wait",
]
