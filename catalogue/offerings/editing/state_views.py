"""Moving a listing on: to the office, to sleep, out of the way; and copying it."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.offerings import services as states
from catalogue.offerings.editing import once, queries, services
from catalogue.offerings.editing.blueprint import bp
from catalogue.offerings.editing.rules import DeskAtRest, RevisionDecided, StepUnknown
from catalogue.offerings.rules import AnotherThanSeen, OfferingCannotBecome, OfficeWasFirst
from catalogue.providers.desk import desk

STEPS: dict[str, tuple[Callable[..., None], str]] = {
    "submit": (states.submit, "listing_sent"),
    "pause": (states.pause, "listing_paused"),
    "resume": (states.resume, "listing_resumed"),
    "archive": (services.archive, "listing_archived"),
}
"""Button → what it does, and what is said afterwards."""


@bp.post("/listings/<offering_id>/state")
def move(offering_id: str) -> ResponseReturnValue:
    here = desk()
    found = queries.own_listing(here.provider_id, offering_id)
    step = STEPS.get(request.form.get("step", ""))
    if step is None:
        raise StepUnknown
    if not here.working:
        raise DeskAtRest
    act, notice = step
    try:
        act(found.id, seen=request.form.get("seen", ""), actor_id=visitor().account_id, now=now())
    except AnotherThanSeen:
        notice = "changed_meanwhile"
    except OfferingCannotBecome as refused:
        if not refused.there_already:  # the button was pressed twice, or a colleague pressed it
            raise
    return redirect(url_for(".listing", offering_id=offering_id, notice=notice), code=303)


@bp.post("/listings/<offering_id>/take-back")
def take_back(offering_id: str) -> ResponseReturnValue:
    here = desk()
    found = queries.own_listing(here.provider_id, offering_id)
    if not here.working:
        raise DeskAtRest
    seen = request.form.get("seen", "")
    try:
        states.take_back(found.id, seen=seen, actor_id=visitor().account_id, now=now())
        notice = "listing_taken_back"
    except AnotherThanSeen:
        notice = "another_than_seen"
    except OfficeWasFirst as refused:
        notice = "listing_taken_back" if refused.there_already else "office_was_first"
    return redirect(url_for(".listing", offering_id=offering_id, notice=notice), code=303)


@bp.post("/listings/<offering_id>/copy")
def copy(offering_id: str) -> ResponseReturnValue:
    saved = services.copy_offering(
        desk().provider_id, offering_id, sent=once.sent(), actor_id=visitor().account_id, now=now()
    )
    return redirect(url_for(".edit", offering_id=saved.offering.public_id, notice="listing_copied"), code=303)


@bp.post("/listings/<offering_id>/revision/withdraw")
def withdraw(offering_id: str) -> ResponseReturnValue:
    found = queries.own_listing(desk().provider_id, offering_id)
    seen = request.form.get("seen", "")
    try:
        services.withdraw_revision(found.id, seen=seen, actor_id=visitor().account_id, now=now())
        notice = "changes_withdrawn"
    except AnotherThanSeen:
        notice = "another_than_seen"
    except RevisionDecided:
        notice = "nothing_waits"
    return redirect(url_for(".listing", offering_id=offering_id, notice=notice), code=303)
