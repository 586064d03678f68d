"""Taking a file of offerings in: bad rows are refused with number and field, the good ones go in.

Rows are read and checked outside any transaction; then about a hundred offerings share one transaction, each with a
savepoint of its own, so that a large file never holds the write gate for long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import DataError, IntegrityError

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.offerings import freshness, rules
from catalogue.offerings.exchange.listing import read_listing
from catalogue.offerings.exchange.problems import Findings, Problem
from catalogue.offerings.exchange.shape import Listing, Raw
from catalogue.offerings.exchange.sources import open_source, rows_of
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.parts import parts_of
from catalogue.offerings.queries.exchange import Key, offerings_by_key
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.services.seat_door import RunChange, tell_of_changes, whereabouts
from catalogue.offerings.services.steps import Programme, store_steps
from catalogue.offerings.services.storing import Contradiction, Venues, store
from catalogue.providers.models import Provider
from catalogue.providers.queries import providers_by_reference
from catalogue.providers.services import enter_verified

BATCH = 100
TOLD = 3000
"""Problems that a report keeps; of a file of rubbish the rest is counted."""
Progress = Callable[[int], None]


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass
class Report:
    """What became of a file: offerings created, updated and left alone, rows refused.

    :ivar more: how many problems there were beyond those that are kept.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    recoded: bool = False

    def tell(self, problems: Sequence[Problem]) -> None:
        kept = problems[: TOLD - len(self.problems)]
        self.problems.extend(kept)
        self.more += len(problems) - len(kept)

    def count(self, outcome: Outcome, number: int = 1) -> None:
        setattr(self, outcome.value, getattr(self, outcome.value) + number)


@dataclass(frozen=True)
class Options:
    """How a file is taken in.

    :ivar provider: reference for rows that name none.
    :ivar publish: publish what has everything that publishing needs.
    :ivar may_enter_providers: enter providers that are not known, as verified: only for the operator.
    """

    provider: str | None = None
    dry_run: bool = False
    publish: bool = False
    may_enter_providers: bool = True
    actor_id: int | None = None


@dataclass
class _Taken:
    """What became of one listing, and what was noticed while it was stored."""

    listing: Listing
    outcome: Outcome
    problems: list[Problem]


class _Undone(Exception):
    """Ends the transaction of a dry run."""


def import_file(path: Path, options: Options, now: datetime, progress: Progress | None = None) -> Report:
    """Take a file in.

    :param progress: called with the number of rows read, after each batch.
    :raises FileRefused: nothing of it can be read; the reason is its message.
    """
    source = open_source(path)
    report = import_lines(rows_of(source, provider_given=options.provider is not None), options, now, progress)
    report.recoded = source.recoded
    return report


def import_lines(raws: Iterable[Raw], options: Options, now: datetime, progress: Progress | None = None) -> Report:
    """Take offerings in that are already in memory, or come one after the other from a file."""
    report = Report()
    seen: dict[Key, int] = {}
    programmes: list[Programme] = []
    told: set[str] = set()
    stream, read = iter(raws), 0
    while batch := list(islice(stream, BATCH)):
        listings = [(raw.flat, listing) for raw in batch if (listing := _checked(raw, options, seen, report))]
        for taken in _take_batch(listings, options, told, now):
            report.tell(taken.problems)
            report.count(taken.outcome)
            if taken.listing.steps is not None and taken.outcome is not Outcome.REFUSED:
                programmes.append(Programme(taken.listing, taken.outcome is Outcome.UNCHANGED))
        if progress:
            progress(batch[-1].row - read)
            read = batch[-1].row
    _store_steps(programmes, seen, options, report, now)
    return report


def _checked(raw: Raw, options: Options, seen: dict[Key, int], report: Report) -> Listing | None:
    """The listing of a row; None, and counted as refused, where it cannot be taken."""
    findings = Findings(raw.row, flat=raw.flat)
    listing = read_listing(raw, findings, provider=options.provider) if raw.fields is not None else None
    if listing is not None:
        first = seen.setdefault((listing.provider, listing.reference), raw.row)
        if first != raw.row:
            findings.refuse("reference", _l("This reference stands already in row %(row)s of the file.", row=first))
            listing = None
    problems = sorted([*raw.problems, *findings.problems], key=lambda problem: problem.row)
    report.tell(problems)
    refused_rows = {problem.row for problem in problems if problem.refused}
    if listing is None and (raw.fields is not None or raw.run_rows):  # with the offering, all its rows are refused
        refused_rows.update(raw.run_rows or (raw.row,))
    report.count(Outcome.REFUSED, len(refused_rows))
    return listing


def _take_batch(listings: list[tuple[bool, Listing]], options: Options, told: set[str], now: datetime) -> list[_Taken]:
    outcomes: list[_Taken] = []
    if not listings:
        return outcomes
    try:
        return _take_all(listings, options, told, now, outcomes)
    except _Undone:
        return outcomes


