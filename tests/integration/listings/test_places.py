"""Where a date is held: a place is described once; nothing said of it is lost or reaches others unseen (rule 18)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment import services as enrolment
from catalogue.offerings.editing import queries, services
from catalogue.offerings.editing.halls import stamp_of
from catalogue.offerings.editing.rules import PlaceChanged
from catalogue.offerings.editing.services import NotTakenAsWritten, Place, Wanted
from catalogue.offerings.exchange.shape import Raw
from catalogue.offerings.exchange.writing import fields_of, run_fields
from catalogue.offerings.models import Offering, Venue
from catalogue.offerings.services.importing import Options, import_lines
from catalogue.providers.models import Provider
from tests.builders import a_learner, a_place, a_provider, a_venue
from tests.builders_listings import a_complete_listing, the_run
from tests.builders_proof import an_office_member
from tests.integration.listings.conftest import Bench
from tests.integration.listings.test_editor import filled
from tests.integration.listings.test_revisions import a_live_listing, approve, waiting
from tests.integration.listings.test_telling import letters
from tests.people import browser_of

ABOUT: dict[str, Any] = {"name_en": "Hall", "address_en": "Street 5", "access": {"wheelchair": "yes"}}


def a_hall(provider_id: int | None, *offerings: Offering, **about: Any) -> Venue:
    """In the district where runs of tests are held; one run of each of these listings is held there."""
    place = a_place()
    hall = a_venue(provider_id=provider_id, city_id=place.city_id, district_id=place.id, **{**ABOUT, **about})
    for offering in offerings:
        the_run(offering).venue_id = hall.id
    db.session.commit()
    return hall


@pytest.fixture
def two(bench: Bench) -> tuple[str, str]:
    """Addresses of the form of a run in each of two drafts; both are held in the same hall."""
    with bench.app.app_context():
        provider = db.session.get_one(Provider, bench.provider_id)
        drafts = [a_complete_listing(provider, title_en=title) for title in ("Welding", "Cutting")]
        a_hall(provider.id, *drafts)
        first, second = (bench.at(f"/{one.public_id}/runs/{the_run(one).public_id}") for one in drafts)
    return first, second


def form_of(bench: Bench, address: str, **typed: str) -> dict[str, Any]:
    return {**filled(bench.browser.get(address).text), **typed}


def halls(bench: Bench) -> list[tuple[str | None, str | None]]:
    """Name and address of each, and of no other table's rows."""
    with bench.app.app_context():
        rows = db.session.execute(select(Venue.name_en, Venue.address_en).order_by(Venue.id))
        return [(row.name_en, row.address_en) for row in rows]


def test_the_form_says_who_else_is_there_and_asks_for_whom_a_change_is_meant(
    bench: Bench, two: tuple[str, str]
) -> None:
    page = bench.browser.get(two[0]).text
    assert "1 other date is held at this place too" in page
    assert re.search(r"<li><bdi>Cutting</bdi> · \w+, \d+ \w+ 20\d\d", page), "the other date by its day"
    assert "(optional)" not in page.partition("for which dates?")[2].partition("</legend>")[0]

    answer = bench.browser.post(two[0], data=form_of(bench, two[0], venue_address_en="Street 7"))

    assert answer.status_code == 422
    assert 'href="#f-venue_for"' in answer.text
    assert 'value="Street 7"' in answer.text
    assert halls(bench) == [("Hall", "Street 5")]


def test_for_all_it_is_one_place_still_also_by_another_name(bench: Bench, two: tuple[str, str]) -> None:
    typed = {"venue_address_en": "Street 7", "venue_name_en": "Great hall", "venue_for": "all"}

    assert bench.browser.post(two[0], data=form_of(bench, two[0], **typed)).status_code == 303

    assert halls(bench) == [("Great hall", "Street 7")]
    assert 'value="Great hall"' in bench.browser.get(two[1]).text


def test_for_this_date_alone_it_is_a_place_of_its_own(bench: Bench, two: tuple[str, str]) -> None:
    own = {"venue_address_en": "Street 7", "venue_for": "own"}
    refused = bench.browser.post(two[0], data=form_of(bench, two[0], **own))
    assert refused.status_code == 422
    assert 'href="#f-venue_name_ar"' in refused.text, "it needs a name"

    assert bench.browser.post(two[0], data=form_of(bench, two[0], **own, venue_name_en="New hall")).status_code == 303

    assert halls(bench) == [("Hall", "Street 5"), ("New hall", "Street 7")]
    assert 'value="Street 5"' in bench.browser.get(two[1]).text
    taken = form_of(bench, two[1], venue_name_en="New hall", venue_for="all")
    assert bench.browser.post(two[1], data=taken).status_code == 422, "two places of one name"


