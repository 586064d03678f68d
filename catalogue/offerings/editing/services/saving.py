"""Storing what somebody typed about a listing: read, checked and stored as a file with one line would be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError

from catalogue.core.db import db, public_id, transaction
from catalogue.core.errors import DomainError, NotFound
from catalogue.offerings import rules as offering_rules
from catalogue.offerings.editing import rules
from catalogue.offerings.editing.queries import own_listing
from catalogue.offerings.editing.services.pairs import note_pairs, texts_of
from catalogue.offerings.editing.services.placing import Place, ensure_may_move_others, placed
from catalogue.offerings.editing.services.proposing import NEEDED, divide, propose
from catalogue.offerings.editing.services.sending import Sent, made_by, note_made
from catalogue.offerings.exchange.listing import read_listing
from catalogue.offerings.exchange.problems import Findings, Problem
from catalogue.offerings.exchange.shape import Listing, Raw
from catalogue.offerings.images.rules import lacks
from catalogue.offerings.models import Offering
from catalogue.offerings.parts import parts_of, published_in
from catalogue.offerings.queries.exchange import offerings_by_key
from catalogue.offerings.services.seat_door import met_in, tell_of_changes
from catalogue.offerings.services.showing_again import show_again
from catalogue.offerings.services.steps import Programme, store_steps
from catalogue.offerings.services.storing import Contradiction, store
from catalogue.offerings.services.storing_venues import Venues
from catalogue.providers.models import Provider
from catalogue.providers.rules import OVER


class NotTakenAsWritten(DomainError):
    """Something in the fields is wrong; `problems` name it as the exchange format does."""

    code = "not_taken_as_written"
    message = _l("Something that was entered is not right.")
    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = [one for one in problems if one.refused]


@dataclass(frozen=True)
class Wanted:
    """What somebody wants a listing to be.

    :ivar fields: fields of the exchange format; what it does not name stays as it is.
    :ivar seen: the stamp of what she saw while she wrote; None where there was nothing yet.
    :ivar still_right: names of texts whose two languages she looked through.
    :ivar lang: the language in which she writes first.
    :ivar place: what she did with the place, where the form is that of a run.
    """

    fields: Mapping[str, Any]
    seen: str | None = None
    still_right: Collection[str] = ()
    lang: str = "ar"
    place: Place | None = None


@dataclass
class Saved:
    """The listing as it is now; whether anything changed at once, and whether something waits for the office."""

    offering: Offering
    changed: bool
    waiting: bool = field(default=False)


def check(fields: Mapping[str, Any], provider_reference: str) -> list[Problem]:
    """What is wrong with the fields by themselves; nothing is stored."""
    findings = Findings(1)
    read_listing(Raw(1, {"reference": "new", **fields}), findings, provider=provider_reference)
    return [one for one in findings.problems if one.refused]


@transaction
def save(
    provider_id: int,
    offering_id: int | None,
    wanted: Wanted,
    *,
    sent: Sent | None = None,
    actor_id: int | None,
    now: datetime,
) -> Saved:
    """Enter a listing, or bring it to what is wanted; what people rely on waits for the office where it is live.

    :param sent: the form that makes a listing or a date: sent twice it makes one.
    :raises SentWithOtherWords: it was sent before, and said something else.
    :raises NotFound: there is no such listing of this provider.
    :raises DeskAtRest: the provider can change nothing. :raises ListingOver: nor can this listing be changed.
    :raises ChangedMeanwhile: it is not any more what was seen.
    :raises NotTakenAsWritten: something is wrong; nothing was stored.
    Source: docs/rules/publishing.md, rules 1, 4, 7 and 9.
    """
    provider = working(provider_id)
    if made := made_by(provider_id, sent, now):
        return Saved(own_listing(provider_id, made), changed=False)
    before = locked(provider, offering_id) if offering_id is not None else None
    if before is not None:
        rules.ensure_changeable(before.state)
        stale = wanted.seen is not None and wanted.seen != before.stamp
        if stale and not _says_already(provider, before, wanted, now):
            raise rules.ChangedMeanwhile
    fields = _fields(provider, before, wanted)
    listing, waiting = read(fields, provider), False
    if before is not None and before.state in offering_rules.LIVE:
        listing, waiting = _divided(provider, before, fields, listing, actor_id, now)
    else:
        _ensure_moves_nobody(before, listing)
    old = texts_of(before)
    offering, changed = store_told(before, listing, provider, now)
    note_pairs(offering, old, still_right=wanted.still_right, lang=wanted.lang)
    note_made(provider_id, sent, offering.public_id)
    return Saved(offering, changed, waiting)


def _fields(provider: Provider, before: Offering | None, wanted: Wanted) -> dict[str, Any]:
    fields = {"kind": before.kind if before else None, **wanted.fields}
    fields["reference"] = before.reference if before else public_id().lower()
    if wanted.place is not None:
        fields["runs"] = [_placed(provider, before, fields["runs"][0], wanted.place)]
    return fields


def _says_already(provider: Provider, before: Offering, wanted: Wanted, now: datetime) -> bool:
    """Whether a draft is what is wanted: the same was sent before, and its answer was lost on the way."""
    if before.state in offering_rules.LIVE or wanted.place is not None:
        return False
    trial = db.session.begin_nested()
    try:
        _offering, changed = store_told(before, read(_fields(provider, before, wanted), provider), provider, now)
    except NotTakenAsWritten:
        return False
    finally:
        trial.rollback()
    return not changed


def _divided(
    provider: Provider,
    before: Offering,
    fields: dict[str, Any],
    listing: Listing,
    actor_id: int | None,
    now: datetime,
) -> tuple[Listing, bool]:
    """What applies at once of a live listing, and whether anything waits; what could never apply is refused."""
    findings = Findings(1)
    safe, kept = divide(before, listing, fields, findings)
    if findings.refuses():
        raise NotTakenAsWritten(findings.problems)
    _ensure_could_apply(before, listing, provider, now)
    waiting = propose(before, fields, kept, actor_id=actor_id, now=now)
    return read(safe, provider), waiting


def _ensure_moves_nobody(before: Offering | None, listing: Listing) -> None:
    findings = Findings(1)
    ensure_may_move_others(before, listing, findings)
    if findings.refuses():
        raise NotTakenAsWritten(findings.problems)


def _placed(provider: Provider, before: Offering | None, fields: dict[str, Any], place: Place) -> dict[str, Any]:
    """:raises NotTakenAsWritten: what is said of the place cannot be."""
    findings = Findings(1, "runs[0].")
    runs = {run.reference: run for run in before.runs} if before is not None else {}
    found = placed(provider, runs.get(fields["reference"]), fields, place, findings)
    if findings.refuses():
        raise NotTakenAsWritten(findings.problems)
    return found


def _ensure_could_apply(offering: Offering, listing: Listing, provider: Provider, now: datetime) -> None:
    """What waits for the office is tried now: who proposes what could never apply is told at once, at its field.

    :raises NotTakenAsWritten: it could not; nothing of the trial stays.
    """
    trial = db.session.begin_nested()
    try:
        store_told(offering, listing, provider, now)
    finally:
        trial.rollback()


@transaction
def remove_run(provider_id: int, offering_id: int, run_id: int, *, seen: str | None = None, now: datetime) -> None:
    """Take a run out of a listing that was never public: nobody can have a seat in it.

    :param seen: the stamp of what was looked at; None where nobody looked.
    :raises NotFound: there is none. :raises WasPublic: the listing was public once.
    :raises DeskAtRest: the provider can change nothing. :raises AnotherThanSeen: it was changed since.
    :raises NotReadyForPublishing: it is with the office, and this is its last date.
    """
    provider = working(provider_id)
    offering = locked(provider, offering_id)
    rules.ensure_changeable(offering.state)
    run = next((one for one in offering.runs if one.id == run_id), None)
    if run is None:
        raise NotFound
    if offering.published_at is not None:
        raise rules.WasPublic
    offering_rules.ensure_as_seen(offering.stamp, seen)
    offering.runs.remove(run)
    offering.changed_at = now
    if offering.state in rules.COMPLETE and not offering.runs:
        raise offering_rules.NotReadyForPublishing(missing=["runs"])


def working(provider_id: int) -> Provider:
    """:raises DeskAtRest: it was not accepted or is closed."""
    provider = db.session.get_one(Provider, provider_id)
    if provider.state in OVER:
        raise rules.DeskAtRest
    return provider


def locked(provider: Provider, offering_id: int) -> Offering:
    """The offering with all of it, as it is now; nobody else changes it before this transaction ends.

    :raises NotFound: there is no such offering of this provider.
    """
    own = select(Offering.reference).where(Offering.id == offering_id, Offering.provider_id == provider.id)
    key = (provider.reference, db.session.scalar(own) or "")
    found = offerings_by_key([key], lock=True).get(key)
    if found is None:
        raise NotFound
    return found


def read(fields: Mapping[str, Any], provider: Provider) -> Listing:
    """:raises NotTakenAsWritten: something is wrong."""
    findings = Findings(1)
    listing = read_listing(Raw(1, dict(fields)), findings, provider=provider.reference)
    if listing is None:
        raise NotTakenAsWritten(findings.problems)
    return listing


def store_told(before: Offering | None, listing: Listing, provider: Provider, now: datetime) -> tuple[Offering, bool]:
    """As the import does it: store, keep it complete, tell the people in its runs."""
    venues, findings = Venues(by_hand=True), Findings(1)
    venues.read({provider.id})
    met = met_in(before)
    try:
        offering, changed = store(before, listing, provider, venues, findings, now, by_hand=True)
        with db.session.no_autoflush:
            _ensure_complete(offering, listing, findings)
        db.session.flush()
    except Contradiction as trouble:
        raise NotTakenAsWritten(findings.problems) from trouble
    except (IntegrityError, DataError) as trouble:  # the last wall: a constraint that no check above foresaw
        findings.refuse("", _l("This does not agree with what is saved already."))
        raise NotTakenAsWritten(findings.problems) from trouble
    if listing.steps is not None:
        (programme,) = store_steps([Programme(listing, unchanged_before=not changed)], set(), write=True, now=now)
        changed = changed or programme.changed
    if changed:
        touched = venues.take_touched()
        tell_of_changes(offering, met, touched.reworded, now)
        show_again(touched.redescribed, offering.id, now)
    return offering, changed


def _ensure_complete(offering: Offering, listing: Listing, findings: Findings) -> None:
    """:raises Contradiction: the office has it or people see it, and something that publishing needs would be gone."""
    if offering.state not in rules.COMPLETE:
        return
    places = {run.reference: f"runs[{number}]." for number, run in enumerate(listing.runs)}
    elsewhere = set() if "image" in listing.values else set(lacks(offering.image, published_in(offering)))
    for one in offering_rules.missing_for_publishing(parts_of(offering)):
        of_this_form = one.run in places if one.run else one.field not in elsewhere
        if of_this_form:
            at = findings.at(places[one.run]) if one.run else findings
            at.refuse(one.field, NEEDED)
    if findings.refuses():
        raise Contradiction
