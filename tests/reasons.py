"""For every reason of a verdict somebody before a run to whom the page says it. Call inside an app context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from catalogue.accounts.models import Learner
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment import services
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run
from tests.builders import a_dependant, a_learner, a_provider, a_run, an_account, an_offering, saved

DAY = timedelta(days=1)
NAMES: dict[str, Any] = {
    "full_name_en": "Noura Salem",
    "full_name_ar": "\u0646\u0648\u0631\u0629 \u0633\u0627\u0644\u0645",
}
CHILD: dict[str, Any] = {
    "full_name_en": "Sara Salem",
    "full_name_ar": "\u0633\u0627\u0631\u0629 \u0633\u0627\u0644\u0645",
}
PARENT: dict[str, Any] = {"full_name_en": "Hassan Ali", "full_name_ar": "\u062d\u0633\u0646 \u0639\u0644\u064a"}
TITLES: dict[str, Any] = {"title_en": "Painting", "title_ar": "\u0627\u0644\u0631\u0633\u0645"}
OTHER: dict[str, Any] = {"title_en": "Cooking", "title_ar": "\u0627\u0644\u0637\u0628\u062e"}


@dataclass
class Before:
    """An account with a learner of its own, and the run before which it stands."""

    me: Learner
    run: Run

    @property
    def account_id(self) -> int:
        return self.me.account_id or 0

    def enrol(self, learner: Learner, run: Run) -> None:
        services.enrol(run.id, learner.id, acted_by=self.account_id, now=now())

    def child(self, years: int = 9, **about: Any) -> Learner:
        return a_dependant(self.me, birth_date=years_ago(years), **{**CHILD, **about})


def years_ago(years: int) -> date:
    return now().date() - timedelta(days=years * 365.25 + 30)


def a_date(offering: Any = None, *, in_days: int = 20, **about: Any) -> Run:
    start = now().replace(minute=0, second=0, microsecond=0) + in_days * DAY
    times = {"enrol_opens_at": now() - 9 * DAY, "enrol_closes_at": start - DAY}
    return a_run(offering=offering or an_offering(**TITLES), starts_at=start, **{**times, **about})


def before(*, listing: dict[str, Any] | None = None, me: dict[str, Any] | None = None, **about: Any) -> Before:
    """With another date of the same course, where everything is open to everybody."""
    offering = an_offering(**{**TITLES, **(listing or {})})
    run = a_date(offering, **about)
    a_date(offering, in_days=34)
    return Before(a_learner(account=an_account(), **{**NAMES, **(me or {})}), run)


def somebody_in(run: Run, *, waiting: bool = False) -> None:
    other = a_learner()
    if waiting:
        services.wait(run.id, [other.id], acted_by=other.account_id or 0, now=now())
    else:
        services.enrol(run.id, other.id, acted_by=other.account_id or 0, now=now())


def full(**about: Any) -> Before:
    found = before(capacity=1, **about)
    somebody_in(found.run)
    return found


def _suspended() -> Before:
    return before(listing={"provider_id": a_provider(name_en="Closed for now", state="suspended").id})


def _postponed() -> Before:
    return before(state="postponed")


def _begun() -> Before:
    start: datetime = now() - DAY
    return before(in_days=-1, enrol_closes_at=start - DAY, ends_at=now() + 9 * DAY)


def _ended() -> Before:
    return before(in_days=-9, enrol_opens_at=None, enrol_closes_at=now() - 10 * DAY, ends_at=now() - 8 * DAY)


def _already_enrolled() -> Before:
    found = before()
    found.enrol(found.me, found.run)
    return found


def _already_requested() -> Before:
    found = before(allocation="approval")
    found.enrol(found.me, found.run)
    return found


def _already_waiting() -> Before:
    found = full(waiting_list=5)
    services.wait(found.run.id, [found.me.id], acted_by=found.account_id, now=now())
    return found


def _seat_offered() -> Before:
    found = _already_waiting()
    services.change_capacity(found.run.id, 2, acted_by=services.OPERATOR, cause="a larger room", now=now())
    return found


def _too_young() -> Before:
    found = before(listing={"age_min": 16, "age_max": 30}, me={"birth_date": years_ago(20)})
    found.child()
    return found


def _too_old() -> Before:
    found = before(listing={"age_min": 16, "age_max": 30}, me={"birth_date": years_ago(20)})
    found.child(70, **PARENT)
    return found


def _list_full() -> Before:
    found = full(waiting_list=1)
    somebody_in(found.run, waiting=True)
    return found


def _list_open() -> Before:
    found = full(waiting_list=5)
    somebody_in(found.run, waiting=True)
    return found


def _clash() -> Before:
    found = before()
    found.enrol(found.me, a_date(an_offering(**OTHER)))
    return found


def _household_clash() -> Before:
    found = before()
    found.enrol(found.child(), a_date(an_offering(**OTHER)))
    return found


def _prerequisite() -> Before:
    found = before()
    first = an_offering(provider=found.run.offering.provider, **OTHER)
    found.run.offering.prerequisites = [first.reference]
    db.session.commit()
    return found


def _completed_before() -> Before:
    found = before()
    times = {"created_at": now() - 90 * DAY, "changed_at": now() - 40 * DAY}
    earlier = a_date(found.run.offering, in_days=-50, enrol_closes_at=None, ends_at=now() - 45 * DAY)
    saved(Enrolment(run_id=earlier.id, learner_id=found.me.id, acted_by=found.account_id, state="completed", **times))
    return found


SCENES: dict[str, Callable[[], Before]] = {
    "offering_unavailable": lambda: before(listing={"state": "paused"}),
    "provider_suspended": _suspended,
    "run_cancelled": lambda: before(state="cancelled"),
    "run_ended": _ended,
    "run_postponed": _postponed,
    "run_begun": _begun,
    "enrolment_closed": lambda: before(enrol_closes_at=now() - timedelta(hours=3)),
    "enrolment_not_open_yet": lambda: before(enrol_opens_at=now() + 2 * DAY),
    "already_enrolled": _already_enrolled,
    "already_requested": _already_requested,
    "already_waiting": _already_waiting,
    "seat_offered": _seat_offered,
    "birth_date_needed": lambda: before(listing={"age_min": 16}),
    "too_young": _too_young,
    "too_old": _too_old,
    "guardian_needed": lambda: before(me={"birth_date": years_ago(15)}),
    "gender_needed": lambda: before(gender_mode="women"),
    "not_for_this_group": lambda: before(gender_mode="women", me={"gender": "male"}),
    "run_full": full,
    "waiting_list_full": _list_full,
    "waiting_list_open": _list_open,
    "clash": _clash,
    "prerequisite_missing": _prerequisite,
    "household_clash": _household_clash,
    "approval_needed": lambda: before(allocation="approval"),
    "completed_before": _completed_before,
}
