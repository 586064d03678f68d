"""The worker's side: the oldest upload that waits is taken with a lease, so that two workers never share one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from catalogue.core.clock import now as present
from catalogue.core.db import db, transaction
from catalogue.core.logs import log
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import AT_WORK, LEASE, MOST_ATTEMPTS, UploadState
from catalogue.offerings.uploads.services.checking import check
from catalogue.offerings.uploads.services.leasing import TakenOver, Turn
from catalogue.offerings.uploads.services.lying import let_go
from catalogue.offerings.uploads.services.publishing import publish
from catalogue.offerings.uploads.services.pulling import after_check
from catalogue.offerings.uploads.services.undoing import undo
from catalogue.offerings.uploads.texts import in_both

WORK: Mapping[str, Callable[[Turn, datetime], None]] = {
    UploadState.WAITING: check,
    UploadState.PUBLISHING: publish,
    UploadState.UNDOING: undo,
}
STOPPED = _l("This could not be finished after several attempts. What was done is listed below, and can be taken back.")
GIVEN_UP = _l("The file could not be read to its end after several attempts. Please save it anew and send it again.")


def work(now: datetime) -> int:
    """Do what waits. :returns: how many uploads were worked on."""
    done = 0
    # The work before may have taken long: a lease that is counted from the beginning would be over already.
    while (turn := _take(max(now, present()))) is not None:
        try:
            WORK[turn.state](turn, now)
        except TakenOver:
            log.warning("an upload was taken over by another worker", extra={"about": {"upload": turn.upload_id}})
        done += 1
    return done


@transaction
def _take(now: datetime) -> Turn | None:
    """The oldest one that nobody works on. What failed several times is refused, not tried for ever."""
    free = or_(Upload.leased_until.is_(None), Upload.leased_until < now)
    statement = select(Upload).where(Upload.state.in_(AT_WORK), free).order_by(Upload.id).limit(1)
    upload = db.session.scalars(statement.with_for_update(skip_locked=True)).first()
    if upload is None:
        return None
    upload.attempts += 1
    if upload.attempts > MOST_ATTEMPTS:
        _give_up(upload, now)
        return None
    upload.leased_until = now + LEASE
    return Turn(upload.id, UploadState(upload.state), upload.attempts)


def _give_up(upload: Upload, now: datetime) -> None:
    read = upload.state == UploadState.WAITING
    (upload.refusal,) = in_both(GIVEN_UP if read else STOPPED)
    upload.stage = None
    upload.state, upload.leased_until = UploadState.REFUSED if read else UploadState.PUBLISHED, None
    if read:
        let_go(upload.id)
        after_check(upload.id, now)
    else:
        upload.published_at = now
