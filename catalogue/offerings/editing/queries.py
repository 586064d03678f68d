"""A provider's own listings, read: in whatever state they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from catalogue.core.audit import last_step
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.paging import pages_of
from catalogue.offerings.editing.models import OfferingRevision, OfferingTranslation, SentForm
from catalogue.offerings.editing.rules import DraftDeleted, RevisionState
from catalogue.offerings.models import (
    Offering,
    OfferingOccupation,
    OfferingSkill,
    OfferingTopic,
    ProgrammeStep,
    Run,
    Venue,
)
from catalogue.offerings.rules import OVER, OfferingState
from catalogue.providers.models import Provider
from catalogue.taxonomy.models import District

PER_PAGE = 20
_PLACES = (
    joinedload(Run.city),
    joinedload(Run.district).options(joinedload(District.city), joinedload(District.zone)),
    joinedload(Run.venue).options(joinedload(Venue.city), joinedload(Venue.district).joinedload(District.city)),
    selectinload(Run.sessions),
)


@dataclass(frozen=True)
class ListingsPage:
    """A page of a provider's listings. :ivar counts: state → how many are in it, whatever was chosen."""

    rows: Sequence[Offering]
    counts: dict[str, int]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return pages_of(self.total, PER_PAGE)


def listings(provider_id: int, *, state: str = "", page: int = 1) -> ListingsPage:
    """The provider's listings, the last changed first."""
    by_state = select(Offering.state, func.count()).where(Offering.provider_id == provider_id).group_by(Offering.state)
    counts = {row[0]: row[1] for row in db.session.execute(by_state)}
    total = counts.get(state, 0) if state else sum(counts.values())
    page = min(page, pages_of(total, PER_PAGE))
    wanted = select(Offering).where(Offering.provider_id == provider_id)
    if state:
        wanted = wanted.where(Offering.state == state)
    rows = db.session.scalars(
        wanted.order_by(Offering.changed_at.desc(), Offering.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
        .options(selectinload(Offering.topics), selectinload(Offering.runs).options(*_PLACES))
    ).all()
    return ListingsPage(rows, counts, total, page)


def own_listing(provider_id: int, public_id: str) -> Offering:
    """One listing with all of it.

    :raises NotFound: there is none, or it is somebody else's. :raises DraftDeleted: there was one.
    """
    found = db.session.scalars(
        select(Offering)
        .where(Offering.public_id == public_id, Offering.provider_id == provider_id)
        .options(
            joinedload(Offering.provider).options(joinedload(Provider.city), joinedload(Provider.district)),
            joinedload(Offering.city),
            selectinload(Offering.topics).joinedload(OfferingTopic.topic),
            selectinload(Offering.skills).joinedload(OfferingSkill.skill),
            selectinload(Offering.occupations).selectinload(OfferingOccupation.occupations),
            selectinload(Offering.steps).joinedload(ProgrammeStep.step).joinedload(Offering.provider),
            selectinload(Offering.runs).options(*_PLACES, selectinload(Run.section_seats)),
        )
    ).one_or_none()
    if found is None:
        raise DraftDeleted if db.session.get(SentForm, (provider_id, deletion_key(public_id))) else NotFound
    return found


def deletion_key(public_id: str) -> str:
    """Under which it is kept that this draft was deleted."""
    return f"deletion of {public_id}"


def run_of(offering: Offering, public_id: str) -> Run:
    """:raises NotFound: the listing has no such run."""
    for run in offering.runs:
        if run.public_id == public_id:
            return run
    raise NotFound


def programmes_with(offering_id: int) -> Sequence[Offering]:
    """The programmes of which a listing is a part."""
    links = select(ProgrammeStep.programme_id).where(ProgrammeStep.step_id == offering_id)
    return db.session.scalars(select(Offering).where(Offering.id.in_(links)).order_by(Offering.id)).all()


def pairs_of(offering_id: int) -> dict[str, OfferingTranslation]:
    rows = db.session.scalars(select(OfferingTranslation).where(OfferingTranslation.offering_id == offering_id))
    return {row.field: row for row in rows}


def reason_for_changes(offering_id: int) -> str:
    """What the office wants changed, in its words; empty where it wants nothing."""
    said = last_step("offering", offering_id)
    return said.cause if said.state == OfferingState.CHANGES_REQUESTED else ""


def open_revision_of(offering_id: int) -> OfferingRevision | None:
    waiting = select(OfferingRevision).where(
        OfferingRevision.offering_id == offering_id, OfferingRevision.state == RevisionState.OPEN
    )
    return db.session.scalars(waiting).one_or_none()


def waiting_among(offering_ids: Collection[int]) -> set[int]:
    """Which of these listings have changes that wait for the office."""
    rows = select(OfferingRevision.offering_id).where(
        OfferingRevision.offering_id.in_(offering_ids), OfferingRevision.state == RevisionState.OPEN
    )
    return set(db.session.scalars(rows))


def last_decision_of(offering_id: int) -> OfferingRevision | None:
    """The newest proposal of a listing that the office has answered."""
    decided = (
        select(OfferingRevision)
        .where(
            OfferingRevision.offering_id == offering_id,
            OfferingRevision.state.in_((RevisionState.APPROVED, RevisionState.REJECTED)),
        )
        .order_by(OfferingRevision.decided_at.desc(), OfferingRevision.id.desc())
        .limit(1)
    )
    return db.session.scalars(decided).one_or_none()


def others_of(offering: Offering) -> Sequence[Offering]:
    """The provider's other listings that are not over: what a programme may consist of."""
    rows = select(Offering).where(
        Offering.provider_id == offering.provider_id, Offering.id != offering.id, Offering.state.not_in(OVER)
    )
    named = load_only(Offering.reference, Offering.provider_id, Offering.title_ar, Offering.title_en)
    return db.session.scalars(rows.options(named, joinedload(Offering.provider)).order_by(Offering.id)).all()


def revision_by_public_id(public_id: str) -> OfferingRevision:
    """For the office. :raises NotFound: there is none."""
    found = db.session.scalars(
        select(OfferingRevision)
        .where(OfferingRevision.public_id == public_id)
        .options(joinedload(OfferingRevision.offering))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
