"""The office says yes to no picture that it could not look at (docs/rules/pictures.md, rule 7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings import services as states
from catalogue.offerings.editing import services
from catalogue.offerings.images.drawing import drawn
from catalogue.offerings.images.rules import PictureNotSeen, path_of
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import AnotherThanSeen
from catalogue.offerings.uploads.services import fetch_images, fetching_images
from catalogue.providers.models import Provider
from tests.builders import a_learner, a_provider
from tests.builders_images import WORDS, a_kept_picture, a_picture
from tests.builders_office import an_applicant, in_review
from tests.builders_proof import an_office_member
from tests.integration.listings.conftest import Bench
from tests.integration.listings.test_editor import FORM, a_listing, filled
from tests.integration.listings.test_revisions import a_live_listing, waiting, want
from tests.people import browser_of

ELSEWHERE = "https://files.example.org/photo.jpg"
SAID = {"image_alt_ar": "\u0644\u062d\u0627\u0645", "image_alt_en": "A welder", "image_consent": "now"}
LATER = timedelta(minutes=5)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address has a picture."""
    monkeypatch.setattr(fetching_images, "_from", lambda _url: drawn(a_picture()))


def with_address(offering: Offering, url: str = ELSEWHERE, **said: Any) -> Offering:
    """As a file may bring it."""
    offering.image = {"url": url, **WORDS, **said}
    db.session.commit()
    return offering


def of_another(bench: Bench) -> str:
    with bench.app.app_context():
        return a_kept_picture(a_provider().id)


