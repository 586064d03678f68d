"""At least one row in every table: what migrations are tried on. A new table belongs in here; a test counts."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from catalogue.accounts.models import (
    AccountRole,
    Assistance,
    Attempt,
    Consent,
    GuardianInvitation,
    Guardianship,
    Learner,
    RecordClaim,
    SignInCode,
    WebSession,
)
from catalogue.core import audit, outbox
from catalogue.core.db import db
from catalogue.enrolment.certificates.models import Certificate, SigningKey
from catalogue.enrolment.completion.models import Attendance, Completion, Rating
from catalogue.enrolment.mine.models import Absence, CalendarFeed, ReminderChoice, SavedOffering
from catalogue.enrolment.models import BundleMember, Enrolment, EnrolmentEvent, WaitingBundle
from catalogue.enrolment.roster.models import EnrolmentNote, RunMessage
from catalogue.figures.rules import Source
from catalogue.figures.services import Visit, add_visits
from catalogue.offerings.editing.models import OfferingTranslation, SentForm
from catalogue.offerings.filed.models import FileBatch, FileChange
from catalogue.offerings.freshness.models import ListingReminder
from catalogue.offerings.images.models import ImageFetch
from catalogue.offerings.models import (
    IndexChange,
    OfferingOccupation,
    OfferingSkill,
    OfferingTopic,
    ProgrammeStep,
    Run,
    RunSection,
    RunSession,
)
from catalogue.offerings.reports.models import Report
from catalogue.offerings.uploads.models import AccessToken, Upload, UploadChunk, UploadItem, UploadPull
from catalogue.privacy.models import RightsRequest
from catalogue.providers.models import ProviderChange, ProviderInvitation, ProviderMember
from catalogue.search.models import SearchWish
from catalogue.taxonomy.models import Topic
from tests.builders import NOON, a_learner, a_run, a_venue, an_offering, saved
from tests.builders_images import with_picture
from tests.builders_listings import a_revision


def fill_every_table() -> None:
    """Beside the vocabularies, which must be loaded already. Call inside an app context."""
    sections = [{"gender_mode": "women", "capacity": 3}, {"gender_mode": "men"}]
    run = a_run(capacity=5, venue_id=a_venue().id, seats_taken=1, sections=sections, waiting_list=5, waiting_taken=1)
    learner = a_learner()
    _fill_accounts(learner)
    _fill_offering(run, learner.account_id or 0)
    _fill_enrolment(run, learner)
    saved(RightsRequest(account_id=learner.account_id, kind="other", words="x", received_at=NOON, due_at=NOON))
    _fill_uploads(run, learner.account_id or 0)
    _fill_own_place(run, learner.account_id or 0)
    saved(SearchWish(wished_on=NOON.date(), language="ar", search="q=x", words="x", people=2))


def _fill_uploads(run: Run, account_id: int) -> None:
    mine = {"provider_id": run.offering.provider_id, "account_id": account_id}
    upload = saved(Upload(**mine, name="x.csv", size=1, digest="d", state="checked", created_at=NOON))
    saved(SentForm(provider_id=run.offering.provider_id, key="k" * 16, digest="d", made="2345", sent_at=NOON))
    saved(UploadChunk(upload_id=upload.id, number=1, content=b"x"))
    saved(UploadItem(upload_id=upload.id, position=1, row=2, outcome="created", offering_id=run.offering_id))
    batch = saved(
        FileBatch(provider_id=run.offering.provider_id, source="desk", name="x.csv", begun_at=NOON, last_at=NOON)
    )
    saved(FileChange(batch_id=batch.id, offering_id=run.offering_id, fresh=True))
    saved(AccessToken(**mine, name="x", token_hash="h", created_at=NOON))
    saved(UploadPull(**mine, url="https://example.org/x.csv", since=NOON, next_at=NOON))


def _fill_accounts(learner: Learner) -> None:
    account_id = learner.account_id or 0
    child = saved(Learner(full_name_en="Sara", created_at=NOON))
    later = NOON + timedelta(hours=1)
    saved(AccountRole(account_id=account_id, role="office", granted_at=NOON))
    saved(WebSession(id_hash="h", account_id=account_id, content={}, created_at=NOON, seen_at=NOON, expires_at=later))
    saved(SignInCode(handle="h", purpose="join", email="a@example.org", details={}, created_at=NOON, expires_at=later))
    saved(Attempt(key_hash="h", window_ends_at=later, count=1))
    saved(Guardianship(account_id=account_id, learner_id=child.id, kind="parent", since=NOON))
    invited = {"learner_id": child.id, "invited_by": account_id, "email": "b@example.org"}
    saved(Assistance(account_id=account_id, learner_id=child.id, since=NOON, ends_at=later))
    saved(GuardianInvitation(handle="h", **invited, created_at=NOON, expires_at=later))
    saved(RecordClaim(code_hash="h", learner_id=child.id, made_by=account_id, created_at=NOON, expires_at=later))
    agreed = {"account_id": account_id, "learner_id": child.id, "text_version": "1", "language": "ar"}
    saved(Consent(**agreed, purpose="guardianship", given_at=NOON))
    saved(Consent(account_id=account_id, purpose="privacy_notice", text_version="1", language="ar", given_at=NOON))


def _fill_offering(run: Run, account_id: int) -> None:
    offering_id = run.offering_id
    topic_id = db.session.scalars(select(Topic.id)).first()
    saved(OfferingTopic(offering_id=offering_id, topic_id=topic_id, position=0))
    saved(OfferingSkill(offering_id=offering_id, role="taught", words="Welding", position=0))
    saved(OfferingOccupation(offering_id=offering_id, isco_code="7212", position=0))
    saved(ProgrammeStep(programme_id=an_offering(kind="programme").id, step_id=offering_id, position=0))
    saved(ProviderMember(provider_id=run.offering.provider_id, account_id=account_id, role="owner", since=NOON))
    asked = {"provider_id": run.offering.provider_id, "created_at": NOON, "expires_at": NOON}
    saved(ProviderInvitation(**asked, handle="p", role="editor", invited_by=account_id, email="c@example.org"))
    saved(ProviderChange(provider_id=run.offering.provider_id, content={"name_en": "New"}, asked_at=NOON))
    saved(ListingReminder(offering_id=offering_id, said_at=NOON, step=1))
    saved(Report(offering_id=offering_id, account_id=account_id, reason="dates", words="Too late", created_at=NOON))
    saved(IndexChange(offering_id=offering_id, changed_at=NOON))
    add_visits({Visit(run.offering.public_id, NOON.date(), Source.SEARCH, "welding"): 1})
    saved(OfferingTranslation(offering_id=offering_id, field="title", original="ar", ar_beside="x", en_beside="y"))
    a_revision(run.offering, created_by=account_id)
    with_picture(run.offering)
    saved(ImageFetch(offering_id=offering_id, url="https://example.org/a.jpg", tries=1, next_at=NOON))


def _fill_enrolment(run: Run, learner: Learner) -> None:
    about = {"run_id": run.id, "learner_id": learner.id, "acted_by": learner.account_id}
    enrolment = saved(Enrolment(**about, state="confirmed", created_at=NOON, changed_at=NOON))
    saved(RunSection(run_id=run.id, key="women", gender_mode="women", position=0, capacity=3, seats_taken=1))
    saved(EnrolmentEvent(enrolment_id=enrolment.id, to_state="confirmed", cause="enrolled", at=NOON))
    _fill_proof(enrolment.id, run.id)
    _fill_class(enrolment.id, run.id, learner.account_id)
    waiting = {**about, "learner_id": a_learner().id, "state": "waitlisted", "waiting_place": 1}
    place = saved(Enrolment(**waiting, created_at=NOON, changed_at=NOON))
    bundle = saved(WaitingBundle(run_id=run.id, together="all", created_at=NOON))
    saved(BundleMember(enrolment_id=place.id, bundle_id=bundle.id))
    audit.record("run", run.id, before=None, after="scheduled", cause="import", actor_id=None, now=NOON)
    outbox.post("enrolled", "a@example.org", language="ar", payload={}, dedupe_key="k", now=NOON)
    db.session.commit()


def _fill_class(enrolment_id: int, run_id: int, account_id: int | None) -> None:
    saved(EnrolmentNote(enrolment_id=enrolment_id, words="In front", written_by=account_id, written_at=NOON))
    saved(RunMessage(run_id=run_id, words="Room 2", sent_by=account_id, sent_at=NOON, mails=1, form_number="n"))


def _fill_proof(enrolment_id: int, run_id: int) -> None:
    session_id = db.session.scalars(select(RunSession.id).where(RunSession.run_id == run_id)).one()
    saved(Attendance(enrolment_id=enrolment_id, session_id=session_id, mark="present", recorded_at=NOON))
    ended = {"outcome": "completed", "ended_on": NOON.date(), "recorded_at": NOON}
    saved(Completion(enrolment_id=enrolment_id, **ended))
    saved(Rating(enrolment_id=enrolment_id, stars=5, created_at=NOON, changed_at=NOON))
    saved(SigningKey(kid="k", public_key={}, created_at=NOON))
    place = {"list_number": 1, "list_index": 1}
    saved(
        Certificate(code="c", enrolment_id=enrolment_id, content={}, signature="", key_id="k", issued_at=NOON, **place)
    )


def _fill_own_place(run: Run, account_id: int) -> None:
    enrolment_id = db.session.scalars(select(Enrolment.id).order_by(Enrolment.id).limit(1)).one()
    saved(SavedOffering(account_id=account_id, offering_id=run.offering_id, note="Ask", saved_at=NOON))
    saved(CalendarFeed(account_id=account_id, nonce="n", token_hash="h", made_at=NOON))
    saved(ReminderChoice(account_id=account_id, lead="never", chosen_at=NOON))
    saved(Absence(enrolment_id=enrolment_id, session_id=run.sessions[0].id, said_by=account_id, said_at=NOON))
