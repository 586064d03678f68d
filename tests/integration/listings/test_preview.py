"""The preview at the desk: as readers will see it, and why nobody does yet."""

from __future__ import annotations

import pytest

from catalogue.core.db import db
from catalogue.providers.models import Provider
from tests.builders_listings import a_complete_listing
from tests.integration.listings.conftest import Bench


@pytest.mark.parametrize("state", ["applied", "verified", "suspended", "closed"])
def test_the_preview_shows_what_will_be_seen_and_says_why_nobody_sees_it_yet(bench: Bench, state: str) -> None:
    """Of a provider that waits for the office nothing is “no longer offered”."""
    with bench.app.app_context():
        provider = db.session.get_one(Provider, bench.provider_id)
        number = a_complete_listing(provider).public_id
        provider.state = state
        db.session.commit()
    page = bench.browser.get(bench.at(f"/{number}/preview?in=en", "en")).text
    never = state == "closed"
    assert ("no longer offered" in page) == never
    assert ("Choose a date" in page) == (not never)
    assert ("Nobody else sees it" in page) == (not never)
    assert ("has not verified the organisation" in page) == (state == "applied")
