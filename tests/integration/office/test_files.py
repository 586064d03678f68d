"""Changed by files, at the office: the newest first, old beside new, looked at once, and from there to taking down."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.filed.models import FileBatch, FileChange
from catalogue.offerings.images.rules import key_of
from tests.builders import a_provider, a_run, an_offering, saved
from tests.builders_images import with_picture
from tests.builders_office import a_city, a_filed_change, office_of
from tests.counting import counted_queries
from tests.people import browser_of
from tests.stamps import seen_in


def batch(name: str, hours: int = 0, **provider: object) -> str:
    offering = an_offering(provider=a_provider(name_en=name, **provider), title_en=f"Course of {name}")
    a_run(offering=offering)
    return a_filed_change(offering, last_at=now() - timedelta(hours=hours)).public_id


def test_the_newest_stands_first_with_provider_file_and_how_much(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        for name, hours in (("Old school", 9), ("New school", 1)):
            batch(name, hours)
    page = office.get("/en/office/files").text
    assert page.index("New school") < page.index("Old school")
    assert "autumn.csv" in page
    assert "one listing changed" in page
    assert re.search(r"<dt>Changed by files</dt><dd><a[^>]*>2</a>", office.get("/en/office").text)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_it_shows_old_beside_new_and_leads_to_taking_down_and_suspending(
    office: FlaskClient, bare_app: Flask, lang: str
) -> None:
    with bare_app.app_context():
        number = batch("Gulf school")
    page = office.get(f"/{lang}/office/files/{number}").text
    assert re.search(r"<del><bdi>[^<]+</bdi></del><br><ins><bdi>[^<]*950", page)
    assert re.search(rf'href="/{lang}/office/listings/\w+#decide"', page)
    assert re.search(rf'href="/{lang}/office/providers/\w+"', page)


def test_a_picture_that_a_file_brought_stands_beside_the_old_one(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        offering = an_offering()
        path, number = with_picture(offering), a_filed_change(offering).public_id
        change = db.session.scalars(select(FileChange)).one()
        change.before, change.after = {"image": {}}, {"image": offering.image}
        db.session.commit()
    page = office.get(f"/en/office/files/{number}").text
    shown = re.search(r'<img class="picture-shown" src="([^"]+)"', page)
    assert shown is not None
    assert (key_of(path) or "no key") in shown[1]
    assert office.get(shown[1]).mimetype == "image/webp"
    assert "A welder at work" in page


def test_it_is_marked_as_looked_at_once_and_leaves_the_list(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        number = batch("Gulf school")
    address = f"/en/office/files/{number}"
    answer = office.post(address, data=seen_in(office.get(address).text))
    assert answer.status_code == 303
    assert "Gulf school" not in office.get("/en/office/files").text
    everything = office.get("/en/office/files?show=all").text
    assert "Gulf school" in everything
    assert "Looked at" in everything
    assert "I have looked at it" not in office.get(address).text


def test_what_came_in_meanwhile_is_not_marked_unseen(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        number = batch("Gulf school")
    address = f"/en/office/files/{number}"
    shown = seen_in(office.get(address).text)
    with bare_app.app_context():
        db.session.query(FileBatch).update({"version": 2})
        db.session.commit()
    answer = office.post(address, data=shown)
    assert answer.status_code == 409
    assert "More has come in" in answer.text
    assert "Gulf school" in office.get("/en/office/files").text


def test_new_listings_stand_on_their_own(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        number = batch("Gulf school")
        row = db.session.query(FileBatch).one()
        saved(FileChange(batch_id=row.id, offering_id=an_offering(title_en="Brand new").id, fresh=True))
    changed, new = (office.get(f"/en/office/files/{number}{query}").text for query in ("", "?show=new"))
    assert ("Brand new" in changed, "Brand new" in new) == (False, True)
    assert ("Course of Gulf school" in changed, "Course of Gulf school" in new) == (True, False)


def test_who_looks_after_one_city_sees_its_providers_alone(bare_app: Flask) -> None:
    with bare_app.app_context():
        here = batch("Jubail school", city_id=a_city().id)
        there = batch("Yanbu school", city_id=a_city("yanbu-industrial-city").id)
        officer = office_of(a_city()).id
    browser = browser_of(bare_app, officer)
    page = browser.get("/en/office/files").text
    assert ("Jubail school" in page, "Yanbu school" in page) == (True, False)
    assert [browser.get(f"/en/office/files/{number}").status_code for number in (here, there)] == [200, 404]
    assert browser.post(f"/en/office/files/{there}", data={"seen": "1"}).status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_the_pages_cost_the_same_for_one_or_three(office: FlaskClient, bare_app: Flask, items: int) -> None:
    with bare_app.app_context():
        number, *_others = [batch(f"School {one}") for one in range(items)]
    with counted_queries(bare_app) as queries:
        assert office.get("/en/office/files").text.count("worklist__item") == items
        shown = len(queries)
        office.get(f"/en/office/files/{number}")
    assert (shown, len(queries) - shown) == (8, 9), "\n".join(queries)
