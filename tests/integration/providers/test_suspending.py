"""A suspended provider vanishes from search and pages at once; its people and learners keep what they have."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.db import db
from catalogue.enrolment import services as enrolment
from catalogue.providers import services
from catalogue.search import sync
from catalogue.search.engine import engine
from tests.builders import NOON, a_learner
from tests.builders_providers import a_member
from tests.builders_search import a_course, indexed, noon, page_of
from tests.integration.providers.conftest import Browse

__all__ = ["noon"]
pytestmark = pytest.mark.made_up_counters


def test_its_listings_vanish_and_come_back_and_enrolments_stay(
    bare_app: Flask, browser: Browse, client: FlaskClient
) -> None:
    with bare_app.app_context():
        offering = a_course("Pipe welding")
        provider_id, run_id, learner = offering.provider_id, offering.runs[0].id, a_learner()
        made = enrolment.enrol(run_id, learner.id, acted_by=learner.account_id or 0, now=NOON)
        owner_id, learner_id = a_member(offering.provider).account_id, learner.account_id
        provider, address = offering.provider.public_id, f"/en/offerings/{offering.public_id}/pipe-welding"
        indexed()
    assert "Pipe welding" in page_of(client, "/en/search")
    with bare_app.app_context():
        services.suspend(provider_id, "Complaints are looked into.", actor_id=None, now=NOON)
    # At once: the index may not know yet, the page does.
    assert "Pipe welding" not in page_of(client, "/en/search")
    assert client.get(address).status_code == 404
    assert client.get("/api/v1/offerings").get_json()["total"] in (0, 1)
    with bare_app.app_context():
        indexed()
        assert dict(engine().versions()) == {}
        assert sync.check() == 0
    assert client.get("/api/v1/offerings").get_json()["total"] == 0
    assert browser(owner_id).get(f"/en/provide/{provider}").status_code == 200
    mine = page_of(browser(learner_id), "/en/me")
    assert "Pipe welding" in mine
    assert browser(learner_id).post(f"/en/me/enrolments/{made.public_id}/cancel").status_code == 303
    with bare_app.app_context():
        services.lift(provider_id, "They were answered.", actor_id=None, now=NOON)
        db.session.rollback()
        indexed()
    assert "Pipe welding" in page_of(client, "/en/search")
    assert client.get(address).status_code == 200
