"""The meetings of a run as an iCalendar file (RFC 5545): for a phone's own calendar, and with the confirmation mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vText

from catalogue.core.formats import at_zone
from catalogue.core.texts import local
from catalogue.offerings.models import Run, RunSession
from catalogue.offerings.rules import SessionState
from catalogue.taxonomy.vocabularies import label

PRODUCT = "-//Learning City Catalogue//EN"
REFRESHED = timedelta(hours=4)
"""How often a calendar should ask a feed again."""


@dataclass(frozen=True)
class Entry:
    """A meeting as it stands in somebody's calendar.

    `stamp` is when something of it last changed; `whom` stands before the title; `whose` keeps the entries of two
    children in the same run apart.
    """

    run: Run
    session: RunSession
    url: str
    stamp: datetime
    whom: str = ""
    whose: str = ""
    joining: str = ""


def entries_calendar(entries: Iterable[Entry], lang: str, *, name: str = "", withdrawn: bool = False) -> bytes:
    """Meetings of several runs and people. The same entries give the same file, whenever it is made.

    :param name: of the calendar, where it is one that is followed.
    """
    calendar = _calendar("CANCEL" if withdrawn else "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESHED, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT4H")
    for one in entries:
        event = _event(one.run, one.session, lang, one.url, one.stamp, one.whose)
        if one.whom:
            event["summary"] = vText(f"{one.whom}: {local(one.run.offering, 'title', lang).text}")
        if one.joining:
            event.add("description", one.joining)
        if withdrawn:
            event["status"] = "CANCELLED"
        calendar.add_component(event)
    return _written(calendar)


def run_calendar(
    run: Run,
    lang: str,
    *,
    url: str,
    now: datetime,
    joining: str = "",
    organizer: str = "",
    withdrawn: bool = False,
    whose: str = "",
) -> bytes:
    """All meetings of a run.

    :param url: the offering's page.
    :param now: when the file was made (DTSTAMP).
    :param joining: how one takes part online, for somebody who has a seat.
    :param organizer: the address that mails it; files that are mailed need one (RFC 5546).
    :param withdrawn: that the meetings are to leave the calendar which they were put into before.
    :param whose: the learner, so that what one child gives up does not leave the calendar for another.
    :returns: an iCalendar file in UTF-8, its times in the city's zone with the zone's definition inside.
    """
    calendar = _calendar("CANCEL" if withdrawn else "PUBLISH")
    for session in run.sessions:
        event = _event(run, session, lang, url, now, whose)
        if joining:
            event.add("description", joining)
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


def _event(run: Run, session: RunSession, lang: str, url: str, now: datetime, whose: str = "") -> Event:
    event = Event()
    # The same meeting keeps its name for ever, so that a moved one replaces the old entry; the later word counts.
    parts = (run.public_id, str(session.id), whose)
    event.add("uid", f"{'-'.join(part for part in parts if part)}@learning-city-catalogue")
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("dtstamp", now)
    starts, ends = _times(session, run.time_zone)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", local(run.offering, "title", lang).text)
    event.add("url", url)
    if place := place_line(run, lang) or label("delivery_modes", run.mode, lang):
        event.add("location", place)
    if run.venue and run.venue.latitude is not None and run.venue.longitude is not None:
        event.add("geo", (run.venue.latitude, run.venue.longitude))
    event.add("status", "CANCELLED" if session.state == SessionState.CANCELLED else "CONFIRMED")
    return event


def _times(session: RunSession, zone: str) -> tuple[datetime, datetime]:
    """In the city's zone; in UTC where clocks show the hour a second time: a file cannot say which one."""
    times = at_zone(session.starts_at, zone), at_zone(session.ends_at, zone)
    return (session.starts_at, session.ends_at) if any(one.fold for one in times) else times


def place_line(run: Run, lang: str) -> str:
    """Room, venue, address and district in one line, each in the reader's language where there is one."""
    parts = [local(run, "room", lang).text]
    if run.venue:
        parts += [local(run.venue, "name", lang).text, local(run.venue, "address", lang).text]
    if run.district and not any((district := local(run.district, "name", lang).text) in part for part in parts):
        parts.append(district)
    comma = "\u060c " if lang == "ar" else ", "
    return comma.join(part for part in parts if part)
