"""The daily fetch from an address that a provider names: what comes is checked like a file that was sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from catalogue.core.db import db, transaction
from catalogue.core.errors import DomainError
from catalogue.core.logs import log
from catalogue.offerings.uploads import rules
from catalogue.offerings.uploads.fetching import fetched, parts_of
from catalogue.offerings.uploads.models import Upload, UploadPull
from catalogue.offerings.uploads.rules import How, Source, UploadState
from catalogue.offerings.uploads.services.choosing import choose
from catalogue.offerings.uploads.services.receiving import receive
from catalogue.offerings.uploads.texts import in_both
from catalogue.providers.models import Provider
from catalogue.providers.rules import MemberRole, ProviderState
from catalogue.providers.services.telling import tell_members

EVERY = timedelta(days=1)
URL_MAX = 2000
MENDERS = (MemberRole.OWNER, MemberRole.EDITOR)


@transaction
def save_pull(provider_id: int, url: str, *, publish: bool, account_id: int, now: datetime) -> None:
    """Fetch from this address every day, the first time soon; an empty one ends it.

    :raises AddressNotFetched: it is no address of the web.
    """
    if not url.strip():
        db.session.execute(delete(UploadPull).where(UploadPull.provider_id == provider_id))
        return
    plain = url.strip()[:URL_MAX]
    parts_of(plain)
    pull = db.session.get(UploadPull, provider_id) or UploadPull(provider_id=provider_id, since=now)
    pull.url, pull.publish, pull.account_id, pull.next_at = plain, publish, account_id, now
    pull.digest, pull.trouble = None, {}
    db.session.add(pull)


def pull_due(now: datetime) -> int:
    """Fetch what is due. :returns: how many addresses were asked."""
    done = 0
    while (taken := _take(now)) is not None:
        _pull(*taken, now)
        done += 1
    return done


@transaction
def _take(now: datetime) -> tuple[int, str, int | None] | None:
    """The next address; it is not due again before tomorrow, whatever becomes of it."""
    due = (
        select(UploadPull)
        .join(UploadPull.provider)
        .where(UploadPull.next_at <= now, Provider.state == ProviderState.VERIFIED)
        .order_by(UploadPull.next_at)
        .limit(1)
    )
    pull = db.session.scalars(due.with_for_update(skip_locked=True, of=UploadPull)).first()
    if pull is None:
        return None
    pull.next_at = now + EVERY
    return pull.provider_id, pull.url, pull.account_id


def _pull(provider_id: int, url: str, account_id: int | None, now: datetime) -> None:
    try:
        with fetched(url) as (stream, name):
            upload = receive(provider_id, stream, name, account_id=account_id, source=Source.PULL, now=now)
    except DomainError as refused:
        log.info("a file was not fetched", extra={"about": {"provider": provider_id, "why": refused.about.get("why")}})
        _note_trouble(provider_id, refused, now)
        return
    _note(provider_id, upload.id, now)


@transaction
def _note_trouble(provider_id: int, refused: DomainError, now: datetime) -> None:
    pull = db.session.get(UploadPull, provider_id)
    if pull is None:
        return
    pull.pulled_at = now
    (pull.trouble,) = in_both(refused.message)
    tell_members(provider_id, MENDERS, "upload_not_fetched", {"provider": provider_id}, now)


@transaction
def _note(provider_id: int, upload_id: int, now: datetime) -> None:
    """The same file as yesterday needs no second check."""
    upload, pull = db.session.get_one(Upload, upload_id), db.session.get(UploadPull, provider_id)
    if pull is None:
        return
    pull.pulled_at, pull.trouble = now, {}
    if pull.digest == upload.digest:
        db.session.delete(upload)
        return
    pull.digest = upload.digest


def after_check(upload_id: int, now: datetime) -> None:
    """What was fetched is published without being asked where that was chosen; who must mend something is told."""
    upload = db.session.get_one(Upload, upload_id)
    if upload.source != Source.PULL:
        return
    pull = db.session.get(UploadPull, upload.provider_id)
    _tell_of_errors(upload_id, now)
    if pull is not None and pull.publish and upload.state == UploadState.CHECKED:
        try:
            choose(upload_id, How.GOOD, withdraw=False, now=now)
        except rules.NothingToPublish:
            return


@transaction
def _tell_of_errors(upload_id: int, now: datetime) -> None:
    upload = db.session.get_one(Upload, upload_id)
    if upload.faulty or upload.state == UploadState.REFUSED:
        about = {"provider": upload.provider_id, "upload": upload.id}
        tell_members(upload.provider_id, MENDERS, "upload_errors", about, now)