def test_a_place_is_chosen_and_brings_its_description_along(bench: Bench, two: tuple[str, str]) -> None:
    with bench.app.app_context():
        other = a_complete_listing(db.session.get_one(Provider, bench.provider_id), title_en="Third")
        address, other_id = bench.at(f"/{other.public_id}/runs/{the_run(other).public_id}"), other.id
        hall = db.session.scalars(select(Venue)).one().public_id
        foreign = a_hall(a_provider().id, name_en="Not mine").public_id
    assert "Not mine" not in bench.browser.get(address).text
    both = form_of(bench, address, hall=hall, venue_name_en="Somewhere else")
    answer = bench.browser.post(address, data=both)
    assert answer.status_code == 422
    assert 'href="#f-hall"' in answer.text
    assert bench.browser.post(address, data=form_of(bench, address, hall=foreign)).status_code == 422

    assert bench.browser.post(address, data=form_of(bench, address, hall=hall, place="")).status_code == 303

    with bench.app.app_context():
        found = db.session.get_one(Offering, other_id).runs[0]
        assert (found.venue and found.venue.public_id, found.district_id) == (hall, a_place().id)
    assert halls(bench)[0] == ("Hall", "Street 5")


def test_a_new_date_there_by_name_changes_nothing_of_it(bench: Bench, two: tuple[str, str]) -> None:
    address = two[0].rpartition("/")[0] + "/new"
    typed = {"mode": "in_person", "price": "0", "place": "jubail-industrial-city:khalij", "venue_name_en": "Hall"}

    assert bench.browser.post(address, data=form_of(bench, address, **typed)).status_code == 303
    other = form_of(bench, address, **typed, venue_address_en="Street 9")
    answer = bench.browser.post(address, data=other)

    assert answer.status_code == 422
    assert "There is a place of this name already" in answer.text
    with bench.app.app_context():
        (hall,) = db.session.scalars(select(Venue))
        assert (hall.address_en, hall.access) == ("Street 5", ABOUT["access"])


def test_what_a_colleague_changed_is_neither_undone_nor_overruled_unseen(bench: Bench, two: tuple[str, str]) -> None:
    untouched, touched = (
        form_of(bench, two[0], price="70"),
        form_of(bench, two[1], venue_address_en="Street 9", venue_for="all"),
    )
    with bench.app.app_context():
        db.session.scalars(select(Venue)).one().address_en = "Street 7"
        db.session.commit()

    assert bench.browser.post(two[0], data=untouched).status_code == 303
    assert halls(bench) == [("Hall", "Street 7")]
    told = bench.browser.post(two[1], data=touched)
    assert told.status_code == 409
    assert str(PlaceChanged.message) in told.text
    assert 'value="Street 9"' in told.text
    assert bench.browser.post(two[1], data=filled(told.text)).status_code == 303
    assert halls(bench) == [("Hall", "Street 9")]


def enrolled(offering: Offering) -> None:
    learner = a_learner()
    assert learner.account
    learner.account.language = "en"
    db.session.commit()
    enrolment.enrol(the_run(offering).id, learner.id, acted_by=learner.account_id or 0, now=now())


def renamed(offering: Offering, name: str, meant_for: str) -> services.Saved:
    run = the_run(offering)
    hall = db.session.get_one(Venue, run.venue_id or 0)
    fields = {**run_fields(run), "venue": {"name": {"en": name, "ar": ""}, "address": {"en": "Street 5"},
                                           "access": hall.access}}  # fmt: skip
    place = Place(touched=True, seen=stamp_of(hall), meant_for=meant_for)
    return services.save(
        offering.provider_id, offering.id, Wanted({"runs": [fields]}, place=place), actor_id=None, now=now()
    )


def test_where_people_of_another_listing_rely_on_it_the_office_looks_first(bare_app: Flask) -> None:
    with bare_app.app_context():
        mine = a_live_listing()
        other = a_live_listing(provider=mine.provider)
        hall = a_hall(mine.provider_id, mine, other)
        enrolled(other)

        assert renamed(mine, "Great hall", "all").waiting

        assert db.session.get_one(Venue, hall.id).name_en == "Hall"
        assert letters(bare_app) == []
        ids = mine.id, other.id, hall.id
        number, office = waiting(mine).public_id, browser_of(bare_app, an_office_member().id)
    assert "Place, for all dates that are held there" in office.get(f"/en/office/revisions/{number}").text
    with bare_app.app_context():
        mine, other = (db.session.get_one(Offering, one) for one in ids[:2])
        approve(mine)
        assert (db.session.get_one(Venue, ids[2]).name_en, the_run(other).venue_id) == ("Great hall", ids[2])
        ((text, _attached),) = letters(bare_app)
        assert "Great hall" in text


