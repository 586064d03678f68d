"""Pictures that files name by their address: a copy is made here, once, or the desk says why not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.db import db
from catalogue.offerings.images.models import ImageFetch, StoredImage
from catalogue.offerings.models import Offering
from catalogue.offerings.uploads import fetching
from catalogue.offerings.uploads.services import fetch_images, fetching_images
from catalogue.providers.models import Provider
from tests.builders import NOON, a_provider, an_offering
from tests.builders_images import WORDS, a_picture
from tests.integration.listings.conftest import a_bench
from tests.integration.listings.test_editor import filled
from tests.integration.uploads.conftest import elsewhere as elsewhere_server
from tests.integration.uploads.elsewhere import Elsewhere

elsewhere = elsewhere_server


@pytest.fixture
def photograph(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a picture on the provider's own server."""
    monkeypatch.setattr(Elsewhere, "content", a_picture())
    return f"{elsewhere}/file.jpg"


def a_listing(url: str, provider: Provider | None = None, **said: Any) -> Offering:
    offering = an_offering(provider=provider or a_provider())
    offering.image = {"url": url, **WORDS, **said}
    db.session.commit()
    return offering


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(StoredImage)) or 0


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were asked."""
    found: list[str] = []
    ask = fetching_images._from

    def noted(url: str) -> Any:
        found.append(url)
        return ask(url)

    monkeypatch.setattr(fetching_images, "_from", noted)
    return found


def test_a_copy_is_made_once_and_shown(each_app: Flask, photograph: str, asked: list[str]) -> None:
    with each_app.app_context():
        offering = a_listing(photograph)
        said = dict(offering.image)

        assert fetch_images(NOON) == 1
        assert fetch_images(NOON + timedelta(days=60)) == 0

        db.session.refresh(offering)
        assert offering.image == said, "what the provider wrote stays as it was written"
        assert kept() == 1
        assert asked == [photograph]
        address = f"/pictures/{offering.image_key}.webp"
        page = f"/en/offerings/{offering.public_id}"
    browser = each_app.test_client()
    assert browser.get(address).status_code == 200
    shown = browser.get(page, follow_redirects=True).text
    assert str(offering.image_key) in shown
    assert photograph not in shown, "no page asks elsewhere"


def test_many_listings_with_one_picture_ask_for_it_once(app: Flask, photograph: str, asked: list[str]) -> None:
    provider = a_provider()
    offerings = [a_listing(photograph, provider) for _ in range(4)]
    fetch_images(NOON)
    assert len(asked) == 1
    assert len({one.image_key for one in offerings}) == 1
    assert offerings[3].image_key


@pytest.mark.parametrize("said", [{"consent": None}, {"alt": None}])
def test_nothing_is_fetched_before_consent_and_words_are_there(
    app: Flask, photograph: str, asked: list[str], said: dict[str, Any]
) -> None:
    a_listing(photograph, **said)
    assert (fetch_images(NOON), asked, kept()) == (0, [], 0)


@pytest.mark.parametrize("about", [{"state": "applied"}, {"state": "suspended"}])
def test_nothing_is_fetched_for_who_is_not_verified(
    app: Flask, photograph: str, asked: list[str], about: dict[str, str]
) -> None:
    a_listing(photograph, a_provider(**about))
    assert (fetch_images(NOON), asked) == (0, [])


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/a.jpg", "http://10.0.0.1/a.jpg", "http://[::1]/a.jpg"])
def test_an_address_inside_is_never_asked_and_the_trouble_is_kept(app: Flask, url: str) -> None:
    offering = a_listing(url)
    fetch_images(NOON)
    assert offering.image_key is None
    fetch = db.session.get_one(ImageFetch, offering.id)
    assert fetch.trouble["en"] != fetch.trouble["ar"]
    assert kept() == 0


def test_an_address_that_gives_nothing_is_asked_less_and_less(app: Flask, asked: list[str]) -> None:
    provider = a_provider()
    a_listing("http://10.0.0.1/a.jpg", provider)
    a_listing("http://10.0.0.1/a.jpg", provider)
    for hours in range(0, 24 * 20, 2):
        fetch_images(NOON + timedelta(hours=hours))
    assert len(asked) == 3
    fetch_images(NOON + timedelta(days=60))
    assert len(asked) == 4


def test_what_is_no_picture_is_said_in_the_form_in_the_readers_language(
    bare_app: Flask, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Elsewhere, "content", b"<svg/>")
    bench = a_bench(bare_app)
    with bare_app.app_context():
        offering = a_listing(f"{elsewhere}/file.jpg", db.session.get_one(Provider, bench.provider_id))
        fetch_images(NOON)
        number = offering.public_id
    page = bench.browser.get(bench.at(f"/{number}/edit")).text
    assert "It could not be taken in:" in page
    assert "This is not a picture that can be shown here." in page


def test_saving_the_form_leaves_a_picture_elsewhere_as_it_is(bare_app: Flask, photograph: str) -> None:
    bench = a_bench(bare_app)
    with bare_app.app_context():
        offering = a_listing(photograph, db.session.get_one(Provider, bench.provider_id))
        offering.state = "draft"
        db.session.commit()
        fetch_images(NOON)
        db.session.refresh(offering)
        number, said, key = offering.public_id, dict(offering.image), offering.image_key
    page = bench.browser.get(bench.at(f"/{number}/edit")).text
    assert "A copy was made here" in page
    assert f"/listings/pictures/{key}-" in page
    assert bench.browser.post(bench.at(f"/{number}/edit"), data=filled(page)).status_code == 303
    with bare_app.app_context():
        assert (bench.only().image, bench.only().image_key) == (said, key)


def test_nobody_waits_for_anothers_many_addresses(app: Flask) -> None:
    crowded, other = a_provider(), a_provider()
    for number in range(3):
        a_listing(f"http://10.0.0.1/{number}.jpg", crowded)
    a_listing("http://10.0.0.2/a.jpg", other)
    turns = fetching_images._in_turn(fetching_images._due(NOON))
    assert [one.provider_id for one in turns] == [crowded.id, other.id, crowded.id, crowded.id]


def test_one_slow_address_is_what_a_provider_costs_the_others_in_a_round(
    app: Flask, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    slow, other = a_provider(), a_provider()
    for number in range(40):
        a_listing(f"http://10.0.0.1/{number}.jpg", slow)
    for number in range(3):
        a_listing(f"http://10.0.0.2/{number}.jpg", other)
    clock = iter(range(10_000))

    def seconds() -> float:
        """Of the slow one's address each takes as long as it may."""
        return next(clock) * (fetching_images.SECONDS_FOR_ONE if asked and "10.0.0.1" in asked[-1] else 0)

    monkeypatch.setattr(fetching_images, "monotonic", seconds)

    assert fetch_images(NOON) == len(asked) == 4
    assert sum("10.0.0.1" in url for url in asked) == 1
    fetch_images(NOON + timedelta(minutes=5))
    assert sum("10.0.0.1" in url for url in asked) == 2, "the rest of them is asked later"


def test_an_address_has_less_time_for_a_picture_than_for_a_file(
    app: Flask, photograph: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    def noted(*about: Any) -> Any:
        given.append(about)
        return fetching.fetched(*about)

    monkeypatch.setattr(fetching_images, "fetched", noted)
    a_listing(photograph)
    assert fetch_images(NOON) == 1
    assert given == [(photograph, fetching_images.SECONDS_FOR_ONE)]


def test_a_worker_that_comes_second_does_not_ask_again(app: Flask, photograph: str, asked: list[str]) -> None:
    a_listing(photograph)
    (wanted,) = fetching_images._due(NOON)
    assert fetching_images._claimed(wanted, NOON)
    assert not fetching_images._claimed(wanted, NOON)
    assert fetch_images(NOON) == 0
    assert fetch_images(NOON + fetching_images.SOON_AGAIN) == 1, "who died over it leaves it for later"
