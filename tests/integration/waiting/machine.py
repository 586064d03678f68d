"""A town of six learners around one run, doing anything in any order; after each step what MODEL promises must hold.

The services are the real ones on a real database. What is expected is reckoned here from the log of steps alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import delete, func, select

from catalogue.core.db import db
from catalogue.core.errors import DomainError
from catalogue.core.outbox import Message
from catalogue.enrolment import services
from catalogue.enrolment.counters import drift
from catalogue.enrolment.models import BundleMember, Enrolment, EnrolmentEvent, WaitingBundle
from catalogue.enrolment.rules import HOLDING_A_SEAT, LIVE, EnrolmentState, Together
from catalogue.offerings.models import Run, RunSection, RunSession
from tests.builders import NOON, a_run, saved

START = NOON + timedelta(days=8)
CUT_OFF = START - timedelta(hours=2)
PEOPLE = 6
who = st.integers(0, PEOPLE - 1)


def forget_everything() -> None:
    """No run, nobody in it: learners of one game must not clash with their meetings in the game before."""
    db.session.rollback()
    for table in (Message, EnrolmentEvent, BundleMember, WaitingBundle, Enrolment, RunSection, RunSession, Run):
        db.session.execute(delete(table))
    db.session.commit()


class Town(RuleBasedStateMachine):
    """`people` and `offering` are made once for all runs of the machine; each run of it has a run of its own."""

    people: ClassVar[Sequence[tuple[int, int, str]]] = ()
    """Learner, account, gender."""
    offering: ClassVar[Any] = None

    @initialize(
        seats=st.integers(1, 3),
        places=st.integers(2, 5),
        sections=st.booleans(),
        approval=st.sampled_from([0, 0, 1]),
        crowd=st.integers(2, PEOPLE - 2),
        family=st.booleans(),
    )
    def open_the_run(self, seats: int, places: int, sections: bool, approval: int, crowd: int, family: bool) -> None:
        forget_everything()
        self.now: datetime = NOON
        about: dict[str, Any] = {"allocation": "approval" if approval else "first_come"}
        if sections:
            about["sections"] = [{"gender_mode": "women", "capacity": seats}, {"gender_mode": "men", "capacity": 1}]
        run = a_run(
            offering=self.offering, starts_at=START, enrol_closes_at=None, waiting_list=places,
            capacity=seats + 1 if sections else seats, **about,
        )  # fmt: skip
        self.run_id = run.id
        for position, one in enumerate(about.get("sections", ())):
            mode, size = str(one["gender_mode"]), one["capacity"]
            saved(RunSection(run_id=run.id, key=mode, gender_mode=mode, position=position, capacity=size))
        self.seen_events = db.session.scalar(select(func.max(EnrolmentEvent.id))) or 0
        self.passed: Counter[int] = Counter()
        self.waiting_before: list[Enrolment] = []
        self.forget()
        for one in range(crowd):  # otherwise most games would be over before the list is used
            self.wait(one)
        if family:
            self.wait_as_a_family(PEOPLE - 2, PEOPLE - 1, Together.ALL)

    def forget(self) -> None:
        db.session.expire_all()

    def attempt(self, deed: Callable[[], Any]) -> None:
        """A refusal is an answer; anything else is a fault."""
        with suppress(DomainError):
            deed()
        self.forget()
        self.look()

    @rule(one=who)
    def enrol(self, one: int) -> None:
        learner, account, gender = self.people[one]
        fitting = [row for row in self.rows(EnrolmentState.WAITLISTED) if row.section in (None, self.section(gender))]
        before = {row.id for row in self.rows(EnrolmentState.CONFIRMED)}
        self.attempt(lambda: services.enrol(self.run_id, learner, acted_by=account, now=self.now))
        overtook = {row.id for row in self.rows(EnrolmentState.CONFIRMED)} - before
        assert not (fitting and overtook), "somebody passed by those who wait"

    @rule(one=who)
    def wait(self, one: int) -> None:
        """Or take the seat that is free after all."""
        learner, account, _gender = self.people[one]
        self.enrol(one)
        self.attempt(lambda: services.wait(self.run_id, [learner], acted_by=account, now=self.now))

    @rule(first=who, second=who, together=st.sampled_from([Together.ALL, Together.ALL, Together.ANY]))
    def wait_as_a_family(self, first: int, second: int, together: Together) -> None:
        """The first account looks after everybody."""
        family = [self.people[first][0], self.people[second][0]]
        guardian = self.people[0][1]
        self.attempt(lambda: services.wait(self.run_id, family, acted_by=guardian, together=together, now=self.now))

    @rule(one=who)
    def leave(self, one: int) -> None:
        self.with_enrolment(one, LIVE, lambda row, by: services.cancel(row, acted_by=by, now=self.now))

    @rule(one=who)
    def accept(self, one: int) -> None:
        expired = {row.id for row in self.rows(EnrolmentState.OFFERED) if row.offer_expires_at <= self.now}  # type: ignore[operator]
        self.with_enrolment(
            one, [EnrolmentState.OFFERED], lambda row, by: services.accept(row, acted_by=by, now=self.now)
        )
        taken = {row.id for row in self.rows(EnrolmentState.CONFIRMED)}
        assert not expired & taken, "an offer was accepted after its time"

    @rule(one=who)
    def decline(self, one: int) -> None:
        self.with_enrolment(
            one, [EnrolmentState.OFFERED], lambda row, by: services.decline(row, acted_by=by, now=self.now)
        )

    @rule(one=who, decision=st.sampled_from(list(services.Decision)))
    def decide(self, one: int, decision: services.Decision) -> None:
        asked = [EnrolmentState.REQUESTED]
        self.with_enrolment(
            one, asked, lambda row, _by: services.decide(row, decision, acted_by=services.OPERATOR, now=self.now)
        )

    @rule(seats=st.integers(1, 5))
    def change_the_size(self, seats: int) -> None:
        self.attempt(lambda: services.change_capacity(self.run_id, seats, acted_by=None, cause="test", now=self.now))

    @rule(hours=st.sampled_from([1, 5, 9, 25]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def the_worker_looks(self) -> None:
        services.lapse_offers(self.now)
        self.forget()
        late = [row for row in self.rows(EnrolmentState.OFFERED) if row.offer_expires_at <= self.now]  # type: ignore[operator]
        assert not late, "an offer outlived its time"
        self.look()

    def with_enrolment(self, one: int, states: Sequence[str], deed: Callable[[int, int], Any]) -> None:
        """Whoever is there, by number, acts for herself."""
        if found := self.rows(*states):
            chosen = found[one % len(found)]
            enrolment, learner = chosen.id, chosen.learner_id
            account = next(account for learner_id, account, _gender in self.people if learner_id == learner)
            self.attempt(lambda: deed(enrolment, account))

    def rows(self, *states: str) -> list[Enrolment]:
        found = select(Enrolment).where(Enrolment.run_id == self.run_id, Enrolment.state.in_(states))
        return list(db.session.scalars(found.order_by(Enrolment.waiting_place, Enrolment.id)))

    def run_now(self) -> Run:
        return db.session.get_one(Run, self.run_id)

    def section(self, gender: str) -> str | None:
        return {"female": "women", "male": "men"}[gender] if self.run_now().sections else None

    def families(self) -> dict[int, int]:
        """Enrolment → the family that wants all, for those who belong to one."""
        found = (
            select(BundleMember.enrolment_id, BundleMember.bundle_id)
            .join(WaitingBundle)
            .where(WaitingBundle.run_id == self.run_id, WaitingBundle.together == Together.ALL)
        )
        return dict(db.session.execute(found).tuples().all())

    def look(self) -> None:
        """Read the new lines of the log: who was offered a seat, and who stood in front."""
        found = select(EnrolmentEvent).where(EnrolmentEvent.id > self.seen_events).order_by(EnrolmentEvent.id)
        bundles = self.families()
        waiting = {row.id: row for row in self.waiting_before}
        for row in self.rows(*EnrolmentState):  # who joined in this step
            if row.waiting_place is not None and row.id not in waiting and self._joined(row.id):
                waiting[row.id] = row
        counted: set[int] = set()
        for event in db.session.scalars(found):
            self.seen_events = event.id
            gone = waiting.pop(event.enrolment_id, None) if event.from_state == EnrolmentState.WAITLISTED else None
            if event.to_state == EnrolmentState.OFFERED:
                assert self.now < CUT_OFF, "an offer after the cut-off"
                assert gone is not None, "an offer to somebody who did not wait"
                bundle = bundles.get(gone.id)
                if bundle is None or bundle not in counted:
                    counted.add(bundle or 0)
                    self._ensure_not_overtaken(gone, waiting, bundles)
        self.waiting_before = self.rows(EnrolmentState.WAITLISTED)

    def _joined(self, enrolment_id: int) -> bool:
        joined = select(EnrolmentEvent.id).where(
            EnrolmentEvent.enrolment_id == enrolment_id,
            EnrolmentEvent.to_state == EnrolmentState.WAITLISTED,
            EnrolmentEvent.id > self.seen_events,
        )
        return db.session.scalar(joined) is not None

    def _ensure_not_overtaken(self, chosen: Enrolment, waiting: dict[int, Enrolment], bundles: dict[int, int]) -> None:
        own = bundles.get(chosen.id)
        in_front: Counter[int] = Counter()
        for row in waiting.values():
            bundle = bundles.get(row.id)
            if (row.waiting_place or 0) > (chosen.waiting_place or 0) or (bundle is not None and bundle == own):
                continue
            if bundle is None:
                assert row.section != chosen.section, "somebody was overtaken"
            elif row.section == chosen.section:
                in_front[bundle] += 1
        for bundle in in_front:
            if self.could_have(bundle, bundles):
                self.passed[bundle] += 1
                assert self.passed[bundle] <= 2, "a family was passed over a third time"

    def could_have(self, bundle: int, bundles: dict[int, int]) -> bool:
        members = [row for row in self.rows(EnrolmentState.WAITLISTED) if bundles.get(row.id) == bundle]
        need = Counter(row.section for row in members)
        return need.total() <= (self.run_now().capacity or 0) and all(
            size <= self.capacity_of(section) for section, size in need.items()
        )

    def capacity_of(self, section: str | None) -> int:
        if section is None:
            return self.run_now().capacity or 0
        own = select(RunSection.capacity).where(RunSection.run_id == self.run_id, RunSection.key == section)
        return db.session.scalar(own) or 0

    def free(self) -> tuple[int, dict[str | None, int]]:
        held = Counter(row.section for row in self.rows(*HOLDING_A_SEAT))
        keys = ("women", "men") if self.run_now().sections else (None,)
        return (self.run_now().capacity or 0) - held.total(), {key: self.capacity_of(key) - held[key] for key in keys}

    @invariant()
    def counters_are_true_and_nothing_is_oversold(self) -> None:
        assert drift() == []
        in_all, by_section = self.free()
        assert in_all >= 0
        assert min(by_section.values()) >= 0
        assert len(self.rows(EnrolmentState.WAITLISTED)) <= self.run_now().waiting_list

    @invariant()
    def nobody_has_two_places(self) -> None:
        live = Counter(row.learner_id for row in self.rows(*LIVE))
        assert not live or max(live.values()) == 1

    @invariant()
    def nobody_waits_beside_a_seat_that_fits(self) -> None:
        if self.now >= CUT_OFF:
            return
        in_all, free = self.free()
        bundles, kept = self.families(), set[int]()
        for row in self.rows(EnrolmentState.WAITLISTED):
            bundle = bundles.get(row.id)
            if bundle is None:
                assert min(in_all, free[row.section]) <= 0, "somebody waits beside a free seat"
                continue
            need = Counter(one.section for one in self.rows(EnrolmentState.WAITLISTED) if bundles.get(one.id) == bundle)
            fits = need.total() <= in_all and all(free[key] >= size for key, size in need.items())
            assert not fits, "a family waits beside seats for all of it"
            if bundle not in kept and self.passed[bundle] >= 2 and self.could_have(bundle, bundles):
                kept.add(bundle)
                for key, size in need.items():
                    got = max(0, min(size, free[key], in_all))
                    free[key], in_all = free[key] - got, in_all - got

    @invariant()
    def offers_end_before_the_start_and_families_stand_together(self) -> None:
        for row in self.rows(EnrolmentState.OFFERED):
            assert row.offer_expires_at is not None
            assert row.offer_expires_at <= START
        bundles = self.families()
        states: dict[int, set[str]] = {}
        for row in self.rows(EnrolmentState.WAITLISTED, EnrolmentState.OFFERED):
            if (bundle := bundles.get(row.id)) is not None:
                states.setdefault(bundle, set()).add(row.state)
        assert all(len(found) == 1 for found in states.values()), "only a part of a family was offered seats"

    @invariant()
    def every_line_of_the_log_follows_from_the_one_before(self) -> None:
        steps = (
            select(EnrolmentEvent.enrolment_id, EnrolmentEvent.from_state, EnrolmentEvent.to_state, Enrolment.state)
            .join(Enrolment, Enrolment.id == EnrolmentEvent.enrolment_id)
            .order_by(EnrolmentEvent.id)
        )
        reached: dict[int, str] = {}
        is_now: dict[int, str] = {}
        for enrolment_id, before, after, state in db.session.execute(steps):
            assert before == reached.get(enrolment_id)
            reached[enrolment_id], is_now[enrolment_id] = after, state
        assert reached == is_now

    @invariant()
    def everybody_is_told_of_her_offer(self) -> None:
        for row in self.rows(EnrolmentState.OFFERED):
            found = select(Message.id).where(Message.dedupe_key.startswith(f"enrolment_offered:{row.public_id}:"))
            assert db.session.scalars(found).first() is not None
