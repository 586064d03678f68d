"""What has run out is forgotten: sessions, codes, invitations, counted attempts."""

from __future__ import annotations

from datetime import timedelta

from catalogue.accounts.limits import purge_attempts
from catalogue.accounts.services import purge_codes, purge_family
from catalogue.accounts.sessions import purge_sessions
from catalogue.core.jobs import Job

JOBS = (
    Job("sessions", purge_sessions, timedelta(hours=1)),
    Job("codes", purge_codes, timedelta(hours=1)),
    Job("family", purge_family, timedelta(hours=1)),
    Job("attempts", purge_attempts, timedelta(hours=1)),
)
