"""Why a listing stays as it is when the import that brought or changed it is taken back: what others decided since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from catalogue.core.audit import last_step
from catalogue.core.db import db
from catalogue.offerings.editing.queries import open_revision_of
from catalogue.offerings.exchange.pictures import Picture, comparable, picture_of
from catalogue.offerings.models import Offering
from catalogue.offerings.reports.models import Report
from catalogue.offerings.reports.queries import LIVE as NOT_CLOSED
from catalogue.offerings.rules import OVER, OfferingState
from catalogue.offerings.services.by_file import NOT_VOUCHED_FOR, may_change
from catalogue.offerings.services.seat_door import anybody_joined
from catalogue.offerings.services.taking import CHANGED_SINCE
from catalogue.offerings.uploads.models import UploadItem
from catalogue.offerings.uploads.rules import Outcome

HIDDEN = "left out by a file"
"""The cause with which an import hides a listing."""
MOVED: Mapping[str, LazyString] = {
    OfferingState.TAKEN_DOWN: _l("The office has taken it down, so it was left as it is."),
    OfferingState.ARCHIVED: _l("It has been archived since, so it was left as it is."),
    OfferingState.IN_REVIEW: _l("It is with the office now, so it was left as it is."),
    OfferingState.CHANGES_REQUESTED: _l("The office has asked for changes of it since, so it was left as it is."),
    OfferingState.PAUSED: _l("It has been paused since, so it was left as it is."),
    OfferingState.PUBLISHED: _l("It has been published since, so it was left as it is."),
}
PROPOSED = _l("Changes of it are waiting for the office, so it was left as it is.")
REPORTED = _l("Somebody has reported that something about it is wrong, so it was left as it is.")
JOINED = _l("Somebody has enrolled in it since the import, so it was left as it is.")


def why_it_stays(item: UploadItem, offering: Offering) -> LazyString | None:
    """None where nobody has decided anything about it since. Its row is locked, with those of its runs.

    Source: docs/rules/importing.md, rule 10.
    """
    return next(_reasons(item, offering), None)


def _reasons(item: UploadItem, offering: Offering) -> Iterator[LazyString]:
    yield from _moved(item, offering)
    if item.after and _is_another(picture_of(offering), item):
        yield CHANGED_SINCE
    if open_revision_of(offering.id) is not None:
        yield PROPOSED
    if _reported(offering, closed_too=item.outcome == Outcome.CREATED):
        yield REPORTED
    if item.outcome == Outcome.UPDATED and item.applied_at and anybody_joined(offering, item.applied_at):
        yield JOINED


def _moved(item: UploadItem, offering: Offering) -> Iterator[LazyString]:
    if offering.state in OVER:
        yield MOVED[offering.state]
    if not may_change(offering.provider, offering.state):
        yield NOT_VOUCHED_FOR
    if offering.state not in _left_in(item):
        yield MOVED.get(offering.state, CHANGED_SINCE)
    if item.outcome == Outcome.ABSENT and item.applied_at and last_step("offering", offering.id).cause != HIDDEN:
        yield MOVED[OfferingState.PAUSED]


def _left_in(item: UploadItem) -> tuple[str | None, ...]:
    """The states in which it can be if nobody moved it since."""
    if item.outcome == Outcome.ABSENT:
        return (OfferingState.PAUSED,)
    if item.state_after:
        return (item.state_after,)
    # An older one, of which that was not noted: what was no draft was left in its state.
    before = item.state_before or OfferingState.DRAFT
    return (before, OfferingState.PUBLISHED) if before == OfferingState.DRAFT else (before,)


def _is_another(now: Picture, item: UploadItem) -> bool:
    """A place where it meets is described once for all: what the import left of it, or what it found where another
    listing was taken back before."""
    if comparable(now) != comparable(item.after):
        return True
    after, before = _places(item.after), _places(item.before)
    return any(said not in (after.get(name), before.get(name)) for name, said in _places(now).items())


def _places(picture: Picture) -> dict[str, Any]:
    """What is said of each, by its names."""
    places = [run["venue"] for run in picture.get("runs", ()) if "venue" in run]
    return {str(sorted(place["name"].items())): place for place in places}


def _reported(offering: Offering, *, closed_too: bool) -> bool:
    """:param closed_too: it would go for good, and with it what was said of it and what was decided about that."""
    found = select(Report.id).where(Report.offering_id == offering.id)
    if not closed_too:
        found = found.where(Report.state.in_(NOT_CLOSED))
    return db.session.scalars(found.limit(1)).first() is not None
