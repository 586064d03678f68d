"""What is to do at a desk, put into words: each entry with the page on which it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.texts import LocalText, local
from catalogue.desk import queries
from catalogue.offerings.editing.expired import count_expired
from catalogue.offerings.editing.presenting import lacks_of
from catalogue.offerings.freshness.completeness import Worth, completeness
from catalogue.offerings.freshness.queries import count_to_confirm, ended_runs
from catalogue.offerings.models import Offering
from catalogue.offerings.reports.queries import reports_at
from catalogue.offerings.rules import OfferingState
from catalogue.providers.desk import Desk
from catalogue.providers.rules import MemberRole

MENDS, NAMED = 3, 10
TRANSLATED = ("title_ar", "title_en", "summary_ar", "summary_en")


@dataclass(frozen=True)
class Entry:
    """:ivar about: the listing, where it is one; :ivar more: what it lacks; :ivar count: how many, where it is many."""

    words: LazyString
    url: str
    tone: str = ""
    about: LocalText | None = None
    more: list[str] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class Mend:
    """Something that would help readers of a listing most."""

    offering: Offering
    percent: int
    worth: Worth

    @property
    def url(self) -> str:
        return f"{url_for('listings.edit', offering_id=self.offering.public_id)}#f-{self.worth.field}"


def entries(desk: Desk, listings: Iterable[Offering], now: datetime) -> Iterator[Entry]:
    """What an editor or owner can do; an instructor sees only what is about classes.

    :param listings: the published ones of the provider.
    """
    if desk.may(MemberRole.EDITOR):
        yield from _about_requests(desk.provider_id)
    yield from _about_classes(desk.provider_id, now)
    if desk.may(MemberRole.EDITOR) and desk.working:
        yield from _about_listings(desk.provider_id, listings, now)


def _about_requests(number: int) -> Iterator[Entry]:
    for run, waiting in queries.requests_to_decide(number):
        title, address = local(run.offering, "title"), url_for("roster.roster", run_id=run.public_id)
        yield Entry(_l("Requests for a seat to answer"), address, "danger", title, count=waiting)


def _about_classes(number: int, now: datetime) -> Iterator[Entry]:
    for run in ended_runs(number, now):
        address = url_for("roster.completion", run_id=run.public_id)
        yield Entry(_l("Ended, results not entered yet"), address, "sun", local(run.offering, "title"))
    for run in queries.full_with_waiting(number, now):
        title, address = local(run.offering, "title"), url_for("roster.roster", run_id=run.public_id)
        yield Entry(_l("Full, with people on the waiting list"), address, "sun", title, count=run.waiting_taken)


def _about_listings(number: int, listings: Iterable[Offering], now: datetime) -> Iterator[Entry]:
    if reports := [one for one in reports_at(number) if not one.answered_at]:
        yield Entry(_l("Reports of residents"), url_for("desk_reports.reports"), "danger", count=len(reports))
    for offering in queries.unfinished(number):
        yield _unfinished(offering)
    if silent := count_to_confirm(number, now):
        yield Entry(_l("Listings to confirm"), url_for("freshness.worklist"), "sun", count=silent)
    if over := count_expired(number, now):
        yield Entry(_l("Listings whose dates are all over"), url_for("listings.expired"), "sun", count=over)
    half = [one for one in listings if not all(getattr(one, column) for column in TRANSLATED)]
    for offering in half[:NAMED]:
        address = url_for("listings.edit", offering_id=offering.public_id)
        yield Entry(_l("A translation is missing"), address, "", local(offering, "title"))
    if more := len(half[NAMED:]):
        yield Entry(_l("A translation is missing in more listings"), url_for("listings.listings"), "", count=more)


def _unfinished(offering: Offering) -> Entry:
    back = offering.state == OfferingState.CHANGES_REQUESTED
    words = _l("The office asks for changes") if back else _l("Draft, not sent yet")
    address = url_for("listings.listing", offering_id=offering.public_id)
    lacks = [str(one.words) for one in lacks_of(offering)]
    return Entry(words, address, "danger" if back else "", local(offering, "title"), lacks)


def mends(listings: Iterable[Offering]) -> list[Mend]:
    """The three listings in which one field would help most, each with that field."""
    found = [(offering, completeness(offering)) for offering in listings]
    lacking = [Mend(offering, how.percent, how.missing[0]) for offering, how in found if how.missing]
    return sorted(lacking, key=lambda one: (-one.worth.value, one.percent, one.offering.id))[:MENDS]
