"""Invitations that have run out are forgotten."""

from __future__ import annotations

from datetime import timedelta

from catalogue.core.jobs import Job
from catalogue.providers.services import purge_invitations

JOBS = (Job("invitations of providers", purge_invitations, timedelta(hours=1)),)
