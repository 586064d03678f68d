"""The meetings of a run as a file for a calendar."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.offerings.calendars import place_line
from catalogue.offerings.models import RunSession
from tests.builders import NOON, a_place, a_run, a_venue, an_offering, saved


def addresses(app: Flask, **run: object) -> tuple[str, str]:
    """Offering's and run's public ids; the run has two meetings, the second one cancelled."""
    with app.app_context():
        found = a_run(offering=an_offering(title_en="Welding"), **run)  # type: ignore[arg-type]
        second = NOON + timedelta(days=17)
        saved(RunSession(run_id=found.id, starts_at=second, ends_at=second + timedelta(hours=2), state="cancelled"))
        return found.offering.public_id, found.public_id


def test_the_file_has_every_meeting_with_its_zone_and_a_lasting_name(bare_app: Flask, client: FlaskClient) -> None:
    offering, run = addresses(bare_app)
    answer = client.get(f"/en/offerings/{offering}/runs/{run}.ics")
    again = client.get(f"/ar/offerings/{offering}/runs/{run}.ics")
    calendar, arabic = (icalendar.Calendar.from_ical(one.data) for one in (answer, again))
    assert answer.mimetype == "text/calendar"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Riyadh"]
    events = calendar.events
    assert [event["STATUS"] for event in events] == ["CONFIRMED", "CANCELLED"]
    assert events[0]["SUMMARY"] == "Welding"
    assert events[0].start.isoformat() == "2027-01-20T12:00:00+03:00"
    assert str(events[0]["URL"]).endswith(f"/en/offerings/{offering}/welding")
    assert [event["UID"] for event in events] == [event["UID"] for event in arabic.events]
    assert len({event["UID"] for event in events}) == 2


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("Al Khalij district", "Hall, Al Khalij district"),
        ("Street 5", "Hall, Street 5, Al Khalij"),
        (None, "Hall, Al Khalij"),
    ],
)
def test_a_place_names_its_district_once(app: Flask, address: str | None, line: str) -> None:
    place = a_place()
    place.name_en = "Al Khalij"
    venue = a_venue(name_en="Hall", address_en=address, district_id=place.id)
    assert place_line(a_run(venue_id=venue.id, district_id=place.id), "en") == line


def test_a_run_of_another_listing_or_a_draft_has_no_file(bare_app: Flask, client: FlaskClient) -> None:
    offering, run = addresses(bare_app)
    other, draft = addresses(bare_app, state="draft")
    assert client.get(f"/en/offerings/{other}/runs/{run}.ics").status_code == 404
    assert client.get(f"/en/offerings/{other}/runs/{draft}.ics").status_code == 404
    assert client.get(f"/en/offerings/{offering}/runs/NOSUCHRUN1.ics").status_code == 404
