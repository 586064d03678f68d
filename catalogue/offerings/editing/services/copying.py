"""A listing or a run once more: all that was said of it, without its dates and its people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from catalogue.core.db import db, transaction
from catalogue.core.formats import at_zone
from catalogue.offerings.editing.moments import written
from catalogue.offerings.editing.queries import own_listing, run_of
from catalogue.offerings.editing.services.pairs import copy_pairs
from catalogue.offerings.editing.services.saving import Saved, Wanted, locked, save
from catalogue.offerings.editing.services.sending import Sent, made_by, note_made
from catalogue.offerings.exchange.shape import RUN_MOMENTS
from catalogue.offerings.exchange.writing import fields_of, run_fields
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import SessionState
from catalogue.providers.models import Provider

NOT_COPIED = frozenset({"reference", "provider", "runs", "steps"})
NOT_COPIED_OF_RUN = frozenset({"state", "sessions", "enrol_opens_at", "enrol_closes_at", "cancel_until", "join_url"})


@transaction
def copy_offering(
    provider_id: int, public_id: str, *, sent: Sent | None = None, actor_id: int | None, now: datetime
) -> Saved:
    """Enter a draft that says what the listing says; its newest run comes along, without dates.

    :param sent: the form that asks for it: sent twice it makes one copy.
    :raises NotFound: there is no such listing of this provider.
    """
    listing = own_listing(provider_id, public_id)
    copied = save(provider_id, None, Wanted(_fields(listing)), sent=sent, actor_id=actor_id, now=now)
    if copied.changed:
        copy_pairs(listing.id, copied.offering.id)
    return copied


@transaction
def copy_run(
    provider_id: int,
    public_id: str,
    run_id: str,
    first: date,
    *,
    sent: Sent | None = None,
    actor_id: int | None,
    now: datetime,
) -> Run:
    """Enter the run once more, so that its first meeting is on this day; meetings and deadlines move by as many days.

    :param sent: the form that asks for it: sent twice it makes one copy.
    The hour stays that of the city's clock. :raises NotFound: there is no such run of this provider.
    """
    if made := made_by(provider_id, sent, now):
        return run_of(own_listing(provider_id, public_id), made)
    listing = locked(db.session.get_one(Provider, provider_id), own_listing(provider_id, public_id).id)
    run = run_of(listing, run_id)
    fields = {name: value for name, value in run_fields(run).items() if name != "state"}
    fields["reference"] = free_reference(listing)
    if run.starts_at:
        days = (first - at_zone(run.starts_at, run.time_zone).date()).days
        fields |= {name: _moved(fields[name], days, run.time_zone) for name in RUN_MOMENTS if fields.get(name)}
        fields["sessions"] = [
            {name: _moved(one[name], days, run.time_zone) for name in ("starts_at", "ends_at")}
            for one in fields.get("sessions", ())
            if one.get("state") != SessionState.CANCELLED
        ]
    saved = save(provider_id, listing.id, Wanted({"runs": [fields]}), actor_id=actor_id, now=now)
    copied = next(one for one in saved.offering.runs if one.reference == fields["reference"])
    note_made(provider_id, sent, copied.public_id)
    return copied


def free_reference(listing: Offering) -> str:
    """What a new date of the listing is called."""
    taken = {one.reference for one in listing.runs}
    return next(f"r{n}" for n in range(1, len(taken) + 2) if f"r{n}" not in taken)


def _moved(moment: str, days: int, zone: str) -> str:
    there = at_zone(datetime.fromisoformat(moment), zone)
    return written(there.date() + timedelta(days=days), there.time(), zone)


def _fields(listing: Offering) -> dict[str, Any]:
    fields = fields_of(listing)
    newest = max(fields.get("runs", ()), key=_first_day, default=None)
    copied = {name: value for name, value in fields.items() if name not in NOT_COPIED}
    if newest is not None:
        run = {name: value for name, value in newest.items() if name not in NOT_COPIED_OF_RUN}
        copied["runs"] = [{**run, "reference": "r1"}]
    return copied


def _first_day(run: dict[str, Any]) -> str:
    return min((one["starts_at"] for one in run.get("sessions", ())), default="")
