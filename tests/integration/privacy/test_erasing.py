"""Erasing: nothing of the name and address is left anywhere, seats are given back, counts stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from catalogue.accounts import rules as accounts_rules
from catalogue.accounts.models import Account, Consent, Guardianship, Learner
from catalogue.accounts.services import Proof, create_account
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.jobs import run_named
from catalogue.core.mail import deliver
from catalogue.core.outbox import Message, post
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.offerings.models import Run
from catalogue.privacy import queries, services
from catalogue.privacy.holdings import Person, holdings, rows_of
from catalogue.privacy.models import RightsRequest
from tests.builders import NOON, a_learner
from tests.integration.privacy.conftest import CANARY, CANARY_ADDRESS, PASSPHRASE, Household, a_household
from tests.mailbox import mail_files, text_of

RECENT = Proof(signed_in_at=NOON)
TRACES = ("canarievogel", "kanarieke", "zarqua")


def everything_stored() -> dict[str, str]:
    """Every table as one text, in small letters. Call inside an app context."""
    names = inspect(db.engine).get_table_names()
    return {name: repr(db.session.execute(text(f'SELECT * FROM "{name}"')).all()).lower() for name in names}


def tables_with_traces() -> set[str]:
    return {name for name, content in everything_stored().items() if any(trace in content for trace in TRACES)}


def test_the_person_stands_in_every_table_about_people_that_can_say_so(household: Household) -> None:
    """Otherwise the test below would find nothing because there was nothing."""
    person = Person(household.account_id, CANARY_ADDRESS, (household.learner_id, household.child_id))
    empty = [
        holding.table.name
        for holding in holdings()
        if holding.about.owners
        and not db.session.execute(select(holding.table).where(rows_of(person, holding))).first()
    ]
    assert empty == [], "let a_household() write a row into each new table about people"
    assert tables_with_traces() >= {"account", "learner", "enrolment", "message", "sign_in_code", "rights_request"}


@pytest.fixture
def each_household(each_app: Flask) -> Household:
    with each_app.app_context():
        return a_household()


def test_nothing_of_name_and_address_is_left_in_any_table(each_app: Flask, each_household: Household) -> None:
    with each_app.app_context():
        services.erase(each_household.account_id, RECENT, now=NOON)
        assert tables_with_traces() == {"message"}, "only the last mail knows the address, until it is sent"
        deliver(NOON)
        services.forget_farewells(NOON)
        assert tables_with_traces() == set()


def test_neither_logs_nor_files_hold_a_trace_afterwards(
    app: Flask, household: Household, logged: list[dict[str, Any]]
) -> None:
    """The mail itself is left out: here it is a file, in the world it is in the reader's box."""
    services.erase(household.account_id, RECENT, now=NOON)
    deliver(NOON)
    db.session.rollback()  # reading holds the write-ahead log back
    run_named("farewells", NOON)
    assert not any(trace in str(logged).lower() for trace in TRACES)
    home = app.config["SETTINGS"].home
    files = [path for path in home.rglob("*") if path.is_file() and path.suffix != ".eml"]
    assert any(path.suffix == ".sqlite3" for path in files)
    left = {path.name for path in files if any(trace.encode() in path.read_bytes().lower() for trace in TRACES)}
    assert left == set()


def test_live_enrolments_are_cancelled_and_their_seats_are_free_again(household: Household) -> None:
    taken = {run.id: run.seats_taken for run in db.session.scalars(select(Run))}
    done = services.erase(household.account_id, RECENT, now=NOON)
    assert done == services.Erased(seats_given_back=2, learners=2)
    left = {run.id: run.seats_taken for run in db.session.scalars(select(Run))}
    assert (taken[household.run_id], taken[household.child_run_id]) == (2, 1)
    assert (left[household.run_id], left[household.child_run_id]) == (1, 0), "the shared child keeps the seat"


def test_enrolments_and_their_steps_stay_as_counts_without_a_person(household: Household) -> None:
    before = len(db.session.scalars(select(Enrolment)).all())
    services.erase(household.account_id, RECENT, now=NOON)
    rows = db.session.scalars(select(Enrolment).where(Enrolment.learner_id == household.learner_id)).all()
    assert len(db.session.scalars(select(Enrolment)).all()) == before
    assert [(row.state, row.answers, row.idempotency_key) for row in rows] == [
        ("cancelled", {}, None), ("completed", {}, None),
    ]  # fmt: skip
    assert [step.to_state for step in db.session.scalars(select(EnrolmentEvent).where(
        EnrolmentEvent.enrolment_id == rows[0].id))] == ["confirmed", "cancelled"]  # fmt: skip
    learner = db.session.get_one(Learner, household.learner_id)
    assert (learner.full_name_ar, learner.full_name_en, learner.birth_date, learner.gender) == (None,) * 4
    assert (learner.district_id, learner.account_id, learner.erased_at) == (None, None, NOON)


