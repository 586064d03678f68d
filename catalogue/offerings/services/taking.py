"""One batch of listings, taken into the rows that it meets. Within the transaction of the import."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import DataError, IntegrityError

from catalogue.core import audit
from catalogue.core.db import db
from catalogue.offerings import freshness, rules
from catalogue.offerings.exchange.pictures import Picture, Surroundings, comparable, picture_of
from catalogue.offerings.exchange.problems import MISSING, Findings, Problem
from catalogue.offerings.exchange.shape import Listing, Raw
from catalogue.offerings.models import Offering
from catalogue.offerings.parts import parts_of
from catalogue.offerings.queries.exchange import Key, offerings_by_key
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.services.by_file import IS_OVER, NOT_VOUCHED_FOR, may_change, may_redescribe
from catalogue.offerings.services.seat_door import Met, met_in, tell_of_changes
from catalogue.offerings.services.showing_again import show_again
from catalogue.offerings.services.storing import Contradiction, store
from catalogue.offerings.services.storing_venues import Venues
from catalogue.providers.models import Provider
from catalogue.providers.queries import providers_by_reference
from catalogue.providers.services import enter_verified

FEW = 10
"""Listings for which it is not worth reading all that they may point to beforehand."""
CHANGED_SINCE = _l("It has been changed since the import, so it was left as it is.")
CHANGED_SINCE_THE_CHECK = _l(
    "It has been changed here since the file was checked, so it was left as it is. Please send the file again."
)


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Options:
    """How a file is taken in.

    :ivar provider: reference for rows that name none.
    :ivar only_provider: rows of any other provider are refused: the file belongs to one, and does what it may do.
    :ivar publish: publish what has everything that publishing needs.
    :ivar may_enter_providers: enter providers that are not known, as verified: only for the operator.
    :ivar pictures: keep what each offering was before and after, for differences and for taking it back.
    :ivar hold_back: what is complete stays a draft for now; whoever takes the file in publishes all of it at once.
    :ivar exact: what a listing does not name is emptied, and runs that it does not have go: for taking back.
    """

    provider: str | None = None
    dry_run: bool = False
    publish: bool = False
    may_enter_providers: bool = True
    actor_id: int | None = None
    only_provider: bool = False
    pictures: bool = False
    exact: bool = False
    hold_back: bool = False


@dataclass
class Taken:
    """What became of one line, or of the rows of one offering.

    :ivar listing: None where it could not even be read.
    :ivar before: the offering as it was, and `after` as it is: where pictures are kept.
    :ivar state_before: the state that it had, and `state_after` that in which it is left.
    :ivar held: it is complete, and waits to be published.
    """

    raw: Raw
    listing: Listing | None = None
    outcome: Outcome = Outcome.REFUSED
    problems: list[Problem] = field(default_factory=list)
    before: Picture | None = None
    after: Picture | None = None
    state_before: str | None = None
    state_after: str | None = None
    offering_id: int | None = None
    held: bool = False


class Rows:
    """The rows that a batch of listings meets, read with a fixed number of questions."""

    def __init__(self, options: Options, told: set[str], now: datetime) -> None:
        self.options, self.told, self.now = options, told, now
        self.providers: dict[str, Provider] = {}
        self.offerings: dict[Key, Offering] = {}
        self.venues = Venues()
        self.listings: list[Listing] = []
        self.surroundings = Surroundings()

    def read(self, listings: list[Listing]) -> None:
        self.listings = listings
        if self.options.pictures and len(listings) > FEW:
            self.surroundings.read()
        self.providers = providers_by_reference({listing.provider for listing in listings})
        keys = [(listing.provider, listing.reference) for listing in listings]
        self.offerings = offerings_by_key(keys, lock=True, pictured=self.options.pictures)
        self.venues.read({provider.id for provider in self.providers.values()})

    def take(self, taken: Taken) -> None:
        """Store one listing behind a savepoint."""
        listing, problems = taken.listing, list(taken.problems)
        while listing is not None and not self._stored(taken, listing):
            key = (listing.provider, listing.reference)
            known = key in self.offerings
            self._read_again()
            if known or key not in self.offerings:
                return
            taken.problems = list(problems)  # somebody brought it in a moment ago: it is compared with that

    def _stored(self, taken: Taken, listing: Listing) -> bool:
        findings = Findings(listing.row, flat=taken.raw.flat)
        try:
            with db.session.begin_nested():
                taken.outcome = self._take(listing, findings, taken)
        except Contradiction:
            taken.outcome = Outcome.REFUSED
        except (IntegrityError, DataError):  # the last wall: a constraint that no check above foresaw
            findings.refuse("row", _l("The row contradicts what is stored."))
            taken.outcome = Outcome.REFUSED
        taken.problems.extend(findings.problems)
        if taken.outcome is Outcome.REFUSED:
            taken.before = taken.after = taken.offering_id = None
            taken.held = False
        return taken.outcome is not Outcome.REFUSED

    def _read_again(self) -> None:
        """Let go of every row in memory: some were undone with the savepoint, and the session may still know them."""
        db.session.expunge_all()
        self.venues = Venues()
        self.surroundings = Surroundings()
        self.read(self.listings)

    def _take(self, listing: Listing, findings: Findings, taken: Taken) -> Outcome:
        provider = self._provider(listing, findings)
        before = self.offerings.get((listing.provider, listing.reference))
        met = self._note_before(before, taken) if before else {}
        offering, changed = store(before, listing, provider, self.venues, findings, self.now, exact=self.options.exact)
        if changed:
            _ensure_not_over(taken, findings)
            _ensure_as_found(taken, findings)
            self._ensure_vouched_for(provider, taken, findings)
        with db.session.no_autoflush:
            published = self._publish(offering, listing, findings, taken)
        if findings.refuses():
            raise Contradiction
        db.session.flush()
        if not changed and self._may_change(provider, taken):
            _confirm(offering, self.now)
        if changed:
            touched = self.venues.take_touched()
            tell_of_changes(offering, met, touched.reworded, self.now)
            show_again(touched.redescribed, offering.id, self.now)
        if published and listing.state is None and not (self.options.dry_run or taken.held):
            _record(offering, OfferingState.DRAFT, "import", self.options.actor_id, self.now)
        taken.offering_id, taken.state_after = offering.id, offering.state
        if before is not None and not changed and not published:
            return Outcome.UNCHANGED
        if self.options.pictures and (before is not None or not self.options.dry_run):
            taken.after = picture_of(offering, fresh=True)
            _ensure_as_expected(taken, findings)
        return Outcome.CREATED if before is None else Outcome.UPDATED

    def _may_change(self, provider: Provider, taken: Taken) -> bool:
        return not self.options.only_provider or may_change(provider, taken.state_before)

    def _ensure_vouched_for(self, provider: Provider, taken: Taken, findings: Findings) -> None:
        """:raises Contradiction: its provider's file may not change it, or the places that it names."""
        places = self.venues.touched.redescribed if self.options.only_provider else ()
        if not self._may_change(provider, taken) or not may_redescribe(provider, places):
            findings.refuse("provider", NOT_VOUCHED_FOR)
            raise Contradiction

    def _note_before(self, before: Offering, taken: Taken) -> Met:
        """What it was. :returns: what the people in its runs rely on."""
        taken.state_before = before.state
        taken.before = picture_of(before) if self.options.pictures else None
        return met_in(before)

    def _provider(self, listing: Listing, findings: Findings) -> Provider:
        provider = self.providers.get(listing.provider)
        if provider is not None:
            self._tell_difference(provider, listing, findings)
            return provider
        if not self.options.may_enter_providers:
            findings.refuse("provider", _l("No provider has this reference."))
            raise Contradiction
        entered = enter_verified(listing.provider, listing.provider_values, cause="import", now=self.now)
        self.providers[listing.provider] = provider = db.session.get_one(Provider, entered)
        return provider

    def _tell_difference(self, provider: Provider, listing: Listing, findings: Findings) -> None:
        """A file of offerings does not change a provider that is here already; that is said once."""
        differing = any(getattr(provider, name) != value for name, value in listing.provider_values.items())
        if differing and provider.reference not in self.told:
            self.told.add(provider.reference)
            findings.note("provider", _l("The provider is already here, and its own details were left as they are."))

    def _publish(self, offering: Offering, listing: Listing, findings: Findings, taken: Taken) -> bool:
        """Publish a complete draft where that is wanted; keep a published offering complete."""
        if listing.state is not None and offering.state != listing.state:  # taken back to what it was
            was, offering.state, offering.changed_at = offering.state, listing.state, self.now
            _record(offering, was, "import taken back", self.options.actor_id, self.now)
            return True
        if offering.state == OfferingState.PUBLISHED:
            message = _l("This is needed while the offering is published.")
            self._tell_missing(offering, listing, findings, message, refuse=True)
            return False
        if not self.options.publish or (self.options.only_provider and not offering.provider.verified):
            return False  # it may have been suspended since the file was begun
        if offering.state != OfferingState.DRAFT:
            findings.note("state", _l("The offering is not a draft and was left in its state."))
            return False
        message = _l("This is missing for publishing; the offering stays a draft.")
        if self._tell_missing(offering, listing, findings, message, refuse=False):
            return False
        taken.held = self.options.hold_back
        if not taken.held:
            offering.state, offering.published_at = OfferingState.PUBLISHED, self.now
        return True

    def _tell_missing(
        self, offering: Offering, listing: Listing, findings: Findings, message: LazyString, *, refuse: bool
    ) -> bool:
        """Name what publishing needs and the offering lacks. :returns: whether anything is missing."""
        missing = rules.missing_for_publishing(parts_of(offering))
        places = {run.reference: (f"runs[{number}].", run.row) for number, run in enumerate(listing.runs)}
        for one in missing:
            # A run that the file does not speak of lacks it: told at the offering's row.
            at = findings if one.run is None else findings.at(*places.get(one.run, ("runs.", listing.row)))
            if refuse:
                at.refuse(one.field, message)
            else:
                at.note(one.field, message, MISSING)
        return bool(missing)


