"""Taking an import back: each offering to exactly what it was, the last one first, or left as it is with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.errors import DomainError
from catalogue.offerings.exchange.pictures import filled
from catalogue.offerings.exchange.shape import Raw
from catalogue.offerings.filed.services import forget_taken_back
from catalogue.offerings.models import Offering, ProgrammeStep
from catalogue.offerings.queries.exchange import locked_offering
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.services.importing import Options, Outcome, Taken, import_lines
from catalogue.offerings.services.programmes import change_programmes_with
from catalogue.offerings.services.states import pause, publish
from catalogue.offerings.services.taking import CHANGED_SINCE
from catalogue.offerings.uploads import rules
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import Applied, UploadState
from catalogue.offerings.uploads.services.forgetting import forget_venues
from catalogue.offerings.uploads.services.leasing import Turn, hold
from catalogue.offerings.uploads.services.staying import why_it_stays
from catalogue.offerings.uploads.texts import in_both

GONE = _l("It is not there any more.")
PEOPLE = _l("People are or were enrolled in it, so it was not removed; it is hidden from now on.")
PEOPLE_NOW = _l("People are enrolled in it, so it was left as it is.")


def undo(turn: Turn, now: datetime) -> None:
    """Take everything back that this upload did."""
    take_back(turn, now)
    _finish(turn, now)


def take_back(turn: Turn, now: datetime) -> None:
    """Take back what it did so far. A later turn goes on where one ended."""
    of = (UploadItem.upload_id == turn.upload_id, UploadItem.applied == Applied.APPLIED)
    applied = select(UploadItem.id).where(*of)
    upload = db.session.get_one(Upload, turn.upload_id)
    provider, actor_id = upload.provider.reference, upload.account_id
    # Programmes first: one that loses a step before its turn would look like one that somebody changed.
    steps = exists().where(ProgrammeStep.programme_id == UploadItem.offering_id)
    for item_id in list(db.session.scalars(applied.order_by(steps.desc(), UploadItem.position.desc()))):
        _one_back(turn, item_id, provider, actor_id, now)
    _tell_the_office(turn, now)


@transaction
def _tell_the_office(turn: Turn, now: datetime) -> None:
    """What is again what it was need not be looked at."""
    hold(turn)
    undone = select(UploadItem.offering_id).where(
        UploadItem.upload_id == turn.upload_id,
        UploadItem.applied == Applied.UNDONE,
        UploadItem.offering_id.is_not(None),
    )
    forget_taken_back(turn.upload_id, list(db.session.scalars(undone)), now)


@transaction
def _one_back(turn: Turn, item_id: int, provider: str, actor_id: int | None, now: datetime) -> None:
    """Within one transaction: nobody decides anything between being asked and being overruled."""
    hold(turn)
    item = db.session.get_one(UploadItem, item_id)
    brought = item.outcome == rules.Outcome.CREATED
    offering = locked_offering(item.offering_id, to_delete=brought) if item.offering_id else None
    if offering is None:
        _settle(item, Applied.KEPT, GONE)
    elif item.outcome == rules.Outcome.UNCHANGED:
        item.applied = Applied.UNDONE
    elif why := why_it_stays(item, offering):
        _settle(item, Applied.KEPT, why)
    elif item.outcome == rules.Outcome.ABSENT:
        _show_again(item, offering, actor_id, now)
    elif item.before and item.after:
        before = item.before
        raw = Raw(
            item.row, filled(before), position=item.position, state=item.state_before, found=item.after, expected=before
        )
        _as_it_was(turn, item_id, raw, provider, actor_id, now)
    elif brought:
        _remove(item, offering, actor_id, now)
    else:
        item.applied = Applied.UNDONE


def _settle(item: UploadItem, applied: Applied, words: LazyString) -> None:
    item.applied = applied
    (item.words,) = in_both(words)


def _show_again(item: UploadItem, offering: Offering, actor_id: int | None, now: datetime) -> None:
    try:
        publish(offering.id, actor_id=actor_id, now=now, cause="import taken back")
        item.applied = Applied.UNDONE
    except DomainError as refused:
        _settle(item, Applied.KEPT, refused.message)


def _remove(item: UploadItem, offering: Offering, actor_id: int | None, now: datetime) -> None:
    """An offering that the import brought: gone, as long as nobody was ever enrolled in it."""
    if any(run.seats_taken or run.waiting_taken for run in offering.runs):
        _settle(item, Applied.KEPT, PEOPLE_NOW)
        return
    change_programmes_with(offering.id, now)
    try:
        with db.session.begin_nested():
            number, state = offering.id, offering.state
            db.session.delete(offering)
    except IntegrityError:  # somebody was, and what she did is kept
        db.session.expire_all()
        if offering.state == OfferingState.PUBLISHED:
            pause(offering.id, actor_id=actor_id, now=now)
        _settle(item, Applied.KEPT, PEOPLE)
        return
    audit.record(
        "offering", number, before=state, after=audit.DELETED, cause="import taken back", actor_id=actor_id, now=now
    )
    item.applied, item.offering_id = Applied.UNDONE, None
    forget_venues(item)


def _as_it_was(turn: Turn, item_id: int, raw: Raw, provider: str, actor_id: int | None, now: datetime) -> None:
    options = Options(
        provider=provider, may_enter_providers=False, only_provider=True, pictures=True, exact=True, actor_id=actor_id
    )

    def record(outcomes: Sequence[Taken]) -> None:
        hold(turn)
        item = db.session.get_one(UploadItem, item_id)
        for taken in outcomes:
            if taken.listing is None and not taken.problems:  # its steps
                continue
            if taken.outcome is not Outcome.REFUSED:
                item.applied = Applied.UNDONE
                forget_venues(item)
                continue
            refusals = [problem.message for problem in taken.problems if problem.refused]
            _settle(item, Applied.KEPT, refusals[0] if refusals else CHANGED_SINCE)

    import_lines([raw], options, now, record=record)


@transaction
def _finish(turn: Turn, now: datetime) -> None:
    hold(turn)
    upload = db.session.get_one(Upload, turn.upload_id)
    upload.state, upload.undone_at, upload.leased_until = UploadState.UNDONE, now, None
    audit.record(
        "upload", upload.id, before=UploadState.PUBLISHED, after=UploadState.UNDONE, cause="import taken back",
        actor_id=upload.account_id, now=now,
    )  # fmt: skip
