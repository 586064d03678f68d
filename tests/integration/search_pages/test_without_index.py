"""While there is no usable index: what the database alone can say is true, and said to be less than usual."""

from __future__ import annotations

import re
import shutil
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.providers.models import Provider
from tests.builders_search import page_of
from tests.integration.search_pages.test_results import three_courses

OBEYED_WITHOUT_INDEX = (
    "", "?topic=07", "?topic=0715&mode=in_person", "?from=2027-01-16", "?until=2027-01-15", "?open=all",
    "?city=jubail-industrial-city&until=2027-01-14", "?mode=online_live", "?kind=workshop",
)  # fmt: skip


def test_without_an_index_figures_and_dates_are_still_true(bare_app: Flask, client: FlaskClient) -> None:
    three_courses(bare_app)
    with bare_app.app_context():
        provider_id = db.session.scalars(select(Provider.public_id)).first()

    def seen() -> list[object]:
        found = [client.get(f"/en/search.json{address}").json or {} for address in OBEYED_WITHOUT_INDEX]
        answers: list[object] = [sorted(one["id"] for one in answer["items"]) for answer in found]
        topics, providers = client.get("/api/v1/topics").json, client.get("/api/v1/providers").json
        provider = client.get(f"/api/v1/providers/{provider_id}").json
        months = [unescape(client.get(f"/en/calendar?month=2027-0{at}").text) for at in (1, 2)]
        meetings = [re.findall(r"month__item--\w+\" href=\"([^\"]*)", month) for month in months]
        return [*answers, topics, providers, provider, meetings]

    with_it = seen()
    shutil.rmtree(bare_app.config["SETTINGS"].home / "index")
    bare_app.extensions.pop("search_engine")
    assert seen() == with_it
    assert "The search index is being renewed." in page_of(client, "/en/calendar?month=2027-01")
