"""Asking providers, once a day, which of their listings are still right."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.offerings.freshness.services import remind

JOBS = (Job("listings to confirm", remind, timedelta(days=1)),)