def test_a_place_of_its_own_waits_for_nobody(app: Flask) -> None:
    mine = a_live_listing()
    other = a_live_listing(provider=mine.provider)
    hall = a_hall(mine.provider_id, mine, other)
    enrolled(other)

    assert not renamed(mine, "New hall", "own").waiting

    assert the_run(mine).venue_id != hall.id == the_run(other).venue_id
    assert letters(app) == []


def test_from_a_draft_nobody_who_is_enrolled_elsewhere_is_moved(app: Flask) -> None:
    draft = a_complete_listing()
    other = a_live_listing(provider=draft.provider)
    hall = a_hall(draft.provider_id, draft, other)
    enrolled(other)

    with pytest.raises(NotTakenAsWritten) as refused:
        renamed(draft, "Great hall", "all")

    assert [one.field for one in refused.value.problems] == ["runs[0].venue_for"]
    assert db.session.get_one(Venue, hall.id).name_en == "Hall"


def test_a_listing_with_the_office_that_is_moved_along_is_looked_at_again(app: Flask) -> None:
    draft = a_complete_listing()
    reviewed = a_complete_listing(draft.provider, state="in_review")
    a_hall(draft.provider_id, draft, reviewed)
    before = reviewed.stamp

    renamed(draft, "Great hall", "all")

    db.session.refresh(reviewed)
    assert reviewed.stamp != before


def test_what_is_said_of_a_place_of_the_city_is_kept_as_a_place_of_ones_own(bench: Bench) -> None:
    with bench.app.app_context():
        draft = a_complete_listing(db.session.get_one(Provider, bench.provider_id))
        citys = a_hall(None, draft, latitude=27.1, longitude=49.5)
        address, draft_id, citys_id = (
            bench.at(f"/{draft.public_id}/runs/{the_run(draft).public_id}"),
            draft.id,
            citys.id,
        )
    assert "describes this place for everybody" in bench.browser.get(address).text

    assert bench.browser.post(address, data=form_of(bench, address, access_hearing_loop="yes")).status_code == 303

    with bench.app.app_context():
        assert db.session.get_one(Venue, citys_id).access == ABOUT["access"]
        own = db.session.get_one(Offering, draft_id).runs[0].venue
        assert own is not None
        assert own.access == {**ABOUT["access"], "hearing_loop": "yes"}
        assert (own.provider_id, own.name_en, own.address_en) == (bench.provider_id, "Hall", "Street 5")
        assert (own.latitude, own.longitude) == (27.1, 49.5)
    page = bench.browser.get(address).text
    assert "describes this place for everybody" not in page
    assert bench.browser.post(address, data=filled(page)).status_code == 303
    with bench.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Venue)) == 2


def test_a_file_is_told_that_a_place_of_the_city_stays_as_it_is(app: Flask) -> None:
    offering = a_complete_listing()
    a_hall(None, offering)
    line = fields_of(offering, whole=True)
    assert import_lines([Raw(1, line)], Options(), now()).problems == []
    line["runs"][0]["venue"]["access"] = {"wheelchair": "no"}

    report = import_lines([Raw(1, line)], Options(), now())

    assert [(one.field, one.refused) for one in report.problems] == [("runs[0].venue", False)]
    (hall,) = db.session.scalars(select(Venue))
    assert hall.access == ABOUT["access"]


def test_a_proposal_that_waits_comes_back_in_the_form_and_is_saved_again_as_it_is(bench: Bench) -> None:
    with bench.app.app_context():
        mine = a_live_listing(provider=db.session.get_one(Provider, bench.provider_id))
        other = a_live_listing(provider=mine.provider)
        a_hall(mine.provider_id, mine, other)
        enrolled(other)
        renamed(mine, "Great hall", "all")
        proposed, offering_id = waiting(mine).proposed, mine.id
        address = bench.at(f"/{mine.public_id}/runs/{the_run(mine).public_id}")
    page = bench.browser.get(address).text
    assert 'value="Great hall"' in page

    assert bench.browser.post(address, data=filled(page)).status_code == 303

    with bench.app.app_context():
        revision = queries.open_revision_of(offering_id)
        assert revision is not None
        assert revision.proposed["runs"][0]["venue"] == proposed["runs"][0]["venue"]
