"""Keeping pictures, and letting go of those that nothing names any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, exists, func, select, update

from catalogue.core.db import db, transaction
from catalogue.offerings.images.drawing import Drawn
from catalogue.offerings.images.models import StoredImage, StoredSize
from catalogue.offerings.images.rules import KEPT_UNUSED_FOR, MOST_A_DAY, TooManyImages
from catalogue.offerings.models import Offering
from catalogue.providers.models import Provider


@transaction
def keep(provider_id: int, drawn: Drawn, now: datetime) -> str:
    """Keep a picture of the provider; the same one is kept once. :returns: its key.

    :raises TooManyImages: too many came today.
    """
    db.session.get_one(Provider, provider_id, with_for_update=True)  # two that send the same one wait for each other
    own = select(StoredImage).where(StoredImage.provider_id == provider_id)
    found = db.session.scalars(own.where(StoredImage.key == drawn.key)).one_or_none()
    if found is not None:
        found.unused_since = None
        return drawn.key
    today = select(func.count()).where(
        StoredImage.provider_id == provider_id, StoredImage.created_at > now - timedelta(days=1)
    )
    if (db.session.scalar(today) or 0) >= MOST_A_DAY:
        raise TooManyImages
    sizes = [StoredSize(width=size.width, height=size.height, content=size.content) for size in drawn.sizes]
    db.session.add(StoredImage(provider_id=provider_id, key=drawn.key, created_at=now, sizes=sizes))
    return drawn.key


@transaction
def let_go(now: datetime, proposed: set[str]) -> int:
    """Remove what nothing has named for long. :returns: how many went.

    :param proposed: keys that changes name which wait for the office.
    """
    named = exists().where(and_(Offering.image_key == StoredImage.key, Offering.provider_id == StoredImage.provider_id))
    in_use = named | StoredImage.key.in_(proposed)
    marked = update(StoredImage).execution_options(synchronize_session=False)
    db.session.execute(marked.where(in_use, StoredImage.unused_since.is_not(None)).values(unused_since=None))
    db.session.execute(marked.where(~in_use, StoredImage.unused_since.is_(None)).values(unused_since=now))
    old = StoredImage.unused_since <= now - KEPT_UNUSED_FOR
    gone = list(db.session.scalars(select(StoredImage.id).where(old, ~in_use)))
    db.session.execute(delete(StoredSize).where(StoredSize.image_id.in_(gone)))
    db.session.execute(delete(StoredImage).where(StoredImage.id.in_(gone)))
    return len(gone)
