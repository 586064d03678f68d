"""What becomes of the venues that only an import made, once it is taken back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.models import Venue
from catalogue.offerings.uploads.models import Upload
from catalogue.providers.models import Provider
from tests.builders import a_provider
from tests.builders_uploads import a_row, a_table, lines_of, offering, published, sent, undone


@pytest.fixture
def provider(app: Flask) -> Provider:
    """A provider with a course online."""
    found = a_provider()
    published(sent(found, a_table(a_row(1))))
    return found


def in_a_hall(provider: Provider, *numbers: int, name: str = "Hall") -> Upload:
    rows = [
        {**a_row(number), "mode": "in_person", "city": "jubail-industrial-city", "venue_en": name} for number in numbers
    ]
    return published(sent(provider, a_table(*rows, columns=[*a_row(), "venue_en", "city"])))


def venues() -> list[str]:
    db.session.expire_all()
    return sorted(str(name) for name in db.session.scalars(select(Venue.name_en)))


@pytest.mark.parametrize("numbers", [(1,), (7, 8), (1, 8)])
def test_a_venue_that_the_import_gave_goes_again(provider: Provider, numbers: tuple[int, ...]) -> None:
    """To a course that was there, to new ones, to both."""
    before = lines_of(provider)
    upload = in_a_hall(provider, *numbers)
    assert venues() == ["Hall"]
    assert offering(f"c{numbers[0]}").runs[0].venue is not None

    undone(upload)

    assert lines_of(provider) == before
    assert venues() == []


def test_where_somebody_meets_the_venue_stays(provider: Provider) -> None:
    in_a_hall(provider, 1)
    upload = in_a_hall(provider, 8)

    undone(upload)

    assert venues() == ["Hall"]
    assert offering("c1").runs[0].venue is not None


def test_the_venue_before_stays_and_the_one_that_came_goes(provider: Provider) -> None:
    in_a_hall(provider, 1, name="Library")
    upload = in_a_hall(provider, 1)
    assert venues() == ["Hall", "Library"]

    undone(upload)

    assert venues() == ["Library"]
