"""Two of a provider's people in one class at once: nobody is overruled unseen, nothing is given twice."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.certificates.models import Certificate
from catalogue.enrolment.completion import services
from catalogue.enrolment.completion.models import Attendance
from catalogue.enrolment.completion.rules import Mark, Outcome
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.roster.people import roster_of
from catalogue.offerings.models import Run
from catalogue.providers.models import ProviderMember
from tests.at_once import at_once
from tests.counting import counted_queries
from tests.integration.roster.conftest import Classroom, Room


def outcomes(here: Classroom, was: str, **chosen: str) -> dict[str, str]:
    numbers = {here.seats[name]: outcome for name, outcome in chosen.items()}
    return {f"outcome_{number}": outcome for number, outcome in numbers.items()} | {
        f"was_{number}": was for number in numbers
    }


def test_a_page_that_stood_open_overrules_nobody(room: Room) -> None:
    """Both opened the page; the editor decides about one, and the instructor sends what her page proposed for both."""
    here = room(["Huda", "Noura"])
    address = f"{here.address}/completion"
    here.editor.post(address, data=outcomes(here, "confirmed", Huda="not_completed"))
    stale = outcomes(here, "confirmed", Huda="completed", Noura="completed")

    answer = here.instructor.post(address, data=stale)

    assert answer.status_code == 409
    assert "Huda Salem: somebody else has entered “Not completed” meanwhile" in answer.text
    assert (here.state_of("Huda"), here.state_of("Noura")) == ("not_completed", "completed")
    seen = outcomes(here, "not_completed", Huda="completed")
    assert here.instructor.post(address, data=seen).status_code == 303
    assert here.state_of("Huda") == "completed"


def test_who_is_completed_by_two_at_once_gets_one_certificate(each_room: Room) -> None:
    here = each_room(["Huda"])
    with here.app.app_context():
        number = db.session.scalars(select(Enrolment.id)).one()
        actors = db.session.scalars(select(ProviderMember.account_id).limit(2)).all()

    def complete(actor: int) -> str | None:
        return services.complete(number, Outcome.COMPLETED, acted_by=actor, now=now()).code

    first, second = at_once(here.app, *(partial(complete, actor) for actor in actors))

    assert first == second
    with here.app.app_context():
        assert db.session.scalars(select(Certificate.code)).all() == [first]
        assert db.session.get_one(Run, here.run_id).seats_taken == 0


@pytest.mark.parametrize("names", [["Huda"], ["Huda", "Noura", "Sara"]])
def test_a_register_costs_the_same_for_one_or_three(room: Room, names: list[str]) -> None:
    here = room(names)
    with here.app.app_context():
        session = db.session.get_one(Run, here.run_id).sessions[0].id
        actor = db.session.scalars(select(ProviderMember.account_id)).first() or 0
        ticks = [services.Tick(one, Mark.PRESENT, now()) for one in db.session.scalars(select(Enrolment.id))]
    with counted_queries(here.app) as queries, here.app.app_context():
        services.record_register(session, ticks, acted_by=actor, now=now())

    assert len(queries) == 7, "\n".join(queries)
    assert set(here.marks().values()) == {"present"}


def test_what_was_entered_for_a_meeting_that_was_cancelled_counts_nowhere(room: Room) -> None:
    here = room(["Huda"])
    here.instructor.post(f"{here.address}/meetings/{here.meeting}", data={f"mark_{here.seats['Huda']}": "absent"})
    with here.app.app_context():
        db.session.get_one(Run, here.run_id).sessions[0].state = "cancelled"
        db.session.commit()
        (person,) = roster_of(db.session.get_one(Run, here.run_id), now()).seated
        assert person.marks == {}
        assert db.session.scalar(select(func.count()).select_from(Attendance)) == 1
