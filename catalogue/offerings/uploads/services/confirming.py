"""What a file repeats as it stands here counts as confirmed: who sends it again says that it is still right.

Source: docs/rules/freshness.md, rule 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from catalogue.core.db import db, transaction
from catalogue.offerings.freshness import is_worth_confirming
from catalogue.offerings.freshness.queries import silent_since
from catalogue.offerings.freshness.rules import REPEATED_CONFIRMING
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import Outcome
from catalogue.offerings.uploads.services.leasing import Turn, hold

BATCH = 100


def confirm_unchanged(turn: Turn, now: datetime) -> None:
    """Of a provider that is not verified nothing is confirmed: its files do nothing to what is live."""
    upload = db.session.get_one(Upload, turn.upload_id)
    if not upload.provider.verified:
        return
    same = select(UploadItem.reference).where(
        UploadItem.upload_id == upload.id, UploadItem.outcome == Outcome.UNCHANGED, UploadItem.errors == 0
    )
    found = select(Offering.id).where(
        Offering.provider_id == upload.provider_id,
        Offering.state == OfferingState.PUBLISHED,
        Offering.reference.in_(same),
        silent_since(now - REPEATED_CONFIRMING),
    )
    ids = list(db.session.scalars(found.order_by(Offering.id)))
    for first in range(0, len(ids), BATCH):
        _confirm(turn, ids[first : first + BATCH], now)


@transaction
def _confirm(turn: Turn, ids: Sequence[int], now: datetime) -> None:
    hold(turn)
    rows = select(Offering).where(Offering.id.in_(ids)).order_by(Offering.id)
    for offering in db.session.scalars(rows.with_for_update(key_share=True)):
        if is_worth_confirming(offering, now):
            offering.confirmed_at = now
