"""The results page: what it finds, says, counts and offers; and that no address breaks it."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.db import db
from catalogue.offerings.models import Run
from tests.builders import NOON, a_place, a_provider, a_run
from tests.builders_search import STARTS_AT, a_course, indexed, page_of
from tests.counting import counted_queries

pytestmark = pytest.mark.made_up_counters

QUERIES_OF_A_PAGE = 8
QUERIES_OF_SIMILAR = 6


def heading(page: str) -> str:
    found = re.search(r"<h2 id=\"results-heading\"[^>]*>(.*?)</h2>", page, re.S)
    assert found
    return " ".join(re.sub(r"</?bdi>", "", found[1]).split())


def three_courses(app: Flask) -> None:
    with app.app_context():
        a_course("Pipe welding")
        a_course("Welding for artists", kind="workshop", run={"price_halalas": 25_000})
        a_course("Bread baking", topic="1013", run={"mode": "online_live", "city_id": None, "district_id": None})
        indexed()


def test_the_heading_says_how_many_and_for_what(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    assert heading(page_of(client, "/en/search?q=welding")) == "2 results for “welding”"
    assert heading(page_of(client, "/en/search?q=bread")) == "One result for “bread”"
    assert heading(page_of(client, "/en/search")) == "3 results"


def test_matches_are_marked_in_title_and_summary(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Tidy welding", summary_en="Safe welding for beginners.")
        indexed()
    page = page_of(client, "/en/search?q=welding")
    assert "Tidy <mark>welding</mark>" in page
    assert "Safe <mark>welding</mark> for beginners." in page


def test_a_card_says_when_where_for_whom_and_how_much(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        provider = a_provider(name_en="Gulf Institute")
        a_course(
            "Pipe welding", provider=provider, age_min=16, credential="completion", languages=["ar"],
            run={"price_halalas": 45_000, "gender_mode": "women", "capacity": 20, "seats_taken": 9},
        )  # fmt: skip
        indexed()
    page = page_of(client, "/en/search")
    for words in (
        *("Gulf Institute", "Verified by the city", "Wed 20 January", "Shaban 1448 AH", "SAR\u00a0450", "Women only"),
        *("Khalij", "Jubail Industrial City", "In person", "From age 16", "Certificate of completion", "Arabic"),
        *("12:00\u00a0noon to 2:00\u00a0pm", "11 of 20 seats left", 'class="badge badge--course"'),
    ):
        assert words in page, words


def test_hijri_comes_first_for_who_chose_it(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    client.set_cookie("display", "cal=hijri")
    page = page_of(client, "/en/search?q=pipe")
    assert page.index("Shaban 1448 AH") < page.index("20 January")


def test_full_and_not_yet_open_runs_say_so(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Full one", run={"capacity": 5, "seats_taken": 5, "waiting_list": 3})
        a_course("Later one", run={"enrol_opens_at": NOON + timedelta(days=2)})
        a_course("Nearly full one", run={"capacity": 20, "seats_taken": 18})
        indexed()
    page = page_of(client, "/en/search")
    assert "Full for now" in page
    assert "Enrolment opens on Tue 12 January" in page
    assert "2 seats left" in page
    assert "seats--low" in page


def test_a_title_in_the_other_language_only_is_labelled(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Pipe welding", title_ar=None)
        indexed()
    page = page_of(client, "/ar/search")
    assert '<bdi lang="en" dir="ltr">Pipe welding</bdi>' in page


def test_the_best_matching_run_is_shown_and_the_others_are_counted(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        offering = a_course("Pipe welding")
        a_run(offering=offering, starts_at=STARTS_AT + timedelta(days=30), mode="online_live")
        a_run(offering=offering, starts_at=STARTS_AT + timedelta(days=31), mode="online_live")
        indexed()
    assert "and 2 more dates" in page_of(client, "/en/search")
    online = page_of(client, "/en/search?mode=online_live")
    assert "Fri 19 February" in online
    assert "and one more date" in online


def test_facets_count_what_one_would_get(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    page = page_of(client, "/en/search?kind=workshop")
    course = re.search(
        r'<label class="opt" for="f-kind-course">.*?<span class="n num"><span aria-hidden="true">(\d+)', page
    )
    workshop = re.search(r'<input[^>]*id="f-kind-workshop"[^>]*checked', page)
    assert course
    assert course[1] == "2", "its own choice does not count"
    assert workshop
    assert 'id="facet-mode"' not in page, "a facet with one possible value says nothing"


def test_each_chip_takes_one_filter_away_and_clearing_keeps_the_words(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    page = page_of(client, "/en/search?q=welding&kind=course&kind=workshop&age=20")
    chips = dict(re.findall(r'<a class="chip" href="([^"]+)"><span>(.*?)</span>', page))
    assert {address: re.sub("<.*?>", "", text) for address, text in chips.items()} == {
        "/en/search?age=20&kind=workshop&q=welding#results-heading": "Type: Course",
        "/en/search?age=20&kind=course&q=welding#results-heading": "Type: Workshop",
        "/en/search?kind=course&kind=workshop&q=welding#results-heading": "Age: 20",
    }
    assert 'href="/en/search?q=welding#results-heading">Clear all filters' in page


def test_the_form_keeps_what_was_asked(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    page = page_of(
        client, "/en/search?q=welding&sort=price&from=2027-01-12&price_max=300&open=1&occupation=7212&open=all"
    )
    assert '<input type="hidden" name="q" value="welding">' in page
    assert '<input type="hidden" name="occupation" value="7212">' in page
    assert '<option value="price" selected>' in page
    assert 'name="from" autocomplete="off" value="2027-01-12"' in page
    assert 'name="price_max" inputmode="numeric" dir="ltr" autocomplete="off" maxlength="8" value="300"' in page


def test_sorting_by_price_begins_with_the_cheapest(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    page = page_of(client, "/en/search?q=welding&sort=price")
    assert page.index(">Pipe<") < page.index(" for artists")


def test_pages_follow_each_other_and_one_too_far_shows_the_last(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        for number in range(21):
            a_course(f"Course number {number}")
        indexed()
    first = page_of(client, "/en/search?q=course")
    assert 'rel="next"' in first
    assert "/en/search?page=2&q=course#results-heading" in first
    last = page_of(client, "/en/search?q=course&page=999999")
    assert "There is no such page. This is the last one, page 2." in last
    assert last.count('<article class="card">') == 1


ODD = [
    "q=" + "a" * 10_000,
    "q=%00%01%1f",
    "q=%E2%80%AE%E2%81%A6abc",
    "q=%ED%A0%80",
    "q=%ff%fe&lang=%ff",
    "q=" + quote("word " * 500),
    "q=%22&q=-",
    "page=-1",
    "page=abc",
    "page=999999999999999999999",
    "price_max=abc&from=31/02/2027&age=-3",
    "unknown=1&kind=unknown&district=nowhere&city=nowhere",
    "sort=nearest&km=5",
    "near=91,181",
    "near=jubail-industrial-city:khalij&km=3&sort=nearest",
    "from=2027-02-01&until=2027-01-01",
    "%ff=%fe",
    "&".join(f"topic=0{number}" for number in range(300)),
    "skill=nothing&occupation=7212&provider=XYZ&open=maybe",
]


@pytest.mark.parametrize("query", ODD)
def test_any_address_answers_a_page(bare_app: Flask, client: FlaskClient, query: str) -> None:
    three_courses(bare_app)
    for path in ("/ar/search", "/en/search", "/en/search.json", "/ar/search.csv", "/ar/search.atom", "/en/search.ics"):
        assert client.get(f"{path}?{query}").status_code == 200, path


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("page=-1", "Under “Page” the number “<bdi>-1</bdi>” is not possible."),
        ("kind=xyz", "Under “Type” there is no choice “<bdi>xyz</bdi>”."),
        ("price_max=abc", "“<bdi>abc</bdi>”, which is not a number."),
        ("from=31/02/2027", "“<bdi>31/02/2027</bdi>”, which is not a date."),
        ("colour=<b>", "The address asks for “<bdi>colour</bdi>”, which this search does not know."),
        ("q=" + "a" * 300, "The text under “Search words” is very long."),
        ("km=5", "“Distance” only works together with a place to start from."),
    ],
)
def test_what_is_wrong_with_an_address_is_said(bare_app: Flask, client: FlaskClient, query: str, words: str) -> None:
    three_courses(bare_app)
    assert words in page_of(client, f"/en/search?{query}")


def test_typed_words_never_become_markup(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    answer = client.get("/en/search?q=<script>alert(1)</script>&provider=<b>x</b>")
    assert b"<script>alert" not in answer.data
    assert b"<b>x" not in answer.data


def test_nothing_found_offers_counted_ways_out(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    page = page_of(client, "/en/search?q=welding&mode=online_live")
    assert "Nothing matches your search with these filters" in page
    assert '<span>Without “<bdi>Online, live</bdi>”</span> <b class="num" aria-hidden="true">2</b>' in page
    page = page_of(client, "/en/search?q=welding&city=yanbu-industrial-city")
    wider = re.findall(r"<article class=\"card mini\"><span class=\"tile\">.*?</article>", page, re.S)
    assert [re.findall(r"<p>(.*?)</p>", one) for one in wider] == [["2 results"]], "in the other city"


def test_a_misspelt_word_is_respelt_with_its_count(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    page = page_of(client, "/en/search?q=weldnig")
    assert "Showing results for “<bdi>welding</bdi>”." in page
    undo = 'href="/en/search?exact=1&q=weldnig#results-heading" rel="nofollow">Search instead for “<bdi>weldnig</bdi>”'
    assert undo in page
    as_typed = page_of(client, "/en/search?q=weldnig&exact=1")
    assert "Your words were taken just as you typed them." in as_typed
    assert re.search(
        r'Did you mean: <a href="/en/search\?q=weldnig#results-heading"><b><bdi>welding</bdi></b></a> \(2 results\)',
        as_typed,
    )


def test_where_no_offering_has_all_words_the_nearest_are_only_suggested(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    page = page_of(client, "/en/search?q=welding+bread")
    assert "Nothing found for “<bdi>welding bread</bdi>”" in page
    assert "<h3>One offer comes close to it</h3>" in page
    assert "Show one result" in page, "the number that the filters count"
    assert 'data-status-text="0 results. One offer comes close to it"' in page


@pytest.mark.parametrize(
    ("filters", "heading", "way"),
    [
        ("mode=online_live", "Remove one filter", "Without “<bdi>Online, live</bdi>”"),
        ("from=2099-01-01", "Remove one filter", "Without “<bdi>Starts on or after: "),
        ("mode=online_live&from=2099-01-01", "Remove the filters", "Without any filter"),
    ],
)
def test_a_way_out_names_the_filter_that_it_takes_away(
    bare_app: Flask, client: FlaskClient, filters: str, heading: str, way: str
) -> None:
    three_courses(bare_app)
    page = page_of(client, f"/en/search?q=welding&{filters}")
    assert heading in page
    assert way in page


def test_few_results_come_with_similar_ones(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    page = page_of(client, "/en/search?q=pipe")
    assert "Similar offers" in page
    assert "Welding for artists" in page


def test_a_hidden_offering_is_not_shown_even_while_the_index_still_has_it(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        offering = a_course("Pipe welding")
        indexed()
        offering.state = "paused"
        db.session.commit()
    assert "<article" not in page_of(client, "/en/search?q=welding")


def test_without_an_index_the_database_answers_and_the_page_says_so(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    shutil.rmtree(bare_app.config["SETTINGS"].home / "index")
    bare_app.extensions.pop("search_engine")
    page = page_of(client, "/en/search?q=welding&kind=course")
    assert "The search index is being renewed." in page
    assert "Pipe welding" in page
    assert "Bread baking" not in page
    for path in ("/en/", "/en/topics", "/en/calendar", "/en/providers", "/en/search.json?q=bread", "/en/search?city=x"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store"), path


@pytest.mark.parametrize("cards", [1, 3])
def test_a_page_costs_the_same_for_one_card_or_three(bare_app: Flask, client: FlaskClient, cards: int) -> None:
    with bare_app.app_context():
        for number in range(8):
            a_course(f"{'Welding' if number < cards else 'Baking'} number {number}")
        indexed()
    page_of(client, "/en/search")  # the vocabularies are read once per process
    with counted_queries(bare_app) as queries:
        page = page_of(client, "/en/search?q=number")
    assert page.count('<article class="card">') == 8
    assert len(queries) == QUERIES_OF_A_PAGE, "\n".join(queries)
    with counted_queries(bare_app) as queries:
        page = page_of(client, "/en/search?q=welding")
    assert page.count('<article class="card">') == cards
    assert len(queries) == QUERIES_OF_A_PAGE + QUERIES_OF_SIMILAR, "\n".join(queries)


def test_an_anonymous_reader_gets_no_cookie_and_a_page_that_can_be_kept(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    answer = client.get("/ar/search?q=welding")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"].startswith("public")
    again = client.get("/ar/search?q=welding", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_pushed_address_has_no_empty_fields(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    answer = client.get("/en/search?q=welding&age=&from=&until=&open=&sort=relevance&kind=course")
    assert answer.headers["HX-Push-Url"] == "/en/search?kind=course&q=welding"


def test_every_run_of_a_result_is_in_the_calendar_file(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        offering = a_course("Pipe welding")
        a_run(offering=offering, starts_at=STARTS_AT + timedelta(days=3))
        indexed()
    text = client.get("/en/search.ics?q=welding").text
    assert text.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:Pipe welding" in text


def test_the_table_holds_no_formulas(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("=cmd()", run={"price_halalas": 1500})
        indexed()
    answer = client.get("/en/search.csv")
    assert answer.mimetype == "text/csv"
    assert ",'=cmd()," in answer.text
    assert ",15.00,SAR," in answer.text


def test_the_feed_is_in_the_readers_language(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    answer = client.get("/en/search.atom?q=pipe")
    assert answer.mimetype == "application/atom+xml"
    assert "<title>Pipe welding</title>" in answer.text
    assert 'xml:lang="en"' in answer.text
    ElementTree.fromstring(client.get("/en/search.atom?q=pipe%EF%BF%BF").data)  # it stays a feed, whatever is asked


def test_a_zone_stands_for_its_districts(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    page = page_of(client, "/en/search?district=jubail-industrial-city:fanateer")
    assert heading(page) == "2 results"
    assert '<option value="jubail-industrial-city:fanateer" selected>' in page


def test_a_run_without_a_date_can_start_any_time(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        offering = a_course("Self-study")
        run = db.session.query(Run).filter_by(offering_id=offering.id).one()
        run.starts_at = run.ends_at = run.enrol_closes_at = None
        run.flexible_start, run.mode = True, "online_self_paced"
        run.sessions.clear()
        db.session.commit()
        indexed()
    page = page_of(client, "/en/search")
    assert "Start whenever you like" in page
    assert "Online, self-paced" in page


def test_places_near_by_are_chips_too(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    with bare_app.app_context():
        assert a_place().key == "jubail-industrial-city:khalij"
    page = page_of(client, "/en/search?near=jubail-industrial-city:khalij&km=5&sort=nearest")
    assert "Near: <bdi>Al Khalij</bdi>" in page
    assert "Distance: <bdi>within\u00a05\u00a0km</bdi>" in page
    assert '<option value="nearest" selected>' in page
