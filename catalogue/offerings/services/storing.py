"""Bringing the rows of one offering to what a listing says. Within the transaction of the import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.db import db
from catalogue.offerings.exchange.problems import Findings, quoted
from catalogue.offerings.exchange.shape import Listing, RunListing, SessionListing
from catalogue.offerings.models import (
    Offering,
    OfferingOccupation,
    OfferingSkill,
    OfferingTopic,
    Run,
)
from catalogue.offerings.rules import RunState
from catalogue.offerings.services.storing_meetings import dates_of, store_meetings
from catalogue.offerings.services.storing_sections import ensure_places, size_of_sections, store_sections
from catalogue.offerings.services.storing_venues import Venues, store_venue
from catalogue.providers.models import Provider
from catalogue.taxonomy import queries as taxonomy


class Contradiction(Exception):
    """What the listing says cannot stand together with what is stored; the findings say why."""


def store(
    offering: Offering | None,
    listing: Listing,
    provider: Provider,
    venues: Venues,
    findings: Findings,
    now: datetime,
    *,
    exact: bool = False,
) -> tuple[Offering, bool]:
    """Create or update the offering with its runs and sessions.

    :param exact: runs that the listing does not have go, and a run without a venue in it has none.

    :returns: the offering, not flushed yet, and whether anything changed.
    :raises Contradiction: the listing is refused; the findings name row and field.
    """
    with db.session.no_autoflush:
        changed_runs = exact and offering is not None and _drop_the_rest(offering, listing, findings)
        offering, changed = _store(offering, listing, provider, venues, findings, now)
        if changed_runs and not changed:
            offering.changed_at = offering.confirmed_at = now
        return offering, changed or changed_runs


def _store(
    offering: Offering | None, listing: Listing, provider: Provider, venues: Venues, findings: Findings, now: datetime
) -> tuple[Offering, bool]:
    new = offering is None
    if offering is None:
        offering = Offering(provider_id=provider.id, reference=listing.reference, created_at=now, changed_at=now)
        offering.provider = provider
        for links in ("topics", "skills", "occupations", "steps"):  # or each would be asked for
            setattr(offering, links, [])
        _set(offering, {**OFFERING_START, **listing.values})
    # Everything that the listing names is compared, also after the first difference was found.
    changes = [new, not new and _set(offering, listing.values), _store_links(offering, listing, new)]
    runs = {} if new else {run.reference: run for run in offering.runs}
    for number, wanted in enumerate(listing.runs):
        at = findings.at(f"runs[{number}].", wanted.row)
        changes.append(_store_run(offering, runs.get(wanted.reference), wanted, venues, at))
    changes.append(_set(offering, {"city_id": _city_of(offering, provider)}))
    _ensure_sound(offering, findings)
    if findings.refuses():
        raise Contradiction
    if any(changes):
        offering.changed_at = offering.confirmed_at = now
    if new:
        db.session.add(offering)
    return offering, any(changes)


def _drop_the_rest(offering: Offering, listing: Listing, findings: Findings) -> bool:
    wanted = {run.reference: run for run in listing.runs}
    changed = False
    for run in list(offering.runs):
        found = wanted.get(run.reference)
        if found is None:
            if run.seats_taken or run.waiting_taken:
                findings.refuse("runs", _l("There are already people in the run “%(run)s”.", run=quoted(run.reference)))
                continue
            offering.runs.remove(run)
            changed = True
        elif found.venue is None and run.venue is not None:
            run.venue = None
            changed = True
    return changed


OFFERING_START: Mapping[str, Any] = {
    "audiences": [],
    "languages": [],
    "features": [],
    "prerequisites": [],
    "image": {},
    "state": "draft",
    "version": 1,
}
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


def _set(row: Any, columns: Mapping[str, Any]) -> bool:
    """Set what differs. :returns: whether anything did."""
    changed = False
    for name, value in columns.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def _city_of(offering: Offering, provider: Provider) -> int | None:
    """Where it belongs: its provider's city, else that of its first run in any."""
    cities = [run.city_id for run in sorted(offering.runs, key=lambda run: run.reference) if run.city_id]
    return provider.city_id or next(iter(cities), None)


def _store_links(offering: Offering, listing: Listing, new: bool) -> bool:
    changed = False
    if listing.topics is not None:
        ids = [taxonomy.topics_by_code()[code].id for code in listing.topics]
        if new or [link.topic_id for link in offering.topics] != ids:
            offering.topics = [OfferingTopic(topic_id=one, position=number) for number, one in enumerate(ids)]
            changed = True
    codes = listing.occupations
    if codes is not None and (new or [link.isco_code for link in offering.occupations] != codes):
        offering.occupations = [
            OfferingOccupation(isco_code=code, position=number) for number, code in enumerate(codes)
        ]
        changed = True
    for role in listing.skills:
        changed = _store_skills(offering, listing, role, new) or changed
    return changed


def _store_skills(offering: Offering, listing: Listing, role: str, new: bool) -> bool:
    known = taxonomy.skills()
    wanted = [(known[one.key].id if one.key else None, one.words) for one in listing.skills[role]]
    wanted = list(dict.fromkeys(wanted))
    present = [] if new else [link for link in offering.skills if link.role == role]
    if [(link.skill_id, link.words) for link in present] == wanted:
        return False
    for link in present:
        offering.skills.remove(link)
    if present:
        db.session.flush()  # the places in the order are unique: the old ones go first
    offering.skills.extend(
        OfferingSkill(role=role, skill_id=skill_id, words=words, position=number)
        for number, (skill_id, words) in enumerate(wanted)
    )
    return True


def _store_run(offering: Offering, run: Run | None, wanted: RunListing, venues: Venues, at: Findings) -> bool:
    new = run is None
    columns = dict(wanted.values)
    if run is None:
        run = Run(reference=wanted.reference)
        _set(run, RUN_START)
        offering.runs.append(run)
    elif "state" in columns and columns.pop("state") != run.state:
        at.note("state", _l("The state of a run that is already here is not changed by a file."))
    columns.update(size_of_sections(run, columns))
    _ensure_seats(run, columns, at)
    ensure_places(run, columns, at)
    divided = bool(run.sections or columns.get("sections"))
    changed = _set(run, columns)
    if "sections" in columns and divided:
        store_sections(run, at)
    if wanted.venue is not None:
        changed = store_venue(offering.provider_id, run, wanted.venue, venues) or changed
    if wanted.sessions is not None:
        _ensure_not_over(run, wanted.sessions, at)
        changed = store_meetings(run, wanted.sessions) or changed
        changed = _set(run, dates_of(run)) or changed
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


def _ensure_sound(offering: Offering, findings: Findings) -> None:
    if not offering.title_ar and not offering.title_en:
        findings.refuse("title", _l("A title in at least one language is needed."))
    if offering.age_min is not None and offering.age_max is not None and offering.age_min > offering.age_max:
        findings.refuse("age_max", _l("The highest age is below the lowest."))
