"""Offering free seats to those who wait, in their order; accepting, declining, and what happens when nobody answers.

Whatever frees or adds a seat calls `offer_free_seats` in the same transaction, so no seat stays idle while somebody
whom it fits waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from catalogue.accounts.household import may_act
from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.enrolment import rules
from catalogue.enrolment.authority import ensure_may_act
from catalogue.enrolment.models import BundleMember, Enrolment, WaitingBundle
from catalogue.enrolment.rules import EnrolmentState, Entry, Room, Together
from catalogue.enrolment.sections import sections_of
from catalogue.enrolment.services.seats import count, locked_run
from catalogue.enrolment.services.telling import Told, note, tell, tell_all
from catalogue.offerings.models import Run
from catalogue.offerings.rules import OfferingState, RunState
from catalogue.offerings.stale import mark_stale
from catalogue.providers.rules import ProviderState


def offer_free_seats(run: Run, now: datetime) -> int:
    """Offer what is free to those who wait for it. Within the transaction that freed it.

    :param run: locked, as it is now.
    :returns: how many seats were offered.
    """
    if not run.waiting_taken or not _may_offer(run, now):
        return 0
    queue, passed = _queue(run.id)
    plan = rules.plan_offers(queue, room_of(run), passed)
    for bundle_id, times in plan.passed_over.items():
        if times != passed.get(bundle_id):
            db.session.execute(update(WaitingBundle).where(WaitingBundle.id == bundle_id).values(passed_over=times))
    until = rules.offer_expires_at(now, _start_of(run), run.enrol_closes_at) if plan.offered else now
    for enrolment_id in plan.offered:
        _offer(enrolment_id, until, now)
    if plan.offered:
        db.session.refresh(run)
    return len(plan.offered)


def _may_offer(run: Run, now: datetime) -> bool:
    last = last_offer_of(run)
    offering = run.offering
    shown = offering.state == OfferingState.PUBLISHED and offering.provider.state == ProviderState.VERIFIED
    return run.state == RunState.SCHEDULED and shown and (last is None or now < last)


def last_offer_of(run: Run) -> datetime | None:
    """The moment from which no seat of this run is offered any more; None where there is no such moment."""
    return rules.cut_off(_start_of(run), run.enrol_closes_at)


def _start_of(run: Run) -> datetime | None:
    """Where everybody begins when she likes, the first day ends nothing."""
    return None if run.flexible_start else run.starts_at


def _queue(run_id: int) -> tuple[list[Entry], dict[int, int]]:
    """Those who wait, in their order, and how often each family that wants all has been passed over."""
    found = (
        select(Enrolment.id, Enrolment.section, WaitingBundle.id.label("bundle_id"), WaitingBundle.passed_over)
        .outerjoin(BundleMember, BundleMember.enrolment_id == Enrolment.id)
        .outerjoin(
            WaitingBundle, (WaitingBundle.id == BundleMember.bundle_id) & (WaitingBundle.together == Together.ALL)
        )
        .where(Enrolment.run_id == run_id, Enrolment.state == EnrolmentState.WAITLISTED)
        .order_by(Enrolment.waiting_place)
    )
    rows = db.session.execute(found).all()
    passed = {row.bundle_id: row.passed_over for row in rows if row.bundle_id is not None}
    return [Entry(row.id, row.section, row.bundle_id) for row in rows], passed


def room_of(run: Run) -> Room:
    sized = {
        section.key: (section.capacity, section.capacity - section.seats_taken)
        for section in sections_of(run)
        if section.capacity is not None
    }
    return Room(
        free=rules.NO_LIMIT if run.capacity is None else run.capacity - run.seats_taken,
        capacity=rules.NO_LIMIT if run.capacity is None else run.capacity,
        free_in={key: free for key, (_all, free) in sized.items()},
        capacity_of={key: size for key, (size, _free) in sized.items()},
    )


def _offer(enrolment_id: int, until: datetime, now: datetime) -> None:
    row = db.session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.state == EnrolmentState.WAITLISTED)
        .values(state=EnrolmentState.OFFERED, offer_expires_at=until, changed_at=now)
        .returning(Enrolment.run_id, Enrolment.section, Enrolment.learner_id, Enrolment.public_id)
    ).one()
    count(row.run_id, row.section, seats=1, waiting=-1)
    note(enrolment_id, EnrolmentState.WAITLISTED, EnrolmentState.OFFERED, None, "a seat became free", now)
    tell("enrolment_offered", row.learner_id, enrolment_id, row.public_id, now)


@transaction
def accept(enrolment_id: int, *, acted_by: int, now: datetime) -> None:
    """Take the offered seat; a family that wants all takes all that it was offered.

    :raises NotFound: no such enrolment, or somebody else's.
    :raises NotOffered: there is no offer any more. :raises OfferExpired: it came too late.
    :raises AnswerIsForOthersToo: somebody of the family is none of this account's.
    """
    run, offers = _open_offers(enrolment_id, acted_by)
    if any(offer.offer_expires_at is None or offer.offer_expires_at <= now for offer in offers):
        raise rules.OfferExpired
    _settle(offers, EnrolmentState.CONFIRMED, acted_by, "accepted", now)
    tell_all("enrolment_confirmed", [_told(offer) for offer in offers], now)
    mark_stale([run.offering_id], now)


@transaction
def decline(enrolment_id: int, *, acted_by: int, now: datetime) -> None:
    """Give the offered seat on to the next; a family that wants all gives all of them.

    :raises NotFound: no such enrolment, or somebody else's. :raises NotOffered: there is no offer any more.
    :raises AnswerIsForOthersToo: somebody of the family is none of this account's.
    """
    run, offers = _open_offers(enrolment_id, acted_by)
    _give_on(run, offers, EnrolmentState.DECLINED, acted_by, "declined", now)


def lapse_offers(now: datetime) -> int:
    """End the offers that nobody answered in time, and pass their seats on; a run at a time.

    :returns: how many offers ended.
    """
    expired = (
        select(Enrolment.run_id)
        .where(Enrolment.state == EnrolmentState.OFFERED, Enrolment.offer_expires_at <= now)
        .distinct()
        .order_by(Enrolment.run_id)
    )
    return sum(_lapse(run_id, now) for run_id in db.session.scalars(expired).all())


@transaction
def _lapse(run_id: int, now: datetime) -> int:
    run = locked_run(run_id)
    found = select(Enrolment).where(
        Enrolment.run_id == run_id, Enrolment.state == EnrolmentState.OFFERED, Enrolment.offer_expires_at <= now
    )
    offers = db.session.scalars(found.order_by(Enrolment.waiting_place)).all()
    if offers:
        _give_on(run, offers, EnrolmentState.LAPSED, None, "nobody answered in time", now)
    return len(offers)


def offer_what_is_free(now: datetime) -> int:
    """Look for free seats in every run where people wait: for what became free without a seat being given back, such as
    a run that takes place after all. :returns: how many seats were offered."""
    waiting = select(Run.id).where(Run.waiting_taken > 0, Run.state == RunState.SCHEDULED).order_by(Run.id)
    return sum(_offer_in(run_id, now) for run_id in db.session.scalars(waiting).all())


@transaction
def _offer_in(run_id: int, now: datetime) -> int:
    run = locked_run(run_id)
    offered = offer_free_seats(run, now)
    if offered:
        mark_stale([run.offering_id], now)
    return offered


def _open_offers(enrolment_id: int, account_id: int) -> tuple[Run, Sequence[Enrolment]]:
    """The run, locked, and the offer with those of the family that stand or fall with it."""
    enrolment = db.session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    ensure_may_act(enrolment.learner_id, account_id)
    run = locked_run(enrolment.run_id)
    db.session.refresh(enrolment)
    if enrolment.state != EnrolmentState.OFFERED:
        raise rules.OfferExpired if enrolment.state == EnrolmentState.LAPSED else rules.NotOffered
    if enrolment.bundle is None or enrolment.bundle.together != Together.ALL:
        return run, [enrolment]
    members = select(BundleMember.enrolment_id).where(BundleMember.bundle_id == enrolment.bundle.id)
    family = select(Enrolment).where(Enrolment.id.in_(members), Enrolment.state == EnrolmentState.OFFERED)
    offers = db.session.scalars(family.order_by(Enrolment.waiting_place)).all()
    if not all(may_act(one.learner_id, account_id) for one in offers):
        raise rules.AnswerIsForOthersToo
    return run, offers


def _give_on(
    run: Run, offers: Sequence[Enrolment], after: EnrolmentState, actor: int | None, cause: str, now: datetime
) -> None:
    _settle(offers, after, actor, cause, now)
    for offer in offers:
        count(run.id, offer.section, seats=-1)
    tell_all(f"enrolment_{after}", [_told(offer) for offer in offers], now)
    offer_free_seats(locked_run(run.id), now)
    mark_stale([run.offering_id], now)


def _settle(offers: Sequence[Enrolment], after: EnrolmentState, actor: int | None, cause: str, now: datetime) -> None:
    for offer in offers:
        settled = rows_changed(
            update(Enrolment)
            .where(Enrolment.id == offer.id, Enrolment.state == EnrolmentState.OFFERED)
            .values(state=after, offer_expires_at=None, changed_at=now)
        )
        if not settled:
            raise rules.NotOffered
        note(offer.id, EnrolmentState.OFFERED, after, actor, cause, now)


def _told(offer: Enrolment) -> Told:
    return Told(offer.id, offer.learner_id, offer.public_id)
