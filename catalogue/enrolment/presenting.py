"""My learning, put in order for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import LIVE
from catalogue.offerings.models import RunSession
from catalogue.offerings.rules import SessionState


@dataclass(frozen=True)
class Item:
    """One enrolment with its next meeting, if there is one."""

    enrolment: Enrolment
    next_session: RunSession | None
    cancellable: bool


@dataclass(frozen=True)
class Learning:
    """What is ahead (the next meeting first), and what is over or was cancelled."""

    ahead: list[Item]
    over: list[Item]

    @property
    def next_item(self) -> Item | None:
        return next((item for item in self.ahead if item.next_session), None)


def learning_of(enrolments: Sequence[Enrolment], now: datetime) -> Learning:
    """:param enrolments: the newest first."""
    items = [_item(enrolment, now) for enrolment in enrolments]
    ahead = [item for item in items if _is_ahead(item, now)]
    ahead.sort(key=lambda item: (item.next_session is None, item.next_session.starts_at if item.next_session else now))
    return Learning(ahead=ahead, over=[item for item in items if item not in ahead])


def _item(enrolment: Enrolment, now: datetime) -> Item:
    coming = [
        session
        for session in enrolment.run.sessions
        if session.ends_at > now and session.state != SessionState.CANCELLED
    ]
    deadline = enrolment.run.cancel_deadline
    cancellable = enrolment.state in LIVE and (deadline is None or now < deadline)
    return Item(enrolment, coming[0] if coming else None, cancellable)


def _is_ahead(item: Item, now: datetime) -> bool:
    ends_at = item.enrolment.run.ends_at
    return item.enrolment.state in LIVE and (ends_at is None or ends_at > now)
