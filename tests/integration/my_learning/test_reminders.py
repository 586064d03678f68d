"""Reminders: once, to who wants them, in her words, and never of what is off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from catalogue.accounts.models import Account, Guardianship, Learner
from catalogue.core import mail
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.jobs import run_named
from catalogue.core.outbox import Message
from catalogue.enrolment.mine import queries, services
from catalogue.enrolment.mine.reminders import KIND
from catalogue.enrolment.mine.rules import Lead
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.services import cancel, enrol
from catalogue.offerings.models import Offering, Run, RunSession
from tests.builders import a_learner, an_account, an_offering, saved
from tests.integration.enrolment.conftest import an_open_run
from tests.integration.my_learning.conftest import Household
from tests.mailbox import mail_files, text_of

pytestmark = pytest.mark.made_up_counters


def remind(app: Flask, at: datetime) -> list[str]:
    """The worker's reminders at this moment. :returns: to whom something was put into the outbox in all."""
    with app.app_context(), time_machine.travel(at, tick=False):
        assert run_named("reminders", at) >= 0
        found = select(Message.address).where(Message.kind == KIND).order_by(Message.address)
        return list(db.session.scalars(found))


@pytest.fixture
def starts_at(household: Household) -> datetime:
    """When the daughter's only meeting begins: at 17:00 in Riyadh, in ten days."""
    at = (now() + timedelta(days=10)).replace(hour=14, minute=0, second=0, microsecond=0)
    with household.app.app_context():
        household.enrolled(
            household.daughter, starts_at=at, offering=an_offering(title_en="Robots", bring_en="A cable")
        )
    return at


