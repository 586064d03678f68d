"""What the worker does for enrolments: offers, lists that close, free seats, counters and messages that are missing."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.enrolment.counters import report_drift
from catalogue.enrolment.reconciling import reconcile_messages
from catalogue.enrolment.services import close_lists, lapse_offers, offer_what_is_free
from catalogue.enrolment.services.finishing import close_ended_runs

JOBS = (
    Job("runs that are over", close_ended_runs, timedelta(minutes=30)),
    Job("lapsed offers", lapse_offers, timedelta(seconds=10)),
    Job("closed waiting lists", close_lists, timedelta(minutes=1)),
    Job("free seats", offer_what_is_free, timedelta(minutes=10)),
    Job("missing messages", reconcile_messages, timedelta(hours=1)),
    Job("counters of seats", report_drift, timedelta(hours=1)),
)
