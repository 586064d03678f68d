"""What happens later: old counts are forgotten."""

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.figures.services import forget_old

JOBS = (Job("figures", forget_old, timedelta(hours=24)),)
