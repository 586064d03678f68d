"""The number of seats of a class that is divided: all that was typed, or nothing; and nothing unseen."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.models import Run, RunSection
from tests.builders import saved
from tests.integration.roster.conftest import DAY, Classroom, Room

pytestmark = pytest.mark.made_up_counters
GROUPS = ("women", "men")


@pytest.fixture
def divided(room: Room) -> Classroom:
    """Ten seats for women, of which three are taken, and ten for men."""
    sections = [{"gender_mode": group, "capacity": 10} for group in GROUPS]
    here = room([], starts_at=now() + 5 * DAY, capacity=20, gender_mode="separate_sections", sections=sections)
    with here.app.app_context():
        for place, group in enumerate(GROUPS):
            about: dict[str, Any] = {"capacity": 10, "seats_taken": 0 if place else 3}
            saved(RunSection(run_id=here.run_id, key=group, gender_mode=group, position=place, **about))
    here.change(seats_taken=3)
    return here


def sizes(here: Classroom) -> dict[str, int | None]:
    with here.app.app_context():
        run = db.session.get_one(Run, here.run_id)
        of_sections = {one.key: one.capacity for one in run.section_seats}
        assert [one["capacity"] for one in run.sections] == list(of_sections.values()), "the listing says it too"
        return {"all": run.capacity, **of_sections}


def sent(here: Classroom, **typed: str) -> tuple[int, str]:
    answer = here.editor.post(f"{here.address}/seats", data=typed)
    return answer.status_code, answer.text


BEFORE = {"all": 20, "women": 10, "men": 10}


def test_where_one_number_is_too_low_nothing_changes_and_each_such_field_says_so(divided: Classroom) -> None:
    status, page = sent(divided, seats="2", seats_women="1", seats_men="25")

    assert (status, sizes(divided)) == (422, BEFORE)
    assert page.count('class="field__error"') == 2
    with divided.app.app_context():
        assert db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.entity == "run")) == 0


def test_all_that_was_typed_changes_at_once(divided: Classroom) -> None:
    assert sent(divided, seats="40", seats_women="15", seats_men="25")[0] == 303
    assert sizes(divided) == {"all": 40, "women": 15, "men": 25}


def test_what_a_colleague_has_entered_meanwhile_is_not_replaced_unseen(divided: Classroom) -> None:
    shown = {"was_seats": "20", "was_seats_women": "10", "was_seats_men": "10"}
    sent(divided, seats="20", seats_women="10", seats_men="12")

    status, page = sent(divided, **shown, seats="20", seats_women="10", seats_men="11")

    assert (status, sizes(divided)) == (422, {**BEFORE, "men": 12})
    assert "Somebody else has changed this number meanwhile" in page
    assert 'name="was_seats_men" value="12"' in page
    assert sent(divided, **{**shown, "was_seats_men": "12"}, seats="20", seats_women="10", seats_men="11")[0] == 303
    assert sizes(divided)["men"] == 11


def test_what_she_left_as_the_page_showed_it_takes_nothing_back(divided: Classroom) -> None:
    sent(divided, seats="20", seats_women="10", seats_men="12")
    shown = {"was_seats": "20", "was_seats_women": "10", "was_seats_men": "10"}

    assert sent(divided, **shown, seats="20", seats_women="14", seats_men="10")[0] == 303

    assert sizes(divided) == {**BEFORE, "women": 14, "men": 12}
