"""A new passphrase by a mailed link or in the settings; which passphrases are good."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from catalogue.accounts import rules, services
from catalogue.accounts.models import Account, SignInCode, WebSession
from catalogue.accounts.secrets import hash_passphrase, passphrase_matches
from catalogue.core.clock import now
from catalogue.core.db import db
from tests.builders import NOON, a_learner, an_account
from tests.mailbox import posted
from tests.people import browser_of

GOOD, OTHER = "violet tortoise anchors seventeen kites", "marble lantern drifting over copper hills"


@pytest.fixture
def noura(bare_app: Flask) -> int:
    with bare_app.app_context():
        account = an_account(email="noura@example.org", password_hash=hash_passphrase(GOOD))
        a_learner(account=account)
        return account.id


def ask(client: FlaskClient, email: str = "noura@example.org") -> str:
    answer = client.post("/en/reset", data={"email": email})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("path", ["reset", "sign-in/link"])
def test_a_link_that_is_none_of_ours_says_that_it_is_broken(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/en/{path}/abc.0123")
    assert (answer.status_code, "This link is not complete" in answer.text) == (410, True)


def test_a_used_link_offers_a_new_one(bare_app: Flask, noura: int, client: FlaskClient) -> None:
    ask(client)
    reset = posted(bare_app)[0].token
    assert client.post(f"/en/reset/{reset}", data={"passphrase": OTHER}).status_code == 303
    stranger = bare_app.test_client()
    stranger.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page = stranger.get(f"/en/reset/{reset}")
    assert (page.status_code, 'href="/en/reset"' in page.text) == (410, True)
    stranger.post("/en/sign-in", data={"email": "noura@example.org", "way": "code"})
    link = posted(bare_app)[-1].token
    stranger.post(f"/en/sign-in/link/{link}")
    again = bare_app.test_client().post(f"/en/sign-in/link/{link}", headers={"Origin": "http://localhost"})
    assert (again.status_code, 'href="/en/sign-in"' in again.text) == (410, True)


def sessions(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(WebSession)) or 0


def test_the_link_sets_a_new_passphrase_and_ends_every_session(
    bare_app: Flask, noura: int, client: FlaskClient
) -> None:
    others = [browser_of(bare_app, noura) for _ in range(2)]
    ask(client)
    token = posted(bare_app)[0].token
    assert client.get(f"/en/reset/{token}").headers["Referrer-Policy"] == "same-origin"

    answer = client.post(f"/en/reset/{token}", data={"passphrase": OTHER})

    assert answer.status_code == 303
    assert [browser.get("/en/me").status_code for browser in others] == [303, 303]
    assert sessions(bare_app) == 1, "only the one that has just signed in"
    assert [message.kind for message in posted(bare_app)] == ["reset_link", "passphrase_changed"]
    with bare_app.app_context():
        assert services.sign_in_with_passphrase("noura@example.org", OTHER)
        with pytest.raises(rules.SignInRefused):
            services.sign_in_with_passphrase("noura@example.org", GOOD)


def test_a_link_works_once(bare_app: Flask, noura: int, client: FlaskClient) -> None:
    ask(client)
    token = posted(bare_app)[0].token
    client.post(f"/en/reset/{token}", data={"passphrase": OTHER})
    stranger = bare_app.test_client()
    assert stranger.get(f"/en/reset/{token}").status_code == 410
    form = {"passphrase": GOOD}
    assert stranger.post(f"/en/reset/{token}", data=form, headers={"Origin": "http://localhost"}).status_code == 410


def test_a_poor_passphrase_does_not_use_the_link_up(bare_app: Flask, noura: int, client: FlaskClient) -> None:
    ask(client)
    token = posted(bare_app)[0].token
    assert client.post(f"/en/reset/{token}", data={"passphrase": "short"}).status_code == 422
    assert client.post(f"/en/reset/{token}", data={"passphrase": OTHER}).status_code == 303


@pytest.mark.parametrize(("after", "status"), [(timedelta(minutes=59), 200), (timedelta(minutes=61), 410)])
def test_a_link_lives_one_hour(bare_app: Flask, noura: int, client: FlaskClient, after: timedelta, status: int) -> None:
    ask(client)
    token = posted(bare_app)[0].token
    with time_machine.travel(now() + after, tick=False):
        assert client.get(f"/en/reset/{token}").status_code == status


def test_a_new_passphrase_ends_the_other_links_and_codes(bare_app: Flask, noura: int, client: FlaskClient) -> None:
    ask(client)
    ask(client)
    with bare_app.app_context():
        services.ask_for_code("noura@example.org", now())
    first, second, code = posted(bare_app)
    client.post(f"/en/reset/{first.token}", data={"passphrase": OTHER})
    assert client.get(f"/en/reset/{second.token}").status_code == 410
    with bare_app.app_context(), pytest.raises(rules.CodeRefused):
        services.use_code(code.handle, code.code, now())


def test_unknown_and_known_addresses_get_the_same_page(bare_app: Flask, noura: int, client: FlaskClient) -> None:
    assert ask(client, "nobody@example.org") == ask(client)
    assert [message.kind for message in posted(bare_app)] == ["address_unknown", "reset_link"]


@pytest.mark.parametrize("token", ["x", "x.y", ".", "..", "a" * 2000])
def test_an_invented_link_is_expired(bare_app: Flask, client: FlaskClient, token: str) -> None:
    for path in (f"/en/reset/{token}", f"/en/sign-in/link/{token}"):
        assert client.post(path, data={"passphrase": OTHER}).status_code == 410


def test_a_sign_in_link_sets_no_passphrase_and_the_other_way_round(bare_app: Flask, noura: int) -> None:
    with bare_app.app_context():
        services.ask_for_code("noura@example.org", now())
        services.ask_to_reset("noura@example.org", now())
    code, reset = posted(bare_app)
    with bare_app.app_context():
        with pytest.raises(rules.LinkExpired):
            services.choose_passphrase(code.token, OTHER, now())
        with pytest.raises(rules.LinkExpired):
            services.use_link(reset.token, now())


def test_of_twenty_who_use_a_reset_link_at_once_one_succeeds(each_app: Flask) -> None:
    with each_app.app_context():
        an_account(email="noura@example.org")
        services.ask_to_reset("noura@example.org", now())
    token = posted(each_app)[0].token
    start, came = threading.Barrier(20), []

    def use() -> None:
        with each_app.app_context():
            start.wait()
            try:
                services.choose_passphrase(token, OTHER, now())
                came.append("set")
            except rules.LinkExpired:
                came.append("refused")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=use) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == ["refused"] * 19 + ["set"]


def test_changing_it_in_the_settings_signs_all_other_devices_out(bare_app: Flask, noura: int) -> None:
    here, there = browser_of(bare_app, noura), browser_of(bare_app, noura)
    for short in ({"passphrase": "short"}, {"passphrase": "noura@example.org noura"}):
        assert here.post("/en/settings/passphrase", data={**short, "present": GOOD}).status_code == 422
    assert here.post("/en/settings/passphrase", data={"passphrase": OTHER, "present": GOOD}).status_code == 303
    assert (here.get("/en/me").status_code, there.get("/en/me").status_code) == (200, 303)


@pytest.mark.parametrize("present", ["", OTHER, "violet"])
def test_a_browser_that_stayed_signed_in_needs_the_present_one(bare_app: Flask, noura: int, present: str) -> None:
    here = browser_of(bare_app, noura)
    assert 'name="present"' in here.get("/en/settings").text
    answer = here.post("/en/settings/passphrase", data={"passphrase": OTHER, "present": present})
    assert (answer.status_code, 'id="f-present-error"' in answer.text) == (422, True)
    with bare_app.app_context():
        assert services.sign_in_with_passphrase("noura@example.org", GOOD)


@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (11, 422)])
def test_who_has_just_signed_in_needs_no_other_proof(
    bare_app: Flask, noura: int, client: FlaskClient, minutes: int, status: int
) -> None:
    with bare_app.app_context():
        db.session.get_one(Account, noura).password_hash = None
        db.session.commit()
        handle = services.ask_for_code("noura@example.org", now())
    code = posted(bare_app)[0].code
    client.post("/en/sign-in/code", data={"handle": handle, "code": code})
    with time_machine.travel(now() + timedelta(minutes=minutes), tick=False):
        page = client.get("/en/settings").text
        assert ('name="passphrase"' in page) is (status == 303), "otherwise the page says how to get a link"
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        form = {"passphrase": OTHER, "csrf_token": token.group(1)}
        assert client.post("/en/settings/passphrase", data=form).status_code == status


def test_the_present_one_cannot_be_guessed_without_end(bare_app: Flask, noura: int) -> None:
    here = browser_of(bare_app, noura)
    form = {"passphrase": OTHER, "present": "wrong wrong wrong wrong"}
    assert [here.post("/en/settings/passphrase", data=form).status_code for _ in range(11)] == [422] * 10 + [429]


@pytest.mark.parametrize("own", ["noura@example.org", "Noura.Salem.example", "noura salem noura salem"])
def test_a_reset_does_not_take_the_address_or_the_name_either(
    bare_app: Flask, noura: int, client: FlaskClient, own: str
) -> None:
    ask(client)
    token = posted(bare_app)[0].token
    assert client.post(f"/en/reset/{token}", data={"passphrase": own}).status_code == 422


def test_all_other_devices_can_be_signed_out(bare_app: Flask, noura: int) -> None:
    here, there = browser_of(bare_app, noura), browser_of(bare_app, noura)
    assert here.post("/en/settings/sessions").status_code == 303
    assert (here.get("/en/me").status_code, there.get("/en/me").status_code) == (200, 303)


@pytest.mark.parametrize(
    "passphrase",
    [
        GOOD,
        "نخلة قديمة تعبر جسرا من الزجاج",
        "🐢🐢 turtles cross 9 rivers slowly",
        "x7Gq-tWn2-pLk8-vRz4",
        "a b c d e f g h i j k l z q",
    ],
)
def test_long_unrelated_words_in_any_script_are_good(passphrase: str) -> None:
    rules.ensure_good_passphrase(passphrase, ("noura@example.org",))


@pytest.mark.parametrize(
    ("passphrase", "refusal"),
    [
        ("fourteen chars", rules.PassphraseTooShort),
        ("x" * 257, rules.PassphraseTooLong),
        ("passwordpassword", rules.PassphraseGuessable),
        ("qwertyuiopasdfgh", rules.PassphraseGuessable),
        ("aaaaaaaaaaaaaaaaaaaaa", rules.PassphraseGuessable),
        ("abababababababababab", rules.PassphraseGuessable),
        ("noura.salem@example.org", rules.PassphraseGuessable),
        ("jubail learning city", rules.PassphraseGuessable),
        ("123456789012345678", rules.PassphraseGuessable),
    ],
)
def test_short_long_and_guessable_ones_are_refused(passphrase: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        rules.ensure_good_passphrase(passphrase, ("noura.salem@example.org", "Noura Salem"))


def test_letters_written_in_two_ways_are_one_passphrase() -> None:
    assert passphrase_matches(hash_passphrase("caf\u00e9 violet tortoise"), "cafe\u0301 violet tortoise")


def test_what_has_run_out_is_forgotten(app: Flask) -> None:
    services.ask_to_reset("a@example.org", NOON)
    assert services.purge_codes(NOON + timedelta(minutes=59)) == 0
    assert services.purge_codes(NOON + timedelta(hours=1)) == 1
    assert db.session.scalars(select(SignInCode)).all() == []


def test_a_role_is_granted_to_an_account_that_exists(app: Flask) -> None:
    account = an_account(email="office@example.org")
    runner = app.test_cli_runner()
    assert runner.invoke(args=["accounts", "grant", "office@example.org", "office"]).exit_code == 0
    assert runner.invoke(args=["accounts", "grant", "nobody@example.org", "office"]).exit_code == 1
    db.session.expire_all()
    assert [role.role for role in db.session.get_one(Account, account.id).roles] == ["office"]
