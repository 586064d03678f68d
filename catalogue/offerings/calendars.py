"""The meetings of a run as an iCalendar file (RFC 5545): for a phone's own calendar, and with the confirmation mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar, Event

from catalogue.core.formats import at_zone
from catalogue.core.texts import local
from catalogue.offerings.models import Run, RunSession
from catalogue.offerings.rules import SessionState

PRODUCT = "-//Learning City Catalogue//EN"


def run_calendar(
    run: Run, lang: str, *, url: str, now: datetime, organizer: str = "", withdrawn: bool = False
) -> bytes:
    """All meetings of a run.

    :param url: the offering's page.
    :param now: when the file was made (DTSTAMP).
    :param organizer: the address that mails it; files that are mailed need one (RFC 5546).
    :param withdrawn: that the meetings are to leave the calendar which they were put into before.
    :returns: an iCalendar file in UTF-8, its times in the city's zone with the zone's definition inside.
    """
    calendar = _calendar("CANCEL" if withdrawn else "PUBLISH")
    for session in run.sessions:
        event = _event(run, session, lang, url, now)
        if organizer:
            event.add("organizer", f"mailto:{organizer}")
        if withdrawn:
            event["status"] = "CANCELLED"
        calendar.add_component(event)
    return _written(calendar)


def runs_calendar(runs: Iterable[tuple[Run, str]], lang: str, *, now: datetime) -> bytes:
    """The meetings of several runs, each with its offering's page."""
    calendar = _calendar("PUBLISH")
    for run, url in runs:
        for session in run.sessions:
            calendar.add_component(_event(run, session, lang, url, now))
    return _written(calendar)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def _written(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(run: Run, session: RunSession, lang: str, url: str, now: datetime) -> Event:
    event = Event()
    # The same meeting keeps its name for ever, so that a moved one replaces the old entry; the later word counts.
    event.add("uid", f"{run.public_id}-{session.id}@learning-city-catalogue")
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("dtstamp", now)
    event.add("dtstart", at_zone(session.starts_at, run.time_zone))
    event.add("dtend", at_zone(session.ends_at, run.time_zone))
    event.add("summary", local(run.offering, "title", lang).text)
    event.add("url", url)
    if place := place_line(run, lang):
        event.add("location", place)
    if run.venue and run.venue.latitude is not None and run.venue.longitude is not None:
        event.add("geo", (run.venue.latitude, run.venue.longitude))
    event.add("status", "CANCELLED" if session.state == SessionState.CANCELLED else "CONFIRMED")
    return event


def place_line(run: Run, lang: str) -> str:
    """Room, venue, address and district in one line, each in the reader's language where there is one."""
    parts = [local(run, "room", lang).text]
    if run.venue:
        parts += [local(run.venue, "name", lang).text, local(run.venue, "address", lang).text]
    if run.district:
        parts.append(local(run.district, "name", lang).text)
    comma = "\u060c " if lang == "ar" else ", "
    return comma.join(part for part in parts if part)
