"""The daily fetch from an address that a provider names: what comes is checked like a file that was sent."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select

from catalogue.core.db import db, transaction
from catalogue.core.errors import DomainError
from catalogue.core.logs import log
from catalogue.offerings.freshness.rules import REPEATED_CONFIRMING
from catalogue.offerings.uploads import rules
from catalogue.offerings.uploads.addresses import ensure_allowed
from catalogue.offerings.uploads.fetching import fetched
from catalogue.offerings.uploads.models import Upload, UploadPull
from catalogue.offerings.uploads.rules import How, Source, UploadState
from catalogue.offerings.uploads.services.choosing import decide
from catalogue.offerings.uploads.services.receiving import SameFile, receive
from catalogue.offerings.uploads.texts import in_both
from catalogue.providers.models import Provider, ProviderMember
from catalogue.providers.rules import MemberRole, ProviderState
from catalogue.providers.services.telling import tell_members

EVERY = timedelta(days=1)
AFTER_A_DEATH = timedelta(hours=1)
"""When an address is asked again of which nothing became known: the worker ended while it was asking."""
URL_MAX = 2000
MENDERS = (MemberRole.OWNER, MemberRole.EDITOR)


@dataclass(frozen=True)
class Due:
    """An address to be asked now. :ivar digest: of the file that came from it the last time."""

    provider_id: int
    url: str
    account_id: int | None
    digest: str | None


def save_pull(provider_id: int, url: str, *, publish: bool, account_id: int, now: datetime) -> None:
    """Fetch from this address every day, the first time soon; an empty one ends it.

    :raises AddressNotAllowed: it is none from which anything is fetched.
    """
    plain = url.strip()[:URL_MAX]
    if plain:
        ensure_allowed(plain)  # it asks where a name leads: nobody waits for that in a transaction
    _keep(provider_id, plain, publish, account_id, now)


@transaction
def _keep(provider_id: int, plain: str, publish: bool, account_id: int, now: datetime) -> None:
    if not plain:
        db.session.execute(delete(UploadPull).where(UploadPull.provider_id == provider_id))
        return
    pull = db.session.get(UploadPull, provider_id) or UploadPull(provider_id=provider_id, since=now)
    pull.url, pull.publish, pull.account_id, pull.next_at = plain, publish, account_id, now
    pull.digest, pull.trouble = None, {}
    db.session.add(pull)


def pull_due(now: datetime) -> int:
    """Fetch what is due. :returns: how many addresses were asked."""
    done = 0
    while (due := _take(now)) is not None:
        _pull(due, now)
        done += 1
    return done


@transaction
def _take(now: datetime) -> Due | None:
    """The next address. Who is not verified has to wait; a worker that dies over it leaves it for another one.

    It acts as whoever saved it, while she is an editor there, as a token does.
    """
    _stop_without_editor(now)
    due = (
        select(UploadPull)
        .join(UploadPull.provider)
        .where(UploadPull.next_at <= now, Provider.state == ProviderState.VERIFIED, _of_an_editor())
        .order_by(UploadPull.next_at)
        .limit(1)
    )
    pull = db.session.scalars(due.with_for_update(skip_locked=True, of=UploadPull)).first()
    if pull is None:
        return None
    pull.next_at = now + AFTER_A_DEATH
    return Due(pull.provider_id, pull.url, pull.account_id, pull.digest)


def _of_an_editor() -> ColumnElement[bool]:
    return exists().where(
        ProviderMember.provider_id == UploadPull.provider_id, ProviderMember.account_id == UploadPull.account_id,
        ProviderMember.role.in_(MENDERS),
    )  # fmt: skip


def _stop_without_editor(now: datetime) -> None:
    """They are looked at again every day; until somebody saves the address again, the desk says why nothing comes."""
    (words,) = in_both(rules.FetcherGone.message)
    for pull in db.session.scalars(select(UploadPull).where(UploadPull.next_at <= now, ~_of_an_editor())):
        if pull.trouble != words:
            tell_members(pull.provider_id, MENDERS, "upload_not_fetched", {"provider": pull.provider_id}, now)
        pull.next_at, pull.trouble = now + EVERY, words


def _pull(due: Due, now: datetime) -> None:
    known = due.digest if _checked_lately(due.provider_id, now) else None
    try:
        with fetched(due.url) as (stream, name):
            upload = receive(
                due.provider_id, stream, name, account_id=due.account_id, source=Source.PULL, known=known, now=now
            )
    except SameFile:  # as yesterday
        _note(due.provider_id, due.digest, now)
    except DomainError as refused:
        why = {"provider": due.provider_id, "code": refused.code, "why": refused.about.get("why")}
        log.info("a file was not fetched", extra={"about": why})
        _note_trouble(due.provider_id, refused, now)
    else:
        _note(due.provider_id, upload.digest, now)


def _checked_lately(provider_id: int, now: datetime) -> bool:
    """Otherwise the same file is checked once more: what it repeats counts as confirmed, once in a week."""
    fetched_before = select(Upload.id).where(
        Upload.provider_id == provider_id, Upload.source == Source.PULL, Upload.created_at > now - REPEATED_CONFIRMING
    )
    return db.session.scalars(fetched_before.limit(1)).first() is not None


@transaction
def _note_trouble(provider_id: int, refused: DomainError, now: datetime) -> None:
    pull = db.session.get(UploadPull, provider_id)
    if pull is None:
        return
    pull.pulled_at, pull.next_at = now, now + EVERY
    (pull.trouble,) = in_both(refused.message)
    tell_members(provider_id, MENDERS, "upload_not_fetched", {"provider": provider_id}, now)


@transaction
def _note(provider_id: int, digest: str | None, now: datetime) -> None:
    pull = db.session.get(UploadPull, provider_id)
    if pull is not None:
        pull.pulled_at, pull.next_at, pull.trouble, pull.digest = now, now + EVERY, {}, digest


@transaction
def after_check(upload_id: int, now: datetime) -> None:
    """What was fetched is published without being asked where that was chosen; who must mend something is told.

    In the transaction that ends the check: a worker that dies between the two would leave the file lying.
    """
    db.session.flush()
    upload = db.session.get_one(Upload, upload_id)
    if upload.source != Source.PULL:
        return
    if upload.faulty or upload.state == UploadState.REFUSED:
        about = {"provider": upload.provider_id, "upload": upload.id}
        tell_members(upload.provider_id, MENDERS, "upload_errors", about, now)
    mine = select(UploadPull).where(UploadPull.provider_id == upload.provider_id, _of_an_editor())
    pull = db.session.scalars(mine).first()
    if pull is not None and pull.publish and upload.state == UploadState.CHECKED:
        with suppress(rules.NothingToPublish):
            decide(upload_id, How.GOOD, withdraw=False, now=now)
