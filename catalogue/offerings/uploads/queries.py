"""Uploads of a provider, read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import defer

from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.paging import pages_of
from catalogue.offerings.uploads.models import REST, AccessToken, Upload, UploadItem, UploadPull
from catalogue.offerings.uploads.rules import TAKEN, Applied, Outcome, Stage, UploadState

SHOWN = 30
PER_PAGE = 20
HEAVY = (UploadItem.before, UploadItem.after)
FAULTY_PER_PAGE = 10
"""Each of them may show a dozen errors."""
LEFT = and_(
    UploadItem.row > 0,
    UploadItem.outcome != Outcome.ABSENT,
    or_(UploadItem.errors > 0, UploadItem.applied == Applied.FAILED),
)
"""What an upload that was published has not brought in."""
GROUPS = {
    "created": (UploadItem.outcome == Outcome.CREATED, UploadItem.errors == 0),
    "updated": (UploadItem.outcome == Outcome.UPDATED, UploadItem.errors == 0),
    "partly": (UploadItem.outcome.in_(TAKEN), UploadItem.errors > 0),
    "absent": (UploadItem.outcome == Outcome.ABSENT,),
}


class Partition(NamedTuple):
    """The offerings of a file, each counted once; a row that belongs to nobody counts among those with errors.

    :ivar partly: those with errors of which something goes in all the same; they are in `faulty`.
    """

    created: int
    updated: int
    unchanged: int
    faulty: int
    partly: int

    @property
    def total(self) -> int:
        return self.created + self.updated + self.unchanged + self.faulty


def partition(upload: Upload) -> Partition:
    """What the file holds. A note about the file, or an example that was left out, is no offering."""
    wrong = UploadItem.errors > 0
    rows = db.session.execute(
        select(UploadItem.outcome, wrong, func.count())
        .where(UploadItem.upload_id == upload.id, UploadItem.outcome != Outcome.ABSENT)
        .group_by(UploadItem.outcome, wrong)
    )
    found = {(outcome, bool(faulty)): number for outcome, faulty, number in rows.tuples()}
    good = {outcome: found.get((outcome, False), 0) for outcome in Outcome}
    return Partition(
        created=good[Outcome.CREATED],
        updated=good[Outcome.UPDATED],
        unchanged=good[Outcome.UNCHANGED],
        faulty=sum(number for (_outcome, faulty), number in found.items() if faulty),
        partly=sum(found.get((outcome, True), 0) for outcome in TAKEN),
    )


class Progress(NamedTuple):
    """How far the worker is. :ivar of_rows: rows of the file are counted, otherwise listings."""

    done: int
    total: int
    of_rows: bool

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // max(1, self.total))


def progress(upload: Upload) -> Progress:
    """Rows while the file is read, listings while something is done with them."""
    if upload.state == UploadState.WAITING or upload.stage == Stage.CHECKING_AGAIN:
        return Progress(upload.rows_done, upload.rows_total, of_rows=True)
    back = UploadItem.applied.in_((Applied.UNDONE, Applied.KEPT))
    if upload.state == UploadState.UNDOING or upload.stage == Stage.TAKING_BACK:
        done = _count(upload, back)
        return Progress(done, done + _count(upload, UploadItem.applied == Applied.APPLIED), of_rows=False)
    settled = UploadItem.applied != Applied.PENDING
    if upload.stage == Stage.HIDING:
        return Progress(_count(upload, settled, UploadItem.outcome == Outcome.ABSENT), upload.absent, of_rows=False)
    done = _count(upload, settled, UploadItem.outcome != Outcome.ABSENT)
    return Progress(done, upload.changes, of_rows=False)


def _count(upload: Upload, *which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(UploadItem.upload_id == upload.id, *which)) or 0


def about_the_file(upload: Upload) -> list[UploadItem]:
    """What was noted about the file itself: columns that are not known, examples that were left in."""
    notes = _items(upload).where(UploadItem.outcome == Outcome.REFUSED, UploadItem.errors == 0)
    return list(db.session.scalars(notes.order_by(UploadItem.position).limit(PER_PAGE)))


def uploads_of(provider_id: int) -> list[Upload]:
    """The newest first."""
    mine = select(Upload).where(Upload.provider_id == provider_id)
    return list(db.session.scalars(mine.order_by(Upload.id.desc()).limit(SHOWN)))


def upload_of(provider_id: int, public_id: str) -> Upload:
    """:raises NotFound: this provider has none with this number."""
    found = find_upload(provider_id, public_id)
    if found is None:
        raise NotFound
    return found


def find_upload(provider_id: int, public_id: str) -> Upload | None:
    """The upload, where it is still kept."""
    mine = select(Upload).where(Upload.provider_id == provider_id, Upload.public_id == public_id)
    return db.session.scalars(mine).one_or_none()


def left_of(upload: Upload) -> int:
    """How many listings of what was published are still wrong, or were refused on the way."""
    return _count(upload, LEFT)


def rest_of(upload: Upload) -> Upload | None:
    """The newest upload that takes up what was left of this one."""
    rest = select(Upload).where(
        Upload.provider_id == upload.provider_id,
        Upload.digest == f"{REST}{upload.public_id}",
        Upload.state.not_in((UploadState.REFUSED, UploadState.UNDONE)),
    )
    return db.session.scalars(rest.order_by(Upload.id.desc()).limit(1)).first()


def item_at(upload: Upload, position: int) -> UploadItem:
    """:raises NotFound: there is none at this place."""
    found = db.session.scalars(_items(upload, with_source=True).where(UploadItem.position == position)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _items(upload: Upload, *, with_source: bool = False) -> Select[UploadItem]:
    left_out = HEAVY if with_source else (*HEAVY, UploadItem.source)
    return select(UploadItem).where(UploadItem.upload_id == upload.id).options(*(defer(one) for one in left_out))


def _paged(statement: Select[UploadItem], page: int, size: int = PER_PAGE) -> tuple[list[UploadItem], int]:
    """The items of one page, and how many pages there are."""
    total = (
        db.session.scalar(select(func.count()).select_from(statement.with_only_columns(UploadItem.id).subquery())) or 0
    )
    pages = pages_of(total, size)
    shown = statement.order_by(UploadItem.position).limit(size).offset((min(page, pages) - 1) * size)
    return list(db.session.scalars(shown)), pages


def faulty_items(upload: Upload, page: int) -> tuple[list[UploadItem], int]:
    """Those with errors. What stands in the file is not read: of each error the start of it was kept."""
    return _paged(_items(upload).where(UploadItem.errors > 0), page, FAULTY_PER_PAGE)


def drafts_among(upload: Upload) -> list[UploadItem]:
    """Those that stay drafts, since publishing needs more; a page of them."""
    drafts = _items(upload).where(UploadItem.draft, UploadItem.outcome.in_(TAKEN))
    return list(db.session.scalars(drafts.order_by(UploadItem.position).limit(PER_PAGE)))


def changed_items(upload: Upload, group: str, page: int) -> tuple[list[UploadItem], int]:
    """Those that are new, changed, or left out by the file."""
    return _paged(_items(upload).where(*GROUPS[group]), page)


def not_done(upload: Upload) -> list[UploadItem]:
    """Those that were refused while they were published or taken back, with the reason."""
    refused = _items(upload).where(UploadItem.applied.in_((Applied.FAILED, Applied.KEPT)))
    return list(db.session.scalars(refused.order_by(UploadItem.position).limit(200)))


def rows_of_references(upload: Upload, *, without: int) -> Sequence[tuple[str, int]]:
    """Reference and row of each of its offerings but one."""
    rows = select(UploadItem.reference, UploadItem.row).where(
        UploadItem.upload_id == upload.id,
        UploadItem.position != without,
        UploadItem.row > 0,
        UploadItem.reference.is_not(None),
        UploadItem.outcome != Outcome.REFUSED,
    )
    return [(reference, row) for reference, row in db.session.execute(rows) if reference]


def tokens_of(provider_id: int) -> list[AccessToken]:
    mine = select(AccessToken).where(AccessToken.provider_id == provider_id, AccessToken.revoked_at.is_(None))
    return list(db.session.scalars(mine.order_by(AccessToken.id)))


def token_of(provider_id: int, public_id: str) -> AccessToken:
    """:raises NotFound: this provider has none with this number."""
    mine = select(AccessToken).where(AccessToken.provider_id == provider_id, AccessToken.public_id == public_id)
    found = db.session.scalars(mine).one_or_none()
    if found is None:
        raise NotFound
    return found


def pull_of(provider_id: int) -> UploadPull | None:
    return db.session.get(UploadPull, provider_id)
