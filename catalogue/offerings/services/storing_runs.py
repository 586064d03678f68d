"""Bringing one run of an offering, with its meetings and its venue, to what a listing says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.offerings.exchange.problems import Findings
from catalogue.offerings.exchange.shape import RunListing, SessionListing
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import RunState
from catalogue.offerings.services.columns import set_columns
from catalogue.offerings.services.storing_meetings import dates_of, store_meetings
from catalogue.offerings.services.storing_sections import ensure_places, size_of_sections, store_sections
from catalogue.offerings.services.storing_venues import Venues, store_venue

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
        changed = store_venue(offering.provider_id, run, wanted.venue, venues, at) or changed
    if wanted.sessions is not None:
        _ensure_not_over(run, wanted.sessions, at)
        changed = store_meetings(run, wanted.sessions) or changed
        changed = set_columns(run, dates_of(run)) or changed
    _ensure_run_sound(run, at)
    return new or changed


def _ensure_not_over(run: Run, wanted: tuple[SessionListing, ...], at: Findings) -> None:
    """What is over or cancelled does not begin again: nobody could enrol in it."""
    moved = {one.starts_at for one in wanted} != {session.starts_at for session in run.sessions}
    if moved and run.state in (RunState.COMPLETED, RunState.CANCELLED):
        at.refuse("sessions", _l("This date is over or cancelled, so it cannot be moved. A copy of it can."))


def _ensure_seats(run: Run, columns: Mapping[str, Any], at: Findings) -> None:
    capacity = columns.get("capacity")
    if capacity is not None and capacity < run.seats_taken:
        at.refuse("capacity", _l("There are already %(taken)s people in this run.", taken=run.seats_taken))


def _ensure_run_sound(run: Run, at: Findings) -> None:
    """What the columns of a run must be together (the database holds the same as constraints), and what is only odd."""
    opens, price = run.enrol_opens_at, run.price_halalas
    reduced = "reduced_price" if at.flat else "reduced.price"
    rules: tuple[tuple[Callable[[str, LazyString], None], str, Any, Any, LazyString], ...] = (
        (at.refuse, "enrol_closes_at", opens, run.enrol_closes_at, _l("Enrolment closes before it opens.")),
        (at.refuse, reduced, run.reduced_price_halalas, price, _l("The reduced price is higher than the price.")),
        (at.note, "minimum", run.minimum, run.capacity, _l("This run needs more people than it has seats.")),
        (at.note, "cancel_until", opens, run.cancel_until, _l("The time for cancelling ends before enrolment opens.")),
    )
    for say, name, lower, upper, message in rules:
        if lower is not None and upper is not None and lower > upper:
            say(name, message)
