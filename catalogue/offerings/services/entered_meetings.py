"""Meetings for which attendance was entered: a listing that leaves them out must not take away what was ticked.

A port, as `seat_door` is: attendance belongs to the slice of enrolments, which puts its question here (see `app.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.formats import at_zone
from catalogue.offerings.exchange.problems import Findings
from catalogue.offerings.exchange.shape import Listing, RunListing, SessionListing
from catalogue.offerings.models import Offering, Run, RunSession
from catalogue.offerings.services.storing_meetings import paired

EnteredAmong = Callable[[Collection[int]], Collection[int]]
"""Those among these meetings for which attendance was entered."""
NAME = "entered_meetings"


def keep_entered(offering: Offering, listing: Listing, findings: Findings, *, refuse: bool) -> None:
    """Have the listing keep such meetings and say so.

    :param refuse: refuse what would take one away: where a person is there to read it, or all is to be as it was.
    """
    runs = {run.reference: run for run in offering.runs}
    for number, wanted in enumerate(listing.runs):
        run = runs.get(wanted.reference)
        if run is None or not (left_out := _left_out(run, wanted)):
            continue
        at = findings.at(f"runs[{number}].", wanted.row)
        for session in left_out:
            day = f"{at_zone(session.starts_at, run.time_zone):%Y-%m-%d %H:%M}"
            if refuse:
                at.refuse("sessions", _refused(day))
            else:
                at.note("sessions", _l("Attendance was entered for the meeting on %(day)s, so it was kept.", day=day))
                kept = SessionListing(session.starts_at, session.ends_at, session.state)
                wanted.sessions = (*(wanted.sessions or ()), kept)


def _left_out(run: Run, wanted: RunListing) -> list[RunSession]:
    if wanted.sessions is None:
        return []
    gone = {session.id: session for session in paired(run, wanted.sessions)[1]}
    entered: EnteredAmong = current_app.extensions[NAME]
    return [gone[number] for number in sorted(entered(gone))] if gone else []


def _refused(day: str) -> LazyString:
    return _l(
        "Attendance was entered for the meeting on %(day)s: it can be neither left out nor moved to another day.",
        day=day,
    )
