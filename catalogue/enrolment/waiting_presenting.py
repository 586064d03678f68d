"""Waiting in words: the place, what usually happens, until when an offer stands, and every step of the way so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalogue.core.formats import number
from catalogue.enrolment import queries
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.rules import EnrolmentState as State
from catalogue.enrolment.rules import Together
from catalogue.enrolment.waiting_queries import FEWEST_TO_TELL, Experience, Place, experience_of, places_of

RUN_CANCELLED = "the run was cancelled"


@dataclass(frozen=True)
class Step:
    """One line of the log. `reason` is in the words of the provider."""

    words: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Story:
    """How an enrolment came to be what it is, and what it waits for."""

    place: Place | None
    place_words: str
    experience: str
    steps: Sequence[Step]
    family: str
    was_offered: bool
    """Whether there has been a seat to answer for, before the list closed."""


def story_of(enrolment: Enrolment, now: datetime) -> Story:
    """:param now: timezone-aware."""
    place = places_of([enrolment]).get(enrolment.id)
    events = queries.steps_of(enrolment.id)
    return Story(
        place=place,
        place_words=place_words(place) if place else "",
        experience=experience_words(experience_of(enrolment.run.offering.provider_id, now)) if place else "",
        steps=[_step(event) for event in events],
        family=family_words(enrolment) if place else "",
        was_offered=any(event.to_state == State.OFFERED for event in events),
    )


def place_words(place: Place) -> str:
    """“Place 3 of 7 on the waiting list”."""
    return str(
        _("Place %(place)s of %(all)s on the waiting list", place=number(place.number), all=number(place.length))
    )


def would_be_words(waiting: int) -> str:
    """Where one would stand behind so many."""
    if not waiting:
        return str(_("Nobody is waiting yet: you would be first in line."))
    return str(
        ngettext(
            "One person is waiting: you would be number %(place)s in line.",
            "%(n)s people are waiting: you would be number %(place)s in line.",
            waiting,
            n=number(waiting),
            place=number(waiting + 1),
        )
    )


def experience_words(experience: Experience) -> str:
    """What usually happens, or an honest word that nobody knows."""
    if not experience.known:
        return str(
            _("How many usually get a seat we cannot say: too few people have waited with this provider so far.")
        )
    waited = number(experience.waited)
    if experience.got_a_seat < FEWEST_TO_TELL:
        return str(
            _(
                "In earlier courses of this provider, fewer than %(few)s of %(waited)s people who waited got a seat.",
                few=number(FEWEST_TO_TELL),
                waited=waited,
            )
        )
    return str(
        ngettext(
            "In earlier courses of this provider, one of %(waited)s people who waited got a seat.",
            "In earlier courses of this provider, %(n)s of %(waited)s people who waited got a seat.",
            experience.got_a_seat,
            n=number(experience.got_a_seat),
            waited=waited,
        )
    )


def family_words(enrolment: Enrolment) -> str:
    """How a family waits; empty for somebody who waits alone."""
    bundle = enrolment.bundle
    if bundle is None:
        return ""
    if bundle.together == Together.ANY:
        return str(_("Your family waits for any seat: each of you is offered a seat in turn."))
    words = _("Your family waits for all seats together: others may be offered single seats before you, at most twice.")
    if not bundle.passed_over:
        return str(words)
    passed = ngettext(
        "That has happened once.", "That has happened %(n)s times.", bundle.passed_over, n=number(bundle.passed_over)
    )
    return f"{words} {passed}"


STEPS: dict[tuple[str | None, str], LazyString] = {
    (None, State.CONFIRMED): _l("Enrolled; the seat is certain."),
    (None, State.REQUESTED): _l("A place was asked for; the provider decides."),
    (None, State.WAITLISTED): _l("Joined the waiting list."),
    (State.REQUESTED, State.CONFIRMED): _l("The provider said yes; the seat is certain."),
    (State.REQUESTED, State.WAITLISTED): _l(
        "The provider said yes; all seats were taken, so a place on the waiting list."
    ),
    (State.REQUESTED, State.REJECTED): _l("The provider said no."),
    (State.REQUESTED, State.WITHDRAWN): _l("The request was withdrawn."),
    (State.WAITLISTED, State.OFFERED): _l("A seat became free and was offered."),
    (State.WAITLISTED, State.WITHDRAWN): _l("Left the waiting list."),
    (State.WAITLISTED, State.LAPSED): _l("The waiting list was closed; no seat became free in time."),
    (State.OFFERED, State.CONFIRMED): _l("The offer was accepted; the seat is certain."),
    (State.OFFERED, State.DECLINED): _l("The offer was declined; the seat went to the next in line."),
    (State.OFFERED, State.LAPSED): _l("Nobody answered in time; the seat went to the next in line."),
    (State.OFFERED, State.WITHDRAWN): _l("The offer was given back; the seat went to the next in line."),
    (State.CONFIRMED, State.CANCELLED): _l("The enrolment was cancelled; the seat became free."),
    (State.CONFIRMED, State.COMPLETED): _l("The course was completed."),
    (State.CONFIRMED, State.NOT_COMPLETED): _l("The course was not completed."),
    (State.CONFIRMED, State.NO_SHOW): _l("Did not attend"),
}


def _step(event: EnrolmentEvent) -> Step:
    words: object = STEPS.get((event.from_state, event.to_state), event.to_state)
    if event.cause == RUN_CANCELLED:
        words = _("The provider cancelled this date.")
    return Step(str(words), event.at, event.reason or "")
