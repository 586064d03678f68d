"""Ticks from a form and from the page's script: kept once, the last one stands, nobody's is taken back unseen."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.completion.models import Attendance
from catalogue.enrolment.models import Enrolment
from tests.integration.roster.conftest import DAY, Classroom, Room

JSON = {"Accept": "application/json"}
MINUTE = 60_000


def page_of(here: Classroom) -> str:
    return f"{here.address}/meetings/{here.meeting}"


def ticked(here: Classroom, **marks: str) -> dict[str, str]:
    return {f"mark_{here.seats[name]}": mark for name, mark in marks.items()}


def test_a_form_enters_everybody_and_sent_again_changes_nothing(each_room: Room) -> None:
    here = each_room()
    form = ticked(here, Huda="present", Noura="late", Sara="excused")

    answers = [here.instructor.post(page_of(here), data=form) for _twice in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert here.marks() == {"Huda": "present", "Noura": "late", "Sara": "excused"}
    shown = here.instructor.get(page_of(here)).text
    assert len(re.findall(r'name="mark_\w+" value="\w+" checked', shown)) == 3


def test_a_page_that_stood_open_takes_nothing_back(room: Room) -> None:
    """Both opened an empty page; the second enters one learner, and the first, later, only the other one."""
    here = room()
    untouched = {f"was_{number}": "" for number in here.seats.values()}
    here.editor.post(page_of(here), data={**untouched, **ticked(here, Huda="late")})
    shown = {**untouched, f"was_{here.seats['Huda']}": "late"}
    here.owner.post(page_of(here), data={**shown, **ticked(here, Huda="present")})

    stale = {**shown, **ticked(here, Huda="late", Noura="present")}
    assert here.editor.post(page_of(here), data=stale).status_code == 303

    assert here.marks() == {"Huda": "present", "Noura": "present"}


def test_the_rest_is_present_with_one_press(room: Room) -> None:
    here = room()
    here.instructor.post(page_of(here), data={**ticked(here, Huda="absent"), "rest": "present"})

    assert here.marks() == {"Huda": "absent", "Noura": "present", "Sara": "present"}


@pytest.mark.parametrize(("first_ago", "second_ago", "stands"), [(10, 30, "present"), (30, 10, "absent")])
def test_of_two_ticks_the_one_made_last_stands_and_the_other_is_told(
    room: Room, first_ago: int, second_ago: int, stands: str
) -> None:
    """The order of arriving does not matter: minutes before sending do, by a clock that may be wrong."""
    here, wrong_clock = room(), 1_000_000_000
    number = here.seats["Huda"]
    for browser, mark, ago in ((here.editor, "present", first_ago), (here.instructor, "absent", second_ago)):
        form = {
            f"mark_{number}": mark,
            f"ticked_{number}": str(wrong_clock - ago * MINUTE),
            "sent": str(wrong_clock),
        }
        last = browser.post(page_of(here), data=form, headers=JSON).get_json()

    assert here.marks() == {"Huda": stands}
    assert last["kept"] == ([number] if stands == "absent" else [])
    told = [(one["who"], one["mark"], "Huda Salem" in one["words"]) for one in last["told"]]
    assert told == ([(number, "present", True)] if stands == "present" else [])


def test_no_tick_is_of_the_future(room: Room) -> None:
    here = room()
    number = here.seats["Huda"]
    form = {f"mark_{number}": "present", f"ticked_{number}": str(90 * MINUTE), "sent": "1"}

    here.instructor.post(page_of(here), data=form, headers=JSON)

    with here.app.app_context():
        at = db.session.scalars(select(Attendance.recorded_at)).one()
    assert now() - timedelta(seconds=30) < at <= now()


def test_a_form_that_was_overtaken_says_so(room: Room) -> None:
    here = room()
    number = here.seats["Huda"]
    here.editor.post(page_of(here), data=ticked(here, Huda="late"))
    form = {f"mark_{number}": "absent", f"ticked_{number}": "0", "sent": str(20 * MINUTE)}

    answer = here.instructor.post(page_of(here), data=form)

    assert answer.status_code == 409
    assert "Huda Salem: somebody else entered “Late” later, and that stands." in answer.text
    assert here.marks() == {"Huda": "late"}


def test_before_the_meeting_nothing_is_entered(room: Room) -> None:
    here = room(starts_at=now() + DAY)

    assert "This meeting has not begun yet." in here.instructor.get(page_of(here)).text
    for headers in (JSON, {}):
        assert here.instructor.post(page_of(here), data={"rest": "present"}, headers=headers).status_code == 409
    assert here.marks() == {}


def test_who_gave_the_seat_back_is_not_among_those_who_are_ticked(room: Room) -> None:
    here = room()
    with here.app.app_context():
        gone = db.session.scalars(select(Enrolment).where(Enrolment.public_id == here.seats["Huda"])).one()
        gone.state = "cancelled"
        gone.run.seats_taken -= 1
        db.session.commit()

    answer = here.instructor.post(page_of(here), data=ticked(here, Huda="present", Noura="present"), headers=JSON)

    assert answer.get_json()["kept"] == [here.seats["Noura"]]
    assert here.marks() == {"Noura": "present"}


def test_marks_that_do_not_exist_are_none(room: Room) -> None:
    here = room()
    assert here.instructor.post(page_of(here), data=ticked(here, Huda="asleep")).status_code == 303
    assert here.marks() == {}


@pytest.mark.parametrize("at", ["20200101T000000Z", "nonsense"])
def test_a_meeting_that_does_not_exist_is_not_found(room: Room, at: str) -> None:
    here = room()
    for path in (f"/meetings/{at}", f"/meetings/{at}/scan"):
        assert here.instructor.get(here.address + path).status_code == 404
