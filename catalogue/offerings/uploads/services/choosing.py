"""What a person decides about an upload: to publish it, and how; to have it checked again; to take it back."""

from __future__ import annotations

from datetime import datetime

from catalogue.core.db import db, transaction
from catalogue.offerings.services.by_file import NotVouchedFor
from catalogue.offerings.uploads import rules
from catalogue.offerings.uploads.meanwhile import changed_here
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.queries import partition
from catalogue.offerings.uploads.rules import How, Outcome, UploadState


@transaction
def choose(upload_id: int, how: str, *, withdraw: bool, now: datetime) -> None:
    """Have the worker publish what a person has looked at.

    :raises ResultStale: the page showed something else than what stands here now. And whatever `decide` raises.
    """
    upload = _locked(upload_id, UploadState.CHECKED)
    if upload.unchanged and changed_here(upload, Outcome.UNCHANGED):  # the worker compares all others as it takes them
        raise rules.ResultStale
    decide(upload_id, how, withdraw=withdraw, now=now)


@transaction
def decide(upload_id: int, how: str, *, withdraw: bool, now: datetime) -> None:
    """Have the worker publish it.

    :raises NotCheckedNow: it is not checked, or published already. :raises HowMissing: nothing was chosen.
    :raises NotAllGood: all or nothing, and there are errors. :raises NothingToPublish: it would change nothing.
    :raises NoListings: withdrawing is asked for by a file that holds none.
    :raises NotEveryoneNamed: withdrawing is asked for, but some rows do not even say their reference.
    :raises NotVouchedFor: withdrawing is asked for, but the provider is not verified.
    """
    upload = _locked(upload_id, UploadState.CHECKED)
    if how not in set(How):
        raise rules.HowMissing
    if how == How.ALL and upload.faulty:
        raise rules.NotAllGood
    if withdraw and upload.unreadable:
        raise rules.NotEveryoneNamed
    if withdraw and not upload.provider.verified:
        raise NotVouchedFor
    if withdraw and not partition(upload).total:
        raise rules.NoListings
    if not upload.changes and not (withdraw and upload.absent):
        raise rules.NothingToPublish
    upload.how, upload.withdraw, upload.refusal = how, withdraw, {}
    _to_worker(upload, UploadState.PUBLISHING)


@transaction
def choose_undo(upload_id: int, now: datetime) -> None:
    """Have the worker take it back. :raises NotCheckedNow: it is not published. :raises UndoOver: too late."""
    upload = _locked(upload_id, UploadState.PUBLISHED)
    if upload.published_at is None or now > upload.published_at + rules.UNDO_FOR:
        raise rules.UndoOver
    _to_worker(upload, UploadState.UNDOING)


@transaction
def choose_again(upload_id: int) -> None:
    """Have the worker check once more what it holds, against what stands here now. :raises NotCheckedNow: too late."""
    _to_worker(_locked(upload_id, UploadState.CHECKED), UploadState.WAITING)


def _locked(upload_id: int, state: UploadState) -> Upload:
    upload = db.session.get_one(Upload, upload_id, with_for_update=True)
    if upload.state != state:
        raise rules.NotCheckedNow
    return upload


def _to_worker(upload: Upload, state: UploadState) -> None:
    upload.state, upload.leased_until, upload.attempts, upload.rows_done = state, None, 0, 0
    upload.stage = None
