"""A visit is counted once it is written: by day and by where it came from, never by who came."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import Busy
from catalogue.core.formats import at_zone
from catalogue.core.logs import log
from catalogue.figures import counting
from catalogue.figures.models import OfferingDay, OfferingQuery
from catalogue.figures.rules import Source
from catalogue.figures.services import Visit, add_visits, forget_old
from tests.builders import an_offering

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


def written(app: Flask) -> dict[str, int]:
    """Write what is counted down. :returns: source → views."""
    with app.app_context():
        counting.write(app.extensions[counting.NAME].take())
        return dict(db.session.execute(select(OfferingDay.source, OfferingDay.views)).tuples().all())


def address_of_one(app: Flask) -> str:
    with app.app_context():
        return f"/en/offerings/{an_offering(title_en='Welding').public_id}/welding"


def test_visits_are_counted_by_where_people_come_from(app: Flask, client: FlaskClient) -> None:
    address = address_of_one(app)
    for referrer in ("http://localhost/en/search?q=Welding", "http://localhost/en/", "https://elsewhere.example/", ""):
        assert client.get(address, headers={"User-Agent": BROWSER, "Referer": referrer}).status_code == 200

    assert written(app) == dict.fromkeys(("search", "site", "elsewhere", "direct"), 1)
    with app.app_context():
        assert db.session.scalars(select(OfferingQuery.query)).all() == ["welding"]


@pytest.mark.parametrize(
    "headers", [{"User-Agent": "Googlebot/2.1"}, {"User-Agent": BROWSER, "Sec-Purpose": "prefetch"}]
)
def test_programs_and_prefetching_are_not_counted(app: Flask, client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.get(address_of_one(app), headers=headers).status_code == 200
    assert written(app) == {}


def test_neither_a_redirect_nor_a_missing_page_is_a_visit(app: Flask, client: FlaskClient) -> None:
    address = address_of_one(app)
    for other in (f"{address}-more", "/en/offerings/2222222222/welding"):
        assert client.get(other, headers={"User-Agent": BROWSER}).status_code in {301, 404}
    assert written(app) == {}


def test_visits_add_up_and_those_of_a_listing_that_is_gone_are_left_out(app: Flask) -> None:
    with app.app_context():
        one = an_offering().public_id
        day = at_zone(now()).date()
        visits = Counter({Visit(one, day, Source.SEARCH, "w"): 2, Visit("GONE", day, Source.SITE, ""): 5})
        assert [add_visits(visits), add_visits(visits)] == [2, 2]
    assert written(app) == {"search": 4}


def test_visits_wait_while_the_database_is_busy(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_counts: object) -> int:
        raise Busy

    client.get(address_of_one(app), headers={"User-Agent": BROWSER})
    with monkeypatch.context() as patched:
        patched.setattr(counting, "add_visits", busy)
        assert written(app) == {}
    assert written(app) == {"direct": 1}


def test_visits_that_cannot_be_written_cost_nobody_the_page(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are lost, and the log says so: trying them for ever would keep the next ones from being written."""

    def broken(_counts: object) -> int:
        raise RuntimeError("the table is gone")

    app.extensions[counting.NAME] = counting.Tally(flush_seconds=0)
    address = address_of_one(app)
    said: list[str] = []
    with monkeypatch.context() as patched:
        patched.setattr(counting, "add_visits", broken)
        patched.setattr(log, "error", lambda words, **_about: said.append(words))
        assert client.get(address, headers={"User-Agent": BROWSER}).status_code == 200
    assert said == ["visits were not written"]
    assert written(app) == {}
    assert client.get(address, headers={"User-Agent": BROWSER}).status_code == 200
    assert written(app) == {"direct": 1}


def test_old_visits_are_forgotten(app: Flask) -> None:
    with app.app_context():
        one, today = an_offering().public_id, at_zone(now()).date()
        for days in (0, 399, 401):
            add_visits({Visit(one, today - timedelta(days=days), Source.SEARCH, "w"): 1})
        assert forget_old(now()) == 2  # a day, and the month of its search
        assert sum(db.session.scalars(select(OfferingDay.views))) == 2


def test_a_tally_is_written_when_it_is_time() -> None:
    visit = Visit("A", at_zone(now()).date(), Source.DIRECT, "")
    slow, quick = counting.Tally(flush_seconds=60), counting.Tally(flush_seconds=0)

    assert slow.add(visit) == {}
    assert quick.add(visit) == {visit: 1}
    assert (slow.take(), slow.take()) == ({visit: 1}, {})
