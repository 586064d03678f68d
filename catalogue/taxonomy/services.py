"""Loading the vocabularies into their tables; safe to run again after the data files changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from catalogue.core.db import Model, db, transaction
from catalogue.taxonomy import queries
from catalogue.taxonomy.models import City, District, Occupation, OccupationSkill, Skill, Topic
from catalogue.taxonomy.vocabularies import read


@transaction
def load_vocabularies() -> None:
    """Bring the tables of places, topics, skills and occupations to what the data files say."""
    _load_cities()
    _load_topics()
    _load_skills()
    _load_occupations()
    queries.forget()


def _upsert(table: type[Model], key: dict[str, Any], values: dict[str, Any]) -> Any:
    row = db.session.scalars(select(table).filter_by(**key)).one_or_none()
    if row is None:
        row = table(**key)
        db.session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _load_cities() -> None:
    places = read("districts")
    launched = [city for city in read("learning_cities")["cities"] if city["slug"] in places["cities"]]
    towns = {town["slug"]: town for town in read("places_beside")["towns"]}
    for position, city in enumerate([*launched, *towns.values()]):
        row = _upsert(
            City,
            {"slug": city["slug"]},
            {
                "name_ar": city["ar"],
                "name_en": city["en"],
                "region": city["region"],
                "latitude": city["lat"],
                "longitude": city["lon"],
                "position": position,
            },
        )
        db.session.flush()
        _load_districts(row.id, places["cities"][city["slug"]], read("places_beside")["zones"])


def _load_districts(city_id: int, districts: list[dict[str, Any]], zones: dict[str, dict[str, str]]) -> None:
    rows: dict[str, District] = {}
    for zone in dict.fromkeys(district["zone"] for district in districts if district["zone"] in zones):
        about = zones[zone]
        rows[zone] = _upsert(
            District,
            {"city_id": city_id, "slug": about["slug"]},
            {"name_ar": about["ar"], "name_en": about["en"], "is_zone": True},
        )
    db.session.flush()
    for position, district in enumerate(districts):
        _upsert(
            District,
            {"city_id": city_id, "slug": district["slug"]},
            {
                "name_ar": district["ar"],
                "name_en": district["en"],
                "is_zone": False,
                "latitude": district["lat"],
                "longitude": district["lon"],
                "position": position,
                "zone_id": rows[district["zone"]].id if district["zone"] in rows else None,
            },
        )


def _load_topics() -> None:
    for level in ("broad", "narrow", "detailed"):
        for field in read("isced_f_2013")["fields"]:
            if field["level"] == level:
                names = {"name_ar": field["ar"], "name_en": field["en"]}
                _upsert(Topic, {"code": field["code"]}, {"level": level, "parent_code": field["parent"], **names})
        db.session.flush()


def _load_skills() -> None:
    for skill in read("skills")["skills"]:
        _upsert(
            Skill,
            {"key": skill["id"]},
            {
                "name_ar": skill["ar"],
                "name_en": skill["en"],
                "kind": skill["type"],
                "group": skill["group"],
                "topic_code": skill["isced_f"],
            },
        )
    db.session.flush()


def _load_occupations() -> None:
    skills = {skill.key: skill.id for skill in db.session.scalars(select(Skill))}
    for occupation in read("occupations")["occupations"]:
        row = _upsert(
            Occupation,
            {"key": occupation["id"]},
            {
                "isco_code": occupation["isco_08"],
                "esco_uri": (occupation["esco"] or {}).get("uri"),
                "name_ar": occupation["ar"],
                "name_en": occupation["en"],
            },
        )
        db.session.flush()
        db.session.execute(delete(OccupationSkill).where(OccupationSkill.occupation_id == row.id))
        for need in ("essential", "optional"):
            for position, key in enumerate(occupation[need]):
                db.session.add(
                    OccupationSkill(occupation_id=row.id, skill_id=skills[key], need=need, position=position)
                )
