"""What the worker does for uploads."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.offerings.uploads.services import work

JOBS = (Job("uploads", work, timedelta(seconds=1)),)
