"""What the mails about waiting, offers, decisions and cancelled runs say. A writer answers None to what is void."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalogue.core.formats import apart, listed, moment
from catalogue.core.mail import Attachment, Letter, Writer
from catalogue.core.outbox import Message
from catalogue.enrolment import queries
from catalogue.enrolment.changed_words import WasAndIs, was_and_is
from catalogue.enrolment.mail import context_of, meetings
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.offer_links import offer_link
from catalogue.enrolment.rules import AnswerIsForOthersToo, Together
from catalogue.enrolment.rules import EnrolmentState as State
from catalogue.enrolment.waiting_presenting import family_words, place_words
from catalogue.enrolment.waiting_queries import may_answer, places_of
from catalogue.enrolment.whose import Whose
from catalogue.offerings.relied_on import Matter
from catalogue.offerings.run_words import price_words

MATTERS: dict[Matter, LazyString] = {
    Matter.TITLE: _l("the title"),
    Matter.TIMES: _l("the times"),
    Matter.PLACE: _l("the place"),
    Matter.MODE: _l("the way it is held"),
    Matter.GROUP: _l("who can come"),
    Matter.PRICE: _l("the price"),
    Matter.AUDIENCES: _l("the audiences"),
    Matter.CREDENTIAL: _l("the certificate"),
}
IN_CALENDARS = frozenset({Matter.TITLE, Matter.TIMES, Matter.PLACE, Matter.MODE})
"""What of a course stands in people's calendars."""


@dataclass(frozen=True)
class Said:
    """The words of one mail: subject, sentences, and where its link leads (the enrolment's page unless said)."""

    subject: str
    lines: Sequence[str]
    link_words: str
    link: str = ""
    to_the_course: bool = False
    reason: str = ""
    attachments: Sequence[Attachment] = ()
    changes: Sequence[WasAndIs] = ()


Say = Callable[[Enrolment, Message, Whose, str], Said | None]


def _writer(say: Say) -> Writer:
    def write(message: Message) -> Letter | None:
        enrolment = queries.enrolment_by_id(message.payload["enrolment"])
        if enrolment is None:
            return None
        context = context_of(enrolment, message)
        said = say(enrolment, message, context["whose"], str(context["title"]))
        if said is None:
            return None
        about = {"lines": said.lines, "reason": said.reason, "link_words": said.link_words, "changes": said.changes}
        link = said.link or context["offering_url" if said.to_the_course else "mine_url"]
        return Letter(said.subject, "enrolment_note", {**context, **about, "link": link}, said.attachments)

    return write


def _waiting(enrolment: Enrolment, _message: Message, whose: Whose, title: str) -> Said | None:
    place = places_of([enrolment]).get(enrolment.id)
    if place is None:  # a seat was offered, or the list was left, before the mail was written
        return None
    lines = [
        place_words(place) + ".",
        family_words(enrolment),
        whose.words(
            _("As soon as a seat becomes free and it is your turn, we write to you. Until then you have no seat."),
            _("As soon as a seat becomes free and it is the turn of %(name)s, we write to you. There is no seat yet."),
        ),
    ]
    return Said(
        whose.words(
            _("You are on the waiting list: %(title)s"), _("%(name)s is on the waiting list: %(title)s"), title=title
        ),
        [line for line in lines if line],
        whose.words(
            _("Your place at this moment, and leaving the list:"), _("The place at this moment, and leaving the list:")
        ),
    )


def _offered(enrolment: Enrolment, message: Message, whose: Whose, title: str) -> Said | None:
    if enrolment.state != State.OFFERED or enrolment.offer_expires_at is None:
        return None
    until = moment(enrolment.offer_expires_at, enrolment.run.time_zone)
    turn = _("A seat became free, and it is your turn."), _("A seat became free, and it is the turn of %(name)s.")
    lines = [
        whose.words(*turn),
        _("Please answer until %(moment)s. Without an answer the seat goes to the next in line.", moment=until),
    ]
    link_words = _("Accept or decline here, without signing in:")
    if not may_answer(enrolment, message.payload["account"]):
        lines.append(str(AnswerIsForOthersToo.message))
        link_words = _("The offer:")
    elif enrolment.bundle is not None and enrolment.bundle.together == Together.ALL:
        lines.append(_("Your family is offered all its seats together: the answer is for all of you."))
    return Said(
        whose.words(
            _("A seat is offered to you: %(title)s"), _("A seat is offered for %(name)s: %(title)s"), title=title
        ),
        lines,
        link_words,
        link=offer_link(enrolment.public_id, message.payload["account"], message.language),
    )


def _lapsed(_enrolment: Enrolment, _message: Message, whose: Whose, title: str) -> Said | None:
    return Said(
        whose.words(_("The offer has ended: %(title)s"), _("The offer for %(name)s has ended: %(title)s"), title=title),
        [_("We had no answer in time, so the seat was offered to the next in line.")],
        whose.words(
            _("You can join the waiting list again, or choose another date:"),
            _("One can join the waiting list again, or choose another date:"),
        ),
        to_the_course=True,
    )


