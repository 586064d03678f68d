"""Who may read a picture, and how it is served (docs/rules/pictures.md)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.models import Offering
from tests.builders import an_offering
from tests.builders_images import WORDS, a_kept_picture, with_picture
from tests.integration.frame.cast import VISITORS, Cast, a_cast


def test_a_published_picture_is_served_to_be_kept_for_ever(bare_app: Flask) -> None:
    with bare_app.app_context():
        path = with_picture(an_offering())
    browser = bare_app.test_client()

    answer = browser.get(path)

    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert {"public", "immutable", "max-age=31536000"} <= set(answer.headers["Cache-Control"].split(", "))
    assert "Set-Cookie" not in answer.headers
    assert Image.open(BytesIO(answer.data)).size == (640, 400)
    again = browser.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    small = browser.get(path.replace(".webp", "-400.webp"))
    assert Image.open(BytesIO(small.data)).size == (400, 250)
    assert small.headers["ETag"] != answer.headers["ETag"]


@pytest.mark.parametrize("path", ["/pictures/0.webp", f"/pictures/{'0' * 32}.webp", "/pictures/x-400.webp"])
def test_there_is_nothing_under_other_addresses(bare_app: Flask, path: str) -> None:
    assert bare_app.test_client().get(path).status_code == 404


@pytest.mark.parametrize("width", ["0", "1", "401", "99999999999999999999"])
def test_only_the_sizes_that_are_kept_are_served(bare_app: Flask, width: str) -> None:
    with bare_app.app_context():
        path = with_picture(an_offering())
    assert bare_app.test_client().get(path.replace(".webp", f"-{width}.webp")).status_code == 404


HIDDEN: dict[str, dict[str, Any]] = {
    "a draft": {"state": "draft", "published_at": None},
    "in review": {"state": "in_review", "published_at": None},
    "taken down": {"state": "taken_down"},
}


@pytest.mark.parametrize("about", HIDDEN.values(), ids=HIDDEN)
def test_a_picture_that_no_public_page_shows_is_not_there(bare_app: Flask, about: dict[str, Any]) -> None:
    with bare_app.app_context():
        path = with_picture(an_offering(**about))
    assert bare_app.test_client().get(path).status_code == 404


def test_a_picture_without_consent_is_not_there_even_on_a_published_listing(bare_app: Flask) -> None:
    with bare_app.app_context():
        path = with_picture(an_offering(), {"alt": WORDS["alt"]})
    assert bare_app.test_client().get(path).status_code == 404


def test_naming_anothers_picture_opens_it_to_nobody(bare_app: Flask) -> None:
    """Whoever knows the key of somebody's draft cannot publish its picture by naming it in a listing of her own."""
    with bare_app.app_context():
        draft = an_offering(state="draft", published_at=None)
        path = with_picture(draft)
        thief = an_offering()
        thief.image = {"url": path, **WORDS}
        db.session.commit()
        page = f"/en/offerings/{thief.public_id}"
    browser = bare_app.test_client()
    assert browser.get(path).status_code == 404
    assert "<figure" not in browser.get(page, follow_redirects=True).text


@pytest.fixture
def cast(bare_app: Flask) -> tuple[Cast, str, str]:
    """Everybody, and a picture of a draft of the provider whose desk it is: number of the listing, and key."""
    found = a_cast(bare_app)
    with bare_app.app_context():
        published = db.session.scalars(
            select(Offering).where(Offering.public_id == found.town.parts["offering_id"])
        ).one()
        draft = an_offering(provider=published.provider, state="draft", published_at=None)
        path = with_picture(draft, colour=(3, 4, 5))
        number = draft.public_id
    return found, number, path[10:42]


AT_DESK, IN_OFFICE = {"member", "editor"}, {"office"}


def test_a_drafts_picture_is_for_its_editors_and_the_office(cast: tuple[Cast, str, str]) -> None:
    found, number, key = cast
    provider = found.town.parts["provider_id"]
    for visitor in VISITORS:
        browser: FlaskClient = found.browsers[visitor]
        got = {
            "public": browser.get(f"/pictures/{key}-400.webp").status_code,
            "desk": browser.get(f"/en/provide/{provider}/listings/pictures/{key}-400.webp").status_code,
            "office": browser.get(f"/en/office/listings/{number}/pictures/{key}-400.webp").status_code,
        }
        assert got["public"] == 404, visitor
        assert (got["desk"] == 200) == (visitor in AT_DESK), (visitor, got)
        assert (got["office"] == 200) == (visitor in IN_OFFICE), (visitor, got)


def test_at_a_desk_pictures_of_others_are_not_there(cast: tuple[Cast, str, str]) -> None:
    found, _number, key = cast
    rival = found.rivals.parts["provider_id"]
    answer = found.browsers["rival"].get(f"/en/provide/{rival}/listings/pictures/{key}-400.webp")
    assert answer.status_code == 404


def test_what_is_not_public_is_kept_by_no_shared_cache(cast: tuple[Cast, str, str]) -> None:
    found, _number, key = cast
    provider = found.town.parts["provider_id"]
    answer = found.browsers["editor"].get(f"/en/provide/{provider}/listings/pictures/{key}-400.webp")
    assert answer.headers["Cache-Control"].startswith("private")


def test_the_same_picture_of_two_providers_is_public_where_one_shows_it(bare_app: Flask) -> None:
    with bare_app.app_context():
        shown, draft = an_offering(), an_offering(state="draft", published_at=None)
        path = with_picture(shown)
        assert a_kept_picture(draft.provider_id) == path
    assert bare_app.test_client().get(path).status_code == 200
