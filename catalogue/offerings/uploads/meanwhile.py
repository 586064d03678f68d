"""Whether what a check found still holds: the listings of a file that have changed here since."""

from __future__ import annotations

from sqlalchemy import and_, func, or_, select

from catalogue.core.db import db
from catalogue.offerings.models import Offering
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import Outcome

WAS_HERE = (Outcome.UPDATED, Outcome.UNCHANGED)


def changed_here(upload: Upload, *outcomes: Outcome) -> int:
    """How many listings of the file were changed, taken away or brought in here since it was checked.

    :param outcomes: only of those of which the check found this.
    """
    same = and_(Offering.provider_id == upload.provider_id, Offering.reference == UploadItem.reference)
    gone = and_(Offering.id.is_(None), UploadItem.outcome.in_(WAS_HERE))
    came = and_(Offering.id.is_not(None), UploadItem.outcome == Outcome.CREATED)
    touched = Offering.changed_at > upload.checked_at
    count = (
        select(func.count())
        .select_from(UploadItem)
        .outerjoin(Offering, same)
        .where(UploadItem.upload_id == upload.id, UploadItem.row > 0, or_(gone, came, touched))
    )
    return db.session.scalar(count.where(UploadItem.outcome.in_(outcomes)) if outcomes else count) or 0
