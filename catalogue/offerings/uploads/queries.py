"""Uploads of a provider, read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.offerings.uploads.models import AccessToken, Upload, UploadItem, UploadPull
from catalogue.offerings.uploads.rules import Applied, Outcome

SHOWN = 30
PER_PAGE = 20
HEAVY = (UploadItem.before, UploadItem.after)
GROUPS = {
    "created": (Outcome.CREATED,),
    "updated": (Outcome.UPDATED,),
    "absent": (Outcome.ABSENT,),
}


def uploads_of(provider_id: int) -> list[Upload]:
    """The newest first."""
    mine = select(Upload).where(Upload.provider_id == provider_id)
    return list(db.session.scalars(mine.order_by(Upload.id.desc()).limit(SHOWN)))


def upload_of(provider_id: int, public_id: str) -> Upload:
    """:raises NotFound: this provider has none with this number."""
    mine = select(Upload).where(Upload.provider_id == provider_id, Upload.public_id == public_id)
    found = db.session.scalars(mine).one_or_none()
    if found is None:
        raise NotFound
    return found


def item_at(upload: Upload, position: int) -> UploadItem:
    """:raises NotFound: there is none at this place."""
    found = db.session.scalars(_items(upload, with_source=True).where(UploadItem.position == position)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _items(upload: Upload, *, with_source: bool = False) -> Select[UploadItem]:
    left_out = HEAVY if with_source else (*HEAVY, UploadItem.source)
    return select(UploadItem).where(UploadItem.upload_id == upload.id).options(*(defer(one) for one in left_out))


def _paged(statement: Select[UploadItem], page: int) -> tuple[list[UploadItem], int]:
    """The items of one page, and how many pages there are."""
    total = db.session.scalar(select(func.count()).select_from(statement.options().subquery())) or 0
    pages = max(1, -(-total // PER_PAGE))
    shown = statement.order_by(UploadItem.position).limit(PER_PAGE).offset((min(page, pages) - 1) * PER_PAGE)
    return list(db.session.scalars(shown)), pages


def faulty_items(upload: Upload, page: int) -> tuple[list[UploadItem], int]:
    """Those with errors, and what stands in the file."""
    return _paged(_items(upload, with_source=True).where(UploadItem.errors > 0), page)


def drafts_among(upload: Upload) -> list[UploadItem]:
    """Those that stay drafts, since publishing needs more; a page of them."""
    taken = UploadItem.outcome.in_((Outcome.CREATED, Outcome.UPDATED))
    drafts = _items(upload).where(UploadItem.draft, taken)
    return list(db.session.scalars(drafts.order_by(UploadItem.position).limit(PER_PAGE)))


def changed_items(upload: Upload, group: str, page: int) -> tuple[list[UploadItem], int]:
    """Those that are new, changed, or left out by the file."""
    return _paged(_items(upload).where(UploadItem.outcome.in_(GROUPS[group])), page)


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