@transaction
def _take_all(
    listings: list[tuple[bool, Listing]], options: Options, told: set[str], now: datetime, outcomes: list[_Taken]
) -> list[_Taken]:
    outcomes.clear()  # the transaction may be repeated after a lock conflict
    desk = _Desk(options, told, now)
    desk.read([listing for _flat, listing in listings])
    outcomes.extend(desk.take(listing, flat) for flat, listing in listings)
    if options.dry_run:
        raise _Undone
    return outcomes


class _Desk:
    """The rows that a batch of listings meets, read with a fixed number of questions."""

    def __init__(self, options: Options, told: set[str], now: datetime) -> None:
        self.options, self.told, self.now = options, told, now
        self.providers: dict[str, Provider] = {}
        self.offerings: dict[Key, Offering] = {}
        self.venues = Venues()
        self.listings: list[Listing] = []

    def read(self, listings: list[Listing]) -> None:
        self.listings = listings
        self.providers = providers_by_reference({listing.provider for listing in listings})
        self.offerings = offerings_by_key([(listing.provider, listing.reference) for listing in listings], lock=True)
        self.venues.read({provider.id for provider in self.providers.values()})

    def take(self, listing: Listing, flat: bool) -> _Taken:
        """Store one listing behind a savepoint."""
        findings = Findings(listing.row, flat=flat)
        try:
            with db.session.begin_nested():
                outcome = self._take(listing, findings)
        except Contradiction:
            outcome = Outcome.REFUSED
        except (IntegrityError, DataError):  # the last wall: a constraint that no check above foresaw
            findings.refuse("row", _l("The row contradicts what is stored."))
            outcome = Outcome.REFUSED
        if outcome is Outcome.REFUSED:
            self._read_again()
        return _Taken(listing, outcome, findings.problems)

    def _read_again(self) -> None:
        """Let go of every row in memory: some were undone with the savepoint, and the session may still know them."""
        db.session.expunge_all()
        self.venues = Venues()
        self.read(self.listings)

    def _take(self, listing: Listing, findings: Findings) -> Outcome:
        provider = self._provider(listing, findings)
        before = self.offerings.get((listing.provider, listing.reference))
        met = {run.id: whereabouts(run) for run in before.runs if _has_people(run)} if before else {}
        offering, changed = store(before, listing, provider, self.venues, findings, self.now)
        with db.session.no_autoflush:
            published = self._publish(offering, listing, findings)
        if findings.refuses():
            raise Contradiction
        db.session.flush()
        if not changed and freshness.is_worth_confirming(offering, self.now):
            offering.confirmed_at = self.now  # who sends it again says that it is still right
        if before is not None and changed:
            tell_of_changes([one for run in offering.runs if (one := _change(run, met.get(run.id)))], self.now)
        if published:
            _record_publishing(offering, self.options.actor_id, self.now)
        if before is None:
            return Outcome.CREATED
        return Outcome.UPDATED if changed or published else Outcome.UNCHANGED

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

    def _publish(self, offering: Offering, listing: Listing, findings: Findings) -> bool:
        """Publish a complete draft where that is wanted; keep a published offering complete."""
        if offering.state == OfferingState.PUBLISHED:
            message = _l("This is needed while the offering is published.")
            self._tell_missing(offering, listing, findings, message, refuse=True)
            return False
        if not self.options.publish:
            return False
        if offering.state != OfferingState.DRAFT:
            findings.note("state", _l("The offering is not a draft and was left in its state."))
            return False
        message = _l("This is missing for publishing; the offering stays a draft.")
        if self._tell_missing(offering, listing, findings, message, refuse=False):
            return False
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
            (at.refuse if refuse else at.note)(one.field, message)
        return bool(missing)


def _has_people(run: Run) -> bool:
    return bool(run.seats_taken or run.waiting_taken)


def _change(run: Run, met: tuple[object, ...] | None) -> RunChange | None:
    """What those in the run are concerned by; None where nobody is in it."""
    return None if met is None else RunChange(run.id, moved=whereabouts(run) != met)


def _record_publishing(offering: Offering, actor_id: int | None, now: datetime) -> None:
    audit.record(
        "offering",
        offering.id,
        before=OfferingState.DRAFT,
        after=OfferingState.PUBLISHED,
        cause="import",
        actor_id=actor_id,
        now=now,
    )


def _store_steps(
    programmes: list[Programme], seen: dict[Key, int], options: Options, report: Report, now: datetime
) -> None:
    """The steps of programmes come last: a step may stand further down in the file."""
    stream: Iterator[Programme] = iter(programmes)
    while batch := list(islice(stream, BATCH)):
        for programme in store_steps(batch, set(seen), write=not options.dry_run, now=now):
            report.tell(programme.problems)
            if programme.changed and programme.unchanged_before:
                report.unchanged -= 1
                report.updated += 1
