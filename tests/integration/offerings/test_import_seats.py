"""Sections and sizes of runs in a file: counted seats follow the listing, and what is added is offered at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from catalogue.core import mail
from catalogue.core.db import db
from catalogue.core.outbox import Message
from catalogue.enrolment import services
from catalogue.enrolment.counters import drift
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run, RunSection
from tests.builders import NOON, a_learner
from tests.builders_offerings import a_file, a_line, a_run_line, counts, taken, told
from tests.mailbox import mail_files, text_of

SECTIONS = [{"key": "w", "gender_mode": "women", "capacity": 2}, {"gender_mode": "men", "capacity": 1}]


def divided(*sections: dict[str, Any], **about: Any) -> dict[str, Any]:
    run = a_run_line(gender_mode="separate_sections", sections=list(sections or SECTIONS), waiting_list=4, **about)
    run.pop("capacity") if "capacity" not in about else None
    return a_line(runs=[run])


def stored() -> list[tuple[str, str, int | None, int]]:
    found = select(RunSection.key, RunSection.gender_mode, RunSection.capacity, RunSection.seats_taken)
    return [tuple(row) for row in db.session.execute(found.order_by(RunSection.position))]  # type: ignore[misc]


def the_run() -> Run:
    db.session.expire_all()
    return db.session.scalars(select(Run)).one()


def enrol(gender: str) -> int:
    learner = a_learner(gender=gender)
    services.enrol(the_run().id, learner.id, acted_by=learner.account_id or 0, now=NOON)
    return learner.account_id or 0


def test_sections_become_rows_and_the_run_has_as_many_seats_as_they(app: Flask, tmp_path: Path) -> None:
    assert counts(taken(a_file(tmp_path, divided()), publish=True)) == (1, 0, 0, 0)
    assert stored() == [("w", "women", 2, 0), ("men", "men", 1, 0)]
    assert the_run().capacity == 3
    assert counts(taken(a_file(tmp_path, divided()))) == (0, 0, 1, 0), "a second time changes nothing"


def test_two_sections_for_the_same_are_refused(app: Flask, tmp_path: Path) -> None:
    report = taken(a_file(tmp_path, divided({"gender_mode": "women"}, {"key": "b", "gender_mode": "women"})))
    assert told(report) == [(1, "runs[0].sections[1].gender_mode", True)]


def test_a_section_with_people_is_neither_dropped_nor_made_too_small(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, divided()), publish=True)
    enrol("female")
    enrol("female")
    smaller = [{**SECTIONS[0], "capacity": 1}, SECTIONS[1]]
    assert told(taken(a_file(tmp_path, divided(*smaller)))) == [(1, "runs[0].sections[0].capacity", True)]
    assert told(taken(a_file(tmp_path, divided(SECTIONS[1], capacity=5)))) == [(1, "runs[0].sections", True)]
    assert stored() == [("w", "women", 2, 2), ("men", "men", 1, 0)]
    assert drift() == []


def test_a_run_with_people_cannot_be_divided(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, a_line()), publish=True)
    enrol("male")
    assert told(taken(a_file(tmp_path, divided(capacity=10)))) == [(1, "runs[0].sections", True)]
    assert stored() == []


def a_file_of(folder: Path, **run: Any) -> Path:
    return a_file(folder, a_line(runs=[a_run_line(**run)]))


def test_seats_that_a_file_adds_are_offered_at_once(app: Flask, tmp_path: Path) -> None:
    taken(a_file_of(tmp_path, capacity=1, waiting_list=3), publish=True)
    enrol("male")
    for _ in range(2):
        learner = a_learner()
        services.wait(the_run().id, [learner.id], acted_by=learner.account_id or 0, now=NOON)

    assert counts(taken(a_file_of(tmp_path, capacity=2, waiting_list=3))) == (0, 1, 0, 0)

    states = db.session.scalars(select(Enrolment.state).order_by(Enrolment.id)).all()
    assert states == ["confirmed", "offered", "waitlisted"]
    assert (the_run().seats_taken, the_run().waiting_taken) == (2, 1)
    assert told(taken(a_file_of(tmp_path, capacity=2, waiting_list=0))) == [(1, "runs[0].waiting_list", True)]
    assert told(taken(a_file_of(tmp_path, capacity=1, waiting_list=3))) == [(1, "runs[0].capacity", True)]
    assert drift() == []


def test_a_section_that_grows_is_offered_to_its_own(app: Flask, tmp_path: Path) -> None:
    taken(a_file(tmp_path, divided()), publish=True)
    enrol("male")
    for gender in ("male", "male"):
        learner = a_learner(gender=gender)
        services.wait(the_run().id, [learner.id], acted_by=learner.account_id or 0, now=NOON)
    taken(a_file(tmp_path, divided(SECTIONS[0], {**SECTIONS[1], "capacity": 2}, capacity=4)))
    assert db.session.scalars(select(Enrolment.state).order_by(Enrolment.id)).all() == [
        "confirmed", "offered", "waitlisted",
    ]  # fmt: skip
    assert drift() == []


def test_those_who_have_a_seat_are_told_once_of_another_time(app: Flask, tmp_path: Path) -> None:
    taken(a_file_of(tmp_path), publish=True)
    enrol("male")
    moved = NOON + timedelta(days=12)
    sessions = [{"starts_at": moved.isoformat(), "ends_at": (moved + timedelta(hours=2)).isoformat()}]
    for _ in range(2):
        taken(a_file_of(tmp_path, sessions=sessions))
    taken(a_file_of(tmp_path, sessions=sessions, minimum=2, join_url="https://example.org/room"))
    assert kinds() == ["enrolment_confirmed", "enrolment_changed"]
    mail.deliver(NOON)
    letter = mail_files(app.config["SETTINGS"].home)[-1]
    assert [part.get_content_type() for part in letter.iter_attachments()] == ["text/calendar"]
    assert "None" not in text_of(letter)


def kinds() -> list[str]:
    return list(db.session.scalars(select(Message.kind).order_by(Message.id)))
