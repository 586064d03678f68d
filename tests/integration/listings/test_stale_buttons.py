"""A button of a page that stood open while somebody else changed the listing does nothing, and says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings import services as states
from catalogue.offerings.editing import services
from catalogue.offerings.editing.services import Wanted
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import AnotherThanSeen, NotReadyForPublishing
from catalogue.providers.models import Provider
from tests.builders import NOON
from tests.builders_listings import a_complete_listing, the_run
from tests.integration.listings.conftest import Bench
from tests.overlapping import overlapping
from tests.stamps import seen_in

BUTTONS = {"submit": "draft", "pause": "published", "resume": "paused", "archive": "paused"}
TOLD = "Somebody has changed this listing since you opened it, so nothing was done."
DO: dict[str, Callable[..., None]] = {
    "submit": states.submit, "pause": states.pause, "resume": states.resume, "archive": services.archive,
}  # fmt: skip


def a_colleague_saves(provider_id: int, number: int) -> None:
    services.save(provider_id, number, Wanted({"summary": {"en": "Another."}}), actor_id=None, now=now())


@pytest.fixture
def listing(bench: Bench, request: pytest.FixtureRequest) -> Offering:
    state = BUTTONS.get(getattr(request, "param", ""), "draft")
    with bench.app.app_context():
        provider = db.session.get_one(Provider, bench.provider_id)
        published_at = None if state == "draft" else NOON
        found = a_complete_listing(provider, state=state, published_at=published_at)
        assert found.runs
        db.session.expunge_all()
        return found


@pytest.mark.parametrize(("listing", "step"), [(step, step) for step in BUTTONS], indirect=["listing"])
def test_a_step_is_not_taken_with_what_nobody_looked_at(bench: Bench, listing: Offering, step: str) -> None:
    page = bench.at(f"/{listing.public_id}")
    shown = seen_in(bench.browser.get(page).text)
    with bench.app.app_context():
        a_colleague_saves(bench.provider_id, listing.id)

    answer = bench.browser.post(f"{page}/state", data={"step": step, **shown}, follow_redirects=True)

    assert TOLD in answer.text
    with bench.app.app_context():
        assert bench.only().state == BUTTONS[step]


def test_a_date_that_was_changed_meanwhile_is_not_deleted(bench: Bench, listing: Offering) -> None:
    page = bench.at(f"/{listing.public_id}/runs/{listing.runs[0].public_id}")
    shown = seen_in(bench.browser.get(page).text)
    with bench.app.app_context():
        a_colleague_saves(bench.provider_id, listing.id)

    answer = bench.browser.post(f"{page}/remove", data=shown, follow_redirects=True)

    assert (answer.status_code, TOLD in answer.text) == (200, True)
    with bench.app.app_context():
        assert len(bench.only().runs) == 1


def test_the_last_date_of_a_listing_that_is_with_the_office_stays(app: Flask) -> None:
    found = a_complete_listing(state="in_review")
    with pytest.raises(NotReadyForPublishing):
        services.remove_run(found.provider_id, found.id, the_run(found).id, now=now())
    db.session.expire_all()
    assert len(found.runs) == 1


@pytest.mark.parametrize("step", BUTTONS)
def test_nor_at_the_same_moment(each_app: Flask, step: str) -> None:
    with each_app.app_context():
        state = BUTTONS[step]
        found = a_complete_listing(state=state, published_at=None if state == "draft" else NOON)
        provider_id, number, seen = found.provider_id, found.id, found.stamp

    refused = overlapping(
        each_app,
        lambda: a_colleague_saves(provider_id, number),
        lambda: DO[step](number, seen=seen, actor_id=None, now=now()),
    )

    assert isinstance(refused, AnotherThanSeen)
    with each_app.app_context():
        assert db.session.get_one(Offering, number).state == state
