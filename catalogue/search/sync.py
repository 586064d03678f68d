"""Keeping the index in step with the database: the outbox drained, everything rebuilt, the drift measured.

A change is indexed first and forgotten afterwards: a crash in between only indexes it once more, at the same version.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from catalogue.core.db import db, transaction
from catalogue.core.logs import log
from catalogue.offerings.models import IndexChange
from catalogue.search.documents import Document
from catalogue.search.engine import engine
from catalogue.search.gather import all_documents, documents, visible_versions
from catalogue.search.port import IndexBusy, IndexUnusable

BATCH = 500
FORGET_AT_ONCE = 500


@dataclass(frozen=True)
class Drift:
    """How the index differs from the database: ids that it lacks, has too many of, or has at another version."""

    missing: frozenset[int]
    extra: frozenset[int]
    outdated: frozenset[int]

    @property
    def total(self) -> int:
        return len(self.missing) + len(self.extra) + len(self.outdated)


def drain(now: datetime) -> int:
    """Index what has changed since.

    :returns: how many offerings were indexed or removed; 0 also where another process is writing just now.
    """
    done = 0
    try:
        if (held := ensure_index()) is not None:
            log.warning("there was no usable index, so it was built anew", extra={"about": {"offerings": held}})
            return held
        while _waiting():
            done += _drain_some()
    except IndexBusy:
        return done
    return done


def _drain_some() -> int:
    """The next changes. As the only writer: what another one read later must not be overwritten with what is older."""
    with engine().writing():
        changes = _waiting()
        ids = {offering_id for _id, offering_id in changes}
        _bring_in(ids)
        _forget([change_id for change_id, _offering in changes])
    return len(ids)


def _waiting(most: int | None = BATCH) -> list[tuple[int, int]]:
    """The oldest changes, each with its offering. :param most: None for all of them."""
    rows = db.session.execute(select(IndexChange.id, IndexChange.offering_id).order_by(IndexChange.id).limit(most))
    found = [(row.id, row.offering_id) for row in rows]
    db.session.rollback()  # what is gathered next must be read after this, not in the same snapshot
    return found


def _bring_in(ids: set[int]) -> None:
    present = documents(sorted(ids))
    db.session.rollback()
    if present:
        engine().index(present)
    if gone := ids - {document.id for document in present}:
        engine().remove(sorted(gone))


@transaction
def _forget(change_ids: list[int]) -> None:
    """Exactly the rows that were read: one that came meanwhile waits for the next time."""
    for start in range(0, len(change_ids), FORGET_AT_ONCE):
        part = change_ids[start : start + FORGET_AT_ONCE]
        db.session.execute(delete(IndexChange).where(IndexChange.id.in_(part)))


def rebuild() -> int:
    """Build a new index beside the old one and switch to it.

    :returns: how many offerings it holds; changes that come meanwhile wait in the outbox.
    :raises IndexBusy: another process is writing.
    """
    count = 0

    def counted() -> Iterator[list[Document]]:
        nonlocal count
        for batch in all_documents():
            count += len(batch)
            yield batch

    with engine().writing():
        before = [change_id for change_id, _offering in _waiting(most=None)]
        engine().rebuild(counted())
        db.session.rollback()
        _forget(before)
    return count


def drift() -> Drift:
    """How far the index is from the database, pending changes included.

    :raises IndexUnusable: there is no index, or it cannot be read.
    """
    wanted = visible_versions()
    db.session.rollback()
    held = engine().versions()
    return Drift(
        missing=frozenset(wanted.keys() - held.keys()),
        extra=frozenset(held.keys() - wanted.keys()),
        outdated=frozenset(key for key in wanted.keys() & held.keys() if wanted[key] != held[key]),
    )


def check() -> int:
    """How many offerings the index lacks, has too many of or has at another version; everything, if it is unusable."""
    try:
        return drift().total
    except IndexUnusable:
        return max(1, len(visible_versions()))


def ensure_index() -> int | None:
    """Build the index where there is none that can be read.

    :returns: how many offerings it then holds; None where it was there.
    :raises IndexBusy: another process is writing.
    """
    if engine().health().usable:
        return None
    with engine().writing():  # perhaps another one has built it while we waited
        return None if engine().health().usable else rebuild()
