"""Calendars: the household's private feed, which needs no cookie, and files of everything and of one meeting."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.household import household
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import NotFound
from catalogue.core.http import PRIVATE
from catalogue.core.reader import Reader, reading_as
from catalogue.enrolment.mine import queries, services
from catalogue.enrolment.mine.calendars import household_calendar, meeting_calendar
from catalogue.enrolment.mine.meetings import household_meetings, meeting_for
from catalogue.enrolment.mine.timetable import WITH_A_SEAT
from catalogue.enrolment.rules import WITHOUT_A_SEAT

bp = Blueprint("calendar_feed", __name__)


def attach(pages: Blueprint) -> None:
    """Add what the signed-in do with calendars to the enrolment's blueprint."""
    pages.get("/me/calendar.ics")(household_file)
    pages.get("/me/enrolments/<enrolment_id>/meetings/<at>.ics")(meeting_file)
    pages.post("/me/feed")(renew_feed)
    pages.post("/me/feed/revoke")(revoke_feed)


@bp.get("/calendar/<token>.ics")
def feed(token: str) -> ResponseReturnValue:
    """The household's meetings in the account's language, for whoever knows the address: a calendar program."""
    account = queries.account_behind(token)
    with reading_as(Reader(lang=account.language, digits=account.digits, cal=account.calendar)):
        content = _household(account.id)
    answer = _calendar(content, "PUBLISH")
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.add_etag()
    return answer.make_conditional(request)


def household_file() -> ResponseReturnValue:
    """The same to download once, for a calendar that follows no address."""
    answer = _calendar(_household(visitor().account_id), "PUBLISH")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-learning.ics"'
    return answer


def meeting_file(enrolment_id: str, at: str) -> ResponseReturnValue:
    """For who has a seat; of an enrolment that has ended, that the meeting leaves the calendar again."""
    found = meeting_for(enrolment_id, at, visitor().account_id, now())
    withdrawn = found.off or found.enrolment.state in WITHOUT_A_SEAT
    if not withdrawn and found.enrolment.state not in WITH_A_SEAT:
        raise NotFound  # a request is no appointment yet
    answer = _calendar(meeting_calendar(found, withdrawn=withdrawn), "CANCEL" if withdrawn else "PUBLISH")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.enrolment.run.public_id}-{at}.ics"'
    return answer


def renew_feed() -> ResponseReturnValue:
    services.renew_feed(visitor().account_id, now())
    return redirect(url_for("enrolment.mine", notice="feed_renewed", _anchor="calendar"), code=303)


def revoke_feed() -> ResponseReturnValue:
    services.revoke_feed(visitor().account_id)
    return redirect(url_for("enrolment.mine", notice="feed_revoked", _anchor="calendar"), code=303)


def feed_address(token: str | None) -> str:
    """Where calendar programs read the household's meetings; empty where there is no feed."""
    return url_for("calendar_feed.feed", token=token, _external=True) if token else ""


def _household(account_id: int) -> bytes:
    moment = now()
    meetings, names = household_meetings(account_id, household(account_id), moment)
    return household_calendar(meetings, names, moment)


def _calendar(content: bytes, method: str) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = f"text/calendar; charset=utf-8; method={method}"
    answer.headers["Cache-Control"] = PRIVATE
    return answer
