"""What the worker does for enrolments: offers lapse, free seats are offered, lists close, counters are looked after."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.enrolment.counters import report_drift
from catalogue.enrolment.services import close_lists, lapse_offers, offer_what_is_free

JOBS = (
    Job("lapsed offers", lapse_offers, timedelta(seconds=10)),
    Job("closed waiting lists", close_lists, timedelta(minutes=1)),
    Job("free seats", offer_what_is_free, timedelta(minutes=10)),
    Job("counters of seats", report_drift, timedelta(hours=1)),
)
