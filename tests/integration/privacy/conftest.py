"""A household in which every table about people holds a row of one person, with names that stand nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.accounts import services as accounts
from catalogue.accounts.models import (
    Account,
    AccountRole,
    Assistance,
    Attempt,
    Consent,
    GuardianInvitation,
    Guardianship,
    Learner,
    RecordClaim,
    WebSession,
)
from catalogue.accounts.secrets import hash_passphrase
from catalogue.core import audit, outbox
from catalogue.core.db import db
from catalogue.core.logs import log
from catalogue.enrolment import services as enrolment
from catalogue.enrolment.completion.models import Attendance, Rating
from catalogue.enrolment.mine.models import Absence, CalendarFeed, ReminderChoice, SavedOffering
from catalogue.enrolment.models import BundleMember, Enrolment, WaitingBundle
from catalogue.enrolment.roster.models import EnrolmentNote, RunMessage
from catalogue.offerings.models import Run, RunSession
from catalogue.offerings.reports.models import Report
from catalogue.offerings.uploads.models import AccessToken, Upload, UploadPull
from catalogue.privacy import services
from catalogue.privacy.rules import RequestKind
from catalogue.providers.models import ProviderInvitation, ProviderMember
from tests.builders import NOON, a_learner, a_place, a_run, an_account, saved
from tests.builders_listings import a_revision
from tests.builders_proof import a_run_that_is_over, a_seat_in, completed

CANARY = "Zarqua Canarievogel"
CANARY_ADDRESS = "zarqua.canarievogel@example.org"
CHILD = "Kanarieke Canarievogel"
PASSPHRASE = "violet tortoise anchors seventeen kites"


@dataclass(frozen=True)
class Household:
    """Database ids of a mother, her child, the child whom the father looks after too, and of the father."""

    account_id: int
    learner_id: int
    child_id: int
    shared_id: int
    father_id: int
    run_id: int
    child_run_id: int


def a_household() -> Household:
    """Call inside an app context."""
    account = an_account(email=CANARY_ADDRESS, password_hash=hash_passphrase(PASSPHRASE), digits="arab")
    father = an_account(email="father@example.org")
    about = {"birth_date": NOON.date().replace(year=1990), "gender": "female", "district_id": a_place().id}
    mother = a_learner(account=account, full_name_en=CANARY, **about)
    a_learner(account=father, full_name_en="Badr")
    child = saved(Learner(full_name_en=CHILD, created_at=NOON))
    shared = saved(Learner(full_name_en="Sami", created_at=NOON))
    for account_id, learner_id in ((account.id, child.id), (account.id, shared.id), (father.id, shared.id)):
        saved(Guardianship(account_id=account_id, learner_id=learner_id, kind="parent", since=NOON))
    run, child_run = a_run(capacity=5), a_run(capacity=5)
    enrolment.enrol(run.id, mother.id, acted_by=account.id, answers={"q1": CANARY}, idempotency_key="k1", now=NOON)
    enrolment.enrol(child_run.id, child.id, acted_by=account.id, now=NOON)
    enrolment.enrol(run.id, shared.id, acted_by=account.id, now=NOON)
    _finish_a_course(mother)
    _fill_the_rest(account, run, child.id)
    return Household(account.id, mother.id, child.id, shared.id, father.id, run.id, child_run.id)


def _finish_a_course(learner: Learner) -> None:
    """With attendance, a certificate that says her name, and words about it."""
    ended = a_seat_in(a_run_that_is_over(), learner=learner)
    completed(ended)
    session_id = db.session.scalars(select(RunSession.id).where(RunSession.run_id == ended.run_id)).one()
    saved(Attendance(enrolment_id=ended.id, session_id=session_id, mark="present", recorded_at=NOON))
    saved(Rating(enrolment_id=ended.id, stars=5, words=f"{CANARY} liked it", created_at=NOON, changed_at=NOON))


def _fill_the_rest(account: Account, run: Run, child_id: int) -> None:
    later = NOON + timedelta(hours=1)
    saved(AccountRole(account_id=account.id, role="office", granted_at=NOON))
    saved(
        WebSession(
            id_hash="h1", account_id=account.id, content={"account_id": account.id}, created_at=NOON, seen_at=NOON,
            expires_at=later,
        )
    )  # fmt: skip
    saved(Attempt(key_hash="h1", window_ends_at=later, count=1))
    saved(Consent(account_id=account.id, purpose="privacy_notice", text_version="1", language="ar", given_at=NOON))
    saved(Consent(account_id=account.id, purpose="newsletter", text_version="2", language="en", given_at=NOON))
    saved(ProviderMember(provider_id=run.offering.provider_id, account_id=account.id, role="owner", since=NOON))
    asked = {"provider_id": run.offering.provider_id, "role": "editor", "created_at": NOON, "expires_at": later}
    saved(ProviderInvitation(handle="h3", **asked, invited_by=account.id, email="aunt@example.org"))
    mine = {"provider_id": run.offering.provider_id, "account_id": account.id}
    saved(Upload(**mine, name="x.csv", size=1, digest="d", state="checked", created_at=NOON))
    saved(AccessToken(**mine, name="x", token_hash="h", created_at=NOON))
    saved(UploadPull(**mine, url="https://example.org/x.csv", since=NOON, next_at=NOON))
    saved(RunMessage(run_id=run.id, words="Room 2", sent_by=account.id, sent_at=NOON, mails=1, form_number="n"))
    a_revision(run.offering, created_by=account.id)
    words = f"{CANARY} saw it"
    saved(Report(offering_id=run.offering_id, account_id=account.id, reason="dates", words=words, created_at=NOON))
    accounts.ask_for_code(CANARY_ADDRESS, NOON)
    invited = {"learner_id": child_id, "invited_by": account.id, "email": "aunt@example.org"}
    saved(GuardianInvitation(handle="h1", **invited, created_at=NOON, expires_at=later))
    saved(RecordClaim(code_hash="h1", learner_id=child_id, made_by=account.id, created_at=NOON, expires_at=later))
    _fill_her_own_place(account, run, child_id)
    audit.record("run", run.id, before=None, after="scheduled", cause="by hand", actor_id=account.id, now=NOON)
    outbox.post("reset_link", CANARY_ADDRESS, language="ar", payload={"name": CANARY}, dedupe_key="k", now=NOON)
    db.session.commit()
    services.ask(account.id, RequestKind.OTHER, f"{CANARY} asks\nfor something", now=NOON)


def _fill_her_own_place(account: Account, run: Run, child_id: int) -> None:
    saved(SavedOffering(account_id=account.id, offering_id=run.offering_id, note=f"{CANARY} asks", saved_at=NOON))
    saved(CalendarFeed(account_id=account.id, nonce="n1", token_hash="h1", made_at=NOON))
    saved(ReminderChoice(account_id=account.id, lead="never", chosen_at=NOON))
    later = NOON + timedelta(days=30)
    saved(Assistance(account_id=account.id, learner_id=child_id, since=NOON, ends_at=later))
    own = db.session.scalars(select(Enrolment).where(Enrolment.run_id == run.id).order_by(Enrolment.id)).all()[0]
    saved(EnrolmentNote(enrolment_id=own.id, words=f"{CANARY} in front", written_by=account.id, written_at=NOON))
    saved(Absence(enrolment_id=own.id, session_id=run.sessions[0].id, said_by=account.id, said_at=NOON))
    bundle = saved(WaitingBundle(run_id=run.id, together="all", created_at=NOON))
    saved(BundleMember(enrolment_id=own.id, bundle_id=bundle.id))


@pytest.fixture
def logged(app: Flask) -> Iterator[list[dict[str, Any]]]:
    """Everything that the app logs, however unimportant."""
    records: list[dict[str, Any]] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append({"said": record.getMessage(), **vars(record)})

    keeping, level = Keeping(), log.level
    log.addHandler(keeping)
    log.setLevel(logging.DEBUG)
    yield records
    log.removeHandler(keeping)
    log.setLevel(level)


@pytest.fixture
def household(app: Flask) -> Household:
    """For tests of services and queries."""
    return a_household()


@pytest.fixture
def family(bare_app: Flask) -> Household:
    """For tests that make requests."""
    with bare_app.app_context():
        return a_household()
