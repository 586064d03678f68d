"""How long the record of what files changed is kept, and what is refused. Pure: no database, no web."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError

KEPT_AFTER_LOOKING = timedelta(days=30)
KEPT_UNSEEN = timedelta(days=180)


class FiledBy(StrEnum):
    """How it came: a file sent at the desk, one that was fetched, single listings from a program."""

    DESK = "desk"
    PULL = "pull"
    PROGRAM = "program"


class MoreThanSeen(DomainError):
    """What would be marked as looked at is not all that was looked at."""

    code = "more_than_seen"
    message = _l("More has come in since you opened this page. Please look at it once more.")
