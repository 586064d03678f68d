"""Requests and consents: the 30-day clock, the answer, and withdrawing as easily as giving."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from catalogue.accounts.models import Consent
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.mail import deliver
from catalogue.core.outbox import Message
from catalogue.privacy import queries, rules, services
from catalogue.privacy.models import RightsRequest
from catalogue.privacy.rules import RequestKind, RequestState
from tests.builders import NOON, an_account, saved
from tests.mailbox import mail_files, text_of

DAY = timedelta(days=1)


@pytest.fixture
def asked(app: Flask) -> tuple[int, str]:
    """An account and the number of its request."""
    account = an_account(language="en", email="noura@example.org")
    return account.id, services.ask(account.id, RequestKind.ACCESS, "Who saw my data?", now=NOON)


def the_request() -> RightsRequest:
    return db.session.scalars(select(RightsRequest)).one()


def test_a_request_is_due_after_thirty_days_and_is_confirmed_by_mail(app: Flask, asked: tuple[int, str]) -> None:
    row = the_request()
    assert (row.state, row.due_at) == (RequestState.OPEN, NOON + 30 * DAY)
    deliver(NOON)
    mail = mail_files(app.config["SETTINGS"].home)[-1]
    assert asked[1] in text_of(mail)
    assert "Who saw my data?" not in text_of(mail), "a mail may be read by others"


def test_it_can_be_extended_once_with_a_reason_and_not_after_its_time(asked: tuple[int, str]) -> None:
    assert services.extend(asked[1], "We ask the provider", now=NOON + 29 * DAY) == NOON + 60 * DAY
    with pytest.raises(rules.ExtendedAlready):
        services.extend(asked[1], "Again", now=NOON + 29 * DAY)
    late = services.ask(asked[0], RequestKind.OTHER, "Another", now=NOON)
    with pytest.raises(rules.ExtendedAlready):
        services.extend(late, "Too late", now=NOON + 30 * DAY)


def test_an_answer_closes_it_and_is_read_on_the_page(asked: tuple[int, str]) -> None:
    services.answer(asked[1], RequestState.REFUSED, "It is kept by law", now=NOON + DAY)
    row = queries.requests_of(asked[0])[0]
    assert (row.state, row.answer, row.answered_at) == ("refused", "It is kept by law", NOON + DAY)
    assert queries.open_requests() == []
    with pytest.raises(rules.RequestAnswered):
        services.answer(asked[1], RequestState.DONE, "Again", now=NOON)
    kinds = db.session.scalars(select(Message.kind).order_by(Message.id)).all()
    assert kinds == ["request_received", "request_answered"]


def test_no_more_than_a_handful_waits_at_once(asked: tuple[int, str]) -> None:
    for _ in range(rules.OPEN_AT_ONCE - 1):
        services.ask(asked[0], RequestKind.OTHER, "More", now=NOON)
    with pytest.raises(rules.TooManyRequests):
        services.ask(asked[0], RequestKind.OTHER, "One too many", now=NOON)
    with pytest.raises(rules.WordsMissing):
        services.ask(an_account().id, RequestKind.OTHER, "", now=NOON)


@pytest.mark.parametrize(("days", "urgent"), [(19, 0), (20, 1), (31, 1)])
def test_the_worker_warns_from_day_twenty(
    asked: tuple[int, str], days: int, urgent: int, logged: list[dict[str, Any]]
) -> None:
    assert services.warn_of_requests(NOON + days * DAY) == urgent
    assert len(logged) == urgent
    assert "noura" not in str(logged)


def test_an_extended_request_warns_ten_days_before_its_new_day(asked: tuple[int, str]) -> None:
    services.extend(asked[1], "We ask the provider", now=NOON + DAY)
    assert [services.warn_of_requests(NOON + days * DAY) for days in (49, 50)] == [0, 1]


def test_the_commands_list_extend_and_answer(app: Flask, asked: tuple[int, str]) -> None:
    run = app.test_cli_runner().invoke
    listed = run(args=["privacy", "requests"])
    assert (asked[1] in listed.output, "noura@example.org" in listed.output) == (True, True)
    with time_machine.travel(NOON + DAY, tick=False):
        extended = run(args=["privacy", "extend", asked[1], "--reason", "More time"])
    assert (extended.exit_code, extended.output) == (0, f"{asked[1]}: due 2027-03-11\n")
    answered = run(args=["privacy", "answer", asked[1], "done", "--reason", "Here it is"])
    assert (answered.exit_code, answered.output) == (0, f"{asked[1]}: done\n")
    assert run(args=["privacy", "requests"]).output == ""
    assert run(args=["privacy", "answer", "NOSUCH", "done", "--reason", "x"]).exit_code == 1
    assert run(args=["privacy", "extend", "NOSUCH", "--reason", "x"]).exit_code == 1


def a_consent(account_id: int, purpose: str) -> Consent:
    return saved(Consent(account_id=account_id, purpose=purpose, text_version="1", language="ar", given_at=NOON))


def test_a_consent_is_withdrawn_by_its_giver_alone_and_stays_as_proof(app: Flask) -> None:
    account = an_account()
    consent = a_consent(account.id, "newsletter")
    with pytest.raises(NotFound):
        services.withdraw_consent(consent.id, account_id=an_account().id, now=NOON)
    for at in (NOON, NOON + DAY):
        services.withdraw_consent(consent.id, account_id=account.id, now=at)
    assert [one.withdrawn_at for one in queries.consents_of(account.id)] == [NOON]


def test_the_consent_to_the_notice_is_the_account(app: Flask) -> None:
    account = an_account()
    consent = a_consent(account.id, "privacy_notice")
    with pytest.raises(rules.ConsentIsTheAccount):
        services.withdraw_consent(consent.id, account_id=account.id, now=NOON)


def test_the_consent_to_looking_after_somebody_is_withdrawn_where_that_ends(app: Flask) -> None:
    account = an_account()
    consent = a_consent(account.id, "guardianship")
    with pytest.raises(rules.ConsentIsTheCare):
        services.withdraw_consent(consent.id, account_id=account.id, now=NOON)
