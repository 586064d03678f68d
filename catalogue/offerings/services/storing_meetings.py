"""The meetings of a run as a listing says them. Within the transaction of the import."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from catalogue.offerings.exchange.shape import SessionListing
from catalogue.offerings.models import Run, RunSession
from catalogue.offerings.rules import SessionState

CORRECTION = timedelta(hours=12)
"""A meeting that begins by less than this sooner or later is the same meeting: who was there, was there."""


def store_meetings(run: Run, wanted: tuple[SessionListing, ...]) -> bool:
    """Bring the run's meetings to those that are wanted. :returns: whether anything changed."""
    pairs, gone = paired(run, wanted)
    changed = bool(gone)
    for session, one in pairs:
        if session is None:
            run.sessions.append(RunSession(starts_at=one.starts_at, ends_at=one.ends_at, state=one.state))
            changed = True
        else:
            changed = _bring(session, one) or changed
    for session in gone:
        run.sessions.remove(session)
    return changed


def paired(
    run: Run, wanted: tuple[SessionListing, ...]
) -> tuple[list[tuple[RunSession | None, SessionListing]], list[RunSession]]:
    """Each that is wanted with the meeting that it already is, if it is one; and the meetings that nobody wants."""
    present = {session.starts_at: session for session in run.sessions}
    pairs: list[tuple[RunSession | None, SessionListing]] = []
    for one in sorted(wanted, key=lambda one: one.starts_at not in present):  # what stays as it is is taken first
        session = present.get(one.starts_at) or _corrected(present.values(), one.starts_at)
        if session is not None:
            del present[session.starts_at]
        pairs.append((session, one))
    return pairs, list(present.values())


def _corrected(left: Iterable[RunSession], starts_at: datetime) -> RunSession | None:
    """The meeting of which this is another hour, the nearest one."""
    near = [one for one in left if abs(one.starts_at - starts_at) < CORRECTION]
    return min(near, key=lambda one: abs(one.starts_at - starts_at), default=None)


def _bring(session: RunSession, wanted: SessionListing) -> bool:
    said = (wanted.starts_at, wanted.ends_at, wanted.state)
    if (session.starts_at, session.ends_at, session.state) == said:
        return False
    session.starts_at, session.ends_at, session.state = said
    return True


def dates_of(run: Run) -> dict[str, datetime | None]:
    """First start and last end of a run (UTC), of the meetings that take place."""
    meetings = [session for session in run.sessions if session.state != SessionState.CANCELLED] or list(run.sessions)
    return {
        "starts_at": min((session.starts_at for session in meetings), default=None),
        "ends_at": max((session.ends_at for session in meetings), default=None),
    }
