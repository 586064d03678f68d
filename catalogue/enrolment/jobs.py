"""What the worker does for enrolments: offers lapse, seats that became free are offered, counters are looked after."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.enrolment.counters import report_drift
from catalogue.enrolment.services import lapse_offers, offer_what_is_free

JOBS = (
    Job("lapsed offers", lapse_offers, timedelta(seconds=10)),
    Job("free seats", offer_what_is_free, timedelta(minutes=10)),
    Job("counters of seats", report_drift, timedelta(hours=1)),
)
