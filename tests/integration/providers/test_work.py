"""Who works for a provider or in the office finds the way there from every page, and from my learning."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.clock import now
from catalogue.providers import services
from catalogue.providers.models import ProviderMember
from tests.builders import a_learner, a_provider, saved
from tests.builders_proof import an_office_member
from tests.builders_providers import a_member
from tests.counting import counted_queries
from tests.people import browser_of


def somebody(app: Flask, desks: int, *, office: bool = False) -> tuple[FlaskClient, list[str]]:
    """:returns: her browser, and the addresses of her desks."""
    with app.app_context():
        account = an_office_member() if office else None
        learner = a_learner(account=account) if account else a_learner()
        providers = [a_provider(name_en=f"Institute {number}") for number in range(desks)]
        for provider in providers:
            about = {"account_id": learner.account_id, "role": "editor", "since": now()}
            saved(ProviderMember(provider_id=provider.id, **about))
        numbers = [f"/en/provide/{provider.public_id}" for provider in providers]
        account_id = learner.account_id or 0
    return browser_of(app, account_id), numbers


@pytest.mark.parametrize(("desks", "office"), [(1, False), (3, False), (0, True), (1, True)])
def test_every_place_stands_on_my_learning_and_one_link_in_the_header(
    bare_app: Flask, desks: int, office: bool
) -> None:
    browser, addresses = somebody(bare_app, desks, office=office)

    mine = browser.get("/en/me").text
    places = [*addresses, *(["/en/office"] if office else [])]
    for address in places:
        assert f'href="{address}"' in mine, address
    assert 'href="/en/me/work"' in browser.get("/en/help").text

    answer = browser.get("/en/me/work")
    if len(places) == 1:
        assert (answer.status_code, answer.location) == (303, places[0])
    else:
        assert all(f'href="{address}"' in answer.text for address in places)


def test_nobody_else_is_led_to_a_desk(bare_app: Flask) -> None:
    browser, _none = somebody(bare_app, 0)
    assert "/me/work" not in browser.get("/en/me").text
    assert "/me/work" not in bare_app.test_client().get("/en/help").text
    assert "For providers" in browser.get("/en/me/work").text


def test_the_link_costs_no_question_and_goes_with_the_place(bare_app: Flask) -> None:
    plain, _none = somebody(bare_app, 0)
    with bare_app.app_context():
        provider = a_provider()
        account_id, provider_id = a_member(provider, "editor").account_id or 0, provider.id
    browser = browser_of(bare_app, account_id)
    counts = []
    for who in (plain, browser):
        who.get("/en/help")
        with counted_queries(bare_app) as queries:
            who.get("/en/help")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "/me/work" in browser.get("/en/help").text

    with bare_app.app_context():
        services.leave(provider_id, account_id, now=now())
    assert "/me/work" not in browser.get("/en/help").text
