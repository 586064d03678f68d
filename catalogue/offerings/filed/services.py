"""Keeping what a file did to live listings, within the transaction that did it; and saying that it was looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select

from catalogue.core import audit
from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.core.formats import DEFAULT_ZONE, at_zone
from catalogue.core.outbox import insert_if_new
from catalogue.offerings.filed import rules
from catalogue.offerings.filed.material import material
from catalogue.offerings.filed.models import FileBatch, FileChange
from catalogue.offerings.filed.rules import FiledBy
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import LIVE, OfferingState
from catalogue.offerings.services.taking import Outcome, Taken


@dataclass(frozen=True)
class Arrival:
    """By which way listings come in."""

    provider_id: int
    source: FiledBy
    name: str = ""
    upload_id: int | None = None


@dataclass(frozen=True)
class _Change:
    offering_id: int
    fresh: bool
    before: dict[str, Any]
    after: dict[str, Any]


def note(outcomes: Sequence[Taken], arrival: Arrival, now: datetime) -> None:
    """Within the transaction that took them in, each with its pictures before and after."""
    _keep([*_changed(outcomes), *_published(outcomes)], arrival, now)


def note_published(offering_ids: Sequence[int], arrival: Arrival, now: datetime) -> None:
    """Within the transaction that published what had waited for the rest of its file."""
    _keep([_fresh(number) for number in offering_ids], arrival, now)


def _fresh(offering_id: int) -> _Change:
    return _Change(offering_id, fresh=True, before={}, after={})


def _keep(found: Sequence[_Change], arrival: Arrival, now: datetime) -> None:
    if not found:
        return
    batch = _batch(arrival, now)
    batch.last_at, batch.version, batch.looked_at = max(batch.last_at, now), batch.version + 1, None
    batch.taken_back_at = None  # what was taken back because one row failed may be published later
    here = (FileChange.batch_id == batch.id, FileChange.offering_id.in_([one.offering_id for one in found]))
    known = {row.offering_id: row for row in db.session.scalars(select(FileChange).where(*here))}
    for one in found:
        row = known.get(one.offering_id)
        if row is None:
            db.session.add(FileChange(batch_id=batch.id, **vars(one)))
        elif not one.fresh:  # also of what is new: somebody may have relied on it since it came
            _go_on(row, one)


def _changed(outcomes: Sequence[Taken]) -> Iterable[_Change]:
    live = [one for one in outcomes if one.offering_id and one.state_before in LIVE and one.before and one.after]
    people = or_(Run.seats_taken > 0, Run.waiting_taken > 0)
    ids = [one.offering_id for one in live]
    peopled = set(
        db.session.execute(select(Run.offering_id, Run.reference).where(Run.offering_id.in_(ids), people)).tuples()
        if ids else ()
    )  # fmt: skip
    for taken in live:
        number = taken.offering_id or 0
        runs = {reference for offering_id, reference in peopled if offering_id == number}
        before, after = material(taken.before or {}, taken.after or {}, runs)
        if after:
            yield _Change(number, fresh=False, before=before, after=after)


def _published(outcomes: Sequence[Taken]) -> Iterable[_Change]:
    """What stands before everybody now and did not before."""
    came = (Outcome.CREATED, Outcome.UPDATED)
    ids = [one.offering_id for one in outcomes if one.outcome in came and one.state_before not in LIVE]
    if not any(ids):
        return
    public = select(Offering.id).where(Offering.id.in_(ids), Offering.state == OfferingState.PUBLISHED)
    for number in db.session.scalars(public):
        yield _fresh(number)


def _go_on(row: FileChange, one: _Change) -> None:
    """The same listing once more: from what it was at first to what it is now."""
    row.before, row.after = _merged(one.before, row.before), _merged(row.after, one.after)
    if row.before == row.after and row.fresh:
        row.before, row.after = {}, {}
    elif row.before == row.after:
        db.session.delete(row)


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    fields = {**under, **over}
    runs: dict[str, dict[str, Any]] = {}
    for run in (*under.get("runs", ()), *over.get("runs", ())):
        runs[run["reference"]] = {**runs.get(run["reference"], {}), **run}
    return {**fields, "runs": [runs[reference] for reference in sorted(runs)]} if runs else fields


def _batch(arrival: Arrival, now: datetime) -> FileBatch:
    """The open one of this file, or of the provider's programs today; locked, so that two do not write it at once."""
    about: dict[str, Any] = {
        "provider_id": arrival.provider_id, "upload_id": arrival.upload_id, "source": arrival.source,
        "name": arrival.name, "begun_at": now, "last_at": now,
    }  # fmt: skip
    if arrival.upload_id is not None:
        this = FileBatch.upload_id == arrival.upload_id
    else:
        about["day"] = at_zone(now, DEFAULT_ZONE).date()
        open_today = (FileBatch.day == about["day"], FileBatch.looked_at.is_(None))
        this = and_(FileBatch.provider_id == arrival.provider_id, FileBatch.source == FiledBy.PROGRAM, *open_today)
    statement = select(FileBatch).where(this).with_for_update()
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        db.session.execute(insert_if_new(FileBatch), about)
        found = db.session.scalars(statement).one()
    return found


@transaction
def look_at(batch_id: int, *, seen: str, actor_id: int | None, now: datetime) -> None:
    """Say that the office has looked at a file's changes. A second time says nothing new.

    :param seen: the stamp of what was looked at. :raises MoreThanSeen: more has come since.
    """
    batch = db.session.get(FileBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None:
        raise NotFound
    if batch.stamp != seen:
        raise rules.MoreThanSeen
    if batch.looked_at is None:
        batch.looked_at = now
        audit.record(
            "file_batch", batch.id, before="new", after="looked_at", cause="looked at", actor_id=actor_id, now=now
        )


def forget_taken_back(upload_id: int, offering_ids: Sequence[int], now: datetime) -> None:
    """These listings are again what they were before the file. Within the transaction that ended taking it back."""
    batch = db.session.scalars(select(FileBatch).where(FileBatch.upload_id == upload_id)).one_or_none()
    if batch is None:
        return
    batch.taken_back_at = now
    gone = delete(FileChange).where(FileChange.batch_id == batch.id, FileChange.offering_id.in_(offering_ids))
    db.session.execute(gone)


@transaction
def forget_old(now: datetime) -> int:
    """What was looked at goes after 30 days; what nobody ever looked at, after 180. :returns: how many went."""
    over = or_(FileBatch.looked_at < now - rules.KEPT_AFTER_LOOKING, FileBatch.last_at < now - rules.KEPT_UNSEEN)
    return rows_changed(delete(FileBatch).where(over))
