"""The pages of one's rights: what they show, what their forms do, and that nobody else's are reached."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.accounts.models import Account, Consent
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.privacy.models import RightsRequest
from tests.builders import a_learner, an_account, saved
from tests.integration.privacy.conftest import CANARY, CANARY_ADDRESS, CHILD, PASSPHRASE, Household
from tests.mailbox import posted
from tests.people import browser_of

MINE = "/en/me/data"


def state_of(app: Flask, account_id: int) -> str:
    with app.app_context():
        return db.session.get_one(Account, account_id).state


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_everything_is_readable_in_both_languages(bare_app: Flask, family: Household, lang: str) -> None:
    page = unescape(browser_of(bare_app, family.account_id).get(f"/{lang}/me/data/everything").text)
    for words in (CANARY, CANARY_ADDRESS, CHILD, "Sami", f"q1: {CANARY}"):
        assert words in page
    assert "father@example.org" not in page
    assert re.findall(r"\b(?:confirmed|privacy_notice|legal_guardian)\b", page) == [], "codes have words"
    assert re.findall(r"\b(?:enrolment|account|handle|purpose): ", page) == [], "of a message the course is named"


@pytest.mark.parametrize(
    ("form", "mimetype", "name"), [("json", "application/json", ".json"), ("csv", "application/zip", ".zip")]
)
def test_files_are_private_and_named(bare_app: Flask, family: Household, form: str, mimetype: str, name: str) -> None:
    answer = browser_of(bare_app, family.account_id).get(f"{MINE}/download/{form}")
    assert (answer.status_code, answer.mimetype) == (200, mimetype)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert re.fullmatch(rf'attachment; filename="my-data-[-0-9]+\{name}"', answer.headers["Content-Disposition"])


def test_the_erasing_page_says_by_name_who_goes_and_who_stays(bare_app: Flask, family: Household) -> None:
    page = unescape(browser_of(bare_app, family.account_id).get(f"{MINE}/erase").text)
    goes, stays = page.split("What goes", 1)[1].split("What stays, and why", 1)
    assert (CHILD in goes, "Sami" in goes, "Sami" in stays) == (True, False, True)
    assert "nobody else acts for it here" in stays
    assert "Present passphrase" in stays


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"present": PASSPHRASE}, "Please confirm that you have read what is erased"),
        ({"understood": "yes", "present": "wrong words altogether here"}, "The present passphrase is not correct."),
        ({"understood": "yes"}, "The present passphrase is not correct."),
    ],
)
def test_nothing_is_erased_without_a_yes_and_a_proof(
    bare_app: Flask, family: Household, sent: dict[str, str], message: str
) -> None:
    answer = browser_of(bare_app, family.account_id).post(f"{MINE}/erase", data=sent)
    assert (answer.status_code, answer.text.count(message)) == (422, 2), "in the summary and at the field"
    assert state_of(bare_app, family.account_id) == "active"


def test_after_erasing_every_browser_is_signed_out(bare_app: Flask, family: Household) -> None:
    browser, other = browser_of(bare_app, family.account_id), browser_of(bare_app, family.account_id)
    answer = browser.post(f"{MINE}/erase", data={"understood": "yes", "present": PASSPHRASE})
    assert (answer.status_code, answer.location) == (303, "/en/?notice=erased")
    assert "Your account is closed and your data is erased." in browser.get(answer.location).text
    assert [one.get(MINE).status_code for one in (browser, other)] == [303, 303]
    assert state_of(bare_app, family.account_id) == "closed"


def test_without_a_passphrase_a_code_by_mail_opens_the_way(bare_app: Flask) -> None:
    with bare_app.app_context():
        account_id = a_learner(account=an_account(email="noura@example.org", created_at=now())).account_id or 0
    browser = browser_of(bare_app, account_id)
    page = browser.get(f"{MINE}/erase").text
    assert ("Erase everything now" in page, "Send me a code" in page) == (False, True)
    assert browser.post(f"{MINE}/erase", data={"understood": "yes"}).status_code == 422
    sent = browser.post(f"{MINE}/erase/code")
    about = parse_qs(urlsplit(sent.location).query)
    typed = {"handle": about["handle"][0], "next": about["next"][0], "code": posted(bare_app)[-1].code}
    back = browser.post("/en/sign-in/code", data=typed)
    assert back.location == f"{MINE}/erase"
    page = browser.get(back.location).text
    assert "Erase everything now" in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    browser.environ_base["HTTP_X_CSRFTOKEN"] = token[1]
    assert browser.post(f"{MINE}/erase", data={"understood": "yes"}).location == "/en/?notice=erased"
    assert state_of(bare_app, account_id) == "closed"


def test_a_consent_is_withdrawn_with_one_button_and_the_notice_leads_to_closing(
    bare_app: Flask, family: Household
) -> None:
    browser = browser_of(bare_app, family.account_id)
    page = browser.get(MINE).text
    found = re.findall(r'name="consent" value="(\d+)"', page)
    assert len(found) == 1, "the consent to the notice has no button"
    assert "Without this consent there can be no account" in page
    assert browser.post(f"{MINE}/consents", data={"consent": found[0]}).status_code == 303
    with bare_app.app_context():
        given = select(Consent).where(Consent.account_id == family.account_id)
        assert {one.purpose: one.withdrawn_at is None for one in db.session.scalars(given)} == {
            "privacy_notice": True, "newsletter": False,
        }  # fmt: skip


@pytest.mark.parametrize("number", ["", "x", "999999", "9" * 40, "-1"])
def test_a_consent_that_is_none_of_hers_does_not_exist(bare_app: Flask, family: Household, number: str) -> None:
    with bare_app.app_context():
        about = {"purpose": "newsletter", "text_version": "1", "language": "ar", "given_at": now()}
        others = saved(Consent(account_id=family.father_id, **about)).id
    browser = browser_of(bare_app, family.account_id)
    for wanted in (number, str(others)):
        assert browser.post(f"{MINE}/consents", data={"consent": wanted}).status_code == 404


def test_a_request_is_sent_and_seen_with_its_day_in_one_s_own_list_alone(bare_app: Flask, family: Household) -> None:
    browser = browser_of(bare_app, family.account_id)
    for sent, field in (({"kind": "access"}, "words"), ({"words": "Hello", "kind": "anything"}, "kind")):
        refused = browser.post(f"{MINE}/request", data=sent)
        assert (refused.status_code, f'href="#f-{field}"' in refused.text) == (422, True)
    sent = {"kind": "access", "words": "Who saw it?\n=1+1 <b>"}
    assert browser.post(f"{MINE}/request", data=sent).location == f"{MINE}?notice=request_sent#requests"
    page = browser.get(MINE).text
    assert "Who saw it?\n=1+1 &lt;b&gt;" in page
    assert "To be answered by" in page
    assert "Who saw it?" not in browser_of(bare_app, family.father_id).get(MINE).text
    with bare_app.app_context():
        assert len(db.session.scalars(select(RightsRequest)).all()) == 2


def test_the_settings_and_the_notice_lead_here(bare_app: Flask, family: Household) -> None:
    browser = browser_of(bare_app, family.account_id)
    for page in ("settings", "privacy"):
        assert f'href="{MINE}"' in browser.get(f"/en/{page}").text


def test_each_step_says_of_which_course_and_whose_it_is(bare_app: Flask, family: Household) -> None:
    page = unescape(browser_of(bare_app, family.account_id).get(f"{MINE}/everything").text)
    steps = page.split("Each step of an enrolment", 1)[1].split("</section>", 1)[0]
    first = steps.split("<dl", 2)[1]
    assert "<dt>Course</dt>" in first
    assert "<dt>Learner</dt>" in first
