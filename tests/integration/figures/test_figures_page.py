"""The page of figures: what it says of a provider's own listings, and of nobody else's."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.clock import now
from catalogue.core.formats import at_zone
from catalogue.enrolment.completion import services as completion
from catalogue.figures.presenting import FiguresPage, Row, figures_page
from catalogue.figures.rules import Period, Source
from catalogue.figures.services import Visit, add_visits
from catalogue.offerings.models import Offering
from tests.builders import a_learner, a_provider, a_run, an_offering
from tests.builders_proof import a_run_that_is_over, a_seat_in, completed
from tests.builders_providers import a_member
from tests.counting import counted_queries
from tests.people import browser_of


def seen(offering: Offering, *, query: str = "", times: int = 1) -> None:
    add_visits({Visit(offering.public_id, at_zone(now()).date(), Source.SEARCH, query): times})


def figures_of(offering: Offering) -> FiguresPage:
    return figures_page(offering.provider_id, Period.QUARTER, now())


def test_a_listing_has_its_figures(app: Flask) -> None:
    with app.app_context():
        offering = an_offering(credential="completion")
        seen(offering, query="welding", times=7)
        done = a_seat_in(a_run_that_is_over(offering=offering, capacity=10))
        completed(done)
        completion.rate(done.id, 5, words="", acted_by=done.acted_by or 0, now=now())
        coming = a_run(offering=offering, capacity=4, seats_taken=1)
        a_seat_in(coming)
        a_seat_in(a_run(offering=offering, capacity=1, seats_taken=1))

        row = figures_of(offering).total

        assert (row.views, row.taken, row.seats, row.completed, row.ended) == (7, 3, 15, 1, 1)
        assert row.fill == 20
        assert (row.completion, row.rated, row.rating) == (100, 1, None)  # a mean of one would be somebody's


def test_the_figures_of_another_provider_are_not_in_it(app: Flask) -> None:
    with app.app_context():
        mine, other = an_offering(), an_offering()
        seen(other, query="welding", times=9)
        page = figures_of(mine)
        assert (page.total.views, page.searches, [row.offering.id for row in page.rows if row.offering]) == (
            0, [], [mine.id],
        )  # fmt: skip


def test_a_search_that_few_came_from_is_kept_back(app: Flask) -> None:
    with app.app_context():
        offering = an_offering()
        seen(offering, query="my neighbour", times=4)
        seen(offering, query="welding", times=5)
        assert figures_of(offering).searches == [("welding", 5)]


def test_charts_add_up_to_the_totals(app: Flask) -> None:
    with app.app_context():
        offering = an_offering()
        seen(offering, times=3)
        page = figures_of(offering)
        assert sum(step.value for step in page.views) == page.total.views == 3
        assert page.views[-1].last == at_zone(now()).date()


@pytest.mark.parametrize("items", [1, 3])
def test_the_page_costs_the_same_for_one_or_three(app: Flask, items: int) -> None:
    with app.app_context():
        provider = a_provider()
        for _each in range(items):
            seen(an_offering(provider=provider))
        account_id, address = a_member(provider).account_id or 0, f"/en/provide/{provider.public_id}/figures"
    browser = browser_of(app, account_id)
    browser.get(address)
    with counted_queries(app) as queries:
        page = browser.get(address)
    assert page.text.count("listings/") == items
    assert len(queries) == 12, "\n".join(queries)


def test_the_spreadsheet_holds_the_same_numbers_and_no_formula(app: Flask) -> None:
    browser, address = desk_of(app, an_offering_with="=1+1")
    rows = list(csv.reader(io.StringIO(browser.get(f"{address}.csv").text.removeprefix("\ufeff"))))
    assert rows[1][:3] == [rows[1][0], "'=1+1", "6"]


@pytest.mark.parametrize("period", ["month", "quarter", "year", "nonsense"])
def test_every_stretch_opens(app: Flask, period: str) -> None:
    browser, address = desk_of(app)
    assert browser.get(f"{address}?period={period}&page=99999").status_code == 200


def test_an_instructor_does_not_see_them(app: Flask) -> None:
    browser, address = desk_of(app, role="instructor")
    assert browser.get(address).status_code == 403


def test_nothing_published_yet_is_said(app: Flask) -> None:
    browser, address = desk_of(app, state="draft", published_at=None)
    assert "Nothing is published yet" in browser.get(address).text


def desk_of(
    app: Flask, *, an_offering_with: str = "Welding", role: str = "editor", **about: Any
) -> tuple[FlaskClient, str]:
    with app.app_context():
        offering = an_offering(title_en=an_offering_with, title_ar=None, **about)
        seen(offering, times=6)
        account_id = a_member(offering.provider, role).account_id or 0
        address = f"/en/provide/{offering.provider.public_id}/figures"
    return browser_of(app, account_id), address


def test_a_share_needs_something_to_be_a_share_of() -> None:
    assert (Row().fill, Row().completion, Row().rating) == (None, None, None)


def test_learners_are_counted_and_not_named(app: Flask) -> None:
    with app.app_context():
        offering = an_offering()
        a_seat_in(a_run(offering=offering, seats_taken=1), learner=a_learner(full_name_en="Huda Nasser"))
        account_id = a_member(offering.provider).account_id or 0
        address = f"/en/provide/{offering.provider.public_id}/figures"
        title = str(offering.title_en)
    browser = browser_of(app, account_id)
    for answer in (browser.get(address), browser.get(f"{address}.csv")):
        assert title in answer.text
        assert "Huda" not in answer.text
