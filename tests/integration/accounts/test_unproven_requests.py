"""Somebody asks to join with another's address: what was typed with the request counts only where it was typed."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.accounts.models import Account, Learner
from catalogue.core.db import db
from tests.mailbox import Posted, posted
from tests.people import ORIGIN

KNOWN_TO_ANOTHER = "violet tortoise anchors seventeen kites"
OWN = {"Origin": ORIGIN}
HERSELF = {"name": "Noura Salem", "consent": "yes"}


@pytest.fixture
def mailed(bare_app: Flask, client: FlaskClient) -> Posted:
    """What Noura finds in her mail after somebody else (`client`) asked to join with her address."""
    form = {
        "name": "Somebody Else",
        "email": "noura@example.org",
        "passphrase": KNOWN_TO_ANOTHER,
        "consent": "yes",
    }
    assert client.post("/en/join", data=form).status_code == 303
    return posted(bare_app)[0]


@pytest.fixture
def noura(bare_app: Flask) -> FlaskClient:
    browser = bare_app.test_client()
    browser.environ_base["HTTP_ORIGIN"] = ORIGIN
    return browser


def signs_in(app: Flask, passphrase: str) -> bool:
    form = {"email": "noura@example.org", "passphrase": passphrase, "way": "passphrase"}
    return app.test_client().post("/en/sign-in", data=form, headers=OWN).status_code == 303


def names(app: Flask) -> list[str | None]:
    with app.app_context():
        return list(db.session.scalars(select(Learner.full_name_en)))


def test_by_the_link_in_another_browser_neither_passphrase_nor_name_is_taken(
    bare_app: Flask, noura: FlaskClient, mailed: Posted
) -> None:
    page = noura.get(f"/en/sign-in/link/{mailed.token}").text
    assert 'name="name"' in page
    assert "Somebody Else" not in page

    assert noura.post(f"/en/sign-in/link/{mailed.token}", data=HERSELF).status_code == 303

    assert names(bare_app) == ["Noura Salem"]
    assert not signs_in(bare_app, KNOWN_TO_ANOTHER)
    assert "No passphrase is set" in noura.get("/en/settings").text


def test_by_the_code_in_another_browser_neither_is_taken(bare_app: Flask, noura: FlaskClient, mailed: Posted) -> None:
    typed = {"handle": mailed.handle, "code": mailed.code}
    asked = noura.post("/en/sign-in/code", data=typed)
    assert (asked.status_code, 'id="f-name-error"' in asked.text) == (422, True)

    assert noura.post("/en/sign-in/code", data={**typed, **HERSELF}).status_code == 303

    assert names(bare_app) == ["Noura Salem"]
    assert not signs_in(bare_app, KNOWN_TO_ANOTHER)


@pytest.mark.parametrize("introduced", [{}, {"name": "Noura Salem"}, {"name": " ", "consent": "yes"}])
def test_without_name_and_consent_another_browser_opens_nothing_and_the_link_stays(
    bare_app: Flask, noura: FlaskClient, mailed: Posted, introduced: dict[str, str]
) -> None:
    assert noura.post(f"/en/sign-in/link/{mailed.token}", data=introduced).status_code == 422
    with bare_app.app_context():
        assert db.session.scalars(select(Account)).all() == []
    assert noura.post(f"/en/sign-in/link/{mailed.token}", data=HERSELF).status_code == 303


def test_a_cookie_of_ones_own_making_proves_nothing(bare_app: Flask, noura: FlaskClient, mailed: Posted) -> None:
    noura.set_cookie("joining", f"{mailed.handle}.forged")
    noura.post(f"/en/sign-in/link/{mailed.token}", data=HERSELF)
    assert not signs_in(bare_app, KNOWN_TO_ANOTHER)


def test_in_the_browser_that_asked_both_are_taken(bare_app: Flask, client: FlaskClient, mailed: Posted) -> None:
    assert 'name="name"' not in client.get(f"/en/sign-in/link/{mailed.token}").text
    answer = client.post(f"/en/sign-in/link/{mailed.token}")
    assert answer.status_code == 303
    assert names(bare_app) == ["Somebody Else"]
    assert signs_in(bare_app, KNOWN_TO_ANOTHER)
    assert "A passphrase is set" in client.get("/en/settings").text
    assert client.get_cookie("joining") is None, "it has served"


def test_who_asks_again_can_use_the_first_mail_too(bare_app: Flask, client: FlaskClient, mailed: Posted) -> None:
    client.post("/en/join", data={"name": "Somebody Else", "email": "noura@example.org", "consent": "yes"})
    assert client.post(f"/en/sign-in/link/{mailed.token}").status_code == 303


def test_the_cookie_is_out_of_reach_for_scripts_and_tells_nothing(client: FlaskClient) -> None:
    form = {"name": "Noura Salem", "email": "noura@example.org", "consent": "yes"}
    cookie = client.post("/en/join", data=form).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "noura" not in cookie
