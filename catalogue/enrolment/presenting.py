"""My learning, put in order for its page; how to join and how to pay, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import LIVE, ON_THE_LIST, EnrolmentState
from catalogue.enrolment.waiting_presenting import place_words
from catalogue.enrolment.waiting_queries import Place, places_of
from catalogue.offerings.models import Run, RunSession
from catalogue.offerings.rules import RunState, SessionState

PARTLY_ONLINE = "blended"
ONLINE = frozenset({"online_live", "online_self_paced", PARTLY_ONLINE})
NOT_AS_PLANNED = frozenset({RunState.POSTPONED, RunState.CANCELLED})
"""Of such a run no meeting is ahead, whatever its dates say."""


@dataclass(frozen=True)
class Item:
    """One enrolment with its next meeting, if there is one."""

    enrolment: Enrolment
    next_session: RunSession | None
    cancellable: bool
    waiting: str = ""

    @property
    def confirmed(self) -> bool:
        return self.enrolment.state == EnrolmentState.CONFIRMED


@dataclass(frozen=True)
class Joining:
    """How one takes part where people do not meet: words, and the link for those who have a seat."""

    words: str = ""
    url: str = ""

    @property
    def line(self) -> str:
        return f"{self.words} {self.url}".strip()


def joining_of(enrolment: Enrolment) -> Joining:
    """Empty where people meet in a place and no link is given."""
    run = enrolment.run
    certain = enrolment.state == EnrolmentState.CONFIRMED
    if certain and run.join_url:
        return Joining(" ".join([*_where(run), _("The link for joining:")]), run.join_url)
    if run.mode not in ONLINE or enrolment.state not in LIVE:
        return Joining()
    if not certain:
        return Joining(" ".join([*_where(run), _("The link comes when the place is confirmed.")]))
    if run.starts_at is None:
        return Joining(" ".join([*_where(run), _("The provider sends you the link.")]))
    return Joining(" ".join([*_where(run), _("The provider sends you the link before the first meeting.")]))


def _where(run: Run) -> list[str]:
    if run.mode not in ONLINE:
        return []
    return [_("A part of it takes place online.") if run.mode == PARTLY_ONLINE else _("It takes place online.")]


def payment_words(run: Run) -> str:
    """Whom one pays, and how one gets the lower price; empty where nobody pays."""
    if not run.price_halalas:
        return ""
    words = [_("You pay the provider, not here.")]
    if run.reduced_for is not None:
        words.append(_("For the lower price, the provider needs a proof of belonging to this group."))
    return " ".join(words)


@dataclass(frozen=True)
class Learning:
    """What is ahead (the next meeting first), offers to be answered, what is waited for, what is over or cancelled."""

    ahead: list[Item]
    offered: list[Item]
    waiting: list[Item]
    over: list[Item]

    @property
    def next_item(self) -> Item | None:
        """The next meeting that is certain: a request holds no seat yet."""
        return next((item for item in self.ahead if item.next_session and item.confirmed), None)

    def beside(self, item: Item) -> list[Item]:
        """Others of the household who are expected in the same meeting."""
        meeting = item.next_session.id if item.next_session else None
        there = (one for one in self.ahead if one.confirmed and one.next_session and one.next_session.id == meeting)
        return [one for one in there if one is not item]


def learning_of(enrolments: Sequence[Enrolment], now: datetime) -> Learning:
    """:param enrolments: the newest first."""
    places = places_of(enrolments)
    items = [_item(enrolment, places.get(enrolment.id), now) for enrolment in enrolments]
    ahead = [item for item in items if _is_ahead(item, now)]
    ahead.sort(  # of one meeting the first who enrolled, of one waiting list the first in line
        key=lambda item: (
            item.next_session is None, item.next_session.starts_at if item.next_session else now, item.enrolment.id
        )
    )  # fmt: skip
    listed = [item for item in ahead if item.enrolment.state in ON_THE_LIST]
    return Learning(
        ahead=[item for item in ahead if item not in listed],
        offered=[item for item in listed if item.enrolment.state == EnrolmentState.OFFERED],
        waiting=[item for item in listed if item.enrolment.state == EnrolmentState.WAITLISTED],
        over=[item for item in items if item not in ahead],
    )


def _item(enrolment: Enrolment, place: Place | None, now: datetime) -> Item:
    coming = [
        session
        for session in enrolment.run.sessions
        if session.ends_at > now and session.state != SessionState.CANCELLED
        if enrolment.run.state not in NOT_AS_PLANNED
    ]
    deadline = enrolment.run.cancel_deadline
    certain = enrolment.state == EnrolmentState.CONFIRMED
    cancellable = enrolment.state in LIVE and (not certain or deadline is None or now < deadline)
    return Item(enrolment, coming[0] if coming else None, cancellable, place_words(place) if place else "")


def _is_ahead(item: Item, now: datetime) -> bool:
    ends_at = item.enrolment.run.ends_at
    return item.enrolment.state in LIVE and (ends_at is None or ends_at > now)
