"""The commands of the office and the operator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.certificates.models import Certificate
from catalogue.enrolment.certificates.rules import grouped
from catalogue.enrolment.completion.demo import finish_a_course
from catalogue.enrolment.completion.models import Attendance, Rating
from catalogue.enrolment.models import Enrolment
from tests.builders import a_learner, a_run, an_account
from tests.builders_proof import a_certificate, a_course, a_run_that_is_over, a_seat_in, an_office_member

pytestmark = pytest.mark.made_up_counters


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.output


@pytest.fixture
def office(bare_app: Flask) -> str:
    with bare_app.app_context():
        return an_office_member().email


@pytest.fixture
def number(bare_app: Flask) -> str:
    with bare_app.app_context():
        return a_seat_in(a_run_that_is_over()).public_id


def test_completing_prints_the_certificates_code(bare_app: Flask, office: str, number: str) -> None:
    status, said = run(bare_app, "enrolment", "complete", number, "--by", office)

    with bare_app.app_context():
        code = db.session.scalars(select(Certificate.code)).one()
    assert (status, said) == (0, f"{number}: completed, certificate {grouped(code)}\n")
    assert run(bare_app, "enrolment", "complete", number, "--outcome", "no_show", "--by", office)[1] == (
        f"{number}: no_show\n"
    )


def test_attendance_is_entered_by_the_place_of_the_meeting(bare_app: Flask, office: str, number: str) -> None:
    assert run(bare_app, "enrolment", "attend", number, "1", "--mark", "late", "--by", office)[0] == 0
    assert run(bare_app, "enrolment", "attend", number, "2", "--by", office)[0] == 1
    with bare_app.app_context():
        assert db.session.scalars(select(Attendance.mark)).all() == ["late"]


def test_who_may_not_and_what_is_not_are_refused(bare_app: Flask, office: str, number: str) -> None:
    with bare_app.app_context():
        stranger = an_account().email
    assert run(bare_app, "enrolment", "complete", number, "--by", stranger)[0] == 1
    assert run(bare_app, "enrolment", "complete", number, "--by", "nobody@example.org")[0] == 1
    assert run(bare_app, "enrolment", "complete", "X", "--by", office)[0] == 1


def test_certificates_are_withdrawn_and_keys_replaced(bare_app: Flask, office: str) -> None:
    with bare_app.app_context():
        code = a_certificate()
    withdraw = ("certificates", "revoke", grouped(code).lower(), "--reason", "misuse", "--by", office)

    assert run(bare_app, *withdraw) == (0, f"{grouped(code)} is withdrawn\n")
    assert run(bare_app, *withdraw)[0] == 1
    assert run(bare_app, "certificates", "revoke", "X", "--reason", "misuse", "--by", office)[0] == 1
    assert run(bare_app, "certificates", "rotate-key")[0] == 0


def test_the_demonstration_finishes_a_course_once(app: Flask) -> None:
    resident, office = a_learner(), an_office_member()
    address = resident.account.email if resident.account else ""
    seats = 8
    run_over = a_run_that_is_over(offering=a_course(), days=20, seats_taken=seats, capacity=20)
    a_run(offering=a_course(), starts_at=now() + timedelta(days=60), seats_taken=0)
    for _each in range(seats):
        a_seat_in(run_over)

    assert finish_a_course(address, office.email, now())

    assert not finish_a_course(address, office.email, now())
    hers = db.session.scalars(select(Enrolment).where(Enrolment.learner_id == resident.id)).one()
    assert hers.state == "completed"
    assert db.session.scalars(select(Certificate).where(Certificate.enrolment_id == hers.id)).one()
    assert len(db.session.scalars(select(Rating)).all()) == 7


def test_where_there_is_no_such_course_nothing_is_made_up(app: Flask) -> None:
    assert not finish_a_course("nobody@example.org", "nobody@example.org", now())
