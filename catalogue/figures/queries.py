"""Figures of a provider's listings: each a grouped count, so that their number does not grow with the listings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from catalogue.core.db import db
from catalogue.core.formats import DEFAULT_ZONE
from catalogue.enrolment.completion.models import Completion, Rating
from catalogue.enrolment.completion.rules import Outcome
from catalogue.enrolment.mine.models import SavedOffering
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.rules import EnrolmentState
from catalogue.figures.models import OfferingDay, OfferingQuery
from catalogue.figures.rules import SHOWN_LEAST, Stretch
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import OfferingState, RunState

IN_A_SEAT = (
    EnrolmentState.CONFIRMED,
    EnrolmentState.OFFERED,
    EnrolmentState.COMPLETED,
    EnrolmentState.NOT_COMPLETED,
    EnrolmentState.NO_SHOW,
)
"""Who has, or had to the end, a seat: who is through holds none any more."""
MOST_QUERIES = 20
Counts = Mapping[int, int]


@dataclass(frozen=True)
class Span:
    """A stretch of days as moments, the last one not in it."""

    starts: datetime
    ends: datetime


def span(days: Stretch) -> Span:
    zone = ZoneInfo(DEFAULT_ZONE)
    starts = datetime.combine(days.first, time(), zone).astimezone(UTC)
    return Span(starts, datetime.combine(days.last + timedelta(days=1), time(), zone).astimezone(UTC))


def listings_of(provider_id: int) -> list[Offering]:
    """Everything that can have been seen: no drafts."""
    never_seen = (OfferingState.DRAFT, OfferingState.IN_REVIEW, OfferingState.CHANGES_REQUESTED)
    found = select(Offering).where(Offering.provider_id == provider_id, Offering.published_at.is_not(None))
    return list(db.session.scalars(found.where(Offering.state.not_in(never_seen)).order_by(Offering.id)))


def views(provider_id: int, days: Stretch) -> list[tuple[int, date, str, int]]:
    """Offering, day, source, views."""
    found = (
        select(OfferingDay.offering_id, OfferingDay.day, OfferingDay.source, OfferingDay.views)
        .join(Offering, Offering.id == OfferingDay.offering_id)
        .where(Offering.provider_id == provider_id, OfferingDay.day.between(days.first, days.last))
    )
    return list(db.session.execute(found).tuples())


def searches(provider_id: int, days: Stretch) -> list[tuple[str, int]]:
    """What people had searched for who came here, the most frequent first; rare ones are kept back."""
    arrivals = func.sum(OfferingQuery.arrivals)
    found = (
        select(OfferingQuery.query, arrivals)
        .join(Offering, Offering.id == OfferingQuery.offering_id)
        .where(Offering.provider_id == provider_id, OfferingQuery.month >= days.first.replace(day=1))
        .group_by(OfferingQuery.query)
        .having(arrivals >= SHOWN_LEAST)
        .order_by(arrivals.desc(), OfferingQuery.query)
        .limit(MOST_QUERIES)
    )
    return [(query, int(count)) for query, count in db.session.execute(found).tuples()]


def saves(provider_id: int, when: Span) -> Counts:
    found = select(SavedOffering.offering_id, func.count()).join(Offering, Offering.id == SavedOffering.offering_id)
    return _counts(found.where(_within(SavedOffering.saved_at, when)), SavedOffering.offering_id, provider_id)


def seats_given(provider_id: int, when: Span) -> list[tuple[int, datetime]]:
    """Offering and moment of every seat that somebody got."""
    found = (
        select(Run.offering_id, EnrolmentEvent.at)
        .join(Enrolment, Enrolment.id == EnrolmentEvent.enrolment_id)
        .join(Run, Run.id == Enrolment.run_id)
        .join(Offering, Offering.id == Run.offering_id)
        .where(
            Offering.provider_id == provider_id,
            EnrolmentEvent.to_state == EnrolmentState.CONFIRMED,
            _within(EnrolmentEvent.at, when),
        )
    )
    return list(db.session.execute(found).tuples())


def waiting(provider_id: int) -> Counts:
    """How many wait at this moment."""
    found = _enrolments().where(Enrolment.state == EnrolmentState.WAITLISTED)
    return _counts(found, Run.offering_id, provider_id)


def seats_filled(provider_id: int, when: Span) -> Counts:
    """How many have or had a seat in the runs that `seats_there` counts."""
    return _counts(_enrolments().where(Enrolment.state.in_(IN_A_SEAT), *_fillable(when)), Run.offering_id, provider_id)


def seats_there(provider_id: int, when: Span) -> Counts:
    """Seats of the runs that begin in or after the stretch; of runs without a limit there is no share."""
    found = select(Run.offering_id, func.sum(Run.capacity)).join(Offering, Offering.id == Run.offering_id)
    return _counts(found.where(*_fillable(when)), Run.offering_id, provider_id)


def outcomes(provider_id: int, days: Stretch) -> dict[tuple[int, str], int]:
    """Offering and outcome → how many ended so within the stretch."""
    found = (
        select(Run.offering_id, Completion.outcome, func.count())
        .join(Enrolment, Enrolment.id == Completion.enrolment_id)
        .join(Run, Run.id == Enrolment.run_id)
        .join(Offering, Offering.id == Run.offering_id)
        .where(Offering.provider_id == provider_id, Completion.ended_on.between(days.first, days.last))
        .group_by(Run.offering_id, Completion.outcome)
    )
    return {(offering, outcome): count for offering, outcome, count in db.session.execute(found).tuples()}


def ratings(provider_id: int) -> dict[int, tuple[int, int]]:
    """Offering → number and sum of all its ratings."""
    found = (
        select(Run.offering_id, func.count(), func.sum(Rating.stars))
        .join(Enrolment, Enrolment.id == Rating.enrolment_id)
        .join(Run, Run.id == Enrolment.run_id)
        .join(Offering, Offering.id == Run.offering_id)
        .where(Offering.provider_id == provider_id)
        .group_by(Run.offering_id)
    )
    return {offering: (count, int(total)) for offering, count, total in db.session.execute(found).tuples()}


def completed(found: Mapping[tuple[int, str], int], offering_id: int) -> tuple[int, int]:
    """How many completed an offering, of how many who came to its end."""
    ended = {outcome: found.get((offering_id, outcome), 0) for outcome in Outcome}
    return ended[Outcome.COMPLETED], sum(ended.values())


def _enrolments() -> Select[int, int]:
    return (
        select(Run.offering_id, func.count())
        .select_from(Enrolment)
        .join(Run, Run.id == Enrolment.run_id)
        .join(Offering, Offering.id == Run.offering_id)
    )


def _fillable(when: Span) -> tuple[ColumnElement[bool], ...]:
    held = Run.state.in_((RunState.SCHEDULED, RunState.COMPLETED))
    return (held, Run.capacity.is_not(None), Run.starts_at >= when.starts)


def _within(column: InstrumentedAttribute[datetime], when: Span) -> ColumnElement[bool]:
    return and_(column >= when.starts, column < when.ends)


def _counts(found: Select[int, int | None], by: InstrumentedAttribute[int], provider_id: int) -> Counts:
    grouped = found.where(Offering.provider_id == provider_id).group_by(by)
    return {offering: int(count or 0) for offering, count in db.session.execute(grouped).tuples()}
