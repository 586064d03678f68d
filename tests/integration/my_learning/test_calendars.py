"""The household's feed and the files: read by an independent library, equal times in every zone, nobody else's."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, text

from catalogue.accounts.models import Account, Guardianship
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.mine import queries, services, tokens
from catalogue.enrolment.mine.models import CalendarFeed
from catalogue.enrolment.mine.timetable import address_of
from catalogue.offerings.models import Run, RunSession
from catalogue.taxonomy.models import City
from tests.builders import an_offering, saved
from tests.counting import counted_queries
from tests.integration.enrolment.conftest import an_open_run
from tests.integration.my_learning.conftest import Household

pytestmark = pytest.mark.made_up_counters


def feed_of(household: Household) -> str:
    """The path of the household's feed, made by its button."""
    household.browser.post("/en/me/feed")
    with household.app.app_context():
        return f"/calendar/{queries.choices_of(household.account)[1]}.ics"


def events(app: Flask, path: str) -> list[Any]:
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    return entries(answer.data)


def entries(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def titles(app: Flask, path: str) -> list[str]:
    return sorted(str(event["summary"]) for event in events(app, path))


def test_the_feed_holds_the_household_and_needs_no_cookie(household: Household) -> None:
    with household.app.app_context():
        run = an_open_run(offering=an_offering(title_en="Robots"))
        household.enrolled(household.daughter, run)
        household.enrolled(household.son, run)
        household.enrolled(household.mother, offering=an_offering(title_en="Welding"))
    path = feed_of(household)
    assert titles(household.app, path) == ["Abd al-Rahman: Robots", "Noura: Welding", "Sara: Robots"]
    assert len({str(event["uid"]) for event in events(household.app, path)}) == 3, "a meeting of two is two entries"
    answer = household.app.test_client().get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_feed_is_in_the_language_of_the_account(household: Household) -> None:
    with household.app.app_context():
        household.enrolled(
            household.daughter, offering=an_offering(title_en="Robots", title_ar="\u0631\u0648\u0628\u0648\u062a")
        )
        db.session.query(Account).filter_by(id=household.account).update({"language": "ar"})
        db.session.commit()
    (event,) = events(household.app, feed_of(household))
    assert str(event["summary"]) == "Sara: \u0631\u0648\u0628\u0648\u062a"
    assert "/ar/offerings/" in str(event["url"])


def test_the_address_is_stored_as_a_hash_and_shown_to_its_owner(household: Household) -> None:
    path = feed_of(household)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 43, "256 bits"
    assert path in household.browser.get("/en/me").text
    assert path not in household.stranger.get("/en/me").text
    with household.app.app_context():
        row = db.session.scalars(select(CalendarFeed)).one()
        assert token not in (row.nonce, row.token_hash)
        assert row.token_hash == tokens.hashed(token)


def test_renewing_and_switching_off_close_the_old_address_at_once(household: Household) -> None:
    first, second = feed_of(household), feed_of(household)
    nobody = household.app.test_client()
    assert first != second
    assert [nobody.get(path).status_code for path in (first, second)] == [404, 200]
    assert household.browser.post("/en/me/feed/revoke").location == "/en/me?notice=feed_revoked#calendar"
    assert nobody.get(second).status_code == 404
    assert "Make a private address" in household.browser.get("/en/me").text


@pytest.mark.parametrize("token", ["x", "A" * 43, "..%2f", "\u0639", "A" * 5000])
def test_a_guessed_address_is_no_page(household: Household, token: str) -> None:
    feed_of(household)
    assert household.app.test_client().get(f"/calendar/{token}.ics").status_code == 404


def test_the_feed_of_a_closed_account_is_closed(household: Household) -> None:
    path = feed_of(household)
    with household.app.app_context():
        db.session.query(Account).filter_by(id=household.account).update({"state": "closed"})
        db.session.commit()
    assert household.app.test_client().get(path).status_code == 404


def test_a_new_signing_key_keeps_feeds_working_and_the_address_can_be_shown_under_the_old_one(
    household: Household,
) -> None:
    path, config = feed_of(household), household.app.config
    with household.app.app_context():
        old, config["SECRET_KEY"] = config["SECRET_KEY"], "another key"
        assert queries.choices_of(household.account)[1] is None
        config["SECRET_KEY_FALLBACKS"] = [old]
        assert f"/calendar/{queries.choices_of(household.account)[1]}.ics" == path
    assert household.app.test_client().get(path).status_code == 200


def test_it_answers_not_modified_until_something_changes(household: Household) -> None:
    with household.app.app_context():
        household.enrolled(household.daughter)
    path, nobody = feed_of(household), household.app.test_client()
    etag = nobody.get(path).headers["ETag"]
    with time_machine.travel(now() + timedelta(hours=5), tick=False):
        again = nobody.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    with household.app.app_context():
        db.session.query(RunSession).update({"ends_at": RunSession.ends_at})
        db.session.execute(text("UPDATE offering SET title_en = 'Other'"))
        db.session.commit()
    changed = nobody.get(path, headers={"If-None-Match": etag})
    assert (changed.status_code, changed.headers["ETag"] == etag) == (200, False)


def test_what_is_over_or_off_leaves_the_feed(household: Household) -> None:
    with household.app.app_context():
        kept = household.enrolled(household.daughter, offering=an_offering(title_en="Kept"))
        gone = household.enrolled(household.daughter, offering=an_offering(title_en="Gone"))
        services.cannot_come(
            household.enrolled(household.son, offering=an_offering(title_en="Missed")).id,
            db.session.scalars(select(RunSession.id).order_by(RunSession.id.desc())).first() or 0,
            acted_by=household.account, now=now(),
        )  # fmt: skip
        off = household.enrolled(household.mother, offering=an_offering(title_en="Off"))
        off.run.sessions[0].state = "cancelled"
        household.enrolled(household.mother, offering=an_offering(title_en="Postponed")).run.state = "postponed"
        household.enrolled(household.mother, offering=an_offering(title_en="Asked"), allocation="approval")
        number, gone_number = kept.public_id, gone.public_id
        db.session.commit()
    household.browser.post(f"/en/me/enrolments/{gone_number}/cancel")
    path = feed_of(household)
    assert titles(household.app, path) == ["Sara: Kept"]
    with household.app.app_context():
        db.session.query(Guardianship).update({"state": "ended"})
        db.session.commit()
    assert titles(household.app, path) == [], "a guardianship that has ended ends the view"
    assert household.browser.get(f"/en/me/enrolments/{number}.ics").status_code == 404


def test_a_meeting_stays_in_the_feed_for_a_while_after_it_was(household: Household) -> None:
    with household.app.app_context():
        enrolment = household.enrolled(household.mother)
        enrolment.state = "completed"
        run = enrolment.run
        db.session.commit()
        db.session.query(Run).filter_by(id=run.id).update({"seats_taken": 0})
        db.session.commit()
        ends_at = run.sessions[0].ends_at
    path = feed_of(household)
    for days, count in ((89, 1), (91, 0)):
        with time_machine.travel(ends_at + timedelta(days=days), tick=False):
            assert len(events(household.app, path)) == count, days


def test_everything_once_one_run_and_one_meeting_are_files_for_the_signed_in(household: Household) -> None:
    with household.app.app_context():
        run = an_open_run()
        at = run.sessions[0].starts_at + timedelta(days=7)
        saved(RunSession(run_id=run.id, starts_at=at, ends_at=at + timedelta(hours=1)))
        db.session.expire_all()
        enrolment = household.enrolled(household.daughter, run)
        base = f"/en/me/enrolments/{enrolment.public_id}"
        one = f"{base}/meetings/{address_of(enrolment.run.sessions[1])}.ics"
    counts, uids = [], []
    for path in ("/en/me/calendar.ics", f"{base}.ics", one):
        answer = household.browser.get(path)
        found = Calendar.from_ical(answer.data).walk("VEVENT")
        counts.append(len(found))
        uids.append({str(event["uid"]) for event in found})
        assert answer.headers["Content-Disposition"].startswith("attachment"), path
        assert answer.headers["Cache-Control"] == "private, no-store", path
        assert household.app.test_client().get(path).status_code == 303, path
    assert counts == [2, 2, 1]
    assert uids[0] == uids[1] > uids[2], "the same meeting has the same name in each"


def test_what_one_child_gives_up_stays_in_the_calendar_for_the_other(household: Household) -> None:
    with household.app.app_context():
        run = an_open_run()
        first, second = (household.enrolled(one, run).public_id for one in (household.daughter, household.son))
    household.browser.post(f"/en/me/enrolments/{first}/cancel")
    files = [Calendar.from_ical(household.browser.get(f"/en/me/enrolments/{one}.ics").data) for one in (first, second)]
    assert [str(file["method"]) for file in files] == ["CANCEL", "PUBLISH"]
    assert files[0].walk("VEVENT")[0]["uid"] != files[1].walk("VEVENT")[0]["uid"]


def test_a_meeting_that_is_off_leaves_the_calendar_by_its_own_file(household: Household) -> None:
    with household.app.app_context():
        enrolment = household.enrolled(household.mother)
        session = enrolment.run.sessions[0]
        session.state = "cancelled"
        db.session.commit()
        path = f"/en/me/enrolments/{enrolment.public_id}/meetings/{address_of(session)}.ics"
    file = Calendar.from_ical(household.browser.get(path).data)
    assert (str(file["method"]), str(file.walk("VEVENT")[0]["status"])) == ("CANCEL", "CANCELLED")


ZONES = {
    "Asia/Riyadh": ["2027-02-08T16:00", "2027-06-01T05:30"],
    "Africa/Cairo": ["2027-04-29T23:30", "2027-04-30T10:00", "2027-10-28T23:30", "2027-10-29T10:00"],
    "Africa/Casablanca": ["2027-02-06T18:00", "2027-02-07T18:00", "2027-03-14T01:30", "2027-03-14T18:00"],
    "Asia/Amman": ["2027-03-25T23:00", "2027-07-01T12:00"],
}


@pytest.mark.parametrize("zone", ZONES)
def test_every_time_comes_back_equal_and_shows_the_clock_of_its_place(household: Household, zone: str) -> None:
    walls = [datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)) for wall in ZONES[zone]]
    with household.app.app_context():
        city = db.session.scalars(select(City)).first()
        assert city
        city.time_zone = zone
        run = an_open_run(city_id=city.id)
        household.enrolled(household.mother, run)
        db.session.query(RunSession).delete()
        for wall in walls:
            db.session.add(RunSession(run_id=run.id, starts_at=wall, ends_at=wall + timedelta(hours=2)))
        db.session.commit()
    content = household.app.test_client().get(feed_of(household)).data
    file = Calendar.from_ical(content)
    starts = [event["dtstart"].dt for event in entries(content)]
    assert starts == walls, "the same moments"
    assert [start.replace(tzinfo=None) for start in starts] == [wall.replace(tzinfo=None) for wall in walls]
    assert [str(one["tzid"]) for one in file.walk("VTIMEZONE")] == [zone]
    assert [event["dtstart"].dt for event in entries(file.to_ical())] == walls


@pytest.mark.parametrize("items", [1, 3])
def test_the_feed_costs_the_same_for_one_or_three(household: Household, items: int) -> None:
    with household.app.app_context():
        for number in range(items):
            household.enrolled(
                household.daughter, starts_at=now() + timedelta(days=5, hours=3 * number), enrol_closes_at=None
            )
    path = feed_of(household)
    with counted_queries(household.app) as statements:
        found = events(household.app, path)
    assert len(found) == items
    assert len(statements) == 5, "\n".join(statements)  # account, household, enrolments, meetings, missed


def test_an_empty_feed_is_a_calendar(household: Household) -> None:
    assert events(household.app, feed_of(household)) == []
