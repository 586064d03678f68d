"""What stands in the mails about accounts, in the language of who reads them."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.accounts import services
from catalogue.core.clock import now
from catalogue.core.db import db, transaction
from catalogue.core.mail import deliver
from catalogue.core.outbox import post
from tests.builders import NOON, a_dependant, a_learner, an_account
from tests.mailbox import link_in, mail_files, states, text_of
from tests.people import browser_of

LANGUAGES = pytest.mark.parametrize("lang", ["ar", "en"])
ARABIC = re.compile("[\u0621-\u064a]")


def the_mail(app: Flask) -> EmailMessage:
    with app.app_context():
        assert deliver(now()) == 1
    (mail,) = mail_files(app.config["SETTINGS"].home)
    return mail


def ensure_read_in(mail: EmailMessage, lang: str, subject: str) -> None:
    """The subject is this one in English; in Arabic neither it nor the text keeps an English sentence."""
    said = str(mail["Subject"])
    if lang == "en":
        assert said == subject
        assert not ARABIC.search(said)
    else:
        assert ARABIC.search(said)
        assert not re.search("[A-Za-z]", said)
        assert ARABIC.search(text_of(mail))


@LANGUAGES
def test_an_address_without_an_account_is_told_where_to_open_one(
    bare_app: Flask, client: FlaskClient, lang: str
) -> None:
    client.post(f"/{lang}/sign-in", data={"email": "nobody@example.org", "way": "code"})

    mail = the_mail(bare_app)

    assert mail["To"] == "nobody@example.org"
    ensure_read_in(mail, lang, "There is no account with this address yet")
    assert client.get(link_in(mail)).status_code == 200
    assert link_in(mail) == f"/{lang}/join"


@LANGUAGES
def test_who_is_asked_to_look_after_somebody_learns_from_the_mail_neither_who_nor_for_whom(
    bare_app: Flask, lang: str
) -> None:
    """The address may be mistyped: a name is shown to who has signed in with the link."""
    with bare_app.app_context():
        mother = a_learner(full_name_en="Amal Nasser", account=an_account(email="amal@example.org"))
        child = a_dependant(mother, full_name_en="Laila Nasser")
        number, mother_id = child.public_id, mother.account_id or 0
    browser_of(bare_app, mother_id).post(f"/{lang}/me/family/{number}/guardians", data={"email": "new@example.org"})

    mail = the_mail(bare_app)

    ensure_read_in(mail, lang, "You are asked to look after somebody’s learning too")
    assert not [word for word in ("Amal", "Laila", "amal@example.org") if word in mail.as_string() + text_of(mail)]
    stranger = bare_app.test_client().get(link_in(mail))
    assert "/sign-in?next=" in stranger.location


@LANGUAGES
def test_guardians_are_told_that_somebody_has_an_account_now(bare_app: Flask, lang: str) -> None:
    with bare_app.app_context():
        mother = a_learner(account=an_account(language=lang))
        child = a_dependant(
            mother, full_name_en="Sara Salem", full_name_ar="\u0633\u0627\u0631\u0629",
            birth_date=now().date() - timedelta(days=20 * 366),
        )  # fmt: skip
        code = services.make_claim_code(
            child.id, made_by=mother.account_id or 0, of_age_at=18, today=now().date(), now=now()
        )
        own = a_learner().account_id or 0
    assert browser_of(bare_app, own).post("/en/me/family/claim", data={"code": code}).status_code == 303

    mail = the_mail(bare_app)

    ensure_read_in(mail, lang, "Somebody you looked after now has an account")
    assert ("Sara Salem" if lang == "en" else "\u0633\u0627\u0631\u0629") in text_of(mail)


def test_of_a_record_that_was_erased_meanwhile_nothing_is_mailed(app: Flask) -> None:
    transaction(post)(
        "record_claimed", "a@example.org", language="en", payload={"learner": 404}, dedupe_key="k", now=NOON
    )
    db.session.remove()
    deliver(NOON)
    assert (states(app), mail_files(app.config["SETTINGS"].home)) == (["sent"], [])
