"""Letting go of pictures that neither a listing nor a proposal names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from catalogue.core.db import db, transaction
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.rules import RevisionState
from catalogue.offerings.images.rules import key_of
from catalogue.offerings.images.services import let_go


@transaction
def let_go_of_pictures(now: datetime) -> int:
    """Remove what nothing has named for a month. :returns: how many went."""
    waiting = select(OfferingRevision.proposed).where(OfferingRevision.state == RevisionState.OPEN)
    urls = ((proposed.get("image") or {}).get("url") for proposed in db.session.scalars(waiting))
    return let_go(now, proposed={key for url in urls if (key := key_of(url))})