def _ensure_not_over(taken: Taken, findings: Findings) -> None:
    """:raises Contradiction: it was taken down or archived."""
    if why := IS_OVER.get(taken.state_before):
        findings.refuse("row", why)
        raise Contradiction


def _ensure_as_found(taken: Taken, findings: Findings) -> None:
    """:raises Contradiction: somebody has changed it since it was looked at, and would be overruled unseen."""
    found, taking_back = taken.raw.found, taken.raw.expected is not None
    if found is not None and comparable(taken.before or {}) != comparable(found):
        findings.refuse("row", CHANGED_SINCE if taking_back else CHANGED_SINCE_THE_CHECK)
        raise Contradiction


def _ensure_as_expected(taken: Taken, findings: Findings) -> None:
    """Its steps are brought back afterwards. :raises Contradiction: it could not be brought back as it was."""
    expected, after = taken.raw.expected, taken.after
    if expected is None or after is None:
        return
    if {**comparable(after), "steps": None} != {**comparable(expected), "steps": None}:
        findings.refuse("row", _l("It could not be brought back exactly as it was, so it was left as it is."))
        raise Contradiction


def _confirm(offering: Offering, now: datetime) -> None:
    """Who sends it again says that it is still right."""
    if freshness.is_worth_confirming(offering, now):
        offering.confirmed_at = now


def _record(offering: Offering, before: str, cause: str, actor_id: int | None, now: datetime) -> None:
    about = {"before": before, "after": offering.state, "cause": cause}
    audit.record("offering", offering.id, **about, actor_id=actor_id, now=now)
