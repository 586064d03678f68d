"""A verdict in words: each reason with its details and what can be done, and the nearest other date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from catalogue.accounts.household import called
from catalogue.accounts.models import Learner
from catalogue.core.db import db
from catalogue.core.formats import at_zone, day_full, moment, number, time_range
from catalogue.core.texts import LocalText, local
from catalogue.enrolment.eligibility import TO_JUDGE, verdicts
from catalogue.enrolment.rules import Clash, Overlap, Reason, Weight
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.wording import age_words, offering_url
from catalogue.taxonomy.vocabularies import label


@dataclass(frozen=True)
class Link:
    """Where a reason leads: a title in its own language, and an address."""

    text: LocalText
    url: str


@dataclass(frozen=True)
class Told:
    """One reason in the reader's language."""

    code: str
    weight: Weight
    message: str
    details: tuple[str, ...]
    remedy: str
    links: tuple[Link, ...] = ()

    @property
    def wants_a_yes(self) -> bool:
        return self.weight is Weight.WARNS


def explain(reasons: Iterable[Reason], run: Run) -> list[Told]:
    """Each reason with its details, in the order of the verdict."""
    return [
        Told(
            code=reason.code,
            weight=reason.weight,
            message=str(reason.message),
            details=tuple(_details(reason, run)),
            remedy=str(reason.remedy or ""),
            links=tuple(_links(reason)),
        )
        for reason in reasons
    ]


def _details(reason: Reason, run: Run) -> list[str]:
    about = reason.about
    match reason.code:
        case "too_young" | "too_old":
            return [age_words(run.offering.age_min, run.offering.age_max), _age_then(about["age"], run)]
        case "birth_date_needed":
            return [age_words(run.offering.age_min, run.offering.age_max)]
        case "not_for_this_group" | "gender_needed":
            return [label("attendance_groups", run.gender_mode)]
        case "enrolment_not_open_yet" if run.enrol_opens_at:
            return [_("It opens on %(moment)s.", moment=moment(run.enrol_opens_at, run.time_zone))]
        case "enrolment_closed" if run.enrol_closes_at:
            return [_("It ended on %(moment)s.", moment=moment(run.enrol_closes_at, run.time_zone))]
        case "waiting_list_open":
            return [_waiting_words(about["waiting"])]
        case "clash" | "household_clash":
            return _overlap_words(cast("Sequence[Overlap]", about["overlaps"]), named=reason.code == "household_clash")
    return []


def _age_then(age: object, run: Run) -> str:
    years = int(str(age))
    if run.starts_at is None:
        words = ngettext(
            "The age today: %(years)s year.", "The age today: %(years)s years.", years, years=number(years)
        )
    else:
        words = ngettext(
            "The age on the first day: %(years)s year.",
            "The age on the first day: %(years)s years.",
            years,
            years=number(years),
        )
    return str(words)


def _waiting_words(waiting: object) -> str:
    many = int(str(waiting))
    if many == 0:
        return str(_("Nobody is waiting yet."))
    return str(ngettext("%(many)s person is waiting.", "%(many)s people are waiting.", many, many=number(many)))


def _overlap_words(overlaps: Sequence[Overlap], *, named: bool) -> list[str]:
    """“Sara (9): Painting, Sunday, 6 December 2026, 5:00 pm”, one line for each other run."""
    runs = _runs([one.run_id for one in overlaps])
    learners = {one.id: one for one in db.session.scalars(
        select(Learner).where(Learner.id.in_([one.learner_id for one in overlaps]))
    )}  # fmt: skip
    lines = []
    for one in overlaps:
        run = runs.get(one.run_id)
        if run is None:
            continue
        title = local(run.offering, "title").text
        session = next((met for met in run.sessions if met.starts_at == one.starts_at), None)
        start = at_zone(one.starts_at, run.time_zone)
        hours = time_range(start, at_zone(session.ends_at, run.time_zone)) if session else ""
        words = _("%(title)s: %(day)s, %(hours)s", title=title, day=day_full(start.date()), hours=hours)
        who = called(learners[one.learner_id]) if named and one.learner_id in learners else ""
        lines.append(_("%(name)s, %(meeting)s", name=who, meeting=words) if who else words)
    return lines


def _runs(run_ids: Sequence[int]) -> dict[int, Run]:
    found = select(Run).where(Run.id.in_(run_ids)).options(joinedload(Run.offering), selectinload(Run.sessions))
    return {run.id: run for run in db.session.scalars(found)}


def _links(reason: Reason) -> list[Link]:
    if reason.code != "prerequisite_missing":
        return []
    wanted = cast("tuple[int, ...]", reason.about["offerings"])
    found = db.session.scalars(select(Offering).where(Offering.id.in_(wanted)).order_by(Offering.id))
    return [Link(local(one, "title"), offering_url(one)) for one in found]


OTHERS = (
    select(Run)
    .where(Run.offering_id == bindparam("offering"), Run.id != bindparam("run"))
    .options(*TO_JUDGE, selectinload(Run.sessions))
    .order_by(Run.id)
)


def nearest_run(run: Run, learner: Learner, now: datetime, *, household: Iterable[int] = ()) -> Run | None:
    """The next other run of the same offering in which this learner may enrol without a clash; None for none."""
    others = db.session.scalars(OTHERS, {"offering": run.offering_id, "run": run.id}).all()
    if not others:
        return None
    judged = verdicts([learner], others, now, household=household)
    fitting = [one for one in others if (said := judged[learner.id, one.id]).may_enrol and Clash.code not in said.codes]
    return min(fitting, key=lambda one: (one.starts_at is None, one.starts_at or now), default=None)
