"""One meeting of somebody's, and all meetings of a household, as the pages and the calendars ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from catalogue.accounts.models import Learner
from catalogue.core.errors import NotFound
from catalogue.core.texts import LocalText
from catalogue.enrolment import queries as enrolments
from catalogue.enrolment.mine import queries, timetable
from catalogue.enrolment.mine.names import short_names
from catalogue.enrolment.mine.timetable import Meeting


def meeting_for(enrolment_id: str, at: str, account_id: int, now: datetime) -> Meeting:
    """:raises NotFound: no such meeting, or not one of the account's own or of those it looks after."""
    enrolment = enrolments.enrolment_for(enrolment_id, account_id)
    session = next((one for one in enrolment.run.sessions if timetable.address_of(one) == at), None)
    if session is None:
        raise NotFound
    own = enrolment.learner.account_id == account_id
    whom = None if own else short_names([enrolment.learner])[enrolment.learner_id]
    missed = (enrolment.id, session.id) in queries.missed([enrolment.id])
    return Meeting(enrolment, session, whom, missed, now)


def household_meetings(
    account_id: int, learners: Sequence[Learner], now: datetime
) -> tuple[list[Meeting], dict[int, LocalText]]:
    """Every meeting of the account's own learner and of those it looks after, and what they are called.

    :param learners: the household.
    """
    rows = enrolments.enrolments_of(account_id)
    names = short_names(learners)
    missed = queries.missed(row.id for row in rows)
    return timetable.meetings_of(rows, missed, names, now), names
