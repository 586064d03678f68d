"""The job that sends what stands in the outbox."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.core.mail import deliver

JOBS = (Job("mail", deliver, timedelta(seconds=1)),)
