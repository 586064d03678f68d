"""What is done with a listing whose every date is over: it is put away, or can be begun at any time from now on."""

from __future__ import annotations

from datetime import datetime

from catalogue.core.db import transaction
from catalogue.offerings import services as states
from catalogue.offerings.editing import rules
from catalogue.offerings.editing.expired import last_run, runs_ahead
from catalogue.offerings.editing.queries import own_listing
from catalogue.offerings.editing.services.copying import free_reference
from catalogue.offerings.editing.services.deciding import archive
from catalogue.offerings.editing.services.saving import Wanted, locked, save, working
from catalogue.offerings.exchange.shape import RUN_MOMENTS
from catalogue.offerings.exchange.writing import run_fields
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import OfferingState

NOT_KEPT = frozenset({"state", "sessions", *RUN_MOMENTS})


@transaction
def put_away(provider_id: int, public_id: str, *, actor_id: int | None, now: datetime) -> None:
    """Archive a listing of which nothing is left, for good: out of the results, and then away, each with its entry.

    :raises NotFound: there is no such listing of this provider. :raises DeskAtRest: it can change nothing.
    :raises DateAhead: one of its dates may still take place.
    :raises OfferingCannotBecome: it is not published any more.
    """
    listing = _over(provider_id, public_id, now)
    if listing.state == OfferingState.ARCHIVED:  # pressed twice
        return
    states.pause(listing.id, actor_id=actor_id, now=now)
    archive(listing.id, actor_id=actor_id, now=now)


@transaction
def offer_on_demand(provider_id: int, public_id: str, *, actor_id: int | None, now: datetime) -> Run:
    """Enter its last date once more, without meetings: people begin whenever they like.

    :raises NotFound: there is no such listing of this provider. :raises DeskAtRest: it can change nothing.
    :raises DateAhead: it has a date again; pressed twice, one is made.
    :raises NeedsMeetings: people meet in it.
    """
    listing = _over(provider_id, public_id, now)
    last = last_run(listing.runs)
    if last is None or not rules.may_be_on_demand(last.mode, last.flexible_start):
        raise rules.NeedsMeetings
    fields = {name: value for name, value in run_fields(last).items() if name not in NOT_KEPT}
    fields |= {"reference": free_reference(listing), "flexible_start": True}
    saved = save(provider_id, listing.id, Wanted({"runs": [fields]}), actor_id=actor_id, now=now)
    return next(one for one in saved.offering.runs if one.reference == fields["reference"])


def _over(provider_id: int, public_id: str, now: datetime) -> Offering:
    listing = locked(working(provider_id), own_listing(provider_id, public_id).id)
    if runs_ahead(listing.id, now):
        raise rules.DateAhead
    return listing
