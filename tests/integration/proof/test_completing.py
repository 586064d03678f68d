"""Entering how it went: who may, what it does to seat, event and certificate, how it is corrected; on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.accounts.models import Account
from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.formats import at_zone
from catalogue.enrolment.certificates.models import Certificate
from catalogue.enrolment.completion import services
from catalogue.enrolment.completion.models import Attendance, Completion
from catalogue.enrolment.completion.queries import meetings_attended
from catalogue.enrolment.completion.rules import Attended, Mark, MeetingAhead, NotBegun, NotTakingPart, Outcome
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.rules import HOLDING_A_SEAT
from catalogue.offerings.models import Run, RunSession
from catalogue.providers.models import ProviderMember
from catalogue.taxonomy.models import City
from tests.builders import NOON, a_run, an_account, saved
from tests.builders_proof import a_course, a_run_that_is_over, a_seat_in, an_office_member, completed

pytestmark = pytest.mark.made_up_counters


@pytest.fixture
def app(each_app: Flask) -> Iterator[Flask]:
    """With a context, on each database; and after every test, the counter of every run tells the truth."""
    with each_app.app_context():
        yield each_app
        held = (
            select(func.count())
            .where(Enrolment.run_id == Run.id, Enrolment.state.in_(HOLDING_A_SEAT))
            .scalar_subquery()
        )
        assert db.session.execute(select(Run.id, Run.seats_taken, held).where(Run.seats_taken != held)).all() == []


def enrolled() -> Enrolment:
    return a_seat_in(a_run_that_is_over())


def state_of(enrolment: Enrolment) -> str:
    return db.session.scalars(select(Enrolment.state).where(Enrolment.id == enrolment.id)).one()


def complete(enrolment: Enrolment, outcome: Outcome, by: Account) -> str | None:
    return services.complete(enrolment.id, outcome, acted_by=by.id, now=now()).code


def test_completing_writes_state_event_day_and_certificate_and_frees_the_seat(app: Flask) -> None:
    enrolment, office = enrolled(), an_office_member()

    code = complete(enrolment, Outcome.COMPLETED, office)

    assert code
    assert state_of(enrolment) == "completed"
    ended = db.session.get_one(Completion, enrolment.id)
    assert (ended.outcome, ended.recorded_by) == ("completed", office.id)
    over_at = db.session.get_one(Run, enrolment.run_id).ends_at
    assert over_at
    assert ended.ended_on == at_zone(over_at).date()
    event = db.session.scalars(select(EnrolmentEvent)).one()
    assert (event.from_state, event.to_state, event.actor_id) == ("confirmed", "completed", office.id)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.entity == "certificate")).one()
    assert (entry.to_state, entry.actor_id) == ("issued", office.id)


def test_completing_twice_changes_nothing(app: Flask) -> None:
    enrolment, office = enrolled(), an_office_member()

    first, again = (complete(enrolment, Outcome.COMPLETED, office) for _twice in range(2))

    assert first == again
    assert db.session.scalar(select(func.count()).select_from(EnrolmentEvent)) == 1


def test_a_correction_withdraws_the_certificate_and_completing_again_issues_another(app: Flask) -> None:
    enrolment, office = enrolled(), an_office_member()
    first = complete(enrolment, Outcome.COMPLETED, office)

    assert complete(enrolment, Outcome.NO_SHOW, office) is None
    assert state_of(enrolment) == "no_show"
    third = complete(enrolment, Outcome.COMPLETED, office)

    rows = db.session.execute(select(Certificate.code, Certificate.state).order_by(Certificate.id)).tuples().all()
    assert rows == [(first, "revoked"), (third, "issued")]
    assert first != third


def test_what_gives_no_certificate_is_completed_without(app: Flask) -> None:
    enrolment = a_seat_in(a_run_that_is_over(offering=a_course(credential="none")))

    assert completed(enrolment) == ""
    assert state_of(enrolment) == "completed"


def of_the_provider(enrolment: Enrolment, role: str = "instructor") -> Account:
    account = an_account()
    provider_id = db.session.get_one(Run, enrolment.run_id).offering.provider_id
    saved(ProviderMember(provider_id=provider_id, account_id=account.id, role=role, since=NOON))
    return account


def of_the_office_of_another_city(enrolment: Enrolment) -> Account:
    city = db.session.scalars(select(City)).first()
    assert city
    return an_office_member(city_id=city.id)


def of_another_provider(enrolment: Enrolment) -> Account:
    return of_the_provider(enrolled())


def of_the_provider_that_is(state: str, enrolment: Enrolment) -> Account:
    account = of_the_provider(enrolment, "owner")
    db.session.get_one(Run, enrolment.run_id).offering.provider.state = state
    db.session.commit()
    return account


def of_a_closed_provider(enrolment: Enrolment) -> Account:
    return of_the_provider_that_is("closed", enrolment)


def the_learner(enrolment: Enrolment) -> Account:
    account = enrolment.learner.account
    assert account
    return account


def a_closed_office_account(enrolment: Enrolment) -> Account:
    account = an_office_member()
    account.state = "closed"
    db.session.commit()
    return account


@pytest.mark.parametrize(
    "who",
    [
        of_the_office_of_another_city,
        of_another_provider,
        of_a_closed_provider,
        the_learner,
        a_closed_office_account,
        lambda _enrolment: an_account(),
    ],
)
def test_nobody_else_enters_anything(app: Flask, who: Callable[[Enrolment], Account]) -> None:
    enrolment = enrolled()
    actor = who(enrolment).id
    session_id = db.session.scalars(select(RunSession.id).where(RunSession.run_id == enrolment.run_id)).one()

    with pytest.raises(NotFound):
        services.complete(enrolment.id, Outcome.COMPLETED, acted_by=actor, now=now())
    with pytest.raises(NotFound):
        services.record_attendance(enrolment.id, session_id, Mark.PRESENT, acted_by=actor, now=now())
    assert state_of(enrolment) == "confirmed"


@pytest.mark.parametrize("role", ["owner", "editor", "instructor"])
def test_the_providers_people_enter_it(app: Flask, role: str) -> None:
    enrolment = enrolled()

    assert complete(enrolment, Outcome.COMPLETED, of_the_provider(enrolment, role))


def test_a_suspended_provider_looks_after_those_who_are_enrolled(app: Flask) -> None:
    enrolment = enrolled()

    assert complete(enrolment, Outcome.COMPLETED, of_the_provider_that_is("suspended", enrolment))


def test_nothing_is_entered_before_it_begins(app: Flask) -> None:
    run = a_run(offering=a_course(), starts_at=NOON + timedelta(days=400), seats_taken=1)
    enrolment, office = a_seat_in(run), an_office_member()
    session_id = db.session.scalars(select(RunSession.id).where(RunSession.run_id == run.id)).one()

    with pytest.raises(NotBegun):
        services.complete(enrolment.id, Outcome.COMPLETED, acted_by=office.id, now=NOON)
    with pytest.raises(MeetingAhead):
        services.record_attendance(enrolment.id, session_id, Mark.PRESENT, acted_by=office.id, now=NOON)


def test_who_gave_the_seat_back_completes_nothing(app: Flask) -> None:
    enrolment = a_seat_in(a_run_that_is_over(seats_taken=0), state="cancelled")

    with pytest.raises(NotTakingPart):
        completed(enrolment)


def test_attendance_is_entered_once_for_each_meeting_and_corrected(app: Flask) -> None:
    enrolment, office = enrolled(), an_office_member()
    session_id = db.session.scalars(select(RunSession.id).where(RunSession.run_id == enrolment.run_id)).one()

    for mark in (Mark.ABSENT, Mark.LATE):
        services.record_attendance(enrolment.id, session_id, mark, acted_by=office.id, now=now())

    row = db.session.scalars(select(Attendance)).one()
    assert (row.mark, row.recorded_by) == ("late", office.id)


def test_a_meeting_of_another_run_is_none_of_this_one(app: Flask) -> None:
    enrolment, other, office = enrolled(), enrolled(), an_office_member()
    session_id = db.session.scalars(select(RunSession.id).where(RunSession.run_id == other.run_id)).one()

    with pytest.raises(NotFound):
        services.record_attendance(enrolment.id, session_id, Mark.PRESENT, acted_by=office.id, now=now())


def test_attendance_counts_every_meeting_that_took_place_and_none_that_was_cancelled(app: Flask) -> None:
    enrolment, at = enrolled(), now()
    first = db.session.scalars(select(RunSession).where(RunSession.run_id == enrolment.run_id)).one()
    hour = timedelta(hours=1)
    saved(RunSession(run_id=enrolment.run_id, starts_at=at - 2 * hour, ends_at=at - hour, state="moved"))
    off = saved(RunSession(run_id=enrolment.run_id, starts_at=at - hour, ends_at=at, state="cancelled"))
    unmarked = enrolled()
    for meeting in (first, off):
        db.session.add(Attendance(enrolment_id=enrolment.id, session_id=meeting.id, mark="late", recorded_at=at))
    db.session.commit()

    assert meetings_attended([enrolment.id, unmarked.id]) == {enrolment.id: Attended(there=1, known=1, meetings=2)}
