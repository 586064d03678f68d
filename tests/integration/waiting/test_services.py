"""Joining, offers and families: what the services do and who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.enrolment import rules, services
from catalogue.enrolment.models import WaitingBundle
from catalogue.enrolment.rules import Together
from catalogue.offerings.models import Run
from catalogue.privacy.services import erasing
from tests.builders import NOON, a_learner, a_run
from tests.integration.waiting.scenes import a_family, a_full_run, by, enrolment_of, leave, states, told, wait


def test_a_freed_seat_is_offered_to_the_first_in_the_same_transaction(app: Flask) -> None:
    run, (there,) = a_full_run()
    first, second = a_learner(), a_learner()
    wait(run, first)
    wait(run, second)

    leave(run, there)

    assert states(run, first, second) == ["offered", "waitlisted"]
    assert enrolment_of(run, first).offer_expires_at == NOON + timedelta(hours=24)
    assert told("enrolment_offered") == [first.account.email if first.account else ""]
    found = db.session.get_one(Run, run.id)
    assert (found.seats_taken, found.waiting_taken) == (1, 1)


def test_joining_twice_is_one_place(app: Flask) -> None:
    run, _there = a_full_run()
    learner = a_learner()
    wait(run, learner)
    wait(run, learner)
    assert db.session.get_one(Run, run.id).waiting_taken == 1
    assert len(told("enrolment_waitlisted")) == 1


def test_declining_passes_the_seat_on_and_accepting_keeps_it(app: Flask) -> None:
    run, (there,) = a_full_run()
    first, second = a_learner(), a_learner()
    wait(run, first)
    wait(run, second)
    leave(run, there)

    services.decline(enrolment_of(run, first).id, acted_by=by(first), now=NOON)
    assert states(run, first, second) == ["declined", "offered"]
    services.accept(enrolment_of(run, second).id, acted_by=by(second), now=NOON)
    assert states(run, second) == ["confirmed"]
    assert len(told("enrolment_confirmed")) == 2


def test_an_offer_lapses_and_the_next_has_it_at_once(app: Flask) -> None:
    run, (there,) = a_full_run()
    first, second = a_learner(), a_learner()
    wait(run, first)
    wait(run, second)
    leave(run, there)
    later = NOON + timedelta(hours=24)

    assert services.lapse_offers(later - timedelta(seconds=1)) == 0
    with pytest.raises(rules.OfferExpired):
        services.accept(enrolment_of(run, first).id, acted_by=by(first), now=later)
    assert services.lapse_offers(later) == 1

    assert states(run, first, second) == ["lapsed", "offered"]
    assert told("enrolment_lapsed") == [first.account.email if first.account else ""]
    with pytest.raises(rules.OfferExpired):
        services.accept(enrolment_of(run, first).id, acted_by=by(first), now=later)


def test_a_seat_that_is_freed_after_the_cut_off_is_offered_to_nobody(app: Flask) -> None:
    run, (there,) = a_full_run()
    learner, passer_by = a_learner(), a_learner()
    wait(run, learner)
    assert run.enrol_closes_at is not None
    leave(run, there, now=run.enrol_closes_at)
    assert states(run, learner) == ["waitlisted"]
    assert services.close_lists(run.enrol_closes_at - timedelta(seconds=1)) == 0
    assert services.close_lists(run.enrol_closes_at) == 1
    assert services.close_lists(run.enrol_closes_at) == 0
    assert states(run, learner) == ["lapsed"]
    assert told("enrolment_list_closed") == [learner.account.email if learner.account else ""]
    with pytest.raises(rules.EnrolmentClosed):
        services.enrol(run.id, passer_by.id, acted_by=by(passer_by), now=run.enrol_closes_at)


def test_two_hours_before_the_start_the_list_closes_and_freed_seats_are_for_passers_by(app: Flask) -> None:
    run, (there,) = a_full_run(enrol_closes_at=None)
    learner, late = a_learner(), a_learner()
    wait(run, learner)
    assert run.starts_at is not None
    cut_off = run.starts_at - timedelta(hours=2)
    with pytest.raises(rules.RunFull):
        services.wait(run.id, [late.id], acted_by=by(late), now=cut_off)
    assert services.close_lists(cut_off) == 1
    leave(run, there, now=cut_off)
    services.enrol(run.id, late.id, acted_by=by(late), now=cut_off)
    assert states(run, learner, late) == ["lapsed", "confirmed"]


def test_a_postponed_run_and_one_without_a_first_day_keep_their_lists(app: Flask) -> None:
    postponed, _there = a_full_run()
    flexible, (gone,) = a_full_run(flexible_start=True, enrol_closes_at=None)
    first, second = a_learner(), a_learner()
    wait(postponed, first)
    wait(flexible, second)
    db.session.execute(update(Run).where(Run.id == postponed.id).values(state="postponed"))
    db.session.commit()
    later = NOON + timedelta(days=11)
    assert services.close_lists(later) == 0
    assert states(postponed, first) == ["waitlisted"]
    db.session.execute(update(Run).where(Run.id == flexible.id).values(cancel_until=later + timedelta(days=1)))
    db.session.commit()
    leave(flexible, gone, now=later)
    assert states(flexible, second) == ["offered"]


@pytest.mark.parametrize("erased", [False, True])
def test_only_a_certain_seat_obeys_the_cancel_deadline(app: Flask, erased: bool) -> None:
    """Neither when somebody leaves, nor when she has herself erased."""
    run, (there,) = a_full_run(cancel_until=NOON)
    asked = a_run(allocation="approval", cancel_until=NOON, starts_at=NOON + timedelta(days=12))
    learner = a_learner()
    wait(run, learner)
    services.enrol(asked.id, learner.id, acted_by=by(learner), now=NOON)
    after = NOON + timedelta(hours=1)
    if erased:
        assert erasing._erase(by(learner), after).seats_given_back == 2
        assert erasing._erase(by(there), after).seats_given_back == 0
    else:
        leave(run, learner, now=after)
        leave(asked, learner, now=after)
        with pytest.raises(rules.CancellingClosed):
            leave(run, there, now=after)
    assert states(run, learner, there) == ["withdrawn", "confirmed"]
    assert states(asked, learner) == ["withdrawn"]


def test_nobody_answers_for_somebody_else(app: Flask) -> None:
    run, (there,) = a_full_run()
    learner, stranger = a_learner(), a_learner()
    with pytest.raises(NotFound):
        services.wait(run.id, [learner.id], acted_by=by(stranger), now=NOON)
    wait(run, learner)
    leave(run, there)
    for answer in (services.accept, services.decline):
        with pytest.raises(NotFound):
            answer(enrolment_of(run, learner).id, acted_by=by(stranger), now=NOON)
    assert states(run, learner) == ["offered"]


def test_the_list_ends_where_the_provider_says(app: Flask) -> None:
    run, _there = a_full_run(places=1)
    wait(run, a_learner())
    with pytest.raises(rules.WaitingListFull):
        wait(run, a_learner())


def test_where_a_seat_is_free_nobody_waits(app: Flask) -> None:
    run = a_run(capacity=1, waiting_list=5)
    with pytest.raises(rules.NothingToWaitFor):
        wait(run, a_learner())


def test_a_family_for_all_is_offered_all_and_answers_as_one(app: Flask) -> None:
    run, there = a_full_run(seats=3)
    guardian, children = a_family(2)
    wait(run, *children, together=Together.ALL, acted_by=guardian)
    single = a_learner()
    wait(run, single)

    leave(run, there[0])
    assert states(run, *children, single) == ["waitlisted", "waitlisted", "offered"]
    leave(run, there[1])
    assert states(run, *children) == ["waitlisted"] * 2
    leave(run, there[2])
    assert states(run, *children) == ["offered"] * 2
    services.accept(enrolment_of(run, children[1]).id, acted_by=guardian, now=NOON)
    assert states(run, *children) == ["confirmed"] * 2


def test_a_family_is_passed_over_twice_and_then_seats_are_kept_also_from_passers_by(app: Flask) -> None:
    run, there = a_full_run(seats=4)
    guardian, children = a_family(2)
    wait(run, *children, together=Together.ALL, acted_by=guardian)
    singles = [a_learner() for _ in range(3)]
    for single in singles:
        wait(run, single)
    for learner in there[:3]:
        leave(run, learner)

    assert states(run, *singles) == ["offered", "offered", "waitlisted"]
    assert db.session.scalars(select(WaitingBundle.passed_over)).one() == 2
    assert db.session.get_one(Run, run.id).seats_free == 1, "kept"
    passer_by = a_learner()
    with pytest.raises(rules.WaitingListOpen):
        services.enrol(run.id, passer_by.id, acted_by=by(passer_by), now=NOON)
    leave(run, there[3])
    assert states(run, *children) == ["offered"] * 2


def test_what_is_kept_for_a_family_is_offered_when_it_leaves(app: Flask) -> None:
    run, there = a_full_run(seats=3)
    guardian, children = a_family(3)
    wait(run, *children, together=Together.ALL, acted_by=guardian)
    last = a_learner()
    db.session.execute(update(WaitingBundle).values(passed_over=2))
    db.session.commit()
    wait(run, last)
    leave(run, there[0])
    assert states(run, last) == ["waitlisted"]
    for child in children:
        services.cancel(enrolment_of(run, child).id, acted_by=guardian, now=NOON)
    assert states(run, last) == ["offered"]


def test_a_family_larger_than_the_run_cannot_wait_for_all(app: Flask) -> None:
    run, _there = a_full_run(seats=1)
    guardian, children = a_family(2)
    with pytest.raises(rules.BundleTooLarge):
        wait(run, *children, together=Together.ALL, acted_by=guardian)
    wait(run, *children, acted_by=guardian)
    assert states(run, *children) == ["waitlisted"] * 2
