"""My learning, the timetable, one meeting, reminders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.household import choosing_for, members
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.formats import at_zone
from catalogue.enrolment import queries as enrolments
from catalogue.enrolment.certificates.queries import standing_codes
from catalogue.enrolment.mine import feed_views, queries, saved_views, services, timetable
from catalogue.enrolment.mine.meetings import household_meetings, meeting_for
from catalogue.enrolment.mine.names import short_names
from catalogue.enrolment.mine.rules import Lead, MeetingBegun, MeetingCancelled
from catalogue.enrolment.mine.saved import saved_list
from catalogue.enrolment.mine.timetable import Meeting
from catalogue.enrolment.presenting import Item, joining_of, learning_of
from catalogue.enrolment.rules import EnrolmentState, NotLive
from catalogue.offerings.presenting.places import place_of


def attach(bp: Blueprint) -> None:
    """Add these pages to the enrolment's blueprint."""
    bp.get("/me")(mine)
    bp.get("/me/timetable")(timetable_page)
    bp.post("/me/reminders")(choose_reminders)
    bp.get("/me/enrolments/<enrolment_id>/meetings/<at>")(meeting)
    bp.post("/me/enrolments/<enrolment_id>/meetings/<at>")(cannot_come)
    bp.post("/me/enrolments/<enrolment_id>/meetings/<at>/coming")(can_come)
    saved_views.attach(bp)
    feed_views.attach(bp)


def mine() -> ResponseReturnValue:
    account_id, moment = visitor().account_id, now()
    rows = enrolments.enrolments_of(account_id)
    names = short_names(members())
    learning = learning_of(rows, moment)
    item = learning.next_item
    missed = queries.missed([item.enrolment.id] if item else [])
    following = None
    if item and item.next_session:
        whom = names[item.enrolment.learner_id] if len(names) > 1 else None
        was_missed = (item.enrolment.id, item.next_session.id) in missed
        following = Meeting(item.enrolment, item.next_session, whom, was_missed, moment)
    lead, token = queries.choices_of(account_id)
    return render_template(
        "enrolment/mine.html", learning=learning, states=EnrolmentState, now=moment, next=following,
        joining=joining_of(following.enrolment) if following else None, place_of=place_of,
        beside=[names[one.enrolment.learner_id] for one in learning.beside(item)] if item else [],
        saved=saved_list(queries.saved_by(account_id), moment),
        feed=feed_views.feed_address(token), lead=lead, codes=_certificates(learning.over),
    )  # fmt: skip


def _certificates(over: Sequence[Item]) -> Mapping[int, str]:
    """Enrolment → the code of its certificate; no question where nothing is completed."""
    completed = [one.enrolment.id for one in over if one.enrolment.state == EnrolmentState.COMPLETED]
    return standing_codes(completed) if completed else {}


def timetable_page() -> ResponseReturnValue:
    """One week, which the address names by any of its days, or (`view=list`) everything that is coming.

    Of everybody in the household, or of whom the header says that the visitor chooses for.
    """
    moment = now()
    today = at_zone(moment).date()
    choice = choosing_for()
    shown = {one.id for one in (choice.learners if choice.said else members())}
    everybody, _names = household_meetings(visitor().account_id, members(), moment)
    meetings = [one for one in everybody if one.enrolment.learner_id in shown]
    if request.args.get("view") == "list":
        coming = timetable.coming(meetings, moment)
        days = timetable.by_day(coming[: timetable.MOST], today)
        return render_template("enrolment/timetable_list.html", days=days, cut=len(coming) > timetable.MOST)
    week = timetable.week(meetings, timetable.wanted_day(request.args.get("week", ""), today), today)
    return render_template("enrolment/timetable_week.html", week=week)


def choose_reminders() -> ResponseReturnValue:
    """Anything but one of the three leaves the choice as it is."""
    wanted = request.form.get("lead", "")
    if wanted in set(Lead):
        services.choose_reminders(visitor().account_id, Lead(wanted), now())
    return redirect(url_for("enrolment.mine", notice="saved", _anchor="reminders"), code=303)


def meeting(enrolment_id: str, at: str) -> ResponseReturnValue:
    return _meeting_page(_meeting(enrolment_id, at))


def cannot_come(enrolment_id: str, at: str) -> ResponseReturnValue:
    return _answer(services.cannot_come, enrolment_id, at, "not_coming")


def can_come(enrolment_id: str, at: str) -> ResponseReturnValue:
    return _answer(services.can_come, enrolment_id, at, "coming")


def _answer(service: services.Saying, enrolment_id: str, at: str, notice: str) -> ResponseReturnValue:
    found = _meeting(enrolment_id, at)
    try:
        service(found.enrolment.id, found.session.id, acted_by=visitor().account_id, now=now())
    except (NotLive, MeetingBegun, MeetingCancelled) as refused:  # the page says which of them
        return _meeting_page(_meeting(enrolment_id, at), refused.status)
    return redirect(url_for("enrolment.meeting", enrolment_id=enrolment_id, at=at, notice=notice), code=303)


def _meeting(enrolment_id: str, at: str) -> Meeting:
    return meeting_for(enrolment_id, at, visitor().account_id, now())


def _meeting_page(found: Meeting, status: int = 200) -> Response:
    page = render_template(
        "enrolment/meeting.html", meeting=found, states=EnrolmentState, joining=joining_of(found.enrolment),
        place_of=place_of, deadline=found.enrolment.run.cancel_deadline, now=now(),
    )  # fmt: skip
    return make_response(page, status)
