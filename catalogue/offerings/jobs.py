"""The job that keeps the dates of the demonstration catalogue fresh."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app

from catalogue.core.formats import DEFAULT_ZONE
from catalogue.core.jobs import Job
from catalogue.offerings.demo.loader import refresh_demo


def refresh(now: datetime) -> int:
    """Move the demonstration's dates on where they grow old. :returns: by how many weeks."""
    if not current_app.config["SETTINGS"].demo:
        return 0
    return refresh_demo(now.astimezone(ZoneInfo(DEFAULT_ZONE)).date(), now)


JOBS = (Job("demonstration dates", refresh, timedelta(hours=6)),)
