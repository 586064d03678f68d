"""The vocabularies, read: small lists that hardly ever change, kept with the app until `forget()` is called.

What is kept are plain values, never rows, so that it outlives the database session that read it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from types import MappingProxyType
from typing import TypeVar

from flask import current_app
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.core.texts import clean
from catalogue.taxonomy.models import City, District, Occupation, OccupationSkill, Skill, Topic
from catalogue.taxonomy.vocabularies import read

KEPT = "vocabularies"
R = TypeVar("R")


def once_per_app(read_tables: Callable[[], R]) -> Callable[[], R]:
    """Call once per app, then answer the same: one process never mixes the ids of two databases."""

    @wraps(read_tables)
    def answer() -> R:
        kept: dict[str, R] = current_app.extensions.setdefault(KEPT, {})
        if read_tables.__name__ not in kept:
            kept[read_tables.__name__] = read_tables()
        return kept[read_tables.__name__]

    return answer


@dataclass(frozen=True)
class CityFacts:
    id: int
    slug: str
    name_ar: str
    name_en: str
    region: str | None
    time_zone: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class DistrictFacts:
    """A district or a zone; `zone` is the slug of the zone that it lies in."""

    id: int
    city_id: int
    slug: str
    key: str
    name_ar: str
    name_en: str
    is_zone: bool
    zone: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Place:
    """A city, zone or district as addresses write it; `zone` is the key of the zone that a district lies in."""

    key: str
    name_ar: str
    name_en: str
    latitude: float | None
    longitude: float | None
    zone: str | None
    is_zone: bool = False


@dataclass(frozen=True)
class TopicFacts:
    id: int
    code: str
    level: str
    parent_code: str | None
    name_ar: str
    name_en: str


@dataclass(frozen=True)
class TopicNode:
    """A field and the narrower fields in it."""

    topic: TopicFacts
    children: tuple[TopicNode, ...]


@dataclass(frozen=True)
class SkillFacts:
    id: int
    key: str
    name_ar: str
    name_en: str
    kind: str
    group: str


@dataclass(frozen=True)
class OccupationFacts:
    """An occupation with the ids of the skills it needs."""

    id: int
    key: str
    isco_code: str
    name_ar: str
    name_en: str
    essential: tuple[int, ...]
    optional: tuple[int, ...]


@once_per_app
def cities() -> tuple[CityFacts, ...]:
    rows = db.session.scalars(select(City).order_by(City.position, City.id))
    return tuple(
        CityFacts(row.id, row.slug, row.name_ar, row.name_en, row.region, row.time_zone, row.latitude, row.longitude)
        for row in rows
    )


def city_by_slug(slug: str) -> CityFacts | None:
    return next((city for city in cities() if city.slug == slug), None)


@once_per_app
def _all_districts() -> tuple[DistrictFacts, ...]:
    slugs = {city.id: city.slug for city in cities()}
    rows = list(db.session.scalars(select(District).order_by(District.city_id, District.position, District.id)))
    zones = {row.id: row.slug for row in rows if row.is_zone}
    return tuple(
        DistrictFacts(
            row.id,
            row.city_id,
            row.slug,
            f"{slugs[row.city_id]}:{row.slug}",
            row.name_ar,
            row.name_en,
            row.is_zone,
            zones.get(row.zone_id or 0),
            row.latitude,
            row.longitude,
        )
        for row in rows
        if row.city_id in slugs
    )


@once_per_app
def places_by_city() -> tuple[tuple[CityFacts, tuple[DistrictFacts, ...]], ...]:
    """Each city with its districts and zones, for lists to choose from."""
    return tuple((city, districts(city.slug)) for city in cities())


def districts(city: str) -> tuple[DistrictFacts, ...]:
    """The districts and zones of a city (its slug); none for an unknown one."""
    return tuple(district for district in _all_districts() if district.key.startswith(f"{city}:"))


@once_per_app
def places() -> Mapping[str, Place]:
    """Everything that a search can be near to: `city` and `city:district` → names, centre (degrees), zone.

    A zone has the middle of its districts as its centre.
    """
    found: dict[str, Place] = {}
    for city in cities():
        found[city.slug] = Place(city.slug, city.name_ar, city.name_en, city.latitude, city.longitude, None)
        inside = districts(city.slug)
        for district in inside:
            zone = f"{city.slug}:{district.zone}" if district.zone else None
            latitude, longitude = _centre(district, inside)
            found[district.key] = Place(
                district.key, district.name_ar, district.name_en, latitude, longitude, zone, district.is_zone
            )
    return MappingProxyType(found)


def _centre(district: DistrictFacts, inside: tuple[DistrictFacts, ...]) -> tuple[float | None, float | None]:
    if not district.is_zone:
        return district.latitude, district.longitude
    points = [(one.latitude, one.longitude) for one in inside if one.zone == district.slug]
    known = [(lat, lon) for lat, lon in points if lat is not None and lon is not None]
    if not known:
        return None, None
    return sum(lat for lat, _lon in known) / len(known), sum(lon for _lat, lon in known) / len(known)


@once_per_app
def place_names() -> Mapping[tuple[str, str], str]:
    """(city slug or empty, name in lower case) → slug: how places given by name are found."""
    found: dict[tuple[str, str], str] = {}
    for city in cities():
        for name in (city.name_ar, city.name_en):
            found[("", plain_name(name))] = city.slug
        for district in districts(city.slug):
            for name in (district.name_ar, district.name_en):
                found.setdefault((city.slug, plain_name(name)), district.slug)
    return MappingProxyType(found)


def plain_name(name: str) -> str:
    return clean(name).casefold()


@once_per_app
def topics_by_code() -> Mapping[str, TopicFacts]:
    rows = db.session.scalars(select(Topic).order_by(Topic.code))
    return MappingProxyType(
        {row.code: TopicFacts(row.id, row.code, row.level, row.parent_code, row.name_ar, row.name_en) for row in rows}
    )


@once_per_app
def topics() -> tuple[TopicNode, ...]:
    """The broad fields, each with its narrow ones, each with its detailed ones."""

    def under(parent: str | None) -> tuple[TopicNode, ...]:
        inside = [topic for topic in topics_by_code().values() if topic.parent_code == parent]
        return tuple(TopicNode(topic, under(topic.code)) for topic in inside)

    return under(None)


def lineage(code: str) -> tuple[TopicFacts, ...]:
    """The field and its parents, broadest first; empty for an unknown code."""
    found: list[TopicFacts] = []
    topic = topics_by_code().get(code)
    while topic is not None:
        found.insert(0, topic)
        topic = topics_by_code().get(topic.parent_code or "")
    return tuple(found)


@once_per_app
def skills() -> Mapping[str, SkillFacts]:
    """Key → skill."""
    rows = db.session.scalars(select(Skill).order_by(Skill.key))
    return MappingProxyType(
        {row.key: SkillFacts(row.id, row.key, row.name_ar, row.name_en, row.kind, row.group) for row in rows}
    )


def skill_by_key(key: str) -> SkillFacts | None:
    return skills().get(key)


@once_per_app
def skill_names() -> Mapping[str, str]:
    """Name in either language, in lower case → key."""
    found: dict[str, str] = {}
    for skill in skills().values():
        for name in (skill.name_ar, skill.name_en):
            found.setdefault(plain_name(name), skill.key)
    return MappingProxyType(found)


@once_per_app
def occupations() -> tuple[OccupationFacts, ...]:
    needs: dict[tuple[int, str], list[int]] = {}
    for need in db.session.scalars(select(OccupationSkill).order_by(OccupationSkill.position)):
        needs.setdefault((need.occupation_id, need.need), []).append(need.skill_id)
    return tuple(
        OccupationFacts(
            row.id,
            row.key,
            row.isco_code,
            row.name_ar,
            row.name_en,
            tuple(needs.get((row.id, "essential"), ())),
            tuple(needs.get((row.id, "optional"), ())),
        )
        for row in db.session.scalars(select(Occupation).order_by(Occupation.name_en))
    )


@cache
def isco_codes() -> frozenset[str]:
    """Every code of ISCO-08, of one to four digits."""
    return frozenset(group["code"] for group in read("isco_08")["groups"])


@cache
def feature_codes() -> frozenset[str]:
    """The codes of the key features of learning cities."""
    return frozenset(feature["code"] for feature in read("learning_city_features")["features"])


def forget() -> None:
    """Read everything again at the next call: the tables have changed."""
    current_app.extensions.pop(KEPT, None)
