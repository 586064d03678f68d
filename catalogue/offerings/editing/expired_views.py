"""The work list of listings whose every date is over, and what can be done there with one click."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.offerings.editing import services
from catalogue.offerings.editing.blueprint import bp
from catalogue.offerings.editing.expired import count_expired, expired_listings
from catalogue.offerings.editing.rules import DateAhead
from catalogue.providers.desk import desk


@bp.get("/listings/expired")
def expired() -> ResponseReturnValue:
    here, at = desk(), now()
    found = expired_listings(here.provider_id, at)
    total = count_expired(here.provider_id, at) if found else 0
    return render_template("listings/expired.html", desk=here, found=found, total=total)


@bp.post("/listings/<offering_id>/put-away")
def put_away(offering_id: str) -> ResponseReturnValue:
    notice = "listing_archived"
    try:
        services.put_away(desk().provider_id, offering_id, actor_id=visitor().account_id, now=now())
    except DateAhead:  # a colleague has added one since the page was opened
        notice = "date_ahead"
    return redirect(url_for(".expired", notice=notice), code=303)


@bp.post("/listings/<offering_id>/on-demand")
def on_demand(offering_id: str) -> ResponseReturnValue:
    """The new date is open at once; its form follows, for what else may have changed."""
    try:
        made = services.offer_on_demand(desk().provider_id, offering_id, actor_id=visitor().account_id, now=now())
    except DateAhead:
        return redirect(url_for(".expired", notice="date_ahead"), code=303)
    address = url_for(".run", offering_id=offering_id, run_id=made.public_id, notice="on_demand")
    return redirect(address, code=303)
