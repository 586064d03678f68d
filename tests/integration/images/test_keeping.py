"""Pictures in both databases: kept once, counted, let go of when nothing names them (docs/rules/pictures.md)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.db import db
from catalogue.offerings.editing.services import let_go_of_pictures
from catalogue.offerings.images import services
from catalogue.offerings.images.models import StoredImage, StoredSize
from catalogue.offerings.images.rules import KEPT_UNUSED_FOR, TooManyImages
from catalogue.offerings.models import Offering
from tests.builders import NOON, a_provider, an_offering
from tests.builders_images import WORDS, a_kept_picture, a_picture, with_picture
from tests.builders_listings import a_revision

LATER = NOON + KEPT_UNUSED_FOR + timedelta(days=1)


def kept() -> tuple[int, int]:
    """How many pictures, and how many sizes."""
    db.session.expire_all()
    return tuple(db.session.scalar(select(func.count()).select_from(one)) or 0 for one in (StoredImage, StoredSize))  # type: ignore[return-value]


def test_a_picture_is_kept_once_for_each_provider(each_app: Flask) -> None:
    with each_app.app_context():
        one, other = a_provider(), a_provider()
        paths = {a_kept_picture(provider.id) for provider in (one, one, other)}
        assert len(paths) == 1
        assert kept() == (2, 4)
        sizes = db.session.scalars(select(StoredSize).order_by(StoredSize.width.desc())).all()
        assert sizes[0].content[:4] == b"RIFF"
        assert (sizes[0].width, sizes[0].height) == (640, 400)


def test_so_many_a_day_and_no_more(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_A_DAY", 2)
    with bare_app.app_context():
        provider = a_provider()
        for red in (1, 2):
            a_kept_picture(provider.id, colour=(red, 0, 0))
        with pytest.raises(TooManyImages):
            a_kept_picture(provider.id, colour=(3, 0, 0))
        a_kept_picture(provider.id, colour=(1, 0, 0))
        a_kept_picture(a_provider().id, colour=(3, 0, 0))
        a_kept_picture(provider.id, NOON + timedelta(days=1, seconds=1), colour=(3, 0, 0))


def test_what_nothing_names_goes_after_a_month(each_app: Flask) -> None:
    with each_app.app_context():
        offering = an_offering()
        with_picture(offering)
        proposed = a_kept_picture(offering.provider_id, colour=(1, 1, 1))
        a_revision(offering, proposed={"image": {"url": proposed, **WORDS}})
        a_kept_picture(offering.provider_id, colour=(2, 2, 2))
        assert kept()[0] == 3

        assert let_go_of_pictures(NOON) == 0
        assert let_go_of_pictures(LATER - timedelta(days=2)) == 0
        assert let_go_of_pictures(LATER) == 1

        assert kept() == (2, 4)
        assert let_go_of_pictures(LATER + KEPT_UNUSED_FOR) == 0


def test_what_is_named_again_stays(each_app: Flask) -> None:
    """An import that is taken back within its seven days finds its pictures."""
    with each_app.app_context():
        offering = an_offering()
        path = with_picture(offering)
        said, offering.image = offering.image, {}
        db.session.commit()
        assert let_go_of_pictures(NOON) == 0
        db.session.get_one(Offering, offering.id).image = said
        db.session.commit()
        assert let_go_of_pictures(LATER) == 0
        assert let_go_of_pictures(LATER + KEPT_UNUSED_FOR) == 0
        assert kept()[0] == 1
        assert path == said["url"]


def test_pictures_go_with_their_provider(each_app: Flask) -> None:
    with each_app.app_context():
        provider = a_provider()
        a_kept_picture(provider.id)
        db.session.delete(provider)
        db.session.commit()
        assert kept() == (0, 0)


def test_an_offering_names_the_picture_that_its_words_are_about(each_app: Flask) -> None:
    with each_app.app_context():
        offering = an_offering()
        path = with_picture(offering)
        key = offering.image_key
        assert path == f"/pictures/{key}.webp"
        offering.image = {**offering.image, "credit": "Somebody else"}
        assert offering.image_key == key
        offering.image = {"url": "https://example.org/a.jpg"}
        assert offering.image_key is None
        offering.image_key = key  # as if it had been fetched
        offering.image = {"url": "https://example.org/a.jpg", "credit": "x"}
        assert offering.image_key == key
        offering.image = {}
        assert offering.image_key is None


def test_a_picture_weighs_little(bare_app: Flask) -> None:
    with bare_app.app_context():
        a_kept_picture(a_provider().id, size=(4000, 3000))
        sizes = db.session.scalars(select(StoredSize)).all()
        assert sum(len(size.content) for size in sizes) < 112_000
    assert a_picture()
