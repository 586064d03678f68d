"""Opening an account: by code or link, told nothing about who is known, once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from catalogue.accounts import rules, services
from catalogue.accounts.models import Account, Consent, Learner, SignInCode
from catalogue.core.clock import now
from catalogue.core.db import db
from tests.builders import an_account
from tests.mailbox import posted

FORM = {"name": "Noura Salem", "email": "Noura@Example.org ", "consent": "yes"}
GOOD = "violet tortoise anchors seventeen kites"


def join(client: FlaskClient, **more: str) -> str:
    """:returns: where the answer leads."""
    answer = client.post("/en/join", data={**FORM, **more})
    assert answer.status_code == 303, answer.text
    return answer.location


def test_a_code_from_the_mail_opens_the_account_and_signs_in(bare_app: Flask, client: FlaskClient) -> None:
    page = client.get(join(client))
    message = posted(bare_app)[0]
    assert (page.status_code, message.kind, message.address) == (200, "join_code", "noura@example.org")

    answer = client.post("/en/sign-in/code", data={"handle": message.handle, "code": message.code})

    assert (answer.status_code, answer.location) == (303, "/en/me")
    assert client.get("/en/me").status_code == 200
    with bare_app.app_context():
        learner = db.session.scalars(select(Learner)).one()
        assert (learner.full_name_en, learner.full_name_ar) == ("Noura Salem", None)
        assert db.session.scalars(select(Consent.purpose)).all() == ["privacy_notice"]


def test_arabic_digits_and_spaces_in_a_code_are_fine(bare_app: Flask, client: FlaskClient) -> None:
    join(client)
    message = posted(bare_app)[0]
    typed = " ".join(chr(0x660 + int(digit)) for digit in message.code)
    answer = client.post("/ar/sign-in/code", data={"handle": message.handle, "code": typed})
    assert answer.status_code == 303


def test_a_name_in_arabic_letters_becomes_the_arabic_name(bare_app: Flask, client: FlaskClient) -> None:
    join(client, name="نورة سالم")
    message = posted(bare_app)[0]
    client.post("/ar/sign-in/code", data={"handle": message.handle, "code": message.code})
    with bare_app.app_context():
        assert db.session.scalars(select(Learner.full_name_ar)).one() == "نورة سالم"


def test_opening_the_link_does_not_use_it_up_but_its_button_does(bare_app: Flask, client: FlaskClient) -> None:
    join(client)
    token = posted(bare_app)[0].token
    for _ in range(2):
        page = client.get(f"/en/sign-in/link/{token}")
        assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "same-origin")
    assert client.post(f"/en/sign-in/link/{token}").status_code == 303
    client.post("/en/sign-out", data={"csrf_token": "x"})
    assert (
        bare_app.test_client().post(f"/en/sign-in/link/{token}", headers={"Origin": "http://localhost"}).status_code
        == 410
    )


def test_the_page_that_was_asked_for_is_where_joining_ends(bare_app: Flask, client: FlaskClient) -> None:
    join(client, next="/en/enrol/ABC")
    message = posted(bare_app)[0]
    form = {"handle": message.handle, "code": message.code, "next": "/en/enrol/ABC"}
    assert client.post("/en/sign-in/code", data=form).location == "/en/enrol/ABC"


def test_a_known_address_gets_the_same_answer_and_one_mail_to_its_owner(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        an_account(email="known@example.org")
    unknown = client.post("/en/join", data={**FORM, "email": "unknown@example.org"})
    known = client.post("/en/join", data={**FORM, "email": "known@example.org"})

    assert known.status_code == unknown.status_code == 303
    assert [name for name, _ in known.headers] == [name for name, _ in unknown.headers]
    assert len(known.location) == len(unknown.location)
    pages = [client.get(answer.location).text for answer in (unknown, known)]
    handles = [message.handle for message in posted(bare_app)]
    assert pages[0].replace(handles[0], "") == pages[1].replace(handles[1], "")
    assert [message.kind for message in posted(bare_app)] == ["join_code", "already_joined"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": ""}, "email"),
        ({"consent": ""}, "consent"),
        ({"passphrase": "too short"}, "passphrase"),
        ({"passphrase": "aaaaaaaaaaaaaaaaaaaa"}, "passphrase"),
        ({"passphrase": "Noura Salem at Example"}, "passphrase"),
        ({"passphrase": "x" * 257}, "passphrase"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(
    client: FlaskClient, bare_app: Flask, change: dict[str, str], field: str
) -> None:
    answer = client.post("/en/join", data={**FORM, **change})
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    assert f'href="#f-{field}"' in answer.text, "the summary leads to the field"
    assert "aaaaaaaaaaaa" not in answer.text
    assert posted(bare_app) == []
    if field != "name":
        assert 'value="Noura Salem"' in answer.text


def test_a_chosen_passphrase_signs_in_afterwards(bare_app: Flask, client: FlaskClient) -> None:
    join(client, passphrase=GOOD)
    message = posted(bare_app)[0]
    client.post("/en/sign-in/code", data={"handle": message.handle, "code": message.code})
    fresh = bare_app.test_client()
    form = {"email": "NOURA@example.org", "passphrase": GOOD, "way": "passphrase"}
    assert fresh.post("/en/sign-in", data=form, headers={"Origin": "http://localhost"}).status_code == 303


def test_a_wrong_code_five_times_ends_the_code(bare_app: Flask, client: FlaskClient) -> None:
    join(client)
    message = posted(bare_app)[0]
    wrong = f"{(int(message.code) + 1) % 1_000_000:06d}"
    for _ in range(rules.CODE_ATTEMPTS):
        assert client.post("/en/sign-in/code", data={"handle": message.handle, "code": wrong}).status_code == 422
    answer = client.post("/en/sign-in/code", data={"handle": message.handle, "code": message.code})
    assert answer.status_code == 422


@pytest.mark.parametrize(("after", "status"), [(timedelta(minutes=19), 303), (timedelta(minutes=20, seconds=1), 422)])
def test_a_code_lives_twenty_minutes(bare_app: Flask, client: FlaskClient, after: timedelta, status: int) -> None:
    join(client)
    message = posted(bare_app)[0]
    with time_machine.travel(now() + after, tick=False):
        answer = client.post("/en/sign-in/code", data={"handle": message.handle, "code": message.code})
    assert answer.status_code == status


def test_of_twenty_who_use_a_code_at_once_one_succeeds(each_app: Flask) -> None:
    with each_app.app_context():
        who = services.Joining("Noura Salem", "noura@example.org", None, "ar")
        handle = services.ask_to_join(who, now())
    token = posted(each_app)[0].token
    browser = services.Browser(asked=True)
    start, came = threading.Barrier(20), []

    def use() -> None:
        with each_app.app_context():
            start.wait()
            try:
                services.use_link(token, now(), browser)
                came.append("in")
            except rules.LinkExpired:
                came.append("refused")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=use) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came) == ["in"] + ["refused"] * 19
    with each_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 1
        used = db.session.scalars(select(SignInCode).where(SignInCode.handle == handle)).one()
        assert used.used_at is not None
        assert used.details == {}, "what was typed is forgotten once it is used"


def test_two_codes_for_one_new_address_open_one_account(bare_app: Flask, client: FlaskClient) -> None:
    join(client)
    join(client)
    first, second = posted(bare_app)
    for message in (first, second):
        form = {"handle": message.handle, "code": message.code, "name": "Noura Salem", "consent": "yes"}
        browser = bare_app.test_client()
        assert browser.post("/en/sign-in/code", data=form, headers={"Origin": "http://localhost"}).status_code == 303
    with bare_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 1
