"""What has had its time is forgotten; what must be answered soon is warned of."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.privacy.services import forget_farewells, forget_what_is_due, warn_of_requests

JOBS = (
    Job("retention", forget_what_is_due, timedelta(hours=1)),
    Job("farewells", forget_farewells, timedelta(seconds=30)),
    Job("requests about data", warn_of_requests, timedelta(days=1)),
)
