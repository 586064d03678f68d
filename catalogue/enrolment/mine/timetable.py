"""The meetings of a household in the order of time: all that are coming, or one week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from catalogue.core.formats import at_zone
from catalogue.core.texts import LocalText
from catalogue.enrolment.mine.rules import week_of
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.presenting import NOT_AS_PLANNED
from catalogue.enrolment.rules import EnrolmentState
from catalogue.offerings.models import RunSession
from catalogue.offerings.rules import SessionState

WITH_A_SEAT = frozenset(
    {EnrolmentState.CONFIRMED, EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED, EnrolmentState.NO_SHOW}
)
"""Whose meetings are, or were, appointments: a request and a waiting place are none."""
MOST = 100
"""Meetings that the list shows; the weeks show the rest."""
FARTHEST_WEEKS = 52 * 5


@dataclass(frozen=True)
class Meeting:
    """One meeting of one learner. `start` and `end` are local to the city; `whom` is empty for a household of one."""

    enrolment: Enrolment
    session: RunSession
    whom: LocalText | None
    missed: bool
    now: datetime

    @property
    def start(self) -> datetime:
        return at_zone(self.session.starts_at, self.enrolment.run.time_zone)

    @property
    def end(self) -> datetime:
        return at_zone(self.session.ends_at, self.enrolment.run.time_zone)

    @property
    def off(self) -> bool:
        """That it does not take place."""
        return self.session.state == SessionState.CANCELLED or self.enrolment.run.state in NOT_AS_PLANNED

    @property
    def can_be_missed(self) -> bool:
        confirmed = self.enrolment.state == EnrolmentState.CONFIRMED
        return confirmed and not self.off and self.session.starts_at > self.now

    @property
    def at(self) -> str:
        """The end of its address."""
        return address_of(self.session)


@dataclass(frozen=True)
class Day:
    day: date
    today: bool
    meetings: list[Meeting]


@dataclass(frozen=True)
class Week:
    """Seven days from a Sunday, and the Sundays before and after where one can still go there."""

    days: list[Day]
    before: date | None
    after: date | None
    current: bool

    @property
    def first(self) -> date:
        return self.days[0].day

    @property
    def last(self) -> date:
        return self.days[-1].day

    @property
    def total(self) -> int:
        return sum(len(day.meetings) for day in self.days)


def address_of(session: RunSession) -> str:
    """How a meeting is named inside its run's address: by the moment at which it begins (UTC)."""
    return f"{session.starts_at:%Y%m%dT%H%M%SZ}"


def meetings_of(
    enrolments: Sequence[Enrolment], missed: frozenset[tuple[int, int]], names: Mapping[int, LocalText], now: datetime
) -> list[Meeting]:
    """Every meeting of those who have, or had, a seat, the earliest first."""
    several = len(names) > 1
    found = [
        Meeting(
            enrolment,
            session,
            names.get(enrolment.learner_id) if several else None,
            (enrolment.id, session.id) in missed,
            now,
        )
        for enrolment in enrolments
        if enrolment.state in WITH_A_SEAT
        for session in enrolment.run.sessions
    ]
    return sorted(found, key=lambda one: (one.session.starts_at, one.session.id, one.enrolment.id))


def coming(meetings: Sequence[Meeting], now: datetime) -> list[Meeting]:
    return [one for one in meetings if one.session.ends_at > now]


def by_day(meetings: Sequence[Meeting], today: date) -> list[Day]:
    days: dict[date, list[Meeting]] = {}
    for one in meetings:
        days.setdefault(one.start.date(), []).append(one)
    return [Day(day, day == today, found) for day, found in sorted(days.items())]


def week(meetings: Sequence[Meeting], wanted: date, today: date) -> Week:
    """:param wanted: any day of the week."""
    first, this = week_of(wanted), week_of(today)
    by = {day.day: day.meetings for day in by_day(meetings, today)}
    dates = [first + timedelta(days=number) for number in range(7)]
    days = [Day(day, day == today, by.get(day, [])) for day in dates]
    before, after = first - timedelta(weeks=1), first + timedelta(weeks=1)
    reach = timedelta(weeks=FARTHEST_WEEKS)
    return Week(
        days, before if before >= this - reach else None, after if after <= this + reach else None, first == this
    )


def wanted_day(typed: str, today: date) -> date:
    """The day that an address asks for; today where it asks for none, or for one beyond reach."""
    try:
        found = date.fromisoformat(typed[:10])
    except ValueError:
        return today
    return found if abs((found - today).days) <= 7 * FARTHEST_WEEKS + 6 else today
