"""A meeting for which attendance was entered stays, whatever a file or a form leaves out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.completion.models import Attendance
from catalogue.enrolment.completion.rules import Mark
from catalogue.enrolment.completion.services import record_attendance
from catalogue.offerings.editing import services as editing
from catalogue.offerings.editing.queries import open_revision_of
from catalogue.offerings.exchange.shape import Raw
from catalogue.offerings.exchange.writing import fields_of
from catalogue.offerings.models import Run, RunSession
from catalogue.offerings.services.importing import Options, Outcome, import_lines
from catalogue.offerings.uploads.texts import in_both
from tests.builders import a_learner, a_run, saved
from tests.builders_proof import a_course
from tests.builders_providers import a_member
from tests.integration.roster.conftest import a_seat

DAY = timedelta(days=1)


@pytest.fixture
def run(app: Flask) -> Run:
    """A run with a meeting of yesterday, at which somebody was, and one of tomorrow."""
    begun = now().replace(microsecond=0) - DAY
    course = a_course(state="draft", published_at=None)
    found = a_run(offering=course, starts_at=begun, enrol_opens_at=begun - DAY * 9, ends_at=begun + DAY * 3)
    saved(RunSession(run_id=found.id, starts_at=begun + DAY * 2, ends_at=begun + DAY * 2 + DAY / 12))
    instructor = a_member(found.offering.provider, "instructor").account_id or 0
    seat = a_seat(found, a_learner())
    record_attendance(seat.id, found.sessions[0].id, Mark.PRESENT, acted_by=instructor, now=now())
    return found


def without_the_first(run: Run) -> dict[str, Any]:
    line = fields_of(run.offering, whole=True)
    (fields,) = line["runs"]
    fields["sessions"] = fields["sessions"][1:]
    return line


def ticks() -> int:
    return db.session.scalar(select(func.count()).select_from(Attendance)) or 0


def test_a_file_that_leaves_it_out_is_taken_without_that(run: Run) -> None:
    told: list[Any] = []
    line, options = without_the_first(run), Options(may_enter_providers=False)
    line["runs"][0]["capacity"] = 30

    import_lines([Raw(1, line)], options, now(), record=told.extend)

    assert (told[0].outcome, ticks()) == (Outcome.UPDATED, 1)
    (problem,) = told[0].problems
    assert (problem.field, problem.refused) == ("runs[0].sessions", False)
    words = in_both(problem.message)[0]
    assert "so it was kept" in words["en"]
    assert words["ar"] != words["en"]
    found = db.session.get_one(Run, run.id)
    assert (len(found.sessions), found.capacity) == (2, 30)


def test_a_form_that_leaves_it_out_is_told(run: Run) -> None:
    line, offering = without_the_first(run), run.offering
    wanted = editing.Wanted({"runs": line["runs"]})

    with pytest.raises(editing.NotTakenAsWritten) as refused:
        editing.save(offering.provider_id, offering.id, wanted, actor_id=None, now=now())

    assert [one.field for one in refused.value.problems] == ["runs[0].sessions"]
    assert ticks() == 1


def test_a_meeting_that_nobody_entered_goes(run: Run) -> None:
    line = fields_of(run.offering, whole=True)
    line["runs"][0]["sessions"] = line["runs"][0]["sessions"][:1]

    import_lines([Raw(1, line)], Options(may_enter_providers=False), now())

    assert len(db.session.get_one(Run, run.id).sessions) == 1


def test_on_a_live_listing_it_is_told_at_once_and_not_only_when_the_office_approves(run: Run) -> None:
    offering = run.offering
    offering.state, offering.published_at = "published", now()
    db.session.commit()
    wanted = editing.Wanted({"runs": without_the_first(run)["runs"]})

    with pytest.raises(editing.NotTakenAsWritten) as refused:
        editing.save(offering.provider_id, offering.id, wanted, actor_id=None, now=now())

    assert [one.field for one in refused.value.problems] == ["runs[0].sessions"]
    assert open_revision_of(offering.id) is None
    assert (ticks(), len(db.session.get_one(Run, run.id).sessions)) == (1, 2)
