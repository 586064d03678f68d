"""Bringing one run of an offering, with its meetings and its venue, to what a listing says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from catalogue.core.db import db
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.exchange.problems import Findings
from catalogue.offerings.exchange.shape import RunListing, SessionListing
from catalogue.offerings.models import Offering, Run, RunSession, Venue
from catalogue.offerings.rules import RunState, SessionState
from catalogue.offerings.services.storing_sections import ensure_places, size_of_sections, store_sections

VenueKey = tuple[int | None, str, str, int | None]


@dataclass
class Venues:
    """The venues that the providers of an import may name, shared ones among them; found by either name."""

    known: dict[VenueKey, Venue] = field(default_factory=dict)

    def read(self, provider_ids: set[int]) -> None:
        for venue in db.session.scalars(
            select(Venue)
            .where(or_(Venue.provider_id.in_(provider_ids), Venue.provider_id.is_(None)))
            .order_by(Venue.id.desc())
        ):
            self.add(venue)

    def add(self, venue: Venue) -> None:
        for lang in LANGUAGES:
            if name := getattr(venue, f"name_{lang}"):
                self.known[(venue.provider_id, lang, name, venue.district_id)] = venue

    def named(self, provider_id: int, about: Mapping[str, Any], district_id: int | None) -> Venue | None:
        for owner in (provider_id, None):
            for lang in LANGUAGES:
                name = about.get(f"name_{lang}") or ""
                if found := self.known.get((owner, lang, name, district_id)):
                    return found
        return None


RUN_START: Mapping[str, Any] = {
    "sections": [],
    "languages": [],
    "questions": [],
    "waiting_list": 0,
    "waiting_taken": 0,
    "seats_taken": 0,
    "allocation": "first_come",
    "currency": "SAR",
    "flexible_start": False,
    "state": RunState.SCHEDULED,
}


def set_columns(row: Any, columns: Mapping[str, Any]) -> bool:
    """Set what differs. :returns: whether anything did."""
    changed = False
    for name, value in columns.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def store_run(offering: Offering, run: Run | None, wanted: RunListing, venues: Venues, at: Findings) -> bool:
    new = run is None
    columns = dict(wanted.values)
    if run is None:
        run = Run(reference=wanted.reference)
        set_columns(run, RUN_START)
        offering.runs.append(run)
    elif "state" in columns and columns.pop("state") != run.state:
        at.note("state", _l("The state of a run that is already here is not changed by a file."))
    columns.update(size_of_sections(run, columns))
    _ensure_seats(run, columns, at)
    ensure_places(run, columns, at)
    divided = bool(run.sections or columns.get("sections"))
    changed = set_columns(run, columns)
    if "sections" in columns and divided:
        store_sections(run, at)
    if wanted.venue is not None:
        changed = _store_venue(offering, run, wanted.venue, venues) or changed
    if wanted.sessions is not None:
        changed = _store_sessions(run, wanted.sessions) or changed
    _ensure_run_sound(run, at)
    return new or changed


def _store_venue(offering: Offering, run: Run, about: Mapping[str, Any], venues: Venues) -> bool:
    provider_id = offering.provider_id
    venue = venues.named(provider_id, about, run.district_id)
    changed = False
    if venue is None:
        venue = Venue(provider_id=provider_id, city_id=run.city_id, district_id=run.district_id, access={})
        set_columns(venue, about)
        db.session.add(venue)
        venues.add(venue)
        changed = True
    elif venue.provider_id is not None:  # a shared venue is not one provider's to describe
        changed = set_columns(venue, about)
    if run.venue is not venue:
        run.venue = venue
        changed = True
    return changed


def _store_sessions(run: Run, wanted: tuple[SessionListing, ...]) -> bool:
    present = {session.starts_at: session for session in run.sessions}
    changed = False
    for one in wanted:
        session = present.pop(one.starts_at, None)
        if session is None:
            run.sessions.append(RunSession(starts_at=one.starts_at, ends_at=one.ends_at, state=one.state))
            changed = True
        else:
            changed = set_columns(session, {"ends_at": one.ends_at, "state": one.state}) or changed
    for session in present.values():
        run.sessions.remove(session)
        changed = True
    return set_columns(run, dates_of(run)) or changed


def dates_of(run: Run) -> dict[str, datetime | None]:
    """First start and last end of a run (UTC), of the meetings that take place."""
    meetings = [session for session in run.sessions if session.state != SessionState.CANCELLED] or list(run.sessions)
    return {
        "starts_at": min((session.starts_at for session in meetings), default=None),
        "ends_at": max((session.ends_at for session in meetings), default=None),
    }


def _ensure_seats(run: Run, columns: Mapping[str, Any], at: Findings) -> None:
    capacity = columns.get("capacity")
    if capacity is not None and capacity < run.seats_taken:
        at.refuse("capacity", _l("There are already %(taken)s people in this run.", taken=run.seats_taken))


def _ensure_run_sound(run: Run, at: Findings) -> None:
    """What the columns of a run must be together; the database holds the same as constraints."""
    rules: tuple[tuple[str, Any, Any, LazyString], ...] = (
        (
            "enrol_closes_at",
            run.enrol_opens_at,
            run.enrol_closes_at,
            _l("Enrolment closes before it opens."),
        ),
        (
            "reduced_price" if at.flat else "reduced.price",
            run.reduced_price_halalas,
            run.price_halalas,
            _l("The reduced price is higher than the price."),
        ),
    )
    for name, lower, upper, message in rules:
        if lower is not None and upper is not None and lower > upper:
            at.refuse(name, message)
    odd: tuple[tuple[str, Any, Any, LazyString], ...] = (
        ("minimum", run.minimum, run.capacity, _l("This run needs more people than it has seats.")),
        (
            "cancel_until",
            run.enrol_opens_at,
            run.cancel_until,
            _l("The time for cancelling ends before enrolment opens."),
        ),
    )
    for name, lower, upper, message in odd:
        if lower is not None and upper is not None and lower > upper:
            at.note(name, message)
