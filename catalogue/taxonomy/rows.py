"""Cities, districts and fields for the rows of other tables to lead to, made once from the vocabularies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TypeVar

from catalogue.core.detached import detached
from catalogue.taxonomy import queries
from catalogue.taxonomy.models import City, District, Topic

R = TypeVar("R")


@dataclass(frozen=True)
class VocabularyRows:
    """By their ids, for reading."""

    cities: Mapping[int, City]
    districts: Mapping[int, District]
    topics: Mapping[int, Topic]

    def city(self, number: int | None) -> City | None:
        return self.cities.get(number or 0) or _come_since(number, lambda now: now.cities)

    def district(self, number: int | None) -> District | None:
        return self.districts.get(number or 0) or _come_since(number, lambda now: now.districts)

    def topic(self, number: int) -> Topic | None:
        return self.topics.get(number) or _come_since(number, lambda now: now.topics)


@queries.once_per_app
def vocabulary_rows() -> VocabularyRows:
    cities = {one.id: detached(City, asdict(one), unread=("position",)) for one in queries.cities()}
    districts = {}
    for city, places in queries.places_by_city():
        for one in places:
            columns = {name: value for name, value in asdict(one).items() if name not in {"key", "zone"}}
            row = districts[one.id] = detached(District, columns, unread=("position", "zone_id"))
            row.__dict__["city"] = cities[city.id]
    topics = {one.id: detached(Topic, asdict(one)) for one in queries.topics_by_code().values()}
    return VocabularyRows(cities, districts, topics)


def _come_since(number: int | None, of: Callable[[VocabularyRows], Mapping[int, R]]) -> R | None:
    """What is in none of them has come since they were read."""
    if number is None:
        return None
    queries.forget()
    return of(vocabulary_rows()).get(number)
