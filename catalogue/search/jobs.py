"""The job that keeps the index in step."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.search.sync import drain

JOBS = (Job("index", drain, timedelta(seconds=0.5)),)
