"""What the worker does for uploads."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.offerings.filed.services import forget_old as forget_what_was_filed
from catalogue.offerings.uploads.services import fetch_images, forget_old, pull_due, work

JOBS = (
    Job("uploads", work, timedelta(seconds=1)),
    Job("fetched files", pull_due, timedelta(minutes=5)),
    Job("pictures elsewhere", fetch_images, timedelta(minutes=5)),
    Job("old uploads", forget_old, timedelta(hours=6)),
    Job("changes by files", forget_what_was_filed, timedelta(hours=6)),
)
