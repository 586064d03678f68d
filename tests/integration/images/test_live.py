"""A picture of a listing that people see: the office looks at it first (docs/rules/pictures.md)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.outbox import Message
from catalogue.enrolment import services as enrolment
from catalogue.offerings.editing import queries, services
from catalogue.offerings.editing.services import NotTakenAsWritten
from catalogue.offerings.models import Offering
from catalogue.providers.models import Provider
from tests.builders import a_learner
from tests.builders_images import WORDS, a_kept_picture, with_picture
from tests.builders_listings import a_complete_listing
from tests.builders_proof import an_office_member
from tests.integration.listings.conftest import a_bench
from tests.integration.listings.test_revisions import a_live_listing, waiting, want
from tests.people import browser_of


def other_picture(offering: Offering, **said: Any) -> dict[str, Any]:
    return {"url": a_kept_picture(offering.provider_id, colour=(200, 0, 0)), **WORDS, **said}


def approve(offering: Offering) -> None:
    revision = waiting(offering)
    services.approve_revision(revision.id, seen=revision.created_at.isoformat(), actor_id=None, now=now())
    db.session.refresh(offering)


def test_a_new_picture_waits_and_the_old_one_stays(app: Flask) -> None:
    offering = a_live_listing()
    old, new = with_picture(offering), other_picture(offering)

    assert want(offering, image=new).waiting

    assert offering.image["url"] == old
    assert waiting(offering).proposed == {"image": new}
    approve(offering)
    assert (offering.image, f"/pictures/{offering.image_key}.webp") == (new, new["url"])


def test_a_picture_that_is_taken_out_is_out_at_once(app: Flask) -> None:
    offering = a_live_listing()
    with_picture(offering)
    want(offering, image=other_picture(offering))

    saved = want(offering, image={})

    assert not saved.waiting
    assert (offering.image, offering.image_key) == ({}, None)
    assert queries.open_revision_of(offering.id) is None


@pytest.mark.parametrize("lacks", [{"alt": {"en": "A welder"}}, {"consent": False}, {"alt": {}}])
def test_what_publishing_needs_of_a_picture_is_needed_before_it_is_proposed(app: Flask, lacks: dict[str, Any]) -> None:
    offering = a_live_listing()
    with pytest.raises(NotTakenAsWritten) as refused:
        want(offering, image=other_picture(offering, **lacks))
    assert {one.field for one in refused.value.problems} <= {"image_alt_ar", "image_alt_en", "image_consent"}
    assert queries.open_revision_of(offering.id) is None


def test_those_enrolled_are_not_told_of_a_picture(app: Flask) -> None:
    offering = a_live_listing()
    learner = a_learner()
    enrolment.enrol(offering.runs[0].id, learner.id, acted_by=learner.account_id or 0, now=now())
    before = len(db.session.scalars(select(Message)).all())
    want(offering, image=other_picture(offering))
    approve(offering)
    assert len(db.session.scalars(select(Message)).all()) == before
    want(offering, title={"ar": "\u062e", "en": "Another title"})
    approve(offering)
    assert len(db.session.scalars(select(Message)).all()) > before, "she is told of other things"


def test_the_office_sees_the_old_picture_beside_the_new_one(bare_app: Flask) -> None:
    with bare_app.app_context():
        offering = a_live_listing()
        old, new = with_picture(offering), other_picture(offering, credit="A new hand")
        want(offering, image=new)
        number, revision = offering.public_id, waiting(offering).public_id
        office = browser_of(bare_app, a_learner(account=an_office_member()).account_id or 0)
    page = office.get(f"/en/office/revisions/{revision}").text
    shown = page.partition('class="old-and-new"')[2].partition("</dd>")[0]
    for path in (old, new["url"]):
        assert path[10:42] in shown
    address = f"/en/office/listings/{number}/pictures/{new['url'][10:42]}-400.webp"
    assert office.get(address).mimetype == "image/webp"
    assert "A new hand" in page


def test_the_office_sees_the_picture_of_a_draft_and_what_is_said_of_it(bare_app: Flask) -> None:
    with bare_app.app_context():
        offering = a_live_listing()
        offering.state, offering.published_at = "in_review", None
        path = with_picture(offering)
        number = offering.public_id
        office = browser_of(bare_app, a_learner(account=an_office_member()).account_id or 0)
    page = office.get(f"/en/office/listings/{number}").text
    assert path[10:42] in page
    assert "A welder at work" in page
    assert "Nobody recognisable, or with their consent" in page
    assert f"/office/listings/{number}/pictures/" in office.get(f"/en/office/listings/{number}/page").text


def test_the_preview_at_the_desk_shows_it_before_everybody(bare_app: Flask) -> None:
    bench = a_bench(bare_app)
    with bare_app.app_context():
        draft = a_complete_listing(db.session.get_one(Provider, bench.provider_id))
        path = with_picture(draft, {})
        number = draft.public_id
    page = bench.browser.get(bench.at(f"/{number}/preview")).text
    assert f"/listings/pictures/{path[10:42]}-640.webp" in page
    assert "css/picture.css" in page


def test_a_copy_of_a_listing_has_its_picture(app: Flask) -> None:
    offering = a_live_listing()
    with_picture(offering)
    copied = services.copy_offering(offering.provider_id, offering.public_id, actor_id=None, now=now()).offering
    assert (copied.image, copied.image_key) == (offering.image, offering.image_key)


def test_a_listing_that_people_see_gains_a_language_before_the_words_about_its_picture_do(app: Flask) -> None:
    offering = a_live_listing(title_ar=None)
    with_picture(offering, {**WORDS, "alt": {"en": "A welder at work"}})

    assert not want(offering, title={"ar": "\u062e", "en": offering.title_en}).waiting

    assert offering.title_ar
    with pytest.raises(NotTakenAsWritten):
        want(offering, image=other_picture(offering, alt={"en": "Another"}))
