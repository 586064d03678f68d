"""What the worker does for the editor."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.offerings.editing.services import forget_sent, let_go_of_pictures

JOBS = (
    Job("sent forms", forget_sent, timedelta(hours=24)),
    Job("unused pictures", let_go_of_pictures, timedelta(hours=6)),
)
