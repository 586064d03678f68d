"""The job that reminds of meetings."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.enrolment.mine.reminders import send_due

JOBS = (Job("reminders", send_due, timedelta(minutes=1)),)
