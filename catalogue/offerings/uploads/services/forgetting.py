"""What has had its time: records of uploads go after 30 days, and with them a file that nobody checked.

What was published late is kept for as long as it can be taken back. What was taken back leaves no venue behind.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy.exc import IntegrityError

from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.exchange.pictures import Picture
from catalogue.offerings.models import Run, Venue
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import KEPT_FOR, UNDO_FOR, UploadState


@transaction
def forget_old(now: datetime) -> int:
    """:returns: how many records were removed."""
    undoable = and_(Upload.state == UploadState.PUBLISHED, Upload.published_at >= now - UNDO_FOR)
    busy = Upload.state.in_((UploadState.PUBLISHING, UploadState.UNDOING))
    return rows_changed(delete(Upload).where(Upload.created_at < now - KEPT_FOR, ~or_(undoable, busy)))


def forget_venues(item: UploadItem) -> None:
    """Forget the venues that an import gave an offering, where nobody meets there now that it was taken back.

    A venue is found by its name and shown nowhere but at a run. Within the transaction that took it back.
    """
    provider_id = select(Upload.provider_id).where(Upload.id == item.upload_id).scalar_subquery()
    for names in sorted(_venues(item.after) - _venues(item.before)):
        same = [getattr(Venue, f"name_{lang}") == name for lang, name in names]
        unused = ~exists().where(Run.venue_id == Venue.id)
        gone = delete(Venue).where(Venue.provider_id == provider_id, *same, unused)
        with suppress(IntegrityError), db.session.begin_nested():  # somebody has just arranged to meet there
            db.session.execute(gone.execution_options(synchronize_session=False))


def _venues(picture: Picture) -> set[tuple[tuple[str, str], ...]]:
    """The names of each, by language."""
    named = [run["venue"]["name"] for run in picture.get("runs", ()) if "venue" in run]
    return {tuple((lang, name[lang]) for lang in LANGUAGES if lang in name) for name in named}
