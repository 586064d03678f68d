"""Signing in, limits, sessions, signing out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from catalogue.accounts import limits, services
from catalogue.accounts.models import Account, Attempt, WebSession
from catalogue.accounts.sessions import hashed
from catalogue.app import create_app
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import TooManyAttempts
from catalogue.settings import Settings
from tests.builders import NOON, a_learner, a_run, an_account, an_offering
from tests.mailbox import posted
from tests.people import ORIGIN, browser_of

GOOD = "violet tortoise anchors seventeen kites"
OWN = {"Origin": ORIGIN}


@pytest.fixture
def noura(bare_app: Flask) -> int:
    """An account with a passphrase. :returns: its id."""
    with bare_app.app_context():
        public_id = services.create_account(
            "noura@example.org", "Noura Salem", passphrase=GOOD, language="ar", now=NOON
        )
        return db.session.scalars(select(Account.id).where(Account.public_id == public_id)).one()


def sign_in(client: FlaskClient, email: str = "noura@example.org", passphrase: str = GOOD) -> int:
    form = {"email": email, "passphrase": passphrase, "way": "passphrase"}
    return client.post("/ar/sign-in", data=form, headers=OWN).status_code


def test_the_right_passphrase_signs_in(noura: int, client: FlaskClient) -> None:
    assert sign_in(client) == 303
    assert client.get("/ar/me").status_code == 200


def test_a_wrong_passphrase_an_unknown_address_and_an_account_without_one_look_alike(
    bare_app: Flask, noura: int, client: FlaskClient
) -> None:
    with bare_app.app_context():
        an_account(email="codes@example.org")
    pages = {}
    for email in ("noura@example.org", "nobody@example.org", "codes@example.org"):
        form = {"email": email, "passphrase": "wrong wrong wrong wrong", "way": "passphrase"}
        answer = client.post("/ar/sign-in", data=form)
        assert answer.status_code == 422
        pages[email] = answer.text.replace(email, "")
    assert len(set(pages.values())) == 1


def test_asking_for_a_code_answers_alike_and_mails_once_whoever_asks(
    bare_app: Flask, noura: int, client: FlaskClient
) -> None:
    answers = [
        client.post("/ar/sign-in", data={"email": email, "way": "code"})
        for email in ("noura@example.org", "nobody@example.org")
    ]
    assert {answer.status_code for answer in answers} == {303}
    assert len({len(answer.location) for answer in answers}) == 1
    assert [message.kind for message in posted(bare_app)] == ["sign_in_code", "address_unknown"]


def test_an_empty_passphrase_asks_for_a_code_whichever_button_is_pressed(bare_app: Flask, client: FlaskClient) -> None:
    answer = client.post("/en/sign-in", data={"email": "a@example.org", "passphrase": "", "way": "passphrase"})
    assert (answer.status_code, "/en/sign-in/code?handle=" in answer.location) == (303, True)
    assert len(posted(bare_app)) == 1


@pytest.mark.parametrize("page", ["sign-in", "join"])
def test_who_is_sent_here_by_enrolling_is_told_for_which_course(
    bare_app: Flask, client: FlaskClient, page: str
) -> None:
    with bare_app.app_context():
        run = a_run(offering=an_offering(title_en="Welding <b>")).public_id
    assert "To enrol in “<bdi>Welding &lt;b&gt;</bdi>”" in client.get(f"/en/{page}?next=/en/enrol/{run}").text
    for other in ("/en/me", "/en/enrol/NOSUCHRUN1", "/en/enrol/'", ""):
        assert "To enrol in" not in client.get(f"/en/{page}?next={other}").text


@pytest.mark.parametrize("page", ["sign-in", "join"])
def test_who_comes_to_work_for_a_provider_is_told_why_an_account_is_needed(client: FlaskClient, page: str) -> None:
    told = "To work for a provider here"
    for target in ("/en/provide/apply", "/ar/provide/invitation/abc.def"):
        found = client.get(f"/en/{page}?next={target}").text
        assert told in found
        assert "You need an account only to enrol" not in found
    for other in ("/en/provide", "/en/me", ""):
        assert told not in client.get(f"/en/{page}?next={other}").text


def test_a_refusal_for_too_many_attempts_says_when_and_leads_back(noura: int, client: FlaskClient) -> None:
    form = {"email": "noura@example.org", "passphrase": "wrong wrong wrong wrong"}
    with time_machine.travel(NOON, tick=False):
        for _each in range(11):
            answer = client.post("/en/sign-in", data=form, headers={"Referer": f"{ORIGIN}/en/sign-in?x=1"})
        elsewhere = client.post("/en/sign-in", data=form, headers={"Referer": "https://elsewhere.example/en/me"})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert answer.text.count("Please try again in") == 1
    assert "Please try again in 5 minutes." in answer.text
    assert 'href="/en/sign-in?x=1"' in answer.text
    assert "Back to the form" not in elsewhere.text


def test_a_code_for_an_address_without_an_account_signs_nobody_in(bare_app: Flask, client: FlaskClient) -> None:
    client.post("/ar/sign-in", data={"email": "nobody@example.org", "way": "code"})
    message = posted(bare_app)[0]
    form = {"handle": message.handle, "code": message.code}
    assert client.post("/ar/sign-in/code", data=form).status_code == 422


def test_the_eleventh_attempt_in_five_minutes_is_refused_whoever_it_is_about(bare_app: Flask, noura: int) -> None:
    for email in ("noura@example.org", "nobody@example.org"):
        client = bare_app.test_client()
        statuses = [sign_in(client, email, "wrong wrong wrong wrong") for _ in range(11)]
        assert statuses == [422] * 10 + [429], email
        assert sign_in(client, email) == 429


def test_who_is_refused_is_told_when_the_window_ends(noura: int, client: FlaskClient) -> None:
    form = {"email": "noura@example.org", "passphrase": "wrong wrong wrong wrong", "way": "passphrase"}
    with time_machine.travel(NOON, tick=False):
        for _ in range(10):
            client.post("/ar/sign-in", data=form, headers=OWN)
    with time_machine.travel(NOON + timedelta(minutes=2), tick=False):
        answer = client.post("/ar/sign-in", data=form, headers=OWN)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "180")


def test_attempts_are_counted_by_all_processes_together(settings: Settings) -> None:
    apps = [create_app(settings) for _ in range(2)]
    came = []
    for attempt in range(11):
        with apps[attempt % 2].app_context():
            try:
                limits.count_attempt(limits.SIGN_IN_PER_ADDRESS, "a@example.org", NOON)
                came.append(True)
            except TooManyAttempts:
                came.append(False)
            finally:
                db.session.remove()
                db.engine.dispose()
    assert came == [True] * 10 + [False]


def test_a_limit_ends_with_its_window_and_keeps_no_address(app: Flask) -> None:
    for _ in range(10):
        limits.count_attempt(limits.SIGN_IN_PER_ADDRESS, "a@example.org", NOON)
    with pytest.raises(TooManyAttempts):
        limits.count_attempt(limits.SIGN_IN_PER_ADDRESS, "a@example.org", NOON + timedelta(minutes=4))
    limits.count_attempt(limits.SIGN_IN_PER_ADDRESS, "a@example.org", NOON + timedelta(minutes=5))
    assert "example" not in "".join(db.session.scalars(select(Attempt.key_hash)))
    assert limits.purge_attempts(NOON + timedelta(hours=1)) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:0:0:1", "2001:db8::/64"),
        ("::1", "::/64"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:", "unix:"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_network_is_an_ipv4_address_or_half_an_ipv6_one(address: str | None, network: str) -> None:
    assert limits.network(address) == network


def test_the_session_gets_a_new_id_at_every_sign_in(bare_app: Flask, noura: int) -> None:
    client = browser_of(bare_app, noura)
    before = client.get_cookie("session")
    assert sign_in(client) == 303
    after = client.get_cookie("session")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    with bare_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(WebSession)) == 1, "the old one is gone"


def test_the_cookie_is_out_of_reach_for_scripts_and_holds_nothing(noura: int, client: FlaskClient) -> None:
    form = {"email": "noura@example.org", "passphrase": GOOD, "way": "passphrase"}
    cookie = client.post("/ar/sign-in", data=form).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "noura" not in cookie


def test_over_https_the_cookie_is_bound_to_the_host(settings: Settings, noura: int) -> None:
    app = create_app(replace(settings, base_url="https://learn.example.org"))
    form = {"email": "noura@example.org", "passphrase": GOOD, "way": "passphrase"}
    answer = app.test_client().post(
        "/ar/sign-in", data=form, base_url="https://learn.example.org", headers={"Origin": "https://learn.example.org"}
    )
    assert answer.headers["Set-Cookie"].startswith("__Host-session=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]
    with app.app_context():
        db.engine.dispose()


def test_signing_out_ends_the_row_and_a_kept_cookie_opens_nothing(bare_app: Flask) -> None:
    with bare_app.app_context():
        account_id = a_learner().account_id or 0
    client = browser_of(bare_app, account_id)
    cookie = client.get_cookie("session")
    assert client.post("/ar/sign-out").status_code == 303
    with bare_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(WebSession)) == 0
    thief = bare_app.test_client()
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    assert thief.get("/ar/me").status_code == 303


def test_a_session_ends_after_thirty_days_without_use(bare_app: Flask) -> None:
    with bare_app.app_context():
        account_id = a_learner().account_id or 0
    client = browser_of(bare_app, account_id)
    with time_machine.travel(now() + timedelta(days=29), tick=False):
        assert client.get("/ar/me").status_code == 200
    with time_machine.travel(now() + timedelta(days=58), tick=False):
        assert client.get("/ar/me").status_code == 200, "using it had prolonged it"
    with time_machine.travel(now() + timedelta(days=89), tick=False):
        assert client.get("/ar/me").status_code == 303


def test_a_new_secret_with_the_old_one_as_fallback_ends_no_session(bare_app: Flask, settings: Settings) -> None:
    with bare_app.app_context():
        account_id = a_learner().account_id or 0
    cookie = browser_of(bare_app, account_id).get_cookie("session")
    assert cookie is not None
    for fallbacks, status in (((settings.secret_key,), 200), ((), 303)):
        app = create_app(replace(settings, secret_key="a new one", secret_key_fallbacks=fallbacks))
        client = app.test_client()
        client.set_cookie("session", cookie.value)
        assert client.get("/ar/me").status_code == status
        with app.app_context():
            db.engine.dispose()


def test_the_table_of_sessions_knows_no_cookie(bare_app: Flask) -> None:
    with bare_app.app_context():
        account_id = a_learner().account_id or 0
    cookie = browser_of(bare_app, account_id).get_cookie("session")
    assert cookie is not None
    sid = cookie.value.rpartition(".")[0]
    with bare_app.app_context():
        assert db.session.scalars(select(WebSession.id_hash)).all() == [hashed(sid)]
        assert sid not in hashed(sid)


@pytest.mark.parametrize("cookie", ["", "x", "x.y", "a" * 5000, "é", "%00", "../../etc"])
def test_a_cookie_that_we_did_not_make_is_nobody(bare_app: Flask, cookie: str) -> None:
    client = bare_app.test_client()
    assert client.get("/ar/me", headers={"Cookie": f"session={cookie}".encode().decode("latin-1")}).status_code == 303
