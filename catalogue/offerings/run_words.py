"""One run put into words for a page: dates in both calendars, days and hours, status, seats, price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from catalogue.core import formats
from catalogue.core.messages import gettext as _
from catalogue.core.messages import ngettext
from catalogue.core.reader import reader
from catalogue.core.texts import LocalText, local
from catalogue.offerings.models import Run, RunSection
from catalogue.offerings.rules import Availability, RunState, SessionState, availability
from catalogue.offerings.timetable import Hours, Timetable, consecutive, hijri_year, timetable
from catalogue.offerings.wording import reduced_words
from catalogue.taxonomy.vocabularies import label

TONES = {
    Availability.OPEN: "ok",
    Availability.LAST_SEATS: "danger",
    Availability.WAITING_LIST: "sun",
    Availability.OPENS_SOON: "info",
    Availability.CANCELLED: "danger",
}
SELF_PACED = "online_self_paced"


@dataclass(frozen=True)
class RunWords:
    """A run with everything a page says about it, each put into words when it is asked for: a card shows a third of it.

    :ivar now: timezone-aware.
    """

    run: Run
    now: datetime

    @cached_property
    def availability(self) -> Availability:
        return availability(self.run.figures, self.now)

    @cached_property
    def plan(self) -> Timetable | None:
        zone = self.run.time_zone
        return timetable(
            (formats.at_zone(one.starts_at, zone), formats.at_zone(one.ends_at, zone))
            for one in self.run.sessions
            if one.state != SessionState.CANCELLED
        )

    @cached_property
    def first(self) -> date | None:
        """The first day, in its city."""
        return self._day(self.run.starts_at)

    @cached_property
    def last(self) -> date | None:
        return self._day(self.run.ends_at)

    def _day(self, at: datetime | None) -> date | None:
        return formats.at_zone(at, self.run.time_zone).date() if at else None

    @cached_property
    def dates(self) -> tuple[str, str]:
        """In both calendars."""
        today = formats.at_zone(self.now, self.run.time_zone).date()
        return date_words(self.first, self.last, flexible=self.run.flexible_start, today=today)

    @cached_property
    def day(self) -> str:
        return short_day(self.run)

    @cached_property
    def day_beside(self) -> str:
        return _short_days(self.run)[1]

    @cached_property
    def days(self) -> str:
        return day_words(self.plan)

    @cached_property
    def hours(self) -> str:
        return hours_words(self.plan.hours) if self.plan else ""

    @cached_property
    def ramadan(self) -> str:
        return hours_words(self.plan.ramadan) if self.plan and self.plan.ramadan else ""

    @cached_property
    def group(self) -> str:
        return label("attendance_groups", self.run.gender_mode)

    @cached_property
    def status(self) -> str:
        return status_words(self.run, self.availability)

    @cached_property
    def seats(self) -> str:
        return seats_words(self.run, self.availability)

    @cached_property
    def left(self) -> str:
        return left_words(self.run)

    @cached_property
    def waiting(self) -> str:
        return waiting_words(self.run, self.availability)

    @cached_property
    def percent(self) -> int:
        run = self.run
        return min(100, round(100 * run.seats_taken / run.capacity)) if run.capacity else 0

    @cached_property
    def price(self) -> str:
        return price_words(self.run)

    @cached_property
    def reduced(self) -> str:
        return reduced_words(self.run)

    @cached_property
    def cancel(self) -> str:
        return cancel_words(self.run, self.now)

    @property
    def tone(self) -> str:
        return TONES.get(self.availability, "")

    @property
    def meter(self) -> str:
        """How the seats meter is coloured."""
        if self.availability is Availability.LAST_SEATS:
            return "low"
        return "full" if self.percent >= 100 else ""

    @property
    def span(self) -> str:
        """How long it goes and how many meetings it has: two dates may begin on the same day."""
        many = meetings_words(self.plan) if self.plan else ""
        whole = self.dates[0] if self.last != self.first else ""
        return " · ".join(part for part in (whole, many) if part)

    @property
    def sections(self) -> list[str]:
        """“Women only: 3 of 10 seats left”, of each section whose seats are counted."""
        return [
            section_words(self.run, one)
            for one in (self.run.section_seats if self.run.sections else ())
            if one.capacity
        ]

    @property
    def place(self) -> LocalText:
        """District, else venue, else nothing."""
        district = self.run.district or (self.run.venue.district if self.run.venue else None)
        if district:
            return local(district, "name")
        return local(self.run.venue, "name") if self.run.venue else LocalText("", reader().lang)


def date_words(first: date | None, last: date | None, *, flexible: bool, today: date) -> tuple[str, str]:
    """From when until when: in the reader's first calendar, and in the other one (which may be empty)."""
    if first is None:
        return (_("Start whenever you like") if flexible else _("The date is not known yet")), ""
    if last is None or last == first:
        return formats.first_and_second(first)
    gregorian = _gregorian(first, last, today)
    written = _("%(start)s to %(end)s", start=gregorian[0], end=gregorian[1])
    islamic = _islamic(first, last)
    beside = _("%(start)s to %(end)s", start=islamic[0], end=islamic[1]) if all(islamic) else ""
    return (beside, written) if reader().cal == "hijri" and beside else (written, beside)


