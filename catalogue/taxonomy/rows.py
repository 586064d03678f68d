"""Cities, districts and fields for the rows of other tables to lead to, made once from the vocabularies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TypeVar

from catalogue.core.detached import detached
from catalogue.taxonomy import queries
from catalogue.taxonomy.models import City, District, Topic

R = TypeVar("R")


@queries.once_per_app
def _city_rows() -> Mapping[int, City]:
    return {one.id: detached(City, asdict(one), unread=("position",)) for one in queries.cities()}


@queries.once_per_app
def _district_rows() -> Mapping[int, District]:
    found = {}
    for city, districts in queries.places_by_city():
        for one in districts:
            columns = {name: value for name, value in asdict(one).items() if name not in {"key", "zone"}}
            row = found[one.id] = detached(District, columns, unread=("position", "zone_id"))
            row.__dict__["city"] = _city_rows()[city.id]
    return found


@queries.once_per_app
def _topic_rows() -> Mapping[int, Topic]:
    return {one.id: detached(Topic, asdict(one)) for one in queries.topics_by_code().values()}


def city_row(number: int | None) -> City | None:
    return _row(_city_rows, number)


def district_row(number: int | None) -> District | None:
    return _row(_district_rows, number)


def topic_row(number: int) -> Topic | None:
    return _row(_topic_rows, number)


def _row(rows: Callable[[], Mapping[int, R]], number: int | None) -> R | None:
    if number is None:
        return None
    if number not in rows():
        queries.forget()  # it has come since they were read
    return rows().get(number)
