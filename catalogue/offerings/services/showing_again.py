"""Listings that are with the office and meet at a place that is described otherwise now: to be looked at once more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from catalogue.core.db import db
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import OfferingState


def show_again(venue_ids: Collection[int], offering_id: int, now: datetime) -> None:
    """Give them another stamp. Within the transaction that changed the places.

    :param offering_id: the listing with which they were changed; it has another stamp already.
    Source: docs/rules/publishing.md, rule 18.
    """
    if not venue_ids:
        return
    runs = select(Run.offering_id).where(Run.venue_id.in_(venue_ids), Run.offering_id != offering_id)
    waiting = (Offering.id.in_(runs), Offering.state == OfferingState.IN_REVIEW)
    again = update(Offering).where(*waiting).values(changed_at=now)
    db.session.execute(again.execution_options(synchronize_session=False))