def _list_closed(_enrolment: Enrolment, _message: Message, whose: Whose, title: str) -> Said | None:
    line = whose.words(
        _("No seat became free for you in time. The waiting list is closed, and you are no longer on it."),
        _("No seat became free for %(name)s in time. The waiting list is closed, and this place on it has ended."),
    )
    subject = whose.words(
        _("The waiting list is closed: %(title)s"), _("No seat became free for %(name)s: %(title)s"), title=title
    )
    return Said(subject, [line], _("Other dates and similar courses:"), to_the_course=True)


def _declined(_enrolment: Enrolment, _message: Message, whose: Whose, title: str) -> Said | None:
    return Said(
        whose.words(
            _("The offer is declined: %(title)s"), _("The offer for %(name)s is declined: %(title)s"), title=title
        ),
        [_("The offered seat was declined and goes to the next in line.")],
        _("If you change your mind, you can look here whether there is still a seat:"),
        to_the_course=True,
    )


def _left_list(_enrolment: Enrolment, _message: Message, whose: Whose, title: str) -> Said | None:
    line = _("You are no longer on the waiting list."), _("%(name)s is no longer on the waiting list.")
    return Said(
        whose.words(
            _("You have left the waiting list: %(title)s"), _("%(name)s is no longer on the waiting list: %(title)s"),
            title=title,
        ),
        [whose.words(*line)],
        _("If you change your mind, you can look here whether there is still a seat:"),
        to_the_course=True,
    )  # fmt: skip


def _rejected(enrolment: Enrolment, _message: Message, whose: Whose, title: str) -> Said | None:
    line = (
        _("The provider could not give you a seat this time."),
        _("The provider could not give %(name)s a seat this time."),
    )
    return Said(
        whose.words(
            _("Your request was not accepted: %(title)s"), _("The request for %(name)s was not accepted: %(title)s"),
            title=title,
        ),
        [whose.words(*line)],
        _("Other dates and similar courses:"),
        to_the_course=True,
        reason=_reason(enrolment),
    )  # fmt: skip


def _run_cancelled(enrolment: Enrolment, message: Message, whose: Whose, title: str) -> Said | None:
    lines = [_("The provider has cancelled this date. It does not take place, and you need not do anything.")]
    attachments: Sequence[Attachment] = ()
    if enrolment.state == State.CANCELLED and enrolment.run.sessions:
        lines.append(_("The attached file takes the meetings out of your calendar."))
        attachments = meetings(enrolment, message.language, withdrawn=True)
    return Said(
        whose.words(
            _("Cancelled by the provider: %(title)s"), _("A date of %(name)s is cancelled by the provider: %(title)s"),
            title=title,
        ),
        lines,
        _("Other dates and similar courses:"),
        to_the_course=True,
        reason=_reason(enrolment),
        attachments=attachments,
    )  # fmt: skip


def _changed(enrolment: Enrolment, message: Message, whose: Whose, title: str) -> Said | None:
    if enrolment.state not in (State.CONFIRMED, State.OFFERED):
        return None
    matters = [matter for matter in Matter if matter in message.payload.get("matters", (Matter.TIMES, Matter.PLACE))]
    what = listed([str(MATTERS[matter]) for matter in matters])
    lines = [_("The provider has changed something about this course: %(what)s.", what=what)]
    if before := _title_before(message):
        lines.append(_("Until now it was called: %(title)s", title=apart(before)))
    if Matter.PRICE in matters and "parts" not in message.payload:  # written before old and new were kept
        lines.append(_("The price is now: %(price)s", price=price_words(enrolment.run)))
    attachments: Sequence[Attachment] = ()
    if enrolment.state == State.CONFIRMED and enrolment.run.sessions and set(matters) & IN_CALENDARS:
        lines.append(_("The attached file brings your calendar up to date."))
        attachments = meetings(enrolment, message.language)
    return Said(
        whose.words(_("A change: %(title)s"), _("A change for %(name)s: %(title)s"), title=title),
        lines,
        whose.words(_("Details, and cancelling if you cannot come:"), _("Details, and cancelling:")),
        attachments=attachments,
        changes=was_and_is(message.payload.get("parts", ()), enrolment.run.time_zone),
    )


def _title_before(message: Message) -> str:
    """What the course was called, where that has changed; in the reader's language if it had a name in it."""
    if Matter.TITLE not in message.payload.get("matters", ()):
        return ""
    ar, en = message.payload["title"]
    return str((ar or en) if message.language == "ar" else (en or ar))


def _reason(enrolment: Enrolment) -> str:
    """What the provider said with the last step."""
    steps = queries.steps_of(enrolment.id)
    return (steps[-1].reason or "") if steps else ""


WRITERS = {
    "enrolment_waitlisted": _writer(_waiting),
    "enrolment_offered": _writer(_offered),
    "enrolment_lapsed": _writer(_lapsed),
    "enrolment_list_closed": _writer(_list_closed),
    "enrolment_declined": _writer(_declined),
    "enrolment_left_list": _writer(_left_list),
    "enrolment_rejected": _writer(_rejected),
    "enrolment_run_cancelled": _writer(_run_cancelled),
    "enrolment_changed": _writer(_changed),
}
