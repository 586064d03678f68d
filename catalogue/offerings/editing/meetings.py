"""The meetings of a run in its form: one row each, and a weekly repetition that adds to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.core.formats import at_zone
from catalogue.offerings.editing.moments import clock_of, day_of, shown_day, written
from catalogue.offerings.editing.repeating import Weekly, meetings_of
from catalogue.offerings.exchange.problems import quoted
from catalogue.offerings.exchange.shape import SESSIONS_MAX
from catalogue.offerings.rules import SessionState
from catalogue.offerings.timetable import Hours

BLANK_ROWS = 2
Meeting = dict[str, str]


def typed_meetings(sessions: Iterable[dict[str, str]], zone: str, cal: str) -> dict[str, str]:
    """The sessions, as the exchange format writes them, in the rows of the form."""
    typed: dict[str, str] = {}
    for number, one in enumerate(sessions):
        start, end = (at_zone(datetime.fromisoformat(one[name]), zone) for name in ("starts_at", "ends_at"))
        row = {"": shown_day(start.date(), cal), "_starts": f"{start:%H:%M}", "_ends": f"{end:%H:%M}"}
        row["_state"] = one.get("state", SessionState.SCHEDULED)
        typed.update({f"sessions_{number}{name}": value for name, value in row.items()})
    return typed


def rows_of(form: Answers) -> int:
    """How many rows the form shows: those filled, and some to write in."""
    filled = max((n + 1 for n in range(SESSIONS_MAX) if form.text(f"sessions_{n}", 40)), default=0)
    return min(filled + BLANK_ROWS, SESSIONS_MAX)


def read_meetings(form: Answers, zone: str, *, hijri: bool) -> list[Meeting]:
    """The meetings in the exchange format; what cannot be read stands in `form.errors`. A row without a day is none."""
    rows = [_row(form, number, zone, hijri=hijri) for number in range(SESSIONS_MAX)]
    found = [row for row in rows if row is not None]
    known = {datetime.fromisoformat(row["starts_at"]) for row in found}
    weekly = _weekly(form, hijri=hijri)
    for day, starts, ends in meetings_of(weekly) if weekly else ():
        meeting = _meeting(day, starts, ends, zone)
        if datetime.fromisoformat(meeting["starts_at"]) not in known:
            found.append(meeting)
    return found


def _row(form: Answers, number: int, zone: str, *, hijri: bool) -> Meeting | None:
    name = f"sessions_{number}"
    if not form.text(name, 40):
        return None
    try:
        day = day_of(form.text(name, 40), hijri=hijri)
        starts, ends = (clock_of(form.text(f"{name}_{part}", 20)) for part in ("starts", "ends"))
    except ValueError:
        form.errors[name] = _l("Enter a day such as 20/1/2027, and when the meeting begins and ends")
        return None
    if ends <= starts:
        form.errors[name] = _l("The session ends before it begins.")
        return None
    meeting = _meeting(day, starts, ends, zone)
    state = form.text(f"{name}_state")
    return {**meeting, "state": state} if state and state != SessionState.SCHEDULED else meeting


def _meeting(day: date, starts: time, ends: time, zone: str) -> Meeting:
    return {"starts_at": written(day, starts, zone), "ends_at": written(day, ends, zone)}


def _weekly(form: Answers, *, hijri: bool) -> Weekly | None:
    """The repetition, where one was asked for: some part of it was typed."""
    if not any(form.raw_text(name).strip() for name in (*WRONG, "repeat_without")):
        return None
    first = _read(form, "repeat_from", lambda typed: day_of(typed, hijri=hijri))
    last = _read(form, "repeat_until", lambda typed: day_of(typed, hijri=hijri))
    hours = _hours(form, "repeat_starts", "repeat_ends")
    asked = form.text("ramadan_starts", 20) or form.text("ramadan_ends", 20)
    ramadan = _hours(form, "ramadan_starts", "ramadan_ends") if asked else None
    without = _left_out(form, hijri=hijri)
    if first is None or last is None or hours is None or without is None:
        return None
    if last < first:
        form.errors["repeat_until"] = _l("The last day is before the first one.")
        return None
    return Weekly(first, last, hours, without, ramadan)


def _left_out(form: Answers, *, hijri: bool) -> set[date] | None:
    """The days to leave out; the first line that is none is named."""
    found = set()
    for number, line in enumerate(form.raw_text("repeat_without", 4000).splitlines(), 1):
        try:
            found |= {day_of(line, hijri=hijri)} if line.strip() else set()
        except ValueError:
            form.errors["repeat_without"] = _l(
                "Line %(line)s, “%(typed)s”, is not a day. Enter one day a line, such as 20/1/2027",
                line=number, typed=quoted(line),
            )  # fmt: skip
            return None
    return found


def _hours(form: Answers, starts: str, ends: str) -> Hours | None:
    begin, end = (_read(form, name, clock_of) for name in (starts, ends))
    if begin is None or end is None:
        return None
    if end <= begin:
        form.errors[ends] = _l("The session ends before it begins.")
        return None
    return begin, end


def _read(form: Answers, name: str, reader: Any) -> Any:
    try:
        return reader(form.raw_text(name, 4000))
    except ValueError:
        form.errors[name] = WRONG[name]
        return None


WRONG = {
    **dict.fromkeys(("repeat_from", "repeat_until"), _l("Enter a day such as 20/1/2027")),
    **dict.fromkeys(
        ("repeat_starts", "repeat_ends", "ramadan_starts", "ramadan_ends"), _l("Enter a time such as 17:30")
    ),
}