@pytest.mark.parametrize("named", ["elsewhere", "nobody's", "another's"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_form_takes_no_picture_from_an_address(bench: Bench, named: str, lang: str) -> None:
    address = {"elsewhere": ELSEWHERE, "nobody's": path_of("ab" * 16), "another's": of_another(bench)}[named]
    number, seen = a_listing(bench)

    refused = bench.browser.post(
        bench.at(f"/{number}/edit", lang), data={**FORM, **SAID, "seen": seen, "image_url": address}
    )

    assert refused.status_code == 422
    at_field = refused.text.partition('id="f-image-error"')[2].partition("</p>")[0]
    assert ("save it on your device and choose the file" in at_field) == (lang == "en")
    assert at_field
    assert address not in refused.text, "the next attempt does not name it again"
    assert filled(refused.text)["image_alt_en"] == ["A welder"], "what was typed stays"
    with bench.app.app_context():
        assert bench.only().image == {}


def test_nor_does_the_form_of_a_new_one_or_the_page_that_saves_by_itself(bench: Bench) -> None:
    form = {**FORM, **SAID, "image_url": ELSEWHERE}
    assert bench.browser.post(bench.at("/new/full"), data={**form, "kind": "course"}).status_code == 422
    number, seen = a_listing(bench)
    headers = {"Accept": "application/json"}
    answer = bench.browser.post(bench.at(f"/{number}/edit"), data={**form, "seen": seen}, headers=headers)
    assert (answer.status_code, answer.get_json()["image"]) == (422, "")


def test_of_a_live_listing_nothing_is_proposed_then(bench: Bench) -> None:
    with bench.app.app_context():
        listing = a_live_listing(provider=db.session.get_one(Provider, bench.provider_id))
        number, key = listing.public_id, listing.id
        path = a_kept_picture(bench.provider_id)
    page = filled(bench.browser.get(bench.at(f"/{number}/edit")).text)
    refused = bench.browser.post(bench.at(f"/{number}/edit"), data={**page, **SAID, "image_url": ELSEWHERE})
    assert refused.status_code == 422
    taken = bench.browser.post(bench.at(f"/{number}/edit"), data={**page, **SAID, "image_url": path})
    assert taken.status_code == 303, "one that is kept here is taken"
    with bench.app.app_context():
        assert waiting(db.session.get_one(Offering, key)).proposed["image"]["url"] == path


def test_a_listing_whose_picture_is_not_here_yet_is_not_published_unseen(app: Flask, answers: None) -> None:
    offering = with_address(in_review())
    before = offering.stamp
    with pytest.raises(PictureNotSeen):
        states.approve(offering.id, seen=before, actor_id=None, now=now())

    assert fetch_images(now() + LATER) == 1

    with pytest.raises(AnotherThanSeen):  # the page that was open showed none
        states.approve(offering.id, seen=before, actor_id=None, now=now())
    db.session.refresh(offering)
    states.approve(offering.id, seen=offering.stamp, actor_id=None, now=now())
    assert db.session.get_one(Offering, offering.id).state == "published"


def test_a_path_of_ours_under_which_nothing_is_kept_is_no_picture_either(app: Flask) -> None:
    key = drawn(a_picture()).key
    offering = with_address(in_review(), path_of(key))
    with pytest.raises(PictureNotSeen):
        states.approve(offering.id, actor_id=None, now=now())


def test_a_provider_is_not_verified_over_it(app: Flask) -> None:
    offering = with_address(in_review(an_applicant()))
    with pytest.raises(PictureNotSeen):
        states.approve(offering.id, verify_provider=True, actor_id=None, now=now())
    db.session.expire_all()
    assert (offering.state, offering.provider.state) == ("in_review", "applied")


def test_what_is_not_going_to_be_shown_hinders_nothing(app: Flask) -> None:
    offering = with_address(in_review(), consent=None)
    states.approve(offering.id, actor_id=None, now=now())
    assert db.session.get_one(Offering, offering.id).state == "published"


def test_the_offices_page_says_so_and_shows_the_picture_as_soon_as_it_is_here(bare_app: Flask, answers: None) -> None:
    with bare_app.app_context():
        number = with_address(in_review()).public_id
        office = browser_of(bare_app, a_learner(account=an_office_member()).account_id or 0)
    for lang in ("en", "ar"):
        page = office.get(f"/{lang}/office/listings/{number}").text
        assert 'value="publish"' not in page
    assert "A copy of the picture, so that somebody can look at it." in office.get(f"/en/office/listings/{number}").text
    with bare_app.app_context():
        fetch_images(now() + LATER)
    page = office.get(f"/en/office/listings/{number}").text
    assert 'value="publish"' in page
    assert f"/office/listings/{number}/pictures/" in page
    assert "A copy of the picture" not in page


def test_who_agrees_later_to_what_a_file_named_has_it_fetched_before_the_office_is_asked(
    bare_app: Flask, answers: None
) -> None:
    with bare_app.app_context():
        offering = with_address(a_live_listing(), consent=None)
        number, offering_id = offering.public_id, offering.id
        assert fetch_images(now()) == 0
        want(offering, image={"url": ELSEWHERE, **WORDS})
        revision = waiting(offering)
        before, name = revision.stamp, revision.public_id
        with pytest.raises(PictureNotSeen):
            services.approve_revision(revision.id, seen=before, actor_id=None, now=now())

        assert fetch_images(now() + LATER) == 1

        with pytest.raises(AnotherThanSeen):
            services.approve_revision(revision.id, seen=before, actor_id=None, now=now())
        office = browser_of(bare_app, a_learner(account=an_office_member()).account_id or 0)
        key = db.session.get_one(Offering, offering_id).image_key
    visitor = bare_app.test_client()
    assert f"/pictures/{key}-" in office.get(f"/en/office/revisions/{name}").text
    assert visitor.get(f"/pictures/{key}.webp").status_code == 404, "nobody else sees it before"
    with bare_app.app_context():
        revision = waiting(db.session.get_one(Offering, offering_id))
        services.approve_revision(revision.id, seen=revision.stamp, actor_id=None, now=now())
    assert visitor.get(f"/pictures/{key}.webp").status_code == 200
    assert str(key) in visitor.get(f"/en/offerings/{number}", follow_redirects=True).text