def _gregorian(first: date, last: date, today: date) -> tuple[str, str]:
    """A year is written only where it does not go without saying."""
    start = formats.day_month(first) if first.year == last.year else formats.day_year(first)
    end = formats.day_month(last) if first.year == last.year == today.year else formats.day_year(last)
    return start, end


def _islamic(first: date, last: date) -> tuple[str, str]:
    same_year = hijri_year(first) == hijri_year(last)
    return formats.hijri(first, year=not same_year), formats.hijri(last)


def short_day(run: Run) -> str:
    """“Sun 6 December”, in the reader's first calendar."""
    return _short_days(run)[0]


def _short_days(run: Run) -> tuple[str, str]:
    if run.starts_at is None:
        return str(_("Start whenever you like") if run.flexible_start else _("The date is not known yet")), ""
    return formats.first_and_second(formats.at_zone(run.starts_at, run.time_zone).date(), year=False)


def day_words(plan: Timetable | None) -> str:
    """“Sunday to Wednesday”, “Sunday and Tuesday”."""
    if plan is None:
        return ""
    if len(plan.days) == 7:
        return str(_("Every day"))
    if len(plan.days) > 2 and consecutive(plan.days):
        start, end = formats.weekday(plan.days[0]), formats.weekday(plan.days[-1])
        return str(_("%(start)s to %(end)s", start=start, end=end))
    return formats.weekdays(plan.days)


def meetings_words(plan: Timetable) -> str:
    return str(ngettext("One meeting", "%(n)s meetings", plan.meetings, n=formats.number(plan.meetings)))


def length_words(plan: Timetable) -> list[str]:
    """“12 weeks”, “40 meetings”: one week goes without saying."""
    weeks = ngettext("One week", "%(n)s weeks", plan.weeks, n=formats.number(plan.weeks)) if plan.weeks > 1 else ""
    return [words for words in (weeks, meetings_words(plan)) if words]


def hours_words(hours: Hours | None) -> str:
    start, end = hours or (time(), time())
    return formats.time_range(start, end) if hours else ""


def status_words(run: Run, state: Availability) -> str:
    """Whether one can enrol, in words; the decision itself is `rules.availability`."""
    if run.state == RunState.POSTPONED:
        return str(_("Postponed"))
    if state is Availability.LAST_SEATS:
        return seats_words(run, state)
    if state is Availability.OPENS_SOON and run.enrol_opens_at:
        opens = formats.at_zone(run.enrol_opens_at, run.time_zone).date()
        return str(_("Enrolment opens on %(day)s", day=formats.first_and_second(opens, year=False)[0]))
    words: dict[Availability, str] = {
        Availability.OPEN: _("Open for enrolment"),
        Availability.OPENS_SOON: _("Enrolment opens later"),
        Availability.WAITING_LIST: _("Full for now"),
        Availability.FULL: _("Full"),
        Availability.CLOSED: _("Enrolment is closed"),
        Availability.RUNNING: _("Already running"),
        Availability.ENDED: _("Ended"),
        Availability.CANCELLED: _("Cancelled"),
    }
    return words[state]


def seats_words(run: Run, state: Availability) -> str:
    """How many seats are left, where that still matters; empty otherwise."""
    if not (state.enrollable or state is Availability.OPENS_SOON) or run.seats_free is None:
        return ""
    free = run.seats_free
    return str(ngettext("One seat left", "%(left)s seats left", free, left=formats.number(free)))


def left_words(run: Run) -> str:
    """“11 of 20 seats left”; empty where seats are not counted or there is none. The bar beside it shows the rest."""
    free = run.seats_free
    return _left(free, run.capacity) if free and run.capacity is not None else ""


def _left(free: int, capacity: int) -> str:
    figures = {"left": formats.number(free), "all": formats.number(capacity)}
    return str(ngettext("One of %(all)s seats left", "%(left)s of %(all)s seats left", free, **figures))


def section_words(run: Run, section: RunSection) -> str:
    """No more than the whole run has left, either."""
    capacity = section.capacity or 0
    free = min(capacity - section.seats_taken, capacity if run.seats_free is None else run.seats_free)
    group = label("attendance_groups", section.gender_mode)
    return f"{group}: {_left(free, capacity) if free > 0 else _('Full')}"


def waiting_words(run: Run, state: Availability) -> str:
    """Where one would stand on the waiting list; empty where there is a seat, or no list."""
    if state is not Availability.WAITING_LIST:
        return ""
    if run.sections:  # each section has a line of its own
        return str(_("Full for now; there is a waiting list."))
    place = formats.number(run.waiting_taken + 1)
    return str(_("Full; on the waiting list you would be number %(place)s.", place=place))


def price_words(run: Run) -> str:
    if run.price_halalas is None:
        return str(_("Price not stated"))
    return formats.money(run.price_halalas, run.currency)


def cancel_words(run: Run, now: datetime) -> str:
    """Until when a learner may cancel: what the provider says, else the first meeting."""
    deadline = run.cancel_deadline
    if deadline is None:
        return str(_("You can cancel at any time, without a reason."))
    if deadline <= now:
        return ""
    return str(_("You can cancel without a reason until %(moment)s.", moment=formats.moment(deadline, run.time_zone)))
