"""Gathers what the verdict depends on, for any number of learners and runs in a fixed number of SELECTs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from flask import current_app
from sqlalchemy import and_, bindparam, or_, select, tuple_
from sqlalchemy.orm import joinedload, load_only

from catalogue.accounts.models import Learner
from catalogue.core.db import db
from catalogue.core.formats import at_zone
from catalogue.core.statements import among, rows
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import LIVE, EnrolmentState, Facts, Overlap, Person, Terms, Verdict, judge
from catalogue.enrolment.sections import figures_of, section_modes, section_of
from catalogue.offerings.models import Offering, Run, RunSession
from catalogue.offerings.rules import SessionState
from catalogue.providers.models import Provider
from catalogue.taxonomy.models import City

Meeting = tuple[datetime, datetime]
TO_JUDGE = (
    load_only(
        Run.public_id, Run.offering_id, Run.city_id, Run.state, Run.capacity, Run.seats_taken, Run.waiting_list,
        Run.waiting_taken, Run.enrol_opens_at, Run.enrol_closes_at, Run.starts_at, Run.ends_at, Run.flexible_start,
        Run.sections, Run.gender_mode, Run.allocation,
    ),
    joinedload(Run.city).load_only(City.time_zone),
    joinedload(Run.offering).load_only(
        Offering.provider_id, Offering.state, Offering.age_min, Offering.age_max, Offering.prerequisites
    ).joinedload(Offering.provider).load_only(Provider.state),
)  # fmt: skip
"""What the verdict asks of a run, for who needs no more of it: to read all of three rows takes longer than to judge."""
Verdicts = dict[tuple[int, int], Verdict]


def eligibility(learner: Learner, run: Run, now: datetime, *, household: Iterable[int] = ()) -> Verdict:
    """The one answer to "may this learner enrol in this run now, and if not, why?".

    :param household: ids of the learners for whom the same person acts; their enrolments can clash too.
    """
    return verdicts([learner], [run], now, household=household)[learner.id, run.id]


def as_typed(learner: Learner, run: Run, person: Person, now: datetime, *, household: Iterable[int] = ()) -> Verdict:
    """The verdict with what was just typed of the learner, before anything of it is kept."""
    known = _gather([run], {*household, learner.id}, now)
    figures = figures_of(run, section_of(run, person.gender))
    facts = replace(_facts(learner, run, known, now), person=person, run=figures, waiting=figures.waiting_taken)
    return judge(facts, now)


def verdicts(
    learners: Sequence[Learner], runs: Sequence[Run], now: datetime, *, household: Iterable[int] = ()
) -> Verdicts:
    """The verdict for each pair, by (learner id, run id)."""
    known = _gather(runs, {*household, *(learner.id for learner in learners)}, now)
    return {(one.id, run.id): judge(_facts(one, run, known, now), now) for one in learners for run in runs}


@dataclass(frozen=True)
class _Known:
    """What the database says beside the rows of the learners and runs themselves."""

    live: Mapping[tuple[int, int], EnrolmentState]  # learner and run
    meetings: Mapping[int, Sequence[tuple[int, Meeting]]]  # learner → the runs and times where she is expected
    completed: Set[tuple[int, int]]  # learner and offering
    household: Set[int]
    prerequisites: Mapping[tuple[int, str], int]  # provider and reference → offering


def _gather(runs: Sequence[Run], household: set[int], now: datetime) -> _Known:
    """:param household: the ids of the learners who are judged, and of those for whom the same person acts."""
    asked = {(run.offering.provider_id, name) for run in runs for name in run.offering.prerequisites}
    prerequisites = _offerings_by_reference(asked)
    offerings = {*prerequisites.values(), *(run.offering_id for run in runs)}
    live: dict[tuple[int, int], EnrolmentState] = {}
    meetings: dict[int, list[tuple[int, Meeting]]] = defaultdict(list)
    completed = set()
    taken = {"learners": sorted(household), "offerings": sorted(offerings), "now": now}
    for learner_id, run_id, state, offering_id, starts_at, ends_at in rows(TAKEN_PART, taken):
        if state == EnrolmentState.COMPLETED:
            completed.add((learner_id, offering_id))
            continue
        live[learner_id, run_id] = EnrolmentState(state)
        if starts_at is not None:
            meetings[learner_id].append((run_id, (starts_at, ends_at)))
    return _Known(live, meetings, completed, household, prerequisites)


TAKEN_PART = (
    select(
        Enrolment.learner_id, Enrolment.run_id, Enrolment.state, Run.offering_id, RunSession.starts_at,
        RunSession.ends_at,
    )
    .select_from(Enrolment)
    .join(Run)
    .outerjoin(
        RunSession,
        and_(
            RunSession.run_id == Enrolment.run_id,
            among(Enrolment.state, LIVE),
            RunSession.state != SessionState.CANCELLED,
            RunSession.ends_at > bindparam("now"),
        ),
    )
    .where(
        Enrolment.learner_id.in_(bindparam("learners", expanding=True)),
        or_(
            among(Enrolment.state, LIVE),
            and_(
                Enrolment.state == EnrolmentState.COMPLETED,
                Run.offering_id.in_(bindparam("offerings", expanding=True)),
            ),
        ),
    )
    .order_by(RunSession.starts_at)
)  # fmt: skip
"""Where these learners are, with the meetings to come; and which of the offerings they have completed."""


def _offerings_by_reference(asked: set[tuple[int, str]]) -> dict[tuple[int, str], int]:
    if not asked:
        return {}
    found = select(Offering.provider_id, Offering.reference, Offering.id).where(
        tuple_(Offering.provider_id, Offering.reference).in_(sorted(asked))
    )
    return {(row.provider_id, row.reference): row.id for row in db.session.execute(found)}


def _facts(learner: Learner, run: Run, known: _Known, now: datetime) -> Facts:
    first_day = at_zone(run.starts_at, run.time_zone).date() if run.starts_at else None
    offering = run.offering
    before = (known.prerequisites.get((offering.provider_id, name)) for name in offering.prerequisites)
    others = known.household - {learner.id}
    figures = figures_of(run, section_of(run, learner.gender))
    return Facts(
        run=figures,
        offering_state=offering.state,
        provider_state=offering.provider.state,
        allocation=run.allocation,
        person=Person(learner.birth_date, learner.gender),
        terms=Terms(offering.age_min, offering.age_max, run.gender_mode, first_day, section_modes(run)),
        today=at_zone(now, run.time_zone).date(),
        own_account=learner.account_id is not None,
        of_age_at=current_app.config["SETTINGS"].of_age_at,
        live=known.live.get((learner.id, run.id)),
        waiting=figures.waiting_taken,
        own_overlaps=_overlaps([learner.id], run, known),
        household_overlaps=_overlaps(sorted(others), run, known),
        prerequisites=tuple(one for one in before if one and (learner.id, one) not in known.completed),
        completed_before=(learner.id, offering.id) in known.completed,
    )


def _overlaps(learner_ids: Iterable[int], run: Run, known: _Known) -> tuple[Overlap, ...]:
    """The first meeting at the same time in each other run of these learners."""
    found: dict[tuple[int, int], Overlap] = {}
    for learner_id in learner_ids:
        for other_run, (starts_at, ends_at) in known.meetings.get(learner_id, ()):
            if other_run == run.id:
                continue
            if any(
                one.starts_at < ends_at and starts_at < one.ends_at and one.state != SessionState.CANCELLED
                for one in run.sessions
            ):
                found.setdefault((learner_id, other_run), Overlap(learner_id, other_run, starts_at))
    return tuple(found.values())