def mother(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(select(Account.email).order_by(Account.id)).first() or ""


def test_one_reminder_a_day_before_and_no_second_one(household: Household, starts_at: datetime) -> None:
    day_before = starts_at - timedelta(days=1)
    assert remind(household.app, day_before - timedelta(minutes=1)) == []
    for minutes in (0, 1, 60, 23 * 60):
        assert remind(household.app, day_before + timedelta(minutes=minutes)) == [mother(household.app)]


def test_every_active_guardian_and_the_learner_are_told_and_nobody_else(
    household: Household, starts_at: datetime
) -> None:
    with household.app.app_context():
        father, former, own = (an_account(email=f"{name}@example.org") for name in ("father", "former", "own"))
        since = starts_at - timedelta(days=100)
        for account, state in ((father, "active"), (former, "ended")):
            saved(
                Guardianship(
                    account_id=account.id, learner_id=household.daughter, kind="parent", since=since, state=state
                )
            )
        db.session.query(Learner).filter_by(id=household.daughter).update({"account_id": own.id})
        db.session.commit()
    assert remind(household.app, starts_at - timedelta(hours=5)) == sorted(
        ["father@example.org", "own@example.org", mother(household.app)]
    )


def test_two_children_in_one_run_are_two_reminders(household: Household, starts_at: datetime) -> None:
    with household.app.app_context():
        run = db.session.scalars(select(Run)).one()
        household.enrolled(household.son, run)
    assert remind(household.app, starts_at - timedelta(hours=5)) == [mother(household.app)] * 2


@pytest.mark.parametrize(
    ("lead", "before", "told"),
    [
        (Lead.TWO_HOURS, timedelta(hours=3), 0),
        (Lead.TWO_HOURS, timedelta(hours=2), 1),
        (Lead.NEVER, timedelta(hours=2), 0),
        (Lead.NEVER, timedelta(minutes=1), 0),
    ],
)
def test_an_account_chooses_when(
    household: Household, starts_at: datetime, lead: Lead, before: timedelta, told: int
) -> None:
    answer = household.browser.post("/en/me/reminders", data={"lead": lead})
    assert answer.location == "/en/me?notice=saved#reminders"
    assert f'value="{lead}" checked' in household.browser.get("/en/me").text
    assert len(remind(household.app, starts_at - before)) == told


def test_a_choice_that_is_none_changes_nothing_and_a_second_choice_counts(household: Household) -> None:
    for lead in ("never", "two_hours", "x", ""):
        household.browser.post("/en/me/reminders", data={"lead": lead})
    assert 'value="two_hours" checked' in household.browser.get("/en/me").text


def _cancel(household: Household) -> None:
    cancel(db.session.scalars(select(Enrolment.id)).one(), acted_by=household.account, now=now())


def _miss(household: Household) -> None:
    enrolment = db.session.scalars(select(Enrolment)).one()
    services.cannot_come(enrolment.id, enrolment.run.sessions[0].id, acted_by=household.account, now=now())


def _set(model: type, **values: Any) -> Callable[[Household], object]:
    return lambda _household: db.session.execute(update(model).values(**values))


VOID: dict[str, Callable[[Household], object]] = {
    "meeting cancelled": _set(RunSession, state="cancelled"),
    "run cancelled": _set(Run, state="cancelled"),
    "run postponed": _set(Run, state="postponed"),
    "taken down": _set(Offering, state="taken_down"),
    "enrolment cancelled": _cancel,
    "not coming": _miss,
    "guardianship over": _set(Guardianship, state="ended"),
    "account closed": _set(Account, state="closed"),
}


@pytest.mark.parametrize("why", VOID)
def test_nothing_is_said_of_what_is_off(household: Household, starts_at: datetime, why: str) -> None:
    with household.app.app_context():
        VOID[why](household)
        db.session.commit()
    assert remind(household.app, starts_at - timedelta(hours=5)) == []


@pytest.mark.parametrize("state", ["requested", "waitlisted", "offered"])
def test_who_has_no_certain_seat_is_not_reminded(household: Household, starts_at: datetime, state: str) -> None:
    with household.app.app_context():
        db.session.query(Enrolment).update({"state": state})
        db.session.query(Run).update({"seats_taken": int(state == "offered")})
        db.session.commit()
    assert remind(household.app, starts_at - timedelta(hours=5)) == []


@pytest.mark.parametrize("why", [why for why in VOID if why != "taken down"])
def test_what_is_off_before_the_mail_leaves_stays_unsent(household: Household, starts_at: datetime, why: str) -> None:
    """The mail server was down for a while."""
    at = starts_at - timedelta(hours=5)
    assert len(remind(household.app, at)) == 1
    with household.app.app_context():
        VOID[why](household)
        db.session.commit()
    assert subjects(household.app, at + timedelta(hours=1)) == []


def test_a_reminder_that_is_late_for_its_meeting_stays_unsent(household: Household, starts_at: datetime) -> None:
    remind(household.app, starts_at - timedelta(hours=5))
    assert subjects(household.app, starts_at) == []


def subjects(app: Flask, at: datetime) -> list[str]:
    """Let the mail leave at this moment. :returns: the reminders' subjects."""
    with app.app_context(), time_machine.travel(at, tick=False):
        while mail.deliver(now()):
            pass
    letters = mail_files(app.config["SETTINGS"].home)
    return [str(one["Subject"]) for one in letters if "Reminder" in one["Subject"] or "\u062a\u0630" in one["Subject"]]


def test_it_says_what_when_where_and_for_whom_and_how_to_change_it(household: Household, starts_at: datetime) -> None:
    remind(household.app, starts_at - timedelta(hours=5))
    (subject,) = subjects(household.app, starts_at - timedelta(hours=4))
    assert subject.startswith("Reminder for Sara: Robots, ")
    assert "5:00\u00a0pm" in subject
    letter = next(one for one in mail_files(household.app.config["SETTINGS"].home) if one["Subject"] == subject)
    said = text_of(letter)
    for words in ("For: Sara", "5:00\u00a0pm to 7:00\u00a0pm", "A cable", "/meetings/", "/en/me#reminders", "AH)"):
        assert words in said, words


def test_it_is_written_as_its_reader_reads(household: Household, starts_at: datetime) -> None:
    with household.app.app_context():
        db.session.query(Account).update({"language": "ar", "digits": "arab", "calendar": "hijri"})
        db.session.commit()
    remind(household.app, starts_at - timedelta(hours=5))
    (subject,) = subjects(household.app, starts_at - timedelta(hours=4))
    letter = next(one for one in mail_files(household.app.config["SETTINGS"].home) if one["Subject"] == subject)
    html = letter.get_body(("html",))
    assert html
    assert 'dir="rtl"' in html.get_content()
    assert "\u0661\u0664\u0664\u0668" in text_of(letter), "the Islamic year in Arabic-Indic digits"
    assert "\u0665:\u0660\u0660" in subject


def test_own_meetings_name_nobody(household: Household) -> None:
    at = (now() + timedelta(days=10)).replace(hour=14, minute=0, second=0, microsecond=0)
    with household.app.app_context():
        household.enrolled(household.mother, starts_at=at)
    remind(household.app, at - timedelta(hours=5))
    (subject,) = subjects(household.app, at - timedelta(hours=4))
    letter = next(one for one in mail_files(household.app.config["SETTINGS"].home) if one["Subject"] == subject)
    assert "For:" not in text_of(letter)


def test_many_are_told_in_several_steps_and_all_of_them(
    household: Household, starts_at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogue.enrolment.mine.reminders.AT_ONCE", 2)
    with household.app.app_context():
        run_id = db.session.scalars(select(Run.id)).one()
        for _each in range(4):
            learner = a_learner()
            saved(
                Enrolment(run_id=run_id, learner_id=learner.id, state="confirmed", created_at=now(), changed_at=now())
            )
        db.session.query(Run).update({"seats_taken": 5})
        db.session.commit()
    assert len(remind(household.app, starts_at - timedelta(hours=5))) == 5


def test_both_databases_remind_once_and_keep_what_was_chosen(each_app: Flask) -> None:
    with each_app.app_context():
        run = an_open_run()
        run_id, offering_id, starts_at = run.id, run.offering_id, run.sessions[0].starts_at
        guardian, child = a_learner(), saved(Learner(full_name_en="Sara", created_at=now()))
        account_id = guardian.account_id or 0
        saved(Guardianship(account_id=account_id, learner_id=child.id, kind="parent", since=now()))
        for learner in (guardian, child):
            enrol(run_id, learner.id, acted_by=account_id, now=now())
        services.choose_reminders(account_id, Lead.NEVER, now())
        services.choose_reminders(account_id, Lead.TWO_HOURS, now())
    told = [len(remind(each_app, starts_at - timedelta(minutes=minutes))) for minutes in (121, 120, 60)]
    assert told == [0, 2, 2]
    with each_app.app_context():
        for _each in range(2):
            services.save(offering_id, account_id, note="Ask", now=now())
            services.renew_feed(account_id, now())
        services.save(offering_id, account_id, now=now())
        note = queries.saved_note(offering_id, account_id)
        assert note is not None
        assert note.note == "Ask"
        assert queries.choices_of(account_id)[1]
