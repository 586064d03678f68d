"""Every mail about an enrolment, as each of three readers gets it: about herself, a child's guardian, another guardian.

The second guardian is told of what the first one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from itertools import count
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import select

from catalogue.accounts.models import Guardianship, Learner
from catalogue.core.db import db, public_id, transaction
from catalogue.core.mail import deliver
from catalogue.core.outbox import Message
from catalogue.enrolment import services
from catalogue.enrolment.mine.reminders import send_due
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.roster.services import send_message
from catalogue.offerings.models import Run
from catalogue.offerings.relied_on import Matter
from catalogue.offerings.services.seat_door import RunChange
from tests.builders import NOON, a_learner, a_run, an_account, an_offering, saved
from tests.mailbox import mail_files

CHILD = {"full_name_en": "Sara Salem", "full_name_ar": "\u0633\u0627\u0631\u0629 \u0633\u0627\u0644\u0645"}
_number = count(1)


class Read(NamedTuple):
    """One mail. `reader` is "self", "guardian" (who acted) or "other" (the guardian who did not)."""

    kind: str
    reader: str
    lang: str
    mail: EmailMessage


class Family(NamedTuple):
    learner: Learner
    actor: int


def a_family(lang: str, *, child: bool) -> Family:
    """Somebody of her own, or a child with two guardians; addresses say who reads."""
    number = next(_number)
    if not child:
        own = a_learner(account=an_account(language=lang, email=f"self-{lang}-{number}@example.org"))
        return Family(own, own.account_id or 0)
    learner = saved(Learner(**CHILD, created_at=NOON))
    accounts = [an_account(language=lang, email=f"{who}-{lang}-{number}@example.org") for who in ("guardian", "other")]
    for account in accounts:
        a_learner(account=account)
        saved(Guardianship(account_id=account.id, learner_id=learner.id, kind="parent", since=NOON))
    return Family(learner, accounts[0].id)


class Stage:
    """One family in runs of its own; each scene leaves its mails in the outbox."""

    def __init__(self, family: Family) -> None:
        self.learner, self.actor = family

    def run(self, **about: object) -> Run:
        title: dict[str, Any] = {"title_en": "Painting", "title_ar": "\u0627\u0644\u0631\u0633\u0645"}
        days = next(_number)  # no two at the same time
        return a_run(offering=an_offering(**title), starts_at=NOON + timedelta(days=20 + days), **about)

    def enrol(self, **about: object) -> Run:
        run = self.run(**about)
        services.enrol(run.id, self.learner.id, acted_by=self.actor, now=NOON)
        return run

    def wait(self) -> tuple[Run, Enrolment]:
        """Behind somebody who has the only seat. :returns: the run, and that enrolment."""
        run, first = self.run(capacity=1, waiting_list=3), a_learner()
        services.enrol(run.id, first.id, acted_by=first.account_id or 0, now=NOON)
        services.wait(run.id, [self.learner.id], acted_by=self.actor, now=NOON)
        return run, self.of(run, first)

    def offered(self) -> Run:
        run, first = self.wait()
        services.cancel(first.id, acted_by=first.acted_by or 0, now=NOON)
        return run

    def of(self, run: Run, learner: Learner | None = None) -> Enrolment:
        wanted = (learner or self.learner).id
        return db.session.scalars(
            select(Enrolment).where(Enrolment.run_id == run.id, Enrolment.learner_id == wanted)
        ).one()

    def cancel(self, run: Run) -> None:
        services.cancel(self.of(run).id, acted_by=self.actor, now=NOON)


def _confirmed(stage: Stage) -> None:
    stage.enrol()


def _accepted(stage: Stage) -> None:
    services.accept(stage.of(stage.offered()).id, acted_by=stage.actor, now=NOON)


def _cancelled(stage: Stage) -> None:
    stage.cancel(stage.enrol())


def _requested(stage: Stage) -> None:
    stage.enrol(allocation="approval")


def _withdrawn(stage: Stage) -> None:
    stage.cancel(stage.enrol(allocation="approval"))


def _rejected(stage: Stage) -> None:
    asked = stage.of(stage.enrol(allocation="approval"))
    services.decide(asked.id, services.Decision.REJECT, acted_by=services.OPERATOR, reason="Too many asked", now=NOON)


def _waitlisted(stage: Stage) -> None:
    stage.wait()


def _left_list(stage: Stage) -> None:
    stage.cancel(stage.wait()[0])


def _offered(stage: Stage) -> None:
    stage.offered()


def _declined(stage: Stage) -> None:
    services.decline(stage.of(stage.offered()).id, acted_by=stage.actor, now=NOON)


def _lapsed(stage: Stage) -> None:
    stage.offered()
    services.lapse_offers(NOON + timedelta(days=2))


def _list_closed(stage: Stage) -> None:
    run, _first = stage.wait()
    services.close_lists((run.starts_at or NOON) - timedelta(minutes=90))


def _run_cancelled(stage: Stage) -> None:
    services.cancel_run(stage.enrol().id, "The room is closed", acted_by=services.OPERATOR, now=NOON)


def _changed(stage: Stage) -> None:
    told = [("room", [None, "Room 4"], [None, "Room 5"]), ("price", [0, "SAR"], [2000, "SAR"])]
    change = RunChange(stage.enrol().id, (Matter.TIMES, Matter.PLACE, Matter.PRICE), told=told)
    transaction(services.listing_changed)([change], NOON)


def _reminder(stage: Stage) -> None:
    run = stage.enrol()
    send_due((run.starts_at or NOON) - timedelta(hours=5))


def _message(stage: Stage) -> None:
    send_message(stage.enrol().id, "Bring a brush", form_number=public_id(), acted_by=services.OPERATOR, now=NOON)  # type: ignore[arg-type]


SCENES: dict[str, tuple[str, Callable[[Stage], None]]] = {
    "confirmed": ("enrolment_confirmed", _confirmed),
    "accepted": ("enrolment_confirmed", _accepted),
    "cancelled": ("enrolment_cancelled", _cancelled),
    "requested": ("enrolment_requested", _requested),
    "withdrawn": ("enrolment_cancelled", _withdrawn),
    "rejected": ("enrolment_rejected", _rejected),
    "waitlisted": ("enrolment_waitlisted", _waitlisted),
    "left-list": ("enrolment_left_list", _left_list),
    "offered": ("enrolment_offered", _offered),
    "declined": ("enrolment_declined", _declined),
    "lapsed": ("enrolment_lapsed", _lapsed),
    "list-closed": ("enrolment_list_closed", _list_closed),
    "run-cancelled": ("enrolment_run_cancelled", _run_cancelled),
    "changed": ("enrolment_changed", _changed),
    "reminder": ("meeting_reminder", _reminder),
    "message": ("run_message", _message),
}


def letters(scene: str, lang: str) -> Iterator[Read]:
    """The mails of a scene to each of the three readers. Call inside an app context."""
    kind, play = SCENES[scene]
    for child in (False, True):
        play(Stage(a_family(lang, child=child)))
        told = select(Message.id, Message.address).where(Message.kind == kind, Message.state == "waiting")
        wanted = {address for _id, address in db.session.execute(told).tuples() if f"-{lang}-" in address}
        for message in db.session.scalars(select(Message).where(Message.state == "waiting")):
            if message.kind != kind or message.address not in wanted:
                message.state = "failed"  # of the scenes before this one
        db.session.commit()
        before = len(mail_files(current_app.config["SETTINGS"].home))
        deliver(NOON + timedelta(days=200))
        for mail in mail_files(current_app.config["SETTINGS"].home)[before:]:
            yield Read(scene, str(mail["To"]).partition("-")[0], lang, mail)
