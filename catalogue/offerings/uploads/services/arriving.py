"""By which way the listings of an upload come in, for the office's list of what files changed."""

from __future__ import annotations

from catalogue.offerings.filed.rules import FiledBy
from catalogue.offerings.filed.services import Arrival
from catalogue.offerings.uploads.models import Upload


def arrival_of(upload: Upload) -> Arrival:
    return Arrival(upload.provider_id, FiledBy(upload.source), upload.name, upload.id)
