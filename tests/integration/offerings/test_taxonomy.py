"""The vocabularies, read and kept."""

from __future__ import annotations

from flask import Flask

from catalogue.core.db import db
from catalogue.taxonomy import queries
from catalogue.taxonomy.models import City
from catalogue.taxonomy.services import load_vocabularies
from tests.integration.offerings.test_queries import counted_queries


def test_cities_and_their_districts(app: Flask) -> None:
    jubail = queries.city_by_slug("jubail-industrial-city")

    assert jubail is not None
    assert jubail.time_zone == "Asia/Riyadh"
    assert queries.city_by_slug("atlantis") is None
    assert {district.city_id for district in queries.districts("jubail-industrial-city")} == {jubail.id}
    assert queries.districts("atlantis") == ()


def test_places_have_names_centres_and_zones(app: Flask) -> None:
    places = queries.places()

    khalij, zone = places["jubail-industrial-city:khalij"], places["jubail-industrial-city:fanateer"]
    assert (khalij.zone, khalij.is_zone, zone.is_zone) == (zone.key, False, True)
    assert zone.latitude is not None
    assert 27 < zone.latitude < 28, "the middle of its districts"
    assert places["yanbu-industrial-city"].zone is None


def test_topics_form_a_tree_of_three_levels(app: Flask) -> None:
    tree = queries.topics()

    assert len(tree) == 11
    assert all(node.topic.level == "broad" for node in tree)
    assert all(len(leaf.topic.code) == 4 for node in tree for narrow in node.children for leaf in narrow.children)
    assert [topic.code for topic in queries.lineage("0715")] == ["07", "071", "0715"]
    assert queries.lineage("9999") == ()


def test_skills_and_occupations(app: Flask) -> None:
    key = next(iter(queries.skills()))
    skill = queries.skill_by_key(key)

    assert skill is not None
    assert queries.skill_names()[queries.plain_name(skill.name_en)] == key
    assert queries.skill_by_key("no-such-skill") is None
    assert len(queries.occupations()) == 63
    assert all(occupation.essential for occupation in queries.occupations())
    assert {"7", "72", "721", "7212"} <= queries.isco_codes()


def test_what_was_read_is_kept_until_the_tables_change(app: Flask) -> None:
    queries.places()
    with counted_queries() as seen:
        queries.places()
    assert seen == []

    city = db.session.query(City).first()
    assert city is not None
    city.name_en = "Renamed"
    db.session.commit()
    load_vocabularies()

    assert "Renamed" not in [city.name_en for city in queries.cities()]
    assert city.name_en in [one.name_en for one in queries.cities()]


def test_a_zone_of_no_known_place_has_no_centre(app: Flask) -> None:
    zone = next(district for district in queries.districts("jubail-industrial-city") if district.is_zone)

    assert queries._centre(zone, ()) == (None, None)