def test_a_dependant_with_another_guardian_stays_and_one_without_goes_too(household: Household) -> None:
    services.erase(household.account_id, RECENT, now=NOON)
    shared, child = (db.session.get_one(Learner, number) for number in (household.shared_id, household.child_id))
    assert (shared.full_name_en, shared.erased_at) == ("Sami", None)
    assert (child.full_name_en, child.erased_at) == (None, NOON)
    left = db.session.execute(select(Guardianship.account_id, Guardianship.learner_id)).tuples().all()
    assert left == [(household.father_id, household.shared_id)]


def test_a_guardianship_that_ended_keeps_nobody_s_record(household: Household) -> None:
    ended = select(Guardianship).where(Guardianship.account_id == household.father_id)
    for one in db.session.scalars(ended):
        one.state, one.ended_at = "ended", NOON
    db.session.commit()
    assert {one.id for one in queries.loss_of(household.account_id).leaving} == {
        household.child_id,
        household.shared_id,
    }


def test_what_cannot_be_cancelled_any_more_stays_counted_and_names_nobody(household: Household) -> None:
    late = NOON + timedelta(days=11)  # the runs have begun
    done = services.erase(household.account_id, Proof(signed_in_at=late), now=late)
    assert done.seats_given_back == 0
    row = db.session.scalars(
        select(Enrolment).where(Enrolment.learner_id == household.learner_id, Enrolment.run_id == household.run_id)
    ).one()
    assert (row.state, row.answers, row.learner.full_name_en) == ("confirmed", {}, None)


def test_the_address_is_free_for_a_new_account_and_the_old_one_opens_no_more(household: Household) -> None:
    services.erase(household.account_id, RECENT, now=NOON)
    old = db.session.get_one(Account, household.account_id)
    assert (old.state, old.password_hash, "@" in old.email) == ("closed", None, False)
    create_account(CANARY_ADDRESS, CANARY, passphrase=None, language="ar", now=NOON)
    with pytest.raises(NotFound):
        services.erase(household.account_id, RECENT, now=NOON)


def test_consents_and_requests_stay_as_proof_without_words(household: Household) -> None:
    services.erase(household.account_id, RECENT, now=NOON)
    mine = select(Consent).where(Consent.account_id == household.account_id).order_by(Consent.id)
    assert [(one.purpose, one.withdrawn_at) for one in db.session.scalars(mine)] == [
        ("privacy_notice", NOON), ("newsletter", NOON),
    ]  # fmt: skip
    assert [(one.kind, one.words) for one in db.session.scalars(select(RightsRequest))] == [("other", None)]


def test_a_last_mail_says_that_it_is_done_in_the_reader_s_language(app: Flask, household: Household) -> None:
    db.session.get_one(Account, household.account_id).language = "en"
    db.session.commit()
    services.erase(household.account_id, RECENT, now=NOON)
    deliver(NOON)
    mails = [one for one in mail_files(app.config["SETTINGS"].home) if one["To"] == CANARY_ADDRESS]
    assert [one["Subject"] for one in mails] == ["Your account is erased"], "no note of cancelling, no code"
    (mail,) = mails
    assert "\u0662 enrolments were cancelled" in text_of(mail)
    assert services.forget_farewells(NOON) == 1


@pytest.mark.parametrize(
    ("proof", "refusal"),
    [
        (Proof(), accounts_rules.PresentPassphraseWrong),
        (Proof(present="not the passphrase at all"), accounts_rules.PresentPassphraseWrong),
        (Proof(signed_in_at=NOON - timedelta(minutes=11)), accounts_rules.PresentPassphraseWrong),
        (Proof(present=PASSPHRASE), None),
        (Proof(signed_in_at=NOON - timedelta(minutes=9)), None),
    ],
)
def test_it_needs_a_recent_sign_in_or_the_passphrase(
    household: Household, proof: Proof, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        services.erase(household.account_id, proof, now=NOON)
    else:
        with pytest.raises(refusal):
            services.erase(household.account_id, proof, now=NOON)
    assert db.session.get_one(Account, household.account_id).state == ("active" if refusal else "closed")


def test_an_account_without_a_passphrase_needs_a_code_first(app: Flask) -> None:
    learner = a_learner()
    with pytest.raises(accounts_rules.ProofNeeded):
        services.erase(learner.account_id or 0, Proof(present="anything"), now=NOON)


def test_nothing_is_posted_to_the_address_of_somebody_who_is_erased(household: Household) -> None:
    services.erase(household.account_id, RECENT, now=NOON)
    address = db.session.get_one(Account, household.account_id).email
    post("reminder", address, language="ar", payload={}, dedupe_key="reminder:1", now=NOON)
    assert db.session.scalars(select(Message).where(Message.address == address)).all() == []
