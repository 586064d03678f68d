from __future__ import annotations

from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.ways_out import WayOut, ways_out
from tests.unit.search.builders import JUBAIL, NOON, YANBU, a_document, a_flexible_run, a_query, a_run


def ways(engine: WhooshEngine, text: str = "", **chosen: str | list[str]) -> dict[str, WayOut]:
    query = a_query(text, **chosen)
    found = ways_out(query, engine.search(query, NOON, 20), engine, NOON)
    assert all(way.count == engine.search(way.query, NOON, 20).total for way in found)
    assert all(way.count > 0 for way in found)
    return {way.kind: way for way in found}


def test_each_filter_that_stands_in_the_way_is_named_with_what_it_hides(engine: WhooshEngine) -> None:
    engine.index([a_document("Welding"), a_document("Welding", level="advanced")])
    found = ways(engine, "welding", day="fri", level="advanced")
    assert list(found) == ["without", "all_filters"]
    assert (found["without"].count, found["without"].label_parts) == (1, (("day", "fri"),))
    assert found["all_filters"].count == 2


def test_of_filters_that_only_together_leave_something_two_are_taken_away(engine: WhooshEngine) -> None:
    engine.index([a_document("Welding", level="advanced", runs=[a_run(price_halalas=50_00)]) for _ in range(2)])
    found = ways(engine, "welding", day="fri", level="advanced", price_max="1")
    assert found["without_two"].label_parts == (("day", "fri"), ("price_max", "1"))
    assert (found["without_two"].count, found["all_filters"].count) == (2, 2)
    assert "without" not in found


def test_two_filters_are_taken_away_among_past_and_full_ones_too(engine: WhooshEngine) -> None:
    engine.index([a_document("Welding", runs=[a_run(seats_taken=20)])])
    found = ways(engine, "welding", day="fri", level="advanced", open="all")
    assert found["without_two"].query.pairs() == (("open", "all"), ("q", "welding"))
    assert "without_two" not in ways(engine, "welding", day="fri", level="advanced")


def test_the_other_city_online_and_the_other_language(engine: WhooshEngine) -> None:
    engine.index(
        [
            a_document("Welding", runs=[a_run(city=YANBU, languages=("ar",))]),
            a_document("Welding", runs=[a_run(languages=("en",))]),
            a_document("Welding", runs=[a_flexible_run()]),
        ]
    )
    found = ways(engine, "welding", city=JUBAIL, language="ar")
    assert found["city"].label_parts == (("city", YANBU),)
    assert found["online"].query.values("city") == ()
    assert found["language"].query.values("language") == ("ar-en", "en")


def test_a_district_of_another_city_is_left_behind(engine: WhooshEngine) -> None:
    engine.index([a_document(runs=[a_run(city=YANBU)])])
    found = ways(engine, district=f"{JUBAIL}:lulu")
    assert found["city"].query.pairs() == (("city", YANBU),)


def test_closed_ones_and_those_that_cannot_be_joined_yet(engine: WhooshEngine) -> None:
    engine.index([a_document(runs=[a_run(seats_taken=20)])])
    assert ways(engine)["closed_too"].count == 1
    engine.index([a_document("Welding", runs=[a_run(seats_taken=20, waiting_open=True)])])
    assert ways(engine, "welding", open="1")["without"].label_parts == (("open", "1"),)


def test_fewer_words(engine: WhooshEngine) -> None:
    engine.index([a_document("Pipe welding"), a_document("Welding")])
    way = ways(engine, "pipe welding underwater", exact="1")["fewer_words"]
    assert (way.query.text, way.count) == ("pipe welding", 1)
    assert ways(engine, "one two three four five six welding", exact="1")["fewer_words"].query.text == "welding"


def test_another_spelling_that_finds_something(engine: WhooshEngine) -> None:
    engine.index([a_document("Safety")])
    way = ways(engine, "saftey", exact="1")["spelling"]
    assert (way.query.exact, way.label_parts, way.count) == (False, (("q", "safety"),), 1)
    assert "spelling" not in ways(engine, "saftey", exact="1", city=YANBU)


def test_few_results_are_led_to_more_only(engine: WhooshEngine) -> None:
    engine.index([a_document("Welding"), a_document("Welding", level="advanced")])
    assert ways(engine, "welding", level="advanced")["without"].count == 2
    assert ways(engine, "welding") == {}


def test_enough_results_need_no_way_out(engine: WhooshEngine) -> None:
    engine.index([a_document() for _ in range(4)] + [a_document(level="advanced")])
    assert ways(engine, level="beginner") == {}


def test_an_empty_catalogue_has_no_way_out(engine: WhooshEngine) -> None:
    engine.rebuild([])
    assert ways(engine, "welding pipes", city=JUBAIL) == {}


def test_kilometres_and_closed_ones_are_no_ways_by_themselves(engine: WhooshEngine) -> None:
    engine.index([a_document(runs=[a_run(lat=24.0, lon=38.0, seats_taken=20)])])
    found = ways(engine, near="27.0,49.5", km="5", open="all")
    assert found["without"].label_parts == (("near", "27.00000,49.50000"),)


def test_words_that_nothing_has_still_leave_a_door_open(engine: WhooshEngine) -> None:
    engine.index([a_document("Welding"), a_document("Sewing", level="advanced")])
    assert list(ways(engine, "qwertzuiop", level="advanced")) == ["any_words", "everything"]
    assert list(ways(engine, "qwertzuiop")) == ["everything"]


def test_fewer_words_are_tried_without_the_filters_too(engine: WhooshEngine) -> None:
    engine.index([a_document("Welding steel"), a_document("Sewing", level="advanced")])
    assert "fewer_words" in ways(engine, "welding aluminium", level="advanced")
