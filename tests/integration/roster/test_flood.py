"""A learner in several courses of one provider is not flooded: five mails a day alone, what follows in one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.db import db, public_id
from catalogue.core.mail import deliver
from catalogue.core.outbox import Message
from catalogue.enrolment import services as enrolment
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.roster.rules import ALONE_A_DAY, SETTLED_WITHIN, TOGETHER_WITHIN, together_in
from catalogue.enrolment.roster.services import send_message
from catalogue.offerings.models import Run
from tests.builders import NOON, a_dependant, a_learner, a_provider, a_run, an_account, an_offering
from tests.builders_providers import a_member
from tests.mailbox import mail_files, text_of

ADDRESS = "mother@example.org"


class Classes:
    """Three courses of one provider, with the same child in each; the mother alone has another one."""

    def __init__(self) -> None:
        provider = a_provider(name_en="The Library", name_ar=None)
        self.editor = a_member(provider, "editor").account_id or 0
        self.mother = a_learner(account=an_account(email=ADDRESS, language="en"))
        self.child = a_dependant(self.mother)
        self.runs = [self.a_class(provider, f"Course {number}", number) for number in range(3)]
        for run in self.runs:
            self.take_part(run, self.child.id)
        self.other = self.a_class(a_provider(), "Elsewhere", 9)
        self.take_part(self.other, self.mother.id)

    def a_class(self, provider: object, title: str, number: int) -> Run:
        offering = an_offering(provider=provider, title_en=title, title_ar=None)  # type: ignore[arg-type]
        return a_run(offering=offering, starts_at=NOON + timedelta(days=10 + number))

    def take_part(self, run: Run, learner_id: int) -> None:
        enrolment.enrol(run.id, learner_id, acted_by=self.mother.account_id or 0, now=NOON)

    def write(self, run: Run, words: str, at: datetime, by: int | None = None) -> None:
        send_message(run.id, words, form_number=public_id(), acted_by=by or self.editor, now=at)


@pytest.fixture
def classes(app: Flask) -> Classes:
    made = Classes()
    deliver(NOON)  # the confirmations
    return made


def texts(app: Flask) -> list[str]:
    mails = [one for one in mail_files(app.config["SETTINGS"].home) if one["To"] == ADDRESS]
    return [f"{one['Subject']}\n{text_of(one)}" for one in mails][4:]


def kinds() -> list[str]:
    found = select(Message.kind).where(Message.address == ADDRESS, Message.kind.like("run_message%"))
    return list(db.session.scalars(found.order_by(Message.id)))


def test_five_a_day_come_alone_and_the_rest_in_one_mail_within_three_hours(app: Flask, classes: Classes) -> None:
    for number in range(ALONE_A_DAY + 4):
        classes.write(classes.runs[number % 3], f"Words {number}", NOON + timedelta(minutes=number))
    assert kinds() == ["run_message"] * ALONE_A_DAY + ["run_messages"]
    deliver(NOON + timedelta(minutes=30))
    alone = texts(app)
    assert len(alone) == ALONE_A_DAY

    deliver(NOON + TOGETHER_WITHIN + SETTLED_WITHIN)
    (together,) = texts(app)[ALONE_A_DAY:]

    assert together.startswith("Several messages from a provider: The Library")
    assert [f"Words {number}" in together for number in range(ALONE_A_DAY + 4)] == [False] * ALONE_A_DAY + [True] * 4
    assert [f"Course {number}" in together for number in range(3)] == [True] * 3
    assert "Sara Salem" in together


def test_every_three_hours_one_and_another_provider_is_not_counted(app: Flask, classes: Classes) -> None:
    for number in range(ALONE_A_DAY):
        classes.write(classes.runs[number % 3], "Alone", NOON)
    classes.write(classes.runs[0], "Early", NOON)
    classes.write(classes.runs[1], "Late", NOON + TOGETHER_WITHIN)
    elsewhere = a_member(classes.other.offering.provider, "editor").account_id
    classes.write(classes.other, "From elsewhere", NOON, by=elsewhere)

    deliver(NOON + 2 * TOGETHER_WITHIN + SETTLED_WITHIN)

    read = texts(app)
    assert [sum(word in text for text in read) for word in ("Alone", "From elsewhere", "Early", "Late")] == [5, 1, 1, 1]
    assert not [text for text in read if "Early" in text and "Late" in text]


def test_what_was_written_in_the_last_second_of_the_three_hours_is_not_lost(app: Flask, classes: Classes) -> None:
    """Its transaction may end after them: a mail that had left by then would not come a second time."""
    for number in range(ALONE_A_DAY):
        classes.write(classes.runs[number % 3], "Alone", NOON)
    classes.write(classes.runs[0], "Early", NOON)
    deliver(NOON + TOGETHER_WITHIN)
    classes.write(classes.runs[1], "At last", NOON + TOGETHER_WITHIN - timedelta(seconds=1))

    deliver(NOON + TOGETHER_WITHIN + SETTLED_WITHIN)

    (together,) = texts(app)[ALONE_A_DAY:]
    assert "Early" in together
    assert "At last" in together


def test_a_day_later_mails_come_alone_again(app: Flask, classes: Classes) -> None:
    for number in range(ALONE_A_DAY):
        classes.write(classes.runs[number % 3], "Today", NOON)
    classes.write(classes.runs[0], "Tomorrow", NOON + timedelta(days=1))
    assert kinds() == ["run_message"] * (ALONE_A_DAY + 1)


def test_who_has_no_seat_any_more_is_not_told_in_the_mail_of_many(app: Flask, classes: Classes) -> None:
    for number in range(ALONE_A_DAY + 1):
        classes.write(classes.runs[number % 2], f"Words {number}", NOON)
    for left in db.session.scalars(select(Enrolment.id).where(Enrolment.learner_id == classes.child.id)).all():
        enrolment.cancel(left, acted_by=classes.mother.account_id or 0, now=NOON)

    deliver(NOON + TOGETHER_WITHIN + SETTLED_WITHIN)

    assert not [text for text in texts(app) if f"Words {ALONE_A_DAY}" in text]


@pytest.mark.parametrize(("hour", "since"), [(0, 0), (2, 0), (3, 3), (23, 21)])
def test_the_three_hours_begin_at_midnight(hour: int, since: int) -> None:
    at = NOON.replace(hour=hour, minute=59)
    assert together_in(at) == (NOON.replace(hour=since), NOON.replace(hour=since) + TOGETHER_WITHIN)
