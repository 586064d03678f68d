"""Bringing the rows of one offering to what a listing says. Within the transaction of the import."""

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
from catalogue.offerings.exchange.problems import Findings, quoted
from catalogue.offerings.exchange.shape import Listing, RunListing, SessionListing
from catalogue.offerings.models import (
    Offering,
    OfferingOccupation,
    OfferingSkill,
    OfferingTopic,
    Run,
    RunSession,
    Venue,
)
from catalogue.offerings.rules import RunState, SessionState
from catalogue.offerings.services.storing_sections import ensure_places, size_of_sections, store_sections
from catalogue.providers.models import Provider
from catalogue.taxonomy import queries as taxonomy

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
        _set(venue, about)
        db.session.add(venue)
        venues.add(venue)
        changed = True
    elif venue.provider_id is not None:  # a shared venue is not one provider's to describe
        changed = _set(venue, about)
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
            changed = _set(session, {"ends_at": one.ends_at, "state": one.state}) or changed
    for session in present.values():
        run.sessions.remove(session)
        changed = True
    return _set(run, dates_of(run)) or changed


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


def _ensure_sound(offering: Offering, findings: Findings) -> None:
    if not offering.title_ar and not offering.title_en:
        findings.refuse("title", _l("A title in at least one language is needed."))
    if offering.age_min is not None and offering.age_max is not None and offering.age_min > offering.age_max:
        findings.refuse("age_max", _l("The highest age is below the lowest."))
