"""Home, topics, calendar and providers: ways into the catalogue without words."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.db import db
from catalogue.offerings.models import Run, RunSession
from tests.builders import NOON, a_place, a_provider, a_run
from tests.builders_search import STARTS_AT, a_course, indexed, page_of
from tests.counting import counted_queries

pytestmark = pytest.mark.made_up_counters

QUERIES_OF_HOME = 7


def test_home_shows_what_starts_this_week_topics_and_situations(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Tomorrow", starts_at=NOON + timedelta(days=2), run={"enrol_closes_at": NOON + timedelta(days=1)})
        a_course("Next month", starts_at=NOON + timedelta(days=30), audiences=["job_seekers"])
        indexed()
    page = page_of(client, "/en/")
    assert "Tomorrow" in page
    assert "Next month" not in page
    assert re.search(r'<a class="topic" href="/en/search\?topic=07">', page)
    assert 'href="/en/search?audience=job_seekers"' in page
    assert "I am looking for work" in page
    assert "I have retired" not in page, "nothing waits there"
    assert 'action="/en/search" method="get"' in page


def test_home_shows_something_of_each_city(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        for number in range(7):
            a_course(f"Gulf {number}", starts_at=NOON + timedelta(days=2, minutes=number))
        yanbu = a_place("yanbu-industrial-city:sawari")
        place = {"city_id": yanbu.city_id, "district_id": yanbu.id}
        a_course("Red Sea", starts_at=NOON + timedelta(days=5), run=place)
        indexed()
    page = page_of(client, "/en/")
    assert "Red Sea" in page
    assert page.count('class="card mini"') == 6


def test_home_of_an_empty_catalogue_is_a_page_too(client: FlaskClient) -> None:
    page = page_of(client, "/ar/")
    assert page.count("<h1") == 1
    assert 'class="mini' not in page


@pytest.mark.parametrize("cards", [1, 3])
def test_home_costs_the_same_for_one_card_or_three(bare_app: Flask, client: FlaskClient, cards: int) -> None:
    with bare_app.app_context():
        for number in range(cards):
            a_course(f"Soon {number}", starts_at=NOON + timedelta(days=3))
        indexed()
    page_of(client, "/en/")
    with counted_queries(bare_app) as queries:
        page = page_of(client, "/en/")
    assert page.count('class="card mini"') == cards
    assert len(queries) == QUERIES_OF_HOME, "\n".join(queries)


def test_topics_are_counted_broad_and_narrow(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course(topic="0715")
        a_course(topic="0713")
        a_course(topic="0912")
        indexed()
    page = page_of(client, "/en/topics")
    counts = dict(
        re.findall(
            r'href="/en/search\?topic=(\d+)">[^<]*</a>(?:</h2>)?\s*<span class="n"><span aria-hidden="true">(\d+)', page
        )
    )
    assert counts == {"07": "2", "071": "2", "09": "1", "091": "1"}


def test_the_calendar_shows_meetings_on_their_days(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Pipe welding")
        indexed()
    page = page_of(client, "/en/calendar?month=2027-01")
    assert "January 2027" in page
    assert "Rajab 1448 AH to Shaban 1448 AH" in page
    day = next(cell for cell in page.split("<td") if 'datetime="2027-01-20"' in cell)
    assert "Pipe welding" in day
    assert "12:00\u00a0noon" in day
    assert page.count('class="month__item') == 1
    assert re.search(r"<thead><tr><th scope=\"col\">Sunday</th>", page)
    assert "month=2026-12" in page
    assert "month=2027-02" in page


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("page", ["", "search", "help"])
def test_the_calendar_is_linked_from_every_page(client: FlaskClient, lang: str, page: str) -> None:
    assert f'href="/{lang}/calendar"' in page_of(client, f"/{lang}/{page}")


def test_list_and_calendar_lead_to_each_other_with_the_same_search(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Pipe welding")
        indexed()
    results = page_of(client, "/en/search?q=welding&from=2027-01-15&sort=newest")
    assert 'href="/en/calendar?month=2027-01&from=2027-01-15&q=welding"' in results
    month = page_of(client, "/en/calendar?month=2027-01&q=welding&from=2027-01-15")
    assert "Pipe welding" in month
    assert 'href="/en/search?from=2027-01-15&q=welding"' in month


def test_a_meeting_late_in_the_evening_stands_on_its_local_day(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Night sky", starts_at=NOON.replace(day=31, hour=21, minute=30))  # 00:30 on 1 February in Riyadh
        indexed()
    assert "Night sky" not in page_of(client, "/en/calendar?month=2027-01")
    assert "Night sky" in page_of(client, "/en/calendar?month=2027-02")


def test_a_crowded_day_shows_a_handful_and_leads_to_all(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        for number in range(7):
            a_course(f"Course {number}")
        late = a_course("Ongoing", starts_at=STARTS_AT - timedelta(days=2))
        run = db.session.query(Run).filter_by(offering_id=late.id).one()
        early = STARTS_AT - timedelta(hours=3)
        db.session.add(RunSession(run_id=run.id, starts_at=early, ends_at=early + timedelta(hours=1)))
        db.session.commit()
        indexed()
    page = page_of(client, "/en/calendar?month=2027-01&open=all")
    day = next(cell for cell in page.split("<td") if 'datetime="2027-01-20"' in cell)
    assert day.count('class="month__item') == 4
    assert "Ongoing" not in day, "what begins comes before what goes on"
    assert "4 more" in day
    assert 'href="/en/calendar?date=2027-01-20&open=all"' in day
    assert page_of(client, "/en/calendar?date=2027-01-20").count('<li class="panel">') == 8


def test_a_day_of_the_calendar_says_where_for_whom_and_for_how_much(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Pipe welding", run={"gender_mode": "women", "price_halalas": 25000})
        indexed()
    row = page_of(client, "/en/calendar?date=2027-01-20").partition('class="panel"')[2].partition("</li>")[0]
    assert "Jubail Industrial City" in row
    assert "SAR\u00a0250" in row
    assert "omen" in row


QUICK = re.compile(r'<li><a href="([^"]+)"( aria-current="true")?><svg[^>]*>(?:(?!</svg>).)*</svg>([^<]+)')


def quick_on(client: FlaskClient, address: str) -> dict[str, tuple[str, bool]]:
    """The quick searches of a page by name: their address, and whether they look as if they were on."""
    row = page_of(client, address).partition('class="quick')[2].partition("</ul>")[0]
    return {name.strip(): (url.replace("&amp;", "&"), bool(on)) for url, on, name in QUICK.findall(row)}


def test_a_quick_search_keeps_the_words_and_what_else_is_chosen(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Pipe welding")
        indexed()
    shown = quick_on(client, "/en/search?q=pipe&audience=seniors&sort=newest&page=3")
    assert shown["Free"] == ("/en/search?audience=seniors&price=free&q=pipe&sort=newest", False)
    assert shown["For job seekers"] == ("/en/search?audience=job_seekers&q=pipe&sort=newest", False)
    week = shown["In the next seven days"][0]
    assert re.fullmatch(r"/en/search\?audience=seniors&from=[0-9-]+&q=pipe&sort=newest&until=[0-9-]+", week)
    assert "sort=soonest" in quick_on(client, "/en/search")["In the next seven days"][0]


def test_a_quick_search_that_is_on_looks_so_and_is_taken_away_again(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Pipe welding")
        indexed()
    shown = quick_on(client, "/en/search?price=free&q=pipe&sort=newest")
    assert [name for name, (_url, on) in shown.items() if on] == ["Free"]
    assert shown["Free"][0] == "/en/search?q=pipe&sort=newest"
    children = quick_on(client, "/en/search?audience=children&audience=families&audience=seniors")
    assert children["Children and families"] == ("/en/search?audience=seniors", True)
    assert not any(on for _url, on in quick_on(client, "/en/search?q=pipe").values())
    assert quick_on(client, "/en/")["Free"] == ("/en/search?price=free", False)


def test_a_quick_search_brings_its_order_only_where_none_was_chosen_and_takes_it_along(
    bare_app: Flask, client: FlaskClient
) -> None:
    with bare_app.app_context():
        a_course("Pipe welding")
        indexed()
    newest = quick_on(client, "/en/search?audience=seniors&sort=newest")
    assert newest["Free"][0] == "/en/search?audience=seniors&price=free&sort=newest"
    assert "sort=newest" in newest["In the next seven days"][0]
    week = quick_on(client, "/en/search?audience=seniors")["In the next seven days"][0]
    assert quick_on(client, week)["In the next seven days"] == ("/en/search?audience=seniors", True)


def test_the_calendar_is_filtered_as_the_search_is(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Pipe welding")
        a_course("Bread baking")
        a_course("Full welding", run={"capacity": 1, "seats_taken": 1})
        indexed()
    page = page_of(client, "/en/calendar?month=2027-01&q=welding")
    assert "Pipe welding" in page
    assert "Bread baking" not in page
    assert "Full welding" not in page
    assert "Full welding" in page_of(client, "/en/calendar?month=2027-01&q=welding&open=all")
    assert "Nothing in this month matches" in page_of(client, "/en/calendar?month=2027-01&city=yanbu-industrial-city")


@pytest.mark.parametrize(
    "query",
    ["month=x", "month=2026-13", "month=0000-01", "month=9999-12", "date=2026-02-30", "page=9&foo=1", "month=%00"],
)
def test_any_month_answers_a_page(client: FlaskClient, query: str) -> None:
    assert client.get(f"/ar/calendar?{query}").status_code == 200


def test_providers_are_listed_with_what_can_be_joined(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        busy = a_provider(name_en="Gulf Institute", kind="training_institute")
        a_provider(name_en="Quiet Library", kind="library")
        a_provider(name_en="Unchecked", state="applied", verified_at=None)
        a_course(provider=busy)
        a_course(provider=busy, run={"capacity": 1, "seats_taken": 1})
        indexed()
    page = page_of(client, "/en/providers")
    assert page.index("Gulf Institute") < page.index("Quiet Library")
    assert "One offer now" in page
    assert "Nothing on offer at present" in page
    assert "Unchecked" not in page
    assert "2 providers" in page
    assert "Gulf Institute" not in page_of(client, "/en/providers?kind=library")
    assert "No provider matches this choice" in page_of(client, "/en/providers?city=yanbu-industrial-city&page=x")


def test_a_provider_page_says_who_it_is_and_what_it_offers(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        provider = a_provider(
            name_en="Gulf Institute",
            name_ar="\u0627\u0644\u0645\u0639\u0647\u062f",
            about_en="We weld.",
            phone="+966 13 000 0000",
            email="office@example.org",
            website="https://example.org",
            licence_number="L-1",
            licence_expires_on=date(2028, 1, 1),
            languages=["ar", "en"],
        )
        a_course("Pipe welding", provider=provider)
        ended = a_course(
            "Ended one", provider=provider, starts_at=NOON - timedelta(days=3), run={"enrol_opens_at": None}
        )
        a_run(offering=ended, starts_at=NOON - timedelta(days=30), enrol_opens_at=None)
        address = f"/en/providers/{provider.public_id}"
        indexed()
    moved = client.get(f"{address}/wrong?page=1")
    assert (moved.status_code, moved.location) == (301, f"{address}/gulf-institute?page=1")
    page = page_of(client, f"{address}/gulf-institute")
    for words in (
        *("We weld.", "Verified by the city on 10 January 2027.", "L-1", "1 January 2028", "Arabic and English"),
        *(
            'href="tel:+966130000000"',
            '<bdi dir="ltr">office@example.org</bdi>',
            "Pipe welding",
            "One more that is full",
        ),
    ):
        assert words in page, words
    assert "Ended one" not in page
    assert f"/ar/providers/{address[-10:]}/" in page, "the twin has the slug of its own language"


@pytest.mark.parametrize("state", ["applied", "suspended", "closed"])
def test_a_provider_that_is_not_verified_has_no_page(bare_app: Flask, client: FlaskClient, state: str) -> None:
    with bare_app.app_context():
        provider = a_provider(state=state)
        address = f"/en/providers/{provider.public_id}/x"
    assert client.get(address).status_code == 404


def test_a_website_that_is_no_web_address_is_not_linked(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        provider = a_provider(name_en="Gulf", website="javascript:alert(1)")
        address = f"/en/providers/{provider.public_id}/gulf"
    assert "javascript:" not in page_of(client, address)


def test_the_calendar_opens_where_something_fits(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Pipe welding")
        a_course("Bread baking", starts_at=NOON.replace(month=3))
        indexed()
    assert "<h1>January 2027" in page_of(client, "/en/calendar")
    page = page_of(client, "/en/calendar?q=bread")
    assert "<h1>March 2027" in page
    assert "Bread baking" in page
    assert "<h1>January 2027" in page_of(client, "/en/calendar?q=nothing+of+the+kind")


@pytest.mark.parametrize("month", ["2027-02", "2027-04"])
def test_a_month_with_nothing_leads_to_the_nearest_with_something(
    bare_app: Flask, client: FlaskClient, month: str
) -> None:
    with bare_app.app_context():
        a_course("Bread baking", starts_at=NOON.replace(month=3))
        indexed()
    page = page_of(client, f"/en/calendar?month={month}&q=bread")
    assert "Nothing in this month matches" in page
    assert 'href="/en/calendar?month=2027-03&q=bread">Go to March 2027</a>' in page
    assert "Go to" not in page_of(client, "/en/calendar?month=2027-03&q=bread")


def test_a_day_with_nothing_says_so_of_the_day(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Pipe welding")
        indexed()
    assert "Nothing on this day matches" in page_of(client, "/en/calendar?date=2027-01-21")
