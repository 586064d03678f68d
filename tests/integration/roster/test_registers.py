"""The meetings of a long class on the page of its people: what is at hand, what stands behind, what is ticked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from catalogue.core.clock import now
from catalogue.enrolment.mine.timetable import address_of
from catalogue.offerings.models import RunSession
from tests.builders import saved
from tests.integration.roster.conftest import DAY, Classroom, Room

HOUR = timedelta(hours=1)


def a_long_class(room: Room, days: list[int], **about: object) -> tuple[Classroom, list[str]]:
    """A class whose meetings begin an hour before this moment of these days from today. :returns: their addresses."""
    here = room(["Huda", "Noura"], starts_at=now() + days[0] * DAY - HOUR, **about)
    addresses = [f"{here.address}/meetings/{here.meeting}"]
    with here.app.app_context():
        for number in days[1:]:
            start = now() + number * DAY - HOUR
            meeting = saved(RunSession(run_id=here.run_id, starts_at=start, ends_at=start + 2 * HOUR))
            addresses.append(f"{here.address}/meetings/{address_of(meeting)}")
    here.change(ends_at=now() + days[-1] * DAY + HOUR)
    return here, addresses


def linked(part: str) -> list[str]:
    return re.findall(r'href="([^"]+/meetings/[^"]+)"', part)


@pytest.mark.parametrize(
    ("days", "at_hand"),
    [
        ([-14, -7, 0, 7, 14], 2),
        ([-14, -7, -1, 6, 13], 3),
        ([-14, -12, -10, -7, -3], 4),
        ([3, 6, 9, 12, 15], 0),
    ],
    ids=["today", "the next", "the last", "the first"],
)
def test_the_meeting_at_hand_stands_there_and_the_others_behind(room: Room, days: list[int], at_hand: int) -> None:
    here, addresses = a_long_class(room, days)

    shown, _fold, behind = here.instructor.get(here.address).text.partition('<details class="fold">')

    assert linked(shown) == [addresses[at_hand]]
    assert linked(behind) == [one for one in addresses if one != addresses[at_hand]]
    assert "4 other meetings" in behind


def test_with_few_meetings_nothing_has_to_be_opened(room: Room) -> None:
    here, addresses = a_long_class(room, [-7, 0, 7])
    page = here.instructor.get(here.address).text
    assert '<details class="fold">' not in page
    assert linked(page) == addresses


def test_a_tick_stands_only_where_attendance_was_entered(room: Room) -> None:
    here, addresses = a_long_class(room, [-21, -14, -7, 0, 7])
    everybody = {f"mark_{number}": "present" for number in here.seats.values()}
    here.instructor.post(addresses[0], data=everybody)
    here.instructor.post(addresses[1], data={f"mark_{here.seats['Huda']}": "late"})

    page = here.instructor.get(here.address).text

    links = re.findall(r'/meetings/[^"]+">(.*?)</a>', page)
    said = [re.sub(r"<[^>]+>", "", link) for link in links]
    today, first, second, third, ahead = said  # what is at hand comes first
    assert "attendance entered" in first
    assert "entered for 1 of 2" in second
    assert all("attendance not entered" in one for one in (third, today))
    assert "entered" not in ahead
    assert ["#check" in link for link in links] == [False, True, False, False, False]
    assert "attendance not entered for 1 meeting" in page


def test_in_a_long_class_a_name_has_a_count_and_its_page_has_every_mark(room: Room) -> None:
    here, addresses = a_long_class(room, [-35, -28, -21, -14, -7, 7])
    for address in addresses[:5]:
        here.instructor.post(address, data={f"mark_{here.seats['Huda']}": "present"})

    listed = here.instructor.get(here.address).text
    own = here.instructor.get(f"{here.address}/people/{here.seats['Huda']}").text

    assert "5 of 6 meetings attended · attendance not entered for 1 meeting" in listed
    assert listed.count(": Present") == 0
    assert own.count(": Present") == 5
