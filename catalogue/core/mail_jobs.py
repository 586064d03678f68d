"""The jobs that send what stands in the outbox, and that tell when it does not get away."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.core.mail import deliver
from catalogue.core.mail_watch import watch

JOBS = (Job("mail", deliver, timedelta(seconds=1)), Job("mail watch", watch, timedelta(minutes=5)))
