"""Changes to offerings: their states, and whole files of them taken in."""

from catalogue.offerings.services.importing import Report, import_file, import_lines
from catalogue.offerings.services.reviewing import approve
from catalogue.offerings.services.states import (
    archive,
    pause,
    publish,
    request_changes,
    resume,
    submit,
    take_back,
    take_down,
    take_request_back,
)
from catalogue.offerings.stale import mark_stale

__all__ = [
    "Report",
    "approve",
    "archive",
    "import_file",
    "import_lines",
    "mark_stale",
    "pause",
    "publish",
    "request_changes",
    "resume",
    "submit",
    "take_back",
    "take_down",
    "take_request_back",
]
