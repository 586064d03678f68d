"""Rows of lists that are put together without the ORM: the same as its own, and only for reading."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm.exc import DetachedInstanceError

from catalogue.core.db import db
from catalogue.offerings.models import Offering, RunSession
from catalogue.offerings.queries.hydrating import hydrated
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.models import City
from tests.builders import NOON, a_place, a_provider, a_run, a_venue, an_offering, saved
from tests.builders_search import a_course

pytestmark = pytest.mark.made_up_counters


def two_offerings() -> list[int]:
    """One with everything that lists show, one with nothing of it."""
    place = a_place()
    provider = a_provider(city_id=place.city_id, district_id=place.id, languages=["ar"])
    venue = a_venue(provider_id=provider.id, city_id=place.city_id, district_id=place.id, access={"lift": "yes"})
    full = a_course(
        "Pipe welding", provider=provider, city_id=place.city_id, features=["x"], run={"venue_id": venue.id}
    )
    earlier = a_run(offering=full, starts_at=NOON + timedelta(days=3), sections=[{"key": "w"}])
    saved(RunSession(run_id=earlier.id, starts_at=NOON + timedelta(days=1), ends_at=NOON + timedelta(days=1, hours=1)))
    a_run(offering=full, starts_at=NOON, flexible_start=True)
    return [full.id, an_offering().id]


def columns_of(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name, _attribute in inspect(type(row)).column_attrs.items()}


def told(offerings: Iterable[Offering]) -> list[Any]:
    """Everything of the rows that lists show, as plain values."""
    return [
        (
            columns_of(offering), columns_of(offering.provider), offering.city and offering.city.slug,
            offering.provider.district and offering.provider.district.key,
            [(columns_of(one), one.topic.code, one.topic.name_ar) for one in offering.topics],
            [
                (
                    columns_of(run), run.offering is offering, run.time_zone, run.city and run.city.name_ar,
                    run.district and run.district.name_en, run.venue and columns_of(run.venue),
                    run.venue and run.venue.district and run.venue.district.key,
                    [columns_of(one) for one in run.sessions],
                )
                for run in offering.runs
            ],
        )
        for offering in sorted(offerings, key=lambda one: one.id)
    ]  # fmt: skip


def test_they_are_what_the_orm_reads_on_each_database(each_app: Flask) -> None:
    with each_app.app_context():
        ids = two_offerings()
        found = told(hydrated(ids))
        db.session.rollback()
        assert found == told(db.session.scalars(select(Offering).where(Offering.id.in_(ids))))
        assert [len(one[5]) for one in found] == [3, 0]


def test_no_ids_are_no_question(app: Flask) -> None:
    assert hydrated([]) == []


def test_what_was_not_read_raises(app: Flask) -> None:
    offering = next(one for one in hydrated(two_offerings()) if one.runs)
    run = next(one for one in offering.runs if one.district)
    for row, name in ((offering, "skills"), (run, "section_seats"), (run.district, "zone_id"), (run.city, "position")):
        with pytest.raises(DetachedInstanceError):
            getattr(row, name)


def test_a_city_that_has_come_since_is_found(app: Flask) -> None:
    assert len(taxonomy.cities()) > 0
    [first] = hydrated([an_offering().id])
    assert first.city is None
    city = saved(City(slug="new-town", name_ar="\u0628\u0644\u062f\u0629", name_en="New town", time_zone="Asia/Riyadh"))
    [found] = hydrated([an_offering(city_id=city.id).id])
    assert found.city is not None
    assert found.city.name_en == "New town"
