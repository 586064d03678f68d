"""What the import and the export read: whole offerings, in a fixed number of questions per batch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from catalogue.core.db import db
from catalogue.offerings.models import Offering, OfferingSkill, OfferingTopic, ProgrammeStep, Run
from catalogue.offerings.queries.rows import is_public
from catalogue.offerings.rules import OVER
from catalogue.providers.models import Provider

Key = tuple[str, str]
"""Reference of the provider, reference of the offering: what identifies an offering between systems."""
BATCH = 500


def _among(keys: Sequence[Key]) -> Any:
    by_provider: dict[str, set[str]] = {}
    for provider, reference in keys:
        by_provider.setdefault(provider, set()).add(reference)
    return or_(
        *(
            and_(Provider.reference == provider, Offering.reference.in_(references))
            for provider, references in by_provider.items()
        )
    )


def ids_by_key(keys: Sequence[Key]) -> dict[Key, int]:
    """Key → id, for the offerings that exist."""
    if not keys:
        return {}
    rows = db.session.execute(
        select(Provider.reference, Offering.reference, Offering.id)
        .select_from(Offering)
        .join(Provider, Offering.provider_id == Provider.id)
        .where(_among(keys))
    )
    return {(provider, reference): offering_id for provider, reference, offering_id in rows}


def never_public(keys: Sequence[Key]) -> set[Key]:
    """Which of these nobody but their own provider and the office has ever seen."""
    if not keys:
        return set()
    rows = db.session.execute(
        select(Provider.reference, Offering.reference)
        .select_from(Offering)
        .join(Provider, Offering.provider_id == Provider.id)
        .where(_among(keys), Offering.published_at.is_(None))
    )
    return {(provider, reference) for provider, reference in rows}


def offerings_by_key(keys: Sequence[Key], *, lock: bool = False, pictured: bool = False) -> dict[Key, Offering]:
    """Key → offering with everything of it, for those that exist.

    :param lock: lock their runs first (in the order of their ids), as whoever takes a seat does, then them; and read
        them as they are then.
    :param pictured: with all that writing them down needs.
    """
    ids = ids_by_key(keys)
    if not ids:
        return {}
    statement = select(Offering).where(Offering.id.in_(ids.values()))
    if lock:
        _lock(ids.values())
        statement = statement.execution_options(populate_existing=True)
    rows = {row.id: row for row in db.session.scalars((_exportable if pictured else _whole)(statement))}
    return {key: rows[offering_id] for key, offering_id in ids.items() if offering_id in rows}


def locked_offering(offering_id: int, *, to_delete: bool = False) -> Offering | None:
    """An offering, locked with its runs in the same order.

    :param to_delete: nobody adds a row that would go with it either, such as a report, before this transaction ends.
    """
    _lock([offering_id])
    if to_delete:
        db.session.execute(select(Offering.id).where(Offering.id == offering_id).with_for_update()).all()
    return db.session.get(Offering, offering_id, populate_existing=True)


def _lock(offering_ids: Collection[int]) -> None:
    """Of an offering without runs, its own row alone keeps two who write to it apart.

    Their keys are not locked: those who have just written a row that points to them are not waited for.
    """
    for rows in (
        select(Run.id).where(Run.offering_id.in_(offering_ids)).order_by(Run.id),
        select(Offering.id).where(Offering.id.in_(offering_ids)).order_by(Offering.id),
    ):
        db.session.execute(rows.with_for_update(key_share=True)).all()


def _whole(statement: Any) -> Any:
    options: tuple[ORMOption, ...] = (
        selectinload(Offering.runs).selectinload(Run.sessions),
        selectinload(Offering.runs).joinedload(Run.venue),
        selectinload(Offering.topics),
        selectinload(Offering.skills),
        selectinload(Offering.occupations),
        selectinload(Offering.steps),
    )
    return statement.options(*options)


def public_count() -> int:
    """How many offerings everybody may see."""
    rows = select(Offering.id).join(Offering.provider).where(is_public())
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def public_offerings() -> Iterator[Offering]:
    """Every published offering of a verified provider, in the order of provider and reference, ready for export."""
    keys = select(Offering.id).join(Offering.provider).where(is_public())
    yield from _in_order(keys)


def offerings_to_edit(provider_id: int) -> Iterator[Offering]:
    """Everything of a provider that it can still change, ready for export."""
    keys = select(Offering.id).join(Offering.provider).where(Offering.provider_id == provider_id)
    yield from _in_order(keys.where(Offering.state.not_in(OVER)))


def _in_order(keys: Select[int]) -> Iterator[Offering]:
    ids = list(db.session.scalars(keys.order_by(Provider.reference, Offering.reference)))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        rows = {row.id: row for row in db.session.scalars(_exportable(select(Offering).where(Offering.id.in_(part))))}
        yield from (rows[offering_id] for offering_id in part if offering_id in rows)


def _exportable(statement: Any) -> Any:
    return statement.options(
        joinedload(Offering.provider).options(joinedload(Provider.city), joinedload(Provider.district)),
        selectinload(Offering.runs).selectinload(Run.sessions),
        selectinload(Offering.runs).options(joinedload(Run.venue), joinedload(Run.city), joinedload(Run.district)),
        selectinload(Offering.topics).joinedload(OfferingTopic.topic),
        selectinload(Offering.skills).joinedload(OfferingSkill.skill),
        selectinload(Offering.occupations),
        selectinload(Offering.steps).joinedload(ProgrammeStep.step).joinedload(Offering.provider),
    )
