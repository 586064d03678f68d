"""A town of eight learners around one run, doing anything in any order; after each step what MODEL promises must hold.

The services are the real ones on a real database. What is expected is reckoned from what is seen (`sight`) alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import delete

from catalogue.core.db import db
from catalogue.core.errors import DomainError
from catalogue.core.outbox import Message
from catalogue.enrolment import services
from catalogue.enrolment.counters import drift
from catalogue.enrolment.models import BundleMember, Enrolment, EnrolmentEvent, WaitingBundle
from catalogue.enrolment.rules import HOLDING_A_SEAT, LIVE, AnswerIsForOthersToo, EnrolmentState, Together
from catalogue.offerings.models import Run, RunSection, RunSession
from tests.builders import NOON, a_run, saved
from tests.integration.waiting import promises
from tests.integration.waiting.sight import Row, Sight, look_at

START = NOON + timedelta(days=8)
CUT_OFF = START - timedelta(hours=2)
PEOPLE = 8
who = st.integers(0, PEOPLE - 1)


def some(*states: str) -> Callable[[Any], bool]:
    """That somebody is in one of these states; a deed of nobody teaches nothing."""
    return lambda town: bool(town.sight.having(*states))


def forget_everything() -> None:
    """No run, nobody in it: learners of one game must not clash with their meetings in the game before."""
    db.session.rollback()
    for table in (Message, EnrolmentEvent, BundleMember, WaitingBundle, Enrolment, RunSection, RunSession, Run):
        db.session.execute(delete(table))
    db.session.commit()


class Town(RuleBasedStateMachine):
    """`people` and `offering` are made once for all games of the machine; each game has a run of its own."""

    people: ClassVar[Sequence[tuple[int, int, str]]] = ()
    """Learner, account, gender. The first account looks after everybody."""
    offering: ClassVar[Any] = None
    looks: ClassVar[Counter[str]] = Counter()
    """How many states were reached and judged."""
    visited: ClassVar[set[object]] = set()
    """Those of them that differ."""
    sound = False
    """Whether the last step kept every promise."""

    @initialize(
        seats=st.integers(1, 3),
        places=st.integers(2, 5),
        sections=st.booleans(),
        approval=st.sampled_from([0, 0, 1]),
        crowd=st.integers(3, PEOPLE - 2),
        family_behind=st.sampled_from([0, 1, 2, PEOPLE]),
        hours=st.sampled_from([190, 190, 40, 12, 4]),
    )
    def open_the_run(
        self, seats: int, places: int, sections: bool, approval: int, crowd: int, family_behind: int, hours: int
    ) -> None:
        """Otherwise most games would be over before the list is used.

        :param family_behind: how many wait in front of a family that wants all; nobody of it where there are too few.
        :param hours: left until the start: few, so that the list is near its end, or many.
        """
        forget_everything()
        self.now: datetime = START - timedelta(hours=hours)
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
        self.seen = 0
        self.passed: Counter[int] = Counter()
        self.log: dict[int, str] = {}
        self.sight: Sight = look_at(self.run_id, self.seen)
        for one in range(crowd):
            if one == self.sight.run.capacity + family_behind:
                self.wait_as_a_family(PEOPLE - 2, PEOPLE - 1, Together.ALL)
            self.wait(one)

    def attempt(self, deed: Callable[[], Any]) -> None:
        """A refusal is an answer; anything else is a fault."""
        with suppress(DomainError):
            deed()
        self.look()

    def look(self) -> None:
        """See what has become of it, and hold it against what is promised."""
        before, self.sound = self.sight, False
        now = look_at(self.run_id, self.seen)
        promises.ensure_counted(now)
        promises.ensure_one_place_each(now)
        promises.ensure_log_follows(self.log, now)
        promises.ensure_the_list_closes_in_time(now, self.now, CUT_OFF)
        promises.ensure_in_turn(before, now, self.passed)
        promises.ensure_offers_are_sound(now, START)
        if self.now < CUT_OFF:
            promises.ensure_nobody_waits_beside_a_seat(now, self.passed)
        self.sight, self.seen = now, max([self.seen, *(step.id for step in now.steps)])
        self.sound = True
        self.looks["states"] += 1
        self.visited.add((self.now - NOON, now.fingerprint))

    @rule(one=who)
    def enrol(self, one: int) -> None:
        learner, account, gender = self.people[one % PEOPLE]
        mode = {"female": "women", "male": "men"}[gender] if self.sight.sections else None
        fitting = [row for row in self.sight.waiting if row.section in (None, mode)]
        before = self.ids(EnrolmentState.CONFIRMED)
        self.attempt(lambda: services.enrol(self.run_id, learner, acted_by=account, now=self.now))
        assert not (fitting and self.ids(EnrolmentState.CONFIRMED) - before), "somebody passed by those who wait"

    @rule(one=who)
    def wait(self, one: int) -> None:
        """Or take the seat that is free after all."""
        learner, account, _gender = self.people[one % PEOPLE]
        self.enrol(one)
        self.attempt(lambda: services.wait(self.run_id, [learner], acted_by=account, now=self.now))

    @rule(first=who, second=who, together=st.sampled_from([Together.ALL, Together.ALL, Together.ANY]))
    def wait_as_a_family(self, first: int, second: int, together: Together) -> None:
        family = [self.people[first][0], self.people[second][0]]
        guardian = self.people[0][1]
        self.attempt(lambda: services.wait(self.run_id, family, acted_by=guardian, together=together, now=self.now))

    @precondition(some(*LIVE))
    @rule(one=who)
    def leave(self, one: int) -> None:
        self.with_enrolment(one, LIVE, lambda row, by: services.cancel(row.id, acted_by=by, now=self.now))

    @precondition(some(EnrolmentState.OFFERED))
    @rule(one=who)
    def accept(self, one: int) -> None:
        expired = {row.id for row in self.sight.having(EnrolmentState.OFFERED) if row.until and row.until <= self.now}
        offered = [EnrolmentState.OFFERED]
        self.with_enrolment(one, offered, lambda row, by: self.answer(services.accept, row, by))
        assert not expired & self.ids(EnrolmentState.CONFIRMED), "an offer was accepted after its time"

    @precondition(some(EnrolmentState.OFFERED))
    @rule(one=who)
    def decline(self, one: int) -> None:
        offered = [EnrolmentState.OFFERED]
        self.with_enrolment(one, offered, lambda row, by: self.answer(services.decline, row, by))

    def answer(self, deed: Callable[..., Any], row: Row, by: int) -> None:
        """Whom it is about; where the answer is for others too, whoever looks after all."""
        try:
            deed(row.id, acted_by=by, now=self.now)
        except AnswerIsForOthersToo:
            deed(row.id, acted_by=self.people[0][1], now=self.now)

    @precondition(some(*HOLDING_A_SEAT))
    @rule(one=who, other=who)
    def give_a_seat_back(self, one: int, other: int) -> None:
        """And somebody, perhaps the same, comes by at once."""
        self.with_enrolment(one, HOLDING_A_SEAT, lambda row, by: services.cancel(row.id, acted_by=by, now=self.now))
        self.wait(other)

    @precondition(some(EnrolmentState.CONFIRMED))
    @rule(one=who, times=st.integers(2, 4))
    def several_give_up(self, one: int, times: int) -> None:
        """One after the other: each time the list is asked anew who comes next."""
        for _ in range(times):
            held = [EnrolmentState.CONFIRMED]
            self.with_enrolment(one, held, lambda row, by: services.cancel(row.id, acted_by=by, now=self.now))

    @precondition(some(EnrolmentState.OFFERED))
    @rule(one=who, answered=st.booleans())
    def an_offer_ends(self, one: int, answered: bool) -> None:
        """Its last moment has come: somebody still answers, or the worker looks."""
        self.now = max(self.now, min(row.until or START for row in self.sight.having(EnrolmentState.OFFERED)))
        if answered:
            self.accept(one)
        else:
            self.the_worker_looks()

    @precondition(some(EnrolmentState.WAITLISTED))
    @rule(one=who)
    def the_list_nears_its_end(self, one: int) -> None:
        """A seat that is freed after the cut-off, before the worker has looked, is nobody's who comes by."""
        self.now = max(self.now, CUT_OFF)
        self.with_enrolment(one, HOLDING_A_SEAT, lambda row, by: services.cancel(row.id, acted_by=by, now=self.now))
        there = {row.learner for row in self.sight.having(*LIVE)}
        strangers = [number for number, (learner, *_rest) in enumerate(self.people) if learner not in there]
        if strangers:
            self.enrol(strangers[one % len(strangers)])

    @precondition(some(EnrolmentState.REQUESTED))
    @rule(one=who, decision=st.sampled_from(list(services.Decision)))
    def decide(self, one: int, decision: services.Decision) -> None:
        self.with_enrolment(
            one, [EnrolmentState.REQUESTED],
            lambda row, _by: services.decide(row.id, decision, acted_by=services.OPERATOR, now=self.now),
        )  # fmt: skip

    @rule(seats=st.integers(1, 5))
    def change_the_size(self, seats: int) -> None:
        self.attempt(lambda: services.change_capacity(self.run_id, seats, acted_by=None, cause="test", now=self.now))

    @rule(hours=st.sampled_from([1, 2, 9, 25]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def the_worker_looks(self) -> None:
        self.attempt(lambda: services.lapse_offers(self.now))
        late = [row for row in self.sight.having(EnrolmentState.OFFERED) if row.until and row.until <= self.now]
        assert not late, "an offer outlived its time"
        self.attempt(lambda: services.close_lists(self.now))
        assert self.now < CUT_OFF or not self.sight.waiting, "somebody waits in vain"

    def teardown(self) -> None:
        """What the hourly job says must be what was seen; where a promise was broken, that is the news."""
        if self.sound:
            assert drift() == [], "the hourly job sees what is not there"
        db.session.rollback()

    def with_enrolment(self, one: int, states: Sequence[str], deed: Callable[[Row, int], Any]) -> None:
        """Whoever is there, by number, acts for herself."""
        if found := self.sight.having(*states):
            chosen = found[one % len(found)]
            account = next(account for learner, account, _gender in self.people if learner == chosen.learner)
            self.attempt(lambda: deed(chosen, account))

    def ids(self, *states: str) -> set[int]:
        return {row.id for row in self.sight.having(*states)}
