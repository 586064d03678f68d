"""What files changed, read for the office: a fixed number of SELECTs, however much it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.paging import pages_of
from catalogue.offerings.filed.models import FileBatch, FileChange
from catalogue.offerings.models import Offering, Run
from catalogue.providers.models import Provider

T = TypeVar("T")
PER_PAGE = 20
CHANGED = or_(~FileChange.fresh, cast(FileChange.before, Text) != "{}")
"""What was live already, and what came new and was changed before anybody had looked: that is both."""
_CHANGED = func.count(FileChange.id).filter(CHANGED)
_FRESH = func.count(FileChange.id).filter(FileChange.fresh)


@dataclass(frozen=True)
class Batch:
    """A file, or a day of programs. :ivar changed: live listings that it changed; :ivar fresh: new ones, some of which
    it may have changed since.
    """

    row: FileBatch
    changed: int
    fresh: int


@dataclass(frozen=True)
class PageOf(Generic[T]):
    rows: list[T]
    page: int
    pages: int


def batches(here: ColumnElement[bool], *, looked_at: bool, page: int) -> PageOf[Batch]:
    """The newest first. :param here: which providers; :param looked_at: also those that were looked at."""
    total = count(here) if not looked_at else _number(_with_changes(here))
    pages = pages_of(total, PER_PAGE)
    wanted = _with_changes(here) if looked_at else _unseen(here)
    shown = wanted.order_by(FileBatch.last_at.desc(), FileBatch.id.desc()).limit(PER_PAGE)
    page = min(page, pages)
    rows = list(db.session.scalars(shown.offset((page - 1) * PER_PAGE).options(contains_eager(FileBatch.provider))))
    counts = _counts([row.id for row in rows])
    return PageOf([Batch(row, *counts.get(row.id, (0, 0))) for row in rows], page, pages)


def count(here: ColumnElement[bool]) -> int:
    """How many nobody has looked at."""
    return _number(_unseen(here))


def batch_by_public_id(public_id: str) -> Batch:
    """:raises NotFound: there is none."""
    found = select(FileBatch).where(FileBatch.public_id == public_id).options(joinedload(FileBatch.provider))
    row = db.session.scalars(found).one_or_none()
    if row is None:
        raise NotFound
    return Batch(row, *_counts([row.id]).get(row.id, (0, 0)))


def changes(batch_id: int, *, fresh: bool, page: int) -> PageOf[FileChange]:
    """The listings that a batch changed, or those that are new with it, as it brought them in."""
    wanted = select(FileChange).where(FileChange.batch_id == batch_id, FileChange.fresh if fresh else CHANGED)
    pages = pages_of(_number(wanted), PER_PAGE)
    page = min(page, pages)
    whole = joinedload(FileChange.offering).options(
        joinedload(Offering.provider), selectinload(Offering.runs).joinedload(Run.city)
    )
    shown = wanted.order_by(FileChange.id).offset((page - 1) * PER_PAGE).limit(PER_PAGE).options(whole)
    return PageOf(list(db.session.scalars(shown)), page, pages)


def _with_changes(here: ColumnElement[bool]) -> Select[FileBatch]:
    any_left = select(FileChange.id).where(FileChange.batch_id == FileBatch.id).exists()
    return select(FileBatch).join(Provider, Provider.id == FileBatch.provider_id).where(here, any_left)


def _unseen(here: ColumnElement[bool]) -> Select[FileBatch]:
    return _with_changes(here).where(FileBatch.looked_at.is_(None))


def _number(statement: Select[FileBatch] | Select[FileChange]) -> int:
    return db.session.scalar(statement.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def _counts(ids: list[int]) -> dict[int, tuple[int, int]]:
    """Batch → how many it changed, how many are new."""
    counted = select(FileChange.batch_id, _CHANGED, _FRESH).where(FileChange.batch_id.in_(ids))
    rows = db.session.execute(counted.group_by(FileChange.batch_id)).tuples()
    return {number: (changed, fresh) for number, changed, fresh in rows}
