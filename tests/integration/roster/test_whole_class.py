"""A class from its roster to certificates that anybody can check, with nothing but forms; and how it ends in bulk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.mine.timetable import address_of
from catalogue.offerings.models import Run, RunSession
from tests.builders import saved
from tests.integration.roster.conftest import DAY, Classroom, Room


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the page's form as it stands."""
    form = page.partition("<main")[2]
    found = dict(re.findall(r'<input type="hidden" name="(was_[^"]+)" value="([^"]*)"', form))
    for attributes in re.findall(r"<input ([^>]*checked[^>]*)>", form):
        about = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
        found[about["name"]] = about["value"]
    for name, inside in re.findall(r'<select [^>]*name="(outcome_[^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen.group(1) if chosen else ""
    for attributes in re.findall(r'<input class="input"([^>]*name="ended_on_[^>]*)>', form):
        about = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
        found[about["name"]] = about["value"]
    return found


def codes_on(page: str) -> list[str]:
    return re.findall(r'/verify/([^"]+)"', page)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_from_the_roster_to_certificates_without_scripts(room: Room, client: FlaskClient, lang: str) -> None:
    here = room()
    here.address = here.address.replace("/en/", f"/{lang}/")
    roster = here.instructor.get(here.address).text
    meeting = f"{here.address}/meetings/{here.meeting}"
    assert meeting in roster

    ticks = fields_of(here.instructor.get(meeting).text)
    assert len(ticks) == 3, "a page with everybody, nobody ticked"
    ticks |= {f"mark_{here.seats['Huda']}": "present", f"mark_{here.seats['Noura']}": "absent", "rest": "present"}
    here.instructor.post(meeting, data=ticks)
    assert here.marks() == {"Huda": "present", "Noura": "absent", "Sara": "present"}

    ending = f"{here.address}/completion"
    proposed = fields_of(here.instructor.get(ending).text)
    assert {proposed[f"outcome_{here.seats[name]}"] for name in ("Huda", "Sara")} == {"completed"}
    assert proposed[f"outcome_{here.seats['Noura']}"] == "no_show"
    assert here.instructor.post(ending, data=proposed).status_code == 303

    codes = codes_on(here.instructor.get(ending).text)
    assert len(codes) == 2
    for code in codes:
        assert re.search("Huda|Sara", client.get(f"/{lang}/verify/{code}").text)


def test_no_certificate_is_suggested_by_meetings_that_nobody_entered(room: Room) -> None:
    here = room(["Huda", "Noura"], starts_at=now() - 9 * DAY)
    with here.app.app_context():
        last = now() - 2 * DAY
        saved(RunSession(run_id=here.run_id, starts_at=last, ends_at=last + DAY / 12))
        here.change(ends_at=last + DAY / 12)
        second = address_of(db.session.get_one(Run, here.run_id).sessions[1])
    ticks = {f"mark_{number}": "present" for number in here.seats.values()}
    here.instructor.post(f"{here.address}/meetings/{here.meeting}", data=ticks)

    page = here.instructor.get(f"{here.address}/completion").text

    assert page.count("1 of 2 meetings attended · attendance not entered for 1 meeting") == 2
    assert "Suggested" not in page
    assert f"{here.address}/meetings/{second}" in page.partition("Nobody has entered attendance")[2]
    here.instructor.post(f"{here.address}/completion", data=fields_of(page))
    assert here.state_of("Huda") == "confirmed"
    assert codes_on(here.instructor.get(f"{here.address}/completion").text) == []

    here.instructor.post(f"{here.address}/meetings/{second}", data={**ticks, f"mark_{here.seats['Noura']}": "absent"})
    chosen = fields_of(here.instructor.get(f"{here.address}/completion").text)
    assert [chosen[f"outcome_{here.seats[name]}"] for name in ("Huda", "Noura")] == ["completed", "not_completed"]
    assert "Nobody has entered" not in here.instructor.get(f"{here.address}/completion").text


def end(here: Classroom, **about: Any) -> Any:
    chosen = {f"outcome_{here.seats[name]}": about.pop(name) for name in list(about) if name in here.seats}
    return here.instructor.post(f"{here.address}/completion", data={**chosen, **about})


def test_whoever_is_left_open_stays_and_is_entered_later(room: Room) -> None:
    here = room()
    end(here, Huda="completed", Noura="")
    assert [here.state_of(name) for name in here.seats] == ["completed", "confirmed", "confirmed"]

    end(here, Huda="completed", Noura="not_completed", Sara="no_show")
    assert [here.state_of(name) for name in here.seats] == ["completed", "not_completed", "no_show"]


def test_a_correction_withdraws_the_certificate(room: Room, client: FlaskClient) -> None:
    here = room(["Huda"])
    end(here, Huda="completed")
    (code,) = codes_on(here.instructor.get(f"{here.address}/completion").text)

    end(here, Huda="not_completed")

    assert codes_on(here.instructor.get(f"{here.address}/completion").text) == []
    assert "withdrawn" in client.get(f"/en/verify/{code}").text


def day(at: Any) -> dict[str, str]:
    return {"ended_on_day": str(at.day), "ended_on_month": str(at.month), "ended_on_year": str(at.year)}


@pytest.mark.parametrize("days", [-3, 2])
def test_the_day_lies_between_the_first_meeting_and_today(room: Room, days: int) -> None:
    here = room(["Huda"])

    answer = end(here, Huda="completed", **day(now() + days * DAY))

    assert answer.status_code == 422
    assert "The day must lie between the first meeting and today" in answer.text
    assert here.state_of("Huda") == "confirmed"


def test_what_is_no_outcome_is_an_error_and_nothing_is_entered(room: Room) -> None:
    here = room()
    answer = end(here, Huda="famous", Noura="completed")

    assert answer.status_code == 422
    assert here.state_of("Noura") == "confirmed"


def test_nobody_completes_what_has_not_begun(room: Room) -> None:
    here = room(starts_at=now() + DAY)

    assert end(here, Huda="completed").status_code == 409
    assert "This run has not begun yet." in here.instructor.get(f"{here.address}/completion").text


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_list_to_be_signed_has_a_line_for_each_and_some_more(room: Room, lang: str) -> None:
    here = room()

    page = here.instructor.get(here.address.replace("/en/", f"/{lang}/") + "/sheet").text

    assert (page.count('<th scope="row">'), page.count("<tr>")) == (3, 1 + 3 + 4)
    assert "@example.org" not in page
