"""Taking up what was left of an import: an upload of its own, to be mended, published and taken back by itself."""

from __future__ import annotations

from datetime import datetime

from catalogue.core.db import db, transaction
from catalogue.offerings.uploads import queries, rules
from catalogue.offerings.uploads.models import REST, Upload
from catalogue.offerings.uploads.rules import UploadState


@transaction
def take_up_rest(upload_id: int, account_id: int | None, now: datetime) -> str:
    """The worker fills it with what is still wrong, and checks that. Asked for twice, it is the same one.

    :returns: its public id. :raises NotCheckedNow: nothing was published, or nothing is left.
    """
    upload = db.session.get_one(Upload, upload_id, with_for_update=True)
    if upload.state != UploadState.PUBLISHED or not queries.left_of(upload):
        raise rules.NotCheckedNow
    if (before := queries.rest_of(upload)) is not None:
        return before.public_id
    rest = Upload(
        provider_id=upload.provider_id, account_id=account_id, name=upload.name, size=0, columns=list(upload.columns),
        digest=f"{REST}{upload.public_id}", created_at=now,
    )  # fmt: skip
    db.session.add(rest)
    db.session.flush()
    return rest.public_id
