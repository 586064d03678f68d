"""What has had its time: files and records of uploads go after 30 days, and files that belong to no upload.

What was published late is kept for as long as it can be taken back.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, or_, select

from catalogue.core.db import db, transaction
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import KEPT_FOR, UNDO_FOR, UploadState
from catalogue.offerings.uploads.services.receiving import folder

BARELY_THERE_SECONDS = 3600
"""A younger file may be one that is just being sent."""


def forget_old(now: datetime) -> int:
    """:returns: how many files were removed."""
    _forget_rows(now)
    known = set(db.session.scalars(select(Upload.public_id)))
    removed = 0
    for path in folder().iterdir():
        if path.stem not in known and now.timestamp() - path.stat().st_mtime > BARELY_THERE_SECONDS:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


@transaction
def _forget_rows(now: datetime) -> None:
    undoable = and_(Upload.state == UploadState.PUBLISHED, Upload.published_at >= now - UNDO_FOR)
    busy = Upload.state.in_((UploadState.PUBLISHING, UploadState.UNDOING))
    db.session.execute(delete(Upload).where(Upload.created_at < now - KEPT_FOR, ~or_(undoable, busy)))
