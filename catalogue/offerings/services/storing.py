"""Bringing the rows of one offering to what a listing says. Within the transaction of the import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.core.db import db
from catalogue.offerings.exchange.problems import Findings, quoted
from catalogue.offerings.exchange.shape import Listing
from catalogue.offerings.models import Offering, OfferingOccupation, OfferingSkill, OfferingTopic
from catalogue.offerings.services.columns import set_columns
from catalogue.offerings.services.entered_meetings import keep_entered
from catalogue.offerings.services.storing_runs import store_run
from catalogue.offerings.services.storing_venues import Venues
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
    by_hand: bool = False,
) -> tuple[Offering, bool]:
    """Create or update the offering with its runs and sessions.

    :param exact: runs that the listing does not have go, and a run without a venue in it has none.
    :param by_hand: somebody is there to read why a meeting cannot go.

    :returns: the offering, not flushed yet, and whether anything changed.
    :raises Contradiction: the listing is refused; the findings name row and field.
    """
    with db.session.no_autoflush:
        if offering is not None:
            keep_entered(offering, listing, findings, refuse=exact or by_hand)
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
        set_columns(offering, {**OFFERING_START, **listing.values})
    # Everything that the listing names is compared, also after the first difference was found.
    changes = [new, not new and set_columns(offering, listing.values), _store_links(offering, listing, new)]
    runs = {} if new else {run.reference: run for run in offering.runs}
    for number, wanted in enumerate(listing.runs):
        at = findings.at(f"runs[{number}].", wanted.row)
        changes.append(store_run(offering, runs.get(wanted.reference), wanted, venues, at))
    changes.append(set_columns(offering, {"city_id": _city_of(offering, provider)}))
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


def _ensure_sound(offering: Offering, findings: Findings) -> None:
    if not offering.title_ar and not offering.title_en:
        findings.refuse("title", _l("A title in at least one language is needed."))
    if offering.age_min is not None and offering.age_max is not None and offering.age_min > offering.age_max:
        findings.refuse("age_max", _l("The highest age is below the lowest."))
